"""What a phone, a board and a desk must load: every file of the bundle, compressed as it travels."""

import gzip
import json
from pathlib import Path

from bench.table import show
from edcamp import assets

BUDGET = 32 * 1024


def main() -> None:
    manifest = json.loads((assets.DIST / "manifest.json").read_text())
    rows: list[tuple[object, ...]] = []
    for entry, built in manifest.items():
        files = [built["file"], *built["preload"]]
        plain = sum((assets.DIST / file).stat().st_size for file in files)
        packed = sum(_gzipped(assets.DIST / file) for file in files)
        budget = f"{packed / BUDGET:.0%} of 32 KB" if entry == "phone.js" else ""
        rows.append((entry, len(files), f"{plain:,}", f"{packed:,}", budget))
    show("Bundle: first load of each page", ("entry", "files", "bytes", "gzip bytes", "budget"), rows)


def _gzipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


if __name__ == "__main__":
    main()
