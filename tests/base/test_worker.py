"""Promises are kept once, in their order, whoever dies on the way."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from hubbub.base import queue
from hubbub.base.clock import now
from hubbub.base.db import Db, Statement, Tx
from hubbub.base.errors import Unavailable
from hubbub.base.facts import forget, on, tell
from hubbub.base.jobs import TICKS, WORKS, Held, errand, every, job, outdoors
from hubbub.base.worker import TOGETHER, Worker
from tests.base.facts_for_tests import Rang, Stilled

NOTE = Statement(None, "INSERT INTO tombstones (uri, removed_at) VALUES (:uri, now())")
NOTES = Statement(str, "SELECT uri FROM tombstones ORDER BY removed_at, uri")
JOBS = Statement(int, "SELECT count(*)::int FROM jobs")
WRITTEN = Statement(int, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int")
TRIED = Statement(int, "SELECT failure_count FROM lanes")
CLAIMED = Statement(int, "SELECT count(*)::int FROM jobs WHERE leased_until IS NOT NULL")
PARKED = Statement(str, "SELECT error FROM jobs WHERE parked_at IS NOT NULL")
EXPIRE = Statement(None, """
    WITH l AS (UPDATE lanes SET leased_until = clock_timestamp() - interval '1 second')
    UPDATE jobs SET leased_until = clock_timestamp() - interval '1 second'
