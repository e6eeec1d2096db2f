"""What many tasks want of the database at one moment made one: writes share a commit, questions a statement."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from .db import Db, Read, Tx
from .errors import Unavailable

R = TypeVar("R")
A = TypeVar("A")
K = TypeVar("K")
V = TypeVar("V")

PAUSE = 0.004
MOST_ASKED = 20
LOOKS = 3


class Asked(Generic[R, A]):
    """Questions of one kind, answered by `look` in their order: those that come in one moment go together, and those
    that come while others are asked go together next.

    Nobody waits for company longer than that: a moment is a few looks at the sockets, which takes no time if nobody
    else is about, and saves a third of the statements if many are. What is heard was looked up after it was asked for.
    If `look` fails, all who go together hear of it.
    """

    def __init__(self, look: Callable[[Db, Sequence[R]], Awaitable[Sequence[A]]]) -> None:
        self._look = look
        self._waiting: dict[Db, deque[tuple[R, asyncio.Future[A]]]] = {}  # while somebody asks

    async def ask(self, db: Db, question: R) -> A:
        """The answer. Raises what `look` raises."""
        loop = asyncio.get_running_loop()
        if (waiting := self._waiting.get(db)) is None:
            waiting = self._waiting[db] = deque()
            loop.call_soon(self._wait, db, LOOKS)
        heard: asyncio.Future[A] = loop.create_future()
        waiting.append((question, heard))
        return await heard

    def _wait(self, db: Db, looks: int) -> None:
        if looks:
            asyncio.get_running_loop().call_soon(self._wait, db, looks - 1)
        else:
            self._go_on(db)

    def _go_on(self, db: Db) -> None:
        waiting = self._waiting[db]
        if lot := [waiting.popleft() for _ in range(min(len(waiting), MOST_ASKED))]:
            _at_work.add(task := asyncio.create_task(self._answer(db, lot)))
            task.add_done_callback(_at_work.discard)
        else:
            del self._waiting[db]

    async def _answer(self, db: Db, lot: Sequence[tuple[R, asyncio.Future[A]]]) -> None:
        try:
            answers = await self._look(db, [question for question, _ in lot])
        except Exception as problem:
            for _, heard in lot:
                if not heard.done():
                    heard.set_exception(problem)
        else:
            for (_, heard), answer in zip(lot, answers, strict=True):
                if not heard.done():
                    heard.set_result(answer)
        finally:
            self._go_on(db)


_at_work: set[asyncio.Task[None]] = set()


class Fetched(Generic[K, V]):
    """Rows by their keys, fetched by `fetch`: those whom several want in one moment, together.

    Within a transaction or a snapshot they are fetched by it, apart from others.
    """

    def __init__(self, fetch: Callable[[Read, Sequence[K]], Awaitable[dict[K, V]]]) -> None:
        self._fetch = fetch
        self._asked: Asked[Sequence[K], dict[K, V]] = Asked(self._look)

    async def of(self, db: Read, wanted: Sequence[K]) -> dict[K, V]:
        """What was found of these. Raises what `fetch` raises."""
        return await (self._asked.ask(db, wanted) if isinstance(db, Db) else self._fetch(db, wanted))

    async def _look(self, db: Db, asked: Sequence[Sequence[K]]) -> list[dict[K, V]]:
        found = await self._fetch(db, list(dict.fromkeys(key for wanted in asked for key in wanted)))
        return [{key: found[key] for key in wanted if key in found} for wanted in asked]


class Gathered(Generic[R, A]):
    """Rows given one by one, written many at a time by `write`; all who gave one get its answer, or its exception.

    They are gathered for a `pause`, in seconds.
    """

    def __init__(self, write: Callable[[Db, list[R]], Awaitable[A]], pause: float = PAUSE) -> None:
        self._write, self._pause = write, pause
        self._open: WeakKeyDictionary[Db, tuple[list[R], asyncio.Task[A]]] = WeakKeyDictionary()

    async def add(self, db: Db, row: R) -> A:
        """Returns once the row has been written."""
        return await asyncio.shield(self.give(db, row))

    def give(self, db: Db, row: R) -> asyncio.Task[A]:
        """For who need not wait until it is written: `write` must then raise nothing."""
        there = self._open.get(db)
        if there is None:
            rows: list[R] = []
            there = self._open[db] = rows, asyncio.create_task(self._close(db, rows))
        there[0].append(row)
        return there[1]

    async def _close(self, db: Db, rows: list[R]) -> A:
        await asyncio.sleep(self._pause)
        self._open.pop(db)
        return await self._write(db, rows)


@dataclass(slots=True, eq=False)
class _Parcel(Generic[R, A]):
    row: R
    answer: A | None = None
    problem: Exception | None = None


class Together(Generic[R, A]):
    """Rows given one by one, taken many at a time in one transaction by `take`, which says what came of each.

    If it fails each is taken in a transaction of its own: whoever gave it has its own answer, or its own exception.
    Where nobody knows whether the common one was committed nothing is done again, and all have that exception. `before`
    is called with what was given, `after` with what came of it before anybody hears.
    """

    def __init__(
        self, take: Callable[[Tx, Sequence[R]], Awaitable[Sequence[A]]], *,
        before: Callable[[Db, Sequence[R]], Awaitable[None]] | None = None,
        after: Callable[[Db, Sequence[A]], Awaitable[None]] | None = None,
    ) -> None:
        self._take, self._before, self._after = take, before, after
        self._lots: Gathered[_Parcel[R, A], None] = Gathered(self._write)

    async def add(self, db: Db, row: R) -> A:
        """What came of it. Raises what `take` raises for it."""
        parcel: _Parcel[R, A] = _Parcel(row)
        await self._lots.add(db, parcel)
        if parcel.problem is not None:
            raise parcel.problem
        return cast(A, parcel.answer)

    async def _write(self, db: Db, parcels: Sequence[_Parcel[R, A]]) -> None:
        if self._before is not None:
            await self._before(db, [parcel.row for parcel in parcels])
        if not await self._settled(db, parcels):
            for parcel in parcels:
                await self._settled(db, [parcel])

    async def _settled(self, db: Db, parcels: Sequence[_Parcel[R, A]]) -> bool:
        taken = False
        try:
            async with db.write() as tx:
                answers = await self._take(tx, [parcel.row for parcel in parcels])
                taken = True
            if self._after is not None:
                with suppress(Unavailable):  # what is committed has been done all the same
                    await self._after(db, answers)
        except Exception as problem:
            if not taken and len(parcels) > 1:
                return False
            for parcel in parcels:
                parcel.problem = problem
        else:
            for parcel, answer in zip(parcels, answers, strict=True):
                parcel.answer = answer
        return True
