"""Every screen there is, on a real server that holds camps in every state: what axe reads and what is photographed."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from playwright._impl._api_structures import FilePayload, SetCookieParam
from playwright.sync_api import Browser, BrowserContext, Page

from edcamp.demo.attendees import _proposal, topic_id
from edcamp.demo.camp import ROOMS, slots
from edcamp.demo.crowd import Attendee, crowd
from edcamp.demo.phone import Phone
from edcamp.demo.topics import INTERESTS, TOPICS
from edcamp.domain.camp import Weight
from tests.e2e.server import Links, Server

Device = Literal["phone", "desk", "board"]
Who = Literal["nobody", "attendee", "host", "guest", "organizer"]
State = Literal["empty", "gathering", "draft", "published", "closed"]

PEOPLE = 25
PEOPLE_TO_PLAN_FOR = 100
"""So many that a plan is not proven before it can be looked at being made."""
TOPICS_ON_A_WALL = 20
"""Where no schedule is to be filled: axe reads every card."""
SOLVE_S = 2
WITHIN_MS = 20_000

ZONES = (
    "Pacific/Auckland",
    "Australia/Brisbane",
    "Asia/Tokyo",
    "Asia/Bangkok",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Europe/Madrid",
    "Europe/London",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)
MORNING, EVENING = 10, 18
"""Hours of the day at which camps go on and are over: where it is so now, there the camp takes place."""

TIMETABLE = """
[[phases.timetable]]
at = 07:30:00
open = "gather"

[[phases.timetable]]
at = 14:15:00
close = "gather"

