"""The catalogues, read from their ``.po`` files once: a translator's file is all there is to install."""

from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "locales"
ENGLISH = "en"
CLIENT = "static/src/"
"""Messages found below this folder are the browser's."""

PAGES = ("phone", "desk", "board")
"""The browser's programs: each has its own words in ``<page>.tsx`` and ``<page>/``; all other files are shared."""


def po_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


LANGUAGES: tuple[str, ...] = (ENGLISH, *sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()))


class Translation:
    """English sentences in one language. A sentence without a translation stays English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        self._catalogue = read_catalogue(language)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.locale.text_direction

    @property
    def name(self) -> str:
        """The language's name for itself."""
        return (self.locale.get_display_name() or self.language).capitalize()

    def gettext(self, message: str) -> str:
        found = self._catalogue.get(message)
        return str(found.string) if found is not None and found.string else message

    def ngettext(self, one: str, many: str, n: int) -> str:
        found = self._catalogue.get((one, many))
        if found is None or not all(found.string):
            return one if n == 1 else many
        return str(found.string[self._catalogue.plural_func(n)])


@cache
def translator(language: str) -> Translation:
    """Raises ``KeyError`` for a language that is not in ``LANGUAGES``."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Translation(language)


@cache
def client_catalogue(language: str, page: str | None = None) -> dict[str, str | list[str]]:
    """What the browser translates by itself: English text → translation, or the forms for one and for many.

    ``page``: leave out what only the other programs of ``PAGES`` say.
    """
    others = tuple(f"{CLIENT}{name}{end}" for name in PAGES if page is not None and name != page for end in ("/", "."))

    def wanted(message: Message) -> bool:
        return any(path.startswith(CLIENT) and not path.startswith(others) for path, _ in message.locations)

    messages = (message for message in read_catalogue(language) if message.id and message.string and wanted(message))
    return {
        message.id[0] if message.pluralizable else message.id: list(message.string)
        if message.pluralizable
        else message.string
        for message in messages
    }


@cache
def read_catalogue(language: str) -> Catalog:
    """The language's file as it is; empty for English."""
    if language == ENGLISH:
        return Catalog(ENGLISH)
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)
