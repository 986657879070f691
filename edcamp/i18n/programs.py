"""Which of the browser's programs loads which file, so that each is given the words it says and no others."""

import re
from pathlib import Path

PROGRAMS = ("phone", "desk", "board")

SAID_BY = "said by "
"""Begins the comment of a message that says which programs say it."""

_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


def programs_of(source: Path) -> dict[Path, list[str]]:
    """Programs by file, for every file below ``source`` that ``phone.tsx``, ``desk.tsx`` or ``board.tsx`` loads."""
    loaded: dict[Path, list[str]] = {}
    for program in PROGRAMS:
        waiting, seen = [source / f"{program}.tsx"], set[Path]()
        while waiting:
            file = waiting.pop().resolve()
            if file in seen or not file.is_file():
                continue
            seen.add(file)
            loaded.setdefault(file, []).append(program)
            waiting += [file.parent / name for name in _IMPORT.findall(file.read_text(encoding="utf-8"))]
    return loaded


def said_by(comments: list[str]) -> list[str]:
    """The programs that a message's comments name."""
    return [program for text in comments if text.startswith(SAID_BY) for program in text[len(SAID_BY) :].split(", ")]
