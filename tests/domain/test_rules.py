"""How text is taken in, and its limits."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edcamp.domain import rules
from edcamp.domain.camp import Slot
from edcamp.domain.ids import SlotId, is_id
from edcamp.domain.refusals import Refused
from tests.domain.story import FIRST, LUNCH, SECOND, START, Story

TROUBLE = "a b\t\n\r\x00\x07\x1c\x85\u00a0\u00ad\u0301\u200b\u200d\u2028\u202e\u2069\u3000\ufeffé🙂İß"
texts = st.text(st.one_of(st.sampled_from(TROUBLE), st.characters(exclude_categories=["Cs"])))


def reason(call: object, *args: object) -> tuple[str, str | int | None]:
    with pytest.raises(Refused) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.code, refused.value.value


# --- cleaning


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two\t words\r\n", "two words"),
        ("a\u2028b\u3000c\u00a0d\x85e\x1cf", "a b c d e f"),
        ("be\x00ll\x07", "bell"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("\u202egnp.exe\u2069", "gnp.exe"),
        ("👩\u200d🏫", "👩\u200d🏫"),
        ("\u200b\u200d\ufeff", ""),
        ("", ""),
    ],
)
def test_a_line_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert rules.one_line(typed) == kept


@given(texts)
def test_a_cleaned_line_is_clean(text: str) -> None:
    line = rules.one_line(text)

    assert rules.one_line(line) == line
    assert unicodedata.is_normalized("NFC", line)
    assert line == " ".join(line.split())
    assert [c for c in line if unicodedata.category(c) == "Cc"] == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\n\n one\n\n\n\n two \n\n", "one\n\ntwo"),
        (" \x00 \n \t ", ""),
    ],
)
def test_lines_are_kept_apart_but_not_far(typed: str, kept: str) -> None:
    assert rules.several_lines(typed) == kept


@given(texts)
def test_cleaned_lines_are_clean(text: str) -> None:
    lines = rules.several_lines(text)

    assert rules.several_lines(lines) == lines
    assert "\n\n\n" not in lines
    assert [rules.one_line(line) for line in lines.split("\n")] == lines.split("\n")


@given(st.lists(texts, max_size=8))
def test_cleaned_labels_are_clean(words: list[str]) -> None:
    labels = rules.labels([word[:10] for word in words], 8, "too-many")

    assert rules.labels(labels, 8, "too-many") == labels
    assert len(set(labels)) == len(labels)
    assert "" not in labels


def test_labels_are_lower_case_once_each_in_their_order() -> None:
    assert rules.tags(("B", " a ", "b", "", "\t", "C c")) == ("b", "a", "c c")


# --- limits: each with the word at its edge


@pytest.mark.parametrize(
    ("call", "fits", "does_not", "code", "value"),
    [
        (rules.person_name, "n" * 60, "n" * 61, "name-long", 61),
        (rules.title, "t" * 3, " t\x00t ", "title-short", "tt"),
        (rules.title, "t" * 120, "t" * 121, "title-long", 121),
        (rules.description, "d" * 2000, "d" * 2001, "description-long", 2001),
        (rules.tags, ["1", "2", "3", "4", "5"], list("123456"), "tags-many", 6),
        (rules.tags, ["t" * 30], ["t" * 31], "tag-long", "t" * 31),
        (rules.needs, list("0123456789"), list("0123456789a"), "needs-many", 11),
        (rules.interests, list("abcdefghijklmnopqrst"), list("abcdefghijklmnopqrstu"), "interests-many", 21),
        (rules.link, "https://" + "a" * 492, "https://" + "a" * 493, "room-link", "https://" + "a" * 492),
        (rules.link, "http://a", "ftp://a", "room-link", "ftp://a"),
    ],
)
def test_a_limit_is_exact(call: object, fits: object, does_not: object, code: str, value: str | int) -> None:
    call(fits)  # type: ignore[operator]

    assert reason(call, does_not) == (code, value)


def test_a_name_is_needed() -> None:
    assert reason(rules.person_name, " \u200b ") == ("name-empty", " \u200b ")
    assert rules.person_name(" Ana  María ") == "Ana María"


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_link_is_no_link(text: str | None) -> None:
    assert rules.link(text) is None


@pytest.mark.parametrize(
    ("ident", "good"),
    [
        ("a", True),
        ("0-a", True),
        ("a" * 40, True),
        ("a" * 41, False),
        ("", False),
        ("-a", False),
        ("A", False),
        ("a/b", False),
        ("a\n", False),
        ("٣", False),
    ],
)
def test_an_id_is_safe_in_keys_addresses_and_cookies(ident: str, good: bool) -> None:
    assert is_id(ident) is good


# --- time


def test_slots_share_time_when_one_begins_before_the_other_ends(story: Story) -> None:
    late = SlotId("late")
    story.camp = story.camp.but(slots=story.camp.slots.set(late, Slot(late, "Late", START, START + 3_600_001)))

    assert rules.overlapping(story.camp, FIRST, late)
    assert rules.overlapping(story.camp, late, FIRST)
    assert rules.overlapping(story.camp, FIRST, FIRST)
    assert not rules.overlapping(story.camp, FIRST, LUNCH)
    assert not rules.overlapping(story.camp, FIRST, SECOND)
    assert not rules.overlapping(story.camp, FIRST, SlotId("gone"))
