"""Where devices of people can be told something while nobody looks at them. Kept where names are, and forgotten so."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Protocol

import msgspec
from msgspec import Struct

from edcamp.journal.database import Database

DEVICES_MAX = 5
"""Of one person in one camp; with one more, the one that came first is told nothing any more."""


class Subscription(Struct, frozen=True):
    """A device, as its browser's push service knows it: https://www.w3.org/TR/push-api/#pushsubscription-interface.

    ``language``: of who reads there; ``clock``: the locale in which they read the time of day.
    """

    endpoint: str
    p256dh: str
    auth: str
    language: str
    clock: str


class Subscriptions(Protocol):
    """By camp and person. Raises `JournalUnavailable` and `JournalClosed` as the journal beside it does.

    Whoever forgets a person, or drops a camp, in the `People` that these belong to, has forgotten these too.
    """

    async def put(self, camp: str, person: str, subscription: Subscription, told: int) -> None:
        """The device is this person's and no one else's in this camp, and has been told everything up to `told`.

        One that was this person's already stays told as far as it was.
        """
        ...

    async def of(self, camp: str, person: str) -> list[Subscription]:
        """The person's devices, the first to come first."""
        ...

    async def people(self, camp: str) -> set[str]:
        """Everybody in the camp who has a device here."""
        ...

    async def claim(self, camp: str, person: str, up_to: int) -> list[Subscription]:
        """The person's devices that were not told everything up to this; from now on they are.

        Of several that ask at the same time each device is given to one.
        """
        ...

    async def claim_warning(self, camp: str, person: str, end: int) -> list[Subscription]:
        """The person's devices, if nobody warned them yet of an end at this instant or a later one; from now on
        somebody has.

        Of several that ask at the same time one is given them.
        """
        ...

    async def remove(self, camp: str, person: str, endpoint: str) -> None:
        """The device is told nothing any more. One that is not the person's stays."""
        ...

    async def drop(self, camp: str) -> None:
        """Nobody in the camp is told anything any more."""
        ...

    async def camps(self) -> list[str]:
        """Camps in which somebody has a device here, sorted."""
        ...


