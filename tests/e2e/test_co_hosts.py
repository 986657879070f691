"""Two people host one topic: offered, answered with one press, and ended."""

import pytest
from playwright.sync_api import expect

from tests.e2e.devices import Devices, expect_live, join, until
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


def test_an_offer_is_answered_on_the_hosts_phone(devices: Devices, links: Links) -> None:
    ana = devices.open()
    join(ana, links.join, "Ana")
    expect_live(ana)
    ana.evaluate("edcamp.ask({ do: 'propose-topic', topic: 'robots', kind: 'lead', title: 'Robots' })")
    until(ana, "() => edcamp.store.settled")

    ben = devices.open(javascript=False)
    join(ben, links.join, "Ben")
    ben.goto(f"{links.join}/topics/robots")
    ben.get_by_role("button", name="Offer to host it together").click()
    expect(ben.get_by_text("You offered to host it together, and its host is asked.")).to_be_visible()
    ben.get_by_role("button", name="Take my offer back").click()
    ben.get_by_role("button", name="Offer to host it together").click()
    Program(links.join).join("Cleo").ask({"do": "offer-to-host", "topic": "robots"})

    told = ana.get_by_role("region", name="News for you")
    expect(told.get_by_text("Somebody would host “Robots” with you.")).to_be_visible()
    told.get_by_role("group", name="Ben").get_by_role("button", name="Yes, together").press("Enter")
    told.get_by_role("group", name="Cleo").get_by_role("button", name="Not this time").press("Enter")
    expect(told).to_have_count(0)
    until(ana, "() => edcamp.store.settled")
    ben.reload()
    expect(ben.get_by_text("You host “Robots” together now.")).to_be_visible()
    expect(ben.locator(".card__hosts")).to_have_text("Hosted by Ana, you")

    ana.get_by_role("link", name="Robots").first.click()
    ana.get_by_role("button", name="Go on without Ben").click()
    expect(ana.locator(".topic .card__hosts")).to_have_text("You host this")
    until(ana, "() => edcamp.store.settled")
    ben.reload()
    expect(ben.get_by_text("It goes on without a co-host this time.")).to_be_visible()
