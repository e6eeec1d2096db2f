"""One peer that does all it can: slow answers, endless collections, bombs, depth; what that costs, and who waits."""

import asyncio
import gzip
import time
from datetime import UTC, datetime
from typing import Any

import msgspec

from hubbub.base.db import Db
from hubbub.doors.fediverse.keys import load_private
from hubbub.doors.fediverse.signatures import sign_cavage

from . import peers
from .load import Connection, cpu_of, request

OF_A_KIND = 60
THREADS = 20
# Seconds: what somebody who posts now and then costs anyway is measured first, and is not the peer's.
WATCHED_ALONE = 12
# At most so long (seconds) is waited for what the peer had us begin.
PATIENCE = 180
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_KINDS = ("slow", "endless", "bomb", "deep")


class Tarpit(peers.Sink):
    """The peer: what it answers depends on the first word of the path."""

    def __init__(self, port: int, private: str) -> None:
        super().__init__()
        self.private = private
        self.host = f"127.4.0.1:{port}"
        self.base = f"http://{self.host}"
        self._bomb = gzip.compress(bytes(200 << 20), 9)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ")[1].decode()
                kind = path.split("/")[1]
                if kind == "slow":
                    await self._drip(writer)
                elif kind == "bomb":
                    self._say(writer, self._bomb, "Content-Encoding: gzip\r\n")
                elif kind == "deep":
                    self._say(writer, b"[" * 1_000_000)
                else:
                    self._say(writer, msgspec.json.encode(self._page(path) if kind == "endless" else self.note(path)))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    async def _drip(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(1)

    def _say(self, writer: asyncio.StreamWriter, body: bytes, more: str = "") -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n{more}"
                     f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def _page(self, path: str) -> dict[str, Any]:
        # A collection begins wherever a page of another says that one is.
        folder, _, last = path.rpartition("/")
        folder, number = (folder, int(last)) if last.isdecimal() else (path, 0)
        items = [f"{self.base}/{kind}/{path.replace('/', '-')}-{n}" for n in range(10) for kind in _KINDS]
        return {"id": self.base + path, "type": "CollectionPage", "items": items,
                "next": f"{self.base}{folder}/{number + 1}"}

    def note(self, path: str, answers: str | None = None) -> dict[str, Any]:
        return {
            "id": self.base + path, "type": "Note", "attributedTo": f"{self.base}/users/peer", "to": [_PUBLIC],
            "cc": [f"{self.base}/users/peer/followers"], "published": datetime.now(UTC).isoformat(),
            "content": "<p>Look</p>", "inReplyTo": answers, "replies": f"{self.base}/endless{path}/0",
        }

    def create(self, here: str, path: str, answers: str | None = None) -> bytes:
        """A whole signed request by which the peer publishes a note."""
        note = self.note(path, answers)
        body = msgspec.json.encode({
            "@context": "https://www.w3.org/ns/activitystreams", "id": f"{note['id']}/activity", "type": "Create",
            "actor": f"{self.base}/users/peer", "to": note["to"], "cc": note["cc"], "object": note})
        headers = sign_cavage("POST", f"http://{here}/inbox", body, f"{self.base}/users/peer#main-key",
                              load_private(self.private), datetime.now(UTC))
        lines = ["POST /inbox HTTP/1.1", "Content-Type: application/activity+json", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in ({"Host": here} | dict(headers)).items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def measure(port: int, server: int, db: Db, tokens: list[str]) -> tuple[float, float]:
    """Seconds of CPU that the peer costs in all, and the longest that a post of somebody here takes meanwhile."""
    [peer], private = await peers.settle(db, 1, port + 4, net=4, before=9 * 10**8)
    tarpit = Tarpit(port + 4, private)
    await tarpit.open(port + 4)
    async with db.alone() as c:
        writer, reader = (row[0] for row in await c.fetch("SELECT profile_id FROM oauth_tokens ORDER BY id LIMIT 2"))
        await c.execute("INSERT INTO follows (follower_id, followed_id, id, made_at)"
                        " SELECT $1, id, id + 17, now() FROM unnest($2::bigint[]) AS id ON CONFLICT DO NOTHING",
                        reader, [peer, writer])
    usual, waits = await _usual(port, server, tokens[0], db, reader), list[float]()
    before, began, over = cpu_of(server), time.monotonic(), asyncio.Event()
    watch = asyncio.create_task(_watch(port, tokens[0], db, reader, waits, over))
    here = f"localhost:{port}"
    letters = [tarpit.create(here, f"/notes/{kind}{n}", f"{tarpit.base}/{kind}/{n}")
               for n in range(OF_A_KIND) for kind in _KINDS]
    letters += [tarpit.create(here, f"/notes/thread{n}") for n in range(THREADS)]
    connection = await Connection.open(port)
    for letter in letters:
        await connection.ask(letter)
    async with db.alone() as c:
        opened = [row[0] for row in await c.fetch("SELECT id FROM posts WHERE uri LIKE $1", f"{tarpit.base}/notes/th%")]
        for post in opened:
            await connection.ask(request(port, f"/api/v1/statuses/{post}/context", tokens[1]))
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and await c.fetchval(  # noqa: ASYNC110
            "SELECT count(*) FROM jobs WHERE parked_at IS NULL AND run_at <= now() AND args->>'uri' LIKE $1",
            f"{tarpit.base}%",
        ):
            await asyncio.sleep(0.5)
    used = cpu_of(server) - before - usual * (time.monotonic() - began)
    over.set()
    await watch
    connection.close()
    await tarpit.close()
    return used, max(waits)


async def _usual(port: int, server: int, token: str, db: Db, reader: int) -> float:
    """What a second of watching costs by itself, the posts and the looking for them, in seconds of CPU."""
    over = asyncio.Event()
    before, watch = cpu_of(server), asyncio.create_task(_watch(port, token, db, reader, [], over))
    await asyncio.sleep(WATCHED_ALONE)
    over.set()
    await watch
    return (cpu_of(server) - before) / WATCHED_ALONE


async def _watch(port: int, token: str, db: Db, reader: int, waits: list[float], over: asyncio.Event) -> None:
    """Again and again somebody here posts, and it is looked for at home of somebody who follows them."""
    connection = await Connection.open(port)
    async with db.alone() as c:
        while not over.is_set():
            said = msgspec.json.encode({"status": f"Meanwhile {len(waits)}"})
            began = time.monotonic()
            status, body = await connection.ask(request(port, "/api/v1/statuses", token, said, "POST"))
            if status != 200:
                raise RuntimeError(f"{status}: {body[:300]!r}")
            post = int(msgspec.json.decode(body)["id"])
            while not await c.fetchval("SELECT true FROM feed WHERE profile_id = $1 AND post_id = $2", reader, post):
                if time.monotonic() - began > PATIENCE:
                    break
                await asyncio.sleep(0.02)
            waits.append(time.monotonic() - began)
            await asyncio.sleep(1)
    connection.close()
