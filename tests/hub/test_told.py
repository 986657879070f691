"""A room is lost: on every device of everybody whom that touches they are told, and nobody else is told anything."""

from collections.abc import Sequence

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, SessionMove
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from tests.hub.clients import Client, PollClient, SocketClient, StreamClient
from tests.hub.conftest import NOW, Camp, Server

pytestmark = pytest.mark.anyio

HOUR = 3_600_000
HALL, NOOK, ATTIC = RoomId("hall"), RoomId("nook"), RoomId("attic")
FIRST, LATER = SlotId("first"), SlotId("later")
TRANSPORTS = (SocketClient, StreamClient, PollClient)


@pytest.fixture
async def people(camp: Camp) -> list[PersonId]:
    """Ten: each hosts a topic or votes for one. Topics 0 and 1 are on in the first slot, topic 2 in the later one."""
    made = [await camp.join(f"Person {n}") for n in range(10)]
    for room in (HALL, NOOK, ATTIC):
        await camp.live.ask(c.PutRoom(room, str(room), 30), None)
    for slot, start in ((FIRST, NOW + HOUR), (LATER, NOW + 2 * HOUR)):
        await camp.live.ask(c.PutSlot(slot, str(slot), start, start + HOUR), None)
    for n, (slot, room) in enumerate(((FIRST, HALL), (FIRST, NOOK), (LATER, HALL))):
        await camp.propose(made[n], f"t{n}")
        await camp.live.ask(c.ClaimTopic(TopicId(f"t{n}")), made[n])
        await camp.live.ask(c.PlaceTopic(TopicId(f"t{n}"), slot, room), None)
    for n, person in enumerate(made[3:]):
        await camp.vote(person, f"t{n % 3}")
    await camp.live.ask(c.Publish(camp.live.value.draft_seq), None)
    for person in made:
        notices = camp.live.value.notices.get(person, ())
        await camp.live.ask(c.SeeNotices(max((each.id for each in notices), default=0)), person)
    return made


async def devices(server: Server, people: Sequence[PersonId]) -> list[Client]:
    """A phone for everybody, each on another way in; second ones for some; and a board and a reader, who are nobody."""
    made: list[Client] = [TRANSPORTS[n % 3](server.url, server.code, person) for n, person in enumerate(people)]
    made += [TRANSPORTS[(n + 1) % 3](server.url, server.code, person) for n, person in enumerate(people[:6])]
    made += [SocketClient(server.url, server.code), StreamClient(server.url, server.code)]
    for client in made:
        await client.start()
        client.documents.applied.clear()
    return made


async def test_a_room_is_lost_and_only_those_it_touches_are_told_on_all_their_devices(
    server: Server, camp: Camp, people: list[PersonId]
) -> None:
    everybody = await devices(server, people)
    days = [client.documents.of.get("me", {}).get("day") for client in everybody]
    published = camp.live.value.published
    assert published is not None
    move = SessionMove(TopicId("t0"), Cell(FIRST, HALL), Cell(FIRST, ATTIC))
    await camp.live.ask(c.Rearrange(published.number, (move,), HALL, (FIRST,)), None)
    touched = {people[0], *(person for n, person in enumerate(people[3:]) if n % 3 == 0)}
    assert len(touched) == 4

    for client in everybody:
        await client.until_seq("public", camp.seq)
        if client.person in touched:
            await client.until_seq("me", camp.seq)
    for client, day in zip(everybody, days, strict=True):
        news = [delta["put"] for delta in client.documents.applied if delta["aud"] == "me"]
        told = [document["kind"] for put in news for key, document in put.items() if key.startswith("notice/")]
        if client.person in touched:
            assert told == ["moved" if client.person == people[0] else "day-changed"], client.person
        else:
            assert all(put == {"day": day} for put in news), client.person  # their day as it was, and nothing else
            assert "notice/" not in str(client.documents.applied)
