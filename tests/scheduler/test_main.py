import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from scheduler import Moves, Pin, Problem, Weights, check, read_plan, solve
from scheduler.__main__ import main
from scheduler.tables import Tables


@pytest.fixture
def file(camp: Problem, tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_bytes(msgspec.json.encode(camp))
    return path


def run(*arguments: str, text: bytes = b"") -> tuple[int, list[dict[str, object]]]:
    command = [sys.executable, "-m", "scheduler", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_solve_and_check_round_trip(camp: Problem, file: Path, tmp_path: Path) -> None:
    status, plans = run("solve", str(file), "--seconds", "1", "--seed", "3")
    assert status == 0
    assert [plan["final"] for plan in plans] == [False] * (len(plans) - 1) + [True]
    assert check(camp, read_plan(json.dumps(plans[-1]))).ok
    lines = tmp_path / "plan.jsonl"
    lines.write_text("\n".join(json.dumps(plan) for plan in plans))
    status, reports = run("check", str(file), str(lines))
    assert (status, reports[0]["ok"], reports[0]["value"]) == (0, True, plans[-1]["value"])
    lines.write_text(json.dumps(plans[-1], indent=2))
    assert run("check", str(file), str(lines)) == (0, reports)
    lines.write_text(json.dumps(plans[-1] | {"value": 1000}))
    status, reports = run("check", str(file), str(lines))
    assert (status, reports[0]["ok"]) == (1, False)


def test_solve_makes_no_more_moves_than_asked(tmp_path: Path, make_problem: Callable[..., Problem]) -> None:
    base = msgspec.structs.replace(make_problem(14, 24, 5, 5, 60), weights=Weights(slot_move=1, room_move=1))
    published = solve(base, 0.3).placements
    others = make_problem(15, 24, 5, 5, 60).people
    people = tuple(
        msgspec.structs.replace(person, votes=other.votes) for person, other in zip(base.people, others, strict=True)
    )
    today = msgspec.structs.replace(base, people=people, current=published, frozen=("s0",))
    path = tmp_path / "today.json"
    path.write_bytes(msgspec.json.encode(today))
    tables = Tables(today)

    def moves(*asked: str) -> Moves:
        status, plans = run("solve", str(path), "--seconds", "2", *asked)
        assert status == 0
        return tables.moves(tables.cells(read_plan(json.dumps(plans[-1])).placements))

    assert moves("--most-moves", "0", "1").slots == 0 < moves().slots
    status, said = run("solve", str(path), "--most-moves", "-1", "0")
    message = "a number of moves is below zero"
    assert status == 2
    assert said == [{"error": {"code": "invalid", "message": message, "path": "most_moves", "value": [-1, 0]}}]


def test_solve_reads_standard_input(file: Path) -> None:
    status, plans = run("solve", "-", "--seconds", "0", text=file.read_bytes())
    assert (status, plans[-1]["final"]) == (0, True)


def test_an_interrupt_prints_the_best_plan(file: Path) -> None:
    wide = json.loads(file.read_bytes())
    # Tight and at random: of something easier the optimum is proven, and the program over, before the signal comes.
    dice, topics = random.Random(1), [f"t{i}" for i in range(40)]
    wide["people"] = [{"id": f"p{i}", "votes": dict.fromkeys(dice.sample(topics, 5), "must")} for i in range(200)]
    wide["topics"] = [{"id": x} for x in topics]
    wide["rooms"] = [{"id": f"r{i}", "capacity": 30 + i} for i in range(5)]
    file.write_text(json.dumps(wide))
    command = [sys.executable, "-m", "scheduler", "solve", str(file), "--seconds", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        last = process.stdout.read().splitlines()[-1]
        assert (process.wait(10), json.loads(last)["final"]) == (0, True)


def test_explain_prints_fixes(camp: Problem, file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(file)]) == 0
    assert json.loads(capfd.readouterr().out)["possible"] is True
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(camp, pins=(Pin("code", "s1", "den"),))))
    assert main(["explain", str(file)]) == 1
    assert json.loads(capfd.readouterr().out)["fixes"][0]["message"] == "bring projector to room den"
    assert main(["explain", str(file), "--topic", "yoga"]) == 1


def test_errors_are_one_json_line(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file.write_text('{"rooms":[{"id":"r","capacity":-1}]}')
    assert main(["solve", str(file)]) == 2
    error = json.loads(capfd.readouterr().out)["error"]
    assert (error["code"], error["path"], error["value"]) == ("invalid", "rooms[0].capacity", -1)
    assert main(["solve", str(file.parent / "nowhere.json")]) == 2
    assert json.loads(capfd.readouterr().out)["error"]["code"] == "unreadable"
