"""The far end of a connection, in memory: takes what is written, or does not."""

import asyncio
from typing import Any


class Wire:
    """Stands where a transport does. `reads` is False for a reader who takes nothing."""

    def __init__(self, *, reads: bool = True) -> None:
        self.written = b""
        self.closed = self.aborted = False
        self._reads = reads

    def write(self, data: bytes) -> None:
        self.written += data

    def get_write_buffer_size(self) -> int:
        return 0 if self._reads else len(self.written)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


async def turns(count: int = 5) -> None:
    """Let everything that is ready run."""
    for _ in range(count):
        await asyncio.sleep(0)
