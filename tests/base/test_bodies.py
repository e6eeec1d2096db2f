"""Answers that never end, dribble, burst or lie about their size."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Awaitable

import pytest

from hubbub.base.bodies import read
from hubbub.base.outside import Answer, Refused, Unreachable
from tests.base.hostile import HOME, endless, going, last, listening, plain, raw


@pytest.fixture
async def outside(tmp_path):
    async with going(tmp_path) as outside:
        yield outside


@pytest.fixture
async def server():
    async with listening() as hostile:
        yield hostile


async def given_up(asking: Awaitable[Answer]) -> str:
    """Why it was: by the deadline of whoever asks, and not because we wait no longer here."""
    with pytest.raises(Unreachable) as slow:
        await asyncio.wait_for(asking, 10)
    return slow.value.why


async def test_one_byte_a_second_is_too_slow(outside, server):
    server.says["/"] = endless(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b".", pause=1)
    assert await given_up(outside.get(server.url("/"), deadline=0.3)) == "no whole answer in time"
    await server.gone.wait()


async def test_headers_that_dribble_are_too_slow(outside, server):
    server.says["/"] = endless(b"HTTP/1.1 200 OK\r\nX-Slow: ", b".", pause=0.05)
    await given_up(outside.get(server.url("/"), deadline=0.3))
    await server.gone.wait()


async def test_a_server_that_only_says_to_continue_is_too_slow(outside, server):
    server.says["/"] = endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.01)
    await given_up(outside.post(server.url("/"), b"hello", content_type="text/plain", deadline=0.3))
    await server.gone.wait()


async def test_a_name_server_that_does_not_answer_is_within_the_deadline(tmp_path):
    async def silent(*_):
        await asyncio.Event().wait()

    async with going(tmp_path, silent) as outside:
        with pytest.raises(Unreachable):
            await outside.get("http://zoe.example/", deadline=0.1)


async def test_a_server_that_does_not_read_is_within_the_deadline(outside):
    over = asyncio.Event()

    async def deaf(_, writer):
        await over.wait()
        writer.close()

    server = await asyncio.start_server(deaf, HOME, 0)
    url = f"http://{HOME}:{server.sockets[0].getsockname()[1]}/"
    try:
        with pytest.raises(Unreachable):
            await outside.post(url, bytes(32 << 20), content_type="application/octet-stream", deadline=0.3)
    finally:
        over.set()
        server.close()


@pytest.mark.parametrize("head", [b"Content-Type: text/plain\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_an_endless_body_is_cut_at_the_limit(outside, server, head):
    sent: list[int] = []
    again = bytes(65536) if b"chunked" not in head else b"10000\r\n" + bytes(65536) + b"\r\n"
    server.says["/"] = endless(b"HTTP/1.1 200 OK\r\n" + head, again, count=sent)
    with pytest.raises(Unreachable) as large:
        await outside.get(server.url("/"), limit=100_000)
    assert large.value.why == "the answer is too large"
    await server.gone.wait()
    assert sum(sent) < 16 << 20  # what fits between the two sockets


async def test_a_body_that_says_it_is_too_large_is_not_read(outside, server):
    server.says["/"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n")
    with pytest.raises(Unreachable) as large:
        await outside.get(server.url("/"), limit=100_000, deadline=5)
    assert large.value.why == "the answer is too large"


async def test_a_body_of_just_the_limit_is_taken(outside, server):
    server.says["/"] = plain(bytes(100_000))
    assert len((await outside.get(server.url("/"), limit=100_000)).body) == 100_000


@pytest.mark.parametrize("again", [b"X-More: of the same\r\n", b"x" * 4096])
async def test_endless_headers_are_cut(outside, server, again):
    sent: list[int] = []
    server.says["/"] = endless(b"HTTP/1.1 200 OK\r\nX-First: ", again, count=sent)
    with pytest.raises(Unreachable) as large:
        await outside.get(server.url("/"))
    assert large.value.why != "no whole answer in time"
    await server.gone.wait()
    assert sum(sent) < 16 << 20


async def test_a_body_that_is_cut_short_is_no_answer(outside, server):
    server.says["/"] = last(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
    with pytest.raises(Unreachable):
        await outside.get(server.url("/"))


@pytest.mark.parametrize("nonsense", [b"", b"SSH-2.0-OpenSSH_9.9\r\n", b"\x00" * 100 + b"\r\n\r\n"])
async def test_what_is_not_http_is_no_answer(outside, server, nonsense):
    server.says["/"] = last(nonsense)
    with pytest.raises(Unreachable):
        await outside.get(server.url("/"))


def bomb(pieces):
    """A gzip stream whose every kilobyte unpacks to a mebibyte, as often as one likes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + piece * pieces


@pytest.mark.parametrize("limit", [1 << 20, 8 << 20])
async def test_a_bomb_is_cut_at_the_limit_of_unpacked_bytes(outside, server, limit):
    server.says["/"] = plain(bomb(512), Content_Encoding="gzip")  # half a GiB in less than what may come packed
    tracemalloc.start()
    try:
        with pytest.raises(Unreachable):
            await outside.get(server.url("/"), limit=limit)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < limit + (24 << 20)  # the server's own 10 MB are among it


async def test_a_bomb_is_unpacked_in_small_pieces():
    sizes = []

    async def chunks():
        yield bomb(64)

    async def keep(piece):
        sizes.append(len(piece))

    with pytest.raises(Unreachable):  # it has no end
        await read(chunks(), "gzip", 1 << 30, keep)
    assert sum(sizes) == 64 << 20
    assert max(sizes) <= 1 << 18


async def test_a_packed_body_is_unpacked(outside, server):
    text = b"hello, zoe. " * 100_000
    server.says["/"] = plain(gzip.compress(text), Content_Encoding="gzip")
    assert (await outside.get(server.url("/"), limit=2 << 20)).body == text
    assert server.heard[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("body", [
    gzip.compress(b"hello")[:-9], gzip.compress(b"hello") + b"more", b"hello", gzip.compress(gzip.compress(b""))[1:],
], ids=["cut", "more", "plain", "beheaded"])  # not by their bytes, which hold the second at which they were packed
async def test_a_packed_body_that_is_not_whole_is_no_answer(outside, server, body):
    server.says["/"] = plain(body, Content_Encoding="gzip")
    with pytest.raises(Unreachable):
        await outside.get(server.url("/"))


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "x-evil"])
async def test_a_packing_that_was_not_asked_for_is_refused(outside, server, encoding):
    server.says["/"] = plain(gzip.compress(b"hello"), Content_Encoding=encoding)
    with pytest.raises(Refused):
        await outside.get(server.url("/"))


async def test_nothing_at_all_may_be_called_packed(outside, server):
    server.says["/"] = plain(b"", status=202, Content_Encoding="gzip")
    assert (await outside.get(server.url("/"))).status == 202
