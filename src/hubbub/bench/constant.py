"""The measure of the web server itself: always the same body, of a given size, after so many looks into a database."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import uvloop

from hubbub import app
from hubbub.base import serving
from hubbub.base.db import Statement
from hubbub.base.settings import read

TRIP = Statement(str, "SELECT name FROM profiles WHERE id = :id")


async def serve(port: int, size: int, trips: int = 0) -> None:
    """Serve it on loopback until ended; with `trips` from the database of the environment."""
    async with app.standing(read(os.environ)) if trips else nullcontext() as db:
        await _serve(port, size, trips, db)


@asynccontextmanager
async def beside(port: int, size: int, trips: int = 0, **environment: str) -> AsyncIterator[int]:
    """It, in a process of its own whose id is given, while the block lasts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hubbub.bench.constant", str(port), str(size), str(trips), env=os.environ | environment)
    try:
        await asyncio.sleep(1.5)
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def _serve(port: int, size: int, trips: int, db: Any) -> None:
    body = b"x" * size
    start = {"type": "http.response.start", "status": 200, "headers": [
        (b"content-type", b"application/json"), (b"content-length", str(size).encode())]}

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        for number in range(trips):
            await db.maybe(TRIP, id=number)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    await serving.Server(serving.config(answer)).serve(sockets=[listener])


if __name__ == "__main__":
    uvloop.run(serve(*map(int, sys.argv[1:])))
