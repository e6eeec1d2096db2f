"""A worker killed among the letters of a newsletter: everybody gets one, and who gets it twice gets the same."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.people import profiles
from hubbub.reach import newsletters
from hubbub.reach.newsletters import letters
from tests.served import Served, eventually, free_port

READERS = 60


class Sink:
    """A relay in a thread of its own: which mails came to whom, by their ids."""

    def __init__(self) -> None:
        self.came: dict[str, list[str]] = defaultdict(list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.came[envelope.rcpt_tos[0]].append(message_from_bytes(envelope.content)["message-id"])
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    taken, port = Sink(), free_port()
    relay = Controller(taken, hostname="127.0.0.1", port=port)
    relay.start()
    yield taken, port
    relay.stop()


def test_a_worker_killed_among_letters_leaves_nobody_out_and_sends_no_two(served, sink: tuple[Sink, int]):
    taken, port = sink
    server: Served = served(environment={"HUBBUB_SMTP_URL": f"smtp://127.0.0.1:{port}"})
    ann = server.person("ann")
    server.beside(_subscribe)
    assert server.ask("POST", "/api/v1/statuses", {"status": "Bread is ready"}, token=ann)[0] == 200
    eventually(lambda: server.beside(_hurry), 20, "no issue was promised")
    eventually(lambda: len(taken.came) > READERS // 10, 20, "no letter came")
    server.kill("worker")
    assert len(taken.came) < READERS, "it was killed too late"
    eventually(lambda: len(taken.came) == READERS, 60, "somebody was left out")
    eventually(lambda: server.beside(_is_done), 20, "something is left to do")
    assert sum(len(came) - 1 for came in taken.came.values()) <= 1, Counter(map(len, taken.came.values()))
    assert all(len(set(came)) == 1 for came in taken.came.values()), "twice, and not the same"


async def _subscribe(db: Db) -> None:
    profile = await profiles.look_up(db, "ann")
    assert profile is not None
    async with db.write() as tx:
        await newsletters.switch(tx, profile, on=True)
    async with db.alone() as connection:
        await connection.executemany(
            """INSERT INTO newsletter_subscribers (id, profile_id, email, locale, asked_at, asked_count, confirmed_at)
               VALUES ($1, $2, $3, 'en', $4, 1, $4)""",
            [(ids.new(), profile, f"r{number}@far.test", now()) for number in range(READERS)])


async def _hurry(db: Db) -> bool:
    """The five minutes are over."""
    async with db.alone() as connection:
        return bool(await connection.fetchval(
            "UPDATE jobs SET run_at = now() WHERE name = $1 RETURNING 1", letters.bring_out.name))


async def _is_done(db: Db) -> bool:
    async with db.alone() as connection:
        return bool(await connection.fetchval("SELECT count(*) = 0 FROM jobs WHERE name = $1", letters.letter.name))
