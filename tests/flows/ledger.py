"""Servers on loopback that take whatever is sent and write down what came, in its order."""

import asyncio
import json
import threading
from collections import defaultdict
from contextlib import suppress

from hubbub.base.db import Db
from hubbub.bench import peers
from hubbub.people import profiles
from tests.served import Served, free_port


class Ledger:
    """A listener on every loopback address that writes down what each of them was brought, in its order."""

    def __init__(self) -> None:
        self.port = free_port()
        self.came: dict[str, list[str]] = defaultdict(list)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Ledger":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def count(self) -> int:
        return sum(len(came) for came in list(self.came.values()))

    def _run(self) -> None:
        self._loop.run_until_complete(
            asyncio.start_server(self._serve, "0.0.0.0", self.port, limit=1 << 20, backlog=4096))
        self._ready.set()
        self._loop.run_forever()

    async def _hang_up(self) -> None:
        lines = asyncio.all_tasks() - {asyncio.current_task()}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
                said = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
                body = await reader.readexactly(int(said.get("content-length", 0)))
                if first.startswith("POST "):
                    self.came[said["host"]].append(json.loads(body)["id"])
                writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        writer.close()


def follow_from(server: Served, name: str, ledger: Ledger, count: int) -> list[int]:
    """Somebody at each of so many addresses of the ledger follows somebody here; the numbers that they have here."""
    async def settle(db: Db) -> list[int]:
        profile = await profiles.look_up(db, name)
        assert profile is not None
        ids, _ = await peers.settle(db, count, ledger.port, net=5)
        await peers.follow(db, profile, ids)
        return ids

    return server.beside(settle)
