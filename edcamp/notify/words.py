"""What somebody is told on a locked screen: few words, in their language, in the camp's time."""

import hashlib
from collections.abc import Sequence

from babel import Locale, UnknownLocaleError
from msgspec import Struct

from edcamp.domain.camp import Camp, Notice, NoticeKind
from edcamp.domain.ids import Instant, PersonId, RoomId, SlotId
from edcamp.domain.news import still_news, to_tell
from edcamp.i18n import LANGUAGES, Translation, translator
from edcamp.i18n.times import Times
from edcamp.journal.subscriptions import Subscription

LINES_MAX = 4
"""More than a locked screen shows of one message."""


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
        title = title.replace("{count}", str(count))
        lines = [f"{words.headline(notice)}: {words.facts(notice)[0]}" for notice in notices[:LINES_MAX]]
        if left := count - LINES_MAX if count > LINES_MAX else 0:
            lines.append(language.ngettext("and {count} more", "and {count} more", left).replace("{count}", str(left)))
        body = "\n".join(lines)
    page = "day" if any(notice.kind is not NoticeKind.MERGED for notice in notices) else ""
    return Message(
        title=title,
        body=body,
        tag=f"edcamp/{camp.id}",
        url=f"/c/{camp.id}/{page}",
        lang=words.language.language,
        dir=words.language.direction,
    )


def topic_of(camp: Camp, person: PersonId) -> str:
    """Names what a push service may replace by something newer; it learns nothing from it."""
    return hashlib.sha256(f"{camp.id}/{person}".encode()).hexdigest()[:32]


class _Words:
    def __init__(self, camp: Camp, to: Subscription) -> None:
        self._camp = camp
        self.language: Translation = translator(to.language if to.language in LANGUAGES else LANGUAGES[0])
        try:
            clock = Locale.parse(to.clock)
        except (UnknownLocaleError, ValueError):
            clock = self.language.locale
        self._times = Times(camp.settings.time_zone, self.language.locale, clock)

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
            case NoticeKind.DAY_CHANGED if notice.slot is not None:
                return gettext("A session of your day has moved")
            case _:
                return gettext("A session of your day is off")

    def facts(self, notice: Notice) -> list[str]:
        """What it is about and where that is, and perhaps what is asked."""
        gettext = self.language.gettext
        if notice.kind is NoticeKind.MERGED:
            words = gettext("“{from}” is now part of “{title}”.")
            return [words.replace("{from}", notice.from_title).replace("{title}", notice.title)]
        place = self._place(notice.slot, notice.room)
        facts = [f"{notice.title}: {place}" if place else notice.title]
        if notice.kind is NoticeKind.REMINDED:
            facts.append(gettext("Will you be there?"))
        return facts

    def _place(self, slot_id: SlotId | None, room_id: RoomId | None) -> str:
        slot = self._camp.slots.get(slot_id) if slot_id is not None else None
        room = self._camp.rooms.get(room_id) if room_id is not None else None
        if slot is None or room is None:
            return ""
        return f"{room.name}, {self._times.span(slot.start, slot.end)}"
