"""What comes within a few milliseconds is written at once, and each who gave something learns how that went."""

import asyncio
from collections.abc import Sequence

import pytest

from hubbub.base.db import Db, Read, Statement, Tx
from hubbub.base.errors import Unavailable
from hubbub.base.gather import LOOKS, MOST_ASKED, Asked, Fetched, Gathered, Together


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


class Oracle:
    """Doubles numbers when it is let to; asked for nothing it fails. Notes what was asked together."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.may = asyncio.Event()

    async def look(self, _: Db, questions: Sequence[int]) -> list[int]:
        self.asked.append(list(questions))
        await self.may.wait()
        if 0 in questions:
            raise ValueError("nothing")
        return [2 * each for each in questions]


async def moment() -> None:
    """All that is ready now has run."""
    for _ in range(LOOKS + 5):
        await asyncio.sleep(0)


async def test_what_is_asked_in_one_moment_goes_together_and_what_is_asked_meanwhile_next(db):
    oracle = Oracle()
    questions: Asked[int, int] = Asked(oracle.look)
    first = [asyncio.create_task(questions.ask(db, n)) for n in (1, 2)]
    await moment()
    assert oracle.asked == [[1, 2]]
    many = [asyncio.create_task(questions.ask(db, n)) for n in range(3, MOST_ASKED + 6)]
    await moment()
    assert oracle.asked == [[1, 2]]
    oracle.may.set()
    assert await asyncio.gather(*first, *many) == [2 * n for n in range(1, MOST_ASKED + 6)]
    assert oracle.asked == [[1, 2], list(range(3, MOST_ASKED + 3)), [*range(MOST_ASKED + 3, MOST_ASKED + 6)]]
    assert await questions.ask(db, 7) == 14
    assert oracle.asked[-1] == [7]


async def test_who_comes_a_look_at_the_sockets_later_goes_along(db):
    oracle = Oracle()
    questions: Asked[int, int] = Asked(oracle.look)
    early = asyncio.create_task(questions.ask(db, 1))
    for _ in range(3):
        await asyncio.sleep(0)
    late = asyncio.create_task(questions.ask(db, 2))
    oracle.may.set()
    assert list(await asyncio.gather(early, late)) == [2, 4]
    assert oracle.asked == [[1, 2]]


@pytest.mark.parametrize("leaves", [0, 1, 2])
async def test_who_asks_and_leaves_keeps_nobody_waiting(db, leaves):
    oracle = Oracle()
    questions: Asked[int, int] = Asked(oracle.look)
    asking = [asyncio.create_task(questions.ask(db, n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    asking[leaves].cancel()
    oracle.may.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers.pop(leaves), asyncio.CancelledError)
    assert answers == [2 * n for n in (1, 2, 3) if n != leaves + 1]
    assert await questions.ask(db, 4) == 8


async def test_a_question_that_fails_is_heard_by_those_who_went_along_and_by_nobody_later(db):
    oracle = Oracle()
    questions: Asked[int, int] = Asked(oracle.look)
    asking = [asyncio.create_task(questions.ask(db, 1))]
    await moment()
    asking += [asyncio.create_task(questions.ask(db, n)) for n in (2, 0)]
    await moment()
    oracle.may.set()
    assert [str(each) for each in await asyncio.gather(*asking, return_exceptions=True)] == ["2", "nothing", "nothing"]
    with pytest.raises(ValueError, match="nothing"):
        await questions.ask(db, 0)
    assert await questions.ask(db, 4) == 8


NOTE = Statement(None, "INSERT INTO tombstones (uri, removed_at) VALUES (:uri, now())")
NOTES = Statement(str, "SELECT uri FROM tombstones ORDER BY uri")


def notes() -> tuple[Together[str, str], list[list[str]], list[list[str]]]:
    """What is taken is written down; the lots that were tried, and what was heard of afterwards."""
    tried: list[list[str]] = []
    heard: list[list[str]] = []

    async def take(tx: Tx, words: Sequence[str]) -> list[str]:
        tried.append(list(words))
        for word in words:
            if word == "bad":
                raise ValueError(word)
            await tx.run(NOTE, uri=word)
        return [word.upper() for word in words]

    async def after(_: Db, said: Sequence[str]) -> None:
        heard.append(list(said))

    return Together(take, after=after), tried, heard


async def test_what_is_taken_together_is_one_transaction_and_each_has_its_own_answer(db):
    taken, tried, heard = notes()
    assert await asyncio.gather(*(taken.add(db, word) for word in "abc")) == ["A", "B", "C"]
    assert (tried, heard) == ([["a", "b", "c"]], [["A", "B", "C"]])
    assert await db.all(NOTES) == ["a", "b", "c"]


async def test_what_cannot_be_taken_keeps_nobody_elses_from_being(db):
    taken, tried, heard = notes()
    said = await asyncio.gather(*(taken.add(db, word) for word in ("a", "bad", "c")), return_exceptions=True)
    assert [str(each) for each in said] == ["A", "bad", "C"]
    assert tried == [["a", "bad", "c"], ["a"], ["bad"], ["c"]]
    assert heard == [["A"], ["C"]]
    assert await db.all(NOTES) == ["a", "c"]


async def test_what_may_have_been_committed_is_not_done_again(db, monkeypatch):
    taken, tried, _ = notes()

    def lost(self: Tx) -> str:
        raise ConnectionResetError("who knows")

    monkeypatch.setattr(Tx, "_ending", lost)
    said = await asyncio.gather(*(taken.add(db, word) for word in "ab"), return_exceptions=True)
    assert len(tried) == 1
    assert all(isinstance(each, Exception) for each in said)


async def test_what_is_committed_is_said_to_be_whatever_comes_after(db):
    async def take(tx: Tx, words: Sequence[str]) -> Sequence[str]:
        for word in words:
            await tx.run(NOTE, uri=word)
        return words

    async def after(_: Db, words: Sequence[str]) -> None:
        raise Unavailable

    assert await Together(take, after=after).add(db, "a") == "a"
    assert await db.all(NOTES) == ["a"]


async def test_rows_that_several_want_in_one_moment_are_fetched_together_and_each_gets_theirs(db):
    asked: list[list[int]] = []
    may = asyncio.Event()

    async def fetch(_: Read, keys: Sequence[int]) -> dict[int, str]:
        asked.append(list(keys))
        await may.wait()
        return {key: f"row {key}" for key in keys if key != 4}

    rows: Fetched[int, str] = Fetched(fetch)
    many = [asyncio.create_task(rows.of(db, keys)) for keys in ([1], [2, 3], [3, 4], [])]
    await asyncio.sleep(0)
    may.set()
    assert await asyncio.gather(*many) == [{1: "row 1"}, {2: "row 2", 3: "row 3"}, {3: "row 3"}, {}]
    assert asked == [[1, 2, 3, 4]]


async def test_rows_are_fetched_by_the_transaction_that_wants_them(db):
    by: list[Read] = []

    async def fetch(reading: Read, keys: Sequence[int]) -> dict[int, int]:
        by.append(reading)
        return {key: key for key in keys}

    rows: Fetched[int, int] = Fetched(fetch)
    async with db.write() as tx, db.read() as snapshot:
        assert await rows.of(tx, [1]) == await rows.of(snapshot, [1]) == await rows.of(db, [1]) == {1: 1}
        assert by == [tx, snapshot, db]
