"""What a line of the log looks like, and what can never be in one."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from edcamp.logs import JsonFormatter, Log, TextFormatter, endpoint_of

NAME = "Ximena Quispe"


class Lines(logging.Handler):
    """Every record of the test as a line."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.formatter = formatter
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    caplog.set_level(logging.DEBUG)
    handler = Lines(getattr(request, "param", JsonFormatter()))
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


def test_an_event_is_one_json_object(lines: list[str]) -> None:
    Log("edcamp.live.camp").info("100% of a batch was stored", camp="gkw4t2", client="p1/tab", n=3, seconds=0.004)

    [line] = [json.loads(line) for line in lines]
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "event": "100% of a batch was stored",
        "logger": "edcamp.live.camp",
        "camp": "gkw4t2",
        "client": "p1/tab",
        "n": 3,
        "seconds": 0.004,
    }


def _fail() -> None:
    try:
        {}[NAME]
    except KeyError as error:
        raise ExceptionGroup(NAME, [ValueError(NAME)]) from error


@pytest.mark.parametrize("lines", [JsonFormatter(), TextFormatter()], indirect=True, ids=["json", "text"])
def test_an_error_is_shown_by_its_kind_and_its_lines_of_code(lines: list[str]) -> None:
    try:
        _fail()
    except ExceptionGroup:
        Log("edcamp.hub").exception("a tick failed", camp="gkw4t2")

    [line] = lines
    assert NAME not in line
    kinds = [line.index(kind) for kind in ("KeyError", "ExceptionGroup", "ValueError")]
    assert kinds == sorted(kinds)
    assert line.count("test_logs.py:") >= 3
    assert line.count("_fail") == 2


@pytest.mark.parametrize("lines", [TextFormatter()], indirect=True)
def test_text_says_the_same_in_a_line(lines: list[str]) -> None:
    Log("edcamp.live.camp").warning("its journal is not heard", camp="gkw4t2", code="unreachable")

    [line] = lines
    assert line.split(" ", 1)[1] == ("WARNING its journal is not heard camp=gkw4t2 code=unreachable (edcamp.live.camp)")


def test_what_libraries_put_into_their_messages_is_left_out(lines: list[str]) -> None:
    logging.getLogger("uvicorn.error").error("Exception in %s application\n", NAME, exc_info=ValueError(NAME))
    logging.getLogger("edcamp.hub.socketio").error(f"http://{NAME} is not accepted.", exc_info=ValueError(NAME))
    loop = asyncio.new_event_loop()
    loop.call_soon(lambda name: 1 / 0, NAME)
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()

    uvicorn, engineio, asyncios = [json.loads(line) for line in lines if "selector" not in line]
    assert NAME not in "".join(lines)
    assert (uvicorn["event"], uvicorn["errors"]) == (
        "Exception in %s application",
        [{"kind": "ValueError", "at": []}],
    )
    assert engineio["event"] == asyncios["event"] == "a library has something to say"
    assert asyncios["errors"][0]["kind"] == "ZeroDivisionError"
    assert "base_events.py:" in asyncios["at"]


def test_a_request_is_named_by_what_answers_it() -> None:
    assert endpoint_of({"type": "http", "path": f"/{NAME}", "endpoint": Lines.emit}) == "Lines.emit"
    assert endpoint_of({"type": "http", "path": f"/{NAME}", "endpoint": Lines(JsonFormatter())}) == "Lines"
    assert endpoint_of({"type": "websocket", "path": f"/{NAME}"}) == "websocket"


def test_a_process_hears_its_own_events_from_a_level_on_and_warnings_of_libraries() -> None:
    script = """
import logging
from edcamp.logs import Log, Setup, configure
configure(Setup("info", "text"))
Log("edcamp.a").debug("not heard")
Log("edcamp.a").info("heard")
logging.getLogger("uvicorn").info("not heard")
logging.getLogger("uvicorn").warning("heard, too")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [line.split(" ", 1)[1].partition(" at=")[0] for line in done.stderr.splitlines()] == [
        "INFO heard (edcamp.a)",
        "WARNING heard, too",
    ]
