"""Of several notices about one topic, the one that leads to the right room."""

import re
from html import unescape

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Notice, NoticeKind, Placement, Schedule
from edcamp.domain.ids import RoomId, SlotId, TopicId
from edcamp.domain.news import to_tell
from tests.web.conftest import Server
from tests.web.test_journey import Browsers, joined, propose, publish

pytestmark = pytest.mark.anyio


def notice(number: int, kind: NoticeKind, topic: str, slot: str | None, from_slot: str | None = None) -> Notice:
    def room(slot: str | None) -> RoomId | None:
        return RoomId(f"room-{slot}") if slot else None

    def named(slot: str | None) -> SlotId | None:
        return SlotId(slot) if slot else None

    return Notice(number, 0, kind, TopicId(topic), topic, named(slot), room(slot), named(from_slot), room(from_slot))


PLACED, MOVED, UNPLACED = NoticeKind.PLACED, NoticeKind.MOVED, NoticeKind.UNPLACED
DAY, MERGED, REMINDED = NoticeKind.DAY_CHANGED, NoticeKind.MERGED, NoticeKind.REMINDED


STAYS = Schedule(1, 0, tuple(Placement(TopicId("t1"), SlotId(slot), RoomId(f"room-{slot}")) for slot in ("s2", "s3")))


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (
            [notice(1, PLACED, "t1", "s1"), notice(2, PLACED, "t1", "s2"), notice(3, MOVED, "t1", "s3", "s1")],
            [notice(2, PLACED, "t1", "s2"), notice(3, PLACED, "t1", "s3")],
        ),
        (
            [notice(1, UNPLACED, "t1", None, "s1"), notice(2, UNPLACED, "t1", None, "s2")],
            [notice(1, UNPLACED, "t1", None, "s1"), notice(2, UNPLACED, "t1", None, "s2")],
        ),
        (
            [notice(1, PLACED, "t1", "s2"), notice(2, PLACED, "t1", "s2"), notice(3, PLACED, "t1", "s3")],
            [notice(2, PLACED, "t1", "s2"), notice(3, PLACED, "t1", "s3")],
        ),
        (
            [notice(1, PLACED, "t1", "s1"), notice(2, PLACED, "t1", "s2"), notice(3, PLACED, "t1", "s3")],
            [notice(2, PLACED, "t1", "s2"), notice(3, PLACED, "t1", "s3")],
        ),
        ([notice(1, PLACED, "t1", "s1")], [notice(1, PLACED, "t1", "s1")]),
        (
            [notice(1, PLACED, "t1", "s9"), notice(2, UNPLACED, "t1", None, "s9"), notice(3, PLACED, "t1", "s2")],
            [notice(3, PLACED, "t1", "s2")],
        ),
        (
            [notice(1, PLACED, "t1", "s1"), notice(2, PLACED, "t1", "s2"), notice(3, UNPLACED, "t1", None, "s1")],
            [notice(2, PLACED, "t1", "s2")],
        ),
    ],
)
def test_of_a_topic_that_is_on_twice_each_session_is_told_on_its_own(held: list[Notice], told: list[Notice]) -> None:
    assert to_tell(held, STAYS) == told


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ([], []),
        ([notice(1, PLACED, "t1", "s1")], [notice(1, PLACED, "t1", "s1")]),
        ([notice(1, PLACED, "t1", "s1"), notice(2, MOVED, "t1", "s2", "s1")], [notice(2, PLACED, "t1", "s2")]),
        (
            [notice(1, MOVED, "t1", "s2", "s1"), notice(2, UNPLACED, "t1", None, "s2")],
            [notice(2, UNPLACED, "t1", None, "s1")],
        ),
        (
            [notice(1, UNPLACED, "t1", None, "s1"), notice(2, PLACED, "t1", "s2")],
            [notice(2, MOVED, "t1", "s2", "s1")],
        ),
        (
            [notice(1, DAY, "t2", "s1", "s2"), notice(2, PLACED, "t1", "s1")],
            [notice(2, PLACED, "t1", "s1"), notice(1, DAY, "t2", "s1", "s2")],
        ),
        (
            [notice(1, MERGED, "t1", None), notice(2, MERGED, "t1", None)],
            [notice(1, MERGED, "t1", None), notice(2, MERGED, "t1", None)],
        ),
        ([notice(1, PLACED, "t1", "s1"), notice(2, REMINDED, "t1", "s1")], [notice(2, REMINDED, "t1", "s1")]),
        (
            [notice(1, MOVED, "t1", "s2", "s1"), notice(2, REMINDED, "t1", "s2")],
            [notice(2, REMINDED, "t1", "s2", "s1")],
        ),
        ([notice(1, REMINDED, "t1", "s1"), notice(2, MOVED, "t1", "s2", "s1")], [notice(2, MOVED, "t1", "s2", "s1")]),
    ],
)
def test_the_newest_about_a_topic_is_told_with_where_it_all_began(held: list[Notice], told: list[Notice]) -> None:
    assert to_tell(held) == told


