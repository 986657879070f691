"""Titles that say the same, and titles that only sound like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.alike.__main__ import Pair, ours, pairs
from edcamp.demo.topics import TOPICS
from edcamp.web.alike.likeness import HINT, Wall
from edcamp.web.alike.words import words_of

TITLES = {str(number): topic.title for number, topic in enumerate(TOPICS)}


def wall(*titles: str) -> Wall[str]:
    """The demo's, and these."""
    made: Wall[str] = Wall()
    made.hold(TITLES | {title: title for title in titles})
    return made


def like(title: str, *others: str) -> list[str]:
    return [alike.key for alike in wall(*others).like(title) if alike.key in others]


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("Artifical inteligence in the clasroom", "Artificial intelligence in the classroom"),
        ("Sketch noting for beginers", "Sketchnoting for beginners"),
        ("Does homework still make sense?", "Homework: does it still make sense?"),
        ("How do I teach a fraction?", "Teaching fractions"),
        ("Evaluación sin nota", "Evaluar sin notas"),
        ("Marking less", "Grading less"),
        ("Huertos escolares", "School gardens"),
        ("ÁRBOLES del patio", "Los arboles del patio"),
    ],
)
def test_the_same_in_other_letters_order_forms_words_or_language(typed: str, there: str) -> None:
    assert like(typed, there) == [there]
    assert like(there, typed) == [typed]


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("AI and school leadership", "AI and homework"),
        ("Can somebody explain trauma?", "Can somebody explain project based learning?"),
        ("Girls in football", "Girls in physics"),
        ("Enseñar ortografía", "Enseñar fracciones"),
    ],
)
def test_what_only_begins_or_ends_the_same_is_something_else(typed: str, there: str) -> None:
    assert like(typed, there) == []


def test_the_likeliest_comes_first_and_what_is_left_out_does_not() -> None:
    same, near = "Fractions without any tears", "Fractions with tears, and pizza"
    found = [alike.key for alike in wall(same, near).like("Fractions without any tears", 0.3)]
    assert found[0] == same
    assert near in found[1:]
    assert same not in [alike.key for alike in wall(same).like(same, but=(same,))]


def test_words_that_every_card_has_say_little() -> None:
    titles = [f"Robots for {what}" for what in ("art", "music", "sports", "poetry", "physics", "breakfast")]
    held: Wall[str] = Wall()
    held.hold({title: title for title in titles})
    assert [alike.key for alike in held.like("Robots for gardening")] == []


def test_no_words_are_like_nothing() -> None:
    assert wall("And for you").like("How do you?") == []
    assert wall().like("…") == []
    assert wall().like("") == []


def test_phrases_with_a_meaning_are_one_word() -> None:
    assert [word.text for word in words_of("La inteligencia artificial y los deberes")] == [
        "inteligencia artificial",
        "deberes",
    ]


def test_most_pairs_of_the_bench_are_told_apart() -> None:
    """A change that makes matching worse is noticed here; how good it is, is printed there."""

    def right(pair: Pair) -> bool:
        return (ours(pair.a, pair.b) >= HINT) == pair.same

    assert sum(map(right, pairs())) >= 0.85 * len(pairs())


words = st.sampled_from(
    ["maths", "math", "games", "gamse", "sketch", "noting", "sketchnoting", "ai", "IA", "teach", "a"]
)
titles = st.lists(words, min_size=1, max_size=4).map(" ".join)


@given(
    st.lists(st.dictionaries(st.sampled_from("abcde"), titles, max_size=5), min_size=1, max_size=4),
    titles,
)
def test_a_wall_that_changed_is_like_a_new_one(walls: list[dict[str, str]], typed: str) -> None:
    kept: Wall[str] = Wall()
    for held in walls:
        kept.hold(held)
    fresh: Wall[str] = Wall()
    fresh.hold(walls[-1])

    def rounded(found: Wall[str]) -> list[tuple[str, float]]:
        return sorted((alike.key, round(alike.score, 6)) for alike in found.like(typed, 0.01))

    assert rounded(kept) == rounded(fresh)
    assert all(0 < alike.score < 1.000001 for alike in kept.like(typed, 0.01))
    assert {frozenset(pair[:2]) for pair in kept.pairs(0.5)} == {frozenset(pair[:2]) for pair in fresh.pairs(0.5)}
