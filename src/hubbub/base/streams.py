"""Open streams: what happens is sent to whoever keeps a page or an app open.

A stream holds the names of what waits, not the answers: those are made when they are sent, so a thing that happens
ten times meanwhile is sent once, and nothing is made for whoever has gone.
"""

import asyncio
import logging
from collections.abc import Hashable, Iterator
from typing import Any, Generic, TypeVar

from .errors import Unavailable
from .lines import Line, TakenOver

log = logging.getLogger("hubbub.streams")

MOST_WAITING = 200    # things; whoever is further behind is better off asking for the whole page again
MOST_OF_ONE = 20      # streams of one profile; the oldest is closed for the newest
AT_ONCE = 4           # streams that something is made for at the same time: the rest of the server wants answers too

S = TypeVar("S", bound="Stream")

# Why a stream is ended, in the codes of RFC 6455 §7.4.1 and its registry.
POLICY, TOO_BIG, RESTART, LATER = 1008, 1009, 1012, 1013

SSE = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no",
       "connection": "close"}

_THUMP = b":thump\n\n"
_hubs: list["Hub[Any]"] = []
_turns = asyncio.Semaphore(AT_ONCE)


def event(name: str, data: bytes, number: int | None = None) -> bytes:
    """One Server-Sent Event; however its data is broken into lines, it stays one."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    head = b"" if number is None else b"id: %d\n" % number
    return b"%sevent: %s\n%s\n\n" % (head, name.encode(), b"\n".join(b"data: " + line for line in lines))


class Stream:
    """Somebody's open stream. It is in its hub from the first moment, so nothing said meanwhile is missed."""

    __slots__ = ("_hub", "_key", "_waiting", "_working", "line")

    def __init__(self, hub: "Hub[Any]", key: Hashable, line: "Told") -> None:
        self._hub, self._key, self.line = hub, key, line
        self._waiting: dict[Hashable, None] | None = None
        self._working: asyncio.Task[None] | None = None
        line.stream = self
        hub.add(key, self)

    async def make(self, item: Any) -> bytes:
        """What is said of an item that was put in."""
        raise NotImplementedError

    def put(self, item: Hashable) -> None:
        """Say this as soon as possible; what waits already waits once."""
        if self.line.gone:
            return
        waiting = self._waiting = {} if self._waiting is None else self._waiting
        if len(waiting) >= MOST_WAITING:
            self.end(POLICY)
            return
        waiting[item] = None
        if self._working is None:
            self._working = asyncio.get_running_loop().create_task(self._work())

    def end(self, why: int = RESTART) -> None:
        """Close it."""
        self.line.finish(why)
        self.left()

    def left(self) -> None:
        """It is over: forget it."""
        self._waiting = None
        self._hub.remove(self._key, self)

    async def _work(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, None
                for item in waiting:
                    async with _turns:
                        if not self.line.gone:
                            self.line.say(await self.make(item))
        except Unavailable:
            self.end(LATER)  # who cannot be served now is sent away, and comes back when it can be
        except Exception:
            log.exception("a stream failed")
            self.end(LATER)
        finally:
            self._working = None


class Told(Line):
    """The line of a stream: Server-Sent Events."""

    __slots__ = ("stream",)

    stream: Stream

    def beat(self) -> None:
        self.say(_THUMP)

    def finish(self, why: int) -> None:
        """End it; the reader is told why if the protocol has a word for that."""
        self.close()

    def left(self) -> None:
        self.stream.left()

    def answer(self, headers: dict[str, str]) -> TakenOver:
        """What the request is answered with: from then on the line is open."""
        self._early.insert(0, _THUMP)
        return TakenOver(self, SSE | headers)


class Hub(Generic[S]):
    """The open streams of one door, by whom they are for."""

    def __init__(self) -> None:
        self._open: dict[Hashable, list[S]] = {}
        _hubs.append(self)

    def add(self, key: Hashable, stream: S) -> None:
        streams = self._open.setdefault(key, [])
        if len(streams) >= MOST_OF_ONE:
            streams[0].end(POLICY)
        streams.append(stream)

    def remove(self, key: Hashable, stream: S) -> None:
        streams = self._open.get(key, [])
        if stream in streams:
            streams.remove(stream)
            if not streams:
                del self._open[key]

    def of(self, key: Hashable) -> list[S]:
        return list(self._open.get(key, ()))

    def __iter__(self) -> Iterator[S]:
        return iter([stream for streams in self._open.values() for stream in streams])

    def __bool__(self) -> bool:
        return bool(self._open)


def end_all() -> None:
    """The server stops: nobody is kept waiting for streams that would go on for ever."""
    for hub in _hubs:
        for stream in hub:
            stream.end()
