"""Every sentence is translated, and no translation outlives its sentence."""

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from edcamp.i18n import LANGUAGES, client_catalogue, translator
from edcamp.i18n.__main__ import main
from edcamp.i18n.catalogue import ENGLISH, LOCALES, po_file, read_catalogue
from edcamp.i18n.extract import collect, update
from edcamp.i18n.programs import programs_of

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in LANGUAGES if language != ENGLISH]
HOW = "run `python -m edcamp.i18n extract`, then translate what it lists"

pytestmark = pytest.mark.skipif(not (ROOT / "static" / "src").is_dir(), reason="needs the sources of the browser")


def texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, (tuple, list)) else (str(value),)


def messages(language: str) -> list[Message]:
    return [message for message in read_catalogue(language) if message.id]


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_what_the_code_says_and_nothing_else(language: str) -> None:
    said = {texts(message.id) for message in collect(ROOT) if message.id}
    known = {texts(message.id) for message in messages(language)}
    assert (sorted(said - known), sorted(known - said)) == ([], []), HOW


@pytest.mark.parametrize("language", OTHERS)
def test_everything_is_translated_for_certain(language: str) -> None:
    forms = read_catalogue(language).num_plurals
    lacking = [
        message.id
        for message in messages(language)
        if message.fuzzy
        or not all(text.strip() for text in texts(message.string))
        or len(texts(message.string)) != (forms if message.pluralizable else 1)
    ]
    assert lacking == [], HOW


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_the_same_things(language: str) -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    wrong = []
    for message in messages(language):
        wanted = placeholders(texts(message.id)[-1])
        for form in texts(message.string):
            missing = placeholders(form) ^ wanted
            # A form for exactly one may leave the number out: "a vote", not "1 vote".
            if missing - ({"count"} if message.pluralizable else set()):
                wrong.append((message.id, form))
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_ends_and_begins_as_its_sentence(language: str) -> None:
    def edges(text: str) -> tuple[bool, bool, bool]:
        return text != text.strip(), text.rstrip("»”").endswith("."), text.endswith((":", "…", "?"))

    wrong = [
        (message.id, message.string)
        for message in messages(language)
        if edges(texts(message.id)[0].replace(" …", "…")) != edges(texts(message.string)[0])
    ]
    assert wrong == []


def test_no_sentence_is_said_with_and_without_a_number() -> None:
    """The browser's catalogue knows a sentence with a number by its singular."""
    template = collect(ROOT)
    singulars = [texts(message.id)[0] for message in template if message.id]
    assert len(singulars) == len(set(singulars))


def test_the_browser_is_given_its_own_words_alone() -> None:
    whole = client_catalogue("es")
    assert whole["Newest first"] == "Más nuevos"
    assert whole["{count} topic"] == ["{count} tema", "{count} temas"]
    assert "This link does not work any more. Ask whoever gave it to you for a new one." not in whole
    phone, desk = client_catalogue("es", "phone"), client_catalogue("es", "desk")
    assert ("Newest first" in phone, "Newest first" in desk) == (True, False)
    assert ("Make a plan" in phone, "Make a plan" in desk) == (False, True)
    assert "Offline" in phone
    assert client_catalogue("en") == {}


def test_a_program_of_the_browser_is_given_what_every_file_that_it_loads_says(tmp_path: Path) -> None:
    files = {
        "phone.tsx": 'import { a } from "./phone/a.ts";',
        "phone/a.ts": 'import type { B } from "../shared.ts";\nconst late = import("./late.ts");',
        "phone/late.ts": "",
        "shared.ts": 'export * from "./phone/a.ts";',
        "desk.tsx": "import '../src/shared.ts'; import { x } from 'preact';",
        "alone.ts": "",
    }
    for name, text in files.items():
        (tmp_path / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "src" / name).write_text(text)
    loaded = programs_of(tmp_path / "src")
    assert {path.relative_to(tmp_path / "src").as_posix(): programs for path, programs in loaded.items()} == {
        "phone.tsx": ["phone"],
        "phone/a.ts": ["phone", "desk"],
        "phone/late.ts": ["phone", "desk"],
        "shared.ts": ["phone", "desk"],
        "desk.tsx": ["desk"],
    }


def test_a_translation_counts_as_its_language_does() -> None:
    spanish = translator("es")
    assert [spanish.ngettext("{count} vote", "{count} votes", n) for n in (0, 1, 2)] == [
        "{count} votos",
        "{count} voto",
        "{count} votos",
    ]
    assert [translator("en").ngettext("{count} vote", "{count} votes", n) for n in (0, 1)] == [
        "{count} votes",
        "{count} vote",
    ]
    assert (spanish.gettext("Nobody ever says this"), spanish.direction, spanish.name) == (
        "Nobody ever says this",
        "ltr",
        "Español",
    )
    with pytest.raises(KeyError, match="xx"):
        translator("xx")


def test_collecting_again_changes_nothing_and_keeps_translations(tmp_path: Path) -> None:
    copy = tmp_path / "es" / "LC_MESSAGES" / "messages.po"
    copy.parent.mkdir(parents=True)
    shutil.copy(po_file("es"), copy)
    template = collect(ROOT)
    before = update(copy, template)
    template.add("A sentence that is new", locations=[("edcamp/new.py", 1)])
    assert update(copy, template) == [*before, "A sentence that is new"]
    once = copy.read_bytes()
    assert update(copy, template) == [*before, "A sentence that is new"]
    assert copy.read_bytes() == once
    template.delete("A sentence that is new")
    template.delete("Topics")
    assert update(copy, template) == before
    assert '"Topics"' not in copy.read_text()
    assert '"Horario"' in copy.read_text()


def checkout(folder: Path, phone: str) -> Path:
    """A checkout with one page and one Spanish translation."""
    (folder / "static" / "src").mkdir(parents=True)
    (folder / "static" / "src" / "phone.tsx").write_text(phone)
    po = folder / "edcamp" / "locales" / "es" / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    shutil.copy(po_file("es"), po)
    return po


def test_the_command_says_what_lacks_a_translation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    po = checkout(tmp_path, 't("Topics"); t("A sentence that is new"); tn("{count} bird", "{count} birds", n);')
    assert main(["extract"], tmp_path) == 0
    assert capsys.readouterr().out == (
        "es: 3 sentences, 2 without a translation\n  A sentence that is new\n  ('{count} bird', '{count} birds')\n"
    )
    assert 'msgid "Topics"\nmsgstr "Temas"' in po.read_text()
    assert po.read_text().count("#. said by phone\n") == 3


def test_the_command_names_the_place_that_nobody_could_translate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout(tmp_path, "\nt(word)")
    assert main(["extract"], tmp_path) == 1
    assert capsys.readouterr().err == "static/src/phone.tsx, line 2: t(word … needs a plain string literal\n"


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile"]) == 2
    assert capsys.readouterr().err == "usage: python -m edcamp.i18n extract\n"
    assert LOCALES.parent.parent == ROOT
