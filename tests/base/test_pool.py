"""The pool lends what is whole, makes people wait their turn, and survives those who leave in the middle."""

import asyncio
from contextlib import suppress

import pytest

from hubbub.base.db import Statement
from hubbub.base.pool import Pool

SLOW = Statement(int, "SELECT 7 FROM pg_sleep(:seconds)")
SEVEN = Statement(int, "SELECT 7")


async def test_more_at_once_than_there_are_connections_all_get_their_turn(db):
    assert await asyncio.gather(*(db.one(SEVEN) for _ in range(100))) == [7] * 100


async def test_who_leaves_in_the_middle_leaves_no_half_answered_connection_behind(db):
    for _ in range(10):
        with suppress(TimeoutError):
            await asyncio.wait_for(db.one(SLOW, seconds=5.0), 0.01)
        assert await db.one(SEVEN) == 7


async def test_who_leaves_in_a_transaction_leaves_nothing_of_it_behind(db):
    async def forget() -> None:
        async with db.write() as tx:
            await tx.run(Statement(None, "CREATE TEMPORARY TABLE half (n int)"))
            await tx.one(SLOW, seconds=5.0)

    with suppress(TimeoutError):
        await asyncio.wait_for(forget(), 0.05)
    async with db.write() as tx:
        assert await tx.one(Statement(bool, "SELECT to_regclass('half') IS NULL"))


async def test_a_connection_that_cannot_be_made_gives_its_place_back():
    async def broken() -> None:
        raise OSError("nobody there")

    pool = Pool(broken, 1)
    for _ in range(3):
        with pytest.raises(OSError, match="nobody there"):
            await pool.take()


async def test_who_waits_too_long_is_told_and_the_next_gets_the_turn(monkeypatch):
    class Connection:
        _protocol = type("P", (), {"_is_cancelling": staticmethod(lambda: False)})

        def is_closed(self) -> bool:
            return False

        is_in_transaction = is_closed

    async def made() -> Connection:
        return Connection()

    monkeypatch.setattr("hubbub.base.pool.PATIENCE", 0.02)
    pool = Pool(made, 1)
    only = await pool.take()
    with pytest.raises(TimeoutError):
        await pool.take()
    pool.give_back(only)
    assert await pool.take() is only


async def test_a_stopped_pool_lends_nothing():
    async def never() -> None:
        raise AssertionError

    pool = Pool(never, 1)
    await pool.close()
    with pytest.raises(OSError, match="stopping"):
        await pool.take()
