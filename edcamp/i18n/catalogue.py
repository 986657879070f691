"""The catalogues, read from their ``.po`` files once: a translator's file is all there is to install."""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from edcamp.i18n.programs import said_by

LOCALES = Path(__file__).parent.parent / "locales"
ENGLISH = "en"


def po_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


LANGUAGES: tuple[str, ...] = (ENGLISH, *sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()))


class Translation:
    """English sentences in one language. A sentence without a translation stays English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        compiled = BytesIO()
        write_mo(compiled, read_catalogue(language))
        compiled.seek(0)
        self._translations = GNUTranslations(compiled)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.locale.text_direction

    @property
    def name(self) -> str:
        """The language's name for itself."""
        return (self.locale.get_display_name() or self.language).capitalize()

    def gettext(self, message: str) -> str:
        return self._translations.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self._translations.ngettext(one, many, n)


@cache
def translator(language: str) -> Translation:
    """Raises ``KeyError`` for a language that is not in ``LANGUAGES``."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Translation(language)


@cache
def client_catalogue(language: str, program: str | None = None) -> dict[str, str | list[str]]:
    """What the browser translates by itself: English text → translation, or the forms for one and for many.

    ``program``: what one of ``PROGRAMS`` says; default: what any of them does.
    """

    def wanted(message: Message) -> bool:
        programs = said_by(message.auto_comments)
        return program in programs if program is not None else bool(programs)

    return {english: forms for english, forms in map(_entry, filter(wanted, read_catalogue(language))) if english}


def _entry(message: Message) -> tuple[str, str | list[str]]:
    """The English (the singular, of a message with a count) and its translation or forms; no English if it has none."""
    match message.id, message.string:
        case [str(one), _], [*forms] if all(forms):
            return one, forms
        case str(text), str(translated) if translated:
            return text, translated
        case _:
            return "", ""


@cache
def read_catalogue(language: str) -> Catalog:
    """The language's file as it is; empty for English."""
    if language == ENGLISH:
        return Catalog(ENGLISH)
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)
