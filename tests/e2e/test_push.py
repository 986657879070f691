"""A locked phone: asked at the right moment, told by a real service worker, through a push service that the test runs.

Only one thing is not real: headless Chromium has no push service of its own, so the subscription that a browser would
give is made here, with keys that the test has too. What was sent to it is then handed to the service worker.
"""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links, Server
from tests.e2e.test_hosts import GLANCE, MINUTE, propose, publish
from tests.notify.push_service import Device, PushService, running

pytestmark = [pytest.mark.browser, pytest.mark.notifications]

QUIET_S = 4

SUBSCRIBES = """(() => {
    if (!location.protocol.startsWith("http")) return;
    const device = %s;
    const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    let kept = JSON.parse(localStorage.getItem("test/subscription") ?? "null");
    const made = () => kept && {
        endpoint: kept.endpoint, options: { applicationServerKey: bytes(kept.key).buffer },
        toJSON: () => device, unsubscribe: async () => { localStorage.removeItem("test/subscription"); return true; },
    };
    PushManager.prototype.getSubscription = async () => made();
    PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
        if (!userVisibleOnly || Notification.permission !== "granted") throw new DOMException("no", "NotAllowedError");
        kept = { endpoint: device.endpoint, key: applicationServerKey };
        localStorage.setItem("test/subscription", JSON.stringify(kept));
        return made();
    };
})()"""


@pytest.fixture
def service() -> Iterator[PushService]:
    with running() as made:
        yield made


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """One that may tell push services on this machine, after two quiet seconds."""
    environment = {"EDCAMP_PUSH": "private", "EDCAMP_PUSH_QUIET": str(QUIET_S)}
    made = Server(tmp_path / "data", environment=environment)
    made.start()
    yield made
    made.close()


def phone_of(devices: Devices, server: Server, device: Device, permission: bool = True) -> Page:
    page = devices.open()
    if permission:
        page.context.grant_permissions(["notifications"], origin=server.url)
    page.add_init_script(SUBSCRIBES % json.dumps(device.written()))
    return page


def worker_of(page: Page) -> tuple[CDPSession, str]:
    """The page's service worker, as the browser's own tools know it."""
    until(page, "async () => !!(await navigator.serviceWorker.ready).active")
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            break
        page.wait_for_timeout(50)
    return session, found[-1]


def deliver(page: Page, server: Server, payload: dict[str, Any]) -> None:
    session, registration = worker_of(page)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": server.url, "registrationId": registration, "data": json.dumps(payload)},
    )


SHOWN = """async () => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return shown.map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, url: data.url }));
}"""


PRESSED = """async (url) => {
    const [notification] = await registration.getNotifications();
    if (url) Object.defineProperty(notification, "data", { value: { ...notification.data, url } });
    notification.close = () => undefined;
    const done = [];
    clients.openWindow = async (url) => void done.push(`open ${url}`);
    WindowClient.prototype.focus = async function () { done.push(`focus ${this.url}`); return this; };
    const event = new NotificationEvent("notificationclick", { notification });
    const waiting = [];
    event.waitUntil = (promise) => waiting.push(promise);
    self.dispatchEvent(event);
    await Promise.all(waiting);
    return done;
}"""
"""What the worker does when somebody presses what it shows. Only a real press may open or focus a window."""


def pressed(page: Page, url: str = "") -> list[str]:
    [worker] = page.context.service_workers
    done: list[str] = worker.evaluate(PRESSED, url)
    return done


