"""What was done and then taken back is told in that order, whoever is killed on the way."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from hubbub.base.db import Db
from tests.served import Served, eventually

from .ledger import Ledger, follow_from

# What is told of posts and of blocks, and has been taken in hand.
IN_HAND = """
    SELECT count(DISTINCT name) FROM jobs WHERE name = ANY($1::text[]) AND leased_until > clock_timestamp()
"""


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger() as book:
        yield book


@contextmanager
def nothing_goes_out(server: Served) -> Iterator[None]:
    """Whoever is about to write a letter waits: somebody else holds what they add to."""
    held, over = threading.Event(), threading.Event()

    async def hold(db: Db) -> None:
        async with db.alone() as connection, connection.transaction():
            await connection.execute("SELECT 1 FROM lanes FOR UPDATE")
            held.set()
            while not over.is_set():
                await asyncio.sleep(0.02)

    with ThreadPoolExecutor(1) as thread:
        holding = thread.submit(server.beside, hold)
        try:
            assert held.wait(10)
            yield
        finally:
            over.set()
            holding.result(10)


def in_hand(server: Served, *names: str) -> Callable[[], bool]:
    """Whether a worker has begun to tell of each of these."""
    async def count(db: Db) -> bool:
        async with db.alone() as connection:
            return int(await connection.fetchval(IN_HAND, list(names))) == len(names)

    return lambda: server.beside(count)


def test_what_is_taken_back_while_the_worker_is_killed_does_not_overtake_what_it_takes_back(
    served: Callable[..., Served], ledger: Ledger
):
    server = served()
    ann = server.person("ann")
    _, yan = follow_from(server, "ann", ledger, 2)
    server.post("/api/v1/statuses", ann, status="There is a way there")
    eventually(lambda: ledger.count == 2)
    with nothing_goes_out(server):
        made = server.post("/api/v1/statuses", ann, status="At nine")
        gone = server.post("/api/v1/statuses", ann, status="At eleven")
        server.post(f"/api/v1/accounts/{yan}/block", ann)
        eventually(in_hand(server, "posts.PostPublished", "follows.Blocked"))
        for pid in server.pids("worker"):
            os.kill(pid, signal.SIGSTOP)
        server.ask("PUT", f"/api/v1/statuses/{made['id']}", {"status": "At ten"}, token=ann)
        server.post(f"/api/v1/accounts/{yan}/unblock", ann)
        server.ask("DELETE", f"/api/v1/statuses/{gone['id']}", token=ann)
        server.kill("worker")

    def told(of: str) -> list[str]:
        """What came to whoever follows, of this post or of blocks, in its order."""
        return [each for came in list(ledger.came.values()) for each in came if of in each]

    # A post that was gone before anybody was told of it is only ended.
    for of, ends in ((made["uri"], ("/activity", "#updates/")), ("/blocks/", ("/blocks/", "#undo")),
                     (gone["uri"], ("#delete",))):
        came = eventually(lambda of=of, ends=ends: len(told(of)) == len(ends) and told(of), 30)
        assert [end in each for end, each in zip(ends, came, strict=True)] == [True] * len(ends), came
