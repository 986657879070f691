"""Watches camps, waits a minute for company, and tells those who asked for it what they have not read."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from edcamp import metrics
from edcamp.domain.assignments import Ending, endings
from edcamp.domain.camp import Camp
from edcamp.domain.ids import Instant, PersonId
from edcamp.domain.refusals import Refused
from edcamp.journal.ending import end
from edcamp.journal.port import JournalClosed, JournalUnavailable
from edcamp.journal.subscriptions import Subscription, Subscriptions
from edcamp.live.camp import LiveCamp
from edcamp.live.clock import Clock
from edcamp.live.host import Live
from edcamp.logs import Log
from edcamp.notify.endpoints import NotAllowed, check_keys, origin_of
from edcamp.notify.sender import Outcome, Sender
from edcamp.notify.words import Message, message_of, topic_of, unread, warning_of, warning_topic_of

log = Log(__name__)

QUIET_S = 60.0
"""From the first thing to be told until it is told: whatever else comes meanwhile is told with it."""

FRESH_MS = 2 * 3_600_000
"""What is older when it could be told at last has been seen on the way, or does not matter any more."""

PAUSES_S = (5.0, 20.0, 60.0, 180.0)
"""Between attempts; after the last one the page alone tells it."""

WAIT_AT_MOST_S = 600.0
"""For a push service that asks for more time than that."""

STORE_AGAIN_S = 5.0

AHEAD_MS = 24 * 3_600_000
"""A camp with sessions within a day stays in memory while somebody wants to be told, so that its clock goes on."""

KEPT_MS = 7 * 24 * 3_600_000
"""After its last slot a camp tells nobody anything: devices are forgotten."""

TTL_MAX_S = 4 * 3600

WARNING_MIN_S = 60
"""With less time left than that nobody can bring a session to a close any more: they are not warned of its end."""

LOOK_AGAIN_S = 0.2
"""Between two looks at what changed: while a thousand votes a second come in, nobody is told anything."""

NOTICES_PER_ENTRY = 100_000
"""The seq is in a notice's number, above so many."""


class _Push(Struct, frozen=True):
    """What is sent, and for how long it is worth delivering; see ``Sender.send``."""

    message: Message
    ttl_s: int
    topic: str


Worth = Callable[[], _Push | None]
"""What a device is to be told by now; None: nothing any more."""


