"""Thousands of open streams on one port, half of them WebSockets: what each costs, and when all have heard an event."""

import asyncio
import time

import msgspec

from hubbub.base.serving import raise_file_limit

from .load import Connection, memory_of, request

STREAMS = 5_000
AT_ONCE = 50
ROUNDS = 7
_HANDSHAKE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"


class Reader(asyncio.Protocol):
    """One app that listens: knows when its stream is open, and when it has heard what it waits for."""

    __slots__ = ("heard", "opened", "rest", "wanted")

    def __init__(self) -> None:
        self.opened = asyncio.get_running_loop().create_future()
        self.rest = self.wanted = b""
        self.heard = 0.0

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self.opened.set_result(data[9:12] in (b"200", b"101"))
        elif self.wanted:
            self.rest += data
            if self.wanted in self.rest:
                self.heard, self.rest, self.wanted = time.monotonic(), b"", b""


async def measure(port: int, server: int, tokens: list[str], most: int = STREAMS) -> tuple[float, float]:
    """KB of memory a stream, and milliseconds from sending a post until the last stream has it."""
    raise_file_limit()
    warm = await _open(port, tokens, 200)
    await _tell(port, tokens[0], warm, "warm")
    before = memory_of(server)
    readers = await _open(port, tokens, most)
    memory = (memory_of(server) - before) * 1024 / most
    times = sorted([await _tell(port, tokens[0], warm + readers, f"round {n}") for n in range(ROUNDS)])
    return memory, times[ROUNDS // 2] * 1000


async def _open(port: int, tokens: list[str], count: int) -> list[Reader]:
    turns = asyncio.Semaphore(AT_ONCE)
    loop = asyncio.get_running_loop()

    async def one(number: int) -> Reader:
        query = f"?stream=public&access_token={tokens[number % len(tokens)]}"
        path = f"/api/v1/streaming{'' if number % 2 else '/public'}{query}"
        head = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{_HANDSHAKE if number % 2 else ''}\r\n"
        async with turns:
            transport, reader = await loop.create_connection(Reader, "127.0.0.1", port)
            transport.write(head.encode())
            if not await reader.opened:
                raise RuntimeError("a stream was refused")
            return reader

    return await asyncio.gather(*(one(number) for number in range(count)))


async def _tell(port: int, token: str, readers: list[Reader], words: str) -> float:
    """Seconds from sending a post with these words until each of the streams has it."""
    for reader in readers:
        reader.rest, reader.wanted = b"", words.encode()
    connection = await Connection.open(port)
    began = time.monotonic()
    status, body = await connection.ask(
        request(port, "/api/v1/statuses", token, msgspec.json.encode({"status": words}), "POST"))
    connection.close()
    if status != 200:
        raise RuntimeError(f"{status}: {body[:300]!r}")
    while any(reader.wanted for reader in readers):
        if time.monotonic() - began > 30:
            raise RuntimeError(f"{sum(bool(reader.wanted) for reader in readers)} streams heard nothing")
        await asyncio.sleep(0.01)
    return max(reader.heard for reader in readers) - began
