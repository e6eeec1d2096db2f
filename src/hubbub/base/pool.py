"""Connections kept open. The driver's own pool costs 40 µs a statement in proxies and timers, a third of the whole."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

PATIENCE = 5.0
# A connection that nobody has needed for a minute is closed when another is given back.
IDLE = 60.0


class Pool:
    """At most `most` connections made by `connect`; who asks for more waits, and after five seconds gives up.

    `gone` are the exceptions by which one shows that it is no more.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], most: int,
                 gone: tuple[type[Exception], ...] = (ConnectionError,)) -> None:
        self._connect = connect
        self.gone = gone
        self._free: deque[tuple[Any, float]] = deque()
        self._places = most
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._lent: set[Any] = set()
        self._closed = False

    async def take(self) -> Any:
        """A connection, to be given back. Raises what connecting raises, and `TimeoutError`."""
        while not self._places:
            await self._turn()
        self._places -= 1
        while self._free:
            connection, _ = self._free.pop()
            if not connection.is_closed():
                self._lent.add(connection)
                return connection
        try:
            if self._closed:
                raise OSError("this server is stopping")
            connection = await self._connect()
        except BaseException:
            self._leave()
            raise
        self._lent.add(connection)
        return connection

    def give_back(self, connection: Any) -> None:
        """One that is in the middle of something is of no use to the next."""
        self._lent.discard(connection)
        if connection.is_closed():
            pass
        elif connection.is_in_transaction() or connection._protocol._is_cancelling() or self._closed:
            connection.terminate()
        else:
            now = asyncio.get_running_loop().time()
            self._free.append((connection, now))
            if self._free[0][1] < now - IDLE:
                self._free.popleft()[0].terminate()
        self._leave()

    async def fetch(self, sql: str, args: list[Any]) -> list[Any]:
        """The rows of one statement, on a connection lent for it alone."""
        connection = await self.take()
        try:
            return await connection.fetch(sql, *args)  # type: ignore[no-any-return]
        except self.gone:
            self._lost(connection)
            raise
        finally:
            self.give_back(connection)

    @asynccontextmanager
    async def lent(self, first: str = "") -> AsyncIterator[Any]:
        """A connection that has done `first`. Had it died unseen, another does that: nothing hangs on it yet."""
        try:
            connection = await self._taken(first)
        except self.gone:
            connection = await self._taken(first)
        try:
            yield connection
        except self.gone:
            self._lost(connection)
            raise
        finally:
            self.give_back(connection)

    async def close(self) -> None:
        """Say goodbye to the free ones; the others are cut off when they come back."""
        self._closed = True
        while self._free:
            await self._free.pop()[0].close(timeout=2)

    def terminate(self) -> None:
        self._closed = True
        for connection in [connection for connection, _ in self._free] + list(self._lent):
            connection.terminate()

    async def _taken(self, first: str) -> Any:
        connection = await self.take()
        try:
            if first:
                await connection.execute(first)
        except BaseException as problem:
            if isinstance(problem, self.gone):
                self._lost(connection)
            self.give_back(connection)
            raise
        return connection

    def _lost(self, connection: Any) -> None:
        """This one turned out to be dead; those that lie free are as old, and the next is made anew."""
        connection.terminate()
        while self._free:
            self._free.pop()[0].terminate()

    async def _turn(self) -> None:
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(PATIENCE):
                await place
        except BaseException:
            if place.done() and not place.cancelled():
                self._call_next()  # the turn was given to somebody who has gone
            raise

    def _leave(self) -> None:
        self._places += 1
        self._call_next()

    def _call_next(self) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
