"""Sentences are found in TypeScript and JSX as people write them."""

import io

import pytest

from edcamp.i18n.typescript import NotLiteral, extract_typescript


def found(source: str) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(line, name, texts) for line, name, texts, _ in extract_typescript(io.BytesIO(source.encode()), {}, (), {})]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('t("One")', ["One"]),
        ("t('One')", ["One"]),
        ('t("It\'s “one”")', ["It's “one”"]),
        (r't("A \"quoted\" word\u2026 \x41\n")', ['A "quoted" word… A\n']),
        ('t("One, " +\n  "two")', ["One, two"]),
        ('t(\n  "One",\n  { name },\n)', ["One"]),
        ('<p>Don\'t stop: {t("One")}</p>', ["One"]),
        ("<p>it's {a} and it's {t('One')}</p>", ["One"]),
        ('<a href="https://x.test/">{t("One")}</a> // t("Two")', ["One"]),
        ('const m = new Map<string, Array<string>>(); t("One"); let a = b < c; t("Two")', ["One", "Two"]),
        ('/* t("Zero") */ t("One") // t("Two")\n t("Three")', ["One", "Three"]),
        ('`a ${t("One")} b ${`c ${t("Two")} it\'s`} d` + t("Three")', ["One", "Two", "Three"]),
        ('`${ {a: {b: 1}}.a.b } ${t("One")}`; t("Two")', ["One", "Two"]),
        ("`it's \\` \\${t(\"Zero\")}`; t('One')", ["One"]),
        ('x.replace(/["\'`]/g, "") + t("One")', ["One"]),
        ('x.match(/[/"]/) ? t("One") : a / b / t("Two")', ["One", "Two"]),
        ('return /"/.test(x) && t("One")', ["One"]),
        ('const s = "t(\\"Zero\\")"; at("Zero"); x.t("Zero"); $t("Zero"); t("One")', ["One"]),
        ('export function t(text: string): string {}\nt("One")', ["One"]),
        ('const a = <br/>; t("One")', ["One"]),
        ('a ? t("One") : t("Two")', ["One", "Two"]),
        ("", []),
    ],
)
def test_every_call_is_found_and_nothing_that_only_looks_like_one(source: str, texts: list[str]) -> None:
    assert found(source) == [(line, "t", (text,)) for (line, _, _), text in zip(found(source), texts, strict=True)]


def test_a_count_has_two_texts_and_each_call_its_line() -> None:
    source = 'import { t } from "./i18n.ts";\n\ntn("{count} vote",\n  "{count} votes", n, {\n  a });\n  t("One")'
    assert found(source) == [(3, "tn", ("{count} vote", "{count} votes")), (6, "t", ("One",))]


@pytest.mark.parametrize(
    "source",
    ["t(word)", "t(`One`)", 't(a ? "One" : "Two")', 't("One" + word)', 'tn("One", many, 2)', 't("One" as string)'],
)
def test_a_text_that_nobody_could_translate_is_refused(source: str) -> None:
    with pytest.raises(NotLiteral, match=r"^line 2: tn?\("):
        found(f"\n{source}")
