"""The two handles, and what they make of the driver's trouble."""

import asyncio
import threading

import asyncpg
import pytest

from hubbub.base import bus
from hubbub.base.db import Db, Duplicate, Statement
from hubbub.base.errors import Unavailable

BURY = Statement(None, "INSERT INTO tombstones (uri, removed_at) VALUES (:uri, now())")
BURIED = Statement(int, "SELECT count(*)::int FROM tombstones")
SLEEP = Statement(None, "SELECT pg_sleep(30)")
SHORT = Statement(int, "SELECT 1 FROM pg_sleep(0.05)")
END_ALL = Statement(int, """
    SELECT count(pg_terminate_backend(pid))::int FROM pg_stat_activity
    WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()
      AND query NOT LIKE 'LISTEN%'
""")


def test_names_become_numbers_and_casts_stay():
    statement = Statement(None, "SELECT :a::text, :b, :a, '12:30', x::int[]")
    assert statement.sql == "SELECT $1::text, $2, $1, '12:30', x::int[]"
    assert statement.names == ["a", "b"]


async def test_a_reading_handle_cannot_write(db: Db):
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await db.all(BURY, uri="x")


async def test_an_argument_that_no_name_takes_is_a_mistake(db: Db):
    with pytest.raises(TypeError):
        await db.all(BURIED, uri="x")


async def test_an_exception_undoes_the_transaction(db: Db):
    with pytest.raises(ValueError):
        async with db.write() as tx:
            await tx.run(BURY, uri="x")
            raise ValueError
    assert await db.one(BURIED) == 0


async def test_a_broken_key_is_a_duplicate_and_a_savepoint_saves_the_rest(db: Db):
    async with db.write() as tx:
        await tx.run(BURY, uri="x")
        with pytest.raises(Duplicate):
            async with tx.part():
                await tx.run(BURY, uri="x")
        await tx.run(BURY, uri="y")
    assert await db.one(BURIED) == 2


async def test_what_a_transaction_says_is_heard_only_once_it_has_committed(db: Db):
    heard: list[str] = []
    bus.hears("test")(heard.extend)
    with pytest.raises(ValueError):
        async with db.write() as tx:
            tx.say("test", 1)
            raise ValueError
    async with db.write() as tx:
        tx.say("test", 2, 3, 2)
        assert heard == []
    assert heard == ["2", "3"]


async def test_a_lost_connection_is_unavailable_and_the_pool_heals(db: Db):
    async def work() -> None:
        async with db.write() as tx:
            await tx.run(SLEEP)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.1)
    async with db.alone() as connection:
        await connection.fetch(END_ALL.sql)
    with pytest.raises(Unavailable):
        await task
    assert await db.one(BURIED) == 0


@pytest.mark.parametrize("what", ["a look", "a transaction"])
async def test_connections_that_all_died_unseen_are_noticed_by_nobody(db: Db, what: str):
    def kill() -> None:
        async def ended() -> None:
            async with db.alone() as connection:
                await connection.fetch(END_ALL.sql)

        asyncio.run(ended())

    async def write() -> None:
        async with db.write() as tx:
            await tx.one(SHORT)

    await asyncio.gather(*(db.one(SHORT) for _ in range(3)), *(write() for _ in range(3)))
    other = threading.Thread(target=kill)
    other.start()
    other.join()  # while it lasts, this thread hears of nothing
    if what == "a look":
        assert await db.one(BURIED) == 0
    else:
        async with db.write() as tx:
            assert await tx.one(BURIED) == 0


async def test_what_others_commit_is_heard_and_a_lost_ear_drops_everything(db: Db):
    heard: list[str] = []
    gaps: list[None] = []
    bus.hears("far")(heard.extend)
    bus.on_gap(lambda: gaps.append(None))
    listening = asyncio.create_task(db.listen())
    try:
        async with db.alone() as other:
            for _ in range(100):
                await other.execute("SELECT pg_notify('hubbub', 'another far 7,8')")
                await asyncio.sleep(0.01)
                if heard:
                    break
            assert heard[:2] == ["7", "8"]
            before = len(gaps)
            await other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            for _ in range(100):
                await asyncio.sleep(0.02)
                if len(gaps) > before:
                    break
        assert len(gaps) > before
    finally:
        listening.cancel()


async def test_what_is_read_most_often_is_planned_once_and_cannot_write_either(db: Db):
    mode = "SELECT current_setting('plan_cache_mode')"
    assert await db.one(Statement(str, mode, steady=True)) == "force_generic_plan"
    assert await db.one(Statement(str, mode)) == "auto"
    assert await db.one(Statement(str, "SELECT current_setting('transaction_read_only')", steady=True)) == "on"
