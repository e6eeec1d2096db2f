"""`hubbub bench`: serves a Hubbub of its own, fills it, measures it, prints what must be true beside what is."""

import asyncio
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

import msgspec
import uvloop

from hubbub import app
from hubbub.base.db import Db, Statement, Tx
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import WORKS
from hubbub.base.settings import Settings, read
from hubbub.people import apps, teams

from . import answers, constant, crowds, hostile, pages, peers, punctual, streams
from .figures import WANTED, table
from .load import Connection, cpu_of, family, load, memory_of, part_of, request
from .seed import seed

PORT = 8917
VIEWERS = 4_500
UNSEEN, ROUNDS = 300, 5    # of them: so many have not looked yet when that is measured, so often

@dataclass(slots=True)
class Bench:
    folder: Path
    profiles: int
    posts: int
    figures: dict[str, Any] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    def note(self, name: str, value: float) -> None:
        """Print it and keep it: whatever ends a run early, what was measured is there."""
        self.figures[name] = {"value": round(value, 3), "unit": WANTED[name][1]}
        (self.folder / "bench.json").write_text(json.dumps(self.figures, indent=1) + "\n")
        print(f"  {name}: {value:,.2f} {WANTED[name][1]}", flush=True)

    @property
    def settings(self) -> Settings:
        return read({"HUBBUB_DATA": str(self.folder / "data"), "HUBBUB_PORT": str(PORT)}, serving=True)

    @property
    def pid(self) -> int:
        assert self.server is not None
        return self.server.pid

    def start(self, **more: str) -> float:
        """Serve; seconds from the command to the first page."""
        environment = os.environ | {
            "HUBBUB_DATA": str(self.folder / "data"), "HUBBUB_PORT": str(PORT), "HUBBUB_RATE_LIMITS": "off",
            "HUBBUB_ALLOWED_NETWORKS": "127.0.0.0/8", "HUBBUB_DEVELOPMENT": "1", "HUBBUB_DOMAIN": f"localhost:{PORT}",
        } | more
        began = time.monotonic()
        self.server = subprocess.Popen([sys.executable, "-m", "hubbub", "serve"], env=environment)
        while True:
            try:
                with urllib.request.urlopen(f"http://localhost:{PORT}/sign-up", timeout=1) as answer:
                    answer.read()
                    return time.monotonic() - began
            except OSError:
                if self.server.poll() is not None or time.monotonic() - began > 60:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.01)

    def stop(self) -> None:
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(15)

    async def run(self) -> None:
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        self.note("first_run_s", self.start())
        self.stop()
        self.note("start_s", self.start())
        await asyncio.sleep(3)
        self.note("idle_mb", memory_of(self.pid))
        try:
            app.open_rooms()
            async with app.standing(self.settings, reading=2, writing=2) as db:
                await self._measure(db)
        finally:
            self.stop()

    async def _measure(self, db: Db) -> None:
        print(f"seeding {self.profiles:,} people and {self.posts:,} posts", flush=True)
        self.figures |= await seed(db, self.profiles, self.posts, lambda line: print("  " + line, flush=True))
        self.stop()
        # One web process, kept busy: what one core gives. Two that are half idle would be charged for waking up.
        self.start(HUBBUB_WEB_PROCESSES="1")
        tokens = await _tokens(db, min(VIEWERS, self.profiles))
        await self._worked_off(db)  # what the first start over so much has to catch up with
        await self._at_rest()
        await self._home(tokens)
        await self._beside_constant(tokens)
        await self._search(tokens)
        await self._post(tokens)
        await self._worked_off(db)  # whatever is still done for these posts would be counted with the looks
        for name, share in (await answers.measure(PORT, self.pid, self.folder / "data", tokens)).items():
            self.note(name, share)
        for name, times in (await pages.measure(PORT, self.pid, db, tokens)).items():
            self.note(name, times)
        self.note("scheduled_p99_s", await punctual.measure(db))
        await self._fan_out(db)
        await self._peers(db, tokens)
        await self._streams(tokens)
        await self._crowds(db, tokens)

    async def _home(self, tokens: list[str]) -> None:
        asks = [request(PORT, "/api/v1/timelines/home", token) for token in tokens]
        # Most look first, so that what is new is kept as on a server where people are about; the last have not.
        unseen = min(UNSEEN, len(asks) // 3 // ROUNDS)
        seen = len(asks) - ROUNDS * unseen
        await load(PORT, self.pid, lambda n: asks[n], requests=seen)
        rounds = [asks[first:first + unseen] for first in range(seen, len(asks), unseen)]
        self.note("home_cold_per_core", median([
            (await load(PORT, self.pid, those.__getitem__, requests=unseen)).per_core for those in rounds]))

    async def _beside_constant(self, tokens: list[str]) -> None:
        """Homes that are kept, and the same web server giving a body of that size and doing nothing else. In turn: some
        machines are half as fast again a minute later."""
        hot = [request(PORT, "/api/v1/timelines/home", token) for token in tokens[:20]]
        connection = await Connection.open(PORT)
        _, body = await connection.ask(hot[0])
        connection.close()
        async with constant.beside(PORT + 1, len(body)) as other:
            ask = request(PORT + 1, "/")
            pairs = [(await load(PORT, self.pid, lambda n: hot[n % 20], requests=6000),
                      await load(PORT + 1, other, lambda _: ask, requests=6000)) for _ in range(8)][1:]
        self.note("home_warm_per_core", median(home.per_core for home, _ in pairs))
        self.figures["home_bytes"] = len(body)
        self.figures["constant_per_core"] = round(median(plain.per_core for _, plain in pairs))
        self.note("home_share_of_constant", median(home.per_core / plain.per_core for home, plain in pairs))

    async def _search(self, tokens: list[str]) -> None:
        """Posts by words that most have, many, few and one; by two of them; by a phrase; with operators."""
        common = ["harbour", "lighthouse bakery", '"painted the railings"', "harbour -w1", "language:en heron"]
        rare = [f"w{n}" for n in (1, 7, 50, 400, 3000, 12000, 30000, 49999)] + ["w2 w9", "harbour w20000", "Nirgends"]
        asks = [request(PORT, f"/api/v2/search?type=statuses&q={quote(words)}", tokens[n % 20])
                for n in range(20) for words in common + rare]
        await load(PORT, self.pid, lambda n: asks[n], requests=len(asks), connections=1)
        run = await load(PORT, self.pid, lambda n: asks[n], requests=len(asks), connections=1)
        self.note("search_p95_ms", run.percentile(0.95) * 1000)

    async def _post(self, tokens: list[str]) -> None:
        bodies = [msgspec.json.encode({"status": f"Fresh bread number {n} #bread"}) for n in range(600)]
        asks = [
            request(PORT, "/api/v1/statuses", tokens[-1 - n % 50], body, "POST") for n, body in enumerate(bodies)
        ]
        # What the worker does afterwards is measured apart: it is held still, so this is the request alone.
        worker = next(pid for pid in family(self.pid) if part_of(pid) == "worker")
        os.kill(worker, signal.SIGSTOP)
        try:
            # People do not wait for each other.
            run = await load(PORT, self.pid, lambda n: asks[n], requests=len(asks))
        finally:
            os.kill(worker, signal.SIGCONT)
        self.figures["post_p95_ms"] = round(run.percentile(0.95) * 1000, 1)
        self.note("post_per_core", run.per_core)
        await asyncio.sleep(5)

    async def _fan_out(self, db: Db, followers: int = 100_000) -> None:
        """One post to many followers here, all of whom have been about."""
        async with db.alone() as c:
            star = await c.fetchval("SELECT id FROM profiles WHERE name = 'seed1'")
            await c.execute(_CROWD, followers, db.here.settings.base, int(time.time() * 1000) - 10**9, timeout=600)
            await c.execute(_ADMIRE, star, timeout=600)
            await c.execute("VACUUM ANALYZE follows", timeout=600)
        async with db.write() as tx:
            who = await teams.owner_of(tx, ProfileId(star)) or (await _membership(tx, ProfileId(star)))
        token = await _token(db, who, ProfileId(star))
        spent, took = [], []
        for _ in range(3):  # of a crowd whose homes are empty at first
            await asyncio.sleep(1)
            before, start = cpu_of(self.pid), time.monotonic()
            run = await load(PORT, self.pid, lambda _: request(
                PORT, "/api/v1/statuses", token, msgspec.json.encode({"status": "To everybody"}), "POST"
            ), requests=1, connections=1)
            async with db.alone() as c:
                while await c.fetchval("SELECT count(*) FROM jobs WHERE parked_at IS NULL"):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            took.append(time.monotonic() - start)
            spent.append((cpu_of(self.pid) - before - run.cpu) / followers)
        self.note("fanout_us_per_follower", median(spent) * 1e6)
        self.note("fanout_100k_s", median(took))
        await self._tidied(db)

    async def _peers(self, db: Db, tokens: list[str], hosts: int = 1000) -> None:
        """Activities that come in, each with its effects; one post that goes out to many hosts."""
        ids, private = await peers.settle(db, hosts, PORT + 2)
        async with db.alone() as c:
            reader = await c.fetchval("SELECT profile_id FROM oauth_tokens LIMIT 1")
            await c.execute(
                "INSERT INTO follows (follower_id, followed_id, id, made_at)"
                " SELECT $1, id, id + 7, now() FROM unnest($2::bigint[]) AS id", reader, ids,
            )
        letters = [peers.letter(f"localhost:{PORT}", PORT + 2, n, private, 1) for n in range(hosts)]
        before = cpu_of(self.pid)
        # Servers do not wait for each other.
        await load(PORT, self.pid, lambda n: letters[n], requests=hosts, connections=16)
        await self._worked_off(db)
        self.note("inbox_per_core", hosts / (cpu_of(self.pid) - before))
        sink = peers.Sink()
        await sink.open(PORT + 2)
        async with db.alone() as c:
            # Somebody without a crowd here: landing with that is measured apart.
            author = await c.fetchval("SELECT profile_id FROM oauth_tokens ORDER BY id LIMIT 1")
        await peers.follow(db, author, ids)
        async with db.write() as tx:
            await WORKS["profiles.give_key"].call(tx, ProfileId(author))
        ask = request(PORT, "/api/v1/statuses", tokens[0], msgspec.json.encode({"status": "Out"}), "POST")
        await load(PORT, self.pid, lambda _: ask, requests=1, connections=1)  # the key is made, the way is known
        await _taken(sink, hosts)
        await self._worked_off(db)  # each new host is also asked what it runs
        await self._tidied(db)
        spent = []
        for posts in range(2, 5):
            before = cpu_of(self.pid)
            await load(PORT, self.pid, lambda _: ask, requests=1, connections=1)
            await _taken(sink, posts * hosts)
            await self._worked_off(db)
            spent.append(cpu_of(self.pid) - before)
        self.note("delivery_per_core", hosts / median(spent))
        await sink.close()

    async def _streams(self, tokens: list[str]) -> None:
        memory, broadcast = await streams.measure(PORT, self.pid, tokens[:900])
        self.note("stream_kb", memory)
        self.note("stream_broadcast_ms", broadcast)

    async def _crowds(self, db: Db, tokens: list[str]) -> None:
        for name, value in (await crowds.measure(crowds.Bench(PORT, self.pid, db, tokens))).items():
            self.note(name, value)
        self.stop()
        self.start(HUBBUB_WEB_PROCESSES="1", HUBBUB_RATE_LIMITS="on")  # they are what is measured
        cost, wait = await hostile.measure(PORT, self.pid, db, tokens)
        self.note("hostile_peer_worker_s", cost)
        self.note("hostile_peer_wait_s", wait)

    async def _worked_off(self, db: Db) -> None:
        async with db.alone() as c:
            while await c.fetchval(  # noqa: ASYNC110
                "SELECT count(*) FROM jobs WHERE parked_at IS NULL AND run_at <= now()"
            ):
                await asyncio.sleep(0.02)

    async def _tidied(self, db: Db) -> None:
        """What the database would do by itself within a minute: it is nothing of what is measured next."""
        async with db.alone() as c:
            await c.execute("VACUUM (ANALYZE)", timeout=600)
        await self._at_rest()

    async def _at_rest(self) -> None:
        """Until the database has written out what it was filled with: that would be charged to whoever reads."""
        quiet, deadline = 0, time.monotonic() + 180
        while quiet < 3 and time.monotonic() < deadline:
            before = cpu_of(self.pid)
            await asyncio.sleep(1)
            quiet = quiet + 1 if cpu_of(self.pid) - before < 0.03 else 0


async def _taken(sink: peers.Sink, count: int, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while sink.taken < count:
        if time.monotonic() > deadline:
            raise RuntimeError("the deliveries do not come to an end")
        await asyncio.sleep(0.02)


_CROWD = """
    WITH made AS (
        INSERT INTO profiles (id, name, uri, url, inbox, made_at)
        SELECT ($3::bigint + n) << 16, 'crowd' || n, $2 || '/users/crowd' || n, $2 || '/@crowd' || n, $2 || '/inbox',
            now()
        FROM generate_series(1, $1::int) AS n ON CONFLICT DO NOTHING RETURNING id),
    counted AS (INSERT INTO profile_counts (profile_id) SELECT id FROM made)
    INSERT INTO feed_owners (profile_id, seen_at) SELECT id, now() FROM made
"""
_ACCOUNT = Statement(None, """
    INSERT INTO accounts (id, email, password_hash, made_at, confirmed_at, approved_at)
    VALUES (:id, :email, '!', now(), now(), now()) ON CONFLICT DO NOTHING
""")
_ADMIRE = """
    INSERT INTO follows (follower_id, followed_id, id, made_at)
    SELECT id, $1, id + 1, now() FROM profiles WHERE name LIKE 'crowd%' ON CONFLICT DO NOTHING
"""


async def _tokens(db: Db, most: int) -> list[str]:
    async with db.alone() as c:
        people = [row[0] for row in await c.fetch(
            "SELECT profile_id FROM feed GROUP BY 1 HAVING count(*) >= 40 ORDER BY 1 DESC LIMIT $1", most
        )]
    made = []
    for profile in people:
        async with db.write() as tx:
            account = await _membership(tx, ProfileId(profile))
        made.append(await _token(db, account, ProfileId(profile)))
    return made


async def _membership(tx: Tx, profile: ProfileId) -> Any:
    """An account that may act as a seeded profile; nobody knows its password."""
    await tx.run(_ACCOUNT, id=profile, email=f"{profile}@seed.invalid")
    await teams.join(tx, profile, profile, teams.Role.OWNER)  # type: ignore[arg-type]
    return profile


async def _token(db: Db, account: Any, profile: ProfileId) -> str:
    async with db.write() as tx:
        made = await apps.register(tx, "Bench", [apps.OUT_OF_BAND], "read write follow push")
        secret, _ = await apps.issue(tx, made, made.scopes, (account, profile))
    return secret


def run(folder: Path, profiles: int, posts: int) -> None:
    """Measure everything into `bench.json` of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    bench = Bench(folder, profiles, posts, {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "commit": commit.stdout.strip(), "profiles": profiles, "posts": posts,
    })
    uvloop.run(bench.run())  # the lighter the client, the less of it is measured
    print(table(bench.figures))
