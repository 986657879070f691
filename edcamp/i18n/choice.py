"""Which language somebody reads: what they chose here, else what their browser asks for."""

from edcamp.i18n.catalogue import ENGLISH, LANGUAGES


def pick(chosen: str | None, accept_language: str | None) -> str:
    """One of ``LANGUAGES``. ``accept_language`` is the header; a region (es-MX) is content with its language (es)."""
    if chosen in LANGUAGES:
        return chosen
    wishes = sorted(_wishes(accept_language or ""), key=lambda wish: -wish[1])
    return next((language for language, weight in wishes if weight > 0 and language in LANGUAGES), ENGLISH)


def _wishes(header: str) -> list[tuple[str, float]]:
    wishes = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        try:
            value = float(weight.replace(" ", "").removeprefix("q=") or 1)
        except ValueError:
            value = 0.0
        wishes.append((tag.strip().lower().partition("-")[0], value))
    return wishes
