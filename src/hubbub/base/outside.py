"""The way outside: every HTTP request that this server makes goes through here, and only here.

Addresses come from strangers, so what is checked is the address that is dialled next, at every hop: nothing is
looked up twice. Whatever answers is a stranger too: time, size, headers and redirects are bounded, and a packed
body is bounded by what it unpacks to.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDict
from yarl import URL

from .. import __version__
from .addresses import Refused, allowed, checked
from .bodies import Keep, Unreachable, read
from .clock import now
from .disk import writing
from .jobs import outdoors
from .settings import Misconfigured, Settings

__all__ = ["Answer", "Ask", "Outside", "Refused", "Resolve", "Sign", "Unreachable"]

# (method, address, body) -> headers. Asked afresh for every hop, with that hop's own address: a signer that hands
# out a secret must look at the address first. For a body in a file it is given no bytes.
Sign = Callable[[str, str, bytes], Mapping[str, str]]
# (host, port) -> where that is: every address with its port.
Resolve = Callable[[str, int], Awaitable[Sequence[tuple[str, int]]]]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. The names in `headers` are found in any case; `url` is where the last hop led."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def wait(self, least: timedelta, most: timedelta) -> timedelta:
        """How long it asks us to wait, in seconds or until a date (RFC 9110 §10.2.3), within these bounds."""
        said = self.headers.get("Retry-After", "").strip()
        if re.fullmatch(r"[0-9]{1,6}", said):
            return min(timedelta(seconds=int(said)), most)
        try:
            until = parsedate_to_datetime(said) - now()
        except (ValueError, TypeError):
            return least
        return min(max(until, least), most)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, whole: `limit` in bytes once unpacked, `deadline` in seconds over all hops.

    Without `hops` a redirect is an answer like any other. `ports` is for an address that the operator wrote.
    """

    method: str
    url: str
    body: bytes | Path = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    sign: Sign | None = None
    limit: int = 1 << 20
    deadline: float = 30.0
    hops: int = 0
    ports: Collection[int] = ()


