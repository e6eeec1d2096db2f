"""Very many servers at once, some of them dead, one hostile: what a post to all of them takes, and who waits."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import WORKS
from hubbub.base.serving import raise_file_limit

from . import peers
from .load import Connection, family, memory_of, part_of, request

MANY = 10_000
LIVE, DEAD = 800, 200
ROUNDS = 3
INBOUND = 100_000
# What the server keeps in memory for its readers is there after so many.
WARM = 0.25
# Seconds between the questions of somebody who uses the server meanwhile.
PACE = 0.05
_DUE = """
    SELECT count(*) FROM jobs j LEFT JOIN lanes l ON l.name = j.lane
    WHERE j.parked_at IS NULL AND j.run_at <= now() AND coalesce(l.failure_count, 0) = 0
"""
_FOLLOWERS = """
    INSERT INTO follows (follower_id, followed_id, id, made_at)
    SELECT id, $1, id + $3, now() FROM unnest($2::bigint[]) AS id ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """The server that is measured, and who uses it."""

    port: int
    server: int  # its process
    db: Db
    tokens: Sequence[str]

    async def author(self, n: int) -> ProfileId:
        """Whoever acts by the n-th token, with a key to sign with."""
        async with self.db.alone() as c:
            who = ProfileId(await c.fetchval("SELECT profile_id FROM oauth_tokens ORDER BY id OFFSET $1 LIMIT 1", n))
            await c.execute("DELETE FROM follows WHERE followed_id = $1", who)
        async with self.db.write() as tx:
            await WORKS["profiles.give_key"].call(tx, who)
        return who

    async def says(self, n: int, words: str) -> None:
        """Publish by the n-th token."""
        connection = await Connection.open(self.port)
        status, body = await connection.ask(request(
            self.port, "/api/v1/statuses", self.tokens[n], msgspec.json.encode({"status": words}), "POST"))
        connection.close()
        if status != 200:
            raise RuntimeError(f"{status}: {body[:300]!r}")

    async def followed(self, who: ProfileId, followers: list[int], offset: int) -> None:
        async with self.db.alone() as c:
            await c.execute(_FOLLOWERS, who, followers, offset, timeout=120)

    async def quiet(self) -> None:
        """Until nothing waits that is due, but for what waits for hosts that do not answer."""
        async with self.db.alone() as c:
            while await c.fetchval(_DUE):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def measure(bench: Bench, *, many: int = MANY, inbound: int = INBOUND) -> dict[str, float]:
    """All figures, by their names."""
    raise_file_limit()
    found = await _many(bench, many)
    found["black_holed_ratio"] = await _black_holed(bench)
    found["inbound_100k_memory_mb"] = await _inbound(bench, inbound)
    return found


async def _many(bench: Bench, many: int) -> dict[str, float]:
    """One post to as many servers as there are, none of which was met before; and the API meanwhile."""
    sink, port = peers.Sink(), bench.port + 5  # where nobody from before has letters waiting
    await sink.open(port)
    ids, _ = await peers.settle(bench.db, many, port, net=5, before=3 * 10**8)
    await bench.followed(await bench.author(0), ids, 5)
    usual: list[float] = []
    await _asked(bench, lambda: len(usual) >= 100, usual)
    began = time.monotonic()
    await bench.says(0, "To everybody everywhere")
    times: list[float] = []
    asking = asyncio.create_task(_asked(bench, lambda: sink.taken >= many, times))
    await _until(lambda: sink.taken >= many, 600)
    seconds = time.monotonic() - began
    await asking
    await sink.close()
    print(f"    the API's p95 before: {_p95(usual):.0f} ms", flush=True)
    return {"delivery_10k_s": seconds, "delivery_10k_api_p95_ms": _p95(times)}


async def _asked(bench: Bench, done: Callable[[], bool], times: list[float]) -> list[float]:
    """Ask for this and that at an even pace, and note in seconds how long each answer took since it was due."""
    paths = ("/api/v1/timelines/home", "/api/v1/notifications", "/api/v1/timelines/public")
    asks = [request(bench.port, path, token) for path in paths for token in bench.tokens[1:20]]
    connection = await Connection.open(bench.port)
    due = time.monotonic()
    while not done():
        due += PACE
        await asyncio.sleep(max(due - time.monotonic(), 0))
        await connection.ask(asks[len(times) % len(asks)])
        times.append(time.monotonic() - due)
    connection.close()
    return times


