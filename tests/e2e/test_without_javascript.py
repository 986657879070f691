"""A phone whose browser runs no program at all: everything an attendee does, by forms and redirects."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.devices import Devices, join
from tests.e2e.program import Program
from tests.e2e.server import Links

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(devices: Devices) -> Page:
    return devices.open(javascript=False)


def card(phone: Page, title: str) -> Locator:
    return phone.locator(".card").filter(has=phone.get_by_role("heading", name=title, exact=True))


def titles(phone: Page) -> list[str]:
    """Also of cards that are not drawn yet, as they are further down."""
    return [title.strip() for title in phone.locator(".card__title").all_text_contents()]


def expect_votes(shown: Locator, *, interested: int, must: int) -> None:
    expect(shown.locator(".tally__interested")).to_have_text(f"{interested} interested")
    expect(shown.locator(".tally__must")).to_have_text(f"{must} must")


def open_tab(phone: Page, name: str) -> None:
    phone.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    expect(phone.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_joining_twice_with_one_form_makes_one_person(phone: Page, links: Links) -> None:
    phone.goto(links.join)
    phone.get_by_label("Your name, or a nickname").fill("Ana")
    phone.get_by_role("checkbox", name="reading").check()
    phone.get_by_role("button", name="Join").first.dblclick()
    expect(phone.get_by_role("heading", name="Topics", exact=True)).to_be_visible()
    phone.context.clear_cookies()
    phone.goto(links.join)
    expect(phone.get_by_text("1 person is here already.")).to_be_visible()


def test_topic_is_proposed_once_edited_and_withdrawn(phone: Page, links: Links) -> None:
    join(phone, links.join, "Ana")
    phone.get_by_role("link", name="Propose a topic").click()
    phone.locator(".kind--learn").click()
    phone.get_by_label("Title").fill("How do I teach <fractions>?")
    phone.get_by_label("More about it").fill("Whatever helps.")
    phone.get_by_role("checkbox", name="maths").check()
    phone.get_by_role("button", name="Put it on the wall").dblclick()
    expect(phone.get_by_role("heading", name="How do I teach <fractions>?")).to_be_visible()
    phone.go_back()
    phone.get_by_label("Title").fill("How do I teach <fractions>?")
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(phone.get_by_role("heading", name="How do I teach <fractions>?")).to_be_visible()
    open_tab(phone, "Topics")
    assert titles(phone) == ["How do I teach <fractions>?"]

    phone.get_by_role("link", name="How do I teach <fractions>?").click()
    phone.get_by_role("link", name="Change it").click()
    phone.get_by_label("Title").fill("Fractions with pizza")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("heading", name="Fractions with pizza")).to_be_visible()
    expect(phone.locator(".card__text")).to_have_text("Whatever helps.")
    expect(phone.locator(".tag")).to_have_text(["maths"])

    phone.get_by_text("Withdraw it…").click()
    phone.get_by_role("button", name="Withdraw it").click()
    expect(phone.get_by_text("The wall is still empty.")).to_be_visible()


def test_refused_topic_comes_back_as_it_was_written(phone: Page, links: Links, devices: Devices) -> None:
    devices.expect_complaint("status of 422")
    join(phone, links.join, "Ana")
    phone.get_by_role("link", name="Propose a topic").click()
    phone.locator(".kind--learn").click()
    phone.get_by_label("Title").fill("ab")
    phone.get_by_label("More about it").fill("Whatever helps.")
    phone.get_by_role("checkbox", name="maths").check()
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(phone.locator(".field__error")).to_have_text("The title “ab” is too short: at least 3 characters.")
    expect(phone.get_by_label("Title")).to_have_value("ab")
    expect(phone.get_by_label("More about it")).to_have_value("Whatever helps.")
    expect(phone.get_by_role("checkbox", name="maths")).to_be_checked()
    expect(phone.get_by_role("radio", name="Learn")).to_be_checked()
    phone.get_by_label("Title").fill("abc")
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(phone.get_by_role("heading", name="abc", exact=True)).to_be_visible()


def test_votes_are_cast_changed_and_taken_back(phone: Page, links: Links) -> None:
    bea = Program(links.join).join("Bea")
    bea.propose("maths", "Games in maths lessons")
    bea.ask({"do": "set-vote", "topic": "maths", "weight": "interested"})
    join(phone, links.join, "Ana")
    shown = card(phone, "Games in maths lessons")
    shown.get_by_role("button", name="Must").dblclick()
    expect(shown.get_by_text("A must for you. Press again to take it back.")).to_be_visible()
    expect_votes(shown, interested=1, must=1)
    shown.get_by_role("button", name="Interested").click()
    expect(shown.get_by_text("You are interested. Press again to take it back.")).to_be_visible()
    expect_votes(shown, interested=2, must=0)
    shown.get_by_role("button", name="Interested").click()
    expect(shown.locator(".votes__said")).to_have_text("")
    expect_votes(shown, interested=1, must=0)


def test_wall_is_searched_filtered_and_sorted(phone: Page, links: Links) -> None:
    bea = Program(links.join).join("Bea")
    bea.propose("maths", "Games in maths lessons", tags=("maths",))
    bea.propose("voice", "Reading aloud", tags=("reading",))
    bea.propose("cafe", "Café of ideas", tags=("reading",))
    bea.ask({"do": "set-vote", "topic": "maths", "weight": "must"})
    join(phone, links.join, "Ana")
    assert titles(phone) == ["Café of ideas", "Reading aloud", "Games in maths lessons"]

    phone.get_by_label("Order").select_option("Most wanted first")
    phone.get_by_role("button", name="Show").click()
    expect(phone).to_have_url(re.compile("sort=wanted"))
    assert titles(phone) == ["Games in maths lessons", "Café of ideas", "Reading aloud"]

    phone.get_by_label("Order").select_option("Fewest votes first")
    phone.get_by_label("Tag").select_option("reading")
    phone.get_by_role("button", name="Show").click()
    expect(phone.get_by_text("2 topics")).to_be_visible()
    assert titles(phone) == ["Café of ideas", "Reading aloud"]

    phone.get_by_label("Search topics").fill("cafe")
    phone.get_by_role("button", name="Show").click()
    expect(phone.get_by_text("1 topic")).to_be_visible()
    assert titles(phone) == ["Café of ideas"]
    phone.get_by_label("Search topics").fill("dinosaurs")
    phone.get_by_role("button", name="Show").click()
    expect(phone.get_by_text("No topic matches this.")).to_be_visible()


def test_learn_topic_is_claimed_and_given_back(phone: Page, links: Links) -> None:
    Program(links.join).join("Bea").propose("machines", "What can AI do for us?", kind="learn")
    join(phone, links.join, "Ana")
    phone.get_by_role("link", name="What can AI do for us?").click()
    expect(phone.locator(".card__hosts")).to_have_text("Nobody hosts this yet")
    phone.get_by_role("button", name="I can host this").click()
    expect(phone.get_by_text("You host this topic: you start the conversation")).to_be_visible()
    expect(phone.locator(".card__hosts")).to_have_text("You host this")
    phone.get_by_role("button", name="I cannot host it after all").click()
    expect(phone.locator(".card__hosts")).to_have_text("Nobody hosts this yet")


def test_day_and_schedule_say_where_to_be(phone: Page, links: Links) -> None:
    join(phone, links.join, "Ana")
    phone.get_by_role("link", name="Propose a topic").click()
    phone.get_by_label("Title").fill("Reading aloud")
    phone.get_by_role("button", name="Put it on the wall").click()
    own = phone.url.rpartition("/")[2]
    bea = Program(links.join).join("Bea")
    bea.propose("maths", "Games in maths lessons")
    bea.propose("voice", "How to keep your voice")
    open_tab(phone, "My day")
    expect(phone.get_by_text("Your day is not ready yet.")).to_be_visible()
    open_tab(phone, "Schedule")
    expect(phone.get_by_text("There is no schedule yet.")).to_be_visible()

    olga = Program(links.join).organize(links.organize, "Olga")
    olga.publish((own, "s1", "r1"), ("maths", "s1", "r2"), ("voice", "s2", "r2"))
    open_tab(phone, "Me")  # news are on every page
    notice = phone.locator(".notice--placed")
    expect(notice.locator(".notice__title")).to_have_text("Reading aloud")
    expect(notice.locator(".notice__place")).to_have_text("Room 1 9:30 AM–10:20 AM")
    phone.get_by_role("button", name="Got it").click()
    expect(phone.get_by_role("heading", name="Me", exact=True)).to_be_visible()
    expect(notice).to_have_count(0)

    open_tab(phone, "My day")
    first, second = phone.locator("#slot-s1"), phone.locator("#slot-s2")
    expect(first.locator(".stop__title")).to_have_text("Reading aloud")
    expect(first.locator(".stop__room")).to_have_text("Room 1")
    expect(first.locator(".stop__why")).to_have_text("You host this: you start the conversation.")
    expect(first.get_by_text("Next", exact=True)).to_be_visible()
    second.get_by_text("See 1 session").click()
    second.get_by_role("button", name="Go here").click()
    expect(second.locator(".stop__title")).to_have_text("How to keep your voice")
    expect(second.locator(".stop__why")).to_have_text("You chose this.")

    open_tab(phone, "Schedule")
    expect(phone.locator("#slot-s1 .session__title")).to_have_text(["Reading aloud", "Games in maths lessons"])
    expect(phone.locator("#slot-s1 .session--mine .session__title")).to_have_text("Reading aloud")
    expect(phone.locator("#slot-s2 .session--mine .session__room")).to_have_text("Room 2")


def test_name_and_language_are_changed(phone: Page, links: Links) -> None:
    join(phone, links.join, "Ana", "ai")
    open_tab(phone, "Me")
    expect(phone.get_by_role("checkbox", name="ai")).to_be_checked()
    phone.get_by_label("Your name").fill("Ana María")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_label("Your name")).to_have_value("Ana María")
    phone.get_by_role("button", name="Español").click()
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    expect(phone.get_by_label("Tu nombre")).to_have_value("Ana María")
    phone.get_by_role("navigation").get_by_role("link").first.click()
    expect(phone.get_by_role("heading", name="Temas", exact=True)).to_be_visible()
    phone.get_by_role("link", name="Proponer un tema").click()
    phone.locator("[name=title]").fill("Leer en voz alta")
    phone.locator("form.form button").last.click()
    expect(phone.locator(".card__hosts")).to_have_text("Llevas tú la conversación")
