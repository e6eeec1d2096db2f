"""The web server: which it is, how it is set up, and how an answer takes a connection over from it.

The only file that knows uvicorn. Whoever serves with another gives each request's scope the extension `hubbub.line`,
which writes a head and hands the connection to a `Line`, and may give it `hubbub.whole`, which sends an answer at once.
"""

import asyncio
import resource
from collections.abc import Sequence
from functools import partial
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from . import streams
from .lines import Line

DRAIN = 6  # seconds that requests under way have when the server stops
# Seconds in which a request has to say what it wants: whoever drips a head, or says nothing at all, is cut off.
HEAD_WITHIN = 30
# As long a body may take, and a second more for each so many bytes that have come: what was sent is held meanwhile.
BODY_WITHIN, SLOWEST = 30, 4 << 10
_BODY = {b"content-length", b"transfer-encoding"}
_BODYLESS = {204, 304}
_CONTROL = bytes(code for code in (*range(32), 127) if code != 9)  # what no header may hold: RFC 9110, section 5.5
MOST_FILES = 1 << 20


def config(app: Any) -> uvicorn.Config:
    """The server's settings for this application."""
    return uvicorn.Config(
        app, http=Connection, ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
        date_header=True, proxy_headers=False, timeout_graceful_shutdown=DRAIN, timeout_keep_alive=75,
        h11_max_incomplete_event_size=64 << 10, backlog=2048,
    )


class Ambiguous(Exception):
    """A request that can be read in two ways; the parser makes of it that it could not be read."""


class Server(uvicorn.Server):
    """Stops without waiting for streams, which go on for as long as somebody listens."""

    async def shutdown(self, sockets: Any = None) -> None:
        streams.end_all()
        await super().shutdown(sockets)


class Connection(HttpToolsProtocol):
    """A connection that an answer may take over."""

    _patience: asyncio.TimerHandle | None = None
    _until = 0.0  # when a body is too slow, by the loop's clock

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        if self._patience is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._refuse_two_meanings()
        has_body = any(name in _BODY for name, _ in self.headers)
        super().on_headers_complete()
        whole = partial(self.answer, self.cycle)
        self.scope["extensions"] = {"hubbub.line": self.hand_over, "hubbub.whole": whole}  # type: ignore[dict-item]
        if has_body:
            self._until = self.loop.time() + BODY_WITHIN
            self._await_body()
        self.headers = []  # what comes behind a body in chunks is no header of the request: RFC 9112, section 7.1.2

    def on_body(self, body: bytes) -> None:
        self._until += len(body) / SLOWEST
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_waiting()
        super().on_message_complete()

    def _refuse_two_meanings(self) -> None:
        """What whoever stands before us may read otherwise: RFC 9112, 3.2 and 6.1. The parser sees the rest."""
        names = [name for name, _ in self.headers]
        if names.count(b"host") > 1 or (b"transfer-encoding" in names and self.parser.get_http_version() != "1.1"):
            raise Ambiguous

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._patience = self.loop.call_later(HEAD_WITHIN, self.transport.close)

    def _await_body(self) -> None:
        left = self._until - self.loop.time()
        if left > 0:
            self._patience = self.loop.call_later(left, self._await_body)
        else:
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    async def answer(
        self, cycle: RequestResponseCycle, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes
    ) -> None:
        """Send a whole answer in one piece. In two, each header looked at by itself, it takes a third more."""
        if self.flow.write_paused and not cycle.disconnected:
            await self.flow.drain()
        if cycle.disconnected:
            return
        said = b"".join([part for header in headers for part in header])
        if len(said.translate(None, _CONTROL)) != len(said):
            raise ValueError("a header with a control character")
        if status not in _BODYLESS and (b"content-length", b"%d" % len(body)) not in headers:
            raise ValueError("an answer of another length than it says")
        head = [b"%s: %s\r\n" % header for header in (*cycle.default_headers, *headers)]
        if not cycle.keep_alive:
            head.append(b"connection: close\r\n")
        cycle.response_started, cycle.waiting_for_100_continue = True, False
        shown = b"" if cycle.scope["method"] == "HEAD" else body
        self.transport.writelines((b"".join((STATUS_LINE[status], *head, b"\r\n")), shown))
        cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def hand_over(self, line: Line, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Begin the answer, and let the line say the rest."""
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        self.cycle.disconnected = True  # for the server this request is over
        head = [b"%s: %s\r\n" % pair for pair in (*self.server_state.default_headers, *headers)]
        if not self.transport.is_closing():
            self.transport.write(STATUS_LINE[status] + b"".join(head) + b"\r\n")
            self.flow.resume_reading()
            self.transport.set_protocol(line)
        line.connection_made(self.transport)

    def _unsupported_upgrade_warning(self) -> None:
        """WebSockets are requests like others until their line begins."""


def raise_file_limit() -> None:
    """As many open connections as the system lets this process and its children have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
