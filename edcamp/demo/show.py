"""``edcamp demo``: the server, a camp, its addresses with a QR code, and the simulated attendees beside it."""

import asyncio
import contextlib
import io
import sys
import tempfile
from pathlib import Path

import segno
from msgspec.structs import replace

from edcamp import app, serving
from edcamp.config import Config
from edcamp.demo.camp import create

END_WITHIN_S = 1.5
"""Time for the attendees to hang up before they are killed: Ctrl-C promises three seconds for everything."""


async def run(config: Config, people: int, speed: float, keep: bool) -> int:
    """Shows the main job until Ctrl-C. ``keep``: the camp stays in the data folder, else it goes with the demo."""
    with tempfile.TemporaryDirectory(prefix="edcamp-demo-") as folder:
        config = replace(config, redis=None, workers=1)
        if not keep:
            config = replace(config, data=Path(folder))
        attendees: list[asyncio.subprocess.Process] = []

        async def ready(application: app.Application, url: str) -> None:
            base = config.public_url or url
            camp = await create(application.live, application.clock.now())
            links = app.links(application.secret, camp, base)
            _say(_welcome(links, config, keep))
            attendees.append(
                await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "edcamp.demo.attendees",
                    *("--camp", f"{url}/c/{camp.id}"),
                    *("--organizer", app.links(application.secret, camp, url).organize),
                    *("--people", str(people)),
                    *("--speed", str(speed)),
                    stdin=asyncio.subprocess.PIPE,
                    start_new_session=True,
                )
            )

        try:
            await serving.serve(config, ready)
        finally:
            await asyncio.gather(*(_end(process) for process in attendees))
    return 0


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_WITHIN_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _welcome(links: app.Links, config: Config, keep: bool) -> str:
    qr = io.StringIO()
    segno.make(links.join, error="m").terminal(out=qr, compact=True)
    kept = f"The camp stays in {config.data.resolve()}." if keep else "The camp is gone when the demo ends."
    return (
        f"\n{qr.getvalue()}\n"
        f"  Join      {links.join}\n"
        f"  Board     {links.board}\n"
        f"  Organize  {links.organize}\n\n"
        f"  {kept} Ctrl-C ends it.\n"
    )


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
