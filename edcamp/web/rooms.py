"""The pages about rooms: each room's own screen, signs for doors, the board on paper."""

from collections.abc import Sequence

from immutables import Map

from edcamp.domain.camp import Room
from edcamp.domain.ids import RoomId, SlotId
from edcamp.domain.rules import known_room
from edcamp.web.contexts import PaperPage, PaperRow, PrintPage, RoomPage, RoomSession, Sign
from edcamp.web.fullness import fullness
from edcamp.web.pages import Page, qr_code, slot_views
from edcamp.web.visit import Visit

COLUMNS, ROWS = 6, 5
"""Of one page of the board on paper: titles of 120 characters still fit."""


def room_screen(visit: Visit, room_id: str) -> Page:
    """Raises ``Refused``: ``room-unknown``."""
    known_room(visit.camp, RoomId(room_id))
    room = visit.camp.rooms[RoomId(room_id)]
    sessions = tuple(session for session in _in_room(visit, room) if session.title)
    return Page("room_screen.html", RoomPage(visit.now, room, sessions))


def signs(visit: Visit) -> Page:
    """One sheet for each room, with its day."""
    rooms = _rooms(visit) if visit.camp.published is not None else ()
    made = (Sign(room.name, room.link or "", _in_room(visit, room)) for room in rooms)
    return Page("print_signs.html", _print(visit, signs=tuple(made)))


def paper(visit: Visit) -> Page:
    """The whole schedule in sheets of as many rooms and slots as can be read."""
    rooms, slots = _rooms(visit), slot_views(visit)
    titles = _titles(visit)
    pages = []
    for down in range(0, len(slots), ROWS) if visit.camp.published is not None else ():
        for across in range(0, len(rooms), COLUMNS):
            shown = rooms[across : across + COLUMNS]
            rows = (
                PaperRow(slot, tuple(titles.get((SlotId(slot.id), room.id), "") for room in shown))
                for slot in slots[down : down + ROWS]
            )
            pages.append(PaperPage(tuple(room.name for room in shown), tuple(rows)))
    return Page("print_board.html", _print(visit, pages=tuple(pages)))


def _print(visit: Visit, signs: Sequence[Sign] = (), pages: Sequence[PaperPage] = ()) -> PrintPage:
    published, address = visit.camp.published, f"{visit.origin}{visit.base}"
    when = f"{visit.times.day(published.at)}, {visit.times.clock(published.at)}" if published is not None else ""
    number = published.number if published is not None else 0
    shown = address.partition("://")[2]
    return PrintPage(number, when, shown, qr_code(f"{address}/schedule"), tuple(signs), tuple(pages))


def _rooms(visit: Visit) -> list[Room]:
    return sorted(visit.camp.rooms.values(), key=lambda room: (room.name.casefold(), room.id))


def _titles(visit: Visit) -> dict[tuple[SlotId, RoomId], str]:
    """What is on, by slot and room."""
    topics = visit.camp.topics
    return {(p.slot, p.room): topics[topic].title for topic, on in visit.sessions().items() for p in on}


def _in_room(visit: Visit, room: Room) -> tuple[RoomSession, ...]:
    """Its sessions and the breaks, in the order of the day."""
    on = {p.slot: topic for topic, places in visit.sessions().items() for p in places if p.room == room.id}
    found = []
    for slot in slot_views(visit):
        topic = on.get(SlotId(slot.id))
        if topic is None and not slot.is_break:
            continue
        people = visit.camp.headcounts.get(SlotId(slot.id), Map()).get(topic, 0) if topic is not None else 0
        title = visit.camp.topics[topic].title if topic is not None else ""
        found.append(RoomSession(slot, title, people, room.capacity, fullness(people, room.capacity)))
    return tuple(found)
