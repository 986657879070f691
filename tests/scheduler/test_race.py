"""The bench's machinery, with real children: what they say counts, also when they hang or die."""

from pathlib import Path

import msgspec
import pytest

from bench.scheduler import race, startup
from bench.scheduler.__main__ import main
from bench.scheduler.files import read, saved, write
from bench.scheduler.generate import generate
from bench.scheduler.race import Judge, best_at, run

# Tells one plan, then misbehaves; the problem a child warms up on has 60 people.
METHOD = """
import time
from bench.scheduler.greedy import most_votes_first
def method(arrays, watch, seed):
    most_votes_first(arrays, watch, seed)
    if arrays.P != 60:
        {then}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    problems = tmp_path / "problems"
    problems.mkdir()
    write(problems / "tiny.json.gz", generate("everything", "small", 3))
    return problems


@pytest.mark.parametrize(
    ("then", "error"),
    [
        ("raise ArithmeticError('gone wrong')", "ArithmeticError: gone wrong"),
        ("time.sleep(600)", "did not stop when its time was up"),
        ("while True: pass", "did not stop when its time was up"),
    ],
)
def test_what_a_bad_method_found_before_still_counts(
    then: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race, "START_SECONDS", 3.0)
    monkeypatch.setattr(race, "HUNG", 5.0)
    method = tmp_path / "bad.py"
    method.write_text(METHOD.format(then=then))
    problem = generate("synthetic", "typical", 1)
    ran = run(str(method), problem, 0.1, 1)
    assert (ran.error, ran.end) == (error, None)
    assert best_at(ran, Judge(problem), [60.0]) == best_at(run("votes", problem, 0.1, 1), Judge(problem), [60.0])


def test_compare_prints_keeps_and_prints_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    asked = ["compare", str(folder), "--seconds", "0.2", "--methods", "ours", "votes", "sessionizer"]
    assert main([*asked, "--save", str(kept), "--flat"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("\nValue after 0.2 s, seats alone (weights 1, 1, 0)\n")
    measured = saved([kept])
    assert [x.run.method for x in measured] == ["ours", "votes", "sessionizer"]
    values = [x.values[0] for x in measured]
    assert all(str(value) in printed for value in values)
    assert all(x.run.end is not None and x.run.end.peak_mb > 20 for x in measured)
    assert main(["tables", str(kept)]) == 0
    assert capsys.readouterr().out == printed


def test_compare_lets_ours_go_on_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", str(folder), "--seconds", "0.1", "--alone", "0.3", "--methods", "ours", "votes"]
    assert main(asked) == 0
    printed = capsys.readouterr().out
    both, alone = printed.split("Value after 0.3 s")
    assert "most votes first" in both.splitlines()[2]
    assert "most votes first" not in alone.splitlines()[1]
    assert "Ours, of the last value" in alone


def test_anytime_draws(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib", reason="the extra bench")
    assert main(["anytime", str(folder), "--seconds", "0.1", "0.3", "--plots", str(tmp_path)]) == 0
    assert "Ours over time, at 0.1 / 0.3 s" in capsys.readouterr().out
    assert (tmp_path / "tiny.png").stat().st_size > 1000


@pytest.mark.timeout(600)
def test_resolve_holds_the_past(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", str(folder), "--seconds", "0.2", "--free", "0.3"]) == 0
    printed = capsys.readouterr().out
    assert all(change in printed for change in ("a room is lost", "a host leaves", "five topics arrive"))


def test_startup_measures_fresh_processes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(startup, "TIMES", 1)
    assert main(["startup", str(folder)]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[4:6]] == [
        ["tiny", "warm"],
        ["tiny", "empty"],
    ]


def test_generate_writes_what_read_reads(tmp_path: Path) -> None:
    out = tmp_path / "made.json.gz"
    assert main(["generate", "--kind", "enrolment", "--size", "small", "--seed", "4", "--out", str(out)]) == 0
    assert read(out) == generate("enrolment", "small", 4)
    made = out.read_bytes()
    write(out, read(out))
    assert out.read_bytes() == made


def test_the_judge_refuses_a_plan_that_breaks_a_rule() -> None:
    problem = generate("synthetic", "small", 1)
    placements = run("votes", problem, 0.1, 1).found[-1].placements
    twice = msgspec.structs.replace(placements[0], topic=placements[1].topic)
    with pytest.raises(ValueError, match="repeats: Topic"):
        Judge(problem).value((*placements[1:], twice))
