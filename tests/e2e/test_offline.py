"""Bad networks: what is done without one waits through any reload and arrives once; a page goes live by itself."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.e2e.devices import Devices, Ways, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links, Server

pytestmark = pytest.mark.browser

NO_NETWORK = r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|FAILED|EMPTY_RESPONSE)"

DOCUMENTS = """() => {
    const { camp, people, topics, tallies, rooms, slots, hosts, schedule, link, pending } = edcamp.store.view();
    const sorted = (map) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
        camp, people, schedule, link, pending,
        topics: sorted(topics), tallies: sorted(tallies), rooms: sorted(rooms), slots: sorted(slots),
        hosts: sorted(hosts),
    };
}"""
"""What a phone knows of the camp."""


def documents(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(DOCUMENTS)
    return found


def phone(devices: Devices, links: Links, name: str) -> Page:
    page = devices.open()
    join(page, links.join, name)
    expect_live(page)
    return page


READY = """async () => {
    const shells = await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).filter(({ url }) => url.endsWith("/shell"))));
    const database = await new Promise((resolve) => {
        const opening = indexedDB.open("edcamp");
        opening.onsuccess = () => resolve(opening.result);
    });
    const keys = await new Promise((resolve) => {
        const asking = database.transaction("kept").objectStore("kept").getAllKeys();
        asking.onsuccess = () => resolve(asking.result);
    });
    database.close();
    const kept = (audience) => keys.some(([what, , , name]) => what === "documents" && name === audience);
    return shells.flat().length > 0 && kept("public") && kept("me");
}"""
"""The service worker has the page's shell, and the page has kept the documents that it shows: both within seconds."""


def test_what_is_done_offline_survives_reloads_and_arrives_once(devices: Devices, links: Links) -> None:
    devices.expect_complaint(NO_NETWORK)
    bea = Program(links.join).join("Bea")
    bea.propose("maths", "Games in maths lessons")
    bea.ask({"do": "set-vote", "topic": "maths", "weight": "interested"})
    witness = phone(devices, links, "Caro")
    ana = phone(devices, links, "Ana")
    ana.reload()
    expect_live(ana)
    until(ana, READY)

    ana.context.set_offline(True)
    ana.reload()
    status = ana.locator("#link-status")
    expect(status).to_have_text("Offline")
    card = ana.locator("#topic-maths")
    expect(card.get_by_role("heading", name="Games in maths lessons")).to_be_visible()

    card.get_by_role("button", name="Must").click()
    expect(card.locator(".tally__must")).to_have_text("1 must")
    expect(status).to_have_text("Offline, 1 waiting")
    ana.get_by_role("link", name="Propose a topic").click()
    ana.get_by_label("Title").fill("Reading aloud")
    expect(ana.get_by_text("You are offline. It is kept here, and sent when you are back.")).to_be_visible()
    ana.get_by_role("button", name="Put it on the wall").click()
    expect(ana.get_by_text("It is kept on this phone")).to_be_visible()
    expect(status).to_have_text("Offline, 2 waiting")

    ana.goto(links.join)
    expect(status).to_have_text("Offline, 2 waiting")
    expect(card.get_by_role("button", name="Must")).to_have_attribute("aria-pressed", "true")
    expect(ana.get_by_role("heading", name="Reading aloud")).to_be_visible()
    assert bea.documents()["tally/maths"] == {"interested": 1, "must": 0}

    ana.context.set_offline(False)
    expect(status).to_have_text("Live")
    until(ana, "() => edcamp.store.view().pending === 0")
    until(witness, "() => edcamp.store.view().topics.size === 2")
    expect(witness.locator("#topic-maths .tally__must")).to_have_text("1 must")
    ana.reload()
    expect_live(ana)
    found = bea.documents()
    titles = [document["title"] for key, document in found.items() if key.startswith("topic/")]
    assert sorted(titles) == ["Games in maths lessons", "Reading aloud"]
    assert found["tally/maths"] == {"interested": 1, "must": 1}
    ours = documents(ana)
    assert ours == documents(witness)
    assert (ours["link"], ours["pending"]) == ("live", 0)


def test_phone_resumes_by_itself_after_the_server_was_killed(devices: Devices, server: Server, links: Links) -> None:
    devices.expect_complaint(NO_NETWORK)
    devices.expect_complaint(r"WebSocket connection to")
    Program(links.join).join("Bea").propose("maths", "Games in maths lessons")
    ana = phone(devices, links, "Ana")
    ana.evaluate("window.sameProgram = true")

    server.kill()
    expect(ana.locator("#link-status")).to_have_text("Offline")
    ana.locator("#topic-maths").get_by_role("button", name="Must").click()
    expect(ana.locator("#link-status")).to_have_text("Offline, 1 waiting")
    server.start()
    Program(links.join).join("Dan").propose("voice", "How to keep your voice")

    expect_live(ana)
    until(ana, "() => edcamp.store.view().topics.size === 2 && edcamp.store.view().pending === 0")
    assert ana.evaluate("window.sameProgram")
    fresh = phone(devices, links, "Fresh")
    until(ana, "() => edcamp.store.view().people === 4")
    ours = documents(ana)
    assert ours == documents(fresh)
    assert ours["tallies"] == {"maths": {"interested": 0, "must": 1}, "voice": {"interested": 0, "must": 0}}


def test_blocked_websocket_falls_back_and_is_remembered(devices: Devices, links: Links) -> None:
    page = devices.open()
    sockets: list[str] = []

    def block(socket: WebSocketRoute) -> None:
        """As a venue's proxy does: the connection is made, and nothing ever comes of it."""
        sockets.append(socket.url)

    page.route_web_socket("**/socket.io/**", block)
    ways = Ways(page)
    join(page, links.join, "Ana")
    expect_live(page)
    assert len(sockets) == 1
    assert set(ways.used) <= {"websocket", "stream"}
    assert ways.used["stream"] >= 1
    memory = json.loads(page.evaluate("localStorage.getItem('edcamp/transport')"))
    assert memory["name"] == "stream"

    page.goto(f"{links.join}/schedule")
    expect_live(page)
    assert len(sockets) == 1
    Program(links.join).join("Bea").propose("maths", "Games in maths lessons")
    page.goto(links.join)
    page.locator("#topic-maths").get_by_role("button", name="Must").click()
    expect(page.locator("#topic-maths .tally__must")).to_have_text("1 must")
    until(page, "() => edcamp.store.view().pending === 0")
    assert len(sockets) == 1


def test_where_streams_are_blocked_too_it_polls(devices: Devices, links: Links) -> None:
    devices.expect_complaint(NO_NETWORK)
    page = devices.open()

    def block(route: Route) -> None:
        route.abort()

    page.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    page.route("**/stream?*", block)
    ways = Ways(page)
    join(page, links.join, "Ana")
    expect_live(page)
    assert ways.used["poll"] >= 1
    Program(links.join).join("Bea").propose("maths", "Games in maths lessons")
    expect(page.get_by_role("heading", name="Games in maths lessons")).to_be_visible()
