"""Each statement prepares on the migrated schema, gives the rows that it says, and stands where SQL may stand."""

import ast
import re
import sys
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import asyncpg
import pytest

from hubbub.base.db import Db, Statement

from .source import HOUSE, File, files, holds, plant, statements

LONGEST = 40
# Where a sentence of SQL may stand besides stores: below the rooms, and in what fills and measures a server.
HOMES = re.compile(r"(.+/)?store\.py|base/(db|facts|jobs|queue|migrate|postgres)\.py|bench/\w+\.py|new_room\.py")
SENTENCE = re.compile(
    r"\s*(SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET|(CREATE|DROP|ALTER|TRUNCATE) \w+|WITH \w+ AS)\s")

COLUMNS: dict[type, set[str]] = {
    int: {"int2", "int4", "int8"}, str: {"text", "varchar", "bpchar", "name", "uuid"}, bool: {"bool"},
    bytes: {"bytea"}, float: {"float4", "float8"}, dict: {"json", "jsonb"}, datetime: {"timestamptz"},
    date: {"date"}, timedelta: {"interval"}, Decimal: {"numeric"},
}


async def problems(db: Db, found: list[tuple[str, Statement[Any]]]) -> list[str]:
    """What is wrong with each statement: `name what`."""
    wrong: list[str] = []
    async with db.alone() as connection:
        for name, statement in found:
            try:
                columns = (await connection.prepare(statement.sql)).get_attributes()
            except asyncpg.PostgresError as problem:
                wrong.append(f"{name} does not prepare: {problem}")
                continue
            wrong += [f"{name} {why}" for why in _misfits(statement, columns)]
            if len(statement.source.strip().splitlines()) > LONGEST:
                wrong.append(f"{name} has more than {LONGEST} lines")
    return wrong


def _misfits(statement: Statement[Any], columns: Any) -> list[str]:
    row = statement.row
    if row is None and [column.type.name for column in columns] == ["void"]:
        return []  # called for what it does, such as taking a lock
    if row is None or statement.plain:
        wanted: list[tuple[str, Any]] = [] if row is None else [("value", row)]
    else:
        hints = get_type_hints(row)
        wanted = [(field.name, hints[field.name]) for field in fields(row)]
    if len(columns) != len(wanted):
        return [f"gives {len(columns)} columns for {len(wanted)} fields"]
    return [
        f"gives {column.type.name} for {field}: {hint}"
        for column, (field, hint) in zip(columns, wanted, strict=True) if not _fits(column.type.name, hint)
    ] + _changed_places([column.name for column in columns], [field for field, _ in wanted])


def _fits(column: str, hint: Any) -> bool:
    """Whether values of a column's type are values of the field's. NULL is the statement's own promise."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, UnionType):
        return any(_fits(column, each) for each in args if each is not NoneType)
    if origin is Literal:
        return column in COLUMNS[str]
    if origin is list or hint is list:
        return column in COLUMNS[dict] or (column.endswith("[]") and _fits(column[:-2], (args or (Any,))[0]))
    plain = getattr(origin or hint, "__supertype__", origin or hint)
    if isinstance(plain, type) and issubclass(plain, Enum):
        plain = str
    return column in COLUMNS.get(plain, set())


def _changed_places(columns: list[str], names: list[str]) -> list[str]:
    """Fields that got each other's columns: of one type, so nothing else would notice."""
    leads = {at: names.index(column) for at, column in enumerate(columns) if column in names}
    changed = []
    for start in leads:
        at, path = start, set()
        while at in leads and at not in path:
            path.add(at)
            at = leads[at]
        if at == start and leads[start] != start:
            changed.append(f"gives {columns[start]} for {names[start]}")
    return changed


def strays(house: Path = HOUSE) -> list[str]:
    """SQL where none may stand, and SQL put together from anything but constants of its own store."""
    return sorted({
        f"{file.name}:{node.lineno} {why}" for file in files(house) for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant | ast.JoinedStr) for why in _strayings(file, node)
    })