async def _black_holed(bench: Bench) -> float:
    """How much longer a post takes to those who live when a fifth of all swallow what is sent to them: the median."""
    await bench.quiet()
    sink, hole = peers.Sink(), peers.Hole()
    await sink.open(bench.port + 2)
    await hole.open(bench.port + 3)
    live, _ = await peers.settle(bench.db, LIVE, bench.port + 2, net=2, before=5 * 10**8)
    dead, _ = await peers.settle(bench.db, DEAD, bench.port + 3, net=2, before=6 * 10**8)
    alone, among = await bench.author(1), await bench.author(2)
    await bench.followed(alone, live, 11)
    await bench.followed(among, live + dead, 13)
    await _timed(bench, sink, 1)  # from now on all who live are known
    ratios = []
    for _ in range(ROUNDS):
        plain = await _timed(bench, sink, 1)
        ratios.append(await _timed(bench, sink, 2) / plain)
        await _forgotten(bench, bench.port + 3)
    await hole.close()
    await sink.close()
    print(f"    rounds: {', '.join(f'{ratio:.2f}' for ratio in ratios)}; the last without the dead: {plain:.2f} s",
          flush=True)
    return sorted(ratios)[ROUNDS // 2]


async def _timed(bench: Bench, sink: peers.Sink, author: int) -> float:
    """Seconds until a post of this author has reached all who live."""
    wanted, began = sink.taken + LIVE, time.monotonic()
    await bench.says(author, "Is anybody there?")
    await _until(lambda: sink.taken >= wanted, 120)
    seconds = time.monotonic() - began
    await asyncio.sleep(1)
    return seconds


async def _forgotten(bench: Bench, port: int) -> None:
    """As if nothing were known of the hosts at this port, and nothing waited for them."""
    await bench.quiet()
    async with bench.db.alone() as c:
        await c.execute("DELETE FROM jobs WHERE lane LIKE $1 AND parked_at IS NULL", f"%:{port}")
        await c.execute("UPDATE lanes SET next_at = 'infinity', failing_since = NULL, failure_count = 0"
                        " WHERE name IN (SELECT name FROM lanes WHERE name LIKE $1 ORDER BY name FOR UPDATE)",
                        f"%:{port}")
        names = await c.fetch("DELETE FROM hosts WHERE name LIKE $1 RETURNING name", f"%:{port}")
    async with bench.db.write() as tx:
        tx.say("host", *(row[0] for row in names))


async def _inbound(bench: Bench, count: int) -> float:
    """MB by which web and worker grow while this many activities come in, once their caches are as full as they get."""
    people = 1000
    ids, private = await peers.settle(bench.db, people, bench.port + 2, net=3, before=8 * 10**8)
    async with bench.db.alone() as c:
        reader = await c.fetchval("SELECT profile_id FROM oauth_tokens ORDER BY id LIMIT 1")
        await c.execute("INSERT INTO follows (follower_id, followed_id, id, made_at)"
                        " SELECT $1, id, id + 7, now() FROM unnest($2::bigint[]) AS id", reader, ids)
    before = 0.0
    connections = [await Connection.open(bench.port) for _ in range(4)]
    counter = iter(range(count))

    async def bring(connection: Connection) -> None:
        nonlocal before
        for n in counter:
            status, body = await connection.ask(peers.letter(
                f"localhost:{bench.port}", bench.port + 2, n % people, private, n // people, net=3))
            if status != 202:
                raise RuntimeError(f"{status}: {body[:300]!r}")
            if n == int(count * WARM):
                before = _own_memory(bench.server)

    await asyncio.gather(*(bring(connection) for connection in connections))
    await bench.quiet()
    for connection in connections:
        connection.close()
    return _own_memory(bench.server) - before


def _own_memory(server: int) -> float:
    """MB of our own processes: what PostgreSQL shares among its own is a setting."""
    return sum(memory_of(pid) for pid in family(server) if part_of(pid) in ("web", "worker"))


async def _until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("it does not come to an end")
        await asyncio.sleep(0.02)


def _p95(times: list[float]) -> float:
    return sorted(times)[min(int(len(times) * 0.95), len(times) - 1)] * 1000
