"""Which language somebody reads: what they chose here, else what their browser asks for."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from edcamp.i18n.catalogue import ENGLISH, LANGUAGES


def pick(chosen: str | None, accept_language: str | None) -> str:
    """One of ``LANGUAGES``. ``accept_language`` is the header; a region (es-MX) is content with its language (es)."""
    if chosen in LANGUAGES:
        return chosen
    languages = (tag.partition("-")[0] for tag in _wishes(accept_language or ""))
    return next((language for language in languages if language in LANGUAGES), ENGLISH)


@lru_cache(maxsize=256)
def regional(language: str, accept_language: str | None) -> Locale:
    """The language with the reader's region: 15:05 for an English reader in Britain, 3:05 PM for one in America.

    As the browser's program does it, so that times stay as they are when it takes the page over.
    """
    tags = (tag for tag in _wishes(accept_language or "") if tag.partition("-")[0] == language)
    try:
        return Locale.parse(next(tags, language), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)


def _wishes(header: str) -> list[str]:
    """Language tags in lower case, the dearest first; without those that are not wanted at all."""
    wishes = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        try:
            value = float(weight.replace(" ", "").removeprefix("q=") or 1)
        except ValueError:
            value = 0.0
        wishes.append((tag.strip().lower(), value))
    return [tag for tag, value in sorted(wishes, key=lambda wish: -wish[1]) if value > 0]
