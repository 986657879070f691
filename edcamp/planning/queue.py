"""The planner of a web process that has others work: it asks for everything, and shows when nobody does it."""

import asyncio
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from edcamp import wire
from edcamp.domain.camp import Cell, Wish
from edcamp.domain.documents import ORGANIZERS
from edcamp.domain.ids import CampId, KeptId, PersonId, RoomId, SlotId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.journal.commons import Jobs
from edcamp.journal.ending import end
from edcamp.journal.port import JournalUnavailable
from edcamp.live.answers import refusal
from edcamp.live.camp import LiveCamp
from edcamp.logs import Log
from edcamp.planning.bridge import Lost
from edcamp.planning.receipts import PLANNING, Kind, checked_kept, keep_receipts, named, uncounted
from edcamp.planning.search import Progress, check_loss, check_request, priced

log = Log(__name__)

T = TypeVar("T")

PLAN = "plan"
SEATS = "seats"
PRICES = "prices"
RECEIPTS = "receipts"
REPAIRS = "repairs"
KEPT = "kept"

LOOK_EVERY_S = 5.0
"""Between two looks whether seats are still missing, a search is still running or receipts are still not counted."""

PRICES_WITHIN_S = 5.0
"""Who has picked up a card waits no longer; a solver counts for a second, and desks that ask at once take turns."""

SILENCE_S = 35.0
"""A search of which nothing was heard for so long has nobody who works on it: another worker would have it by now."""


class PlanRequest(Struct, frozen=True):
    """The body of a job of the kind ``plan``."""

    by: PersonId
    seconds: float


def encode_request(request: PlanRequest) -> bytes:
    return msgspec.json.encode(request)


def decode_request(body: bytes) -> PlanRequest:
    """Raises ``msgspec.ValidationError``."""
    return msgspec.json.decode(body, type=PlanRequest)


class PricesQuestion(Struct, frozen=True):
    """The body of a job of the kind ``prices``."""

    by: PersonId
    topic: TopicId
    start: int
    beside: Cell | None
    published: bool = False


class RepairQuestion(Struct, frozen=True):
    """The body of a job of the kind ``repairs``."""

    by: PersonId
    lost: Lost


class KeptQuestion(Struct, frozen=True):
    """The body of a job of the kind ``kept``."""

    by: PersonId
    kept: KeptId


class Answer(Struct, Generic[T], frozen=True):
    """To any of these questions: what was found, or the code of a refusal and what offended. Neither: it failed."""

    found: T | None = None
    refused: tuple[str, str | int | None] | None = None


def decode_proven(body: bytes) -> wire.Proven | None:
    """The body of a job of the kind ``receipts``: what whoever asks has heard, and a solver started since has not.

    Raises ``msgspec.ValidationError``.
    """
    return msgspec.json.decode(body, type=wire.Proven | None)


