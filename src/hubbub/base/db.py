"""The database: named statements, a handle that can only read and one that can write.

The only file that knows the driver. A `Statement` is written once as a constant in a room's `store.py`, with
`:names`; it gives rows of one type. A `Read` cannot change anything: PostgreSQL itself refuses. A `Tx` is one
transaction; what it says to other processes is heard when, and only when, it commits.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from types import NoneType
from typing import Any, Generic, TypeVar, overload

import asyncpg
import msgspec

from . import bus
from .errors import Full, Unavailable
from .here import Here
from .pool import Pool

R = TypeVar("R")

# Statements that the present task has made, for tests that hold a page to a fixed number.
made: ContextVar[list[str] | None] = ContextVar("made", default=None)

_NAME = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_PLAIN = frozenset({int, str, bool, bytes, float, dict, list, NoneType})


class Duplicate(Exception):
    """A row with this key is there already; `constraint` names which key."""

    def __init__(self, constraint: str) -> None:
        self.constraint = constraint
        super().__init__(constraint)


class Statement(Generic[R]):
    """One SQL sentence with `:names`, and the type of the rows it gives.

    A plain type (`int`, `str`, …) takes the single column as it is; any other is called with the columns in
    order, so its fields must be the statement's columns. `None` is for statements that give nothing. A `steady` one has
    one best plan, whatever is asked: it is planned once a connection.
    """

    __slots__ = ("names", "plain", "row", "source", "sql", "steady")

    @overload
    def __init__(self: "Statement[None]", row: None, source: str, *, steady: bool = False) -> None: ...
    @overload
    def __init__(self, row: type[R], source: str, *, steady: bool = False) -> None: ...
    def __init__(self, row: type[R] | None, source: str, *, steady: bool = False) -> None:
        self.row, self.source, self.steady = row, source, steady
        self.plain = row in _PLAIN or row is None or getattr(row, "__module__", "") == "datetime"
        self.names: list[str] = list(dict.fromkeys(_NAME.findall(source)))
        self.sql = _NAME.sub(lambda m: f"${self.names.index(m[1]) + 1}", source)

    def make(self, record: Any) -> R:
        return record[0] if self.plain else self.row(*record)  # type: ignore[misc]


class Read:
    """A handle that only reads. `here` is what this server stands on: settings, files, the way outside."""

    here: Here

    async def _fetch(self, statement: Statement[Any], args: list[Any]) -> list[Any]:
        raise NotImplementedError

    async def all(self, statement: Statement[R], **args: Any) -> list[R]:
        """Every row."""
        make = statement.make
        return [make(record) for record in await self._ask(statement, args)]

    async def maybe(self, statement: Statement[R], **args: Any) -> R | None:
        """The first row, or None."""
        records = await self._ask(statement, args)
        return statement.make(records[0]) if records else None

    async def one(self, statement: Statement[R], **args: Any) -> R:
        """The first row; that there is one is the statement's own promise."""
        return statement.make((await self._ask(statement, args))[0])

    async def _ask(self, statement: Statement[Any], args: dict[str, Any]) -> list[Any]:
        if (log := made.get()) is not None:
            log.append(statement.source)
        values = [args.pop(name) for name in statement.names]
        if args:
            raise TypeError(f"{sorted(args)} are not in: {statement.source}")
        with _translated():
            return await self._fetch(statement, values)


class _Snapshot(Read):
    def __init__(self, connection: Any, here: Here) -> None:
        self._connection = connection
        self.here = here

    async def _fetch(self, statement: Statement[Any], args: list[Any]) -> list[Any]:
        return await self._connection.fetch(statement.sql, *args)  # type: ignore[no-any-return]


