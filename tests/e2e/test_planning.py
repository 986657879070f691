"""A search that takes its time, seen from the desk: how it goes, and what stopping it early keeps."""

import random

import pytest
from playwright.sync_api import expect

from tests.e2e.devices import LAPTOP, Devices, expect_live, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

PEOPLE, TOPICS_EACH, VOTES_EACH = 40, 2, 12
SECONDS = 60


def gather(links: Links) -> None:
    """Eighty topics for 32 cells, and votes that cannot all be met: no search ends at once."""
    dice = random.Random(1)
    people = [Program(links.join).join(f"Person {number}") for number in range(PEOPLE)]
    for number, person in enumerate(people):
        for own in range(TOPICS_EACH):
            person.propose(f"t{number}-{own}", f"Topic {own} of person {number}")
    topics = [f"t{number}-{own}" for number in range(PEOPLE) for own in range(TOPICS_EACH)]
    for person in people:
        chosen = dice.sample(topics, VOTES_EACH)
        person.ask(*({"do": "set-vote", "topic": t, "weight": dice.choice(["interested", "must"])} for t in chosen))


def test_search_is_followed_live_and_stopped_early(devices: Devices, links: Links) -> None:
    gather(links)
    desk = devices.open(LAPTOP)
    desk.goto(links.organize)
    desk.get_by_label("Your name").fill("Olga")
    desk.get_by_role("button", name="Go to the desk").click()
    expect_live(desk)
    desk.get_by_label("seconds").fill(str(SECONDS))
    desk.get_by_role("button", name="Make a plan").click()

    progress = desk.locator(".plan__progress")
    expect(progress.get_by_role("progressbar", name="Search")).to_be_visible()
    expect(progress.locator(".plan__score")).to_contain_text("points of at most")
    expect(progress).to_contain_text("32 sessions placed, 48 topics without a place")
    elapsed = desk.evaluate("edcamp.store.view().ephemeral.solving.elapsed")
    until(desk, "(before) => edcamp.store.view().ephemeral.solving.elapsed > before + 1", elapsed)
    solving = desk.evaluate("edcamp.store.view().ephemeral.solving")
    assert (solving["running"], solving["seconds"], solving["error"]) == (True, SECONDS, None)
    assert 0 < solving["value"] <= solving["bound"]

    desk.get_by_role("button", name="Stop and keep the best").click()
    expect(desk.get_by_role("button", name="Make a plan")).to_be_visible()
    ended = desk.evaluate("edcamp.store.view().ephemeral.solving")
    assert (ended["running"], ended["placed"], ended["unplaced"], ended["error"]) == (False, 32, 48, None)
    assert ended["elapsed"] < SECONDS / 2
    assert ended["value"] >= solving["value"]
    expect(desk.locator(".cell__title")).to_have_count(32)
    expect(desk.get_by_role("heading", name="Without a place")).to_have_text("Without a place 48")
