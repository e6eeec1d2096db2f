"""Promises: work written down in the transaction that calls for it, done soon or at its time.

`@job` changes our own rows, inside one transaction together with its own removal from the queue: its effect
happens once. `@errand` goes outside, so it may happen twice and must bear that. `@every` goes by the clock.
The work itself is in `worker.py`.
"""

import inspect
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, Generic, ParamSpec, get_type_hints

import msgspec

from .clock import now
from .db import Db, Statement, Tx

P = ParamSpec("P")

ADD = Statement(None, """
    INSERT INTO jobs (name, args, run_at, once)
    SELECT unnest(:names::text[]), unnest(:args::text[])::jsonb, :run_at, :once
    ON CONFLICT (once) WHERE once IS NOT NULL DO NOTHING
""")

ADD_IN_LANES = Statement(None, """
    WITH given AS (
        SELECT lane, args::jsonb FROM unnest(:lanes::text[], :args::text[]) AS g(lane, args)
    ), opened AS (
        INSERT INTO lanes AS l (name, next_at)
        SELECT DISTINCT lane, :run_at::timestamptz FROM given ORDER BY lane
        ON CONFLICT (name) DO UPDATE SET
            added_count = l.added_count + 1,
            next_at = CASE WHEN l.next_at = 'infinity' AND l.held_at IS NULL THEN excluded.next_at ELSE l.next_at END
        RETURNING name
    )
    INSERT INTO jobs (name, args, lane, run_at)
    SELECT :name, given.args, opened.name, :run_at FROM given JOIN opened ON opened.name = given.lane
""")


# How long what waits in a lane is kept for whoever does not answer, where nothing else is said.
PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Work(Generic[P]):
    """Something that can be promised. Calling it does it at once."""

    name: str
    call: Callable[..., Awaitable[None]]
    takes: Mapping[str, Any]
    transactional: bool
    tries: int
    apart: str | None = None
    together: bool = False  # called with a list of what came, where one argument is given
    split: Callable[[Tx, Any], Awaitable[None]] | None = None  # promises its parts, where it failed as a whole
    patience: timedelta = PATIENCE

    async def soon(self, tx: Tx, *given: P.args, **args: P.kwargs) -> None:
        """Promise it for as soon as the transaction has committed."""
        await self.batch(tx, [self._named(given, args)])

    async def later(self, tx: Tx, at: datetime, *given: P.args, **args: P.kwargs) -> None:
        """Promise it for a time."""
        await self.batch(tx, [self._named(given, args)], at)

    async def once(self, tx: Tx, key: str, *given: P.args, **args: P.kwargs) -> None:
        """Promise it for soon; a promise of that key that is still open is enough."""
        await self.batch(tx, [self._named(given, args)], key=f"{self.name} {key}")

    async def batch(
        self, tx: Tx, many: Iterable[Mapping[str, Any]], at: datetime | None = None, *, key: str | None = None
    ) -> None:
        """Promise it for each of many arguments, in one statement."""
        rows = [msgspec.to_builtins(dict(args)) for args in many]
        if not rows:
            return
        due = at or now()
        for row in rows:
            if row.keys() != self.takes.keys():
                raise TypeError(f"{self.name} takes {sorted(self.takes)}, not {sorted(row)}")
        # As text: the driver would have to ask PostgreSQL what a list of JSON is, on each connection.
        told = [msgspec.json.encode(row).decode() for row in rows]
        if self.apart:
            lanes = [self.lane(row[self.apart]) for row in rows]
            await tx.run(ADD_IN_LANES, name=self.name, lanes=lanes, args=told, run_at=due)
        else:
            await tx.run(ADD, names=[self.name] * len(rows), args=told, run_at=due, once=key)
        if due <= now():
            tx.wake()

    @property
    def turn(self) -> str:
        """Work of one turn is done in the order in which it was promised: what one room tells, or else one kind."""
        return self.name.partition(".")[0] if self.split is not None else self.name

    def lane(self, of: str) -> str:
        """The name of the lane in which it goes for this one."""
        return f"{self.name} {of}"

    def _named(self, given: Any, args: Any) -> dict[str, Any]:
        return {**dict(zip(self.takes, given, strict=False)), **args}

    async def do(self, handle: Tx | Db, *many: Mapping[str, Any]) -> None:
        """Do it with what the rows say: all at once if that is how it is done, else one after another."""
        given = [{name: msgspec.convert(value, self.takes[name]) for name, value in args.items()} for args in many]
        if self.together:
            await self.call(handle, [value for args in given for value in args.values()])
            return
        for args in given:
            await self.call(handle, **args)


