"""What single answers cost, each beside its budget: two round trips to the database, and a body of its size."""

import asyncio
import sys
import time
from typing import Any

import msgspec

from hubbub.base.db import Db, Statement

from .load import Connection, cpu_of, load, request

# Name: its address; what stands in braces is made first.
ANSWERS = {
    "verify_credentials": "/api/v1/accounts/verify_credentials",
    "status": "/api/v1/statuses/{status}",
    "notifications": "/api/v2/notifications",
    "tag_timeline": "/api/v1/timelines/tag/bread",
    "list_timeline": "/api/v1/timelines/list/{list}",
    "search": "/api/v2/search?type=statuses&q=w400",
}
ROUNDS, TIMES = 3, 1000
_TRIP = Statement(str, "SELECT name FROM profiles WHERE id = :id")


async def measure(port: int, server: int, db: Db, tokens: list[str]) -> dict[str, float]:
    """The CPU of each answer as a share of its budget, all that it needs being kept by then."""
    trip, known = await _round_trip(db, server), await _furnish(port, tokens)
    shares: dict[str, float] = {}
    for name, address in ANSWERS.items():
        ask = request(port, address.format(**known), tokens[0])
        connection = await Connection.open(port)
        status, body = await connection.ask(ask)
        connection.close()
        if status != 200:
            raise RuntimeError(f"{address} answers {status}: {body[:200]!r}")
        used = await _cost(port, server, ask)
        budget = await _constant(port + 1, len(body)) + 2 * trip + _rendering(body)
        print(f"    {name}: {used * 1e6:.0f} µs of {budget * 1e6:.0f}, {len(body):,} bytes", flush=True)
        shares[f"{name}_share"] = used / budget
    return shares


async def _furnish(port: int, tokens: list[str]) -> dict[str, str]:
    """Something to show: a list of those who are followed, and twenty who like what was written last."""
    async def did(token: str, method: str, path: str, given: Any = None) -> Any:
        connection = await Connection.open(port)
        body = msgspec.json.encode(given) if given is not None else b""
        status, said = await connection.ask(request(port, path, token, body, method))
        connection.close()
        if status != 200:
            raise RuntimeError(f"{path} answers {status}: {said[:200]!r}")
        return msgspec.json.decode(said)

    me = await did(tokens[0], "GET", "/api/v1/accounts/verify_credentials")
    post = await did(tokens[0], "POST", "/api/v1/statuses", {"status": "Who likes #bread?"})
    for token in tokens[1:21]:
        await did(token, "POST", f"/api/v1/statuses/{post['id']}/favourite")
    people = await did(tokens[0], "GET", f"/api/v1/accounts/{me['id']}/following?limit=20")
    made = await did(tokens[0], "POST", "/api/v1/lists", {"title": "Harbour"})
    await did(tokens[0], "POST", f"/api/v1/lists/{made['id']}/accounts", {"account_ids": [who["id"] for who in people]})
    await asyncio.sleep(2)  # what comes of it
    return {"status": post["id"], "list": made["id"]}


async def _cost(port: int, server: int, ask: bytes) -> float:
    """CPU seconds of one answer: the median of some rounds."""
    await load(port, server, lambda _: ask, requests=TIMES // 2)
    runs = [await load(port, server, lambda _: ask, requests=TIMES) for _ in range(ROUNDS)]
    return sorted(run.cpu / run.requests for run in runs)[ROUNDS // 2]


async def _constant(port: int, size: int) -> float:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "hubbub.bench.constant", str(port), str(size))
    try:
        await asyncio.sleep(1)
        return await _cost(port, process.pid, request(port, "/"))
    finally:
        process.terminate()
        await process.wait()


async def _round_trip(db: Db, server: int) -> float:
    """CPU seconds of one question by a key, at both ends; nobody else asks meanwhile."""
    async def ask() -> None:
        for number in range(TIMES):
            await db.maybe(_TRIP, id=number)

    await ask()
    before = time.process_time() + cpu_of(server)
    for _ in range(ROUNDS):
        await ask()
    return (time.process_time() + cpu_of(server) - before) / (ROUNDS * TIMES)


def _rendering(body: bytes) -> float:
    """CPU seconds of making the body from what it says."""
    said, began = msgspec.json.decode(body), time.process_time()
    for _ in range(TIMES):
        msgspec.json.encode(said)
    return (time.process_time() - began) / TIMES
