"""Other servers for figures: many loopback addresses, one listener, real keys and real signatures."""

import asyncio
import socket
import time
from datetime import UTC, datetime
from typing import Any

import msgspec

from hubbub.base.db import Db
from hubbub.base.keys import make_key
from hubbub.doors.fediverse.keys import load_private
from hubbub.doors.fediverse.signatures import sign_cavage

_PEOPLE = """
    WITH made AS (
        INSERT INTO profiles (id, name, domain, uri, url, inbox, shared_inbox, followers_uri, made_at, fetched_at)
        SELECT ($3::bigint + n) << 16, 'peer', host, base || '/users/peer', base || '/@peer', base || '/inbox',
            base || '/inbox', base || '/users/peer/followers', now(), now()
        FROM (SELECT n, host, 'http://' || host AS base
              FROM (SELECT n, '127.' || $5::text || '.' || n / 250 || '.' || 1 + n % 250 || ':' || $2::text AS host
                    FROM generate_series(0, $1::int - 1) AS n) AS hosts) AS bases
        RETURNING id, uri),
    counted AS (INSERT INTO profile_counts (profile_id) SELECT id FROM made),
    keyed AS (
        INSERT INTO profile_keys (profile_id, key_uri, public_pem) SELECT id, uri || '#main-key', $4 FROM made)
    SELECT array_agg(id ORDER BY id) FROM made
"""
_FOLLOW = """
    INSERT INTO follows (follower_id, followed_id, id, made_at)
    SELECT id, $1, id + 5, now() FROM unnest($2::bigint[]) AS id
"""


async def settle(db: Db, count: int, port: int, net: int = 1, before: int = 10**8) -> tuple[list[int], str]:
    """This many people, each on a host of its own in 127.`net`, all with one key; their ids and the private key.

    They have been known since so many milliseconds `before` now.
    """
    private, public = await asyncio.to_thread(make_key)
    async with db.alone() as connection:
        ids = await connection.fetchval(
            _PEOPLE, count, str(port), int(time.time() * 1000) - before, public, str(net), timeout=120)
        await connection.execute("ANALYZE profiles, profile_keys")  # as is done by itself within a minute
    return list(ids), private


async def follow(db: Db, followed: int, followers: list[int]) -> None:
    """Let them all follow somebody here."""
    async with db.alone() as connection:
        await connection.execute(_FOLLOW, followed, followers)


class Sink:
    """A listener on every loopback address that takes whatever is sent."""

    def __init__(self) -> None:
        self.taken = 0
        self._server: asyncio.Server | None = None

    async def open(self, port: int) -> None:
        self._server = await asyncio.start_server(self._serve, "0.0.0.0", port, limit=1 << 20, backlog=4096)  # noqa: S104

    async def close(self) -> None:
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), 0
                )
                await reader.readexactly(length)
                self.taken += head.startswith(b"POST ")
                writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()


class Hole:
    """A port of every loopback address at which whatever knocks is never answered, as behind a wall that drops it."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    async def open(self, port: int) -> None:
        listener = socket.socket()
        listener.bind(("0.0.0.0", port))  # noqa: S104
        listener.listen(0)
        self._sockets.append(listener)
        # Those that nobody accepts fill the queue; from then on the kernel drops what comes.
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
            self._sockets.append(waiting)
        await asyncio.sleep(0.2)

    async def close(self) -> None:
        for each in self._sockets:
            each.close()


def letter(here: str, port: int, n: int, private: str, to: int, net: int = 1) -> bytes:
    """A whole signed request: the n-th peer publishes a note that answers nobody and goes to its followers."""
    host = f"127.{net}.{n // 250 % 250}.{1 + n % 250}:{port}"
    base, note = f"http://{host}", f"http://{host}/posts/{to}-{n}"
    public = "https://www.w3.org/ns/activitystreams#Public"
    activity: dict[str, Any] = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": f"{note}/activity", "type": "Create",
        "actor": f"{base}/users/peer", "to": [public], "cc": [f"{base}/users/peer/followers"],
        "object": {
            "id": note, "type": "Note", "attributedTo": f"{base}/users/peer", "to": [public],
            "cc": [f"{base}/users/peer/followers"], "published": datetime.now(UTC).isoformat(),
            "content": "<p>" + "A line from the other side of the water. " * 8 + "</p>", "url": note, "tag": [],
            "attachment": [],
        },
    }
    body = msgspec.json.encode(activity)
    url = f"http://{here}/inbox"
    headers = sign_cavage(
        "POST", url, body, f"{base}/users/peer#main-key", load_private(private), datetime.now(UTC)
    )
    lines = ["POST /inbox HTTP/1.1", "Content-Type: application/activity+json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in ({"Host": here} | dict(headers)).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
