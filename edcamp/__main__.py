"""The command line: demo, serve, solver, create, links, backup, export, import, doctor."""

import argparse
import errno
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import uvloop
from msgspec.structs import replace

from edcamp import app, doctor, fleet, serving
from edcamp.config import Config, ConfigError, from_environment
from edcamp.demo import show
from edcamp.domain.refusals import Refused
from edcamp.journal.port import JournalUnavailable
from edcamp.journal.redis import without_password
from edcamp.live.archive import ArchiveError
from edcamp.live.campfile import CampFileError, read_camp_file


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 when it did what it was asked."""
    given = _parser().parse_args(arguments)
    try:
        config = from_environment(
            host=getattr(given, "host", None),
            port=getattr(given, "port", None),
            data=getattr(given, "data", None),
            public_url=getattr(given, "public_url", None),
            redis=getattr(given, "redis", None),
            workers=getattr(given, "workers", None),
            solvers=getattr(given, "solvers", None),
            log_format=getattr(given, "log_format", None),
            metrics=getattr(given, "metrics", None),
        )
        # What a server says as it goes would only be in the way of a command's answer.
        serving.log_to_stderr(config if given.command in SERVERS else replace(config, log_level="warning"))
        command: Callable[[Config, argparse.Namespace], Coroutine[Any, Any, int]] = given.command
        return uvloop.run(command(config, given))
    except (ConfigError, CampFileError, ArchiveError, app.OperatorRefused, fleet.FleetError) as error:
        return _fail(str(error))
    except Refused as refused:
        return _fail(refused.sentence.replace("{value}", str(refused.value)))
    except JournalUnavailable as error:
        return _fail(error.sentence)
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _fail(
                f"Port {config.port} is taken by another program. Choose another with --port; 0 takes a free one."
            )
        return _fail(f"{error.filename + ': ' if error.filename else ''}{error.strerror or error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="edcamp", description="Runs an unconference on the day it happens.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="a camp with simulated attendees, to look at")
    demo.add_argument("--people", type=_at_least_one, default=120, help="simulated attendees (default 120)")
    demo.add_argument("--speed", type=_positive, default=1.0, help="2 is twice as fast (default 1)")
    _address(demo)
    demo.add_argument("--data", type=Path, help="folder to keep the camp in (default: a temporary one)")
    demo.set_defaults(command=_demo)

    serve = commands.add_parser("serve", help="the real thing")
    _address(serve)
    _data(serve)
    serve.add_argument("--public-url", help="how phones reach this server, e.g. https://camp.example.org")
    serve.add_argument("--workers", type=int, help="with Redis: processes that serve, on one port (default 1)")
    serve.add_argument(
        "--solvers", type=int, help="with Redis: processes that work out plans (default 1; 0: elsewhere)"
    )
    _observed(serve)
    serve.set_defaults(command=_serve)

    solver = commands.add_parser(
        "solver", help="work out plans for the servers on the same Redis, e.g. on a machine of its own"
    )
    _redis(solver)
    _observed(solver)
    solver.set_defaults(command=_solver)

    create = commands.add_parser("create", help="make a camp from a TOML file and print its links")
    create.add_argument("file", type=Path, help="see the README for an example")
    _data(create)
    create.add_argument("--public-url", help="how phones reach the server, for the links")
    create.set_defaults(command=_create)

    links = commands.add_parser("links", help="print the links of every camp")
    _data(links)
    links.add_argument("--public-url", help="how phones reach the server, for the links")
    links.set_defaults(command=_links)

    backup = commands.add_parser("backup", help="copy the database to a file, also while serving")
    backup.add_argument("file", type=Path)
    _data(backup)
    backup.set_defaults(command=_backup)

    export = commands.add_parser("export", help="write one camp to a file, also while it goes on")
    export.add_argument("camp", help="its code")
    export.add_argument("file", type=Path)
    _data(export)
    export.set_defaults(command=_export)

    bring = commands.add_parser("import", help="make the camp of an exported file, here or in a Redis")
    bring.add_argument("file", type=Path)
    _data(bring)
    bring.add_argument("--public-url", help="how phones reach the server, for the links")
    bring.set_defaults(command=_import)

    examine = commands.add_parser("doctor", help="check the installation and say what is missing")
    _data(examine)
    examine.set_defaults(command=_doctor)
    return parser


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1; 0.0.0.0 for a whole network)")
    parser.add_argument("--port", type=int, help="default 8000; 0 takes a free one")


def _observed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--log-format", choices=["json", "text"], help="default: text on a terminal, one JSON object a line elsewhere"
    )
    parser.add_argument(
        "--metrics", metavar="HOST:PORT", help="where to show metrics to a Prometheus, e.g. 127.0.0.1:9464"
    )


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of the database and the secret key (default: data)")
    _redis(parser)


def _redis(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--redis", help="address of a Redis that keeps the camps instead, e.g. redis://127.0.0.1:6379/0"
    )


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return number


def _positive(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


async def _demo(config: Config, given: argparse.Namespace) -> int:
    return await show.run(config, given.people, given.speed, keep=given.data is not None)


async def _serve(config: Config, given: argparse.Namespace) -> int:
    if config.redis is not None:
        return await _serve_on_redis(config, config.redis)

    async def ready(application: app.Application, url: str) -> None:
        base = config.public_url or url
        _say(f"edcamp serves {config.data.resolve()} at {base}. Ctrl-C stops it.")
        camps = await application.live.camps()
        if len(camps) > LINKS_SHOWN:
            _say(f"The links of its {len(camps)} camps: edcamp links --data {config.data}")
            return
        for camp in camps:
            _say(app.links(application.secret, await application.live.camp(camp), base).words())

    await serving.serve(config, ready)
    return 0


async def _serve_on_redis(config: Config, address: str) -> int:
    async def ready(url: str) -> None:
        base = config.public_url or url
        processes = f"{config.workers} workers, {config.solvers} solvers"
        _say(f"edcamp serves {without_password(address)} at {base} ({processes}). Ctrl-C stops it.")
        _say("The links of its camps: edcamp links --redis …")

    await fleet.run(config, ready)
    return 0


async def _solver(config: Config, given: argparse.Namespace) -> int:
    await fleet.solve(config, lambda: _say("edcamp works out plans. Ctrl-C stops it."))
    return 0


async def _create(config: Config, given: argparse.Namespace) -> int:
    text = given.file.read_text(encoding="utf-8")
    read_camp_file(text)
    _say(await _operate(config, "create", text))
    return 0


async def _links(config: Config, given: argparse.Namespace) -> int:
    _say(await _operate(config, "links", ""))
    return 0


async def _backup(config: Config, given: argparse.Namespace) -> int:
    _say(await _operate(config, "backup", str(given.file.resolve())))
    return 0


async def _export(config: Config, given: argparse.Namespace) -> int:
    target = json.dumps([given.camp, str(given.file.resolve())])
    _say(await _operate(config, "export", target))
    return 0


async def _import(config: Config, given: argparse.Namespace) -> int:
    _say(await _operate(config, "import", str(given.file.resolve())))
    return 0


async def _operate(config: Config, what: str, text: str) -> str:
    """Does it on the data folder, or, while a server holds that, has the server do it."""
    try:
        operator = await app.open_operator(config)
    except JournalUnavailable as error:
        serving_at = serving.running_server(config)
        if error.code != "in_use" or serving_at is None:
            raise
        return await _ask_server(config, serving_at, what, text)
    try:
        base = config.public_url or f"http://{config.host}:{config.port}"
        return await operator.operate(what, text, base)
    finally:
        await operator.close()


async def _ask_server(config: Config, url: str, what: str, text: str) -> str:
    headers = {"Authorization": f"Bearer {app.operator_key(config)}"}
    body = {"do": what, "text": text, "base": config.public_url or url}
    try:
        async with aiohttp.ClientSession(headers=headers) as http, http.post(f"{url}/operator", json=body) as response:
            answer = await response.json()
    except aiohttp.ClientError as error:
        raise app.OperatorRefused(f"The server at {url} does not answer: {error}") from error
    if not answer.get("ok"):
        raise app.OperatorRefused(str(answer.get("message")))
    return str(answer["text"])


async def _doctor(config: Config, given: argparse.Namespace) -> int:
    findings = await doctor.examine(config)
    for finding in findings:
        mark = "ok     " if finding.ok else "MISSING" if finding.needed else "note   "
        _say(f"{mark}  {finding.subject}: {finding.found}")
        if finding.advice:
            _say(f"         {finding.advice}")
    return 0 if all(finding.ok or not finding.needed for finding in findings) else 1


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _fail(words: str) -> int:
    sys.stderr.write(f"edcamp: {words}\n")
    return 2


LINKS_SHOWN = 10
"""More camps are not loaded only to say where they are."""

SERVERS = frozenset({_demo, _serve, _solver})
"""Commands that go on until they are stopped."""


if __name__ == "__main__":
    sys.exit(main())
