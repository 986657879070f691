"""Two topics that an organizer takes for one: a voter did not mean the other, hosts meet, and it is undone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

GLANCE_MS = 800


def arrive(devices: Devices, links: Links, name: str, *, javascript: bool = True) -> Page:
    phone = devices.open(javascript=javascript)
    join(phone, links.join, name)
    if javascript:
        expect_live(phone)
    return phone


def merge(desk: Page, topic: str, into: str) -> None:
    desk.get_by_role("link", name="Topics").click()
    row = desk.locator(".topics > .rows .row", has_text=topic)
    row.get_by_role("button", name="Merge …").click()
    row.get_by_role("radio", name=into).check()
    row.get_by_role("button", name="Merge", exact=True).click()
    expect(desk.locator(".off-wall")).to_contain_text(f"merged into “{into}”")
    until(desk, "() => edcamp.store.view().pending === 0")


def tally(links: Links, topic: str) -> dict[str, int]:
    found: dict[str, int] = Program(links.join).documents()[f"tally/{topic}"]
    return found


def test_a_voter_takes_the_way_out_of_a_merge_when_voting_is_over(devices: Devices, links: Links, desk: Page) -> None:
    """Attendee, hosts and organizer: told, out with one press, back with one, and apart again."""
    host = arrive(devices, links, "Hana")
    voter = arrive(devices, links, "Vera")
    host.get_by_role("link", name="Propose a topic").click()
    host.get_by_label("Title").fill("Chess")
    host.get_by_role("button", name="Put it on the wall").click()
    until(host, "() => edcamp.store.view().pending === 0")
    chess = host.url.rpartition("/")[2]
    Program(links.join).join("Ida").propose("games", "Board games")
    voter.locator(".card", has_text="Chess").get_by_role("button", name="Must").click()
    until(voter, "() => edcamp.store.view().pending === 0")
    desk.get_by_role("switch", name="Vote").click()
    expect(voter.get_by_role("button", name="Must")).to_have_count(0)

    merge(desk, "Chess", "Board games")

    told = voter.locator(".notice--merged")
    expect(told).to_contain_text("“Chess” is now part of “Board games”.")
    expect(told).to_contain_text("Your vote went along.")
    expect(host.locator(".notice--merged")).to_contain_text("You host it together. Say hello to each other.")
    expect(host.get_by_role("button", name="Take my vote back")).to_have_count(0)
    assert tally(links, "games") == {"interested": 0, "must": 1}

    voter.get_by_role("button", name="Take my vote back").click()
    expect(told).to_contain_text("You took your vote back.")
    expect(desk.locator(".topics > .rows .row", has_text="Board games")).to_contain_text("0 must")
    voter.get_by_role("button", name="Put my vote back").click()
    expect(told).to_contain_text("Your vote went along.")
    voter.get_by_role("button", name="Take my vote back").click()
    until(voter, "() => edcamp.store.view().pending === 0")
    assert tally(links, "games") == {"interested": 0, "must": 0}
    voter.wait_for_timeout(GLANCE_MS)
    voter.get_by_role("button", name="Got it").click()
    expect(told).to_have_count(0)

    desk.get_by_role("button", name=re.compile("Make it a topic of its own again")).click()
    expect(voter.locator(".notice__title")).to_have_text(
        "“Chess” is a topic of its own again, apart from “Board games”."
    )
    expect(voter.get_by_text("Your vote for it counts there.")).to_be_visible()
    expect(host.locator(".notice--merged")).to_have_count(0)
    assert tally(links, chess) == {"interested": 0, "must": 1}
    assert tally(links, "games") == {"interested": 0, "must": 0}
    assert Program(links.join).documents()["topic/games"]["hosts"] != []


def test_the_way_out_needs_no_javascript(devices: Devices, links: Links, desk: Page) -> None:
    voter = arrive(devices, links, "Vera", javascript=False)
    bea = Program(links.join).join("Bea")
    bea.propose("chess", "Chess")
    bea.propose("games", "Board games")
    voter.reload()
    voter.locator(".card", has_text="Chess").get_by_role("button", name="Interested").click()
    expect(voter.get_by_text("You are interested.")).to_be_visible()
    merge(desk, "Chess", "Board games")

    voter.reload()
    expect(voter.locator(".notice--merged")).to_contain_text("Your vote went along.")
    voter.get_by_role("button", name="Take my vote back").dblclick()
    expect(voter.locator(".notice--merged")).to_contain_text("You took your vote back.")
    assert tally(links, "games") == {"interested": 0, "must": 0}
    voter.get_by_role("button", name="Put my vote back").click()
    expect(voter.locator(".notice--merged")).to_contain_text("Your vote went along.")
    assert tally(links, "games") == {"interested": 1, "must": 0}
    voter.get_by_role("button", name="Got it").click()
    expect(voter.locator(".notice--merged")).to_have_count(0)
