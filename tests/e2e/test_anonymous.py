"""A card without a name, and what organizers see of it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


def test_nobody_learns_whose_card_it_is_until_they_start_it(devices: Devices, links: Links, desk: Page) -> None:
    ana = devices.open()
    join(ana, links.join, "Ana Quiet")
    expect_live(ana)
    me = ana.evaluate("edcamp.store.view().me.person")

    ana.get_by_role("link", name="Propose a topic").click()
    ana.get_by_role("textbox", name="Title").fill("Am I the only one?")
    off = ana.get_by_role("checkbox", name="Leave my name off")
    off.check()
    expect(ana.get_by_role("radio", name="Learn")).to_be_checked()
    ana.get_by_role("radio", name="Lead").check()
    expect(off).not_to_be_checked()
    off.press("Space")
    expect(ana.get_by_text("Nobody sees that it comes from you, not even the organizers.")).to_be_visible()
    ana.get_by_role("button", name="Put it on the wall").click()
    expect(ana.get_by_role("link", name="Change it")).to_be_visible()

    other = Program(links.join).join("Ben")
    other.propose("gardens", "Gardens", kind="learn")
    desk.get_by_role("link", name="Topics").click()
    row = desk.get_by_role("listitem").filter(has_text="Gardens")
    expect(row.get_by_text("proposed by Ben")).to_be_visible()
    card = desk.get_by_role("listitem").filter(has_text="Am I the only one?")
    expect(card.get_by_text("looking for a host")).to_be_visible()
    expect(card.get_by_text("proposed by")).to_have_count(0)
    organizer = Program(links.join).organize(links.organize, "Otto")
    shown = json.dumps([organizer.documents(), organizer.documents("organizers")])
    assert (me in shown, "Quiet" in shown) == (False, False)

    desk.get_by_role("link", name="Camp settings").click()
    desk.get_by_role("checkbox", name="Organizers see who proposes a card without a name").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "Quiet" not in json.dumps(organizer.documents("organizers"))

    ana.get_by_role("button", name="I can host this").click()
    until(ana, "() => edcamp.store.settled")
    ana.get_by_role("link", name="Topics", exact=True).first.click()
    ana.get_by_role("link", name="Propose a topic").click()
    expect(ana.get_by_text("Only the organizers see that it comes from you.")).to_be_visible()
    desk.get_by_role("link", name="Topics").click()
    expect(card).to_contain_text("Ana Quiet")
