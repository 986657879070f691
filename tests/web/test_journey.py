"""A whole day on a phone without JavaScript."""

import re
from collections.abc import Callable

import pytest
from immutables import Map
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain.camp import Cell, Phase, PhaseChange, Weight
from edcamp.domain.ids import PersonId, RoomId, SlotId, TopicId
from tests.web.conftest import MINUTE, NINE, ORIGIN, Browser, Server

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


async def joined(browser: Browser, name: str = "Ana") -> PersonId:
    await browser.open("/c/xyz/")
    await browser.send('action="/c/xyz/join"', name=name)
    assert browser.shown.path == "/c/xyz/"
    cookie: str = browser.http.cookies["edcamp-xyz"]
    return PersonId(cookie.split(".")[0])


async def propose(browser: Browser, title: str, **fields: str | list[str]) -> TopicId:
    await browser.open("/c/xyz/propose")
    shown = await browser.send("propose-topic", title=title, **fields)
    assert shown.status == 200
    return TopicId(shown.path.removeprefix("/c/xyz/topics/"))


async def publish(server: Server, *placements: tuple[TopicId, str, str]) -> None:
    for topic, slot, room in placements:
        await server.camp.ask(c.PlaceTopic(topic, SlotId(slot), RoomId(room)), None)
    await server.camp.ask(c.Publish(server.camp.value.draft_seq), None)


async def test_a_code_and_a_name_are_enough_to_be_in(server: Server, browser: Browsers) -> None:
    ana = browser()
    await ana.open("/")
    shown = await ana.send("the board shows it", code=" XYZ ")
    assert (shown.status, shown.path) == (200, "/c/xyz/")
    shown = await ana.send("Your name", name="  Ana   María ", interests=["robots"], other_interests="Music, maths")
    assert (shown.status, shown.path) == (200, "/c/xyz/")
    assert "The wall is still empty." in shown.words()
    [person] = server.camp.value.people.values()
    assert server.camp.names == {person.id: "Ana María"}
    assert person.interests == ("robots", "music", "maths")
    shown = await ana.open("/")
    assert '<a class="button button--quiet button--wide" href="/c/xyz/">Edcamp Valencia</a>' in shown.text