class Tx(_Snapshot):
    """One transaction. Leaving the block without an exception commits it."""

    def __init__(self, connection: Any, here: Here) -> None:
        super().__init__(connection, here)
        self._said: dict[str, dict[str, None]] = {}
        self._after: list[Callable[[], None]] = []
        self._wakes = False

    async def run(self, statement: Statement[Any], **args: Any) -> int:
        """Do it; how many rows it gave (with RETURNING) or none."""
        return len(await self._ask(statement, args))

    async def each(self, statement: Statement[Any], rows: Iterable[dict[str, Any]]) -> None:
        """The same statement for many rows, in one journey."""
        with _translated():
            await self._connection.executemany(
                statement.sql, [[row[name] for name in statement.names] for row in rows]
            )

    def say(self, topic: str, *keys: object) -> None:
        """Tell every process of this server, once committed, that these keys of the topic have changed."""
        heard = self._said.setdefault(topic, {})
        for key in keys:
            heard[str(key)] = None

    def wake(self) -> None:
        """Rouse a worker once committed."""
        self._wakes = True

    def then(self, call: Callable[[], None]) -> None:
        """Call this in the present process once committed."""
        self._after.append(call)

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """A savepoint: an exception inside undoes only the inside."""
        await self._connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            with suppress(Exception):
                await self._connection.execute("ROLLBACK TO part; RELEASE part")
            raise
        await self._connection.execute("RELEASE part")

    def _ending(self) -> str:
        """The commit, with what is said by it: one journey."""
        told = [f"NOTIFY hubbub, '{payload.replace(chr(39), chr(39) * 2)}'" for payload in bus.payloads(self._said)]
        return "; ".join([*told, *(["NOTIFY jobs"] if self._wakes else []), "COMMIT"])

    def _committed(self) -> None:
        bus.deliver(self._said)
        for call in self._after:
            call()


class Db(Read):
    """The pools of one process. As a `Read` it takes a connection for each statement, a steady one if it is steady."""

    def __init__(self, reading: Pool, steady: Pool, writing: Pool, address: dict[str, Any], here: Here) -> None:
        self._reading, self._steady, self._writing = reading, steady, writing
        self._address = address
        self.here = here

    async def _fetch(self, statement: Statement[Any], args: list[Any]) -> list[Any]:
        pool, sql = self._steady if statement.steady else self._reading, statement.sql
        try:
            return await pool.fetch(sql, args)
        except pool.gone:
            return await pool.fetch(sql, args)  # it had died unseen; a look may be taken twice

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Read]:
        """Several statements on one connection."""
        with _translated():
            async with self._reading.lent() as connection:
                yield _Snapshot(connection, self.here)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """One transaction, committed when the block ends well."""
        with _translated():
            async with self._writing.lent("BEGIN") as connection:
                tx = Tx(connection, self.here)
                try:
                    yield tx
                    await connection.execute(tx._ending())
                except BaseException:
                    with suppress(Exception):
                        await connection.execute("ROLLBACK")
                    raise
        tx._committed()

    async def at_once(self, statement: Statement[R], **args: Any) -> list[R]:
        """One writing statement that is a transaction by itself: two journeys fewer."""
        values = [args[name] for name in statement.names]
        with _translated():
            async with self._writing.lent() as connection:
                return [statement.make(record) for record in await connection.fetch(statement.sql, *values)]

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Any]:
        """A plain driver connection outside the pools, for migrations."""
        with _translated():
            connection = await asyncpg.connect(**self._address)
        try:
            yield connection
        finally:
            await connection.close(timeout=2)

    async def listen(self, woken: Callable[[str], None] | None = None) -> None:
        """Hear what other processes commit, for ever; after a lost connection everything kept is dropped.

        `woken` hears the payloads of the channel `jobs`.
        """
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                connection = await asyncpg.connect(**self._address)
                lost = asyncio.Event()
                connection.add_termination_listener(lambda _, lost=lost: lost.set())
                await connection.add_listener("hubbub", lambda *given: bus.hear(given[3]))
                if woken is not None:
                    await connection.add_listener("jobs", lambda *given: woken(given[3]))
                bus.gap()
                try:
                    await lost.wait()
                finally:
                    if not connection.is_closed():
                        connection.terminate()
            await asyncio.sleep(0.2)

    async def close(self) -> None:
        for pool in (self._reading, self._steady, self._writing):
            try:
                await asyncio.wait_for(pool.close(), 5)
            except TimeoutError:
                pool.terminate()


