"""Small writes of many tasks made one: what comes within a few milliseconds shares a statement and a commit."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from .db import Db

R = TypeVar("R")
A = TypeVar("A")

PAUSE = 0.004


class Gathered(Generic[R, A]):
    """Rows given one by one, written many at a time by `write`; all who gave one get its answer, or its exception."""

    def __init__(self, write: Callable[[Db, list[R]], Awaitable[A]]) -> None:
        self._write = write
        self._open: WeakKeyDictionary[Db, tuple[list[R], asyncio.Task[A]]] = WeakKeyDictionary()

    async def add(self, db: Db, row: R) -> A:
        """Returns once the row has been written."""
        there = self._open.get(db)
        if there is None:
            rows: list[R] = []
            there = self._open[db] = rows, asyncio.create_task(self._close(db, rows))
        there[0].append(row)
        return await asyncio.shield(there[1])

    async def _close(self, db: Db, rows: list[R]) -> A:
        await asyncio.sleep(PAUSE)
        self._open.pop(db)
        return await self._write(db, rows)