async def test_whoever_scans_a_link_to_a_topic_joins_and_lands_there(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    topic = await propose(ana, "Robots in the classroom")
    shown = await ben.open(f"/c/xyz/topics/{topic}")
    assert (shown.status, "Robots" in shown.text) == (200, False)
    shown = await ben.send("Your name", name="Ben")
    assert shown.path == f"/c/xyz/topics/{topic}"
    assert "Robots in the classroom" in shown.words()


async def test_a_join_sent_twice_makes_one_person(server: Server, browser: Browsers) -> None:
    ana = browser()
    await ana.open("/c/xyz/")
    page = ana.shown
    await ana.send("Your name", name="Ana")
    first = ana.http.cookies["edcamp-xyz"]
    ana.http.cookies.clear()  # the answer to the first press never arrived
    ana.shown = page
    await ana.send("Your name", name="Ana")
    assert ana.http.cookies["edcamp-xyz"].split(".")[0] == first.split(".")[0]
    assert list(server.camp.names.values()) == ["Ana"]
    ana.http.cookies.clear()
    ana.shown = page
    await ana.send("Your name", name="Somebody else at the same device")
    assert sorted(server.camp.names.values()) == ["Ana", "Somebody else at the same device"]


async def test_a_topic_is_proposed_changed_and_withdrawn(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana)
    await ana.open("/c/xyz/propose")
    shown = await ana.send(
        "propose-topic",
        kind="learn",
        title="How to  read aloud",
        description="For small children\r\n\r\nand large ones",
        tags=["reading"],
        other_tags="Voice",
        needs=["projector"],
    )
    topic = server.camp.value.topics[TopicId(shown.path.removeprefix("/c/xyz/topics/"))]
    assert (topic.title, topic.description, topic.tags, topic.needs, topic.hosts, topic.by) == (
        "How to read aloud",
        "For small children\n\nand large ones",
        ("reading", "voice"),
        ("projector",),
        (),
        person,
    )
    assert "Needs: projector" in shown.words()
    shown = await ana.open(f"/c/xyz/topics/{topic.id}/edit")
    form = ana.fields(next(form for form in ana.forms() if "edit-topic" in form))
    assert (form["title"], form["description"], form["tags"], form["other_tags"]) == (
        "How to read aloud",
        "For small children\n\nand large ones",
        "reading",
        "voice",
    )
    await ana.send("edit-topic", title="How to read aloud well", tags=[], other_tags="")
    assert server.camp.value.topics[topic.id].title == "How to read aloud well"
    assert server.camp.value.topics[topic.id].tags == ()
    shown = await ana.send("withdraw-topic")
    assert (shown.path, "The wall is still empty." in shown.words()) == ("/c/xyz/", True)
    shown = await ana.open(f"/c/xyz/topics/{topic.id}")
    assert (shown.status, "“How to read aloud well” is no longer on the wall." in shown.words()) == (410, True)


async def test_a_vote_is_cast_raised_and_taken_back_where_one_is(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    person = await joined(ben, "Ben")
    topic = await propose(ana, "Robots in the classroom", other_tags="robots")
    await ben.open("/c/xyz/?q=robots&sort=fewest")
    shown = await ben.send("set-vote", press=("weight", "interested"))
    assert shown.path == f"/c/xyz/?q=robots&sort=fewest#topic-{topic}"
    assert "1 interested 0 must" in shown.words()
    assert "You are interested. Press again to take it back." in shown.words()
    shown = await ben.send("set-vote", press=("weight", "must"))
    assert "0 interested 1 must" in shown.words()
    assert server.camp.value.vote_of(person, topic) is Weight.MUST
    await ben.send("set-vote", press=("weight", "none"))
    assert server.camp.value.vote_of(person, topic) is Weight.NONE


async def test_what_was_pressed_before_counts_again_on_a_page_that_the_browser_kept(
    server: Server, browser: Browsers
) -> None:
    ana = browser()
    person = await joined(ana)
    topic = await propose(ana, "Robots in the classroom")
    kept = await ana.open("/c/xyz/")
    for weight in (Weight.INTERESTED, Weight.MUST, Weight.INTERESTED):
        ana.shown = kept
        await ana.send("set-vote", press=("weight", str(weight)))
        assert server.camp.value.vote_of(person, topic) is weight


async def test_a_proposal_sent_twice_is_one_topic(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    page = await ana.open("/c/xyz/propose")
    first = await ana.send("propose-topic", title="Robots in the classroom")
    ana.shown = page
    second = await ana.send("propose-topic", title="Robots in the classroom")
    assert (second.status, second.path) == (200, first.path)
    assert len(server.camp.value.topics) == 1
    ana.shown = page
    third = await ana.send("propose-topic", title="Something else")
    assert third.status == 409
    assert 'value="Something else"' in third.text
    fourth = await ana.send("propose-topic")
    assert fourth.status == 200
    assert sorted(topic.title for topic in server.camp.value.topics.values()) == [
        "Robots in the classroom",
        "Something else",
    ]


async def test_a_learn_topic_finds_its_host(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    topic = await propose(ana, "Learning to code", kind="learn")
    shown = await ben.open(f"/c/xyz/topics/{topic}")
    assert "Nobody hosts this yet" in shown.words()
    assert "Could you start this conversation? You need not be the expert." in shown.words()
    shown = await ben.send("claim-topic", press=("claimed", "true"))
    assert "You host this" in shown.words()
    assert "Hosted by Ben" in (await ana.open(f"/c/xyz/topics/{topic}")).words()
    shown = await ben.send("claim-topic", press=("claimed", "false"))
    assert "Nobody hosts this yet" in shown.words()


async def test_the_wall_is_searched_narrowed_and_ordered(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    for title, tags in (("Educación física", "sport"), ("Robots", "robots"), ("Reading", "reading, robots")):
        server.clock.turn(MINUTE)
        await propose(ben, title, other_tags=tags)
    robots = next(topic.id for topic in server.camp.value.topics.values() if topic.title == "Robots")
    await ana.post("/c/xyz/do", {"do": "set-vote", "topic": robots, "weight": "must"})

    async def titles(query: str) -> list[str]:
        shown = await ana.open(f"/c/xyz/{query}")
        assert shown.status == 200
        return re.findall(r'<h2 class="card__title"><a href="[^"]*">(.*?)</a>', shown.text)

    assert await titles("") == ["Reading", "Robots", "Educación física"]
    assert await titles("?q=educacion+FISICA") == ["Educación física"]
    assert await titles("?q=ben") == ["Reading", "Robots", "Educación física"]
    assert await titles("?tag=robots") == ["Reading", "Robots"]
    assert await titles("?tag=robots&q=nothing") == []
    assert "No topic matches this." in ana.shown.words()
    assert await titles("?sort=wanted") == ["Robots", "Reading", "Educación física"]
    assert await titles("?sort=fewest") == ["Reading", "Educación física", "Robots"]
    assert await titles("?sort=mine") == ["Robots", "Reading", "Educación física"]
    assert await titles("?sort=<nonsense>&from=-1&q=%00") == ["Reading", "Robots", "Educación física"]


async def test_a_long_wall_comes_in_parts(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana)
    await server.camp.ask(c.Join(person, organizer=True), None)
    for number in range(61):
        await server.camp.ask(c.ProposeTopic(TopicId(f"t{number}"), "lead", f"Topic {number}"), person)
    shown = await ana.open("/c/xyz/?sort=fewest")
    assert (shown.text.count("<li class="), "61 topics" in shown.words()) == (60, True)
    [more] = re.findall(r'href="(/c/xyz/\?[^"]*)">More topics', shown.text)
    shown = await ana.open(more.replace("&amp;", "&"))
    assert shown.text.count("<li class=") == 1


async def test_the_day_shows_where_to_be_and_why(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    person = await joined(ben, "Ben")
    robots, reading, music = [await propose(ana, title) for title in ("Robots", "Reading", "Music")]
    await ben.post("/c/xyz/do", {"do": "set-vote", "topic": music, "weight": "must"})
    shown = await ben.open("/c/xyz/day")
    assert "Your day is not ready yet." in shown.words()
    assert "You have voted for 1 topic." in shown.words()
    await publish(server, (robots, "s1", "r1"), (music, "s3", "r2"))
    server.clock.turn(60 * MINUTE)  # 9:00: the first slot begins

    shown = await ben.open("/c/xyz/day")
    assert re.findall(r'<li class="(stop [^"]*)"', shown.text) == [
        "stop stop--now",
        "stop stop--next stop--break",
        "stop stop--later",
    ]
    assert "9:00 AM–9:50 AM Now First Nothing is planned for you here. Go wherever you like." in shown.words().replace(
        "\u202f", " "
    )
    assert "Music Online · Join online You voted for this." in shown.words()
    shown = await ben.send(f'value="{robots}"')
    assert shown.path == "/c/xyz/day#slot-s1"
    assert "Robots Aula 1 You chose this." in shown.words()
    assert server.camp.value.choices[person][SlotId("s1")] == robots
    await ben.send("Go back to what was suggested")
    assert person not in server.camp.value.choices

    shown = await ana.open("/c/xyz/day")
    assert "Robots Aula 1 You host this: you start the conversation." in shown.words()
    shown = await ben.open(f"/c/xyz/topics/{music}")
    assert "11:00 AM–11:50 AM Online · Join online" in shown.words().replace("\u202f", " ")
    assert '<a href="https://meet.example/r2" target="_blank" rel="noopener noreferrer">' in shown.text
    await server.camp.ask(c.MergeTopic(reading, robots), None)
    shown = await ben.open(f"/c/xyz/topics/{reading}")
    assert shown.path == f"/c/xyz/topics/{robots}"


async def test_the_schedule_shows_every_session_and_lets_one_choose(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    await joined(ben, "Ben")
    shown = await ben.open("/c/xyz/schedule")
    assert "There is no schedule yet." in shown.words()
    robots = await propose(ana, "Robots")
    await publish(server, (robots, "s1", "r1"))
    shown = await ben.open("/c/xyz/schedule")
    assert "First Next Robots Aula 1 Hosted by Ana Go here" in shown.words()
    shown = await ben.send("choose-session")
    assert shown.path == "/c/xyz/schedule#slot-s1"
    assert '<li class="session session--mine">' in shown.text
    assert "You go here" in shown.words()
    assert "You host this" in (await ana.open("/c/xyz/schedule")).words()


async def test_who_is_concerned_is_told_on_whatever_page_until_they_have_read_it(
    server: Server, browser: Browsers
) -> None:
    ana = browser()
    person = await joined(ana)
    robots = await propose(ana, "Robots")
    await publish(server, (robots, "s1", "r1"))
    shown = await ana.open("/c/xyz/me")
    notices = shown.words().replace("\u202f", " ")
    assert "You host a session Robots Aula 1 9:00 AM–9:50 AM" in notices
    shown = await ana.send("see-notices")
    assert (shown.path, "You host a session" in shown.words()) == ("/c/xyz/me", False)
    assert person not in server.camp.value.notices


async def test_an_announcement_is_on_every_page_until_its_end(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    await server.camp.ask(c.Announce("a1", "Lunch is ready", NINE), None)  # type: ignore[arg-type]
    for path in ("", "propose", "day", "schedule", "me"):
        assert "Lunch is ready" in (await ana.open(f"/c/xyz/{path}")).words()
    server.clock.turn(60 * MINUTE)
    assert "Lunch is ready" not in (await ana.open("/c/xyz/")).words()


async def test_a_refusal_keeps_what_was_typed_and_says_why_where_it_was_typed(
    server: Server, browser: Browsers
) -> None:
    ana = browser()
    await joined(ana)
    await ana.open("/c/xyz/propose")
    shown = await ana.send(
        "propose-topic",
        kind="learn",
        title="ab",
        description="A long text\nthat took <ten> minutes",
        tags=["robots"],
        other_tags="own words",
    )
    assert (shown.status, shown.response.headers["cache-control"]) == (422, "no-store")
    fields = ana.fields(next(form for form in ana.forms() if "propose-topic" in form))
    assert {name: fields.get(name) for name in ("kind", "title", "description", "tags", "other_tags")} == {
        "kind": "learn",
        "title": "ab",
        "description": "A long text\nthat took <ten> minutes",
        "tags": "robots",
        "other_tags": "own words",
    }
    assert re.search(r'name="title" value="ab".*?id="title-error" role="alert">The title “ab” is too', shown.text, re.S)
    shown = await ana.send("propose-topic", title="A better title", other_tags="x" * 31)
    assert (shown.status, f"The tag “{'x' * 31}” is too long" in shown.words()) == (422, True)
    assert re.search(r'id="other-tags".*?aria-invalid="true"', shown.text, re.S)
    shown = await ana.send("propose-topic", other_tags="")
    assert shown.status == 200
    [topic] = server.camp.value.topics.values()
    assert (topic.title, topic.kind, topic.description) == (
        "A better title",
        "learn",
        "A long text\nthat took <ten> minutes",
    )


async def test_what_is_closed_says_so_where_it_was_tried(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    topic = await propose(ana, "Robots")
    await ana.open("/c/xyz/?q=rob")
    await server.camp.ask(c.SetPhase(Phase.VOTE, False), None)
    shown = await ana.send("set-vote", press=("weight", "must"))
    assert (shown.status, shown.text.count("<li class=")) == (409, 1)
    assert '<p class="refusal" role="alert">Voting is closed right now. Your earlier votes count.</p>' in shown.text
    await server.camp.ask(c.SetPhase(Phase.CLOSED, True), None)
    shown = await ana.open(f"/c/xyz/topics/{topic}")
    assert (shown.status, "set-vote" in shown.text, "Withdraw it" in shown.text) == (200, False, False)


async def test_name_and_interests_are_changed_together_or_not_at_all(server: Server, browser: Browsers) -> None:
    ana = browser()
    person = await joined(ana)
    await ana.open("/c/xyz/me")
    shown = await ana.send('name="name"', name="x" * 61, interests=["robots"])
    assert (shown.status, "That name is too long: 61 characters, at most 60." in shown.words()) == (422, True)
    assert f'value="{"x" * 61}"' in shown.text
    assert (server.camp.names[person], server.camp.value.people[person].interests) == ("Ana", ())
    shown = await ana.send('name="name"', name="Anna")
    assert (shown.status, shown.path) == (200, "/c/xyz/me")
    assert (server.camp.names[person], server.camp.value.people[person].interests) == ("Anna", ("robots",))


async def test_whoever_wants_to_be_forgotten_is(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    person = await joined(ana, "Ana the first")
    await joined(ben, "Ben")
    topic = await propose(ana, "Robots")
    assert "Ana the first" in (await ben.open("/c/xyz/")).words()
    second = browser()
    second.http.cookies.update(ana.http.cookies)
    await ana.open("/c/xyz/me")
    shown = await ana.send("Erase my name")
    assert (shown.path, "Your name is erased." in shown.words()) == ("/c/xyz/forgotten", True)
    assert (dict(ana.http.cookies), server.camp.names.get(person)) == ({}, None)
    for path in ("", f"topics/{topic}", "schedule"):
        assert "Ana the first" not in (await ben.open(f"/c/xyz/{path}")).text
    shown = await second.open("/c/xyz/")
    assert "Your name, or a nickname" in shown.words()  # another device of hers is asked who it is
    await second.send("Your name", name="Ana again")
    assert server.camp.names[person] == "Ana again"


async def test_every_page_is_one_that_a_screen_reader_can_walk(server: Server, browser: Browsers) -> None:
    ana = browser()
    await ana.open("/c/xyz/")
    pages = [await ana.open("/"), await ana.open("/c/xyz/"), await ana.open("/nowhere")]
    await joined(ana)
    topic = await propose(ana, "Robots")
    await publish(server, (topic, "s1", "r1"))
    for path in ("", "propose", f"topics/{topic}", f"topics/{topic}/edit", "day", "schedule", "me"):
        pages.append(await ana.open(f"/c/xyz/{path}"))
    for page in pages:
        assert page.text.count("<h1") == 1, page.path
        assert page.text.count("<main") == 1, page.path
        assert page.text.startswith('<!doctype html>\n<html lang="en" dir="ltr">'), page.path
        assert " style=" not in page.text, page.path
        assert re.findall(r"<script(?! type=\"application/json\")[^>]*>[^<]", page.text) == [], page.path
        ids = re.findall(r' id="([^"]*)"', page.text)
        assert len(ids) == len(set(ids)), page.path
        for target in re.findall(r' (?:for|aria-describedby)="([^"]*)"', page.text):
            assert target in ids, (page.path, target)
    assert f'<a class="tab" href="{ORIGIN}' not in pages[-1].text
    assert re.findall(r'aria-current="page">([^<]*)<', pages[-1].text) == ["Me"]
    proposing = await ana.open("/c/xyz/propose")
    assert re.findall(r'aria-current="page">([^<]*)<', proposing.text) == ["Topics"]


async def test_a_refused_forms_address_leads_to_the_wall_when_it_is_opened(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    for path in ("do", "join", "language", "forget"):
        shown = await ana.open(f"/c/xyz/{path}")
        assert (shown.status, shown.path) == (200, "/c/xyz/"), path
    shown = await ana.open("/c/XYZ")
    assert (shown.status, shown.path) == (200, "/c/xyz/")


@pytest.mark.parametrize(
    ("phases", "timetable", "words"),
    [
        ({Phase.GATHER, Phase.VOTE}, (), "Vote for as many as you like."),
        (
            {Phase.VOTE},
            (PhaseChange(NINE, Phase.VOTE, False), PhaseChange(NINE + MINUTE, Phase.VOTE, True)),
            "Vote for as many as you like, until 9:00 AM.",
        ),
        ({Phase.VOTE}, (PhaseChange(NINE, Phase.VOTE, True),), "Vote for as many as you like."),
        ({Phase.GATHER}, (), "Propose what you would like to talk about. Voting comes after."),
        ({Phase.PLAN}, (), "Proposing and voting are closed."),
        ({Phase.CLOSED}, (), "This camp is over. You can still read everything."),
    ],
)
async def test_the_wall_says_what_is_open(
    server: Server, browser: Browsers, phases: set[Phase], timetable: tuple[PhaseChange, ...], words: str
) -> None:
    ana = browser()
    await joined(ana)
    settings = replace(server.camp.value.settings, timetable=timetable)
    await server.camp.ask(c.EditCamp(settings), None)
    for phase in Phase:
        await server.camp.ask(c.SetPhase(phase, phase in phases), None)
    shown = await ana.open("/c/xyz/")
    assert f'<p class="soft">{words}</p>' in shown.text.replace("\u202f", " ")
    assert ("Propose a topic" in shown.words()) is (Phase.GATHER in phases)


async def test_a_finished_day_says_so(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    topic = await propose(ana, "Robots")
    await publish(server, (topic, "s1", "r1"))
    server.clock.turn(24 * 60 * MINUTE)
    shown = await ana.open("/c/xyz/day")
    assert "That was the last one today." in shown.words()
    assert re.findall(r'<li class="(stop [^"]*)"', shown.text) == [
        "stop stop--past",
        "stop stop--past stop--break",
        "stop stop--past",
    ]
    assert "choose-session" not in shown.text


async def test_a_camp_of_several_days_says_which(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    tomorrow = NINE + 24 * 60 * MINUTE
    await server.camp.ask(c.PutSlot(SlotId("s4"), "Third", tomorrow, tomorrow + MINUTE), None)
    for path in ("day", "schedule"):
        shown = await ana.open(f"/c/xyz/{path}")
        assert re.findall(r'<p class="day__date">(.*?)</p>', shown.text) == [
            "Saturday, November 28",
            "Sunday, November 29",
        ], path


async def test_must_haves_at_the_same_time_are_said_and_one_press_chooses_the_other(
    server: Server, browser: Browsers
) -> None:
    ana, ben = browser(), browser()
    await joined(ana)
    robots, reading = await propose(ana, "Robots"), await propose(ana, "Reading")
    await joined(ben, "Ben")
    for topic in (robots, reading):
        await ben.post("/c/xyz/do", {"do": "set-vote", "topic": topic, "weight": "must"})
        await ana.open(f"/c/xyz/topics/{topic}")
        await ana.send("claim-topic", press=("claimed", "false"))  # nobody can host both at once
    await publish(server, (robots, "s1", "r1"), (reading, "s1", "r2"))
    first, second = sorted((robots, reading))
    names = {robots: ("Robots", "Aula 1"), reading: ("Reading", "Online")}
    words = (await ben.open("/c/xyz/day")).words().replace("\u202f", " ")
    assert "Must-haves in your day: 1 of 2" in words
    missed, room = names[second]
    assert f"{missed} 9:00 AM in {room} At that time you go to “{names[first][0]}”. Go here instead" in words
    part = ben.shown.text[ben.shown.text.index('class="musts"') :]
    assert f'name="topic" value="{second}"' in part[: part.index("</details>")]
    await ben.post("/c/xyz/do", {"do": "choose-session", "slot": "s1", "topic": second})
    words = (await ben.open("/c/xyz/day")).words().replace("\u202f", " ")
    assert f"At that time you go to “{missed}”." in words

    await ben.post("/c/xyz/do", {"do": "claim-topic", "topic": first})
    words = (await ben.open("/c/xyz/day")).words().replace("\u202f", " ")
    assert f"You host “{names[first][0]}” at that time." in words


async def test_a_topic_runs_twice_if_its_host_is_happy_to(server: Server, browser: Browsers) -> None:
    """The host says so on a form; is told of both sessions; others find the one or the other in their day."""
    ana, ben = browser(), browser()
    await joined(ana)
    robots = await propose(ana, "Robots")
    person = await joined(ben, "Ben")
    await ben.post("/c/xyz/do", {"do": "set-vote", "topic": robots, "weight": "must"})
    shown = await ben.open(f"/c/xyz/topics/{robots}")
    assert "Happy to run it twice" not in shown.words()

    await ana.open(f"/c/xyz/topics/{robots}")
    shown = await ana.send("set-repeat", press=("twice", "true"))
    assert "You said yes. Press again to take it back." in shown.words()
    assert server.camp.value.topics[robots].twice

    await server.camp.ask(c.PlaceTopic(robots, SlotId("s1"), RoomId("r1")), None)
    beside = Cell(SlotId("s1"), RoomId("r1"))
    await server.camp.ask(c.PlaceTopic(robots, SlotId("s3"), RoomId("r1"), beside=beside), None)
    await publish(server)

    words = (await ana.open("/c/xyz/day")).words().replace("\u202f", " ")
    assert words.count("You host a session Robots") == 2
    assert "It runs twice: you host it at 11:00 AM in Aula 1 as well." in words
    shown = await ben.open(f"/c/xyz/topics/{robots}")
    assert "9:00 AM–9:50 AM Aula 1 11:00 AM–11:50 AM Aula 1" in shown.words().replace("\u202f", " ")
    shown = await ben.open("/c/xyz/day")
    words = shown.words().replace("\u202f", " ")
    assert "Must-haves in your day: 1 of 1" in words
    assert "You voted for this. Again at 11:00 AM in Aula 1 Go at 11:00 AM instead" in words

    shown = await ben.send("AM instead")
    words = shown.words().replace("\u202f", " ")
    assert words.count("You chose this.") == 1
    assert words.index("9:00 AM–9:50 AM") < words.index("11:00 AM–11:50 AM") < words.index("You chose this.")
    assert server.camp.value.choices[person] == Map({SlotId("s3"): robots})
    words = (await ben.open("/c/xyz/schedule")).words().replace("\u202f", " ")
    assert "Aula 1 Again at 11:00 AM in Aula 1" in words
    assert "Aula 1 Also at 9:00 AM in Aula 1" in words
