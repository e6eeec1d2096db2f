"""A real server on loopback that says what it is told to say, byte by byte, and a witness of every connection.

It listens on 127.0.0.2, which tests allow, so that 127.0.0.1 can be among the addresses that must not be called.
"""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hubbub.base.outside import Outside, Resolve
from hubbub.base.settings import Settings

HOME = "127.0.0.2"

# Section 3.4 of the attack list.
SPECIAL = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.8", "192.0.0.9", "192.0.0.10", "192.0.0.170", "192.0.2.1", "192.31.196.1",
    "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1",
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "100::1", "100:0:0:1::1", "2001::1", "2001:2::1",
    "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "2620:4f:8000::1", "3fff::1", "5f00::1",
    "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it came over the wire; the names in `headers` are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


Say = Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Hostile:
    """`says` maps a path to what is said there; `heard` is all that was asked."""

    port: int = 0
    says: dict[str, Say] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    open: int = 0
    most: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str, host: str = HOME, scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                while not writer.is_closing():
                    heard = await _hear(reader)
                    self.heard.append(heard)
                    say = self.says.get(heard.target.partition("?")[0], plain(b"", status=404))
                    await say(heard, writer)
                    await writer.drain()
        finally:
            self.open -= 1
            self.gone.set()
            writer.close()


async def _hear(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    method, target, _ = first.split(" ", 2)
    return Heard(method, target, headers, body)


@asynccontextmanager
async def listening(
    host: str = HOME, *, port: int = 0, tls: ssl.SSLContext | None = None, says: dict[str, Say] | None = None
) -> AsyncIterator[Hostile]:
    hostile = Hostile(says=says or {})
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            await hostile.talk(reader, writer)
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            talks.discard(task)

    server = await asyncio.start_server(talk, host, port, ssl=tls)
    hostile.port = server.sockets[0].getsockname()[1]
    try:
        yield hostile
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


def plain(body: bytes = b"hello", *, status: int = 200, **headers: str) -> Say:
    """A whole answer that keeps the connection open; `headers` with `_` for `-`."""
    lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def to(location: str, status: int = 302) -> Say:
    return plain(b"", status=status, Location=location)


def raw(words: bytes) -> Say:
    async def say(_: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(words)

    return say


def last(words: bytes) -> Say:
    """Exactly these bytes, then the connection is closed."""

    async def say(_: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        writer.close()

    return say


def endless(head: bytes, again: bytes, *, pause: float = 0.0, count: list[int] | None = None) -> Say:
    """The head once, then the same bytes till the other side has gone; `count` collects how many were sent."""

    async def say(_: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(again)
            await writer.drain()
            if count is not None:
                count.append(len(again))
            await asyncio.sleep(pause)

    return say


@asynccontextmanager
async def going(folder: Path, resolve: Resolve | None = None, **given: Any) -> AsyncIterator[Outside]:
    """A way outside that may call the hostile server, and nothing else on this machine."""
    given = {"development": True, "allowed_networks": (ip_network(HOME),), **given}
    outside = Outside(Settings(data=folder, domain="here.test", web_domain="here.test", **given), resolve=resolve)
    try:
        yield outside
    finally:
        await outside.close()


_watchers: list[list[str]] = []


def _witness(event: str, given: tuple[object, ...]) -> None:
    if event == "socket.connect" and _watchers:
        address = given[1]
        for seen in _watchers:
            seen.append(str(address[0]) if isinstance(address, tuple) else str(address))


sys.addaudithook(_witness)  # Python's own report of every connect(), whoever makes it


@contextmanager
def dialled() -> Iterator[list[str]]:
    """The addresses that this process connects to meanwhile."""
    seen: list[str] = []
    _watchers.append(seen)
    try:
        yield seen
    finally:
        _watchers[:] = [watcher for watcher in _watchers if watcher is not seen]


def certified(folder: Path, *names: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate of its own authority for these names: the file to trust, and a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "ca.pem", folder / "key.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    ))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, private)
    return trusted, context


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
