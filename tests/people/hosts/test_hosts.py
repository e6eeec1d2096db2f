"""What is remembered of other servers."""

import asyncio

from hubbub.base.db import Statement, Tx
from hubbub.people import hosts
from tests.town import Town

WRITTEN = Statement(int, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int")


async def test_a_host_is_remembered_by_how_it_last_answered(town: Town):
    await hosts.failed(town.db, "there.test", "it answers 503")
    known = await hosts.find(town.db, "there.test")
    assert known
    assert (known.error, known.succeeded_at) == ("it answers 503", None)
    assert await hosts.succeeded(town.db, "there.test", "message")
    known = await hosts.find(town.db, "there.test")
    assert known
    assert (known.error, known.signature) == (None, "message")


async def test_what_many_hosts_would_not_take_is_written_down_together(town: Town):
    """Each as it failed: who is away since when is told apart from who only refuses."""
    names = [f"{n}.example" for n in range(30)]
    before = await town.db.one(WRITTEN)
    await asyncio.gather(*(hosts.failed(town.db, name, "no", away=n % 2 == 0) for n, name in enumerate(names)))
    assert await town.db.one(WRITTEN) - before < 10
    found = [await hosts.find(town.db, name) for name in names]
    assert [host.away_since is not None for host in found if host] == [n % 2 == 0 for n in range(30)]
    away = found[0]
    assert away
    town.forward(minutes=5)
    await hosts.failed(town.db, names[0], "still not", away=True)
    again = await hosts.find(town.db, names[0])
    assert again
    assert (again.away_since, again.error) == (away.away_since, "still not")


async def test_the_same_success_again_is_no_news(town: Town):
    assert await hosts.succeeded(town.db, "there.test", "cavage")
    assert not await hosts.succeeded(town.db, "there.test", "cavage")
    assert await hosts.succeeded(town.db, "there.test", "message")
    town.forward(hours=1)
    assert await hosts.succeeded(town.db, "there.test", "message")


async def test_a_host_is_asked_what_it_runs_once_a_week(town: Town):
    async with town.db.write() as tx:
        assert [await hosts.asks(tx, ["there.test"]) for _ in range(2)] == [["there.test"], []]
    town.forward(days=8)
    async with town.db.write() as tx:
        assert await hosts.asks(tx, ["there.test"]) == ["there.test"]


async def first_time(tx: Tx, signature: bytes, activity: str) -> bool:
    return (await hosts.first_times(tx, [(signature, activity)]))[0]


async def test_the_same_signature_is_taken_once(town: Town):
    async with town.db.write() as tx:
        assert [await first_time(tx, b"signed", "x") for _ in range(2)] == [True, False]
        assert await first_time(tx, b"signed again", "x")


async def test_of_what_comes_together_each_is_taken_once_and_nothing_that_was_undone(town: Town):
    async with town.db.write() as tx:
        await hosts.undone(tx, "gone", came=False)
        came = [(b"1", "x"), (b"1", "x"), (b"2", "gone"), (b"3", "y"), (b"4", "gone")]
        assert await hosts.first_times(tx, came) == [True, False, False, True, False]
        assert await hosts.first_times(tx, [(b"3", "y"), (b"5", "z")]) == [False, True]


async def test_what_was_undone_before_it_came_is_not_taken_nor_are_its_doubles(town: Town):
    async with town.db.write() as tx:
        await hosts.undone(tx, "x", came=False)
    town.forward(hours=2)
    async with town.db.write() as tx:
        assert [await first_time(tx, sign, "x") for sign in (b"1", b"2")] == [False, False]
    town.forward(minutes=3)
    async with town.db.write() as tx:
        assert await first_time(tx, b"3", "x")


async def test_what_was_undone_after_it_came_does_not_come_again_by_another_inbox(town: Town):
    async with town.db.write() as tx:
        assert await first_time(tx, b"1", "x")
        await hosts.undone(tx, "x", came=True)
        assert not await first_time(tx, b"2", "x")
    town.forward(minutes=3)
    async with town.db.write() as tx:
        assert await first_time(tx, b"3", "x")


async def test_letters_are_burnt_when_nobody_carries_them_any_more(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        number = await hosts.keep(tx, ann.profile, b"{}", None)
    kept = await hosts.letter(town.db, number)
    assert kept
    assert kept.body == b"{}"
    town.forward(days=9)
    await town.settle()
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT count(*) FROM letters") == 0
