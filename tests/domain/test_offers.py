"""Hosting a topic together: offered, answered, and ended by either."""

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind
from edcamp.domain.news import still_news
from tests.domain.story import ANA, APPLES, BEANS, BEN, BOSS, CAT, FIRST, HALL, NAMES, NOOK, Story, seen_by


@pytest.fixture
def led(story: Story) -> Story:
    """Ana hosts apples, and Ben offers to host them with her."""
    story.propose(APPLES, ANA)
    story.ask(c.OfferToHost(APPLES), BEN)
    return story


def kinds(story: Story, person: str) -> list[str]:
    return [notice["kind"] for notice in story.notices(person)]  # type: ignore[arg-type]


def test_its_host_is_told_who_it_is_and_nobody_else(led: Story) -> None:
    assert led.mine(ANA)["offers/apples"] == [{"person": BEN, "name": "Ben", "welcome": False}]
    assert kinds(led, ANA) == ["offered"]
    assert led.mine(BEN)["offer/apples"] == {"declined": False}
    assert BEN not in str(led.public())
    assert "offers/apples" not in led.mine(CAT)
    assert led.does_nothing(c.OfferToHost(APPLES), BEN)


def test_a_yes_makes_it_two_and_either_ends_it(led: Story) -> None:
    led.ask(c.AnswerOffer(APPLES, BEN, True), ANA)
    assert led.public()["topic/apples"]["hosts"] == [ANA, BEN]
    assert kinds(led, BEN) == ["welcomed"]
    assert led.mine(ANA)["offers/apples"] == [{"person": BEN, "name": "Ben", "welcome": True}]
    assert not any(still_news(led.camp, notice, led.now) for notice in led.camp.notices[ANA])
    led.ask(c.AnswerOffer(APPLES, BEN, False), ANA)
    assert led.public()["topic/apples"]["hosts"] == [ANA]
    assert kinds(led, BEN) == ["welcomed", "released"]
    led.ask(c.AnswerOffer(APPLES, BEN, True), ANA)
    led.ask(c.OfferToHost(APPLES, False), BEN)
    assert led.public()["topic/apples"]["hosts"] == [ANA]
    assert "offers/apples" not in led.mine(ANA)


def test_a_no_is_kind_and_is_not_asked_again(led: Story) -> None:
    led.ask(c.AnswerOffer(APPLES, BEN, False), ANA)
    assert kinds(led, BEN) == ["thanked"]
    assert led.mine(BEN)["offer/apples"] == {"declined": True}
    assert led.refusal(c.OfferToHost(APPLES), BEN) == ("offer-declined", "Apples")
    assert "offers/apples" not in led.mine(ANA)


def test_an_offer_is_taken_back(led: Story) -> None:
    led.ask(c.OfferToHost(APPLES, False), BEN)
    assert "offer/apples" not in led.mine(BEN)
    assert "offers/apples" not in led.mine(ANA)
    assert led.refusal(c.AnswerOffer(APPLES, BEN, True), ANA) == ("offer-unknown", "Apples")


def test_a_co_host_who_gives_it_up_may_offer_again(led: Story) -> None:
    led.ask(c.AnswerOffer(APPLES, BEN, True), ANA)
    led.ask(c.ClaimTopic(APPLES, False), BEN)
    led.ask(c.OfferToHost(APPLES), BEN)
    assert led.mine(ANA)["offers/apples"] == [{"person": BEN, "name": "Ben", "welcome": False}]


def test_only_another_host_answers(led: Story) -> None:
    for person in (BEN, CAT, BOSS):
        assert led.refusal(c.AnswerOffer(APPLES, BEN, True), person) == ("not-host", "Apples")
    led.ask(c.AnswerOffer(APPLES, BEN, True), ANA)
    assert led.refusal(c.AnswerOffer(APPLES, ANA, False), BEN) == ("offer-unknown", "Apples")


def test_what_anybody_may_take_needs_no_offer(story: Story) -> None:
    story.propose(BEANS, BEN, Kind.LEARN)
    assert story.refusal(c.OfferToHost(BEANS), ANA) == ("offer-needless", "Beans")


def test_nobody_hosts_two_at_once(led: Story) -> None:
    led.propose(BEANS, BEN)
    led.place(APPLES, FIRST, HALL)
    led.place(BEANS, FIRST, NOOK)
    assert led.refusal(c.AnswerOffer(APPLES, BEN, True), ANA) == ("host-busy", "Beans")
    assert led.refusal(c.OfferToHost(BEANS), ANA) == ("host-busy", "Apples")


def test_an_offer_has_a_name_as_long_as_the_person_has(led: Story) -> None:
    led.ask(c.NoteNewName(), BEN)
    assert "offers/apples" in led.changes.people[ANA]
    led.ask(c.ForgetPerson(BEN), BEN)
    assert "offers/apples" not in seen_by(led.camp, NAMES, f"person/{ANA}")
