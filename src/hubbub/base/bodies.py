"""What a stranger answers, read within bounds: a packed body counts by what it unpacks to.

The client library can unpack too, but here the bound must hold for every piece, before it is made.
"""

import zlib
from collections.abc import AsyncIterable, Awaitable, Callable, Iterator

from .addresses import Refused

Keep = Callable[[bytes], Awaitable[None]]

_PIECE = 1 << 18  # bytes unpacked at a time


class Unreachable(Exception):
    """No answer, or one that was too slow or too large: it may be asked again."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


async def read(chunks: AsyncIterable[bytes], encoding: str, limit: int, keep: Keep) -> None:
    """Hand over the body, unpacked, and never more than `limit` bytes of it. Raises `Refused` or `Unreachable`."""
    packed = _unpacker(encoding)
    count = 0
    async for chunk in chunks:
        for piece in _unpacked(packed, chunk):
            count += len(piece)
            if count > limit:
                raise Unreachable("the answer is too large")
            await keep(piece)
    if count and packed is not None and not packed.eof:
        raise Unreachable("the answer was cut short")


def _unpacker(encoding: str) -> "zlib._Decompress | None":
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
    raise Refused("the answer is packed in a way that was not asked for")


def _unpacked(packed: "zlib._Decompress | None", chunk: bytes) -> Iterator[bytes]:
    if packed is None:
        yield chunk
        return
    try:
        piece = packed.decompress(chunk, _PIECE)
        while piece:
            yield piece
            piece = packed.decompress(packed.unconsumed_tail, _PIECE)
    except zlib.error:
        raise Unreachable("the answer cannot be unpacked") from None
    if packed.unused_data:
        raise Unreachable("there is more after the end of the answer")
