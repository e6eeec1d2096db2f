"""What waits can be hurried, held and thrown away; what got stuck can be seen and tried again."""

from datetime import timedelta

import pytest

from hubbub.base import backlog
from hubbub.base.db import Db
from hubbub.base.jobs import Held, errand
from tests.town import Town

done: list[str] = []
trouble: list[Exception] = []


@errand(apart="host")
async def call(db: Db, host: str, word: str) -> None:
    if trouble:
        raise trouble[0]
    done.append(word)


@pytest.fixture(autouse=True)
def calm():
    done.clear()
    trouble.clear()


async def promised(town: Town, *words: str) -> None:
    async with town.db.write() as tx:
        await call.batch(tx, [{"host": "there", "word": word} for word in words])
    await town.settle()


async def hurried(town: Town) -> None:
    async with town.db.write() as tx:
        await backlog.hurry(tx, [call.lane("there")])
    await town.settle()


async def test_a_lane_that_is_hurried_does_not_wait_for_its_time(town: Town):
    trouble.append(Held("away", timedelta(hours=5)))
    await promised(town, "1", "2")
    trouble.clear()
    await town.settle()
    assert done == []
    await hurried(town)
    assert done == ["1", "2"]


async def test_a_lane_that_is_held_does_nothing_until_it_is_hurried(town: Town):
    async with town.db.write() as tx:
        await backlog.hold(tx, call.lane("there"))
    await promised(town, "1")
    town.forward(days=30)
    await promised(town, "2")
    assert done == []
    await hurried(town)
    await promised(town, "3")
    assert done == ["1", "2", "3"]


async def test_hurrying_an_idle_lane_changes_nothing(town: Town):
    await promised(town, "1")
    await hurried(town)
    assert done == ["1"]


async def test_what_is_thrown_away_is_not_done_and_the_lane_goes_on(town: Town):
    trouble.append(Held("away", timedelta(hours=5)))
    await promised(town, "1", "2")
    trouble.clear()
    async with town.db.write() as tx:
        assert await backlog.empty(tx, call.lane("there")) == 2
    await promised(town, "3")
    assert done == ["3"]


async def test_what_got_stuck_is_shown_with_its_trace_and_can_be_tried_again_or_thrown_away(town: Town):
    """F33: a poisoned row is parked, shown, and replayed once the bug is gone."""
    trouble.append(ZeroDivisionError("a bug"))
    await promised(town, "bad", "worse")
    for _ in range(10):
        town.forward(hours=12)
        await town.settle()
    stuck = await backlog.stuck(town.db)
    assert [job.args for job in stuck] == ['{"host": "there", "word": "worse"}', '{"host": "there", "word": "bad"}']
    assert "ZeroDivisionError: a bug" in stuck[0].error
    assert await backlog.stuck(town.db, below=stuck[1].id) == []
    trouble.clear()
    async with town.db.write() as tx:
        await backlog.again(tx, stuck[1].id)
        await backlog.throw_away(tx, stuck[0].id)
    await town.settle()
    assert done == ["bad"]
    assert await backlog.stuck(town.db) == []
