"""Whoever hosts a session says whether they come; the desk sees it, and so do people on their way, as far as it is
their business.
"""

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import LAPTOP, Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links, Server

pytestmark = pytest.mark.browser

MINUTE = 60_000
GLANCE = 800
"""Milliseconds after which a press on news counts."""


def publish(links: Links, topic: str, minutes: float = 60) -> Program:
    """The topic is on in the first room, in the first slot, which begins in so many minutes. Who published it."""
    otto = Program(links.join).organize(links.organize, "Otto")
    documents = otto.documents()
    slots = [document for key, document in documents.items() if key.startswith("slot/") and not document["is_break"]]
    first = min(slots, key=lambda slot: int(slot["start"]))["id"]
    room = min(key.removeprefix("room/") for key in documents if key.startswith("room/"))
    start = int(time.time() * 1000 + minutes * MINUTE)
    otto.ask({"do": "put-slot", "slot": first, "title": "Now", "start": start, "end": start + 50 * MINUTE})
    otto.publish((topic, first, room))
    return otto


def propose(phone: Page, title: str) -> str:
    """The camp has it, too, not the phone alone."""
    phone.get_by_role("link", name="Propose").first.click()
    phone.get_by_label("Title").fill(title)
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(phone.get_by_role("heading", name=title)).to_be_visible()
    until(phone, "() => edcamp.store.settled")
    return phone.url.rpartition("/")[2]


def test_a_host_answers_in_the_notice_and_the_desk_sees_it(devices: Devices, links: Links, desk: Page) -> None:
    ana, gil = devices.open(), devices.open()
    join(ana, links.join, "Ana")
    join(gil, links.join, "Gil")
    apples = propose(ana, "Apples")
    gil.locator(".card", has_text="Apples").get_by_role("button", name="Must").click()
    expect(gil.locator(".card", has_text="Apples").get_by_text("A must for you.")).to_be_visible()
    until(gil, "() => edcamp.store.settled")
    publish(links, apples)

    told = ana.get_by_role("alertdialog")
    coming = told.get_by_role("button", name="I’ll be there")
    coming.click()
    expect(coming).to_have_attribute("aria-pressed", "true")
    cell = desk.get_by_role("grid").locator(".cell", has_text="Apples")
    hosts = desk.get_by_role("region", name="Hosts")
    expect(cell).to_contain_text("will be there")
    expect(hosts).to_contain_text("1 will be there.")

    ana.wait_for_timeout(GLANCE)
    told.get_by_role("button", name="Got it").click()
    ana.get_by_role("link", name="My day").click()
    expect(ana.get_by_role("button", name="I’ll be there")).to_have_attribute("aria-pressed", "true")
    gil.get_by_role("link", name="My day").click()
    stop = gil.locator(".stop", has=gil.get_by_role("heading", name="Apples"))
    expect(stop).to_be_visible()
    expect(gil.get_by_role("button", name="I’ll be there")).to_have_count(0)

    ana.get_by_role("button", name="Running late").click()
    expect(stop).to_contain_text("It begins a little late: whoever hosts it is on the way.")
    expect(gil.get_by_role("region", name="News for you")).to_have_count(0)
    expect(cell).to_contain_text("running late")
    expect(hosts).to_contain_text("Ana “Apples”")

    ana.get_by_role("button", name="I can’t make it").click()
    expect(cell).to_contain_text("cannot come")
    expect(hosts.get_by_role("heading", name="Cannot come")).to_be_visible()
    expect(stop).not_to_contain_text("a little late")


def test_a_host_who_says_nothing_is_asked_again_and_then_shown_at_the_desk(
    devices: Devices, server: Server, links: Links, tmp_path: Path
) -> None:
    """The camp goes on at another server, to which its publication was six minutes ago."""
    ana, desk = devices.open(), devices.open(LAPTOP)
    join(ana, links.join, "Ana")
    publish(links, propose(ana, "Apples"), minutes=15)
    told = ana.get_by_role("alertdialog")
    expect(told.get_by_text("You host a session")).to_be_visible()
    ana.wait_for_timeout(GLANCE)
    told.get_by_role("button", name="Got it").click()
    expect(told).to_have_count(0)
    expect_live(ana)

    later = Server(tmp_path / "later")
    moved = earlier(server, links, tmp_path, later.data)
    later.start()
    try:
        later.edcamp("import", str(moved))
        camp = f"{later.url}/c/{links.join.rpartition('/')[2]}"
        ana.goto(f"{camp}/day")
        expect(told.get_by_text("Your session begins soon")).to_be_visible()
        expect(told.get_by_text("Apples")).to_be_visible()
        desk.goto(f"{later.url}/{links.organize.split('/', 3)[3]}")
        desk.get_by_label("Your name").fill("Olga")
        desk.get_by_role("button", name="Go to the desk").click()
        hosts = desk.get_by_role("region", name="Hosts")
        expect(hosts.get_by_role("heading", name="Reminded, and no answer")).to_be_visible()
        cell = desk.get_by_role("grid").locator(".cell", has_text="Apples")
        expect(cell).to_contain_text("no answer")

        told.get_by_role("button", name="I’ll be there").click()
        expect(told).to_have_count(0)
        expect(cell).to_contain_text("will be there")
        expect(hosts).not_to_contain_text("Reminded")
    finally:
        ana.goto("about:blank")
        desk.goto("about:blank")
        later.close()


def earlier(server: Server, links: Links, folder: Path, data: Path) -> Path:
    """The camp's file, as if all of it had happened six minutes before; its links and cookies hold in ``data`` too."""
    file = folder / "camp.jsonl"
    server.edcamp("export", links.join.rpartition("/")[2], str(file))
    head, names, *entries = file.read_text("utf-8").splitlines()
    before = [json.dumps(entry | {"at": entry["at"] - 6 * MINUTE}) for entry in map(json.loads, entries)]
    file.write_text("\n".join([head, names, *before]) + "\n", encoding="utf-8")
    data.mkdir()
    shutil.copy(server.data / "secret.key", data / "secret.key")
    return file


def test_without_javascript_a_host_answers_by_a_form(devices: Devices, links: Links, desk: Page) -> None:
    ana = devices.open(javascript=False)
    join(ana, links.join, "Ana")
    ana.get_by_role("link", name="Propose a topic").click()
    ana.get_by_label("Title").fill("Apples")
    ana.get_by_role("button", name="Put it on the wall").click()
    publish(links, ana.url.rpartition("/")[2])
    cell = desk.get_by_role("grid").locator(".cell", has_text="Apples")

    ana.goto(f"{links.join}/day")
    news = ana.get_by_role("region", name="News for you")
    news.get_by_role("button", name="Running late").click()
    expect(cell).to_contain_text("running late")
    expect(news.get_by_role("button", name="Running late")).to_have_attribute("aria-pressed", "true")
    news.get_by_role("button", name="Got it").click()
    expect(news).to_have_count(0)

    ana.get_by_role("button", name="I can’t make it").click()
    expect(cell).to_contain_text("cannot come")
    expect(ana.get_by_text(re.compile("Thank you for saying so"))).to_be_visible()
