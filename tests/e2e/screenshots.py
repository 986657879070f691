"""Photographs every screen: ``python tests/e2e/screenshots.py [--out FOLDER] [--only NAME] [--readme]``."""

import argparse
import base64
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM, TOOLS  # noqa: E402 - a script finds the project by its own place
from tests.e2e.conftest import AS_ROOT  # noqa: E402
from tests.e2e.people import enlarge  # noqa: E402
from tests.e2e.screens import SCREENS, Screen, Stage, build  # noqa: E402
from tests.e2e.server import Server  # noqa: E402

PHONE, SMALL, LAPTOP, PROJECTOR = (390, 844), (320, 1600), (1440, 900), (1920, 1080)
SIZES = {
    "phone": {"phone": PHONE, "small-large-text": SMALL},
    "desk": {"laptop": LAPTOP, "phone": PHONE, "small-large-text": SMALL},
    "board": {"projector": PROJECTOR},
}
"""By device: what its screens are photographed on."""

IN_SPANISH = {
    "join",
    "wall",
    "topic",
    "propose",
    "propose-alike",
    "day",
    "kit",
    "schedule",
    "notices",
    "me",
    "desk-draft",
    "desk-list",
    "desk-late",
    "desk-swap-break",
    "desk-room-lost",
    "desk-host-away",
    "desk-late-topic",
    "desk-smackdown",
    "smackdown",
    "merged",
    "join-first-timers",
    "board-smackdown",
    "board-schedule",
}

README = ROOT / "docs" / "screenshots" / "readme.png"
README_MAX = 250 * 1024
README_PARTS = (("desk-draft", LAPTOP), ("board-schedule", PROJECTOR), ("wall", PHONE))
README_SIZE = (1080, 660)


def photograph(stage: Stage, screen: Screen, out: Path) -> Iterator[Path]:
    """Every picture of one screen, in both colour schemes."""
    languages = {"en": "en-GB"} | ({"es": "es-ES"} if screen.name in IN_SPANISH else {})
    for language, locale in languages.items():
        for size_name, size in SIZES[screen.device].items():
            with stage.on(screen, size, language=locale) as (page, complaints):
                if size == SMALL:
                    enlarge(page)
                for words in complaints:
                    print(f"  {screen.name}: {words}", file=sys.stderr)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                    file = out / f"{screen.name}.{size_name}.{language}.{scheme}.png"
                    page.screenshot(path=file)
                    yield file


def compose(browser: Browser, stage: Stage, file: Path) -> None:
    """The picture of the README: the desk, the board and a phone, side by side."""
    pictures = []
    for name, size in README_PARTS:
        screen = next(each for each in SCREENS if each.name == name)
        with stage.on(screen, size) as (page, _):
            pictures.append(base64.b64encode(page.screenshot()).decode())
    width, height = README_SIZE
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(_README_PAGE.format(*(f"data:image/png;base64,{picture}" for picture in pictures)))
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    page.close()
    if file.stat().st_size > README_MAX:
        raise SystemExit(f"{file} has {file.stat().st_size:,} bytes, more than {README_MAX:,}.")


_README_PAGE = """<!doctype html><style>
  body {{ margin: 0; position: relative; height: 660px; background: #cfd6da }}
  img {{ position: absolute; box-shadow: 0 12px 40px rgb(0 0 0 / .3) }}
  .desk {{ inset: 24px auto auto 24px; width: 700px; border-radius: 8px }}
  .board {{ inset: auto auto 24px 96px; width: 620px; border-radius: 4px; border: 8px solid #111 }}
  .phone {{ inset: 40px 32px auto auto; width: 260px; border-radius: 30px; border: 9px solid #111 }}
</style><img class="desk" src="{0}"><img class="board" src="{1}"><img class="phone" src="{2}">"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--only", action="append", help="a screen's name; may be given several times")
    parser.add_argument("--readme", action="store_true", help="nothing but the README's picture")
    given = parser.parse_args()
    if CHROMIUM is None:
        print(f"Screenshots need Chromium. To have it: {TOOLS}", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data")
        server.start()
        try:
            world = build(server, Path(folder))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=AS_ROOT)
                stage = Stage(browser, world)
                for screen in SCREENS:
                    if not given.readme and (not given.only or screen.name in given.only):
                        print(f"{screen.name}: {len(list(photograph(stage, screen, given.out)))} pictures", flush=True)
                if not given.only:
                    compose(browser, stage, README)
                browser.close()
        finally:
            server.close()
    print(f"The pictures are in {given.out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
