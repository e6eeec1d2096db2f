"""Open streams of events (`text/event-stream`): what happens is sent to whoever keeps a page or an app open.

A stream holds the names of what waits, not the answers: those are made when they are sent, so a thing that happens
ten times meanwhile is sent once, and a slow reader costs next to nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .errors import Unavailable

log = logging.getLogger("hubbub.streams")

BEAT = 20.0           # seconds between signs of life; what stands between often cuts a line that is still for 30 or 60
MOST_WAITING = 200    # things; whoever is further behind is better off asking for the whole page again
MOST_OF_ONE = 20      # streams of one profile; the oldest is closed for the newest

Make = Callable[[Any], Awaitable[bytes]]

_THUMP = b":thump\n\n"
_hubs: list["Hub"] = []


def event(name: str, data: bytes) -> bytes:
    """One event as it goes over the wire; however its data is broken into lines, it stays one."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return b"event: %s\n%s\n\n" % (name.encode(), b"\n".join(b"data: " + line for line in lines))


class Stream(Response):
    """An answer that goes on until the reader goes or it is ended. `make` turns what was put in into bytes.

    It is asked to make `None` before a byte is sent: whoever has heard from it misses nothing that is said later.
    """

    def __init__(self, make: Make, hub: "Hub", key: Hashable, headers: Mapping[str, str] | None = None) -> None:
        self.status_code = 200
        self.media_type = "text/event-stream"
        self.background = None
        self.init_headers({"cache-control": "no-store", "x-accel-buffering": "no"} | dict(headers or {}))
        self.body = b""
        self.ended = False
        self._make, self._hub, self._key = make, hub, key
        self._waiting: dict[Hashable, None] = {}
        self._sleeper: asyncio.Future[None] | None = None

    def put(self, item: Hashable) -> None:
        """Send this as soon as possible; what waits already waits once."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self.end()
        elif not self.ended:
            self._waiting[item] = None
            self._wake()

    def end(self) -> None:
        """Close it."""
        self.ended = True
        self._wake()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            gone = asyncio.ensure_future(self._until_gone(receive))
            self._hub.add(self._key, self)
            try:
                await self._run(send)
            finally:
                self._hub.remove(self._key, self)
                gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _run(self, send: Send) -> None:
        await _say(send, _THUMP + await self._made(None))
        while not self.ended:
            if not self._waiting and not await self._woken():
                await _say(send, _THUMP)
            waiting, self._waiting = self._waiting, {}
            for item in waiting:
                if (made := await self._made(item)) and not self.ended:
                    await _say(send, made)

    async def _made(self, item: Hashable) -> bytes:
        """The bytes; a reader who cannot be served now is sent away, and comes back when it can be."""
        try:
            return await self._make(item)
        except Unavailable:
            self.end()
        except Exception:
            log.exception("a stream failed")
            self.end()
        return b""

    async def _woken(self) -> bool:
        """False if nothing has happened for a while."""
        loop = asyncio.get_running_loop()
        self._sleeper = loop.create_future()
        timer = loop.call_later(BEAT, self._wake)
        try:
            await self._sleeper
        finally:
            timer.cancel()
            self._sleeper = None
        return bool(self._waiting) or self.ended

    def _wake(self) -> None:
        if self._sleeper is not None and not self._sleeper.done():
            self._sleeper.set_result(None)

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.end()


async def _say(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


class Hub:
    """The open streams of one door, by whom they are for."""

    def __init__(self) -> None:
        self._open: dict[Hashable, list[Stream]] = {}
        _hubs.append(self)

    def add(self, key: Hashable, stream: Stream) -> None:
        streams = self._open.setdefault(key, [])
        if len(streams) >= MOST_OF_ONE:
            streams[0].end()
        streams.append(stream)

    def remove(self, key: Hashable, stream: Stream) -> None:
        streams = self._open[key]
        streams.remove(stream)
        if not streams:
            del self._open[key]

    def of(self, key: Hashable) -> list[Stream]:
        return self._open.get(key, [])

    def __iter__(self) -> Iterator[Stream]:
        return iter([stream for streams in self._open.values() for stream in streams])


def end_all() -> None:
    """The server stops: nobody is kept waiting for streams that would go on for ever."""
    for hub in _hubs:
        for stream in hub:
            stream.end()