[[phases.timetable]]
at = 14:30:00
close = "vote"
"""
"""Something that was, and something that is to come, whatever the hour of ``MORNING`` is."""

EXPECTED = "Yusuf Okonkwo"

LONG_NAME = "Wilhelmina Alexandra Featherstonehaugh-Montgomery y Valverde"
LONG_TITLE = (
    "Interdisciplinary project-based learning across seven departments: Verantwortungsbewusstsein and timetables"
)


@dataclass
class Camp:
    """Addresses and the cookies of three people and an organizer; ``own`` is a topic that the attendee hosts. A guest
    hosts nothing, must not miss anything, and goes to a topic that is on twice.
    """

    links: Links
    cookies: dict[Who, list[SetCookieParam]] = field(default_factory=dict)
    own: str = ""
    invited: str = ""
    """The link of somebody on a list who has not come yet."""


@dataclass(frozen=True)
class World:
    server: Server
    camps: dict[State, Camp]


def build(server: Server, folder: Path) -> World:
    """Camps in every state, each with as many people as fill a wall."""
    states: tuple[State, ...] = ("empty", "gathering", "draft", "published", "closed")
    camps = {state: Camp(server.create(_camp_file(state), folder)) for state in states}
    asyncio.run(_fill(camps))
    return World(server, camps)


def _camp_file(state: State) -> str:
    now = datetime.now(UTC)
    hour = EVENING if state == "closed" else MORNING
    zone = min(ZONES, key=lambda name: abs(now.astimezone(ZoneInfo(name)).hour - hour))
    name = "Edcamp Springfield" if state != "empty" else "Edcamp Nova Scotia South Shore and Valley"
    date = now.astimezone(ZoneInfo(zone)).date()
    tags = ", ".join(f'"{tag}"' for tag in INTERESTS)
    camp = f'name = "{name}"\ndate = {date}\ntime_zone = "{zone}"\ntags = [{tags}]\nrooms = []\nslots = []\n'
    return camp + (TIMETABLE if state == "gathering" else "")


async def _fill(camps: dict[State, Camp]) -> None:
    await asyncio.gather(*(_settle(state, camp) for state, camp in camps.items()))


async def _settle(state: State, camp: Camp) -> None:
    async with Phone(camp.links.join) as desk:
        await desk.open_link(camp.links.organize)
        await desk.connect()
        camp.cookies["organizer"] = _cookies(desk)
        if state == "empty":
            await _first_timers_first(desk)
            camp.cookies["attendee"] = await _newcomer(camp.links.join)
        else:
            await _crowd(camp, desk, state)


async def _first_timers_first(desk: Phone) -> None:
    known = desk.documents["public"]["camp"]
    settings = {name: known[name] for name in ("name", "date", "time_zone", "tags", "timetable")}
    await _must(desk.ask({"do": "edit-camp", "settings": settings | {"first_timers": 60}}))


async def _newcomer(join: str) -> list[SetCookieParam]:
    async with Phone(join) as phone:
        await phone.join("Amina")
        return _cookies(phone)


async def _crowd(camp: Camp, desk: Phone, state: State) -> None:
    begun = {"gathering": 0, "draft": 0, "published": 45, "closed": 480}[state]
    start = datetime.now(UTC) - timedelta(minutes=begun)
    for command in (*ROOMS, *slots(int(start.timestamp() * 1000))):
        await _must(desk.ask(msgspec.to_builtins(command)))

    people = _people(state)
    guest = next(number for number, who in enumerate(people) if not who.proposes)
    musts = tuple(replace(wish, weight=Weight.MUST) for wish in people[guest].wishes)
    people[guest] = replace(people[guest], wishes=musts)
    phones = [Phone(camp.links.join) for _ in people]
    long = Phone(camp.links.join)
    try:
        await long.join(LONG_NAME, INTERESTS)
        proposal = {"do": "propose-topic", "topic": "long", "kind": "lead", "title": LONG_TITLE, "tags": INTERESTS[:5]}
        twin = {
            "do": "propose-topic",
            "topic": "twin",
            "kind": "learn",
            "title": "Timetables for interdisciplinary projects across seven departments",
        }
        await _commands(
            long, [{**proposal, "description": "A long story. " * 12, "needs": ["projector", "water"]}, twin]
        )
        await asyncio.gather(*(_join(phone, who) for phone, who in zip(phones, people, strict=True)))
        await asyncio.gather(*(_vote(phone, who) for phone, who in zip(phones, people, strict=True)))
        host, attendee, *more = _leads(people)
        if state == "gathering":
            quiet = [number for number, who in enumerate(people) if not who.proposes and number != guest][:2]
            for number in (guest, *quiet):
                await _commands(phones[number], [{"do": "set-vote", "topic": "twin", "weight": "must"}], first=90)
            camp.invited = await _expect_somebody(desk)
        else:
            await _plan(desk)
        if state in ("draft", "published"):
            await _repeat(desk, [topic_id(place) for place in people[host].proposes])
        camp.own = topic_id(people[attendee].proposes[0])
        if state in ("published", "closed"):
            await _publish(desk)
            await phones[attendee].connect()
            await phones[attendee].until(lambda p: "day" in p.documents["me"] and _notices(p) != [])
            await _must(phones[attendee].ask({"do": "see-notices", "up_to": max(_notices(phones[attendee]))}))
        if state == "published":
            await _answer([phones[attendee]], "late")
            await _answer([phones[number] for number in more], "cannot")
            await _need_things(phones[attendee], camp.own, desk)
            await _go_to_a_repeat(phones[guest])
            others = [each for n, each in enumerate(phones) if n not in (host, attendee, guest)]
            await _say_where_they_are(desk, phones[guest], others)
            await _ask_for_another_time(phones[guest], others)
        if state == "closed":
            await _must(desk.ask({"do": "set-phase", "phase": "closed", "open": True}))
        for who, number in (("attendee", attendee), ("host", host), ("guest", guest)):
            camp.cookies[who] = _cookies(phones[number])
    finally:
        for phone in (*phones, long):
            await phone.close()


async def _expect_somebody(desk: Phone) -> str:
    """Their link."""
    listed = f"name,title\n{EXPECTED},Gardens that a school can look after\n"
    async with desk.http.post(f"{desk.camp_url}/desk/list?take=all", data=listed.encode()) as response:
        assert response.status == 200, await response.text()
    async with desk.http.get(f"{desk.camp_url}/desk/expected.csv") as response:
        return (await response.text()).strip().rpartition(",")[2]


def _people(state: State) -> list[Attendee]:
    most = len(TOPICS) if state in ("draft", "published") else TOPICS_ON_A_WALL
    return [
        replace(
            who,
            proposes=tuple(place for place in who.proposes if place < most),
            wishes=tuple(wish for wish in who.wishes if wish.topic < most),
        )
        for who in crowd(PEOPLE_TO_PLAN_FOR if state == "draft" else PEOPLE)
    ]


def _leads(people: list[Attendee]) -> list[int]:
    """Those who brought most topics first, so that some of theirs are placed."""
    return sorted(range(len(people)), key=lambda number: -len(people[number].proposes))


async def _join(phone: Phone, who: Attendee) -> None:
    await phone.join(who.name, who.interests)
    await _commands(phone, [_proposal(place) for place in who.proposes])


async def _vote(phone: Phone, who: Attendee) -> None:
    votes = [{"do": "set-vote", "topic": topic_id(wish.topic), "weight": wish.weight} for wish in who.wishes]
    await _commands(phone, votes, first=len(who.proposes) + 1)


async def _commands(phone: Phone, commands: list[dict[str, Any]], first: int = 1) -> None:
    """Over HTTP in one message: nobody need stay connected for it."""
    numbered = [{"n": n, "command": command} for n, command in enumerate(commands, start=first)]
    if numbered:
        answer = await phone.post("commands", {"client": f"screens-{id(phone)}", "commands": numbered})
        assert all(ack["ok"] for ack in answer["acks"]), answer


async def _plan(desk: Phone) -> None:
    for phase, is_open in (("gather", False), ("vote", False), ("plan", True)):
        await _must(desk.ask({"do": "set-phase", "phase": phase, "open": is_open}))
    await _must(desk.post("desk/solve", {"seconds": SOLVE_S}))
    await desk.until(lambda d: len(d.documents["organizers"].get("draft", {}).get("placements", ())) > 0)
    await desk.until(lambda d: not (d.ephemeral.get("solving") or {"running": True})["running"])
    pinned = desk.documents["organizers"]["draft"]["placements"][0]["topic"]
    await _must(desk.ask({"do": "pin-topic", "topic": pinned, "pinned": True}))
    await desk.until(lambda d: any(p["pinned"] for p in d.documents["organizers"]["draft"]["placements"]))


async def _repeat(desk: Phone, topics: list[str]) -> None:
    """One of these topics is on twice, instead of whatever had the second cell."""
    placements = desk.documents["organizers"]["draft"]["placements"]
    first = next(p for p in placements if p["topic"] in topics and not p["pinned"])
    more = next(p["topic"] for p in placements if p["topic"] != first["topic"])
    for topic in (first["topic"], more):
        await _must(desk.ask({"do": "set-repeat", "topic": topic, "twice": True}))
    beside = {"slot": first["slot"], "room": first["room"]}
    for other in (p for p in placements if p["topic"] not in topics and p["slot"] != first["slot"] and not p["pinned"]):
        cell = {"slot": other["slot"], "room": other["room"], "instead_of": other["topic"]}
        answer = await desk.ask({"do": "place-topic", "topic": first["topic"], "beside": beside, **cell})
        if answer["ok"]:
            break
    await desk.until(
        lambda d: sum(p["topic"] == first["topic"] for p in d.documents["organizers"]["draft"]["placements"]) == 2
    )


async def _publish(desk: Phone) -> None:
    draft = desk.documents["organizers"]["draft"]
    await _must(desk.ask({"do": "publish", "based_on": draft["seq"]}))
    await _must(desk.ask({"do": "set-phase", "phase": "run", "open": True}))
    for ident, text in (("coffee", "Coffee is in the library from half past ten."), ("bags", "Bags may stay here.")):
        await _must(desk.ask({"do": "announce", "announcement": ident, "text": text}))


async def _answer(phones: list[Phone], answer: str) -> None:
    """The first of them who hosts a session says so of the last one."""
    for phone in phones:
        if "schedule" not in phone.documents["public"]:
            await phone.connect()
        await phone.until(lambda p: "schedule" in p.documents["public"] and "me" in p.documents["me"])
        public, hosting = phone.documents["public"], phone.documents["me"]["me"]["hosting"]
        mine = [session for session in public["schedule"]["sessions"] if session["topic"] in hosting]
        if mine:
            last = max(mine, key=lambda session: int(public[f"slot/{session['slot']}"]["start"]))
            await _must(phone.ask({"do": "answer-assignment", **last, "answer": answer}))
            return


async def _need_things(host: Phone, topic: str, desk: Phone) -> None:
    """What a pocket kit can hold: notes, what somebody hopes for; and a hand, if the topic has a place. Nothing is over
    it that the host is asked.
    """
    for asked in host.documents["me"]["me"].get("asked", ()):
        await _must(host.ask({"do": "decline-topic", "topic": asked}))
    await _must(host.ask({"do": "set-notes", "topic": topic, "link": "https://notes.example/2026/springfield"}))
    await _must(desk.ask({"do": "set-phase", "phase": "vote", "open": True}))
    for text in ("How do you begin when nobody has time?", "One thing that I can try on Monday, with thirty children."):
        async with Phone(str(host.camp_url)) as voter:
            await voter.join("Somebody")
            say = [
                {"do": "set-vote", "topic": topic, "weight": "must"},
                {"do": "set-hope", "topic": topic, "text": text},
            ]
            await _commands(voter, say)
    await _must(desk.ask({"do": "set-phase", "phase": "vote", "open": False}))
    mine = [s for s in host.documents["public"]["schedule"]["sessions"] if s["topic"] == topic]
    if mine:
        await _must(host.ask({"do": "need-hand", "topic": topic, "slot": mine[-1]["slot"]}))


async def _go_to_a_repeat(phone: Phone) -> None:
    """And to something else than a must-have in the slot of the other session."""
    await phone.connect()
    await phone.until(lambda p: "schedule" in p.documents["public"])
    sessions = phone.documents["public"]["schedule"]["sessions"]
    often = Counter(session["topic"] for session in sessions)
    first, repeat = (session for session in sessions if often[session["topic"]] > 1)
    other = next(s for s in sessions if s["slot"] == repeat["slot"] and s is not repeat)
    for session in (first, other):
        await _must(phone.ask({"do": "choose-session", "slot": session["slot"], "topic": session["topic"]}))


async def _say_where_they_are(desk: Phone, guest: Phone, others: list[Phone]) -> None:
    """What is on is full where the guest is to be, nearly full in another room, and there is room in the rest."""
    now, public = time.time() * 1000, guest.documents["public"]
    slots = [document for key, document in public.items() if key.startswith("slot/")]
    on = next(slot["id"] for slot in slots if slot["start"] <= now < slot["end"])
    await guest.until(lambda p: on in p.documents["me"].get("day", {}))
    wanted = guest.documents["me"]["day"][on]["topic"]
    sessions = sorted(
        (s for s in public["schedule"]["sessions"] if s["slot"] == on), key=lambda s: s["topic"] != wanted
    )
    for session, seats in zip(sessions, (5, 6), strict=False):
        room = public[f"room/{session['room']}"]
        await _must(desk.ask({"do": "put-room", "room": room["id"], "name": room["name"], "capacity": seats}))
    people = iter(others)
    for session, count in zip(sessions, (6, 5, 3, 2, 1), strict=False):
        for phone in itertools.islice(people, count):
            say = {"n": 1, "command": {"do": "be-at", "slot": on, "topic": session["topic"]}}
            answer = await phone.post("commands", {"client": f"here-{id(phone)}", "commands": [say]})
            assert answer["acks"][0]["ok"], answer


async def _ask_for_another_time(first: Phone, others: list[Phone]) -> None:
    """What the first one goes to last; and something else, of somebody else."""
    public, day = first.documents["public"], first.documents["me"]["day"]
    ahead = sorted((d["start"], d["id"]) for key, d in public.items() if key.startswith("slot/") and not d["is_break"])
    to, last = (slot for _, slot in ahead[-2:])
    on = {session["topic"] for session in public["schedule"]["sessions"] if session["slot"] == to}
    here = [s["topic"] for s in public["schedule"]["sessions"] if s["slot"] == last and s["topic"] not in on]
    mine = day[last]["topic"] if last in day and day[last]["topic"] in here else here[0]
    ask = {"do": "request-time", "topic": mine, "slot": last, "to": to}
    await _must(first.ask({**ask, "reason": "My bus leaves at two, and there is no other one until the evening."}))
    for n, phone in enumerate(others[:4]):
        topic, why = (mine, "") if n < 2 else (next(t for t in here if t != mine), "I pick up my children")
        await _commands(phone, [{**ask, "topic": topic, "to": to if n < 2 else None, "reason": why}], first=95)


async def _must(asked: Awaitable[dict[str, Any]]) -> None:
    answer = await asked
    assert answer["ok"], answer


def _notices(phone: Phone) -> list[int]:
    return [int(key.removeprefix("notice/")) for key in phone.documents["me"] if key.startswith("notice/")]


def _cookies(phone: Phone) -> list[SetCookieParam]:
    return [{"name": each.key, "value": each.value, "url": phone.origin} for each in phone.http.cookie_jar]


LIVE = "#link-status[data-state=live]"


def _stay(page: Page) -> None:
    """The screen is what opens."""


@dataclass(frozen=True)
class Screen:
    """``path`` is below the camp, or below the server without one; ``{own}`` in it is the attendee's own topic.

    ``shows``: what is there once it is drawn. ``then``: what somebody does to get to it. ``leave``: and to undo that.
    ``alone``: on a device of its own. ``still``: as the server draws it, without a program.
    """

    name: str
    device: Device
    camp: State | None
    who: Who
    path: str
    shows: str = LIVE
    then: Callable[[Page], None] = _stay
    leave: Callable[[Page], None] = _stay
    alone: bool = False
    still: bool = False


HEAR = """(put) => {
  edcamp.stop(); // and so keeps nothing of it for the next page
  const { epoch, public: from } = edcamp.store.position();
  edcamp.store.apply({ aud: "public", epoch, from, to: from + 1, put, del: [] });
}"""


def _told(shows: str, **put: object) -> Callable[[Page], None]:
    """This page alone is told these public documents, and nobody else: other screens stay as they are. What is callable
    makes its document then.
    """

    def tell(page: Page) -> None:
        page.locator(LIVE).wait_for(state="attached", timeout=WITHIN_MS)
        page.evaluate(HEAR, {key: made() if callable(made) else made for key, made in put.items()})
        page.locator(shows).first.wait_for(timeout=WITHIN_MS)

    return tell


def _taken(mode: str, shows: str, *, minutes: int | None = None, **of: object) -> Callable[[Page], None]:
    def board() -> dict[str, object]:
        until = minutes and int((time.time() + minutes * 60) * 1000)
        return {"mode": mode, "until": until, "topic": None, "announcement": None, **of}

    return _told(shows, board=board)


def _turn(name: str, shows: str = "") -> dict[str, str]:
    return {"person": name.lower().replace(" ", "-"), "name": name, "shows": shows}


def _smackdown(on: bool = True) -> dict[str, object]:
    queue = [_turn(LONG_NAME, LONG_TITLE), _turn("Cleo", "Paper robots"), _turn("Dan")]
    now = int(time.time() * 1000)
    floor = _turn("Amina", "A map that talks when you press on it") if on else None
    return {"on": floor, "since": now if on else None, "queue": queue, "begun": True}


def _hide_tallies(page: Page) -> None:
    """As while people vote in a camp that hides them."""
    page.locator(".screen--wall").wait_for(timeout=WITHIN_MS)
    page.evaluate("""() => {
      edcamp.stop();
      const { epoch, public: from } = edcamp.store.position();
      const { camp, tallies } = edcamp.store.view();
      const del = [...tallies.keys()].map((topic) => `tally/${topic}`);
      const put = { camp: { ...camp, hide_tallies: true, tallies_hidden: true } };
      edcamp.store.apply({ aud: "public", epoch, from, to: from + 1, put, del });
    }""")
    page.locator(".tally").first.wait_for(state="detached")


def _be_merged(page: Page) -> None:
    """The person's vote went along with a topic that is part of another one now."""
    page.locator(LIVE).wait_for(timeout=WITHIN_MS)
    page.evaluate(
        """(title) => {
      edcamp.stop();
      const { epoch, me: from } = edcamp.store.position();
      const notice = { id: 1, at: 1, kind: "merged", topic: "long", title, slot: null, room: null, from_slot: null,
        from_room: null, from_title: "Timetables for projects", from_topic: "gone", carried: "must", minutes: 0,
        since: null, until: null };
      const put = { "notice/1": notice, "vote/long": "must" };
      edcamp.store.apply({ aud: "me", epoch, from, to: from + 1, put, del: [] });
    }""",
        LONG_TITLE,
    )
    page.locator(".notice--merged").wait_for(timeout=WITHIN_MS)