""")

done: list[str] = []
trouble: list[Exception] = []
inside: list[int] = []


@job
async def note(tx: Tx, word: str) -> None:
    await tx.run(NOTE, uri=word)
    if trouble:
        raise trouble[0]


@job
async def pass_through(tx: Tx, number: int) -> None:
    inside.append(number)
    await tx.run(NOTE, uri=str(number))
    done.append(f"{len(inside)} inside")
    inside.remove(number)


@errand(tries=3)
async def ring(db: Db, word: str) -> None:
    done.append(word)
    if trouble:
        raise trouble[0]


@errand(apart="host")
async def knock(db: Db, host: str, word: str) -> None:
    await asyncio.sleep(0)
    if trouble and host == "dead":
        raise trouble[0]
    done.append(f"{host} {word}")


@errand(apart="host", patience=timedelta(days=60))
async def patient(db: Db, host: str, word: str) -> None:
    done.append(f"{host} {word}")
    if trouble:
        raise trouble[0]


@pytest.fixture(autouse=True)
def calm():
    done.clear()
    trouble.clear()


async def promised(db: Db, *words: str) -> None:
    async with db.write() as tx:
        await note.batch(tx, [{"word": word} for word in words])


async def test_a_promise_of_a_rolled_back_transaction_is_never_kept(db: Db):
    with pytest.raises(RuntimeError):
        async with db.write() as tx:
            await note.soon(tx, "never")
            raise RuntimeError
    await Worker(db).settle()
    assert await db.all(NOTES) == []


async def test_a_job_and_its_removal_are_one_transaction(db: Db):
    await promised(db, "a")
    trouble.append(RuntimeError("half way"))
    await Worker(db).settle()
    assert await db.all(NOTES) == []
    assert await db.one(JOBS) == 1


async def test_nothing_is_done_before_its_time(db: Db, town):
    async with db.write() as tx:
        await note.later(tx, now() + timedelta(hours=1), "later")
    await town.settle()
    assert await db.all(NOTES) == []
    town.forward(hours=2)
    await town.settle()
    assert await db.all(NOTES) == ["later"]


async def test_lots_of_one_kind_do_not_wait_for_rows_of_each_other(db: Db):
    async with db.write() as tx:
        await pass_through.batch(tx, [{"number": n} for n in range(3 * TOGETHER)])
    await Worker(db).settle()
    assert done == ["1 inside"] * (3 * TOGETHER)


async def test_two_workers_never_do_one_job_twice(db: Db):
    await promised(db, *(f"{n:03}" for n in range(200)))
    one, other = Worker(db), Worker(db)
    await asyncio.gather(one.settle(), other.settle())
    # A second doing would break the primary key and leave a job behind.
    assert len(await db.all(NOTES)) == 200
    assert await db.one(JOBS) == 0


async def test_a_late_worker_is_fenced_off(db: Db):
    await promised(db, "once")
    late = Worker(db)
    async with db.write() as tx:
        claim = (await tx.all(queue.CLAIM, now=now(), most=10, but=[]))[0]
    async with db.write() as tx:
        await tx.run(EXPIRE)
    await Worker(db).settle()
    await late._do(claim)
    assert await db.all(NOTES) == ["once"]


async def test_what_a_killed_worker_had_in_hand_is_done_before_what_was_promised_after_it(db: Db):
    await promised(db, "first")
    async with db.write() as tx:
        assert len(await tx.all(queue.CLAIM, now=now(), most=10, but=[])) == 1
    next_one = Worker(db)
    await promised(db, "second")
    async with db.write() as tx:
        await ring.soon(tx, "of another kind")
    await next_one.settle()
    assert (await db.all(NOTES), done) == ([], ["of another kind"])
    async with db.write() as tx:
        await tx.run(EXPIRE)
    await next_one.settle()
    assert await db.all(NOTES) == ["first", "second"]


async def test_what_a_worker_lost_with_the_database_is_done_before_what_was_promised_after_it(db: Db):
    await promised(db, "first")
    worker = Worker(db)
    await worker.settle()
    trouble.append(Unavailable("gone"))
    await promised(db, "second")
    await worker.settle()
    trouble.clear()
    await promised(db, "third")
    await worker.settle()
    assert await db.all(NOTES) == ["first"]
    async with db.write() as tx:
        await tx.run(EXPIRE)
    await worker.settle()
    assert await db.all(NOTES) == ["first", "second", "third"]


async def test_what_keeps_failing_is_parked_with_its_trace_and_the_rest_goes_on(db: Db, town):
    async with db.write() as tx:
        await ring.soon(tx, "bad")
    trouble.append(ValueError("cannot ring"))
    for _ in range(5):
        await town.settle()
        town.forward(hours=12)
    assert done == ["bad"] * 3
    assert "cannot ring" in (await db.all(PARKED))[0]
    trouble.clear()
    await promised(db, "good")
    await town.settle()
    assert await db.all(NOTES) == ["good"]


async def test_what_others_are_never_there_for_is_given_up_and_not_parked(db: Db, town):
    """Or a server that asks for a thousand things and answers none would fill the list of what got stuck here."""
    async with db.write() as tx:
        await ring.soon(tx, "away")
    trouble.append(Held("no answer", timedelta(minutes=1)))
    for _ in range(5):
        await town.settle()
        town.forward(hours=12)
    assert (done, await db.one(JOBS)) == (["away"] * 3, 0)


async def test_a_lane_keeps_its_order_and_waits_while_its_head_fails(db: Db, town):
    async with db.write() as tx:
        await knock.batch(tx, [{"host": h, "word": w} for w in "123" for h in ("dead", "alive")])
    trouble.append(Held("no answer", timedelta(minutes=1)))
    await town.settle()
    assert done == ["alive 1", "alive 2", "alive 3"]
    trouble.clear()
    town.forward(minutes=5)
    await town.settle()
    assert done[3:] == ["dead 1", "dead 2", "dead 3"]


async def test_what_waits_in_a_lane_for_longer_than_it_is_kept_is_thrown_away(db: Db, town):
    async with db.write() as tx:
        await knock.soon(tx, "dead", "old")
    trouble.append(Held("no answer", timedelta(minutes=1)))
    await town.settle()
    town.forward(days=8)
    await town.settle()
    assert await db.one(JOBS) == 0


async def test_what_is_promised_to_a_lane_while_it_rests_is_done(db: Db, town):
    for word in "12":
        async with db.write() as tx:
            await knock.soon(tx, "alive", word)
        await town.settle()
    assert done == ["alive 1", "alive 2"]


async def test_a_poisoned_head_is_parked_after_five_tries_and_its_lane_goes_on(db: Db, town):
    async with db.write() as tx:
        await knock.batch(tx, [{"host": "dead", "word": "poison"}])
    trouble.append(ZeroDivisionError("bug"))
    for _ in range(5):
        await town.settle()
        town.forward(hours=12)
    trouble.clear()
    async with db.write() as tx:
        await knock.soon(tx, "dead", "next")
    town.forward(hours=12)
    await town.settle()
    assert done == ["dead next"]
    assert "bug" in (await db.all(PARKED))[0]


async def test_lanes_that_wait_for_nobody_leave_their_places(db: Db):
    """Seventy who swallow what is sent to them stand before one who answers, and there are sixty-four places."""
    answered = asyncio.Event()

    @errand(apart="host")
    async def call(db: Db, host: str) -> None:
        if host == "quick":
            answered.set()
        with outdoors():
            await answered.wait()

    worker = Worker(db, lingers=0.01)
    working = asyncio.create_task(worker.run())
    try:
        async with db.write() as tx:
            await call.batch(tx, [{"host": f"black hole {n}"} for n in range(70)])
            await call.batch(tx, [{"host": "quick"}], now() + timedelta(milliseconds=1))
        await asyncio.wait_for(answered.wait(), 20)
    finally:
        answered.set()
        worker.stop()
        await working
        WORKS.pop(call.name)


async def test_lanes_that_failed_last_never_take_the_places_of_those_that_go_on(db: Db, town):
    """Every place that they have is taken by one that does not come back, and more of them are due."""
    answered, begun = asyncio.Event(), list[str]()

    @errand(apart="host")
    async def visit(db: Db, host: str) -> None:
        begun.append(host)
        if host != "quick" and begun.count(host) == 1:
            raise Held("no answer", timedelta(seconds=5))
        await (asyncio.sleep(0) if host == "quick" else answered.wait())

    worker = Worker(db, lanes_at_once=2, knocks_at_once=2)
    try:
        async with db.write() as tx:
            await visit.batch(tx, [{"host": f"black hole {n}"} for n in range(6)])
        await worker.settle()
        town.forward(minutes=10)
        await worker._start_due()
        async with db.write() as tx:
            await visit.soon(tx, "quick")
        await worker._start_due()
        await asyncio.wait_for(asyncio.wait(worker._trips), 20)
        assert "quick" in begun
        assert len(begun) == 6 + 2 + 1
    finally:
        answered.set()
        await worker.settle()
        WORKS.pop(visit.name)


async def test_what_waits_for_many_who_are_away_is_written_down_together(db: Db, town):
    """A commit for each would cost as much as a letter, each time that each is knocked at."""
    trouble.append(Held("no answer", timedelta(seconds=5)))

    @errand(apart="host")
    async def ask(db: Db, host: str) -> None:
        await arrived.wait()
        raise trouble[0]

    arrived = asyncio.Barrier(100)
    async with db.write() as tx:
        await ask.batch(tx, [{"host": str(n)} for n in range(100)])
    before = await db.one(WRITTEN)
    await Worker(db, lanes_at_once=200).settle()
    assert await db.one(WRITTEN) - before < 60
    assert await db.all(TRIED) == [1] * 100
    WORKS.pop(ask.name)


async def test_errands_that_wait_for_nobody_leave_their_places(db: Db):
    """Or a few dozen threads of one slow server would keep every post here from being told."""
    told = asyncio.Event()

    @errand()
    async def stare(db: Db, at: int) -> None:
        with outdoors():
            await told.wait()

    @job
    async def call_out(tx: Tx) -> None:
        told.set()

    worker = Worker(db, at_once=2, lingers=0.01)
    working = asyncio.create_task(worker.run())
    try:
        async with db.write() as tx:
            await stare.batch(tx, [{"at": n} for n in range(20)])
            await call_out.later(tx, now() + timedelta(milliseconds=1))
        await asyncio.wait_for(told.wait(), 20)
    finally:
        told.set()
        worker.stop()
        await working
        for work in (stare, call_out):
            WORKS.pop(work.name)


async def test_lanes_that_wait_for_ourselves_keep_their_places(db: Db):
    """Or a slow database would be asked for more, and be slower."""
    begun: list[str] = []
    answered = asyncio.Event()

    @errand(apart="host")
    async def toil(db: Db, host: str) -> None:
        begun.append(host)
        await answered.wait()

    worker = Worker(db, lingers=0.0, lanes_at_once=3)
    async with db.write() as tx:
        await toil.batch(tx, [{"host": str(n)} for n in range(9)])
    try:
        for _ in range(5):
            await worker._start_due()
            await asyncio.sleep(0)
        assert len(begun) == 3
    finally:
        answered.set()
        await worker.settle()
        WORKS.pop(toil.name)


async def test_a_lane_that_has_failed_for_a_week_is_tried_once_a_day_and_loses_nothing(db: Db, town):
    async with db.write() as tx:
        await patient.batch(tx, [{"host": "dead", "word": word} for word in "12"])
    trouble.append(Held("no answer", timedelta(seconds=5)))
    for _ in range(8):
        await town.settle()
        town.forward(days=1)
    knocked = len(done)
    for _ in range(24):
        await town.settle()
        town.forward(hours=1)
    assert len(done) - knocked <= 2
    trouble.clear()
    town.forward(days=2)
    await town.settle()
    assert done[-2:] == ["dead 1", "dead 2"]


async def test_a_promise_made_once_under_a_key_is_kept_once(db: Db, town):
    async with db.write() as tx:
        await note.once(tx, "k", "one")
        await note.once(tx, "k", "two")
    await town.settle()
    assert await db.all(NOTES) == ["one"]


async def test_a_lost_worker_is_followed_by_another_when_its_lease_is_over(db: Db):
    await promised(db, "left behind")
    async with db.write() as tx:
        await tx.all(queue.CLAIM, now=now(), most=10, but=[])
    await Worker(db).settle()
    assert await db.all(NOTES) == []
    async with db.write() as tx:
        await tx.run(EXPIRE)
    await Worker(db).settle()
    assert await db.all(NOTES) == ["left behind"]


@pytest.fixture
def bells():
    """Nobody listens for bells when the test is over."""
    yield
    forget(Rang)


async def test_all_who_listen_hear_what_was_told(db: Db, town, bells):
    @on(Rang)
    async def write_down(tx: Tx, fact: Rang) -> None:
        await tx.run(NOTE, uri=f"rang {fact.bell}")

    @on(Rang, lambda fact: fact.bell > 7)
    async def count(tx: Tx, facts: Sequence[Rang]) -> None:
        await tx.run(NOTE, uri=f"{len(facts)} above seven")

    async with db.write() as tx:
        await tell(tx, Rang(7))
        await tell(tx, Rang(8), Rang(9))
    assert await db.one(JOBS) == 2
    await town.settle()
    assert set(await db.all(NOTES)) == {"rang 7", "rang 8", "rang 9", "2 above seven"}


async def test_a_listener_that_fails_keeps_nothing_from_the_others(db: Db, town, bells):
    @on(Rang)
    async def trip(tx: Tx, fact: Rang) -> None:
        await tx.run(NOTE, uri=f"tripped over {fact.bell}")
        if fact.bell == 8:
            raise RuntimeError("ouch")

    @on(Rang)
    async def write_down(tx: Tx, fact: Rang) -> None:
        await tx.run(NOTE, uri=f"rang {fact.bell}")

    async with db.write() as tx:
        await tell(tx, Rang(7), Rang(8))
        await tell(tx, Rang(9))
    for _ in range(5):
        await town.settle()
        town.forward(hours=7)
    assert set(await db.all(NOTES)) == {"tripped over 7", "tripped over 9", "rang 7", "rang 8", "rang 9"}
    assert ["ouch" in error for error in await db.all(PARKED)] == [True]


async def test_what_was_told_first_is_heard_first(db: Db, bells):
    first, heard = asyncio.Event(), list[int]()

    @on(Rang)
    async def listen(tx: Tx, fact: Rang) -> None:
        if fact.bell == 1:
            await first.wait()
        heard.append(fact.bell)

    working = asyncio.create_task((worker := Worker(db)).run())
    try:
        for bell in (1, 2):
            async with db.write() as tx:
                await tell(tx, Rang(bell))
            while await db.one(CLAIMED) < bell:
                await asyncio.sleep(0.01)
        assert heard == []
        first.set()
        while len(heard) < 2:
            await asyncio.sleep(0.01)
    finally:
        worker.stop()
        await working
    assert heard == [1, 2]


@pytest.fixture
def heard():
    """What was heard of bells, in its order; of the first of them it takes a while."""
    words = list[str]()

    @on(Rang)
    async def hear(tx: Tx, fact: Rang) -> None:
        await asyncio.sleep(0.05 if fact.bell == 1 else 0)
        words.append(f"rang {fact.bell}")

    @on(Stilled)
    async def hear_nothing(tx: Tx, fact: Stilled) -> None:
        words.append(f"stilled {fact.bell}")

    yield words
    forget(Rang)
    forget(Stilled)


async def test_what_a_room_tells_is_heard_in_its_order_though_it_is_of_several_kinds(db: Db, heard):
    for fact in (Rang(1), Rang(2), Stilled(1), Rang(3), Stilled(3)):
        async with db.write() as tx:
            await tell(tx, fact)
    await Worker(db).settle()
    assert heard == ["rang 1", "rang 2", "stilled 1", "rang 3", "stilled 3"]


async def test_what_a_room_told_later_waits_for_what_a_killed_worker_was_telling(db: Db, heard):
    async with db.write() as tx:
        await tell(tx, Rang(1))
    async with db.write() as tx:
        assert len(await tx.all(queue.CLAIM, now=now(), most=10, but=[])) == 1
        await tell(tx, Stilled(1))
    next_one = Worker(db)
    await next_one.settle()
    assert heard == []
    async with db.write() as tx:
        await tx.run(EXPIRE)
    await next_one.settle()
    assert heard == ["rang 1", "stilled 1"]


async def test_what_nobody_wants_to_hear_is_not_written_down(db: Db, bells):
    @on(Rang, lambda fact: False)
    async def never(tx: Tx, fact: Rang) -> None: ...

    async with db.write() as tx:
        await tell(tx, Rang(7))
    assert await db.one(JOBS) == 0


async def test_what_goes_by_the_clock_is_done_by_one_of_two_workers(db: Db, town):
    @every(timedelta(minutes=10))
    async def strike(tx: Tx) -> None:
        done.append("bong")

    try:
        await asyncio.gather(Worker(db).settle(), Worker(db).settle())
        assert done == ["bong"]
        town.forward(minutes=11)
        await Worker(db).settle()
        assert done == ["bong", "bong"]
    finally:
        TICKS.pop(strike.name)
        WORKS.pop(strike.name)


async def test_a_failing_tick_disturbs_nothing_else(db: Db):
    @every(timedelta(minutes=10))
    async def stumble(tx: Tx) -> None:
        raise RuntimeError("oh")

    try:
        await promised(db, "still")
        await Worker(db).settle()
    finally:
        TICKS.pop(stumble.name)
        WORKS.pop(stumble.name)
    assert await db.all(NOTES) == ["still"]
