"""Migrations go forward, once, whole."""

import asyncio

import pytest

from hubbub import app
from hubbub.base import migrate
from hubbub.base.migrate import Migration
from tests.conftest import new_database

STEPS = [
    Migration("2026-01-01-1-a.before.sql", "CREATE TABLE a (id int); INSERT INTO a VALUES (1);"),
    Migration("2026-01-02-1-b.before.sql", "ALTER TABLE a ADD COLUMN b int; UPDATE a SET b = 2;"),
]


@pytest.fixture
async def empty(postgres, settings):
    address = await new_database(postgres, "migrating")
    async with app.standing(settings, address, reading=1, writing=1) as db:
        yield db


async def test_each_is_applied_once_even_by_two_starters_at_a_time(empty):
    await asyncio.gather(migrate.run(empty, STEPS), migrate.run(empty, STEPS))
    async with empty.alone() as c:
        assert await c.fetchval("SELECT count(*) FROM a") == 1
    assert await migrate.run(empty, STEPS) == []


async def test_a_changed_file_is_refused(empty):
    await migrate.run(empty, STEPS[:1])
    with pytest.raises(migrate.Changed):
        await migrate.run(empty, [Migration(STEPS[0].name, "SELECT 1")])


async def test_one_that_is_killed_at_any_statement_leaves_nothing_and_the_next_start_finishes_it(empty):
    """The kill is real: the migration's own backend is terminated while each statement in turn is running."""
    await migrate.run(empty, STEPS[:1])
    statements = [part for part in STEPS[1].sql.split(";") if part.strip()]
    for place in range(len(statements) + 1):
        # The backend ends itself exactly between two statements.
        cut = [*statements[:place], "SELECT pg_terminate_backend(pg_backend_pid())", *statements[place:]]
        killed = Migration(STEPS[1].name, ";".join(cut))
        with pytest.raises(Exception):  # noqa: B017  whatever the driver says of its lost connection
            await migrate.run(empty, [STEPS[0], killed])
        async with empty.alone() as c:
            columns = await c.fetchval("SELECT count(*) FROM information_schema.columns WHERE table_name = 'a'")
            assert columns == 1
    assert await migrate.run(empty, STEPS) == [STEPS[1].name]


async def test_the_rooms_migrations_build_everything_from_nothing(empty):
    await migrate.run(empty, app.migrations())
    async with empty.alone() as c:
        assert await c.fetchval("SELECT count(*) FROM posts") == 0