def _hold_smackdown(page: Page) -> None:
    page.evaluate(HEAR, {"smackdown": _smackdown()})
    page.locator(".smackdown__on").scroll_into_view_if_needed()


def _play(page: Page) -> None:
    page.locator(".lapse__does").wait_for(timeout=WITHIN_MS)
    page.locator(".lapse__does input").press("End")


def _go_offline(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("#link-status[data-state=offline]").wait_for(timeout=WITHIN_MS)
    page.locator(".vote[aria-pressed=false]").first.click()
    page.locator("#link-status", has_text="1").wait_for()


def _grow_stale(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("#link-status[data-state=offline]").wait_for(timeout=WITHIN_MS)


def _choose(page: Page) -> None:
    page.locator(".cell__nth").first.click()
    page.locator(".cell__move").first.wait_for()
    page.locator(".cell__price-short").first.wait_for()


def _compare(page: Page) -> None:
    page.locator(".kept__form input").fill("before lunch idea")
    page.locator(".kept__form button").click()
    page.locator(".kept__one").wait_for()
    page.locator(".cell--lead").first.press("Delete")
    page.locator(".kept__one button").first.click()
    page.locator(".compare__table").wait_for()
    page.locator(".compare__side:last-child .receipt__line").last.wait_for(timeout=WITHIN_MS)


def _drop_kept(page: Page) -> None:
    page.locator(".compare .form__does button").first.click()
    page.locator(".compare").wait_for(state="detached")
    page.locator(".kept__one button").last.click()
    page.locator(".kept__one").wait_for(state="detached")


def _preview(page: Page) -> None:
    page.locator("main details summary").first.click()


def _be_asked(page: Page) -> None:
    # A browser without windows denies them whatever it is granted.
    page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'default' })")
    page.reload()
    page.locator(".ask button").first.wait_for(timeout=WITHIN_MS)
    page.locator(".ask").scroll_into_view_if_needed()