class SqliteSubscriptions:
    """See `Subscriptions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, camp: str, person: str, subscription: Subscription, told: int) -> None:
        """See `Subscriptions.put`."""

        def replace(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM subscription WHERE camp = ? AND endpoint = ? AND person <> ?",
                (camp, subscription.endpoint, person),
            )
            connection.execute(
                "INSERT INTO subscription (camp, person, endpoint, device, told) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET device = excluded.device",
                (camp, person, subscription.endpoint, msgspec.json.encode(subscription).decode(), told),
            )
            connection.execute(
                "DELETE FROM subscription WHERE camp = ? AND person = ? AND id NOT IN"
                " (SELECT id FROM subscription WHERE camp = ? AND person = ? ORDER BY id DESC LIMIT ?)",
                (camp, person, camp, person, DEVICES_MAX),
            )

        await self._database.write(replace)

    async def of(self, camp: str, person: str) -> list[Subscription]:
        """See `Subscriptions.of`."""
        return await self._database.read(lambda connection: _devices(connection, camp, person))

    async def people(self, camp: str) -> set[str]:
        """See `Subscriptions.people`."""

        def select(connection: sqlite3.Connection) -> set[str]:
            query = "SELECT DISTINCT person FROM subscription WHERE camp = ?"
            return {person for (person,) in connection.execute(query, (camp,))}

        return await self._database.read(select)

    async def claim(self, camp: str, person: str, up_to: int) -> list[Subscription]:
        """See `Subscriptions.claim`."""

        def update(connection: sqlite3.Connection) -> list[Subscription]:
            query = "SELECT id, device FROM subscription WHERE camp = ? AND person = ? AND told < ? ORDER BY id"
            found = connection.execute(query, (camp, person, up_to)).fetchall()
            connection.executemany("UPDATE subscription SET told = ? WHERE id = ?", [(up_to, key) for key, _ in found])
            return [_read(device) for _, device in found]

        return await self._database.write(update)

    async def claim_warning(self, camp: str, person: str, end: int) -> list[Subscription]:
        """See `Subscriptions.claim_warning`."""

        def update(connection: sqlite3.Connection) -> list[Subscription]:
            warned = connection.execute(
                "INSERT INTO warned (camp, person, up_to) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET up_to = excluded.up_to WHERE up_to < excluded.up_to",
                (camp, person, end),
            )
            return _devices(connection, camp, person) if warned.rowcount else []

        return await self._database.write(update)

    async def remove(self, camp: str, person: str, endpoint: str) -> None:
        """See `Subscriptions.remove`."""

        def delete(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM subscription WHERE camp = ? AND person = ? AND endpoint = ?", (camp, person, endpoint)
            )

        await self._database.write(delete)

    async def drop(self, camp: str) -> None:
        """See `Subscriptions.drop`."""

        def delete(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM subscription WHERE camp = ?", (camp,))
            connection.execute("DELETE FROM warned WHERE camp = ?", (camp,))

        await self._database.write(delete)

    async def camps(self) -> list[str]:
        """See `Subscriptions.camps`."""

        def select(connection: sqlite3.Connection) -> list[str]:
            return [camp for (camp,) in connection.execute("SELECT DISTINCT camp FROM subscription ORDER BY camp")]

        return await self._database.read(select)


class MemorySubscriptions:
    """See `Subscriptions`. `check_open` raises when the journal beside it is closed."""

    def __init__(self, check_open: Callable[[], None]) -> None:
        self._check_open = check_open
        self._devices: dict[tuple[str, str], dict[str, tuple[Subscription, int]]] = {}
        """By camp and person, then by endpoint."""
        self._warned: dict[tuple[str, str], int] = {}

    async def put(self, camp: str, person: str, subscription: Subscription, told: int) -> None:
        """See `Subscriptions.put`."""
        await self._turn()
        for (there, other), devices in self._devices.items():
            if there == camp and other != person:
                devices.pop(subscription.endpoint, None)
        mine = self._devices.setdefault((camp, person), {})
        _, before = mine.get(subscription.endpoint, (subscription, told))
        mine[subscription.endpoint] = subscription, before
        while len(mine) > DEVICES_MAX:
            del mine[next(iter(mine))]

    async def of(self, camp: str, person: str) -> list[Subscription]:
        """See `Subscriptions.of`."""
        await self._turn()
        return [subscription for subscription, _ in self._devices.get((camp, person), {}).values()]

    async def people(self, camp: str) -> set[str]:
        """See `Subscriptions.people`."""
        await self._turn()
        return {person for (there, person), devices in self._devices.items() if there == camp and devices}

    async def claim(self, camp: str, person: str, up_to: int) -> list[Subscription]:
        """See `Subscriptions.claim`."""
        await self._turn()
        mine = self._devices.get((camp, person), {})
        found = [subscription for subscription, told in mine.values() if told < up_to]
        mine.update({subscription.endpoint: (subscription, up_to) for subscription in found})
        return found

    async def claim_warning(self, camp: str, person: str, end: int) -> list[Subscription]:
        """See `Subscriptions.claim_warning`."""
        await self._turn()
        if self._warned.get((camp, person), end - 1) >= end:
            return []
        self._warned[camp, person] = end
        return [subscription for subscription, _ in self._devices.get((camp, person), {}).values()]

    async def remove(self, camp: str, person: str, endpoint: str) -> None:
        """See `Subscriptions.remove`."""
        await self._turn()
        self._devices.get((camp, person), {}).pop(endpoint, None)

    async def drop(self, camp: str) -> None:
        """See `Subscriptions.drop`."""
        await self._turn()
        self._devices = {key: devices for key, devices in self._devices.items() if key[0] != camp}
        self._warned = {key: end for key, end in self._warned.items() if key[0] != camp}

    async def camps(self) -> list[str]:
        """See `Subscriptions.camps`."""
        await self._turn()
        return sorted({camp for (camp, _), devices in self._devices.items() if devices})

    def forget(self, camp: str, person: str) -> None:
        """For the `People` that these belong to."""
        self._devices.pop((camp, person), None)
        self._warned.pop((camp, person), None)

    async def _turn(self) -> None:
        self._check_open()
        await asyncio.sleep(0)


def _devices(connection: sqlite3.Connection, camp: str, person: str) -> list[Subscription]:
    query = "SELECT device FROM subscription WHERE camp = ? AND person = ? ORDER BY id"
    return [_read(device) for (device,) in connection.execute(query, (camp, person))]


def _read(device: str | bytes) -> Subscription:
    return msgspec.json.decode(device, type=Subscription)
