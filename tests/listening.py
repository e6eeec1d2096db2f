"""Somebody who keeps a stream open, over a real connection: hears its events one by one, and may go at any time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from hubbub.base import serving

from .town import Person, Town


@dataclass(slots=True)
class Listener:
    """What has come in, and what is still awaited."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    came: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _passed: list[str] = field(default_factory=list)

    async def next(self, name: str) -> str:
        """The data of the next event of this name; others are kept for whoever asks for them."""
        head = f"event: {name}\n"
        while not any(head in piece for piece in self._passed):
            piece = await asyncio.wait_for(self.came.get(), 5)
            assert piece is not None, f"the stream ended before {name}"
            self._passed.append(piece.strip("\n") + "\n")
        found = next(piece for piece in self._passed if head in piece)
        self._passed.remove(found)
        return "\n".join(line[6:] for line in found.split("\n") if line.startswith("data: "))

    async def ended(self) -> None:
        """The server has closed the stream, within a second."""
        await asyncio.wait_for(self.over.wait(), 1)

    def heard(self) -> list[str]:
        """Everything that has come and was not taken yet; it is taken now."""
        rest = [piece for _ in range(self.came.qsize()) if (piece := self.came.get_nowait())]
        taken, self._passed = self._passed + rest, []
        return taken

    async def read(self, reader: asyncio.StreamReader) -> None:
        """Take in all that comes until the end."""
        try:
            head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            self.status = int(head.split()[1])
            self.headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            while True:
                self.came.put_nowait((await reader.readuntil(b"\n\n"))[:-2].decode())
        except (asyncio.IncompleteReadError, ConnectionError):
            self.came.put_nowait(None)
            self.over.set()


@asynccontextmanager
async def served(town: Town) -> AsyncIterator[int]:
    """The port on which the town's server answers for as long as the block lasts."""
    config = serving.config(town.app)
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: serving.Connection(config, ServerState(), {}), "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


@asynccontextmanager
async def listening(town: Town, path: str, headers: dict[str, str] | None = None) -> AsyncIterator[Listener]:
    """A stream of events kept open for as long as the block lasts."""
    listener = Listener()
    given = {"host": town.db.here.settings.domain} | (headers or {})
    async with served(town) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        task = asyncio.create_task(listener.read(reader))
        try:
            await asyncio.wait_for(listener.came.get(), 5)
            yield listener
        finally:
            writer.close()
            await asyncio.wait_for(task, 5)
            # What was closed here is noticed by the server in its next turns, which a reader of it waits for.
            for _ in range(5):
                await asyncio.sleep(0)


@dataclass(slots=True)
class Talker:
    """An app at a WebSocket."""

    socket: ClientConnection

    async def says(self, kind: str, stream: str, **params: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, "stream": stream} | params))

    async def next(self, event: str = "") -> dict[str, Any]:
        """The next frame, or the next of an event; others before it are passed over."""
        while True:
            given = dict(json.loads(await asyncio.wait_for(self.socket.recv(), 5)))
            if event in ("", given.get("event")):
                return given

    async def settled(self) -> None:
        """Everything said before has been worked off: answers come in the order of questions."""
        await self.socket.send("settled?")
        while "error" not in await self.next():
            pass


@asynccontextmanager
async def talking(
    town: Town, path: str = "/api/v1/streaming", person: Person | None = None, *, protocol: str = "",
    **given: Any,
) -> AsyncIterator[Talker]:
    """A WebSocket kept open for as long as the block lasts."""
    headers = {"authorization": f"Bearer {person.token}"} if person else {}
    async with served(town) as port, connect(
        f"ws://{town.db.here.settings.domain}{path}", host="127.0.0.1", port=port, additional_headers=headers,
        subprotocols=[Subprotocol(protocol)] if protocol else None, proxy=None, **given,
    ) as socket:
        yield Talker(socket)
