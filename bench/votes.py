"""Durable votes: how many a second, and how long a phone waits for the answer, through the real server and its disk."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence

from msgspec import Struct

from bench.camp import serving
from bench.table import cpu_seconds, percentile, show
from edcamp.demo.phone import Phone

PHONES = 100
TOPICS = 20
SECONDS = 10
RATES = (200, 1_000, None)
"""Votes a second that are offered; None: each phone votes again as soon as it is answered."""

FSYNCS = 200


class Offered(Struct, frozen=True):
    """What became of votes offered at ``rate``. ``waits``: milliseconds until each was acknowledged."""

    rate: int | None
    took: float
    waits: list[float]
    cpu: float

    @property
    def cpu_us(self) -> float:
        """Of the server, for each vote."""
        return 1e6 * self.cpu / max(1, len(self.waits))

    def row(self) -> tuple[object, ...]:
        return (
            self.rate or "as fast as answered",
            f"{len(self.waits) / self.took:,.0f}",
            f"{percentile(self.waits, 0.5):.0f}",
            f"{percentile(self.waits, 0.99):.0f}",
            f"{self.cpu_us:.0f}",
        )


def main() -> None:
    rows = [offered.row() for offered in asyncio.run(offer(RATES))]
    show(
        f"Durable votes over Socket.IO, {PHONES} phones, {SECONDS} s each",
        ("offered/s", "acknowledged/s", "ack p50 ms", "ack p99 ms", "server CPU µs/vote"),
        rows,
        f"An fdatasync of this disk takes {_fsync_ms():.1f} ms (median of {FSYNCS}). Every vote was on disk when\n"
        "it was acknowledged. The phones are Python clients on the same two cores and use more CPU than the server.",
    )


async def offer(rates: Sequence[int | None]) -> list[Offered]:
    """Offers votes to a fresh server, at one rate after the other."""
    with serving() as served:
        phones = [Phone(served.join) for _ in range(PHONES)]
        for number, phone in enumerate(phones):
            await phone.join(f"Phone {number}")
            await phone.connect()
        for number in range(TOPICS):
            topic = {"do": "propose-topic", "topic": f"t{number}", "kind": "learn", "title": f"Topic {number}"}
            await phones[number].ask(topic)
        rows = [await _offer(phones, rate, served.pid, turn) for turn, rate in enumerate(rates)]
        await asyncio.gather(*(phone.close() for phone in phones))
        return rows


async def _offer(phones: list[Phone], rate: int | None, pid: int, turn: int) -> Offered:
    waits: list[float] = []
    began = time.monotonic()
    ends = began + SECONDS

    async def vote(number: int, phone: Phone) -> None:
        asked = 0
        while (now := time.monotonic()) < ends:
            if rate is not None:
                due = began + (asked * PHONES + number) / rate
                if due > ends:
                    return
                await asyncio.sleep(max(0.0, due - now))
            else:
                due = now
            weight = ("interested", "must", "none")[(asked // TOPICS + turn) % 3]
            answer = await phone.ask({"do": "set-vote", "topic": f"t{asked % TOPICS}", "weight": weight})
            if answer["ok"]:
                waits.append(1000 * (time.monotonic() - due))
            asked += 1

    cpu = cpu_seconds(pid)
    await asyncio.gather(*(vote(number, phone) for number, phone in enumerate(phones)))
    return Offered(rate, time.monotonic() - began, waits, cpu_seconds(pid) - cpu)


def _fsync_ms() -> float:
    times = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(FSYNCS):
            began = time.perf_counter()
            os.write(file.fileno(), b"x" * 4096)
            os.fdatasync(file.fileno())
            times.append(1000 * (time.perf_counter() - began))
    return percentile(times, 0.5)


if __name__ == "__main__":
    main()
