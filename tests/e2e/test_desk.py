"""The organizer's desk, where a press is all that is needed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


def test_timetable_is_seen_and_changed(desk: Page) -> None:
    vote = desk.get_by_role("switch", name="Vote")
    expect(vote).not_to_contain_text("until")
    desk.get_by_role("link", name="Camp settings").click()
    part = desk.get_by_role("region", name="Timetable")
    expect(part).to_contain_text("Nothing yet: you turn the switches.")

    part.get_by_role("button", name="Add a time").click()
    part.get_by_label("At", exact=True).fill("09:15")
    part.get_by_label("What it does").select_option("closes")
    part.get_by_role("button", name="Add", exact=True).click()
    row = part.locator(".row")
    expect(row).to_have_text(re.compile("9:15.*Vote closes"))
    expect(vote).to_contain_text("until 9:15")

    row.get_by_role("button", name="Edit").click()
    row.get_by_label("At", exact=True).fill("09:30")
    row.get_by_role("button", name="Save").click()
    expect(vote).to_contain_text("until 9:30")
    expect(row).to_have_count(1)

    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    expect(vote).not_to_contain_text("until")
    part.get_by_role("button", name="Undo").click()
    expect(vote).to_contain_text("until 9:30")


def test_topic_without_a_place_takes_anothers_in_one_step(desk: Page, links: Links) -> None:
    ana = Program(links.join).join("Ana")
    ana.propose("t1", "Apples")
    ana.propose("t2", "Beans")
    unplaced = desk.get_by_role("region", name="Without a place")
    cells = desk.get_by_role("grid").locator(".cell")
    unplaced.get_by_role("button", name=re.compile("Apples")).click()
    cells.first.click()
    expect(cells.first).to_contain_text("Apples")

    unplaced.get_by_role("button", name=re.compile("Beans")).click()
    expect(cells.first).to_contain_text("Replace")
    cells.first.click()
    expect(cells.first).to_contain_text("Beans")
    expect(unplaced).to_contain_text("Apples")
    desk.keyboard.press("Control+z")
    expect(cells.first).to_contain_text("Apples")
    expect(unplaced).to_contain_text("Beans")
    desk.get_by_role("link", name="History").click()
    expect(desk.locator(".row", has_text="instead of “Apples”")).to_have_class(re.compile("row--undone"))


def test_what_people_get_and_what_a_move_costs_is_said(desk: Page, links: Links) -> None:
    """Two topics of two hosts; Cleo wants both. At one time she can be in one of them."""
    ana, ben, cleo = (Program(links.join).join(name) for name in ("Ana", "Ben", "Cleo"))
    ana.propose("t1", "Apples")
    ben.propose("t2", "Beans")
    cleo.ask({"do": "set-vote", "topic": "t1", "weight": "must"}, {"do": "set-vote", "topic": "t2", "weight": "must"})
    unplaced = desk.get_by_role("region", name="Without a place")
    cells = desk.get_by_role("grid").locator(".cell")
    receipt = desk.get_by_role("region", name="What people get")
    unplaced.get_by_role("button", name=re.compile("Apples")).click()
    cells.first.click()
    expect(receipt).to_contain_text("50% of must-haves (1 of 2)")
    expect(receipt).to_contain_text("Everybody who voted has at least one of their choices.")
    expect(receipt).to_contain_text("1 topic has no place")

    unplaced.get_by_role("button", name=re.compile("Beans")).click()
    expect(desk.locator(".selection__words")).to_contain_text("how many people are affected")
    expect(cells.nth(1)).to_have_accessible_name(re.compile(r"Place here .* gains 6 points, 1 person affected"))
    expect(
        desk.get_by_role("grid").get_by_role("button", name=re.compile("gains 9 points, 2 people")).first
    ).to_be_visible()
    cells.nth(1).click()
    expect(receipt).to_contain_text("50% of must-haves (1 of 2)")
    expect(receipt).not_to_contain_text("no place")

    cleo.ask({"do": "set-vote", "topic": "t1", "weight": "none"}, {"do": "set-vote", "topic": "t2", "weight": "none"})
    ana.ask({"do": "set-vote", "topic": "t2", "weight": "must"})
    expect(receipt).to_contain_text("1 person has none of their choices: Ana.")
