"""``python -m edcamp.i18n extract``: brings the catalogues of this checkout up to date with what it says."""

import sys
from collections.abc import Sequence
from pathlib import Path

from edcamp.i18n.catalogue import ENGLISH, LANGUAGES, LOCALES, po_file
from edcamp.i18n.extract import collect, update
from edcamp.i18n.typescript import NotLiteral


def main(arguments: Sequence[str], root: Path = LOCALES.parent.parent) -> int:
    """Returns the exit code. ``root``: the checkout."""
    if list(arguments) != ["extract"]:
        print("usage: python -m edcamp.i18n extract", file=sys.stderr)
        return 2
    try:
        template = collect(root)
    except NotLiteral as error:
        print(error, file=sys.stderr)
        return 1
    for language in LANGUAGES:
        if language != ENGLISH:
            missing = update(root / po_file(language).relative_to(LOCALES.parent.parent), template)
            print(f"{language}: {len(template)} sentences, {len(missing)} without a translation")
            for text in missing:
                print(f"  {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
