import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM, WHOLE_CHROMIUM
from tests.e2e.devices import LAPTOP, Devices, expect_live
from tests.e2e.people import Who, acting, who_tells
from tests.e2e.server import CAMP, Links, Server

AS_ROOT = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


RERUNS, RERUNS_AFTER_S = 2, 3


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI a story that fails is told again, twice at most: of a dozen browsers, servers and solvers on two processors
    one is late once in a thousand stories, which says nothing of the change under test. Each time is in the summary,
    and is a fault to be found: nothing is told again on a developer's machine.
    """
    if not os.environ.get("CI"):
        return
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.flaky(reruns=RERUNS, reruns_delay=RERUNS_AFTER_S))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A real Chromium, for one module: while it is open, this thread can run no event loop, and others need one."""
    whole = request.node.get_closest_marker("notifications") is not None
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=WHOLE_CHROMIUM if whole else CHROMIUM,
            args=["--disable-gpu", "--disable-background-networking", *AS_ROOT],
        )
        yield opened
        opened.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "data")
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture
def who(request: pytest.FixtureRequest) -> Iterator[Who]:
    """Who goes through this story."""
    chosen = who_tells(request.node)
    with acting(chosen):
        yield chosen


@pytest.fixture
def devices(browser: Browser, server: Server, who: Who) -> Iterator[Devices]:
    """Fails the test when a page complained of anything that the test did not expect. Closed before the server ends."""
    made = Devices(browser, who)
    yield made
    try:
        made.look()
    finally:
        made.close()
    assert made.unexpected() == []


@pytest.fixture
def links(server: Server, tmp_path: Path) -> Links:
    """A camp of eight rooms and four slots, all of them ahead."""
    return server.create(CAMP.format(date="2030-06-01"), tmp_path)


@pytest.fixture
def desk(devices: Devices, links: Links) -> Page:
    """Of an organizer who has just come."""
    opened = devices.open(LAPTOP)
    opened.goto(links.organize)
    opened.get_by_label("Your name").fill("Olga")
    opened.get_by_role("button", name="Go to the desk").click()
    expect_live(opened)
    return opened
