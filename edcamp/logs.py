"""What the program says about itself: one event a line, as JSON for programs or as text for people.

Nothing that somebody typed is ever in it. What happened is a constant in our code; what it happened to is said in the
few fields of ``Fields``, none of which is free text. An error is shown by its kind and the lines of code that led to
it, never by its message, which may quote what was typed. Of what libraries log there is the line of code that did.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TextIO, TypedDict, Unpack

import msgspec
from msgspec import Struct

OURS = "edcamp"

CONSTANT = frozenset({"uvicorn"})
"""Libraries whose messages are constants until their arguments are put in, which is not done. Others put in what they
like: asyncio the arguments of a callback, Engine.IO a header."""

Form = Literal["json", "text"]


class Fields(TypedDict, total=False):
    """What an event happened to. Strings are ids, or names that our code gave."""

    camp: str
    command: str
    """What was asked, e.g. ``set-vote``; with ``client`` and ``n`` it is this command and no other."""
    client: str
    n: int
    seq: int
    code: str
    """Of a refusal, or of what a store answered."""
    reason: str
    """What a store said of itself, in words."""
    seconds: float
    count: int
    epoch: str
    job: str
    """The kind of work that was asked of a solver."""
    endpoint: str
    """What a request was for. Its path may hold anything."""
    reference: str
    """What somebody was shown, to be found here."""
    process: str
    pid: int
    status: int
    address: str


class Log:
    """Says what happens in one module. Use as ``log = Log(__name__)``."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    @property
    def detailed(self) -> bool:
        """Whether ``debug`` is heard at all: for who would have to gather what to say."""
        return self._logger.isEnabledFor(logging.DEBUG)

    def debug(self, event: str, **fields: Unpack[Fields]) -> None:
        """What is worth a line only to who looks for something."""
        self._say(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: Unpack[Fields]) -> None:
        """What an operator may want to know when looking back."""
        self._say(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Unpack[Fields]) -> None:
        """What went wrong, and mends itself."""
        self._say(logging.WARNING, event, fields)

    def error(self, event: str, error: BaseException | None = None, **fields: Unpack[Fields]) -> None:
        """What went wrong for somebody."""
        self._say(logging.ERROR, event, fields, error)

    def exception(self, event: str, **fields: Unpack[Fields]) -> None:
        """As ``error``, with the one that is being handled."""
        self._say(logging.ERROR, event, fields, sys.exc_info()[1])

    def _say(self, level: int, event: str, fields: Fields, error: BaseException | None = None) -> None:
        self._logger.log(level, event, exc_info=error, extra={"fields": fields}, stacklevel=3)


def endpoint_of(scope: Mapping[str, Any]) -> str:
    """Of an ASGI scope: the function that answers it; before one was found, what kind of connection it is."""
    endpoint = scope.get("endpoint")
    if endpoint is None:
        return str(scope.get("type", ""))
    return getattr(endpoint, "__qualname__", type(endpoint).__name__)


class Setup(Struct, frozen=True):
    """How a process logs. ``level``: of our own events; of libraries' there are warnings and errors."""

    level: str
    form: Form


_current: Setup | None = None


def configure(setup: Setup, stream: TextIO | None = None) -> None:
    """From now on this process logs so, to ``stream`` or standard error."""
    global _current
    _current = setup
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter() if setup.form == "json" else TextFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(setup.level.upper())


def current() -> Setup | None:
    """How this process was told to log, for one that it starts."""
    return _current


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _when(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": _event(record),
            "logger": record.name,
            **_fields(record),
        }
        errors = list(_errors(record))
        if errors:
            line["errors"] = errors
        return msgspec.json.encode(line).decode()


class TextFormatter(logging.Formatter):
    """A line for people, and below it the lines of code that led to an error."""

    def format(self, record: logging.LogRecord) -> str:
        when = _when(record).astimezone().strftime("%H:%M:%S.%f")[:-3]
        named = [f"{name}={value}" for name, value in _fields(record).items()]
        lines = [" ".join([when, record.levelname, f"{_event(record)}", *named, f"({record.name})"])]
        for error in _errors(record):
            lines += [f"  {error.kind}", *(f"    {place}" for place in error.at)]
        return "\n".join(lines)


class _Error(Struct, frozen=True):
    """One exception; ``at``: where it was raised, after how it came there."""

    kind: str
    at: list[str]


def _when(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _event(record: logging.LogRecord) -> str:
    if hasattr(record, "fields"):
        return str(record.msg)
    if record.name.partition(".")[0] in CONSTANT:
        return str(record.msg).strip()
    return "a library has something to say"


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    """Of a library: which line of its code said it."""
    fields: Mapping[str, object] | None = getattr(record, "fields", None)
    return {"at": f"{record.pathname}:{record.lineno}"} if fields is None else fields


def _errors(record: logging.LogRecord) -> Iterator[_Error]:
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        yield from _chain(record.exc_info[1], set())


def _chain(error: BaseException, seen: set[int]) -> Iterator[_Error]:
    """What it came of first."""
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    yield _Error(type(error).__name__, places)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _chain(part, seen)
