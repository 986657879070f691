"""What several processes of one installation share besides the journal. Nothing of it is a promise: it may be lost."""

from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Protocol

from msgspec import Struct


class Bucket(Struct, frozen=True):
    """Gives out so many tokens at once, and so many a second for as long as one likes. ``name``: within its camp."""

    name: str
    burst: float
    rate: float


class Commons(Protocol):
    """`process` names this process among them. Everything but `hear` raises `JournalUnavailable`."""

    process: str

    async def secret(self, own: bytes) -> bytes:
        """The installation's secret key: the one that the first process brought."""
        ...

    async def here(self, camp: str, entered: Collection[str], left: Collection[str], count: int) -> int | None:
        """How many are here in all processes together, after these have entered and left this one, which has `count`.

        None: it is not known any more who is with this process; all of them must be told as entered. Whoever is told
        here is forgotten after ten seconds in which the process has not called.
        """
        ...

    async def nobody_here(self, camp: str) -> None:
        """This process has nobody any more."""
        ...

    async def take(self, camp: str, buckets: Sequence[Bucket], tokens: int) -> float:
        """Takes so many tokens from each of the buckets; or from none, and says how many seconds to wait.

        More than a burst are waited for as a burst is.
        """
        ...

    async def tell(self, note: bytes) -> None:
        """Tells all processes, this one included, that listen now."""
        ...

    def hear(self) -> AsyncGenerator[bytes, None]:
        """Every note from now on; none while the store is away. Ends when the store is closed."""
        ...


class Job(Protocol):
    """Something asked for a camp, in the hands of a worker. All methods raise `JournalUnavailable`."""

    id: str
    camp: str
    body: bytes
    attempts: int
    """1, and one more for every worker that died over it."""

    async def keep(self) -> bool:
        """Says that it is being worked on; to be called every second or two. True: it should come to an end.

        Raises `JobLost` when it has been given to another worker, which was to be feared after ten seconds of silence.
        """
        ...

    async def answer(self, answer: bytes) -> None:
        """What whoever asked for it is told, if they still wait."""
        ...

    async def done(self) -> None:
        """It need not be given to anybody again; the next one of its kind may be asked for."""
        ...


class JobLost(Exception):
    """Somebody else works on it now: whatever this worker has found is not wanted."""


class Jobs(Protocol):
    """Work for processes that have room for it, each piece done by one of them. All methods raise `JournalUnavailable`.

    Of a kind there is one job at a time in a camp. A job whose worker died is given to another one.
    """

    async def workers(self, kind: str) -> int:
        """How many processes take jobs of this kind now."""
        ...

    async def offer(self, kind: str, camp: str, body: bytes) -> bool:
        """Asks for it to be done; False when the camp has one of this kind already."""
        ...

    async def ask(self, kind: str, camp: str, body: bytes, within_s: float) -> bytes | None:
        """Asks for it, after the one of this kind that the camp may have, and waits; the worker's answer.

        None when there was none in time: then nobody begins it any more.
        """
        ...

    async def stop(self, kind: str, camp: str) -> bool | None:
        """Asks for the camp's job to come to an end. False: nobody had begun it, and nobody will; None: it has none."""
        ...

    async def announce(self, kind: str) -> None:
        """This process is about to take jobs of this kind; while it does, that need not be said again."""
        ...

    def take(self, kind: str) -> AsyncGenerator[Job, None]:
        """Jobs as they come, those of workers that died first. The next one is taken when it is asked for."""
        ...
