"""Why a command is refused: a stable code, a sentence for people, the offending value, whether retrying helps."""

from msgspec import Struct


def sentence(text: str) -> str:
    """Marks a sentence for translation."""
    return text


class Refused(Exception):
    """Raised by ``decide``. ``code`` is one of ``SENTENCES``; ``value`` is what offended."""

    def __init__(self, code: str, value: str | int | None = None) -> None:
        super().__init__(code, value)
        self.code = code
        self.value = value

    @property
    def sentence(self) -> str:
        """In English, with ``{value}`` where the offending value belongs."""
        return SENTENCES[self.code].text

    @property
    def retryable(self) -> bool:
        return SENTENCES[self.code].retryable


class Sentence(Struct, frozen=True):
    text: str
    retryable: bool = False


SENTENCES: dict[str, Sentence] = {
    "bad-command": Sentence(
        sentence("This app sent something the camp does not understand: {value}. Reload the page.")
    ),
    "bad-id": Sentence(sentence("“{value}” cannot be used as an id here. Reload the page and try again.")),
    "too-large": Sentence(sentence("That is more than fits in one message ({value} bytes). Shorten it and try again.")),
    "too-many-at-once": Sentence(sentence("Too many changes in one message ({value}). Send fewer at a time."), True),
    "slow-down": Sentence(sentence("That was very fast. Wait {value} s; nothing is lost."), True),
    "camp-unknown": Sentence(sentence("There is no camp with the code “{value}”. Check the code on the board.")),
    "not-joined": Sentence(sentence("You have not joined this camp on this device yet. Tell us your name first.")),
    "not-organizer": Sentence(sentence("Only organizers can do this. Ask one of them for help.")),
    "foreign-origin": Sentence(
        sentence("This came from another site ({value}), so nothing was done. Open the camp's own page and try again.")
    ),
    "link-old": Sentence(sentence("This link does not work any more. Ask whoever gave it to you for a new one.")),
    "not-found": Sentence(sentence("There is nothing at this address. Check the link, or go back to the camp.")),
    "internal": Sentence(
        sentence("Something went wrong on our side. What was saved before is safe; this may not be. Try again."), True
    ),
    "unavailable": Sentence(
        sentence("The camp cannot save anything right now. What you did is kept here and sent again."), True
    ),
    "shutting-down": Sentence(sentence("The camp is restarting. What you did is kept here and sent again."), True),
    "phase-gather-closed": Sentence(sentence("Proposing is closed right now. Your text is kept on this page.")),
    "phase-vote-closed": Sentence(sentence("Voting is closed right now. Your earlier votes count.")),
    "first-timers-first": Sentence(
        sentence("Those who are here for the first time propose first. It is your turn in {value} min."), True
    ),
    "first-timers-minutes": Sentence(sentence("First-timers have at most 60 minutes for themselves, not {value}.")),
    "camp-closed": Sentence(sentence("This camp is closed. You can still read everything.")),
    "name-empty": Sentence(sentence("Please tell us a name. A nickname is fine.")),
    "name-long": Sentence(sentence("That name is too long: {value} characters, at most 60.")),
    "title-short": Sentence(sentence("The title “{value}” is too short: at least 3 characters.")),
    "title-long": Sentence(sentence("The title is too long: {value} characters, at most 120.")),
    "description-long": Sentence(sentence("The description is too long: {value} characters, at most 2,000.")),
    "tags-many": Sentence(sentence("{value} tags are too many: at most 5.")),
    "tag-long": Sentence(sentence("The tag “{value}” is too long: at most 30 characters.")),
    "needs-many": Sentence(sentence("{value} needs are too many: at most 10.")),
    "interests-many": Sentence(sentence("{value} interests are too many: at most 20.")),
    "topics-many-person": Sentence(
        sentence("You have {value} topics on the wall, which is as many as one person may have. Withdraw one first.")
    ),
    "topics-many-camp": Sentence(sentence("The wall is full: {value} topics. Ask an organizer to merge some.")),
    "people-many": Sentence(sentence("This camp is full: {value} people.")),
    "topic-unknown": Sentence(sentence("This topic does not exist (any more): {value}.")),
    "topic-exists": Sentence(sentence("There is a topic with the id {value} already.")),
    "topic-gone": Sentence(sentence("“{value}” is no longer on the wall.")),
    "topic-not-yours": Sentence(sentence("Only the person who proposed “{value}” can do this.")),
    "topic-not-learn": Sentence(sentence("“{value}” has a host already: only “learn” topics look for one.")),
    "not-host": Sentence(sentence("Only whoever hosts “{value}” can say this.")),
    "session-moved": Sentence(sentence("“{value}” is not there any more. “My day” says where it is now.")),
    "anonymous-lead": Sentence(
        sentence("Whoever starts a conversation is known. A card without your name is one to learn.")
    ),
    "anonymous-changed": Sentence(
        sentence(
            "Who sees the name behind such a card has just changed. Read it again, then put your card on the wall."
        )
    ),
    "offer-needless": Sentence(sentence("“{value}” is there for you to host: nobody need say yes.")),
    "offer-declined": Sentence(sentence("“{value}” goes on without a co-host this time.")),
    "offer-unknown": Sentence(sentence("This person does not offer to host “{value}” (any more).")),
    "hope-long": Sentence(sentence("Your note is too long: {value} characters, at most 200.")),
    "hope-no-vote": Sentence(sentence("Vote for “{value}” first: your note goes along with your vote.")),
    "hope-unknown": Sentence(sentence("There is no such note on “{value}” (any more).")),
    "notes-link": Sentence(sentence("“{value}” is not a link that starts with https:// or http://.")),
    "hand-unknown": Sentence(sentence("Nobody at “{value}” needs a hand (any more).")),
    "topic-hosted": Sentence(sentence("“{value}” has a host. Nobody need be asked.")),
    "hosts-many": Sentence(sentence("{value} people at once are too many: at most 20.")),
    "topic-not-hosted": Sentence(sentence("Only a host of “{value}” or an organizer can do this.")),
    "merge-self": Sentence(sentence("“{value}” cannot be merged into itself.")),
    "not-merged": Sentence(sentence("“{value}” is not merged into another topic.")),
    "room-unknown": Sentence(sentence("There is no room {value}.")),
    "room-name": Sentence(sentence("A room needs a name of 1 to 60 characters, not “{value}”.")),
    "room-capacity": Sentence(sentence("A room holds 1 to 100,000 people, not {value}.")),
    "room-link": Sentence(sentence("“{value}” is not a link that starts with https:// or http://.")),
    "room-closed": Sentence(sentence("“{value}” is closed then.")),
    "rooms-many": Sentence(sentence("{value} rooms are the most a camp can have.")),
    "slot-unknown": Sentence(sentence("There is no slot {value}.")),
    "slot-title": Sentence(sentence("A slot needs a title of 1 to 60 characters, not “{value}”.")),
    "slot-times": Sentence(sentence("The slot “{value}” must end after it starts, within a day.")),
    "slot-break": Sentence(sentence("“{value}” is a break: no sessions take place then.")),
    "slot-begun": Sentence(sentence("“{value}” has begun already.")),
    "slot-over": Sentence(sentence("“{value}” is over already.")),
    "slot-past": Sentence(sentence("“{value}” cannot be moved into the past.")),
    "slot-clash": Sentence(sentence("“{value}” would be at the same time. Move less, or move it as well.")),
    "break-short": Sentence(sentence("“{value}” is too short to take up so much.")),
    "not-a-break": Sentence(sentence("“{value}” is not a break.")),
    "not-neighbours": Sentence(
        sentence("“{value}” is in between, or at the same time: these two cannot change places.")
    ),
    "slots-many": Sentence(sentence("{value} slots are the most a camp can have.")),
    "camp-name": Sentence(sentence("A camp needs a name of 1 to 100 characters, not “{value}”.")),
    "time-zone": Sentence(sentence("“{value}” is not a time zone like Europe/Madrid or America/Chicago.")),
    "cell-taken": Sentence(sentence("“{value}” is in this room at that time. Swap the two instead.")),
    "cell-empty": Sentence(sentence("Both of these cells are empty: {value}.")),
    "host-busy": Sentence(sentence("A host of this topic hosts “{value}” at the same time.")),
    "repeat-busy": Sentence(sentence("“{value}” has a session at that time already. A repeat needs another time.")),
    "repeat-not-agreed": Sentence(sentence("No host of “{value}” has agreed to run it twice.")),
    "not-placed": Sentence(sentence("“{value}” is not in the draft.")),
    "board-end": Sentence(sentence("What the board shows must end at a moment that is still to come.")),
    "not-on": Sentence(sentence("“{value}” is not on in this slot (any more). The schedule says where it is.")),
    "not-yet": Sentence(sentence("“{value}” has not begun yet. Say it when you are there."), True),
    "over": Sentence(sentence("“{value}” is over, so nobody is counted in it any more.")),
    "request-late": Sentence(sentence("“{value}” begins soon, or has begun. It stays where it is.")),
    "request-same": Sentence(sentence("“{value}” is on at that time already.")),
    "no-other-time": Sentence(sentence("There is no other time left for “{value}”.")),
    "requests-many": Sentence(
        sentence("You ask for {value} other times already, as many as one person may. Take one of them back first.")
    ),
    "reason-long": Sentence(sentence("That is too long for a reason: {value} characters, at most 140.")),
    "request-gone": Sentence(sentence("“{value}” is somewhere else by now, or begins soon.")),
    "request-impossible": Sentence(
        sentence("There is no way to have “{value}” then: no room, or its host hosts something else.")
    ),
    "kept-name": Sentence(sentence("A draft that is kept aside needs a name of 1 to 60 characters, not “{value}”.")),
    "kept-empty": Sentence(sentence("The draft is empty: there is nothing to keep.")),
    "kept-many": Sentence(sentence("{value} drafts are kept aside already. Drop one of them first.")),
    "kept-unknown": Sentence(sentence("This draft is not kept aside (any more).")),
    "draft-empty": Sentence(sentence("The draft is empty: there is nothing to publish.")),
    "draft-changed": Sentence(
        sentence("The draft has changed since you looked at it. Look at the preview again, then publish."), True
    ),
    "draft-published": Sentence(sentence("This draft is published already.")),
    "nothing-published": Sentence(sentence("Nothing is published yet. Publish the draft first.")),
    "schedule-changed": Sentence(
        sentence("The schedule has changed since you looked at it. Look at what would move again."), True
    ),
    "session-elsewhere": Sentence(sentence("“{value}” is not there any more. Look at what would move again."), True),
    "draft-broken": Sentence(
        sentence("The draft cannot be published: a host would be in two places at once (“{value}”).")
    ),
    "push-address": Sentence(sentence("This device could not be reached where it said. Try again, or look here.")),
    "plan-running": Sentence(sentence("A plan is being worked out already. Stop it first, or wait for it."), True),
    "plan-not-running": Sentence(sentence("No plan is being worked out right now.")),
    "plan-empty": Sentence(sentence("There is nothing to plan yet: a plan needs topics, rooms and slots.")),
    "plan-seconds": Sentence(sentence("A plan takes 1 to 120 seconds, not {value}.")),
    "plan-infeasible": Sentence(sentence("What is pinned cannot all be kept. Unpin some of it.")),
    "no-solver": Sentence(
        sentence("No plan can be worked out right now: whoever runs the server has to start a solver."), True
    ),
    "plan-failed": Sentence(sentence("The plan could not be worked out. The draft is as it was."), True),
    "prices-failed": Sentence(
        sentence("What moving this would cost could not be counted. It can be moved all the same."), True
    ),
    "counts-failed": Sentence(sentence("What people would get could not be counted. Try again in a moment."), True),
    "plan-future": Sentence(sentence("The plan is based on something that has not happened here ({value})."), True),
    "seats-other": Sentence(sentence("These seats are for publication {value}, which is not the one on show.")),
    "table-unreadable": Sentence(sentence("This file cannot be read as a table. Save it as CSV and try again.")),
    "table-quote": Sentence(
        sentence("The row that begins on line {value} does not end where it should: a quotation mark is missing there.")
    ),
    "table-empty": Sentence(sentence("There is nothing in this file.")),
    "table-long": Sentence(sentence("These are {value} rows; at most 5,000 can be imported at once. Split the file.")),
    "table-columns": Sentence(
        sentence("Say which column holds the titles of topics, or the names of people; then nothing is guessed.")
    ),
    "row-empty": Sentence(sentence("There is neither a title nor a name on this line.")),
    "list-problems": Sentence(
        sentence("{value} lines have problems, so nothing was imported. Correct them, or leave them out.")
    ),
    "text-empty": Sentence(sentence("An announcement needs some words.")),
    "text-long": Sentence(sentence("The announcement is too long: {value} characters, at most 500.")),
    "announcement-exists": Sentence(sentence("There is an announcement with the id {value} already.")),
    "announcement-gone": Sentence(sentence("This announcement has ended already.")),
    "announcements-many": Sentence(sentence("{value} announcements are on show. End one first.")),
    "planned-many": Sentence(sentence("{value} announcements are planned already. Take one of them back first.")),
    "announcement-times": Sentence(sentence("“{value}” would end before it begins. Choose another time.")),
    "nobody-meant": Sentence(sentence("There is nobody there to tell “{value}” now, so nothing was said.")),
    "no-smackdown": Sentence(sentence("There is no smackdown right now.")),
    "no-turn": Sentence(sentence("They are not in the queue of the smackdown (any more).")),
    "turns-many": Sentence(sentence("{value} people are in the queue already. Try again when it is shorter."), True),
    "shows-long": Sentence(sentence("What you show is too long: {value} characters, at most 120.")),
    "lapse-later": Sentence(sentence("The day is still being put together. Ask for it again in a few seconds."), True),
    "undo-unknown": Sentence(sentence("There is nothing to undo with the number {value}.")),
    "undo-done": Sentence(sentence("This has been undone already.")),
    "undo-stale": Sentence(sentence("This cannot be undone: {value} has changed since. Undo the later change first.")),
    "person-unknown": Sentence(sentence("There is no person {value} in this camp.")),
    "counter": Sentence(sentence("Commands must be numbered 1, 2, 3, ...; this one has the number {value}.")),
}
"""Every code of the wire. Documented in docs/protocol.md, which a test holds to this table."""
