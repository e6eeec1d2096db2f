"""Forward-only migrations: one transaction a file, so a kill at any statement leaves the file undone, whole.

Files are `YYYY-MM-DD-n-room.before.sql` (safe before the new code runs) and `….after.sql` (only after it),
run in order of their names over all rooms; name and hash are recorded, and a changed file is refused.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .db import Db, Statement

APPLIED = Statement(str, "SELECT name FROM migrations")

_LOCK = 0x4855_4242  # one starter at a time


class Changed(Exception):
    """A migration that was applied has been changed since."""


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    sql: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def find(folders: Iterable[Path]) -> tuple[Migration, ...]:
    """Every migration below the folders, in the order they run."""
    files = sorted((f for folder in folders for f in folder.glob("*.sql")), key=lambda f: f.name)
    return tuple(Migration(file.name, file.read_text()) for file in files)


async def run(db: Db, migrations: Iterable[Migration]) -> list[str]:
    """Apply what is missing; the names of what was applied. Safe to call from many processes at once."""
    applied: list[str] = []
    async with db.alone() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, digest text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
        done = dict(await connection.fetch("SELECT name, digest FROM migrations"))
        for migration in migrations:
            if migration.name not in done:
                await _apply(connection, migration)
                applied.append(migration.name)
            elif done[migration.name] != migration.digest:
                raise Changed(f"{migration.name} was changed after it had been applied.")
    return applied


async def _apply(connection: Any, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '10s'")
        await connection.execute(migration.sql)
        await connection.execute(
            "INSERT INTO migrations (name, digest) VALUES ($1, $2)", migration.name, migration.digest
        )