def _search_for_nothing(page: Page) -> None:
    page.get_by_role("searchbox").fill("zzzz")
    page.locator(".empty").wait_for()


def _type_what_is_there(page: Page) -> None:
    page.get_by_role("textbox", name="Title").or_(page.get_by_role("textbox", name="Título")).fill(
        "Interdisciplinary projects in seven departments: project-based learning"
    )
    page.locator(".alike summary").click(timeout=WITHIN_MS)


def _propose_what_is_there(page: Page) -> None:
    page.locator("#title").fill("Interdisciplinary projects in seven departments: project-based learning")
    page.locator(".form__end button").click()
    page.locator(".alike").wait_for()


def _type_an_expected_name(page: Page) -> None:
    page.locator("input[name=name]").fill(EXPECTED)
    page.locator("form.form button").first.click()
    page.locator("button[name=who]").first.wait_for()


def _look_at_a_list(page: Page) -> None:
    page.locator(".topics__head .button--quiet").last.click()
    rows = ["Timestamp;Your name;What do you want to talk about?;Tags"]
    rows += [f"28/11/2026 8:0{n};Person {n};Something worth an hour, number {n};reading" for n in range(9)]
    rows[3] = f"28/11/2026 8:02;{LONG_NAME};{LONG_TITLE[:-10]};reading"
    rows += [f"28/11/2026 8:11;{LONG_NAME[:-1]}x;{LONG_TITLE * 2};", "28/11/2026 8:12;Ben;AI;", "28/11/2026 8:13;;;"]
    file: FilePayload = {"name": "answers.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode("cp1252")}
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".list-form__preview").wait_for()


