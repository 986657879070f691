"""Somebody is about to propose what is on the wall already; somebody else did, and an organizer merges the two."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import LAPTOP, Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser

DESCRIPTION = "#description"


@pytest.fixture
def phone(devices: Devices, links: Links) -> Page:
    opened = devices.open()
    join(opened, links.join, "Ana")
    expect_live(opened)
    return opened


def write(phone: Page, title: str) -> None:
    phone.get_by_role("link", name="Propose a topic").click()
    phone.get_by_label("Title").press_sequentially(title)


def test_whoever_types_what_is_there_votes_for_it_instead(phone: Page, links: Links) -> None:
    Program(links.join).join("Bea").propose("games", "Games in maths lessons")
    write(phone, "Maths lesons with gam")
    below = phone.locator(DESCRIPTION)
    before = below.bounding_box()
    phone.get_by_label("Title").press_sequentially("es")

    hint = phone.get_by_text("This looks like “Games in maths lessons”: vote for that instead?")
    expect(hint).to_be_visible()
    assert below.bounding_box() == before, "what somebody is about to touch has moved"
    hint.click()
    phone.get_by_role("group", name="Games in maths lessons").get_by_role("button", name="Must").click()
    expect(phone.get_by_text("A must for you.")).to_be_visible()
    until(phone, "() => edcamp.store.view().pending === 0")
    assert Program(links.join).documents()["tally/games"] == {"interested": 0, "must": 1}

    phone.get_by_label("Title").fill("Poems by heart")
    expect(hint).to_have_count(0)
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(phone.get_by_role("heading", name="Poems by heart")).to_be_visible()


def test_the_hint_is_reached_by_keyboard(phone: Page, links: Links) -> None:
    Program(links.join).join("Bea").propose("games", "Games in maths lessons")
    write(phone, "Maths games")
    expect(phone.get_by_text(re.compile("This looks like"))).to_be_visible()
    for key in ("Tab", "Enter", "Tab", "Tab", "Enter"):
        phone.keyboard.press(key)
    expect(phone.get_by_text("You are interested.")).to_be_visible()


def test_without_a_connection_nobody_is_asked(phone: Page, links: Links, devices: Devices) -> None:
    devices.expect_complaint("ERR_INTERNET_DISCONNECTED")
    Program(links.join).join("Bea").propose("games", "Games in maths lessons")
    phone.get_by_role("link", name="Propose a topic").click()
    expect(phone.get_by_label("Title")).to_be_visible()
    phone.context.set_offline(True)
    phone.get_by_label("Title").press_sequentially("Maths games")
    phone.wait_for_timeout(1_000)
    expect(phone.get_by_text(re.compile("This looks like"))).to_have_count(0)


def test_without_javascript_it_is_asked_once_and_proposed_anyway(devices: Devices, links: Links) -> None:
    Program(links.join).join("Bea").propose("games", "Games in maths lessons")
    phone = devices.open(javascript=False)
    join(phone, links.join, "Ana")
    phone.get_by_role("link", name="Propose a topic").click()
    phone.get_by_label("Title").fill("Maths games")
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(phone.get_by_role("heading", name=re.compile("Vote for that instead"))).to_be_visible()
    phone.get_by_role("button", name="Propose it anyway").dblclick()
    expect(phone.get_by_role("heading", name="Maths games", exact=True)).to_be_visible()
    assert sum(key.startswith("topic/") for key in Program(links.join).documents()) == 2


def test_the_desk_offers_likely_pairs_and_opens_the_merge_filled_in(devices: Devices, links: Links) -> None:
    desk = devices.open(LAPTOP)
    desk.goto(links.organize)
    desk.get_by_label("Your name").fill("Olga")
    desk.get_by_role("button", name="Go to the desk").click()
    expect_live(desk)
    bea = Program(links.join).join("Bea")
    bea.propose("games", "Games in maths lessons", tags=("maths",))
    bea.propose("other", "Maths lessons with games", tags=("maths",))
    bea.propose("garden", "School gardens")
    bea.propose("garden2", "A garden at school")
    bea.ask({"do": "set-vote", "topic": "games", "weight": "must"})
    desk.get_by_role("link", name="Topics").click()

    desk.get_by_text("2 pairs of topics look alike").click()
    pair = desk.locator(".pairs .row", has_text="Games in maths lessons")
    expect(pair).to_contain_text("both tagged maths")
    desk.get_by_role("button", name=re.compile("Not the same .*arden")).click()
    expect(desk.get_by_text("1 pair of topics looks alike")).to_be_visible()
    pair.get_by_role("button", name=re.compile("Merge")).click()
    expect(pair.get_by_role("radio", name=re.compile("Games in maths lessons"))).to_be_checked()
    pair.get_by_role("button", name="Merge", exact=True).click()
    expect(desk.locator(".pairs")).to_have_count(0)
    expect(desk.locator(".off-wall")).to_contain_text("merged into “Games in maths lessons”")