class QueuedPlanner:
    """As ``Planner``, for processes that share their camps: in each camp there is one search, whoever asked for it."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._watching: dict[LiveCamp, list[asyncio.Task[None]]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def warm_up(self) -> None:
        """Nothing to do: solvers have processes that were started on their own."""

    async def start(self, camp: LiveCamp, by: PersonId, seconds: float) -> None:
        """See ``Planner.start``."""
        check_request(camp.value, by, seconds)
        before = camp.ephemeral.get(ORGANIZERS, {}).get("solving")
        try:
            if not await self._jobs.workers(PLAN):
                raise Refused("no-solver")
            Progress(camp, seconds)  # shown before anybody can have ended it
            if not await self._jobs.offer(PLAN, camp.id, encode_request(PlanRequest(by, seconds))):
                raise Refused("plan-running")
        except (Refused, JournalUnavailable) as error:
            camp.set_ephemeral(ORGANIZERS, everywhere=True, solving=before or wire.Solving(False, 0, seconds))
            if isinstance(error, Refused):
                raise
            log.error("a plan could not be asked for", camp=camp.id, reason=error.sentence)
            raise Refused("unavailable") from error

    async def stop(self, camp: LiveCamp) -> None:
        """See ``Planner.stop``."""
        try:
            begun = await self._jobs.stop(PLAN, camp.id)
        except JournalUnavailable as error:
            raise Refused("unavailable") from error
        if begun is None:
            raise Refused("plan-not-running")
        if not begun:
            _end(camp, None)

    async def prices(
        self,
        camp: LiveCamp,
        by: PersonId,
        topic: TopicId,
        start: int,
        beside: Cell | None = None,
        published: bool = False,
    ) -> wire.Prices:
        """See ``Planner.prices``."""
        priced(camp.value, by, topic, beside, published)
        question = PricesQuestion(by, topic, start, beside, published)
        return await self._found(PRICES, camp.id, question, Answer[wire.Prices], "prices-failed", "prices-failed")

    async def repair(
        self,
        camp: LiveCamp,
        by: PersonId,
        room: RoomId | None = None,
        slots: tuple[SlotId, ...] = (),
        topic: TopicId | None = None,
        wish: Wish | None = None,
    ) -> wire.Repair:
        """See ``Planner.repair``."""
        lost = Lost(room, slots, topic, wish)
        check_loss(camp.value, by, lost, camp.clock.now())
        question = RepairQuestion(by, lost)
        return await self._found(REPAIRS, camp.id, question, Answer[wire.Repair], "no-solver", "plan-failed")

    async def kept(self, camp: LiveCamp, by: PersonId, kept: KeptId) -> wire.Receipt:
        """See ``Planner.kept``."""
        checked_kept(camp.value, by, kept)
        question = KeptQuestion(by, kept)
        found = await self._found(KEPT, camp.id, question, Answer[wire.UnnamedReceipt], "no-solver", "counts-failed")
        return named(camp, found)

    async def _found(
        self, kind: str, camp: CampId, question: Struct, answers: type[Answer[T]], nobody: str, failed: str
    ) -> T:
        """What a solver finds. Raises ``Refused``: with the code ``nobody`` when there is none, with ``failed`` when it
        takes too long or cannot say, and what the solver itself refuses.
        """
        try:
            if not await self._jobs.workers(kind):
                raise Refused(nobody)
            answered = await self._jobs.ask(kind, camp, msgspec.json.encode(question), PRICES_WITHIN_S)
        except JournalUnavailable as error:
            log.error("a solver could not be asked", camp=camp, job=kind, reason=error.sentence)
            raise Refused("unavailable") from error
        if answered is None:
            log.error("no solver answered in time", camp=camp, job=kind)
            raise Refused(failed)
        answer = msgspec.json.decode(answered, type=answers)
        if answer.found is None:
            raise Refused(*(answer.refused or (failed, None)))
        return answer.found

    def watch(self, camp: LiveCamp) -> None:
        """From now on, whenever the camp's published schedule has no seats, they are asked for; and receipts, when what
        they are of has changed.
        """
        for name, work in (("planning", self._watch(camp)), ("receipts", self._keep_receipts(camp))):
            task = asyncio.create_task(work, name=f"{name} of camp {camp.id}")
            self._watching.setdefault(camp, []).append(task)

    def unwatch(self, camp: LiveCamp) -> None:
        """See ``Planner.unwatch``."""
        ending = asyncio.create_task(end(*self._watching.pop(camp)))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def _watch(self, camp: LiveCamp) -> None:
        changed = asyncio.Event()
        camp.subscribe(changed.set)
        heard = _Heard(camp)
        while True:
            changed.clear()
            shown = camp.value.published
            missing = shown is not None and not shown.counted
            if missing:
                await self._ask_for_seats(camp.id)
            running = heard.running()
            if running and heard.silent_for() > SILENCE_S:
                log.error("nobody works on its plan any more", camp=camp.id)
                _end(camp, Refused("plan-failed"))
            try:
                async with asyncio.timeout(LOOK_EVERY_S if missing or running else None):
                    await changed.wait()
            except TimeoutError:
                continue

    async def _ask_for_seats(self, camp: CampId) -> None:
        try:
            await self._jobs.offer(SEATS, camp, b"")
        except JournalUnavailable as error:
            log.warning("seats could not be asked for", camp=camp, reason=error.sentence)

    async def _keep_receipts(self, camp: LiveCamp) -> None:
        """One job counts both for every process, so none is asked for while the answer to the last may still come."""
        told: Mapping[str, Any] | None = None
        until = 0.0

        async def ask(kinds: list[Kind]) -> None:
            nonlocal told, until
            now = asyncio.get_running_loop().time()
            news = camp.ephemeral.get(PLANNING)
            if news is told and now < until:
                return
            told, until = news, now + LOOK_EVERY_S
            proven: wire.Proven | None = (news or {}).get("proven")
            try:
                if await self._jobs.workers(RECEIPTS):
                    await self._jobs.offer(RECEIPTS, camp.id, msgspec.json.encode(proven))
                else:
                    camp.set_ephemeral(PLANNING, **uncounted(camp, kinds))
            except JournalUnavailable as error:
                log.warning("receipts could not be asked for", camp=camp.id, reason=error.sentence)

        await keep_receipts(camp, ask, LOOK_EVERY_S)

    async def close(self) -> None:
        """Asks for nothing any more; what was asked for is done all the same."""
        await end(*(task for tasks in self._watching.values() for task in tasks))
        await asyncio.gather(*self._ending)


class _Heard:
    """When something new was last heard of a camp's search."""

    def __init__(self, camp: LiveCamp) -> None:
        self._camp = camp
        self._last: wire.Solving | None = None
        self._at = asyncio.get_running_loop().time()

    def running(self) -> bool:
        solving: wire.Solving | None = self._camp.ephemeral.get(ORGANIZERS, {}).get("solving")
        if solving != self._last:
            self._last = solving
            self._at = asyncio.get_running_loop().time()
        return solving is not None and solving.running

    def silent_for(self) -> float:
        return asyncio.get_running_loop().time() - self._at


def _end(camp: LiveCamp, refused: Refused | None) -> None:
    """Shows that the search is over, to those who see it running."""
    solving: wire.Solving | None = camp.ephemeral.get(ORGANIZERS, {}).get("solving")
    if solving is not None:
        error = None if refused is None else refusal(refused, str)
        camp.set_ephemeral(ORGANIZERS, everywhere=True, solving=replace(solving, running=False, error=error))
