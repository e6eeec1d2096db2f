"""What all doors need of HTTP: a table of routes, bounded bodies, compression, who is calling."""

import os
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from isal import igzip
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope

Endpoint = Callable[[Request], Awaitable[Response]]

_PARAMETER = re.compile(r"\{(\w+)(?::(int|path))?\}")
_COMPRESSED = (b"text/", b"application/json", b"application/activity", b"application/jrd", b"image/svg",
               b"application/rss", b"application/xml", b"application/atom", b"application/feed",
               b"application/manifest")
# Nothing of ours has NUL in its name, and the database would not be asked for it.
_SHAPES = {"int": r"[0-9]{1,19}", "path": r"[^\x00\n]+", None: r"[^/\x00]+"}
# What ETags are made with; the parts of a server have it from the process that they are forked from.
_MARK, _NONCE = AESGCM(os.urandom(16)), bytes(12)


class TooLarge(Exception):
    """The body is larger than this door takes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"at most {limit} bytes")


class Incoming(Request):
    """A request whose headers are found by their names: the library looks through all of them for each."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._by_name = _ByName(scope["headers"])

    @property
    def headers(self) -> Headers:
        return self._by_name


class _ByName(Headers):
    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        super().__init__(raw=raw)
        self._by_name = dict(reversed(raw))  # of several the first, as the library has it

    def __getitem__(self, key: str) -> str:
        return self._by_name[key.lower().encode("latin-1")].decode("latin-1")

    def __contains__(self, key: Any) -> bool:
        return key.lower().encode("latin-1") in self._by_name

    def get(self, key: str, default: Any = None) -> Any:
        found = self._by_name.get(key.lower().encode("latin-1"))
        return default if found is None else found.decode("latin-1")


@dataclass(slots=True)
class Routes:
    """Paths to endpoints: plain paths by one look-up, patterns by their first two parts and their length."""

    plain: dict[str, dict[str, Endpoint]] = field(default_factory=dict)
    patterns: dict[tuple[str, str], list[tuple[re.Pattern[str], dict[str, Endpoint]]]] = field(default_factory=dict)
    listed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, methods: Iterable[str], path: str, endpoint: Endpoint) -> None:
        for method in methods:
            self.listed.append((method, path))
            if "{" not in path:
                self.plain.setdefault(path, {})[method] = endpoint
                continue
            # Re-using the compiled pattern keeps all methods of one path together for the 405 answer.
            plain = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
            compiled = re.compile(_PARAMETER.sub(lambda m: f"(?P<{m[1]}>{_SHAPES[m[2]]})", plain))
            known = self.patterns.setdefault(_key(path), [])
            for pattern, by_method in known:
                if pattern.pattern == compiled.pattern:
                    by_method[method] = endpoint
                    break
            else:
                known.append((compiled, {method: endpoint}))
                # Whichever room comes first: `/@{name}.rss` is asked before `/@{name}`, which it would match too.
                known.sort(key=lambda each: len(re.sub(r"\(\?P<\w+>[^()]*\)", "", each[0].pattern)), reverse=True)

    def find(self, method: str, path: str) -> tuple[Endpoint | None, dict[str, str], list[str]]:
        """The endpoint, its path parameters, and which methods the path has when it lacks this one."""
        if len(path) > 1 and path[-1] == "/":
            path = path.rstrip("/") or "/"
        if (by_method := self.plain.get(path)) is not None:
            return by_method.get(method), {}, list(by_method)
        first, rest = _key(path)
        for key in dict.fromkeys(((first, rest), (first, ""), ("", ""))):
            for pattern, by_method in self.patterns.get(key, ()):
                if match := pattern.fullmatch(path):
                    return by_method.get(method), match.groupdict(), list(by_method)
        return None, {}, []


def _key(path: str) -> tuple[str, str]:
    parts = [*path.split("/", 4), "", "", ""][1:4]
    # `/api/v1/statuses/…` is told apart by its third part; a part with a parameter belongs to no key.
    first, rest = parts[0], "/".join(parts[1:3]) if parts[0] == "api" else ""
    return ("" if "{" in first else first, "" if "{" in rest else rest)


async def body(request: Request, limit: int) -> bytes:
    """The whole body, or `TooLarge` as soon as it is clear."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(limit)
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise TooLarge(limit)
        pieces.append(piece)
    return b"".join(pieces)


def bounded(request: Request, limit: int) -> Request:
    """The same request, raising `TooLarge` when its body passes the limit: for forms that stream to disk."""
    size = 0

    async def receive() -> Any:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise TooLarge(limit)
        return message

    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(limit)
    return Request(request.scope, receive)


def tagged(request: Request, response: Response) -> Response:
    """With a weak ETag, if it has none yet; without the body for a caller who has it already (RFC 9110, 13.1.2)."""
    if response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    said = dict(response.raw_headers)
    if (given := said.get(b"etag")) is None:
        response.raw_headers.append((b"etag", given := tag(response.body).encode()))
    if b"cache-control" not in said:
        # Another who asks the same may see something else, and the same caller may a moment later.
        response.raw_headers.append((b"cache-control", b"private, no-cache"))
    if not has(request, given.decode()):
        return response
    kept = {name: value for name, value in response.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=kept | {"vary": "Accept-Encoding"})


def tag(body: bytes | memoryview) -> str:
    """The weak ETag of an answer with this body.

    It is of this process: after a restart everything is sent once more. It is keyed, so nobody whose words are in
    an answer can make two that have the same. (A MAC is made six times as fast as Python's own hash of long texts;
    that of the MAC keeps to itself what two of them under one nonce would tell.)
    """
    return f'W/"{hash(_MARK.encrypt(_NONCE, b"", body)) & (1 << 64) - 1:016x}"'


def has(request: Request, etag: str) -> bool:
    """Whether the caller says that they have what has this ETag; whether that is weak does not matter here."""
    given = request.headers.get("if-none-match", "")
    said = {each.strip().removeprefix("W/") for each in given.split(",")} if given else set()
    return "*" in said or etag.removeprefix("W/") in said


def compressed(request: Request, response: Response) -> Response:
    """Gzip for text of some size, if the caller takes it."""
    text = response.body
    if len(text) < 1000:
        return response
    said = dict(response.raw_headers)
    if b"content-encoding" in said or not said.get(b"content-type", b"").startswith(_COMPRESSED):
        return response
    changed = {b"vary": b"%s, Accept-Encoding" % said[b"vary"] if b"vary" in said else b"Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        response.body = igzip.compress(bytes(text), 1)
        changed |= {b"content-encoding": b"gzip", b"content-length": b"%d" % len(response.body)}
    response.raw_headers[:] = [pair for pair in response.raw_headers if pair[0] not in changed] + [*changed.items()]
    return response


def address(request: Request) -> str | None:
    """Whence the request comes."""
    return request.client.host if request.client else None


def caller(request: Request) -> str:
    """The address that limits count by: IPv6 by its /64, since one person has a whole one."""
    host = address(request) or "unknown"
    return ":".join(host.split(":")[:4]) if ":" in host else host