def test_a_host_says_yes_when_placed_and_is_told_of_a_move_on_the_locked_phone(
    devices: Devices, server: Server, links: Links, service: PushService
) -> None:
    device = service.device("ana")
    ana = phone_of(devices, server, device)
    join(ana, links.join, "Ana")
    apples = propose(ana, "Apples")
    expect(ana.get_by_text("Shall this phone tell you")).to_have_count(0)

    otto = publish(links, apples)
    told = ana.get_by_role("alertdialog")
    expect(told.get_by_text("You host a session")).to_be_visible()
    ana.wait_for_timeout(GLANCE)
    told.get_by_role("button", name="Got it").click()
    expect(ana.get_by_text("Shall this phone tell you when something changes?")).to_be_visible()
    say_yes(ana)
    ana.get_by_role("link", name="My day").click()
    expect(ana.get_by_text("This phone tells you when something changes.")).to_be_visible()
    ana.goto("about:blank")

    [session] = otto.documents()["schedule"]["sessions"]
    rooms = {key.removeprefix("room/"): room["name"] for key, room in otto.documents().items() if "room/" in key}
    other = next(room for room in sorted(rooms) if room != session["room"])
    otto.publish((apples, session["slot"], other))
    [push] = service.wait_for(1)

    assert push.payload["title"] == "Your session has moved"
    assert push.payload["body"].startswith(f"Apples: {rooms[other]}, ")
    assert push.claims.sub == "mailto:edcamp@localhost"
    ana.goto(f"{links.join}/schedule")
    deliver(ana, server, push.payload)
    until(ana, f"async () => (await ({SHOWN})()).length === 1")
    [shown] = ana.evaluate(SHOWN)
    assert shown == {key: push.payload[key] for key in ("title", "body", "tag", "lang", "url")}

    camp = links.join.removeprefix(server.url)
    assert pressed(ana) == [f"focus {links.join}/schedule"]
    assert pressed(ana, "/c/other/day") == ["open /c/other/day"]
    assert ana.url == f"{links.join}/schedule"
    assert push.payload["url"] == f"{camp}/day"

    deliver(ana, server, push.payload | {"title": "Newer"})
    until(ana, f"async () => (await ({SHOWN})()).some(({{ title }}) => title === 'Newer')")
    assert [each["title"] for each in ana.evaluate(SHOWN)] == ["Newer"]


def test_what_is_read_in_the_page_is_not_told_and_who_is_not_touched_hears_nothing(
    devices: Devices, server: Server, links: Links, service: PushService
) -> None:
    ana, ben = service.device("ana"), service.device("ben")
    first, second = phone_of(devices, server, ana), phone_of(devices, server, ben)
    for page, name in ((first, "Ana"), (second, "Ben")):
        join(page, links.join, name)
    apples = propose(first, "Apples")
    beans = propose(second, "Beans")
    otto = publish(links, apples)
    [session] = otto.documents()["schedule"]["sessions"]
    rooms = sorted(key.removeprefix("room/") for key in otto.documents() if key.startswith("room/"))
    otto.publish((beans, session["slot"], rooms[1]))
    for page in (first, second):
        read(page)
        say_yes(page)
        expect_live(page)

    otto.publish((apples, session["slot"], rooms[2]))
    read(first)
    first.wait_for_timeout(1_500 * QUIET_S)

    assert service.asked == []


def read(page: Page) -> None:
    told = page.get_by_role("alertdialog")
    expect(told).to_be_visible()
    page.wait_for_timeout(GLANCE)
    told.get_by_role("button", name="Got it").click()
    expect(told).to_have_count(0)


def say_yes(page: Page) -> None:
    """Whoever is asked over the page, as soon as they had time to read."""
    asked = page.get_by_role("region", name="Being told")
    expect(asked).to_be_visible()
    page.wait_for_timeout(GLANCE)
    asked.get_by_role("button", name="Yes, tell me").click()
    expect(asked).to_have_count(0)


def test_not_now_is_an_answer_and_yes_can_be_taken_back(
    devices: Devices, server: Server, links: Links, service: PushService
) -> None:
    ana = phone_of(devices, server, service.device("ana"))
    join(ana, links.join, "Ana")
    zoe = Program(links.join).join("Zoe")
    zoe.propose("apples", "Apples")
    ana.locator(".card", has_text="Apples").get_by_role("button", name="Must").click()
    expect(ana.get_by_text("A must for you.")).to_be_visible()
    until(ana, "() => edcamp.store.settled")
    otto = publish(links, "apples")
    ana.get_by_role("link", name="My day").click()
    asked = ana.get_by_role("region", name="Being told")
    expect(asked).to_be_visible()
    ana.wait_for_timeout(GLANCE)
    asked.get_by_role("button", name="Yes, tell me").click()
    expect(asked.get_by_text("This phone tells you when something changes.")).to_be_visible()
    ana.reload()
    asked.get_by_role("button", name="Do not tell me any more").click()
    expect(asked).to_have_count(0)

    [session] = otto.documents()["schedule"]["sessions"]
    rooms = sorted(key.removeprefix("room/") for key in otto.documents() if key.startswith("room/"))
    otto.publish(("apples", session["slot"], rooms[1]))
    expect(
        ana.get_by_role("region", name="News for you").get_by_text("A session of your day has moved")
    ).to_be_visible()
    ana.wait_for_timeout(1_500 * QUIET_S)
    assert service.asked == []
    ana.reload()
    expect(ana.get_by_role("heading", name="My day")).to_be_visible()
    expect(asked).to_have_count(0)


