"""What single answers cost, each beside its budget: two round trips to the database, and a body of its size."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from . import constant
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
ROUNDS, TIMES = 7, 1000
LIKED = 40   # posts: a full page of groups


async def measure(port: int, server: int, folder: Path, tokens: list[str]) -> dict[str, float]:
    """The CPU of each answer as a share of its budget, all that it needs being kept by then.

    The budget is what the same web server spends on a body of that size after two looks into the database, and what
    rendering the body costs. Whatever else the server does must be over: it would be counted with the looks.
    """
    known = await _furnish(port, tokens)
    shares: dict[str, float] = {}
    for name, address in ANSWERS.items():
        ask = request(port, address.format(**known), tokens[0])
        connection = await Connection.open(port)
        status, body = await connection.ask(ask)
        connection.close()
        if status != 200:
            raise RuntimeError(f"{address} answers {status}: {body[:200]!r}")
        rounds = await _beside_two_looks(port, server, folder, ask, len(body), _rendering(body))
        share, used, budget = sorted(rounds)[len(rounds) // 2]
        print(f"    {name}: {used * 1e6:.0f} µs of {budget * 1e6:.0f}, {len(body):,} bytes", flush=True)
        shares[f"{name}_share"] = share
    return shares


async def _furnish(port: int, tokens: list[str]) -> dict[str, str]:
    """Something to show: a list of those who are followed, a page of posts that were liked, the last by twenty."""
    async def did(token: str, method: str, path: str, given: Any = None) -> Any:
        connection = await Connection.open(port)
        body = msgspec.json.encode(given) if given is not None else b""
        status, said = await connection.ask(request(port, path, token, body, method))
        connection.close()
        if status != 200:
            raise RuntimeError(f"{path} answers {status}: {said[:200]!r}")
        return msgspec.json.decode(said)

    me = await did(tokens[0], "GET", "/api/v1/accounts/verify_credentials")
    for number in range(1, LIKED + 1):
        post = await did(tokens[0], "POST", "/api/v1/statuses", {"status": f"Who likes #bread number {number}?"})
        for token in tokens[1:21 if number == LIKED else 4]:
            await did(token, "POST", f"/api/v1/statuses/{post['id']}/favourite")
    people = await did(tokens[0], "GET", f"/api/v1/accounts/{me['id']}/following?limit=20")
    made = await did(tokens[0], "POST", "/api/v1/lists", {"title": "Harbour"})
    await did(tokens[0], "POST", f"/api/v1/lists/{made['id']}/accounts", {"account_ids": [who["id"] for who in people]})
    await asyncio.sleep(2)  # what comes of it
    return {"status": post["id"], "list": made["id"]}


async def _beside_two_looks(
    port: int, server: int, folder: Path, ask: bytes, size: int, rendering: float
) -> list[tuple[float, float, float]]:
    """What share of its budget the answer costs, what it costs and the budget, in seconds of CPU, some times.

    A look into the server's own database costs at both ends. The two are measured in turn: some machines are half as
    fast again a minute later.
    """
    async with constant.beside(port + 1, size, 2, HUBBUB_DATA=str(folder)) as other:
        rounds = []
        for _ in range(ROUNDS + 1):
            used = await _cost(port, [server], ask)
            budget = await _cost(port + 1, [other, server], request(port + 1, "/")) + rendering
            rounds.append((used / budget, used, budget))
    return rounds[1:]  # in the first some of it is done for the first time


async def _cost(port: int, servers: Sequence[int], ask: bytes) -> float:
    """CPU seconds of one answer in all of the servers."""
    before = sum(map(cpu_of, servers))
    await load(port, servers[0], lambda _: ask, requests=TIMES)
    return (sum(map(cpu_of, servers)) - before) / TIMES


def _rendering(body: bytes) -> float:
    """CPU seconds of making the body from what it says."""
    said, began = msgspec.json.decode(body), time.process_time()
    for _ in range(TIMES):
        msgspec.json.encode(said)
    return (time.process_time() - began) / TIMES
