"""What a title says, as words that can be compared: stems, meanings, and how telling each word is."""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct
from snowballstemmer import stemmer

from edcamp.web.alike.meanings import FRAME, MEANINGS, SILENT

FRAME_WEIGHT = 0.3
"""Of a word that is on half of all cards. Chosen on the even rows of ``bench/alike/pairs.tsv``."""


class Word(Struct, frozen=True):
    """``text``: without case and accents. ``stems``: in each language; two words that share one are forms of one word.

    ``meaning``: the line of ``MEANINGS``, whose words all say the same.
    """

    text: str
    stems: frozenset[str]
    meaning: int | None
    weight: float


def plain(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def words_of(title: str) -> tuple[Word, ...]:
    """The telling words of a title, each once, in its order. A phrase that has a meaning is one word."""
    spoken = _split(title)
    found: dict[str, Word] = {}
    start = 0
    while start < len(spoken):
        meaning, length = _meaning_at(spoken, start)
        text = " ".join(spoken[start : start + length])
        start += length
        if text not in _SILENT:
            stems = _stems(text)
            frame = meaning is None and not stems.isdisjoint(_FRAME_STEMS)
            found.setdefault(text, Word(text, stems, meaning, FRAME_WEIGHT if frame else 1.0))
    return tuple(found.values())


@lru_cache(maxsize=4096)
def letters_of(title: str) -> str:
    """Its words written together: for words that are written apart elsewhere."""
    return "".join(word for word in _split(title) if word not in _SILENT)


def _meaning_at(spoken: list[str], start: int) -> tuple[int | None, int]:
    """What the longest phrase that begins here means, and how many words it has; None: one word of no known meaning."""
    for phrase, meaning in _PHRASES:
        here = spoken[start : start + len(phrase)]
        if len(here) == len(phrase) and all(not _stems(w).isdisjoint(s) for w, s in zip(here, phrase, strict=True)):
            return meaning, len(phrase)
    single = next((_SINGLE[stem] for stem in sorted(_stems(spoken[start])) if stem in _SINGLE), None)
    return single, 1


def _split(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(title))


_STEMMERS = {language[:2]: stemmer(language).stemWord for language in ("english", "spanish")}


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    """With the language before each: a stem of one says nothing about words of another."""
    return frozenset(f"{language}:{stem(text)}" for language, stem in _STEMMERS.items())


_SPLIT = [(_split(said), meaning) for meaning, line in enumerate(MEANINGS) for said in line]
_SINGLE = {stem: meaning for said, meaning in _SPLIT if len(said) == 1 for stem in _stems(said[0])}
_PHRASES = sorted(
    ((tuple(map(_stems, said)), meaning) for said, meaning in _SPLIT if len(said) > 1), key=lambda p: -len(p[0])
)
_SILENT = frozenset(SILENT)
_FRAME_STEMS = frozenset(stem for word in FRAME for stem in _stems(word))
