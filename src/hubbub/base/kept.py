"""Something kept in memory: bounded, dropped by key, never stale after a drop.

Two generations: what is used moves to the young one; when that is full, the old one is forgotten. A value
read from the database before its key was dropped must not be kept after it, so a reader takes a stamp first.
"""

import math
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from . import bus
from .db import Read, Tx

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most about twice `most` values; what is told of one of the `topics` drops those with its numbers."""

    __slots__ = ("_dropped", "_floor", "_most", "_old", "_stamp", "_young")

    def __init__(self, most: int, *topics: str) -> None:
        self._most = most
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}
        self._dropped: dict[K, int] = {}
        self._stamp = 0
        self._floor = 0
        bus.on_gap(self.clear)
        for topic in topics:
            bus.hears(topic)(self._hear)

    def get(self, key: K) -> V | None:
        value = self._young.get(key)
        if value is None and (value := self._old.get(key)) is not None:
            self._put(key, value)
        return value

    def among(self, keys: Iterable[K]) -> tuple[dict[K, V], list[K]]:
        """What is kept of these, and the keys of the rest."""
        found: dict[K, V] = {}
        missing: list[K] = []
        young = self._young
        for key in keys:
            value = young.get(key)
            if value is None:
                value, young = self.get(key), self._young
            if value is None:
                missing.append(key)
            else:
                found[key] = value
        return found, missing

    @property
    def stamp(self) -> int:
        """Take this before reading from the database."""
        return self._stamp

    def keep(self, key: K, value: V, stamp: int) -> V:
        """Keep what was read since `stamp`, unless the key has been dropped in between; the value in any case."""
        if stamp >= self._floor and self._dropped.get(key, -1) < stamp + 1:
            self._put(key, value)
        return value

    def drop(self, key: K) -> None:
        self._stamp += 1
        self._dropped[key] = self._stamp
        self._young.pop(key, None)
        self._old.pop(key, None)
        if len(self._dropped) > self._most:
            self._dropped.clear()
            self._floor = self._stamp

    def clear(self) -> None:
        self._stamp += 1
        self._floor = self._stamp
        for part in (self._young, self._old, self._dropped):
            part.clear()

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def _hear(self, keys: list[str]) -> None:
        for key in keys:
            if key == bus.ALL:
                self.clear()
            else:
                self.drop(int(key))  # type: ignore[arg-type]  # as what is told is

    def _put(self, key: K, value: V) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = value


class Answers(Generic[K, V]):
    """What a question has for an answer, by a number such as an id: kept until one of the topics is told with it.

    What changes with time, too, is asked again after so many `seconds`.
    """

    def __init__(
        self, ask: Callable[[Any, K], Awaitable[V]], *topics: str, most: int = 5_000, seconds: float = math.inf
    ) -> None:
        self._ask, self._seconds = ask, seconds
        self._answers: Kept[K, tuple[V, float]] = Kept(most, *topics)

    async def of(self, db: Any, key: K) -> V:
        """The answer. Raises what asking raises."""
        known = self._answers.get(key)
        if known is None or time.monotonic() > known[1]:
            stamp, until = self._answers.stamp, time.monotonic() + self._seconds
            known = self._answers.keep(key, (await self._ask(db, key), until), stamp)
        return known[0]

    def forget(self, keys: object = None) -> None:
        """All of them."""
        self._answers.clear()


class Lately(Generic[K, V]):
    """Rows of the last few pages by their ids, for those who show the same one after the other: each is as it was when
    it was asked for, until one of the topics is told with its id. Work that must have the newest asks for itself.
    """

    def __init__(
        self, ask: Callable[[Read, Sequence[K]], Awaitable[dict[K, V]]], *topics: str, most: int = 200
    ) -> None:
        self._ask = ask
        self._rows: Kept[K, V] = Kept(most, *topics)

    async def of(self, db: Read, wanted: Iterable[K]) -> dict[K, V]:
        """Those that are there."""
        if isinstance(db, Tx):  # nothing has been told yet of what is done in it
            return await self._ask(db, list(wanted))
        found, missing = self._rows.among(wanted)
        if missing:
            stamp = self._rows.stamp
            for key, row in (await self._ask(db, missing)).items():
                found[key] = self._rows.keep(key, row, stamp)
        return found
