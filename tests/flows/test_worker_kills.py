"""F1 as it was written down: two thousand servers, and a worker that is killed twenty times while it writes to them."""

import random
import socket
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from hubbub.base.serving import raise_file_limit
from hubbub.base.worker import LANES_AT_MOST
from tests.served import eventually

from .ledger import Ledger, follow_from
from .test_faults import publish

pytestmark = pytest.mark.long
INBOXES = 2000
POSTS = 10
KILLS = 20


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with Ledger() as book:
        yield book


def test_twenty_kills_lose_nothing_and_double_no_more_than_was_under_way(served, ledger: Ledger):
    server = served(environment={"HUBBUB_WEB_PROCESSES": "1"})
    ann = server.person("ann")
    follow_from(server, "ann", ledger, INBOXES)
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