async def test_hosts_of_both_topics_are_told_of_each_other(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    robots = await propose(ana, "Robots")
    machines = await propose(ben, "Machines")
    await ana.open(f"/c/xyz/topics/{robots}")
    await ana.send("set-vote", press=("weight", "must"))
    await server.camp.ask(c.MergeTopic(machines, robots), None)
    for host in (ana, ben):
        words = (await host.open("/c/xyz/day")).words()
        assert "“Machines” is now part of “Robots”. You host it together. Say hello to each other." in words
        assert "Your vote went along" not in words


async def test_the_day_marks_what_the_news_is_about_until_it_is_read(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    robots = await propose(ana, "Robots")
    await ben.post("/c/xyz/do", {"do": "set-vote", "topic": robots, "weight": "must"})
    await publish(server, (robots, "s1", "r1"))
    assert marks((await ana.open("/c/xyz/day")).text) == {"s1": "New"}
    assert marks((await ben.open("/c/xyz/day")).text) == {}

    await publish(server, (robots, "s3", "r2"))

    came, gone = "Changed Before: Aula 1, 9:00 AM–9:50 AM", "Changed “Robots” is not here any more."
    assert marks((await ben.open("/c/xyz/day")).text) == {"s1": gone, "s3": came}
    assert marks((await ben.send("see-notices")).text) == {}


def marks(page: str) -> dict[str, str]:
    """By slot, what is marked where no program runs."""
    found = re.findall(r'id="slot-(\w+)">(?:(?!</li>).)*?<noscript>(.*?)</noscript>', page, re.DOTALL)
    return {
        slot: " ".join(unescape(re.sub(r"<[^>]*>", " ", words)).replace("\u202f", " ").split()) for slot, words in found
    }


async def test_a_merge_a_move_and_a_loss_are_told_to_those_concerned(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    robots, machines, music = [await propose(ana, title) for title in ("Robots", "Machines", "Music")]
    await ben.post("/c/xyz/do", {"do": "set-vote", "topic": machines, "weight": "must"})
    await server.camp.ask(c.MergeTopic(machines, robots), None)
    shown = await ben.open("/c/xyz/day")
    assert "“Machines” is now part of “Robots”. Your vote went along. Take my vote back" in shown.words()
    await publish(server, (robots, "s1", "r1"))
    await ben.post("/c/xyz/do", {"do": "choose-session", "slot": "s1", "topic": robots})
    await publish(server, (robots, "s3", "r2"))
    shown = await ben.open("/c/xyz/day")
    assert (
        "A session of your day has moved Robots Online 11:00 AM–11:50 AM Before: Aula 1, 9:00 AM–9:50 AM"
        in shown.words().replace("\u202f", " ")
    )
    await server.camp.ask(c.UnplaceTopic(robots), None)
    await publish(server, (music, "s1", "r1"))
    shown = await ana.open("/c/xyz/day")
    assert "You host a session Music Aula 1" in shown.words()
    assert "Your session is off the schedule Robots" in shown.words()
    assert shown.words().index("off the schedule") < shown.words().index("is now part of")
