"""Who is told of topics that look alike, and of which."""

from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Phase, Weight
from edcamp.domain.ids import PersonId, TopicId
from tests.web.conftest import Browser, Server
from tests.web.test_journey import joined, propose

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def proposed(server: Server, by: PersonId, topic: str, title: str, *tags: str) -> TopicId:
    await server.camp.ask(c.ProposeTopic(TopicId(topic), Kind.LEARN, title, tags=tags), by)
    return TopicId(topic)


async def hinted(browser: Browser, title: str, but: str = "") -> list[str]:
    answer = await browser.http.get("/c/xyz/alike", params={"title": title, "but": but})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: list[str] = answer.json()["topics"]
    return found


async def test_whoever_types_is_shown_three_topics_on_the_wall(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana)
    for number in range(5):
        await proposed(server, person, f"t{number}", f"Games in maths {number}")
    hidden = await proposed(server, person, "hidden", "Games in maths")
    await server.camp.ask(c.HideTopic(hidden, True), None)

    assert len(await hinted(ana, "Maths games")) == 3
    assert "t1" not in await hinted(ana, "Games in maths 1", but="t1")
    assert await hinted(ana, "Reading aloud") == []
    await server.camp.ask(c.EditTopic(TopicId("t1"), title="Aloud, reading"), person)
    assert await hinted(ana, "Reading aloud") == ["t1"]


async def test_whoever_has_not_joined_is_shown_none(server: Server, browser: Browsers) -> None:
    answer = await browser().http.get("/c/xyz/alike", params={"title": "Games"}, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not-joined")


async def test_organizers_see_likely_pairs_ranked_by_what_they_have_in_common(
    server: Server, browser: Browsers
) -> None:
    ana, olga = browser(), browser()
    person = await joined(ana)
    await olga.open(server.organizer_path)
    await olga.send("organize", name="Olga")
    await proposed(server, person, "a", "Games in maths", "maths")
    await proposed(server, person, "b", "Maths with games and chess", "play")
    await proposed(server, person, "c", "School gardens", "outdoors")
    await proposed(server, person, "d", "A garden at school with hens", "outdoors")
    await proposed(server, person, "e", "Poems by heart")
    for topic in ("c", "d"):
        await server.camp.ask(c.SetVote(TopicId(topic), Weight.MUST), person)
    await server.camp.ask(c.SetVote(TopicId("b"), Weight.INTERESTED), person)

    json = {"accept": "application/json"}
    found = (await olga.http.get("/c/xyz/desk/alike", headers=json)).json()["pairs"]

    assert found == [
        {"topic": "d", "into": "c", "tags": ["outdoors"], "voters": 1},
        {"topic": "a", "into": "b", "tags": [], "voters": 0},
    ]
    assert (await ana.http.get("/c/xyz/desk/alike", headers=json)).status_code == 403


async def test_a_form_asks_before_it_proposes_what_is_there(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    there = await propose(ana, "Games in maths")

    await ben.open("/c/xyz/propose")
    shown = await ben.send("propose-topic", title="Maths gamse", description="With dice.", kind="learn")

    assert (shown.status, shown.path) == (200, "/c/xyz/do")
    assert "This looks like a topic that is already on the wall. Vote for that instead?" in shown.words()
    assert len(list(server.camp.value.wall())) == 1
    await ben.send("set-vote", press=("weight", "must"))
    assert ben.shown.path == f"/c/xyz/topics/{there}"
    assert server.camp.value.tallies[there].must == 1


async def test_a_form_proposes_it_anyway(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    await propose(ana, "Games in maths")
    await ben.open("/c/xyz/propose")
    await ben.send("propose-topic", title="Maths games", description="With dice.", kind="learn")

    shown = await ben.send("propose-topic")

    [topic] = [topic for topic in server.camp.value.wall() if topic.title == "Maths games"]
    assert (topic.description, topic.kind) == ("With dice.", Kind.LEARN)
    assert shown.path == f"/c/xyz/topics/{topic.id}"


async def test_a_form_that_cannot_propose_does_not_ask(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await propose(ana, "Games in maths")
    await ana.open("/c/xyz/propose")
    await server.camp.ask(c.SetPhase(Phase.GATHER, False), None)

    shown = await ana.send("propose-topic", title="Maths games")

    assert "Proposing is closed right now." in shown.words()
    assert "This looks like" not in shown.words()
