"""A messy list, as people have them, on the desk; and those who are on it, when they come."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.devices import PROJECTOR, Devices, expect_live
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

MESSY = """\
Marca temporal;Nombre y apellidos;¿De qué quieres hablar?;Cuéntanos algo más;Etiquetas\r
28/11/2026 8:01;Íñigo Muñoz;Robots en el aula;"Cuáles,\r
y para qué; con ejemplos";robots, mates\r
;;;;\r
28/11/2026 8:02;Begoña;x;;\r
28/11/2026 8:03;Íñigo Muñoz;ROBOTS en el  aula;otra vez;\r
28/11/2026 8:04;Lucía;Leer en voz alta;;a;\r
28/11/2026 8:05;;;solo esto;\r
"""


def file_of(text: str, encoding: str = "cp1252") -> FilePayload:
    return {"name": "respuestas.csv", "mimeType": "text/csv", "buffer": text.encode(encoding)}


@pytest.fixture
def desk(desk: Page) -> Page:
    """On the part of it that this is about."""
    desk.get_by_role("link", name="Topics").click()
    return desk


def test_messy_list_is_imported_and_who_is_on_it_comes(
    desk: Page, devices: Devices, links: Links, tmp_path: Path
) -> None:
    phone, board = devices.open(), devices.open(PROJECTOR)
    phone.goto(links.join)
    board.goto(links.board)

    desk.get_by_role("button", name="Import a list").click()
    desk.get_by_label("A list of topics or people").set_input_files(file_of(MESSY))
    expect(desk.get_by_label("Title of the topic")).to_have_value("2")
    expect(desk.get_by_label("Name of the person")).to_have_value("1")
    expect(desk.get_by_text("2 topics, 2 people who are not here yet. 1 line is imported already")).to_be_visible()
    expect(desk.get_by_text("Robots en el aula (lead, Íñigo Muñoz)")).to_be_visible()
    problems = desk.get_by_role("region", name="Lines with problems")
    expect(problems.get_by_role("listitem")).to_have_text(
        [re.compile("Line 5, ¿De qué quieres hablar[?]: .*at least 3"), re.compile("Line 8: There is neither")]
    )
    expect(desk.locator(".topics .rows .row")).to_have_count(0)  # nothing yet

    desk.get_by_role("button", name="Leave 2 lines out, import the rest").click()
    expect(desk.get_by_text("Imported 2 topics and 2 people.")).to_be_visible()
    expect(desk.locator(".topics .rows .row")).to_have_count(2)
    expect(board.get_by_role("heading", name="Leer en voz alta")).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Get the links").click()
    saved = tmp_path / "expected.csv"
    download.value.save_as(saved)
    with saved.open(encoding="utf-8-sig", newline="") as rows:
        invited = dict(csv.reader(rows))
    assert set(invited) == {"Name", "Íñigo Muñoz", "Lucía"}

    phone.get_by_label("Your name").fill("inigo munoz")
    phone.get_by_role("button", name="Join").first.click()
    expect(phone.get_by_role("heading", name="Is this you?")).to_be_visible()
    expect(phone.get_by_text("On the list with: Robots en el aula")).to_be_visible()
    phone.get_by_role("button", name="Yes, that is me").click()
    expect_live(phone)
    expect(phone.locator(".card", has_text="Robots en el aula")).to_contain_text("You host this")

    other = devices.open()
    other.goto(invited["Lucía"])
    other.get_by_role("button", name="Yes, I am here").click()
    expect_live(other)
    expect(other.locator(".card", has_text="Leer en voz alta")).to_contain_text("You host this")

    desk.get_by_role("link", name="History").click()
    line = desk.locator(".row", has_text="Imported a list: 2 topics, 2 people")
    line.get_by_role("button", name="Undo").click()
    expect(board.get_by_role("heading", name="Leer en voz alta")).to_have_count(0)


def test_columns_are_chosen_by_hand_and_by_keyboard(desk: Page) -> None:
    desk.get_by_role("button", name="Import a list").press("Enter")
    field = desk.get_by_label("A list of topics or people")
    expect(field).to_be_focused()
    field.set_input_files(file_of("A,B\nRobots,Ana\nReading,Ben\n", "utf-16"))
    expect(desk.get_by_role("button", name="Leave 2 lines out")).to_be_disabled()
    desk.get_by_label("Title of the topic").select_option("0")
    expect(desk.get_by_text("2 topics, 0 people who are not here yet.")).to_be_visible()
    desk.get_by_label("Name of the person").select_option("1")
    button = desk.get_by_role("button", name="Import all of it")
    expect(desk.get_by_text("2 topics, 2 people who are not here yet.")).to_be_visible()
    button.press("Enter")
    expect(desk.get_by_text("Imported 2 topics and 2 people.")).to_be_visible()


def test_what_is_no_table_is_said_at_its_place(desk: Page, devices: Devices) -> None:
    devices.expect_complaint("status of 4")
    desk.get_by_role("button", name="Import a list").click()
    desk.get_by_label("A list of topics or people").set_input_files(file_of('title\n"Robots\n'))
    expect(desk.get_by_role("alert")).to_contain_text("line 2 does not end where it should")
