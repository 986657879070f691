"""Everything that goes out. In each tick one frame is built for an audience and written to all who hear it.

A client that does not take its frame is left out until it does, and is then told what changed since what it has:
nothing is ever queued for it. Nobody waits for anybody.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from edcamp import metrics, wire
from edcamp.domain.ids import PersonId
from edcamp.hub.audiences import AUDIENCES, GONE, NAMES, SHARED, Client
from edcamp.hub.frames import LARGE_BYTES, Frame
from edcamp.hub.presence import Presence
from edcamp.journal.commons import Commons
from edcamp.live.camp import LiveCamp
from edcamp.logs import Log

log = Log(__name__)

QUICK_S = 0.1
"""Between ticks for boards and desks, where tallies are seen to rise."""

STEADY_S = 0.2
"""Between ticks for phones: above some hundred of them the air, not the server, is what runs out."""

PER_WORK = 1.4
"""Seconds from tick to tick for each second of work that one is: the rest of the time is for those who ask."""

PER_TURN = 1.1
"""The same for each second until one is over, whoever else had the processor meanwhile."""

SLOWEST_S = 3.0
"""However busy the server is, it speaks this often."""

STALLED_S = 60.0
"""A client that took nothing for so long is cut off: it will come back by itself when it can."""


CONNECTIONS_PER_PERSON = 16
"""Devices and tabs of one person in a camp: more than anybody opens, room for those whose phone has moved to another
network without a word. With one more the oldest is closed, not the newest refused: that is the one in the hand. Each
process counts its own: it is its own memory and time that this spares."""


class Broadcaster:
    """Interface for every transport: ``join`` a client once its hello was made, ``leave`` when it is gone."""

    def __init__(self, commons: Commons | None = None) -> None:
        self._commons = commons
        self._crowds: dict[LiveCamp, _Crowd] = {}
        self._closed = False

    def join(self, client: Client, counted: bool = True) -> None:
        """From the positions in ``client.at`` on, nothing is lost, whatever happened since the hello was made.

        ``counted``: whether the client is somebody who is here. Everything may be written before this returns.
        """
        camp = client.visitor.camp
        if self._closed:
            return
        if camp not in self._crowds:
            self._crowds[camp] = _Crowd(camp, self._commons)
        self._crowds[camp].join(client, counted)

    def leave(self, client: Client, linger_s: float = 0.0) -> None:
        """Leaving twice is leaving once. ``linger_s``: see ``Presence.leave``."""
        crowd = self._crowds.get(client.visitor.camp)
        if crowd is not None:
            crowd.leave(client, linger_s)

    def forget(self, camp: LiveCamp) -> None:
        """Nobody of this camp is here, and nobody will be until it is loaded anew."""
        crowd = self._crowds.pop(camp, None)
        if crowd is not None:
            crowd.close()

    def close(self) -> None:
        """Stops telling anybody anything."""
        self._closed = True
        for crowd in self._crowds.values():
            crowd.close()

    async def settle(self) -> None:
        """After ``close``: has told other processes that nobody is here any more."""
        await asyncio.gather(*(crowd.settle() for crowd in self._crowds.values()))
        self._crowds.clear()


class _Crowd:
    """All clients of one camp. While there are none, it does not even listen."""

    def __init__(self, camp: LiveCamp, commons: Commons | None) -> None:
        self._camp = camp
        self._presence = Presence(camp, commons)
        self._beats = {True: Beat(camp, QUICK_S), False: Beat(camp, STEADY_S)}
        self._clients: dict[Client, Beat] = {}
        self._counted: dict[Client, object] = {}
        self._of: dict[PersonId, dict[Client, None]] = {}
        """By person, oldest first."""
        self._unsubscribe = self._release = _nothing

    def join(self, client: Client, counted: bool) -> None:
        if not self._clients:
            self._unsubscribe, self._release = self._camp.subscribe(self._changed), self._camp.hold()
        metrics.CONNECTED.labels(client.connection.transport).inc()
        beat = self._clients[client] = self._beats[client.visitor.quick]
        beat.join(client)
        if counted:
            who = self._counted[client] = client.visitor.joined or client
            self._presence.enter(who)
        if client.visitor.person is not None:
            own = self._of.setdefault(client.visitor.person, {})
            own[client] = None
            if len(own) > CONNECTIONS_PER_PERSON:
                oldest = next(iter(own))
                self.leave(oldest, 0.0)
                oldest.connection.close()

    def leave(self, client: Client, linger_s: float) -> None:
        beat = self._clients.pop(client, None)
        if beat is None:
            return
        metrics.CONNECTED.labels(client.connection.transport).dec()
        beat.leave(client)
        if client.visitor.person is not None:
            own = self._of[client.visitor.person]
            own.pop(client, None)
            if not own:
                del self._of[client.visitor.person]
        if client in self._counted:
            self._presence.leave(self._counted.pop(client), linger_s)
        if not self._clients:
            self._unsubscribe()
            self._release()

    def close(self) -> None:
        self._unsubscribe()
        self._presence.close()
        for client, beat in self._clients.items():
            metrics.CONNECTED.labels(client.connection.transport).dec()
            beat.leave(client)
        self._clients.clear()
        self._of.clear()

    async def settle(self) -> None:
        await self._presence.settle()

    def _changed(self) -> None:
        for beat in self._beats.values():
            beat.changed()


def _nothing() -> None:
    pass


class Beat:
    """Clients of a camp that are told at the same moments, at least ``period`` seconds apart."""

    def __init__(self, camp: LiveCamp, period: float) -> None:
        self.period = period
        self._camp = camp
        self._epoch = camp.epoch
        self._shortest = period
        self._clients: dict[wire.Audience, set[Client]] = {audience: set() for audience in AUDIENCES}
        self._sent: dict[wire.Audience, int] = {}
        """Position that everybody who is not catching up has at least reached."""
        self._people: dict[PersonId, set[Client]] = {}
        self._people_told = 0
        """Up to this seq everybody who is not catching up has heard what is personal."""
        self._shown: dict[wire.Audience, Mapping[str, Any]] = {}
        self._shown_version = -1
        self._timer: asyncio.TimerHandle | None = None
        self._due = float("-inf")

    def join(self, client: Client) -> None:
        if not any(self._clients.values()):
            self._shown_version = self._camp.ephemeral_version
            self._shown = {audience: self._ephemeral(audience) for audience in SHARED}
        if not self._people:
            self._people_told = self._camp.value.seq
        for audience in client.at:
            self._follow(client, audience)
        for audience in SHARED:
            if audience in client.at:
                self._sent.setdefault(audience, client.at[audience])
            if self._ephemeral(audience) != self._shown.get(audience):
                self._shown.pop(audience, None)  # the client was told in its hello what the others are yet to hear
        self._bring_up_or_later(client)

    def leave(self, client: Client) -> None:
        for audience in AUDIENCES:
            self._unfollow(client, audience)
        if client.catching_up is not None:
            client.catching_up.cancel()
        if self._timer is not None and not any(self._clients.values()):
            self._timer.cancel()
            self._timer = None

    def changed(self) -> None:
        """Something may have changed: it will be told with the next tick, at once if the last one is long ago."""
        if self._timer is None and any(self._clients.values()):
            loop = asyncio.get_running_loop()
            self._due = max(loop.time(), self._due + self.period)
            self._timer = loop.call_at(self._due, self._tick)

    def _tick(self) -> None:
        self._timer = None
        began = time.thread_time()
        try:
            if self._epoch != self._camp.epoch:
                self._begin_again()
            for audience in SHARED:
                self._tell_shared(audience)
            self._tell_each()
            self._tell_ephemeral()
        except Exception:
            log.exception("a tick failed", camp=self._camp.id)
        # Some event loops collect what is written, and send it when they have nothing else to do, but before this.
        asyncio.get_running_loop().call_soon(self._keep_pace, self._due, began)

    def _keep_pace(self, due: float, began: float) -> None:
        late = asyncio.get_running_loop().time() - due
        metrics.TICK_SECONDS.observe(late)
        worked = time.thread_time() - began
        self.period = min(max(self._shortest, PER_WORK * worked, PER_TURN * late), SLOWEST_S)

    def _begin_again(self) -> None:
        """The camp's past is another: nobody's position means anything any more, so everybody says hello."""
        self._epoch = self._camp.epoch
        self._sent = dict.fromkeys(self._sent, self._camp.value.seq)
        self._people_told = self._camp.value.seq
        for client in {client for clients in self._clients.values() for client in clients}:
            if client.catching_up is None:
                self._bring_up_or_later(client)

    def _tell_shared(self, audience: wire.Audience) -> None:
        if audience == "organizers":
            for client in [client for client in self._clients[audience] if not client.visitor.organizer]:
                self._unfollow(client, audience)
        if not self._clients[audience]:
            return
        delta = self._camp.delta(NAMES[audience], self._sent[audience])
        if delta is None:
            return
        frame, complete = _frame(delta)
        self._sent[audience] = delta.to
        told = 0
        for client in list(self._clients[audience]):
            if self._tell(client, frame):
                told += 1
                client.at[audience] = delta.to
                if not complete:
                    self._unfollow(client, audience)
        _note_told(audience, frame, told)

    def _tell_each(self) -> None:
        if not self._people:
            return
        for person in self._camp.people_touched(self._people_told):
            for client in list(self._people.get(person, ())):
                delta = client.missed("me")
                if delta is not None and self._tell(client, frame := _frame(delta)[0]):
                    client.at["me"] = delta.to
                    _note_told("me", frame)
        self._people_told = self._camp.value.seq

    def _tell_ephemeral(self) -> None:
        if self._shown_version == self._camp.ephemeral_version:
            return
        self._shown_version = self._camp.ephemeral_version
        for audience in SHARED:
            fields = self._ephemeral(audience)
            if fields != self._shown.get(audience):
                self._shown[audience] = fields
                frame = Frame("ephemeral", fields)
                told = 0
                for client in list(self._clients[audience]):
                    if self._tell(client, frame):
                        told += 1
                    else:
                        client.missed_ephemeral = True
                _note_told(audience, frame, told)

    def _tell(self, client: Client, frame: Frame) -> bool:
        if client.catching_up is not None:
            return False
        try:
            if client.connection.write(frame):
                return True
        except GONE:
            self.leave(client)
            return False
        except Exception:
            log.exception("a client could not be written to", camp=self._camp.id)
            self._cut_off(client)
            return False
        metrics.SLOW.inc()
        self._start_catching_up(client)
        return False

    def _bring_up_or_later(self, client: Client) -> None:
        try:
            if not self._bring_up(client):
                self._start_catching_up(client)
        except GONE:
            self.leave(client)

    def _start_catching_up(self, client: Client) -> None:
        client.catching_up = asyncio.get_running_loop().create_task(self._catch_up(client))

    async def _catch_up(self, client: Client) -> None:
        """Waits until the client takes something again and tells it what it missed, as often as need be."""
        metrics.CATCHING_UP.inc()
        try:
            done = False
            while not done:
                async with asyncio.timeout(STALLED_S):
                    await client.connection.settle()
                done = self._bring_up(client)
            client.catching_up = None
        except TimeoutError:
            self._cut_off(client)
        except GONE:
            client.catching_up = None
            self.leave(client)
        except Exception:
            log.exception("a client could not be brought up to date", camp=self._camp.id)
            self._cut_off(client)
        finally:
            metrics.CATCHING_UP.dec()

    def _cut_off(self, client: Client) -> None:
        metrics.CUT_OFF.inc()
        client.catching_up = None
        self.leave(client)
        client.connection.hang_up()

    def _bring_up(self, client: Client) -> bool:
        """Writes all that the client has not heard yet; False if it does not take it. From then on it keeps pace.

        An audience that did not change since the client's own position stays there, and so must ``_sent``: the next
        frame may not begin beyond it. That makes no frame larger.
        """
        if client.epoch != self._camp.epoch:
            if not client.connection.write(_gap(self._camp.epoch, self._camp.value.seq)):
                return False
            for audience in AUDIENCES:
                self._unfollow(client, audience)
            return True
        for audience in AUDIENCES:
            if audience == "organizers" and not client.visitor.organizer:
                self._unfollow(client, audience)
            if audience not in client.at:
                continue
            delta = client.missed(audience)
            if delta is not None:
                frame, complete = _frame(delta)
                if not client.connection.write(frame):
                    return False
                _note_told(audience, frame)
                client.at[audience] = delta.to
                if not complete:
                    self._unfollow(client, audience)
        if client.missed_ephemeral:
            fields: dict[str, Any] = {}
            for audience in SHARED:
                if audience in client.at:
                    fields.update(self._ephemeral(audience))
            frame = Frame("ephemeral", fields)
            if not client.connection.write(frame):
                return False
            _note_told("public", frame)
            client.missed_ephemeral = False
        for audience in SHARED:
            if audience in client.at:
                self._sent[audience] = min(self._sent[audience], client.at[audience])
        return True

    def _follow(self, client: Client, audience: wire.Audience) -> None:
        self._clients[audience].add(client)
        if audience == "me" and client.visitor.person is not None:
            self._people.setdefault(client.visitor.person, set()).add(client)

    def _unfollow(self, client: Client, audience: wire.Audience) -> None:
        client.at.pop(audience, None)
        self._clients[audience].discard(client)
        if not self._clients[audience]:
            self._sent.pop(audience, None)
        person = client.visitor.person
        if audience == "me" and person in self._people:
            self._people[person].discard(client)
            if not self._people[person]:
                del self._people[person]

    def _ephemeral(self, audience: wire.Audience) -> Mapping[str, Any]:
        return self._camp.ephemeral.get(NAMES[audience], {})


def _note_told(audience: wire.Audience, frame: Frame, clients: int = 1) -> None:
    if clients:
        metrics.delivered(audience, clients, clients * len(frame.json))


def _frame(delta: wire.Delta) -> tuple[Frame, bool]:
    """The delta's frame, or for too many public documents one that makes a client say hello: it leaves a gap.

    Hello then sends it to ``state.json``; so the second value is False: the client is not followed up any more.
    """
    frame = Frame("delta", delta)
    if delta.audience != "public" or len(frame.json) <= LARGE_BYTES:
        return frame, True
    return _gap(delta.epoch, delta.to), False


def _gap(epoch: str, seq: int) -> Frame:
    """What makes a client say hello: its ``from`` is a position that the client has not."""
    return Frame("delta", wire.Delta("public", epoch, seq, seq, {}))
