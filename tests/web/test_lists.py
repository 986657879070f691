"""An organizer's list: looked at, imported as a whole or not at all; and those on it when they come."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from edcamp.domain.camp import Kind
from edcamp.domain.ids import PersonId
from edcamp.web.lists import guess_uses
from tests.web.conftest import MINUTE, ORIGIN, Browser, Server
from tests.web.test_journey import joined

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]

FORM = """\
Timestamp,Your name,What do you want to talk about?,Tell us more about it,Tags,Lead or learn?
28/11/2026 8:01,Ana García,Robots in the classroom,"Which ones,
and what for?","robots, maths",I'd lead it
28/11/2026 8:02,Ben,Reading aloud,,,I want to learn about this
28/11/2026 8:03,Ana García,Robots in the  Classroom,again,,I'd lead it
28/11/2026 8:04,Eva,,,,
"""
DAY = 24 * 60 * MINUTE


async def organizer(server: Server, browser: Browsers, language: str = "en") -> Browser:
    boss = browser(language)
    await boss.open(server.organizer_path)
    await boss.send("Your name" if language == "en" else "Tu nombre", name="Olga")
    return boss


async def look(boss: Browser, text: str | bytes, take: str = "", **uses: int) -> tuple[int, dict[str, Any]]:
    query = {key: str(value) for key, value in {**uses, **({"take": take} if take else {})}.items()}
    body = text.encode() if isinstance(text, str) else text
    response = await boss.http.post(
        "/c/xyz/desk/list",
        params=query,
        content=body,
        headers={"origin": ORIGIN, "accept": "application/json", "content-type": "text/csv"},
    )
    return response.status_code, response.json()


@pytest.mark.parametrize(
    ("columns", "uses"),
    [
        (("Title", "Host"), {"title": 0, "name": 1}),
        (("Name", "Interests"), {"name": 0, "interests": 1}),
        (("Marca temporal", "Nombre y apellidos", "¿De qué quieres hablar?"), {"name": 1, "title": 2}),
        (("Tema", "Descripción", "Etiquetas", "Quién lo lleva"), {"title": 0, "description": 1, "tags": 2, "name": 3}),
        (("Timestamp", "Email"), {}),
    ],
)
def test_columns_are_guessed_by_their_names(columns: tuple[str, ...], uses: dict[str, int]) -> None:
    assert guess_uses(columns) == uses


async def test_looking_imports_nothing(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    before = server.camp.value
    status, seen = await look(boss, FORM)
    assert (status, seen["imported"]) == (200, False)
    assert seen["uses"] == {"name": 1, "title": 2, "description": 3, "tags": 4, "kind": 5}
    assert [(t["line"], t["title"], t["kind"], t["by"]) for t in seen["topics"]] == [
        (2, "Robots in the classroom", "lead", "Ana García"),
        (4, "Reading aloud", "learn", "Ben"),
    ]
    assert seen["people"] == ["Ana García", "Ben", "Eva"]
    assert (seen["known"], seen["problems"]) == (1, [])
    assert server.camp.value is before
    assert set(server.camp.names.values()) == {"Olga"}


async def test_what_was_looked_at_is_imported_once(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    for _ in range(2):
        status, seen = await look(boss, FORM, "all")
        assert (status, seen["imported"]) == (200, True)
        topics = {topic.title: topic for topic in server.camp.value.wall()}
        assert set(topics) == {"Robots in the classroom", "Reading aloud"}
    robots = topics["Robots in the classroom"]
    assert (robots.tags, robots.description) == (("robots", "maths"), "Which ones,\nand what for?")
    assert [server.camp.names[host] for host in robots.hosts] == ["Ana García"]
    reading = topics["Reading aloud"]
    assert (reading.kind, reading.hosts, server.camp.names[reading.by]) == (Kind.LEARN, (), "Ben")
    assert server.camp.value.joined == 1
    assert seen["known"] == 3
    assert seen["topics"] == seen["people"] == []


async def test_a_bad_line_is_named_and_nothing_is_half_imported(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    text = "title,tags,name\nRobots,a,Ana\nx,a,Ana\nReading,a;b;c;d;e;f,Ben\n,no title no name,\nArt,b," + 61 * "n"
    status, seen = await look(boss, text)
    assert [(p["line"], p["column"], p["code"]) for p in seen["problems"]] == [
        (3, "title", "title-short"),
        (4, "tags", "tags-many"),
        (5, "", "row-empty"),
        (6, "name", "name-long"),
    ]
    assert "at least 3" in seen["problems"][0]["message"]
    assert seen["people"] == ["Ana"]
    before = server.camp.value
    status, refusal = await look(boss, text, "all")
    assert (status, refusal["code"], refusal["value"]) == (409, "list-problems", 4)
    assert server.camp.value is before
    status, seen = await look(boss, text, "good")
    assert [topic.title for topic in server.camp.value.wall()] == ["Robots"]


async def test_the_organizer_says_which_column_is_what(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    text = "A;B;C\nwho knows;Robots;Ana\n"
    _, seen = await look(boss, text)
    assert (seen["uses"], seen["topics"]) == ({}, [])
    assert (await look(boss, text, "all"))[1]["code"] == "table-columns"
    _, seen = await look(boss, text, title=1, name=2)
    assert [(t["title"], t["by"]) for t in seen["topics"]] == [("Robots", "Ana")]
    assert (await look(boss, text, title=7))[1]["code"] == "bad-command"


async def test_who_is_here_already_hosts_what_is_listed_under_their_name(server: Server, browser: Browsers) -> None:
    boss, ana = await organizer(server, browser), browser()
    person = await joined(ana, "Ana García")
    await look(boss, FORM, "all")
    [robots] = [topic for topic in server.camp.value.wall() if topic.title.startswith("Robots")]
    assert robots.hosts == (person,)
    assert "expected" not in str(server.camp.names)
    assert sorted(server.camp.names.values()) == ["Ana García", "Ben", "Eva", "Olga"]


async def test_two_of_a_name_are_not_taken_for_each_other(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    people = {await joined(browser(), "Eva"), await joined(browser(), "Eva")}
    await look(boss, "name,title\nEva,Robots\n", "all")
    [robots] = server.camp.value.wall()
    assert not people & set(robots.hosts)


async def test_only_organizers_import(server: Server, browser: Browsers) -> None:
    ana = browser()
    await joined(ana)
    assert (await look(ana, FORM))[1]["code"] == "not-organizer"
    assert (await ana.open("/c/xyz/desk/expected.csv")).status == 403
    boss = await organizer(server, browser)
    response = await boss.http.post("/c/xyz/desk/list", content=FORM, headers={"origin": "https://evil.test"})
    assert response.status_code == 403


async def test_a_file_too_large_is_refused(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    assert (await look(boss, b"name\n" + b"x\n" * 1_100_000))[1]["code"] == "too-large"


# --- those on the list, when they come


async def expected(boss: Browser) -> dict[str, str]:
    """The links of those who have not come yet, by their names."""
    file = (await boss.open("/c/xyz/desk/expected.csv")).response.content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(file))
    assert head == ["Name", "Link"]
    return dict(rows)


async def test_whoever_follows_their_link_is_that_person(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    await look(boss, FORM, "all")
    links = await expected(boss)
    assert list(links) == ["Ana García", "Ben", "Eva"]
    ana = browser()
    shown = await ana.open(links["Ana García"])
    assert "Hello, Ana García" in shown.words()
    assert "Robots in the classroom" in shown.words()
    assert server.camp.value.joined == 1  # a messenger that looks at the link is nobody
    shown = await ana.send("Yes, I am here")
    assert shown.path == "/c/xyz/"
    assert server.camp.value.joined == 2
    assert "You host this" in shown.words()
    other = browser()
    assert (await other.open(links["Ana García"])).path == "/c/xyz/"  # the same person, on another device
    assert list(await expected(boss)) == ["Ben", "Eva"]
    server.clock.turn(31 * DAY)
    assert (await browser().open(links["Eva"])).status == 410


async def test_whoever_types_a_name_of_the_list_is_asked(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    await look(boss, FORM, "all")
    ana = browser()
    await ana.open("/c/xyz/schedule")
    shown = await ana.send("Your name", name="ana  garcia", interests=["robots"])
    assert "Is this you?" in shown.words()
    assert "Robots in the classroom" in shown.words()
    assert server.camp.value.joined == 1
    shown = await ana.send("Is this you?", press=("who", _who(shown.text)))
    assert shown.path == "/c/xyz/schedule"
    person = PersonId(ana.http.cookies["edcamp-xyz"].split(".")[0])
    assert server.camp.names[person] == "Ana García"
    assert server.camp.value.people[person].interests == ("robots",)
    assert server.camp.value.joined == 2
    late = browser()
    await late.open("/c/xyz/")
    assert (await late.send("Your name", name="Ana García")).path == "/c/xyz/"  # the one on the list is here
    assert server.camp.value.joined == 3


async def test_another_of_that_name_says_so(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    await look(boss, FORM, "all")
    eva = browser()
    await eva.open("/c/xyz/")
    await eva.send("Your name", name="Eva")
    shown = await eva.send("Is this you?", press=("who", ""))
    assert shown.path == "/c/xyz/"
    person = PersonId(eva.http.cookies["edcamp-xyz"].split(".")[0])
    assert sum(name == "Eva" for name in server.camp.names.values()) == 2
    assert not server.camp.value.people[person].expected
    assert server.camp.value.expected == 3


async def test_nobody_becomes_somebody_of_another_name(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    await look(boss, FORM, "all")
    [ana] = [person for person, name in server.camp.names.items() if name == "Ana García"]
    mallory = browser()
    await mallory.open("/c/xyz/")
    await mallory.send("Your name", name="Mallory", who=ana)
    assert mallory.http.cookies["edcamp-xyz"].split(".")[0] != ana
    assert server.camp.value.people[ana].expected


async def test_a_spreadsheet_works_nothing_out(server: Server, browser: Browsers) -> None:
    boss = await organizer(server, browser)
    await look(boss, "name\n=1+1\n", "all")
    text = (await boss.open("/c/xyz/desk/expected.csv")).response.content.decode("utf-8-sig")
    assert "\n'=1+1," in text.replace("\r", "")


def _who(text: str) -> str:
    [who] = re.findall(r'name="who" value="(p[0-9a-f]+)"', text)
    return str(who)
