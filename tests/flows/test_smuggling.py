"""Requests that say two things at once about where they end: whoever stands before us may believe the other one.

Each is refused whole with 400 and the connection closed, so that what comes behind it is answered to nobody.
"""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Served

INNER = b"GET /health?smuggled HTTP/1.1\r\nHost: %(host)s\r\nConnection: close\r\n\r\n"
POST = b"POST /api/v1/apps HTTP/1.1\r\nHost: %(host)s\r\n"
END, CHUNKED = b"0\r\n\r\n", b"Transfer-Encoding: chunked\r\n"
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")

SHAPES = {
    "a length and chunks": POST + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n" + END,
    "chunks and a length": POST + CHUNKED + b"Content-Length: 5\r\n\r\n" + END,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "one length twice": POST + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
    "a list of lengths": POST + b"Content-Length: 0, 0\r\n\r\n",
    "a length with a sign": POST + b"Content-Length: +0\r\n\r\n",
    "a length below nought": POST + b"Content-Length: -1\r\n\r\n",
    "a length of sixteens": POST + b"Content-Length: 0x0\r\n\r\n",
    "a length that is empty": POST + b"Content-Length: \r\n\r\n",
    "a length with a line in it": POST + b"Content-Length: 1_0\r\n\r\n",
    "a length past all numbers": POST + b"Content-Length: 99999999999999999999\r\n\r\n",
    "a coding nobody knows": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + END,
    "no coding": POST + b"Transfer-Encoding: identity\r\n\r\n",
    "a coding after the chunks": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + END,
    "chunks twice": POST + CHUNKED + CHUNKED + b"\r\n" + END,
    "chunks and another": POST + CHUNKED + b"Transfer-Encoding: cow\r\n\r\n" + END,
    "chunks behind a tab of another kind": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + END,
    "a blank before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n" + END,
    "a blank before the length's colon": POST + b"Content-Length : 0\r\n\r\n",
    "chunks in quotes": POST + b'Transfer-Encoding: "chunked"\r\n\r\n' + END,
    "chunks on a line that goes on": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + END,
    "a line that goes on": POST + b"X-One: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "a length on a line that goes on": POST + b"X-One: a\r\n\tContent-Length: 44\r\n\r\n",
    "a line that ends in LF": POST + b"X-One: a\nContent-Length: 0\r\n\r\n",
    "lines that end in LF": b"GET /health HTTP/1.1\nHost: %(host)s\n\n",
    "a line that ends in CR": POST + b"X-One: a\rContent-Length: 0\r\n\r\n",
    "NUL in a line": POST + b"X-One: a\0b\r\nContent-Length: 0\r\n\r\n",
    "a line without a colon": POST + b"Content-Length\r\n\r\n",
    "a chunk that ends in LF": POST + CHUNKED + b"\r\n0\n\n",
    "a chunk below nought": POST + CHUNKED + b"\r\n-1\r\n\r\n",
    "a chunk of sixteens by name": POST + CHUNKED + b"\r\n0x0\r\n\r\n",
    "a chunk and a blank": POST + CHUNKED + b"\r\n0 \r\n\r\n",
    "a chunk past all numbers": POST + CHUNKED + b"\r\nfffffffffffffffff1\r\n\r\n",
    "a chunk with more than it says": POST + CHUNKED + b"\r\n1\r\nab\r\n0\r\n\r\n",
    "an extension that ends in LF": POST + CHUNKED + b"\r\n0;a\n\r\n\r\n",
    "a length behind the chunks": POST + CHUNKED + b"\r\n0\r\nContent-Length: 50\r\n\r\n",
    "chunks in HTTP/1.0": POST.replace(b"1.1", b"1.0") + b"Connection: keep-alive\r\n" + CHUNKED + b"\r\n" + END,
    "a version that is none": b"GET /health HTTP/2.7\r\nHost: %(host)s\r\n\r\n",
    "two hosts": b"GET /health HTTP/1.1\r\nHost: %(host)s\r\nHost: evil.example\r\n\r\n",
    "one host twice": b"GET /health HTTP/1.1\r\nHost: %(host)s\r\nHost: %(host)s\r\n\r\n",
}


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[Served]:
    server = Served(folder / "smuggling").start()
    yield server
    server.stop()


def said(here: Served, words: bytes) -> bytes:
    """All that comes back for this until the server closes."""
    with socket.create_connection(("127.0.0.1", here.port), timeout=10) as line:
        line.sendall(words.replace(b"%(host)s", here.domain.encode()))
        back = b""
        while piece := line.recv(65536):
            back += piece
        return back


@pytest.mark.parametrize("shape", SHAPES)
def test_what_says_two_things_about_its_end_is_refused_with_all_that_follows(here: Served, shape: str):
    back = said(here, SHAPES[shape] + INNER)
    assert STATUS.findall(back) == [b"400"], back
    assert b"connection: close" in back.lower()


def test_an_extension_of_a_chunk_ends_with_its_line_and_what_follows_is_another_request(here: Served):
    back = said(here, POST + CHUNKED + b"\r\n0;a=b\r\n\r\n" + INNER)
    assert STATUS.findall(back) == [b"422", b"200"], back


def test_a_body_that_nobody_reads_is_no_request(here: Served):
    inner = INNER.replace(b"%(host)s", here.domain.encode())
    back = said(here, b"GET /health HTTP/1.1\r\nHost: %%(host)s\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n" % len(inner) + inner)
    assert STATUS.findall(back) == [b"200"], back


def test_what_stands_behind_the_chunks_is_no_header(here: Served):
    """Nobody signs in, and no other name is asked for, by a line that comes after the body."""
    token = here.person("ann")
    body = b"status=Hello"
    back = said(here, b"POST /api/v1/statuses HTTP/1.1\r\nHost: %(host)s\r\nConnection: close\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n" + CHUNKED + b"\r\n"
                + b"%x\r\n%s\r\n0\r\nAuthorization: Bearer %s\r\n\r\n" % (len(body), body, token.encode()))
    assert STATUS.findall(back) == [b"401"], back
