"""Drawings of what was measured. Needs the extra `bench` (matplotlib)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.scheduler.race import Judge, Run

# Points of a peer's curve: each costs one exact seating.
POINTS = 24
FIRST_SECOND = 0.01

Curve = list[tuple[float, int, int | None]]
"""Seconds, value, and bound where there is one."""


def claimed(run: Run) -> Curve:
    """The curve our scheduler says of itself: its values are exact, as the judge finds at the marks."""
    return [(x.at, x.value, x.bound) for x in run.found if x.value is not None]


def judged(run: Run, judge: Judge) -> Curve:
    """The curve of any method, by exact values at times that grow evenly in ratio."""
    if not run.found:
        return []
    end = max(run.found[-1].at, 2 * FIRST_SECOND)
    times = [FIRST_SECOND * (end / FIRST_SECOND) ** (i / (POINTS - 1)) for i in range(POINTS)]
    shown = [run.found[0], *(found for at in times if (found := run.at(at)) is not None), run.found[-1]]
    return [(x.at, judge.value(x.placements), x.bound) for x in dict.fromkeys(shown)]


def value_and_bound(path: Path, title: str, curves: Mapping[str, Curve]) -> None:
    """Steps over time on a logarithmic axis: every method's value, and the bound of whoever proves one."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for name, curve in curves.items():
        if not curve:
            continue
        times = [max(FIRST_SECOND, at) for at, _, _ in curve]
        line = axes.step(times, [value for _, value, _ in curve], where="post", label=name)[0]
        bounds = [(at, bound) for at, (_, _, bound) in zip(times, curve, strict=True) if bound is not None]
        if bounds:
            axes.step(*zip(*bounds, strict=True), where="post", ls="--", color=line.get_color(), label=f"{name}: bound")
    axes.set(title=title, xscale="log", xlabel="CPU seconds per core", ylabel="value")
    axes.grid(alpha=0.3)
    axes.legend()
    _save(figure, path)


def trade(path: Path, title: str, lines: Mapping[str, Sequence[tuple[int, float]]]) -> None:
    """People touched against the share of the free re-solve's value, a line for each change of plan."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for name, points in lines.items():
        ordered = sorted(points)
        axes.plot([x for x, _ in ordered], [100 * y for _, y in ordered], marker="o", label=name)
    axes.set(title=title, xlabel="people whose session moved", ylabel="% of the value of a free re-solve")
    axes.grid(alpha=0.3)
    axes.legend()
    _save(figure, path)


def _save(figure: object, path: Path) -> None:
    from matplotlib.figure import Figure

    assert isinstance(figure, Figure)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
