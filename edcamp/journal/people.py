"""What a camp's people are called. Kept apart from the journal, because a person may ask to be forgotten."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Protocol

from edcamp.journal.database import Database
from edcamp.journal.subscriptions import MemorySubscriptions, SqliteSubscriptions, Subscriptions


class People(Protocol):
    """Names by camp and person id. Raises `JournalUnavailable` and `JournalClosed` as the journal beside it does."""

    @property
    def subscriptions(self) -> Subscriptions:
        """How people can be reached: forgotten with their names."""
        ...

    async def put(self, camp: str, person: str, name: str) -> None:
        """Give the person this name, instead of any before; durable when it returns."""
        ...

    async def names(self, camp: str) -> dict[str, str]:
        """Person id → name, for everybody in the camp who has one; empty for a camp nobody named anything in."""
        ...

    async def some(self, camp: str, persons: list[str]) -> dict[str, str]:
        """As `names`, of these people only."""
        ...

    async def forget(self, camp: str, person: str) -> None:
        """Erase the person's name, and how they could be reached, so that neither can be read back from
        the store; durable when it returns.

        Nor can it be from the store's files: at once, or as soon as the adapter says.
        Forgetting nobody is fine. Backups made earlier still hold the name: they are the operator's to delete.
        """
        ...

    async def drop_camp(self, camp: str) -> None:
        """Forget everybody in the camp at once."""
        ...


_TABLES = {
    "person": "camp, person, name",
    "subscription": "id, camp, person, endpoint, device, told",
    "warned": "camp, person, up_to",
}
"""What is forgotten with a person."""


class SqlitePeople:
    """See `People`. In the journal's own file, written by its writer thread: a new name shares a commit with votes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.subscriptions: Subscriptions = SqliteSubscriptions(database)

    async def put(self, camp: str, person: str, name: str) -> None:
        """See `People.put`."""

        def upsert(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO person (camp, person, name) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET name = excluded.name",
                (camp, person, name),
            )

        await self._database.write(upsert)

    async def names(self, camp: str) -> dict[str, str]:
        """See `People.names`."""

        def select(connection: sqlite3.Connection) -> dict[str, str]:
            return dict(connection.execute("SELECT person, name FROM person WHERE camp = ?", (camp,)).fetchall())

        return await self._database.read(select)

    async def some(self, camp: str, persons: list[str]) -> dict[str, str]:
        """See `People.some`."""

        def select(connection: sqlite3.Connection) -> dict[str, str]:
            query = "SELECT name FROM person WHERE camp = ? AND person = ?"
            found = {person: connection.execute(query, (camp, person)).fetchone() for person in persons}
            return {person: row[0] for person, row in found.items() if row is not None}

        return await self._database.read(select)

    async def forget(self, camp: str, person: str) -> None:
        """See `People.forget`."""
        await self._rewrite("NOT (camp = ? AND person = ?)", (camp, person))

    async def drop_camp(self, camp: str) -> None:
        """See `People.drop_camp`."""
        await self._rewrite("camp <> ?", (camp,))

    async def _rewrite(self, kept: str, values: tuple[str, ...]) -> None:
        """Keep the rows for which the condition `kept` holds and no trace of any other.

        A plain DELETE zeroes a row where it is now, but SQLite also leaves copies of rows in unused parts of pages
        when it moves rows between pages. Giving up every page of the table zeroes those too.
        """

        def rewrite(connection: sqlite3.Connection) -> None:
            for table, columns in _TABLES.items():
                rows = connection.execute(f"SELECT {columns} FROM {table} WHERE {kept}", values).fetchall()  # noqa: S608
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - its name is ours
                places = ", ".join("?" * len(columns.split(",")))
                connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608

        await self._database.write_and_empty_log(rewrite)


class MemoryPeople:
    """See `People`. `check_open` raises when the journal beside it is closed."""

    def __init__(self, check_open: Callable[[], None]) -> None:
        self._check_open = check_open
        self._subscriptions = MemorySubscriptions(check_open)
        self._names: dict[str, dict[str, str]] = {}

    @property
    def subscriptions(self) -> Subscriptions:
        """See `People.subscriptions`."""
        return self._subscriptions

    async def put(self, camp: str, person: str, name: str) -> None:
        """See `People.put`."""
        await self._turn()
        self._names.setdefault(camp, {})[person] = name

    async def names(self, camp: str) -> dict[str, str]:
        """See `People.names`."""
        await self._turn()
        return dict(self._names.get(camp, {}))

    async def some(self, camp: str, persons: list[str]) -> dict[str, str]:
        """See `People.some`."""
        await self._turn()
        names = self._names.get(camp, {})
        return {person: names[person] for person in persons if person in names}

    async def forget(self, camp: str, person: str) -> None:
        """See `People.forget`."""
        await self._turn()
        self._names.get(camp, {}).pop(person, None)
        self._subscriptions.forget(camp, person)

    async def drop_camp(self, camp: str) -> None:
        """See `People.drop_camp`."""
        await self._subscriptions.drop(camp)
        self._names.pop(camp, None)

    async def _turn(self) -> None:
        self._check_open()
        await asyncio.sleep(0)
