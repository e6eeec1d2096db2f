"""What the tests of these rooms ask of the database itself."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from hubbub.base import db
from hubbub.base.db import Statement
from hubbub.bench.seed import seed
from tests.town import Town

Count = Callable[[Callable[[], Awaitable[object]]], Awaitable[int]]
Plan = Callable[..., Awaitable[str]]


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


@pytest_asyncio.fixture
async def plan(town: Town) -> Plan:
    """How a statement is carried out among many posts, of which the database knows that they are many."""
    await seed(town.db, 100, 5_000, say=lambda _: None)

    async def explained(statement: Statement[Any], **given: object) -> str:
        return "\n".join(await town.db.all(Statement(str, "EXPLAIN (COSTS OFF) " + statement.source), **given))

    return explained