WORKS: dict[str, Work[Any]] = {}
TICKS: dict[str, tuple[timedelta, Work[Any]]] = {}


def work_name(function: Callable[..., Any]) -> str:
    """`room.verb`: names rows in the queue, so a rename leaves an alias behind."""
    parts = function.__module__.split(".")
    room = parts[-2] if parts[-1] in (parts[-2], "jobs") else ".".join(parts[-2:])
    return f"{room}.{function.__name__}"


def _keep(
    function: Callable[..., Awaitable[None]], transactional: bool, tries: int, apart: str | None,
    patience: timedelta = PATIENCE,
) -> Work[Any]:
    hints = get_type_hints(function)
    takes = {name: hints[name] for name in list(inspect.signature(function).parameters)[1:]}
    return _known(Work(work_name(function), function, takes, transactional, tries, apart, patience=patience))


def _known(work: Work[Any]) -> Work[Any]:
    if work.name in WORKS:
        raise TypeError(f"two works are called {work.name}")
    WORKS[work.name] = work
    return work


def job(function: Callable[Concatenate[Tx, P], Awaitable[None]]) -> Work[P]:
    """Work on our own rows: called with a `Tx`."""
    return _keep(function, True, 5, None)


def gathered(function: Callable[[Tx, Any], Awaitable[None]], takes: type) -> Work[Any]:
    """A job that does what several rows say in one go: called with a `Tx` and a list of what it takes."""
    return _known(Work(work_name(function), function, {"fact": takes}, True, 5, together=True))


def errand(
    *, tries: int = 12, apart: str | None = None, patience: timedelta = PATIENCE
) -> Callable[[Callable[Concatenate[Db, P], Awaitable[None]]], Work[P]]:
    """Work that goes outside: called with the `Db`. `apart` names the argument that is its lane.

    A lane that has failed for a week is still tried once a day, and what waits in it is kept for as long as its
    `patience`.
    """
    return lambda function: _keep(function, False, tries, apart, patience)


def every(interval: timedelta) -> Callable[[Callable[[Tx], Awaitable[None]]], Work[[]]]:
    """Work by the clock, by one process at a time."""

    def keep(function: Callable[[Tx], Awaitable[None]]) -> Work[[]]:
        work = _keep(function, True, 5, None)
        TICKS[work.name] = (interval, work)
        return work

    return keep


@dataclass(slots=True)
class Journey:
    """Since when a task of the worker waits for somebody outside, by `time.monotonic`; None while the work is ours."""

    since: float | None = None


journey: ContextVar[Journey | None] = ContextVar("journey", default=None)


@contextmanager
def outdoors() -> Iterator[None]:
    """What happens within waits for somebody outside and costs us nothing meanwhile."""
    under_way = journey.get()
    if under_way is None:
        yield
        return
    under_way.since = time.monotonic()
    try:
        yield
    finally:
        under_way.since = None


class Held(Exception):
    """An errand that cannot be done now and knows when to ask again, e.g. after a `Retry-After`.

    In a lane, pauses grow from `wait` to `most`, if that is given, else to six hours.
    """

    def __init__(self, why: str, wait: timedelta, most: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait
        self.most = most
