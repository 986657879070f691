"""Phones, desks and boards: contexts of a real browser. What a page complains of fails its test."""

import re
import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket, expect

from tests.e2e.people import PLAIN, SMALL, Who, covered, enlarge, fits

WITHIN_MS = 20_000
"""For anything a page must show: generous, so that a busy machine fails nobody."""

PHONE = (390, 844)
LAPTOP = (1440, 900)
PROJECTOR = (1920, 1080)

expect.set_options(timeout=WITHIN_MS)


class Devices:
    """Opens devices and hears what their pages complain of: errors, and whatever the content policy stopped."""

    def __init__(self, browser: Browser, who: Who = "fingers") -> None:
        self._browser = browser
        self._who = who
        self._small: list[Page] = []
        self._opened: list[BrowserContext] = []
        self._expected: list[re.Pattern[str]] = []
        self._complaints: list[str] = []

    def open(self, size: tuple[int, int] = PHONE, *, javascript: bool = True) -> Page:
        """The first page of a new device, on which nobody has been before."""
        small = self._who == "large" and size != PROJECTOR
        width, height = SMALL if small else size
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, locale="en-US"
        )
        context.set_default_timeout(WITHIN_MS)
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)
        self._opened.append(context)
        page = context.new_page()
        if not javascript:
            PLAIN.add(page)
        if small:
            enlarge(page)
            self._small.append(page)
        return page

    def expect_complaint(self, pattern: str) -> None:
        """From now on this is no failure: the test itself takes the network away, say."""
        self._expected.append(re.compile(pattern))

    def look(self) -> None:
        """At the end of a story: whether everything fits on small phones, and can be pressed there."""
        for page in self._small:
            if not page.is_closed() and page.url.startswith("http"):
                fits(page)
                assert covered(page) == [], page.url

    def close(self) -> None:
        for context in self._opened:
            context.close()

    def unexpected(self) -> list[str]:
        """Complaints that nobody expected."""
        return [words for words in self._complaints if not any(each.search(words) for each in self._expected)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _hear_error(self, error: WebError) -> None:
        self._complaints.append(str(error.error))


class Ways:
    """Counts by which transports a page reaches the camp."""

    def __init__(self, page: Page) -> None:
        self.used: Counter[str] = Counter()
        page.on("websocket", self._socket)
        page.on("request", self._request)

    def _socket(self, socket: WebSocket) -> None:
        if urlsplit(socket.url).path == "/socket.io/":
            self.used["websocket"] += 1

    def _request(self, request: Request) -> None:
        name = urlsplit(request.url).path.rpartition("/")[2]
        if name in ("stream", "poll"):
            self.used[name] += 1


def join(page: Page, camp: str, name: str, *interests: str) -> None:
    """Scans the code, types a name, ticks interests; then the wall shows."""
    page.goto(f"{camp}/")
    page.get_by_label("Your name, or a nickname").fill(name)
    for interest in interests:
        page.get_by_role("checkbox", name=interest, exact=True).check()
    page.get_by_role("button", name="Join").first.click()
    expect(page.get_by_role("heading", name="Topics", exact=True)).to_be_visible()


def expect_live(page: Page) -> None:
    expect(page.locator("#link-status")).to_have_attribute("data-state", "live")


def until(page: Page, condition: str, argument: Any = None) -> None:
    """Waits for the page's program to run, and a JavaScript function of ``argument`` to return what is true.

    Playwright's own waiting has the page evaluate strings, which our content policy forbids.
    """
    deadline = time.monotonic() + WITHIN_MS / 1000
    while not (page.evaluate("'edcamp' in window") and page.evaluate(condition, argument)):
        assert time.monotonic() < deadline, f"this never came true: {condition}"
        page.wait_for_timeout(50)
