"""What comes within a few milliseconds is written at once, and each who gave something learns how that went."""

import asyncio

import pytest

from hubbub.base.db import Db
from hubbub.base.gather import Gathered


async def test_what_comes_together_is_written_once_and_what_comes_later_again(db):
    written: list[list[int]] = []

    async def write(_: Db, rows: list[int]) -> int:
        written.append(list(rows))
        return sum(rows)

    sums: Gathered[int, int] = Gathered(write)
    assert await asyncio.gather(*(sums.add(db, n) for n in range(5))) == [10] * 5
    assert await sums.add(db, 7) == 7
    assert written == [[0, 1, 2, 3, 4], [7]]


async def test_all_who_gave_something_hear_that_it_failed(db):
    async def write(_: Db, rows: list[int]) -> None:
        raise ValueError(len(rows))

    failing: Gathered[int, None] = Gathered(write)
    assert [str(each) for each in await asyncio.gather(
        *(failing.add(db, n) for n in range(3)), return_exceptions=True)] == ["3", "3", "3"]


async def test_who_leaves_takes_nothing_of_the_others_along(db):
    written: list[int] = []

    async def write(_: Db, rows: list[int]) -> None:
        written.extend(rows)

    kept: Gathered[int, None] = Gathered(write)
    leaving = asyncio.create_task(kept.add(db, 1))
    staying = asyncio.create_task(kept.add(db, 2))
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert written == [1, 2]
