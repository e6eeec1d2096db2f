"""What should never be sent, and who sends it: requests to each address, made up from what that address reads."""

import inspect
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from hubbub.doors.mastodon.routes import ROUTES
from tests.reach.media.sending import form

from .asking import Way, filled

WORD = "application/json"
FORM = "application/x-www-form-urlencoded"
_READ = re.compile(
    r"\.(?:text|texts|flag|number|id|ids|many|sub|time)\(\s*\"(\w+)\"|\"(\w+)\" (?:not )?in (?:call|given)"
)
_PAGING = {"max_id", "since_id", "min_id", "limit", "offset"}


def _deep(levels: int) -> Any:
    return {"a": [_deep(levels - 1)]} if levels else "deep"


VALUES: list[Any] = [
    None, True, False, 0, -1, 7, 2**31, 2**63, 2**64, -(2**63) - 1, 1.5, 1e308, "", " ", "a", "-1", "9" * 40, "٣",
    "1" * 5_000, "\x00", "a\x00b", "\ud800", "\u202e", "é" * 3_000, "x" * 120_000, "NaN", "inf", "1e999", "0x10", "1_0",
    "2026-13-45", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T25:00:00Z", "0001-01-01",
    "9999-12-31", "https://", "http://[", "//", "javascript:1", "@", "#", "a@b@c", "*", "'", '"', "\\", "%", "%s", "{}",
    [], [[]], [None], [{}], ["a", 1, None], ["1"] * 200, {}, {"0": "a"}, {"a": None}, {"": ""}, _deep(4), _deep(60),
    [[[[1]]]], {"attributes": {"0": []}},
]
NAMES: list[str] = ["0", "-1", "a", "9" * 40, "1" * 19, "٣", "\x00", "a\x00", "é", "%", "' OR 1", "null", "1.5", "*",
                    "\u202e", "𝕏" * 300, "ungrouped-", "ungrouped-a", "favourite-", "2026-99-99", "0001-01-01"]
BODIES: list[tuple[str, bytes]] = [
    (WORD, b"{"), (WORD, b"[]"), (WORD, b"1"), (WORD, b"null"), (WORD, b'"a"'), (WORD, b"\xff\xfe{}"), (WORD, b"\x00"),
    (WORD, b'{"status": "\xc3\x28"}'), (WORD, b"[" * 50_000), (WORD, b'{"a":' * 50_000), (WORD, b'{"limit": 1e999}'),
    (WORD, b'{"id": ' + b"9" * 5_000 + b"}"), (WORD, b'{"id": 1, "id": {}}'), (WORD, b'{"": 1}'), (WORD, b"NaN"),
    (FORM, b"%"), (FORM, b"%00=%00"), (FORM, b"%ff%fe=1"), (FORM, b"\xff=\xff"), (FORM, b"a[b][c][d][e][f][g]=1"),
    (FORM, b"a[]=1&a=2&a[b]=3"), (FORM, b"=&=&="), (FORM, b"&" * 5_000), (FORM, b"a=1&" * 2_000), (FORM, b"a[=1&]b=2"),
    ("multipart/form-data", b"--x"), ("multipart/form-data; boundary=", b"--\r\n"), ("text/plain", b"{}"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a; filename=\"\xff\"\r\n\r\n"),
    ("\xff/\xff", b"{}"), ("", b"{}"), ("application/json; charset=utf-16", '{"a": 1}'.encode("utf-16")),
]


@dataclass(frozen=True, slots=True)
class Request:
    way: Way
    path: str
    kind: str = WORD
    body: bytes = b""


@cache
def reads(way: Way) -> list[str]:
    """The names that this address may look for: those its file does, and for posts those of all that they carry."""
    endpoint, _, _ = ROUTES.find(way[0], filled(way[1]))
    module = inspect.unwrap(endpoint.__self__.handler).__module__  # type: ignore[union-attr]
    near = module.rpartition(".")[0]
    wing = "hubbub.reach." if near == "hubbub.reach.posts" else near
    files = [each for name, each in list(sys.modules.items()) if name.startswith(wing) and hasattr(each, "__file__")]
    found = [name for each in files for pair in _READ.findall(inspect.getsource(each)) for name in pair if name]
    return sorted({*found, *_PAGING})


def with_name(way: Way, name: str) -> Request:
    """The address with this for each of its `{names}`."""
    return Request(way, filled(way[1], otherwise=name))


def with_value(way: Way, thing: str, names: list[str], value: Any, how: str) -> Request:
    """The value under each of these names, said in one of four ways."""
    path = filled(way[1], otherwise=thing)
    words = [(name, _flat(value)) for name in names]
    if how == "query" or way[0] in ("GET", "HEAD"):
        return Request(way, f"{path}?{urlencode(words, errors='replace')[:60_000]}")
    if how == "form":
        return Request(way, path, FORM, urlencode([(f"{name}[]", word) for name, word in words], errors="replace")
                       .encode())
    if how == "file":
        body, kind = form([(name, ("a\x00.png", word.encode(errors="replace"))) for name, word in words])
        return Request(way, path, kind, body)
    return Request(way, path, WORD, json.dumps(dict.fromkeys(names, value)).encode())


def _flat(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def broken(way: Way, thing: str) -> Iterator[Request]:
    """Bodies that are not what they say, and queries that are none."""
    path = filled(way[1], otherwise=thing)
    if way[0] != "GET":
        yield from (Request(way, path, kind, body) for kind, body in BODIES)
    for query in ("%", "%ff=%ff", "limit=%00", "a[b][c][d][e][f][g]=1", "id[]=%00&id[]=a", "[]=1", quote("٣") + "=٣"):
        yield Request(way, f"{path}?{query}")