def _write_a_hope(page: Page) -> None:
    """As long a one as there may be, for a topic that one has just voted for."""
    page.locator(".vote").first.click()
    hope = page.locator("#hope")
    hope.fill("I would like to leave with something that I can try on Monday with thirty children. " * 4)
    hope.scroll_into_view_if_needed()


def _take_the_vote_back(page: Page) -> None:
    page.locator(".vote").first.click()
    page.locator("#hope").wait_for(state="detached")


def _see_pairs(page: Page) -> None:
    page.locator(".pairs summary").click(timeout=WITHIN_MS)


def _unfold(page: Page) -> None:
    """Everything that is folded away."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")


def _solve(page: Page) -> None:
    page.locator(".plan__seconds input").fill("60")
    page.locator(".plan__start button").click()
    page.locator(".plan__progress .plan__score").first.wait_for(timeout=WITHIN_MS)


def _stop_solving(page: Page) -> None:
    page.locator(".plan > .button").click()
    page.locator(".plan__start").wait_for()


def _swap_break(page: Page) -> None:
    page.locator(".today__choice").nth(1).click()
    page.locator(".foreseen__told, .foreseen .panel__text, .today__part .empty").first.wait_for()


def _lose_a_room(page: Page) -> None:
    page.locator(".today__choice").nth(2).click()
    page.locator(".today__form select").select_option(index=1)
    page.locator(".foreseen__title").first.wait_for(timeout=WITHIN_MS)


def _host_away(page: Page) -> None:
    page.locator(".today__choice").nth(3).click()
    page.locator(".today__form select").select_option(index=1)
    page.locator(".today__part fieldset").first.wait_for()
    page.locator(".foreseen__ask, .today__part .empty").first.wait_for(timeout=WITHIN_MS)


def _see_requests(page: Page) -> None:
    page.locator(".today__choice").nth(5).click()
    page.locator(".foreseen__title, .foreseen .refusal").first.wait_for(timeout=WITHIN_MS)


def _ask_for_time(page: Page) -> None:
    page.locator(".requests__ask summary").last.click(timeout=WITHIN_MS)


def _late_topic(page: Page) -> None:
    page.locator(".today__choice").nth(4).click()
    page.locator(".foreseen__title, .today__part .empty").first.wait_for(timeout=WITHIN_MS)


SCREENS: tuple[Screen, ...] = (
    Screen("home", "phone", None, "attendee", "/", "h1"),
    Screen("unknown-camp", "phone", None, "nobody", "/c/nosuchcamp/", "h1"),
    Screen("error", "phone", "gathering", "attendee", "/nowhere", "h1"),
    Screen("join", "phone", "gathering", "nobody", "/", "input[name=name]"),
    Screen("join-first-timers", "phone", "empty", "nobody", "/", "input[name=name]"),
    Screen("propose-wait", "phone", "empty", "attendee", "/propose"),
    Screen("merged", "phone", "gathering", "attendee", "/", then=_be_merged),
    Screen("join-listed", "phone", "gathering", "nobody", "/", "input[name=name]", _type_an_expected_name, alone=True),
    Screen("arrive", "phone", "gathering", "nobody", "invited", "form.form"),
    Screen("organize", "phone", "gathering", "nobody", "organize", "input[name=name]"),
    Screen("wall", "phone", "gathering", "attendee", "/"),
    Screen("wall-empty", "phone", "empty", "attendee", "/"),
    Screen("wall-no-match", "phone", "gathering", "attendee", "/", then=_search_for_nothing),
    Screen("wall-offline", "phone", "gathering", "attendee", "/", then=_go_offline, alone=True),
    Screen("wall-closed", "phone", "closed", "attendee", "/"),
    Screen("topic", "phone", "gathering", "attendee", "/topics/long"),
    Screen("topic-own", "phone", "gathering", "attendee", "/topics/{own}"),
    Screen(
        *("topic-hope", "phone", "gathering", "attendee", "/topics/long"), then=_write_a_hope, leave=_take_the_vote_back
    ),
    Screen(
        *("topic-hope-still", "phone", "gathering", "attendee", "/topics/long", "h1"),
        then=_write_a_hope,
        leave=_take_the_vote_back,
        still=True,
    ),
    Screen("propose", "phone", "gathering", "attendee", "/propose"),
    Screen("propose-alike", "phone", "gathering", "attendee", "/propose", then=_type_what_is_there),
    Screen(
        "propose-alike-still", "phone", "gathering", "attendee", "/propose", "h1", _propose_what_is_there, still=True
    ),
    Screen("edit", "phone", "gathering", "attendee", "/topics/{own}/edit"),
    Screen("day-before", "phone", "gathering", "attendee", "/day"),
    Screen("day", "phone", "published", "attendee", "/day"),
    Screen("day-asking", "phone", "published", "guest", "/day", ".requests__ask", _ask_for_time),
    Screen("day-asked", "phone", "published", "attendee", "/day", then=_be_asked, alone=True),
    Screen("day-repeat", "phone", "published", "guest", "/day"),
    Screen("now", "phone", "published", "attendee", "/now"),
    Screen("now-full", "phone", "published", "guest", "/now", ".full--full"),
    Screen("now-before", "phone", "gathering", "attendee", "/now"),
    Screen("now-still", "phone", "published", "guest", "/now", "h1", still=True),
    Screen("kit", "phone", "published", "attendee", "/topics/{own}/kit", ".kit__hopes"),
    Screen("certificate", "phone", "published", "guest", "/certificate", ".certificate"),
    Screen("calendar", "phone", "published", "attendee", "/calendar", then=_unfold),
    Screen("schedule-before", "phone", "gathering", "attendee", "/schedule"),
    Screen("schedule", "phone", "published", "attendee", "/schedule"),
    Screen("me", "phone", "gathering", "attendee", "/me"),
    Screen("notices", "phone", "published", "host", "/", ".sheet--hosting"),
    Screen("one-by-one", "phone", "gathering", "attendee", "/vote", ".one__card"),
    Screen("one-by-one-still", "phone", "gathering", "attendee", "/vote", ".one__card", still=True),
    Screen("asked", "phone", "gathering", "guest", "/", ".notice--ask"),
    Screen("asked-still", "phone", "gathering", "guest", "/", ".notice--ask", still=True),
    Screen("wall-still", "phone", "gathering", "attendee", "/", "h1", still=True),
    Screen("topic-still", "phone", "gathering", "attendee", "/topics/{own}", "h1", still=True),
    Screen("day-still", "phone", "published", "attendee", "/day", "h1", still=True),
    Screen("smackdown", "phone", "published", "attendee", "/smackdown", then=_told(".line", smackdown=_smackdown)),
    Screen("notices-still", "phone", "published", "host", "/schedule", ".sheet", still=True),
    Screen("desk-empty", "desk", "empty", "organizer", "/desk"),
    Screen("desk-draft", "desk", "draft", "organizer", "/desk", ".cell__title"),
    Screen("desk-choosing", "desk", "draft", "organizer", "/desk", ".cell__title", _choose),
    Screen("desk-compare", "desk", "draft", "organizer", "/desk", ".cell__title", _compare, _drop_kept),
    Screen("desk-publish", "desk", "draft", "organizer", "/desk", ".cell__title", _preview),
    Screen("desk-published", "desk", "published", "organizer", "/desk", ".receipt__figures"),
    Screen("desk-late", "desk", "published", "organizer", "/desk#today", ".foreseen__told"),
    Screen("desk-swap-break", "desk", "published", "organizer", "/desk#today", ".foreseen", _swap_break),
    Screen("desk-room-lost", "desk", "published", "organizer", "/desk#today", ".foreseen", _lose_a_room),
    Screen("desk-host-away", "desk", "published", "organizer", "/desk#today", ".foreseen", _host_away),
    Screen("desk-late-topic", "desk", "published", "organizer", "/desk#today", ".foreseen", _late_topic),
    Screen("desk-requests", "desk", "published", "organizer", "/desk#today", ".foreseen", _see_requests),
    Screen("desk-topics", "desk", "gathering", "organizer", "/desk#topics"),
    Screen("desk-list", "desk", "gathering", "organizer", "/desk#topics", then=_look_at_a_list),
    Screen("desk-pairs", "desk", "gathering", "organizer", "/desk#topics", then=_see_pairs),
    Screen("desk-rooms", "desk", "gathering", "organizer", "/desk#rooms"),
    Screen("desk-announcements", "desk", "published", "organizer", "/desk#announcements"),
    Screen("desk-smackdown", "desk", "published", "organizer", "/desk#announcements", then=_hold_smackdown),
    Screen("desk-history", "desk", "published", "organizer", "/desk#history"),
    Screen("desk-settings", "desk", "gathering", "organizer", "/desk#settings"),
    Screen("desk-solving", "desk", "draft", "organizer", "/desk", ".cell__title", _solve, _stop_solving),
    Screen("board-empty", "board", "empty", "nobody", "/board", ".screen"),
    Screen("board-wall", "board", "gathering", "nobody", "/board", ".screen--wall"),
    Screen("board-hidden", "board", "gathering", "nobody", "/board", then=_hide_tallies),
    Screen("board-planning", "board", "draft", "nobody", "/board", ".screen--planning"),
    Screen("board-schedule", "board", "published", "nobody", "/board", ".screen--schedule"),
    Screen("board-closed", "board", "closed", "nobody", "/board", ".screen--closed"),
    Screen("board-still", "board", "published", "nobody", "/board", ".still", still=True),
    Screen("room-screen", "board", "published", "nobody", "/rooms/hall", ".screen--room"),
    Screen("room-screen-before", "board", "gathering", "nobody", "/rooms/hall", ".screen--room"),
    Screen("room-screen-still", "board", "published", "nobody", "/rooms/hall", ".still", still=True),
    Screen("print-signs", "board", "published", "organizer", "/print/signs", ".sign"),
    Screen("print-board", "board", "published", "organizer", "/print/board", ".twin"),
    Screen("board-join", "board", "published", "nobody", "/board", then=_taken("join", ".taken--join")),
    Screen(
        "board-spotlight",
        *("board", "gathering", "nobody", "/board"),
        then=_taken("wall", ".taken__topic", topic="long"),
    ),
    Screen(
        "board-countdown",
        *("board", "published", "nobody", "/board"),
        then=_taken("countdown", ".taken__clock", minutes=25),
    ),
    Screen(
        "board-announcement",
        *("board", "published", "nobody", "/board"),
        then=_taken("announcement", ".large", announcement="coffee"),
    ),
    Screen(
        "board-smackdown",
        *("board", "published", "nobody", "/board"),
        then=_told(".smackdown__clock", smackdown=_smackdown),
    ),
    Screen(
        "board-smackdown-before",
        *("board", "published", "nobody", "/board"),
        then=_told(".smackdown", smackdown=lambda: _smackdown(False)),
    ),
    Screen("board-lapse", "board", "published", "nobody", "/board", then=_taken("lapse", ".lapse")),
    Screen("lapse", "board", "gathering", "nobody", "/lapse", ".lapse", _play),
    Screen("lapse-sessions", "board", "published", "nobody", "/lapse", ".lapse", _play),
    Screen("board-stale", "board", "published", "nobody", "/board", ".screen--schedule", _grow_stale, alone=True),
)


class Stage:
    """Opens screens in a browser: one context for each person, language and want of a program."""

    def __init__(self, browser: Browser, world: World) -> None:
        self._browser = browser
        self._world = world
        self._contexts: dict[tuple[Who, str, bool], BrowserContext] = {}

    @contextmanager
    def on(self, screen: Screen, size: tuple[int, int], *, language: str = "en-GB") -> Iterator[tuple[Page, list[str]]]:
        """The drawn screen, and what its page complained of on the way."""
        context = self._new(screen, language) if screen.alone else self._shared(screen, language)
        page = context.new_page()
        page.set_default_timeout(WITHIN_MS)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda r: complaints.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        address = self._address(screen)
        try:
            page.goto(address)
            page.locator(screen.shows).first.wait_for(state="attached")
            if screen.device == "desk":
                page.locator(LIVE).wait_for()
            screen.then(page)
            yield page, [words for words in complaints if not words.endswith(f" {address}")]
            screen.leave(page)
        finally:
            page.close()
            if screen.alone:
                context.close()

    def _address(self, screen: Screen) -> str:
        if screen.camp is None:
            return self._world.server.url + screen.path
        camp = self._world.camps[screen.camp]
        if screen.path == "organize":
            return camp.links.organize
        if screen.path == "invited":
            return camp.invited
        return camp.links.join.rstrip("/") + screen.path.format(own=camp.own)

    def _shared(self, screen: Screen, language: str) -> BrowserContext:
        key = screen.who, language, screen.still
        if key not in self._contexts:
            self._contexts[key] = self._new(screen, language)
        return self._contexts[key]

    def _new(self, screen: Screen, language: str) -> BrowserContext:
        context = self._browser.new_context(locale=language, reduced_motion="reduce")
        if screen.still:  # axe itself is a script, so scripts cannot be turned off
            context.route("**/static/*.js", lambda route: route.abort())
        for camp in self._world.camps.values():
            context.add_cookies(camp.cookies.get(screen.who, []))
        return context
