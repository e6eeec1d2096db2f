"""Something kept in memory: bounded, dropped by key, never stale after a drop.

Two generations: what is used moves to the young one; when that is full, the old one is forgotten. A value
read from the database before its key was dropped must not be kept after it, so a reader takes a stamp first.
"""

from typing import Generic, TypeVar

from . import bus

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most about twice `most` values."""

    __slots__ = ("_dropped", "_floor", "_most", "_old", "_stamp", "_young")

    def __init__(self, most: int) -> None:
        self._most = most
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}
        self._dropped: dict[K, int] = {}
        self._stamp = 0
        self._floor = 0
        bus.on_gap(self.clear)

    def get(self, key: K) -> V | None:
        value = self._young.get(key)
        if value is None and (value := self._old.get(key)) is not None:
            self._put(key, value)
        return value

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

    def _put(self, key: K, value: V) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = value
