"""How alike titles are: shared words, whatever their order, form, spelling or language, the telling ones counting most.

A soft Dice coefficient: of all the telling words of both titles, by weight, the part that the other title has as well.
A word counts less the more cards of the wall have it. Beside it the letters as a whole, for titles written together or
apart ("sketchnoting", "sketch noting").
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec import Struct
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from edcamp.web.alike.words import Word, letters_of, words_of

Key = TypeVar("Key")

HINT = 0.6
"""From here on somebody who types is asked whether they mean that. Chosen, as are the numbers below, on the even rows
of ``bench/alike/pairs.tsv``.
"""

SPELLING = 0.75
"""From here on two words are one, misspelt."""

SHORT = 4
"""Words of fewer letters are compared as they are: one letter makes another word of them."""

MEANING = 0.9
"""How much of a word another one with the same meaning is."""

LETTERS = 0.85
"""From here on the letters of two titles say by themselves that they are one."""

COMMON = 0.25
"""What a word is worth at least, however many cards have it."""


class Alike(Struct, Generic[Key], frozen=True):
    """``score``: 0 to 1."""

    key: Key
    score: float


class Wall(Generic[Key]):
    """Titles to compare with. Kept up to date by ``hold``, which costs only for those that are new."""

    def __init__(self) -> None:
        self._titles: dict[Key, str] = {}
        self._letters: dict[Key, str] = {}
        self._having: dict[str, set[Key]] = defaultdict(set)
        """Titles by word."""
        self._known: dict[str, Word] = {}
        self._same: dict[str, dict[str, float]] = {}
        """By word of the wall: every word of the wall that is the same, and how much it is."""
        self._worth: dict[str, float] = {}
        """Of words of the wall: how telling they are here. Emptied when the wall changes."""

    def hold(self, titles: Mapping[Key, str]) -> None:
        """From now on the wall has these titles and no others."""
        for key in [key for key, title in self._titles.items() if titles.get(key) != title]:
            self._drop(key)
        for key, title in titles.items():
            if key not in self._titles:
                self._put(key, title)

    def like(self, title: str, least: float = HINT, but: Collection[Key] = ()) -> list[Alike[Key]]:
        """Titles of the wall that look like this one, the likeliest first."""
        scores = self._by_words(words_of(title))
        letters = letters_of(title)
        if len(letters) >= 2 * SHORT:
            spelt = process.extract(letters, self._letters, scorer=fuzz.ratio, score_cutoff=100 * LETTERS, limit=None)
            for _, score, key in spelt:
                scores[key] = max(scores.get(key, 0.0), score / 100)
        found = [Alike(key, score) for key, score in scores.items() if score >= least and key not in but]
        return sorted(found, key=lambda alike: (-alike.score, str(alike.key)))

    def pairs(self, least: float) -> list[tuple[Key, Key, float]]:
        """Every two titles of the wall that look alike, the likeliest first."""
        order = {key: place for place, key in enumerate(self._titles)}
        pairs = [
            (key, alike.key, alike.score)
            for key, title in self._titles.items()
            for alike in self.like(title, least)
            if order[key] < order[alike.key]
        ]
        return sorted(pairs, key=lambda pair: (-pair[2], str(pair[0]), str(pair[1])))

    def _put(self, key: Key, title: str) -> None:
        self._titles[key] = title
        self._letters[key] = letters_of(title)
        self._worth.clear()
        for word in words_of(title):
            self._having[word.text].add(key)
            if word.text not in self._known:
                self._known[word.text] = word
                same = self._same[word.text] = self._same_as(word)
                for text, likeness in same.items():
                    self._same[text][word.text] = likeness

    def _drop(self, key: Key) -> None:
        self._worth.clear()
        del self._letters[key]
        for word in words_of(self._titles.pop(key)):
            self._having[word.text].discard(key)
            if not self._having[word.text]:
                del self._having[word.text], self._known[word.text]
                for text in self._same.pop(word.text):
                    if text != word.text:
                        del self._same[text][word.text]

    def _same_as(self, word: Word) -> dict[str, float]:
        """The words of the wall that are this one, in another form, spelling or language, and how much they are."""
        same: dict[str, float] = {}
        if len(word.text) >= SHORT:
            spelt = process.extract(
                word.text, self._known.keys(), scorer=OSA.normalized_similarity, score_cutoff=SPELLING, limit=None
            )
            same = {text: likeness for text, likeness, _ in spelt if len(text) >= SHORT}
        for other in self._known.values():
            if not word.stems.isdisjoint(other.stems):
                same[other.text] = 1.0
            elif word.meaning is not None and word.meaning == other.meaning:
                same[other.text] = MEANING
        return same

    def _by_words(self, words: Sequence[Word]) -> dict[Key, float]:
        same = {word.text: self._same.get(word.text) or self._same_as(word) for word in words}
        shared: dict[Key, float] = defaultdict(float)
        reached: dict[str, float] = {}
        mine = 0.0
        for word in words:
            worth = word.weight * self._telling(same[word.text])
            mine += worth
            best: dict[Key, float] = {}
            for text, likeness in same[word.text].items():
                reached[text] = max(reached.get(text, 0.0), likeness)
                for key in self._having[text]:
                    best[key] = max(best.get(key, 0.0), likeness)
            for key, likeness in best.items():
                shared[key] += likeness * worth
        for text, likeness in reached.items():
            for key in self._having[text]:
                shared[key] += likeness * self._worth_of(text)
        theirs = {key: sum(self._worth_of(word.text) for word in words_of(self._titles[key])) for key in shared}
        return {key: score / (mine + theirs[key]) for key, score in shared.items()}

    def _worth_of(self, text: str) -> float:
        if text not in self._worth:
            self._worth[text] = self._known[text].weight * self._telling(self._same[text])
        return self._worth[text]

    def _telling(self, same: Iterable[str]) -> float:
        """1 for a word that hardly any title has, in whatever form, down to ``COMMON``."""
        having = sum(len(self._having[text]) for text in same)
        return max(COMMON, 1 - math.log1p(having) / math.log1p(10 + len(self._titles)))
