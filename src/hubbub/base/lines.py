"""Lines: connections taken over from the web server, on which anything may be said at any moment.

A request that is kept open as a task costs tens of kilobytes, and a wake-up for each piece that it sends. A line is
the bare connection: nothing waits on it, and what is said to thousands is written to each without a detour.
"""

import asyncio
import time
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

BEAT = 20.0    # seconds between signs of life; what stands between often cuts a line that is still for 30 or 60
MOST_UNREAD = 128 << 10  # bytes; whoever reads more slowly is better off asking for the whole page again
FAREWELL = 5.0  # seconds that the last words may take

_lines: set["Line"] = set()
_beating: list[asyncio.TimerHandle] = []


class Line(asyncio.Protocol):
    """One connection, which only sends. What is said before it is open waits for that."""

    __slots__ = ("_early", "_transport", "gone", "said_at")

    def __init__(self) -> None:
        self._early: list[bytes] = []
        self._transport: Any = None
        self.gone = False
        self.said_at = 0.0

    def say(self, data: bytes) -> None:
        """Send it; a reader who is too far behind is cut off instead."""
        if self.gone:
            return
        if self._transport is None:
            self._early.append(data)
            return
        self.said_at = time.monotonic()
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > MOST_UNREAD:
            self.cut()

    def close(self, last: bytes = b"") -> None:
        """End it after what was said; whoever does not read that in time is cut off."""
        if self.gone:
            return
        self.gone = True
        if self._transport is None:
            self.left()
            return
        self._transport.write(last)
        self._transport.close()
        asyncio.get_running_loop().call_later(FAREWELL, self._transport.abort)

    def cut(self) -> None:
        """End it at once, with whatever was not read yet."""
        self.gone = True
        if self._transport is not None:
            self._transport.abort()

    def beat(self) -> None:
        """Give a sign of life."""

    def left(self) -> None:
        """Nobody is there any more."""

    def connection_made(self, transport: Any) -> None:
        if self.gone or transport.is_closing():
            transport.close()
            self.connection_lost(None)
            return
        self._transport = transport
        _lines.add(self)
        early, self._early = b"".join(self._early), []
        self.say(early)
        _keep_beating()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone, self._transport = True, None
        _lines.discard(self)
        self.left()


class TakenOver(Response):
    """The answer that begins a line: its head, and from then on whatever the line says."""

    def __init__(self, line: Line, headers: dict[str, str], status: int = 200) -> None:
        self.line, self.status_code, self.background, self.body = line, status, None, b""
        self.media_type = None
        self.init_headers(headers)
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        take = scope.get("extensions", {}).get("hubbub.line")
        if take is not None and scope["method"] != "HEAD":
            take(self.line, self.status_code, self.raw_headers)
            return
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        self.line.close()


def _keep_beating() -> None:
    if not _beating:
        _beating.append(asyncio.get_running_loop().call_later(BEAT / 4, _beat))


def _beat() -> None:
    """One clock for all lines: a timer for each would be a thousand wake-ups a minute."""
    _beating.clear()
    still = time.monotonic() - BEAT * 3 / 4
    for line in list(_lines):
        if line.said_at < still:
            line.beat()
    if _lines:
        _keep_beating()
