"""How well likely duplicates are found, and how long that takes: hand-written pairs of titles, against plain difflib.

``pairs.tsv`` was written before the matching, in two languages: pairs that a reader would merge (misspelt, in another
order, in other forms, in other words, in the other language) and pairs that they would not (near: most words are the
same, and it is something else). Thresholds and weights were chosen on its even rows; what is printed is of odd ones.
"""

import statistics
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

from msgspec import Struct

from bench.table import show
from edcamp.demo.topics import TOPICS
from edcamp.web.alike.likeness import HINT, Wall

DIFFERENT = ("near", "far")
TOPICS_ON_A_LARGE_WALL = 1_000
ROUNDS = 200


class Pair(Struct, frozen=True):
    kind: str
    a: str
    b: str

    @property
    def same(self) -> bool:
        return self.kind not in DIFFERENT


Likeness = Callable[[str, str], float]


def ours(a: str, b: str) -> float:
    """On a wall of everything else that a camp has, so that common words are known to be common."""
    wall: Wall[str] = Wall()
    wall.hold({topic.title: topic.title for topic in TOPICS} | {b: b})
    return next((alike.score for alike in wall.like(a, 0.0) if alike.key == b), 0.0)


def difflib(a: str, b: str) -> float:
    return SequenceMatcher(None, a.lower(), b.lower()).ratio()


def pairs(part: int | None = None) -> list[Pair]:
    """``part`` 0: the even rows; 1: the odd ones."""
    lines = (Path(__file__).parent / "pairs.tsv").read_text("utf-8").splitlines()
    return [Pair(*line.split("\t")) for i, line in enumerate(lines) if part in (None, i % 2)]


def threshold(likeness: Likeness, tuned_on: list[Pair]) -> float:
    """With the best F1: as fair to a peer as to ourselves."""
    candidates = [score / 100 for score in range(20, 96)]
    scores = [(likeness(p.a, p.b), p.same) for p in tuned_on]
    return max(candidates, key=lambda least: _f1([(score >= least, same) for score, same in scores]))


def _f1(said: list[tuple[bool, bool]]) -> float:
    right = sum(found and same for found, same in said)
    return 2 * right / (sum(found for found, _ in said) + sum(same for _, same in said) or 1)


def _row(name: str, likeness: Likeness, least: float, judged: list[Pair]) -> tuple[object, ...]:
    said = [(likeness(p.a, p.b) >= least, p) for p in judged]
    found = [p for hit, p in said if hit]
    right = [p for p in found if p.same]
    by_kind = []
    for kind in dict.fromkeys(p.kind for p in judged):
        of_kind = [hit for hit, p in said if p.kind == kind]
        by_kind.append(f"{sum(of_kind)}/{len(of_kind)}")
    precision = len(right) / len(found) if found else 1.0
    recall = len(right) / sum(p.same for p in judged)
    f1 = _f1([(hit, p.same) for hit, p in said])
    return (name, f"{least:.2f}", f"{precision:.2f}", f"{recall:.2f}", f"{f1:.2f}", *by_kind)


def main() -> None:
    tuned_on, judged = pairs(0), pairs(1)
    kinds = dict.fromkeys(p.kind for p in judged)
    rows = [
        _row("edcamp", ours, HINT, judged),
        _row("difflib, with the best F1 on even rows", difflib, threshold(difflib, tuned_on), judged),
        _row("difflib, as get_close_matches has it", difflib, 0.6, judged),
    ]
    titles = [topic.title for topic in TOPICS]
    wall: Wall[str] = Wall()
    wall.hold({title: title for title in titles})
    alarms = len(wall.pairs(HINT))
    show(
        f"Likely duplicates, {len(judged)} pairs that nothing was tuned on",
        ("", "from", "precision", "recall", "F1", *(f"found: {kind}" for kind in kinds)),
        rows,
        f"Of near and far pairs none should be found. On the demo's wall of {len(titles)} topics, all different,\n"
        f"{alarms} of {len(list(combinations(titles, 2)))} pairs are taken for duplicates.",
    )
    show(
        f"Time, a wall of {TOPICS_ON_A_LARGE_WALL:,} topics",
        ("what", "median ms", "slowest ms"),
        _times(),
        "A hint is worked out for every title that somebody stops typing at.",
    )


def _times() -> list[tuple[object, ...]]:
    titles = {}
    for number in range(TOPICS_ON_A_LARGE_WALL):
        first, second = (
            TOPICS[number % len(TOPICS)].title,
            TOPICS[(number * 7 + number // len(TOPICS)) % len(TOPICS)].title,
        )
        titles[f"t{number}"] = f"{first} {second.split()[0]} {second.split()[-1]} {chr(97 + number % 26)}{number}"
    wall: Wall[str] = Wall()
    began = time.perf_counter()
    wall.hold(titles)
    built = 1000 * (time.perf_counter() - began)
    asked = [pair.b for pair in pairs()]
    took = []
    for turn in range(ROUNDS):
        began = time.perf_counter()
        wall.hold(titles)
        wall.like(asked[turn % len(asked)])
        took.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    wall.pairs(HINT)
    paired = 1000 * (time.perf_counter() - began)
    return [
        ("one hint", f"{statistics.median(took):.1f}", f"{max(took):.1f}"),
        ("the wall, read for the first time", f"{built:.0f}", ""),
        ("all pairs, for the desk", f"{paired:.0f}", ""),
    ]


if __name__ == "__main__":
    main()
