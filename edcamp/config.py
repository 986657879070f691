"""Settings from the environment, read once. An EDCAMP_* variable that nothing reads is refused: it is a typo."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

PREFIX = "EDCAMP_"

BUILD_VARIABLES = frozenset({"EDCAMP_CHROMIUM", "EDCAMP_FRONTEND_DIST", "EDCAMP_TEST_ALL"})
"""Of the build and the tests: no settings of a server."""

PROCESSES_MAX = 64

PORT_MAX = 65_535

PUSH_QUIET_MAX = 600

_CONTACT = re.compile(r"mailto:[^@\s]+@[\w-]+(\.[\w-]+)*|https://[\w-]+(\.[\w-]+)*")
"""What push services, and the library that signs for them, take."""

SECRET_FILE = "secret.key"  # noqa: S105 - a file's name
SECRET_BYTES = 32


class ConfigError(Exception):
    """A setting cannot be used; the text says which, what it was, and what it should be."""


class Config(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything the program can be told. Each field is also ``EDCAMP_<FIELD>`` in the environment."""

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    """Folder of the database and the secret key; it is made if it is not there."""
    public_url: str | None = None
    """How phones reach this server, e.g. https://camp.example.org; default: as each request addressed it."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] | None = None
    """How events are written to standard error; default: text on a terminal, JSON elsewhere."""
    metrics: str | None = None
    """HOST:PORT at which this machine's metrics are shown to a Prometheus; default: nowhere."""
    redis: str | None = None
    """Address of the Redis that keeps all camps, instead of the data folder, e.g. redis://127.0.0.1:6379/0."""
    workers: int = 1
    """Processes that serve, all on one port. More than one need Redis."""
    solvers: int = 1
    """Processes beside them that work out plans, with Redis; 0 where none should run."""
    push: Literal["public", "private", "off"] = "public"
    """Whether phones that wish it are told what concerns them while they are locked. ``private``: also by push services
    on networks of one's own and over HTTP, as tests have them."""
    push_contact: str | None = None
    """Whom push services can turn to: mailto:… or https://…; default: the public address."""
    push_quiet: float = 60.0
    """Seconds that what is to be told waits for more of it."""
    rest_after: float = 600.0
    """Seconds after the last visit until a camp leaves the memory of its server. The next visit loads it again."""

    @property
    def metrics_address(self) -> tuple[str, int] | None:
        """Where to listen. Raises ``ConfigError``."""
        if self.metrics is None:
            return None
        host, colon, port = self.metrics.rpartition(":")
        if not colon or not host or not port.isdecimal() or int(port) > PORT_MAX:
            raise ConfigError(f"EDCAMP_METRICS={self.metrics!r} is not HOST:PORT, for example 127.0.0.1:9464.")
        return host.strip("[]"), int(port)

    @property
    def contact(self) -> str:
        """Whom push services can turn to."""
        if self.push_contact is not None:
            return self.push_contact
        public = urlsplit(self.public_url or "")
        return f"https://{public.hostname}" if public.scheme == "https" else "mailto:edcamp@localhost"

    @property
    def database(self) -> Path:
        return self.data / "edcamp.db"


def from_environment(environment: Mapping[str, str] = os.environ, **given: object) -> Config:
    """The environment's settings, with those in ``given`` that are not None on top. Raises ``ConfigError``."""
    fields: dict[str, object] = {}
    known = {field.name for field in msgspec.structs.fields(Config)}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX) or variable in BUILD_VARIABLES:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in known:
            choices = ", ".join(sorted(f"{PREFIX}{field.upper()}" for field in known))
            raise ConfigError(f"{variable}={value!r} is not a setting. The settings are: {choices}.")
        fields[name] = value
    fields.update({name: value for name, value in given.items() if value is not None})
    try:
        config = msgspec.convert(fields, Config, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ConfigError(f"A setting cannot be used: {error}. Given: {fields!r}.") from error
    if not 0 <= config.port <= PORT_MAX:
        raise ConfigError(f"EDCAMP_PORT={config.port} is not a port: 0 to {PORT_MAX}.")
    _ = config.metrics_address
    if config.public_url is not None and not config.public_url.startswith(("http://", "https://")):
        raise ConfigError(f"EDCAMP_PUBLIC_URL={config.public_url!r} must start with http:// or https://.")
    if not 1 <= config.workers <= PROCESSES_MAX:
        raise ConfigError(f"EDCAMP_WORKERS={config.workers} is not a number of processes: 1 to {PROCESSES_MAX}.")
    if not 0 <= config.solvers <= PROCESSES_MAX:
        raise ConfigError(f"EDCAMP_SOLVERS={config.solvers} is not a number of processes: 0 to {PROCESSES_MAX}.")
    if config.push_contact is not None and not _CONTACT.fullmatch(config.push_contact):
        raise ConfigError(
            f"EDCAMP_PUSH_CONTACT={config.push_contact!r} is neither mailto:you@example.org nor https://example.org."
        )
    if not 0 <= config.push_quiet <= PUSH_QUIET_MAX:
        raise ConfigError(f"EDCAMP_PUSH_QUIET={config.push_quiet:g} is not a time: 0 to {PUSH_QUIET_MAX} seconds.")
    if not config.rest_after > 0:
        raise ConfigError(f"EDCAMP_REST_AFTER={config.rest_after:g} is not a time: seconds, more than 0.")
    if config.workers > 1 and config.redis is None:
        raise ConfigError(
            f"{config.workers} workers need Redis: exactly one process may use a SQLite file. "
            "Add --redis redis://127.0.0.1:6379/0, or serve with one worker, which is enough for most camps."
        )
    return config


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)


def offered_secret(config: Config) -> bytes:
    """What this machine brings as the secret of a Redis that has none yet: the data folder's, if there is one.

    So camps that move into Redis keep their links, and people stay who they are. Raises ``ConfigError``.
    """
    return read_secret(config) if (config.data / SECRET_FILE).exists() else secrets.token_bytes(SECRET_BYTES)


def read_secret(config: Config) -> bytes:
    """The data folder's secret key: made at the first start, readable by its owner alone. Raises ``ConfigError``."""
    file = config.data / SECRET_FILE
    try:
        config.data.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            secret = file.read_bytes()
        else:
            secret = secrets.token_bytes(SECRET_BYTES)
            with open(handle, "wb") as out:
                out.write(secret)
                out.flush()
                os.fsync(out.fileno())
    except OSError as error:
        raise ConfigError(f"The data folder {config.data} cannot be used: {error.strerror}.") from error
    if len(secret) < SECRET_BYTES:
        raise ConfigError(
            f"{file} holds {len(secret)} bytes, not a secret key of {SECRET_BYTES}. Delete it to get a new one."
        )
    return secret
