"""Two ideas for one day: a draft is kept aside, another is made, the two are looked at side by side. By keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


def test_a_draft_is_kept_compared_and_taken_back(links: Links, desk: Page) -> None:
    organizer = Program(links.join).organize(links.organize, "Otto")
    ana, cleo = (Program(links.join).join(name) for name in ("Ana", "Cleo"))
    ana.propose("apples", "Apples")
    ana.propose("beans", "Beans")
    cleo.ask(*({"do": "set-vote", "topic": topic, "weight": "must"} for topic in ("apples", "beans")))
    documents = organizer.documents()
    slots = [d for key, d in documents.items() if key.startswith("slot/") and not d["is_break"]]
    first, second = [slot["id"] for slot in sorted(slots, key=lambda slot: slot["start"])][:2]
    room, other = sorted(key[5:] for key in documents if key.startswith("room/"))[:2]
    for topic, slot in (("apples", first), ("beans", second)):
        organizer.ask({"do": "place-topic", "topic": topic, "slot": slot, "room": room})

    kept = desk.get_by_role("region", name="Drafts kept aside")
    kept.get_by_label("Keep the draft aside as").fill("before lunch idea")
    desk.keyboard.press("Enter")
    expect(kept.locator("li")).to_contain_text("before lunch idea")
    expect(kept.get_by_label("Keep the draft aside as")).to_be_focused()
    organizer.ask(
        {"do": "unplace-topic", "topic": "beans"},
        {"do": "place-topic", "topic": "apples", "slot": second, "room": other},
    )

    kept.get_by_role("button", name="Compare “before lunch idea”").press("Enter")
    beside = desk.get_by_role("region", name="The draft beside “before lunch idea”")
    expect(desk.get_by_role("heading", name="The draft beside “before lunch idea”")).to_be_focused()
    now, then = (beside.get_by_role("region", name=name) for name in ("The draft now", "before lunch idea"))
    expect(now).to_contain_text("50% of must-haves (1 of 2)")
    expect(then).to_contain_text("100% of must-haves (2 of 2)")
    expect(then).to_contain_text("Everybody who voted has at least one of their choices.")
    expect(then).to_contain_text("points")
    expect(beside.get_by_role("row")).to_have_count(3)
    expect(beside.get_by_role("row", name="Beans")).to_contain_text("no place")
    desk.keyboard.press("Escape")
    expect(beside).to_have_count(0)
    expect(desk.get_by_role("grid")).to_be_visible()

    kept.get_by_role("button", name="Compare “before lunch idea”").press("Enter")
    desk.get_by_role("button", name="Take “before lunch idea” as the draft").press("Enter")
    expect(desk.locator(".cell__title")).to_have_text(["Apples", "Beans"])
    draft = organizer.documents("organizers")["draft"]["placements"]
    assert {(p["topic"], p["slot"]) for p in draft} == {("apples", first), ("beans", second)}
    desk.get_by_role("button", name="Undo").press("Enter")
    expect(desk.locator(".cell__title")).to_have_text(["Apples"])
    kept.get_by_role("button", name="Drop “before lunch idea”").press("Enter")
    expect(kept.locator("li")).to_have_count(0)
