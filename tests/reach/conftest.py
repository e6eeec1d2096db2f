"""What the tests of these rooms ask of the database itself."""

from collections.abc import Awaitable, Callable

import pytest

from hubbub.base import db

Count = Callable[[Callable[[], Awaitable[object]]], Awaitable[int]]


@pytest.fixture
def statements() -> Count:
    """How many statements something makes: `await statements(lambda: read(town))`."""

    async def count(ask: Callable[[], Awaitable[object]]) -> int:
        log: list[str] = []
        token = db.made.set(log)
        try:
            await ask()
        finally:
            db.made.reset(token)
        return len(log)

    return count