class Outside:
    """The one client. `resolve` replaces the system's names, for tests."""

    def __init__(self, settings: Settings, *, resolve: Resolve | None = None) -> None:
        self._settings = settings
        self._resolve = resolve or self._look_up
        self._tls = _tls(settings)
        self._session: aiohttp.ClientSession | None = None
        # Names have threads of their own: a slow name server must not hold up the work on files.
        self._threads = ThreadPoolExecutor(32, "names")

    async def get(self, url: str, *, accept: str = "*/*", sign: Sign | None = None, limit: int = 1 << 20,
                  deadline: float = 30.0, hops: int = 3) -> Answer:
        """Fetch a document. Raises `Refused` or `Unreachable`; any status is an answer."""
        return await self.request(Ask("GET", url, b"", {"Accept": accept}, sign, limit, deadline, hops))

    async def post(self, url: str, body: bytes, *, content_type: str, sign: Sign | None = None,
                   deadline: float = 30.0) -> Answer:
        """Send a body to this address and no other: a redirect is the answer. Raises `Refused` or `Unreachable`."""
        return await self.request(Ask("POST", url, body, {"Content-Type": content_type}, sign, deadline=deadline))

    async def save(self, url: str, to: Path, *, limit: int, accept: str = "*/*", sign: Sign | None = None,
                   deadline: float = 120.0) -> Answer:
        """Fetch into a file, which is there afterwards only if the status is 200.

        Raises `Refused`, `Unreachable` or, if our own disk is the trouble, `Full`.
        """
        async def keep(piece: bytes) -> None:
            with writing():
                await asyncio.to_thread(file.write, piece)

        done = False
        try:
            with writing(), to.open("wb") as file:
                answer = await self.request(Ask("GET", url, b"", {"Accept": accept}, sign, limit, deadline, 3), keep)
            done = answer.status == 200
        finally:
            if not done:
                to.unlink(missing_ok=True)
        return answer

    async def request(self, ask: Ask, keep: Keep | None = None) -> Answer:
        """Any request. With `keep` the body is handed over piece by piece and the answer's own is empty."""
        pieces: list[bytes] = []

        async def gather(piece: bytes) -> None:
            pieces.append(piece)

        with outdoors():
            async with _plainly(ask.deadline):
                status, headers, url = await self._follow(ask, keep or gather)
        return Answer(status, headers, b"".join(pieces), url)

    async def close(self) -> None:
        """Hang up. Whatever is under way, or asked later, is unreachable."""
        if self._session is not None:
            await self._session.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _follow(self, ask: Ask, keep: Keep) -> tuple[int, Mapping[str, str], str]:
        url = checked(ask.url, self._settings, ports=ask.ports)
        for _ in range(ask.hops + 1):
            async with self._sent(ask, url) as answer:
                onward = answer.headers.get("Location") if answer.status in _REDIRECTS and ask.hops else None
                if onward is None:
                    if (answer.content_length or 0) > ask.limit:
                        raise Unreachable("the answer is too large")
                    await read(answer.content.iter_any(), answer.headers.get("Content-Encoding", ""), ask.limit, keep)
                    return answer.status, answer.headers, str(url)
            url = checked(onward, self._settings, ports=ask.ports, base=url)
        raise Refused("it redirects too often")

    @asynccontextmanager
    async def _sent(self, ask: Ask, url: URL) -> AsyncIterator[aiohttp.ClientResponse]:
        body = ask.body
        headers = CIMultiDict({"Accept-Encoding": "gzip", **ask.headers})
        if ask.sign is not None:
            headers.update(ask.sign(ask.method, str(url), body if isinstance(body, bytes) else b""))
        data = await asyncio.to_thread(body.open, "rb") if isinstance(body, Path) else body
        try:
            async with self._open().request(
                ask.method, url, data=data, headers=headers, allow_redirects=False
            ) as answer:
                yield answer
        finally:
            if not isinstance(data, bytes):
                data.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=_Names(self._resolve, self._settings), use_dns_cache=False, ssl=self._tls,
                    socket_factory=self._dial, limit=0, limit_per_host=4, keepalive_timeout=5,
                ),
                headers={"User-Agent": f"Hubbub/{__version__} (+{self._settings.base}/)"},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=5), auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
                max_line_size=8190, max_field_size=8190, max_headers=100,
            )
        if self._session.closed:
            raise Unreachable("this server is stopping")
        return self._session

    def _dial(self, target: aiohttp.AddrInfoType) -> socket.socket:
        """The gate: called with the very address that is connected to next, whether it was a name or a number."""
        family, kind, protocol, _, address = target
        if not allowed(str(address[0]), self._settings):
            raise _Forbidden
        return socket.socket(family, kind, protocol)

    async def _look_up(self, host: str, port: int) -> list[tuple[str, int]]:
        def ask() -> list[tuple[str, int]]:
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            except UnicodeError:  # a label of more than 63 letters
                raise _Forbidden from None
            return [(str(address[0]), port) for *_, address in found]

        return await asyncio.get_running_loop().run_in_executor(self._threads, ask)


class _Forbidden(OSError):
    """An address that may not be dialled: an OSError, because that is what the client library carries through."""

    def __init__(self) -> None:
        # Which address it was stays unsaid: people could learn from it what lives in our network.
        super().__init__("that address is not on the open internet")


class _Names(AbstractResolver):
    """Names to addresses, of which only the allowed are passed on.

    Of a mixed answer the allowed part is used: in development `localhost` is ::1 and 127.0.0.1 with only one of
    them allowed, and refusing the whole would protect nobody, since what is not dialled cannot be reached.
    """

    def __init__(self, resolve: Resolve, settings: Settings) -> None:
        self._resolve = resolve
        self._settings = settings

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolve(host, port)
        if not found:
            raise OSError("no such host")
        if not (kept := [place for place in found if allowed(place[0], self._settings)]):
            raise _Forbidden
        return [
            ResolveResult(hostname=host, host=address, port=at, family=family, proto=0, flags=socket.AI_NUMERICHOST)
            for address, at in kept
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def _tls(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if settings.ca_file:
        try:
            context.load_verify_locations(settings.ca_file)
        except OSError as problem:
            raise Misconfigured(f"HUBBUB_CA_FILE holds no certificates that can be read: {problem}.") from None
    return context


@asynccontextmanager
async def _plainly(deadline: float) -> AsyncIterator[None]:
    """Whatever goes wrong, and being too slow, as one of our two exceptions."""
    try:
        async with asyncio.timeout(deadline):
            yield
    except aiohttp.InvalidURL as problem:
        raise Refused("that is no address") from problem
    except TimeoutError as problem:
        raise Unreachable("no whole answer in time") from problem
    except (aiohttp.ClientError, OSError) as problem:
        if isinstance(problem.__cause__, _Forbidden):
            raise Refused(str(problem.__cause__)) from problem
        raise Unreachable(f"{type(problem).__name__}: {problem}"[:200]) from problem
