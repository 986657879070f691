"""What somebody is told on a locked screen: few words, in their language, in the camp's time."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from babel import Locale, UnknownLocaleError
from msgspec import Struct

from edcamp.domain.assignments import Ending
from edcamp.domain.camp import Camp, Notice, NoticeKind
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId
from edcamp.domain.news import still_news, to_tell
from edcamp.i18n import LANGUAGES, Translation, translator
from edcamp.i18n.times import Times
from edcamp.journal.subscriptions import Subscription

LINES_MAX = 4
"""More than a locked screen shows of one message."""

LINE_MAX = 160
"""Characters of what organizers say, which may be longer: a push service takes 4 KB, and a phone shows less."""


class Message(Struct, frozen=True):
    """What the service worker shows. ``tag``: a newer one of the same tag takes its place. ``url``: where it leads."""

    title: str
    body: str
    tag: str
    url: str
    lang: str
    dir: str


def unread(camp: Camp, person: PersonId, now: Instant) -> list[Notice]:
    """What the person has not read and would be shown in the page."""
    held = [notice for notice in camp.notices.get(person, ()) if still_news(camp, notice, now)]
    return to_tell(held, camp.published)


def message_of(camp: Camp, notices: Sequence[Notice], to: Subscription) -> Message:
    """All of it in one message; ``notices`` is not empty."""
    words = _Words(camp, to)
    first, *more = notices
    if not more:
        title, body = words.headline(first), "\n".join(words.facts(first))
    else:
        count = len(notices)
        language = words.language
        title = language.ngettext("{count} change for you", "{count} changes for you", count)
        title = _filled(title, {"count": str(count)})
        lines = [f"{words.headline(notice)}: {words.facts(notice)[0]}" for notice in notices[:LINES_MAX]]
        if left := max(0, count - LINES_MAX):
            lines.append(_filled(language.ngettext("and {count} more", "and {count} more", left), {"count": str(left)}))
        body = "\n".join(lines)
    wall = (NoticeKind.MERGED, NoticeKind.PARTED, NoticeKind.ANNOUNCED)
    page = "day" if any(notice.kind not in wall for notice in notices) else ""
    return Message(
        title=title,
        body=body,
        tag=f"edcamp/{camp.id}",
        url=f"/c/{camp.id}/{page}",
        lang=words.language.language,
        dir=words.language.direction,
    )


def warning_of(camp: Camp, ending: Ending, to: Subscription) -> Message:
    """A session of a host's ends soon. It takes no news' place, nor they its: it says nothing of what has changed."""
    words, placement = _Words(camp, to), ending.placement
    gettext = words.language.gettext
    return Message(
        title=_filled(gettext("Your session ends at {time}"), {"time": words.clock(ending.end)}),
        body="\n".join(
            (
                f"{camp.topics[placement.topic].title}: {camp.rooms[placement.room].name}",
                gettext("Five minutes left, or less. Time to find a good place to stop."),
            )
        ),
        tag=f"edcamp/{camp.id}/ending",
        url=f"/c/{camp.id}/topics/{placement.topic}/kit",
        lang=words.language.language,
        dir=words.language.direction,
    )


def topic_of(camp: Camp, person: PersonId) -> str:
    """Names what a push service may replace by something newer; it learns nothing from it."""
    return _hashed(f"{camp.id}/{person}")


def warning_topic_of(camp: Camp, person: PersonId) -> str:
    """As ``topic_of``; so a warning replaces nothing but the warning before it."""
    return _hashed(f"{camp.id}/{person}/ending")


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _filled(words: str, given: Mapping[str, str]) -> str:
    """Once: what somebody called their topic is not filled in again."""
    return re.sub(r"\{(\w+)\}", lambda found: given.get(found[1], found[0]), words)


class _Words:
    def __init__(self, camp: Camp, to: Subscription) -> None:
        self._camp = camp
        self.language: Translation = translator(to.language if to.language in LANGUAGES else LANGUAGES[0])
        try:
            clock = Locale.parse(to.clock)
        except (UnknownLocaleError, ValueError):
            clock = self.language.locale
        self._times = Times(camp.settings.time_zone, self.language.locale, clock)

    def clock(self, at: Instant) -> str:
        return self._times.clock(at)

    def headline(self, notice: Notice) -> str:
        gettext = self.language.gettext
        match notice.kind:
            case NoticeKind.PLACED:
                return gettext("You host a session")
            case NoticeKind.MOVED:
                return gettext("Your session has moved")
            case NoticeKind.UNPLACED:
                return gettext("Your session is off the schedule")
            case NoticeKind.REMINDED:
                return gettext("Your session begins soon")
            case NoticeKind.MERGED:
                return gettext("Two topics are one now")
            case NoticeKind.PARTED:
                return gettext("One topic is two again")
            case NoticeKind.TIMES | NoticeKind.SWAPPED:
                return gettext("The times have changed")
            case NoticeKind.ANNOUNCED:
                return gettext("The organizers tell you")
            case NoticeKind.RELEASED:
                return _filled(gettext("Others look after “{title}” now."), {"title": notice.title})
            case NoticeKind.OFFERED:
                return _filled(gettext("Somebody would host “{title}” with you."), {"title": notice.title})
            case NoticeKind.WELCOMED:
                return _filled(gettext("You host “{title}” together now."), {"title": notice.title})
            case NoticeKind.THANKED:
                return _filled(gettext("“{title}” goes on without a co-host this time."), {"title": notice.title})
            case NoticeKind.ASKED:
                return _filled(gettext("Could you start “{title}”?"), {"title": notice.title})
            case NoticeKind.GRANTED:
                return gettext("A session has moved, as you asked")
            case NoticeKind.DECLINED:
                return _filled(gettext("“{title}” stays where it is."), {"title": notice.title})
            case NoticeKind.DAY_CHANGED if notice.slot is not None:
                return gettext("A session of your day has moved")
            case _:
                return gettext("A session of your day is off")

    def facts(self, notice: Notice) -> list[str]:
        """What it is about and where that is, and perhaps what is asked."""
        gettext = self.language.gettext
        match notice.kind:
            case NoticeKind.MERGED:
                words = gettext("“{from}” is now part of “{title}”.")
                return [_filled(words, {"from": notice.from_title, "title": notice.title})]
            case NoticeKind.PARTED:
                words = gettext("“{title}” is a topic of its own again, apart from “{from}”.")
                return [_filled(words, {"from": notice.title, "title": notice.from_title})]
            case NoticeKind.SWAPPED:
                words = gettext("{pause} and {slot} have changed places.")
                return [_filled(words, {"pause": notice.from_title, "slot": notice.title})]
            case NoticeKind.TIMES:
                return [" ".join(self._times_moved(notice))]
            case NoticeKind.RELEASED:
                return [gettext("You need not be there as its host. You are welcome like everybody.")]
            case NoticeKind.DECLINED:
                return [
                    gettext(
                        "You asked for another time. The organizers looked for a way and found none. "
                        "Thank you for saying what you need."
                    )
                ]
            case NoticeKind.OFFERED:
                return [gettext("It is yours to say: together, or not this time.")]
            case NoticeKind.WELCOMED:
                return [gettext("Say hello to each other. You need not know the answers.")]
            case NoticeKind.THANKED:
                return [gettext("Thank you for offering. What you have to say is as welcome.")]
            case NoticeKind.ANNOUNCED:
                return [notice.title if len(notice.title) <= LINE_MAX else f"{notice.title[: LINE_MAX - 1]}…"]
            case _:
                pass
        place = self._place(notice.slot, notice.room)
        facts = [f"{notice.title}: {place}" if place else notice.title]
        if notice.kind is NoticeKind.REMINDED:
            facts.append(gettext("Will you be there?"))
        return facts

    def _times_moved(self, notice: Notice) -> Iterator[str]:
        """The sentences that the page has for it."""
        gettext, ngettext, clock = self.language.gettext, self.language.ngettext, self.clock
        later, count = notice.minutes > 0, abs(notice.minutes)
        slot = self._camp.slots.get(notice.slot) if notice.slot is not None else None
        if slot is not None:
            words = gettext("{slot} goes on until {time}.") if later else gettext("{slot} ends at {time} already.")
            yield _filled(words, {"slot": slot.title, "time": clock(slot.end)})
        if notice.since is None:
            return
        given = {"since": clock(notice.since), "count": str(count)}
        if notice.until is not None:
            given["until"] = clock(notice.until)
            words = (
                ngettext(
                    "What was from {since} to {until} is {count} minute later.",
                    "What was from {since} to {until} is {count} minutes later.",
                    count,
                )
                if later
                else ngettext(
                    "What was from {since} to {until} is {count} minute earlier.",
                    "What was from {since} to {until} is {count} minutes earlier.",
                    count,
                )
            )
        elif later:
            words = ngettext(
                "Everything from {since} on is {count} minute later.",
                "Everything from {since} on is {count} minutes later.",
                count,
            )
        else:
            words = ngettext(
                "Everything from {since} on is {count} minute earlier.",
                "Everything from {since} on is {count} minutes earlier.",
                count,
            )
        yield _filled(words, given)

    def _place(self, slot_id: SlotId | None, room_id: RoomId | None) -> str:
        slot = self._camp.slots.get(slot_id) if slot_id is not None else None
        room = self._camp.rooms.get(room_id) if room_id is not None else None
        if slot is None or room is None:
            return ""
        return f"{room.name}, {self._times.span(slot.start, slot.end)}"