class Notifier:
    """Of several processes on one store each device is told once: whoever claims it first tells it."""

    def __init__(self, subscriptions: Subscriptions, sender: Sender, clock: Clock, quiet_s: float = QUIET_S) -> None:
        self.public_key = sender.keys.public
        self._subscriptions = subscriptions
        self._sender = sender
        self._clock = clock
        self._quiet_ms = round(quiet_s * 1000)
        self._watching: dict[LiveCamp, asyncio.Task[None]] = {}
        self._wanted: dict[LiveCamp, asyncio.Event] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()

    # --- devices

    async def subscribe(self, camp: LiveCamp, person: PersonId, device: Subscription) -> None:
        """From now on the device is told what the person has not read. Raises ``Refused``."""
        try:
            origin_of(device.endpoint, self._sender.private)
            check_keys(device.p256dh, device.auth)
        except NotAllowed as error:
            raise Refused("push-address") from error
        told = max((notice.id for notice in camp.value.notices.get(person, ())), default=0)
        try:
            await self._subscriptions.put(camp.id, person, device, told)
        except JournalUnavailable as error:
            raise Refused("unavailable") from error
        if camp in self._wanted:
            self._wanted[camp].set()

    async def unsubscribe(self, camp: LiveCamp, person: PersonId, endpoint: str) -> None:
        """The device is told nothing of this camp any more. Raises ``Refused``."""
        try:
            await self._subscriptions.remove(camp.id, person, endpoint)
        except JournalUnavailable as error:
            raise Refused("unavailable") from error

    # --- camps

    async def wake(self, live: Live) -> None:
        """Loads the camps in which somebody wants to be told: nobody may come by who would, while phones are locked."""
        try:
            for code in await self._subscriptions.camps():
                try:
                    await live.camp(code)
                except Refused as refused:
                    log.info("a camp whose people want to be told is not there", camp=code, code=refused.code)
        except JournalClosed:
            pass
        except JournalUnavailable as error:
            log.warning("camps whose people want to be told are loaded when somebody comes", reason=error.sentence)

    def watch(self, camp: LiveCamp) -> None:
        """From now on people are told what they have not read."""
        self._wanted[camp] = asyncio.Event()
        task = asyncio.create_task(self._watch(camp), name=f"pushes of camp {camp.id}")
        self._watching[camp] = task

    def unwatch(self, camp: LiveCamp) -> None:
        """The camp leaves the memory. What is on its way to push services still gets there."""
        ending = asyncio.create_task(end(self._watching.pop(camp)))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        del self._wanted[camp]

    async def close(self) -> None:
        """Stops telling: what was claimed and not sent is read in the page alone."""
        await end(*self._watching.values(), *self._telling)
        await asyncio.gather(*self._ending)
        await self._sender.close()

    async def _watch(self, camp: LiveCamp) -> None:
        watch = _Watch(camp, self._wanted[camp], self._clock)
        unsubscribe = camp.subscribe(watch.woken.set)
        try:
            while True:
                try:
                    await self._keep_telling(camp, watch)
                    return
                except JournalClosed:
                    return
                except JournalUnavailable as error:
                    log.warning("who wants to be told is not known now", camp=camp.id, reason=error.sentence)
                except Exception:
                    log.exception("people could not be told", camp=camp.id)
                await asyncio.sleep(STORE_AGAIN_S)
        finally:
            unsubscribe()
            watch.let_go()

    async def _keep_telling(self, camp: LiveCamp, watch: "_Watch") -> None:
        if _over(camp.value, self._clock.now()):
            await self._subscriptions.drop(camp.id)
        watch.people = await self._subscriptions.people(camp.id)
        for person in watch.people:
            watch.begin(PersonId(person), self._quiet_ms)
        while True:
            watch.woken.clear()
            if watch.wanted.is_set():
                watch.wanted.clear()
                watch.people = await self._subscriptions.people(camp.id)
            watch.look(self._quiet_ms)
            due = watch.due(self._quiet_ms)
            if due:
                await self._tell(camp, watch, due)
            if watch.ending():
                await self._warn(camp, watch)
            watch.stay_awake()
            await asyncio.sleep(LOOK_AGAIN_S)
            await watch.wait()

    async def _tell(self, camp: LiveCamp, watch: "_Watch", due: list[PersonId]) -> None:
        watch.people = await self._subscriptions.people(camp.id)
        for person in due:
            if person in watch.people and (held := unread(camp.value, person, self._clock.now())):
                for device in await self._subscriptions.claim(camp.id, person, max(notice.id for notice in held)):
                    self._begin(self._deliver(camp, person, device, partial(self._news, camp, person, device)))
            watch.done(person)

    async def _warn(self, camp: LiveCamp, watch: "_Watch") -> None:
        """Tells hosts that a session of theirs ends soon. It is no notice: nothing has happened that the page, which
        counts the minutes, did not know of. So it does not wait for company, and is worth nothing when it is over.
        """
        watch.people = await self._subscriptions.people(camp.id)
        await camp.refresh()  # another process may have given them ten minutes more
        for ending in watch.ending():
            if ending.person in watch.people:
                for device in await self._subscriptions.claim_warning(camp.id, ending.person, ending.end):
                    worth = partial(self._warning, camp, ending, device)
                    self._begin(self._deliver(camp, ending.person, device, worth))
            watch.warned(ending)

    def _news(self, camp: LiveCamp, person: PersonId, device: Subscription) -> _Push | None:
        now, value = self._clock.now(), camp.value
        notices = unread(value, person, now)
        if not notices:
            return None
        return _Push(message_of(value, notices, device), _worth_s(value, now), topic_of(value, person))

    def _warning(self, camp: LiveCamp, ending: Ending, device: Subscription) -> _Push | None:
        now, value = self._clock.now(), camp.value
        left_s = (ending.end - now) // 1000
        still = next((e for e in endings(value, now) if (e.person, e.end) == (ending.person, ending.end)), None)
        if still is None or left_s < WARNING_MIN_S:
            return None
        return _Push(warning_of(value, still, device), left_s, warning_topic_of(value, still.person))

    def _begin(self, telling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _deliver(self, camp: LiveCamp, person: PersonId, device: Subscription, worth: Worth) -> None:
        """Until it is delivered, or worth nothing any more, or hopeless."""
        pause_s = 0.0
        for next_pause_s in (*PAUSES_S, None):
            if pause_s:
                await self._clock.sleep_until(self._clock.now() + round(pause_s * 1000))
            push = worth()
            if push is None:
                return
            sent = await self._sender.send(device, msgspec.json.encode(push.message), push.ttl_s, push.topic)
            metrics.PUSHES.labels(sent.outcome).inc()
            if sent.outcome is Outcome.GONE:
                await self._forget(camp, person, device)
            if sent.outcome is Outcome.REFUSED:
                log.warning("a push service takes nothing from us", camp=camp.id, status=sent.status)
            if sent.outcome is not Outcome.AGAIN:
                return
            pause_s = max(next_pause_s or 0.0, min(sent.wait_s, WAIT_AT_MOST_S))
        log.info("a push service did not take a message", camp=camp.id, status=sent.status)

    async def _forget(self, camp: LiveCamp, person: PersonId, device: Subscription) -> None:
        try:
            await self._subscriptions.remove(camp.id, person, device.endpoint)
        except (JournalUnavailable, JournalClosed) as error:
            log.info("a device that is gone is asked once more", camp=camp.id, reason=str(error))


class _Watch:
    """One camp: who is to be told, and when; and whether it must stay in memory."""

    def __init__(self, camp: LiveCamp, wanted: asyncio.Event, clock: Clock) -> None:
        self.people: set[str] = set()
        self.woken = asyncio.Event()
        self.wanted = wanted
        self._camp = camp
        self._clock = clock
        self._pending: dict[PersonId, Instant] = {}
        self._seen = camp.value.seq
        self._release: Any = None
        self._until: Instant | None = None
        self._ahead_of: tuple[object, ...] = ()
        self._ahead: list[Ending] = []
        self._warned: set[tuple[PersonId, Instant]] = set()

    def begin(self, person: PersonId, quiet_ms: int) -> None:
        """What was not told before this process began; claiming finds out whether it was."""
        now = self._clock.now()
        fresh = [n.at for n in self._camp.value.notices.get(person, ()) if n.at > now - FRESH_MS]
        if fresh:
            self._pending.setdefault(person, min(fresh) + quiet_ms)

    def look(self, quiet_ms: int) -> None:
        """Finds whom anything new is to be told."""
        value, seen = self._camp.value, self._seen
        self._seen = value.seq
        if value.seq < seen:  # another past: nobody knows any more what is new in it
            return
        for person in self._camp.people_touched(seen):
            held = value.notices.get(person)
            if held and held[-1].id >= (seen + 1) * NOTICES_PER_ENTRY:
                first = next(notice for notice in held if notice.id >= (seen + 1) * NOTICES_PER_ENTRY)
                self._pending.setdefault(person, first.at + quiet_ms)

    def due(self, quiet_ms: int) -> list[PersonId]:
        """Whose minute is over. They stay due until they are done. Where all that it began with has been read in the
        page, what came later has a minute of its own.
        """
        now = self._clock.now()
        for person, at in self._pending.items():
            held = self._camp.value.notices.get(person, ())
            if at <= now and held:
                self._pending[person] = max(at, min(notice.at for notice in held) + quiet_ms)
        return sorted(person for person, at in self._pending.items() if at <= now)

    def done(self, person: PersonId) -> None:
        self._pending.pop(person, None)

    def ending(self) -> list[Ending]:
        """Whom to warn now. They stay so until they are ``warned``, and then are so no more, whatever changes but the
        end itself.
        """
        value, now = self._camp.value, self._clock.now()
        of = (value.published, value.topics, value.slots, value.rooms, value.phases)
        if list(map(id, of)) != list(map(id, self._ahead_of)):  # which no vote changes
            self._ahead_of, self._ahead = of, endings(value, now)
        self._ahead = [ending for ending in self._ahead if (ending.person, ending.end) not in self._warned]
        return [ending for ending in self._ahead if ending.at <= now]

    def warned(self, ending: Ending) -> None:
        self._warned.add((ending.person, ending.end))

    def stay_awake(self) -> None:
        """Holds the camp while it has sessions soon and somebody who wants to be told of them."""
        now, value = self._clock.now(), self._camp.value
        shown = value.published.placements if value.published is not None and self.people else ()
        slots = (value.slots[p.slot] for p in shown if value.stands(p))
        self._until = max((s.end for s in slots if s.end > now and s.start < now + AHEAD_MS), default=None)
        if self._until is not None and self._release is None:
            self._release = self._camp.hold()
        elif self._until is None:
            self.let_go()

    def let_go(self) -> None:
        if self._release is not None:
            self._release()
            self._release = None

    async def wait(self) -> None:
        """Until something changed, or is due."""
        waiting = [asyncio.create_task(_heard(self.woken)), asyncio.create_task(_heard(self.wanted))]
        warnings = (ending.at for ending in self._ahead)
        ends = [at for at in (*self._pending.values(), self._until, *warnings) if at is not None]
        if ends:
            waiting.append(asyncio.create_task(self._clock.sleep_until(min(ends))))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


async def _heard(event: asyncio.Event) -> None:
    await event.wait()


def _over(camp: Camp, now: Instant) -> bool:
    return bool(camp.slots) and max(slot.end for slot in camp.slots.values()) + KEPT_MS < now


def _worth_s(camp: Camp, now: Instant) -> int:
    """Until the last session that is on show has ended, at most some hours: after that it is no news."""
    shown = camp.published.placements if camp.published is not None else ()
    ends = [camp.slots[p.slot].end for p in shown if camp.stands(p)]
    left = (max(ends, default=now) - now) // 1000
    return max(60, min(TTL_MAX_S, left)) if ends else TTL_MAX_S
