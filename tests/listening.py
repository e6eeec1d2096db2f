"""Somebody who keeps a stream open, spoken as ASGI: hears its events one by one, and may go at any time."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from .town import Town


@dataclass(slots=True)
class Listener:
    """What has come in, and what is still awaited."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    came: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _leaves: asyncio.Event = field(default_factory=asyncio.Event)
    _passed: list[str] = field(default_factory=list)

    async def next(self, name: str) -> str:
        """The data of the next event of this name; others are kept for whoever asks for them."""
        head = f"event: {name}\n"
        while not any(piece.startswith(head) for piece in self._passed):
            piece = await asyncio.wait_for(self.came.get(), 5)
            assert piece is not None, f"the stream ended before {name}"
            self._passed.append(piece.strip("\n") + "\n")
        found = next(piece for piece in self._passed if piece.startswith(head))
        self._passed.remove(found)
        return "\n".join(line.removeprefix("data: ") for line in found.rstrip("\n").split("\n")[1:])

    async def ended(self) -> None:
        """The server has closed the stream, within a second."""
        await asyncio.wait_for(self.over.wait(), 1)

    def leave(self) -> None:
        self._leaves.set()

    def heard(self) -> list[str]:
        """Everything that has come and was not taken yet; it is taken now."""
        rest = [piece for _ in range(self.came.qsize()) if (piece := self.came.get_nowait())]
        taken, self._passed = self._passed + rest, []
        return taken


@asynccontextmanager
async def listening(town: Town, path: str, headers: dict[str, str] | None = None) -> Any:
    """A stream kept open for as long as the block lasts."""
    listener = Listener()
    path, _, query = path.partition("?")
    given = {"host": town.db.here.settings.domain} | (headers or {})
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "scheme": "http", "root_path": "", "client": ("127.0.0.1", 4000),
        "server": ("127.0.0.1", 80), "headers": [(k.lower().encode(), v.encode()) for k, v in given.items()],
    }
    asked = False

    async def receive() -> Any:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await listener._leaves.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            listener.status = message["status"]
            listener.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            for piece in message["body"].decode().split("\n\n"):
                if piece:
                    listener.came.put_nowait(piece)
            if not message.get("more_body"):
                listener.came.put_nowait(None)
                listener.over.set()

    task = asyncio.create_task(town.app(scope, receive, send))
    try:
        await asyncio.wait_for(listener.came.get(), 5)
        yield listener
    finally:
        listener.leave()
        await asyncio.wait_for(task, 5)