def _strayings(file: File, node: ast.Constant | ast.JoinedStr) -> list[str]:
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
    text = first.value if isinstance(first, ast.Constant) else None
    if not isinstance(text, str) or not SENTENCE.match(text):
        return []
    if not HOMES.fullmatch(file.name):
        return ["SQL outside of a store"]
    pieces = [piece.value for piece in getattr(node, "values", []) if isinstance(piece, ast.FormattedValue)]
    if all(isinstance(piece, ast.Name) and piece.id.isupper() for piece in pieces):
        return []
    return ["SQL put together from a value"]


async def test_every_statement_prepares_and_gives_its_rows(shared_db):
    holds(await problems(shared_db, statements(sys.modules)))


def test_every_store_was_looked_at():
    looked_at = {name.rpartition(".")[0] for name, _ in statements(sys.modules)}
    rooms = {file.module for file in files() if file.stem == "store"}
    assert rooms <= looked_at | {file.module for file in files() if "Statement(" not in file.text}


def test_sql_stands_in_stores_alone():
    holds(strays())


@dataclass(frozen=True, slots=True)
class Named:
    id: int
    url: str
    uri: str
    made_at: datetime | None


@pytest.mark.parametrize(("row", "source", "why"), [
    (int, "SELECT id FROM profile", "does not prepare"),
    (int, "SELECT id FROM profiles WHERE id = :id AND colour = 1", "does not prepare"),
    (None, "SELECT id FROM profiles", "gives 1 columns for 0 fields"),
    (int, "SELECT id, name FROM profiles", "gives 2 columns for 1 fields"),
    (int, "SELECT name FROM profiles", "gives text for value"),
    (str, "SELECT count(*) FROM profiles", "gives int8 for value"),
    (Named, "SELECT id, url, uri FROM profiles", "gives 3 columns for 4 fields"),
    (Named, "SELECT id, url, uri, name FROM profiles", "gives text for made_at"),
    (Named, "SELECT id, uri, url, made_at FROM profiles", "gives uri for url"),
    (int, "SELECT id\n" + "\n" * LONGEST + "FROM profiles", "has more than 40 lines"),
])
async def test_a_statement_that_lies_is_seen(shared_db, row, source, why):
    assert why in " ".join(await problems(shared_db, [("store.LIES", Statement(row, source))]))


async def test_a_statement_that_keeps_its_word_is_let_be(shared_db):
    rows: list[Statement[Any]] = [
        Statement(Named, "SELECT p.id, p.url, p.uri, p.made_at FROM profiles p WHERE id = ANY(:ids::bigint[])"),
        Statement(None, "DELETE FROM profiles WHERE id = :id"), Statement(list, "SELECT fields FROM profiles"),
        Statement(datetime, "SELECT made_at FROM profiles"), Statement(None, "SELECT pg_advisory_xact_lock(:key)")]
    assert await problems(shared_db, [("store.GOOD", row) for row in rows]) == []


@pytest.mark.parametrize(("file", "line"), [
    ("reach/polls/polls.py", 'VOTE = Statement(None, "INSERT INTO votes VALUES (1)")'),
    ("reach/polls/mastodon.py", 'rows = await c.fetch("SELECT 1 FROM votes")'),
    ("reach/polls/web.py", 'await c.execute(f"DELETE FROM {table}")'),
    ("reach/polls/store.py", 'def by(name): return Statement(int, f"SELECT {name} FROM votes")'),
    ("reach/polls/store.py", 'ALL = Statement(int, f"SELECT id FROM {tables[0]}")'),
    ("app.py", '"""\n  WITH gone AS (DELETE FROM votes) SELECT 1"""'),
])
def test_sql_astray_is_seen(tmp_path, file, line):
    assert len(strays(plant(tmp_path, {file: line}))) == 1


def test_sql_at_home_and_prose_are_let_be(tmp_path):
    assert strays(plant(tmp_path, {
        "reach/polls/store.py": 'COLS = "id, name"\nALL = Statement(int, f"SELECT {COLS} FROM votes")',
        "reach/polls/web.py": '"""Select one from these. UPDATE your view with it."""',
    })) == []
