"""`docs/schema.sql` is what the migrations make of nothing, so one page shows every table."""

import asyncpg

from hubbub import map as chart

from ..conftest import new_database
from .source import PROJECT


async def test_the_written_schema_is_what_the_migrations_make(postgres, template):
    made = chart.dumped(postgres.address | {"database": template})
    assert (PROJECT / "docs" / "schema.sql").read_text() == made, "`make map` writes it anew"


async def test_another_column_is_seen(postgres, template):
    address = await new_database(postgres, "changed", template)
    before = chart.dumped(address)
    db = await asyncpg.connect(**address)
    await db.execute("ALTER TABLE profiles ADD colour text")
    await db.close()
    assert "colour text" in chart.dumped(address)
    assert "colour" not in before
