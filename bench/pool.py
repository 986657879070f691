"""Load clients in processes of their own, which are given orders and answer each."""

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any


class Pool:
    """``run`` is called in each process with the end of a pipe, and ``given``."""

    def __init__(self, run: Callable[[Connection, Any], None], given: object, processes: int = 2) -> None:
        context = multiprocessing.get_context("spawn")
        self._ends: list[Connection] = []
        self._processes = []
        for _ in range(processes):
            here, there = context.Pipe()
            process = context.Process(target=run, args=(there, given), daemon=True)
            process.start()
            there.close()
            self._ends.append(here)
            self._processes.append(process)

    def __len__(self) -> int:
        return len(self._ends)

    async def ask(self, *order: object) -> Sequence[Any]:
        """Gives all of them the same order; their answers."""
        return await self.ask_each([order] * len(self))

    async def ask_each(self, orders: Sequence[Sequence[object]]) -> Sequence[Any]:
        """Gives each its own."""
        for end, order in zip(self._ends, orders, strict=True):
            end.send(tuple(order))
        return await asyncio.gather(*(asyncio.to_thread(end.recv) for end in self._ends))

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.join()
        for end in self._ends:
            end.close()
