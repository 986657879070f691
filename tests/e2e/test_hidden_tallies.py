"""Nobody votes for what others vote for: how much is wanted is for the desk alone until voting closes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import PROJECTOR, Devices, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

SAID = "How many want what is shown when voting closes."


def test_tallies_are_for_the_desk_alone_until_voting_closes(devices: Devices, links: Links, desk: Page) -> None:
    bea = Program(links.join).join("Bea")
    bea.propose("knots", "Sailors' knots")
    bea.propose("bread", "Baking bread")
    phone, plain = devices.open(), devices.open(javascript=False)
    board = devices.open(PROJECTOR)
    join(phone, links.join, "Ana")
    join(plain, links.join, "Ben")
    board.goto(f"{links.join}/board")
    for page in (phone, board):
        expect(page.locator(".tally").first).to_be_visible()

    desk.get_by_role("link", name="Camp settings").click()
    desk.get_by_role("checkbox", name=re.compile("Hide how many want what")).check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    for page in (phone, board):
        expect(page.locator(".tally")).to_have_count(0)
    expect(phone.get_by_text(SAID)).to_be_visible()
    expect(phone.get_by_role("combobox", name="Order").locator("option")).to_have_text(["Newest first", "Mine first"])

    phone.locator(".card", has_text="knots").get_by_role("button", name="Must").click()
    expect(phone.get_by_text("A must for you.")).to_be_visible()
    until(phone, "() => edcamp.store.view().pending === 0")
    desk.get_by_role("link", name="Topics").click()
    row = desk.locator(".topics > .rows .row", has_text="knots")
    expect(row).to_contain_text("1 must")
    expect(row).to_contain_text("about 1, from 1 vote")
    plain.reload()
    expect(plain.get_by_text(SAID)).to_be_visible()
    expect(plain.locator(".tally")).to_have_count(0)
    assert not any(key.startswith("tally/") for key in Program(links.join).documents())
    for page in (phone, board):
        page.reload()
        expect(page.locator(".card").first).to_be_visible()
    for page in (phone, board, plain):
        assert '"tally/' not in page.content()

    desk.get_by_role("switch", name="Vote").click()
    expect(phone.locator(".card", has_text="knots").locator(".tally__must")).to_have_text("1 must")
    expect(board.locator(".card", has_text="knots").locator(".tally__must")).to_have_text("1 must")
    plain.reload()
    expect(plain.locator(".card", has_text="knots").locator(".tally__must")).to_have_text("1 must")
    expect(row).to_contain_text("1 must")
