"""Sessions as calendars read them (RFC 5545): the same session has the same UID wherever and whenever it is written."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from edcamp.domain.camp import Camp, Sitting
from edcamp.domain.days import day_of
from edcamp.domain.ids import Instant, PersonId

REFRESH = timedelta(minutes=15)
"""How often a calendar that follows is asked to look; most decide for themselves."""

MEDIA_TYPE = "text/calendar"


def sittings_of(camp: Camp, person: PersonId) -> list[Sitting]:
    """Where a person is to be, and what they meant to go to that does not take place.

    What they left for something else is not in it: they know.
    """
    day = day_of(camp, person)

    def theirs(sitting: Sitting) -> bool:
        if sitting.missed is not None:
            return person in sitting.missed
        stop = day.get(sitting.slot)
        return stop is not None and stop.topic == sitting.topic

    return [sitting for sitting in camp.sittings.values() if theirs(sitting)]


def calendar(camp: Camp, sittings: Iterable[Sitting], base: str, source: str | None = None) -> bytes:
    """A calendar of these sittings, the same bytes while nothing in it changes; all times are UTC.

    ``base``: the camp's address. ``source``: where this calendar can be had again, if it is to be followed.
    """
    made = Calendar()
    made.add("prodid", "-//edcamp//edcamp//EN")
    made.add("version", "2.0")
    made.add("name", camp.settings.name)
    made.add("x-wr-calname", camp.settings.name)
    made.add("x-wr-timezone", camp.settings.time_zone)
    if source is not None:
        made.add("source", source, parameters={"VALUE": "URI"})
        made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT15M")
    for sitting in sorted(sittings, key=lambda each: (each.start, each.id)):
        made.add_component(_event(camp, sitting, base))
    written: bytes = made.to_ical()
    return written


def _event(camp: Camp, sitting: Sitting, base: str) -> Event:
    """Without the hosts: a name that is in other people's calendars could not be forgotten."""
    page = f"{base}/topics/{sitting.topic}"
    event = Event()
    event.add("uid", f"{sitting.id}@{camp.id}.edcamp")
    event.add("sequence", sitting.revision)
    event.add("dtstamp", _utc(sitting.at))
    event.add("last-modified", _utc(sitting.at))
    event.add("dtstart", _utc(sitting.start))
    event.add("dtend", _utc(sitting.end))
    event.add("summary", sitting.title)
    event.add("location", sitting.place)
    event.add("description", "\n\n".join(text for text in (sitting.link, sitting.description, page) if text))
    event.add("url", page)
    event.add("status", "CONFIRMED" if sitting.missed is None else "CANCELLED")
    if sitting.missed is not None:
        event.add("transp", "TRANSPARENT")
    return event


def _utc(at: Instant) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
