"""The language somebody reads."""

import pytest

from edcamp.i18n import pick, regional


@pytest.mark.parametrize(
    ("chosen", "accept", "language"),
    [
        (None, None, "en"),
        (None, "", "en"),
        (None, "es", "es"),
        (None, "es-MX", "es"),
        (None, "ES-mx,en;q=0.5", "es"),
        (None, "en,es;q=0.9", "en"),
        (None, "en;q=0.3, es;q=0.9", "es"),
        (None, "fr,de;q=0.9,es;q=0.1", "es"),
        (None, "fr", "en"),
        (None, "es;q=0", "en"),
        (None, "es;q=nonsense", "en"),
        (None, "*", "en"),
        (None, ";;,,=;q", "en"),
        ("en", "es", "en"),
        ("es", "en", "es"),
        ("xx", "es", "es"),
        ("", "es", "es"),
    ],
)
def test_a_choice_counts_before_what_the_browser_asks_for(
    chosen: str | None, accept: str | None, language: str
) -> None:
    assert pick(chosen, accept) == language


@pytest.mark.parametrize(
    ("language", "accept", "locale"),
    [
        ("en", "en-GB,en;q=0.9", "en_GB"),
        ("en", "en;q=0.9,en-GB", "en_GB"),
        ("en", "en-us", "en_US"),
        ("en", "es-MX, en;q=0.3", "en"),
        ("es", "en-GB, es-MX;q=0.5", "es_MX"),
        ("es", None, "es"),
        ("en", "en-GB;q=0", "en"),
        ("en", "en-nowhere", "en"),
        ("en", "en-" + "x" * 400, "en"),
        ("en", "en-gb-\x00", "en"),
    ],
)
def test_the_readers_region_says_how_times_are_written(language: str, accept: str | None, locale: str) -> None:
    assert str(regional(language, accept)) == locale
