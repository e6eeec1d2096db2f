"""Load from one process: keep-alive connections that ask as fast as they are answered; CPU by the kernel's books."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """What a load came to: times in seconds."""

    requests: int
    seconds: float
    cpu: float
    latencies: list[float]

    @property
    def per_core(self) -> float:
        """How many one core would answer in a second."""
        return self.requests / self.cpu if self.cpu else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def family(root: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(folder.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children.get(pid, [])
    return found


def part_of(pid: int) -> str:
    """Which part of the server a process is: `web`, `worker`, `media`, what else it is called; nothing: it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def cpu_of(root: int) -> float:
    """CPU seconds used by the family so far, those that have ended included."""
    total = 0
    for pid in family(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / TICK


def memory_of(root: int) -> float:
    """Memory of the family in MB: the sum of proportional shares, so shared pages count once."""
    total = 0
    for pid in family(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


class Connection:
    """One keep-alive HTTP connection, as thin as it can be so that the client is not what is measured."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=1 << 20))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        return int(head[9:12]), await self._reader.readexactly(length)

    def close(self) -> None:
        self._writer.close()


def request(port: int, path: str, token: str = "", body: bytes = b"", method: str = "GET") -> bytes:
    """The bytes of one request, made before the clock starts."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{port}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def load(
    port: int, server: int, make: Callable[[int], bytes], *, requests: int, connections: int = 8,
    done: Callable[[], bool] | None = None,
) -> Run:
    """Send `requests` requests over some connections; `make(n)` gives the n-th. Bounded in count and time."""
    open_ones = [await Connection.open(port) for _ in range(connections)]
    latencies: list[float] = []
    counter = iter(range(requests))
    deadline = time.monotonic() + 120

    async def run(connection: Connection) -> None:
        for n in counter:
            if time.monotonic() > deadline:
                return
            start = time.perf_counter()
            status, body = await connection.ask(make(n))
            latencies.append(time.perf_counter() - start)
            if status >= 400:
                raise RuntimeError(f"{status}: {body[:300]!r}")

    before, start = cpu_of(server), time.monotonic()
    await asyncio.gather(*(run(connection) for connection in open_ones))
    seconds, used = time.monotonic() - start, cpu_of(server) - before
    for connection in open_ones:
        connection.close()
    return Run(len(latencies), seconds, used, latencies)