async def connect(url: dict[str, Any] | str, here: Here, *, reading: int = 6, writing: int = 6) -> Db:
    """Open the pools. `url` is a `postgresql://` address or the driver's own arguments."""
    address: dict[str, Any] = {"dsn": url} if isinstance(url, str) else dict(url)
    address |= {"timeout": 10, "command_timeout": 30, "statement_cache_size": 1000,
                "max_cached_statement_lifetime": 0}
    settings = {"jit": "off", "random_page_cost": "1.1", "application_name": "hubbub", "timezone": "UTC",
                "idle_in_transaction_session_timeout": "60s"}

    def pool(size: int, **more: str) -> Pool:
        async def opened() -> Any:
            connection = await asyncpg.connect(**address, server_settings=settings | more)
            await _prepare(connection)
            return connection

        return Pool(opened, size, _GONE)

    # What does the same small thing each time is planned once: verbs, and what is read most often. It goes by keys:
    # a queue is as often empty as it is long, and a plan made for the one would read through the other.
    once, reads = ({"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"},
                   {"default_transaction_read_only": "on"})
    readers, steady = pool(reading - reading // 2, **reads), pool(max(reading // 2, 1), **once, **reads)
    writers = pool(writing, **once)
    with _translated():
        for each in (readers, writers):
            each.give_back(await each.take())
    return Db(readers, steady, writers, address | {"server_settings": settings}, here)


# What the driver says of a connection that is no more.
_GONE = (asyncpg.InternalClientError, asyncpg.ConnectionDoesNotExistError, asyncpg.AdminShutdownError,
         asyncpg.CrashShutdownError, ConnectionError)
# Numbers that PostgreSQL has given its types since it began: arrays of boolean, bytea, smallint, integer, bigint,
# timestamptz, double precision, and JSON.
_ARRAYS = (1000, 1001, 1005, 1007, 1016, 1185, 1022)
_JSON = ((114, "json"), (3802, "jsonb"))
_known: list[Any] = []


async def _prepare(connection: Any) -> None:
    """JSON as values, and what arrays are made of. Left to itself the driver asks the catalogue about each of these
    on each connection, 10 ms apiece; it needs to be told once a process."""
    types = connection._protocol.get_settings()
    if not _known:
        found, _ = await connection._introspect_types(_ARRAYS, 10)
        _known.extend(found)
    for number, kind in _JSON:  # first, since each of these makes the driver forget the others
        types.add_python_codec(number, kind, "pg_catalog", [], "scalar", _to_json, msgspec.json.decode, "text")
    types.register_data_types(_known)


def _to_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


@contextmanager
def _translated() -> Any:
    """The driver's exceptions as ours: `Unavailable`, `Full`, `Duplicate`."""
    try:
        yield
    except asyncpg.UniqueViolationError as problem:
        raise Duplicate(str(problem.constraint_name)) from problem
    except (asyncpg.DiskFullError, asyncpg.OutOfMemoryError) as problem:
        raise Full(str(problem)) from problem
    except (
        OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError,
        asyncpg.LockNotAvailableError, asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.ReadOnlySQLTransactionError,
    ) as problem:
        if isinstance(problem, asyncpg.ReadOnlySQLTransactionError):
            raise  # a bug of ours: a Read was asked to write
        raise Unavailable(f"{type(problem).__name__}: {problem}") from problem
    except asyncpg.InternalClientError as problem:
        # What the driver says when the connection goes in the middle of an exchange.
        raise Unavailable(str(problem)) from problem
    except asyncpg.InterfaceError as problem:
        if "clos" in str(problem) or "released" in str(problem):
            raise Unavailable(str(problem)) from problem
        raise