def test_an_iphone_is_told_to_install_first(browser: Browser, server: Server, links: Links) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(
        "delete window.PushManager; Object.defineProperty(navigator, 'standalone', { value: false });"
    )
    page = context.new_page()
    join(page, links.join, "Ana")
    apples = propose(page, "Apples")
    publish(links, apples)
    read(page)
    asked = page.get_by_role("region", name="Being told")
    expect(asked.get_by_text(re.compile("tap Share, then “Add to Home Screen”"))).to_be_visible()
    page.wait_for_timeout(GLANCE)
    asked.get_by_role("button", name="Not now").click()
    expect(asked).to_have_count(0)
    context.close()


def test_a_host_is_warned_on_the_locked_phone_that_the_session_ends(
    devices: Devices, server: Server, links: Links, service: PushService
) -> None:
    device = service.device("ana")
    ana = phone_of(devices, server, device)
    join(ana, links.join, "Ana")
    apples = propose(ana, "Apples")
    otto = publish(links, apples, -40)  # it has ten minutes left
    read(ana)
    expect(ana.get_by_text("and five minutes before one that you host ends.")).to_be_visible()
    say_yes(ana)
    ana.goto("about:blank")

    [session] = otto.documents()["schedule"]["sessions"]
    room = otto.documents()[f"room/{session['room']}"]["name"]
    otto.ask({"do": "shift-day", "slot": session["slot"], "end": int(time.time() * 1000) + 5 * MINUTE + 1_000})

    pushes = {push.payload["title"]: push for push in service.wait_for(2)}
    warning = pushes.pop(next(title for title in pushes if title.startswith("Your session ends at ")))
    [news] = pushes
    assert news == "The times have changed"
    assert warning.payload["body"] == (
        f"Apples: {room}\nFive minutes left, or less. Time to find a good place to stop."
    )
    assert 240 < int(warning.headers["ttl"]) <= 300

    ana.goto(links.join)
    for push in (pushes[news], warning):
        deliver(ana, server, push.payload)
    until(ana, f"async () => (await ({SHOWN})()).length === 2")
    shown = {each["tag"]: each for each in ana.evaluate(SHOWN)}
    assert shown[warning.payload["tag"]]["title"] == warning.payload["title"]
    ana.goto(server.url + warning.payload["url"])
    expect(ana.get_by_role("heading", name="Pocket kit Apples")).to_be_visible()


CHANGED = """async ([before, after]) => {
    const device = { endpoint: after.endpoint, toJSON: () => after };
    PushManager.prototype.getSubscription = async () => null;
    PushManager.prototype.subscribe = async ({ userVisibleOnly }) => userVisibleOnly && device;
    const event = new Event("pushsubscriptionchange");
    const waiting = [];
    Object.assign(event, { oldSubscription: { endpoint: before }, newSubscription: null });
    event.waitUntil = (promise) => waiting.push(promise);
    self.dispatchEvent(event);
    await Promise.all(waiting);
}"""
"""The browser has given the device another address, and woken its service worker for that; no page is open."""


def test_a_device_whose_address_changes_is_told_at_the_new_one(
    devices: Devices, server: Server, links: Links, service: PushService
) -> None:
    old, new = service.device("old"), service.device("new")
    ana = phone_of(devices, server, old)
    join(ana, links.join, "Ana")
    otto = publish(links, propose(ana, "Apples"))
    read(ana)
    say_yes(ana)
    worker_of(ana)
    [worker] = ana.context.service_workers
    worker.evaluate(CHANGED, [old.endpoint, new.written()])
    ana.goto("about:blank")

    [session] = otto.documents()["schedule"]["sessions"]
    rooms = sorted(key.removeprefix("room/") for key in otto.documents() if key.startswith("room/"))
    otto.publish((session["topic"], session["slot"], next(room for room in rooms if room != session["room"])))
    [push] = service.wait_for(1)
    assert push.device is new
    assert push.payload["title"] == "Your session has moved"
