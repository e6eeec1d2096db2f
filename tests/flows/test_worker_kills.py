"""F1 as it was written down: two thousand servers, and a worker that is killed twenty times while it writes to them."""

import asyncio
import json
import random
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress

import pytest

from hubbub import app
from hubbub.base.serving import raise_file_limit
from hubbub.base.settings import read
from hubbub.base.worker import LANES_AT_MOST
from hubbub.bench import peers
from tests.served import Served, eventually, free_port

from .test_faults import publish

pytestmark = pytest.mark.long
INBOXES = 2000
POSTS = 10
KILLS = 20


class Ledger:
    """A listener on every loopback address that writes down what each of them was brought, in its order."""

    def __init__(self) -> None:
        self.port = free_port()
        self.came: dict[str, list[str]] = defaultdict(list)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Ledger":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def count(self) -> int:
        return sum(len(came) for came in list(self.came.values()))

    def _run(self) -> None:
        self._loop.run_until_complete(
            asyncio.start_server(self._serve, "0.0.0.0", self.port, limit=1 << 20, backlog=4096))
        self._ready.set()
        self._loop.run_forever()

    async def _hang_up(self) -> None:
        lines = asyncio.all_tasks() - {asyncio.current_task()}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
                said = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
                body = await reader.readexactly(int(said.get("content-length", 0)))
                if first.startswith("POST "):
                    self.came[said["host"]].append(json.loads(body)["id"])
                writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        writer.close()


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger() as book:
        yield book


def test_twenty_kills_lose_nothing_and_double_no_more_than_was_under_way(served, ledger: Ledger):
    server = served(environment={"HUBBUB_WEB_PROCESSES": "1"})
    ann = server.person("ann")
    asyncio.run(everybody_follows(server, int(server.get("/api/v1/accounts/verify_credentials", ann)["id"]), ledger))
    chance, made = random.Random(1), []
    for kill in range(KILLS):
        if kill % (KILLS // POSTS) == 0:
            uri = server.get(f"/api/v1/statuses/{publish(server, ann, f'To all {kill}')}", ann)["uri"]
            made.append(f"{uri}/activity")
        # In the middle of it: something has come since the last one was killed.
        before = ledger.count
        eventually(lambda before=before: ledger.count > before or all_have(ledger, made), 60, "the worker does nothing")
        time.sleep(chance.uniform(0, 0.4))
        server.kill("worker")
    last = time.monotonic()
    until_all_have(ledger, made)
    print(f"{time.monotonic() - last:.0f} s after the last kill, {ledger.count} letters")
    orders = Counter(tuple(made.index(each) for each in dict.fromkeys(came)) for came in ledger.came.values())
    assert list(orders) == [tuple(range(POSTS))], orders
    doubles = sum(count - 1 for came in ledger.came.values() for count in Counter(came).values())
    assert doubles <= KILLS * LANES_AT_MOST


def until_all_have(ledger: Ledger, made: list[str]) -> None:
    """As long as something comes: how much of it in a second is for the machine to say, which has other work."""
    while not all_have(ledger, made):
        before = ledger.count
        eventually(lambda before=before: ledger.count > before or all_have(ledger, made), 30,
                   f"nothing comes any more; {sum(set(c) == set(made) for c in list(ledger.came.values()))} have all")


def all_have(ledger: Ledger, made: list[str]) -> bool:
    return len(ledger.came) == INBOXES and all(set(came) == set(made) for came in list(ledger.came.values()))


async def everybody_follows(server: Served, profile: int, ledger: Ledger) -> None:
    """Somebody at each of so many addresses follows the profile."""
    settings = read({
        "HUBBUB_DATA": str(server.data), "HUBBUB_PORT": str(server.port), "HUBBUB_DOMAIN": server.domain,
        "HUBBUB_DEVELOPMENT": "1"}, serving=True)
    async with app.standing(settings, reading=1, writing=1) as db:
        ids, _ = await peers.settle(db, INBOXES, ledger.port, net=5)
        await peers.follow(db, profile, ids)


def test_crowds_that_say_nothing_keep_nobody_from_being_answered(served):
    """F13: ten thousand connections, one in ten of which has begun a head and does not end it."""
    server = served(environment={"HUBBUB_WEB_PROCESSES": "2"})
    ann = server.person("ann")
    raise_file_limit()
    crowd = []
    try:
        for number in range(10_000):
            crowd.append(socket.create_connection(("127.0.0.1", server.port), 10))
            if number % 10 == 0:
                crowd[-1].sendall(b"GET /about HTTP/1.1\r\nHost: ")
        for number in range(40):
            publish(server, ann, f"Still here {number}")
            assert server.ask("GET", "/api/v1/timelines/home", token=ann)[0] == 200
    finally:
        for each in crowd:
            each.close()
