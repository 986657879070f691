"""Finds ``t("…")`` and ``tn("…", "…", n)`` in TypeScript and JSX.

Babel's own JavaScript lexer takes ``Map<string, string>`` for a tag and the apostrophe in text between tags for the
start of a string. This one reads only what it must to know code from comments, strings, templates and patterns.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from msgspec import Struct

Found = tuple[int, str, tuple[str, ...], list[str]]
"""As Babel wants it: line, function, its literal arguments, comments."""

TEXTS = {"t": 1, "tn": 2}
"""How many of a function's arguments are texts."""


class NotLiteral(Exception):
    """A text to translate is put together while the program runs, so nobody could translate it."""


class _Token(Struct, frozen=True):
    kind: str
    text: str
    line: int


_TOKENS = re.compile(
    r"""
    (?P<space>\s+ | //[^\n]* | /\*.*?\*/)
  | (?P<string>(?<!\w)(?:"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'))
  | (?P<name>[A-Za-z_$][\w$]*)
  | (?P<number>\d[\w.]*)
  | (?P<mark>=>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/(?![*/>])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_BEFORE_PATTERN = frozenset(["(", ",", "=", ":", "[", "!", "&", "|", "?", "{", "}", ";", "=>", "return", ""])
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def extract_typescript(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """A Babel extraction method. Raises ``NotLiteral``, naming line and call."""
    tokens = [token for token in _tokens(file.read().decode()) if token.kind != "space"]
    for i, token in enumerate(tokens):
        before = tokens[i - 1].text if i else ""
        called = i + 1 < len(tokens) and tokens[i + 1].text == "("
        if token.text in TEXTS and token.kind == "name" and called and before not in (".", "function"):
            yield token.line, token.text, _texts(tokens, i), []


def _texts(tokens: list[_Token], call: int) -> tuple[str, ...]:
    name, position, texts = tokens[call], call + 2, []
    for _ in range(TEXTS[name.text]):
        text = ""
        while tokens[position].kind == "string" and tokens[position + 1].text == "+":
            text += _unquoted(tokens[position].text)
            position += 2
        if tokens[position].kind != "string" or tokens[position + 1].text not in (",", ")"):
            raise NotLiteral(f"line {name.line}: {name.text}({tokens[position].text} … needs a plain string literal")
        texts.append(text + _unquoted(tokens[position].text))
        position += 2
    return tuple(texts)


def _tokens(source: str) -> Iterator[_Token]:
    position, line, last = 0, 1, ""
    braces: list[int] = []  # open braces in each template's ${…} around this place
    while position < len(source):
        kind = "mark"
        if source[position] == "/" and last in _BEFORE_PATTERN and (pattern := _PATTERN.match(source, position)):
            kind, end = "pattern", pattern.end()
        elif source[position] == "`" or (source[position] == "}" and braces and braces[-1] == 0):
            if source[position] == "}":
                braces.pop()
            kind, end = "template", _TEMPLATE.match(source, position + 1).end()  # type: ignore[union-attr]
            if source.startswith("${", end):
                braces.append(0)
                end += 2
            else:
                end += 1
        else:
            match = _TOKENS.match(source, position)
            assert match is not None, "any character is a mark"  # noqa: S101
            kind, end = str(match.lastgroup), match.end()
            if braces and match[0] in "{}":
                braces[-1] += 1 if match[0] == "{" else -1
        text = source[position:end]
        yield _Token(kind, text, line)
        if kind != "space":
            last = "" if kind == "template" and text.endswith("${") else text
        line += text.count("\n")
        position = end


def _unquoted(literal: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        return chr(int(code, 16)) if code else _ESCAPED.get(match[4], match[4])

    return _ESCAPE.sub(character, literal[1:-1])
