"""Each table has one owner: its room alone writes it, and only rooms above may read it."""

import sys
from typing import Any

import pytest

from hubbub.base.db import Statement
from hubbub.rooms import ROOMS

from .source import holds, room_of, statements
from .sql import BASE, Sense, migrations, owners, sense, twice_owned

# Migrations that point upward, and why they may.
UPWARD = {
    ("people.teams", "accounts"): "a member is an account; the key makes sure of it (docs/adr/0003)",
}
def trespasses(room: str, found: Sense, whose: dict[str, str], rooms: tuple[str, ...] = ROOMS) -> list[str]:
    """What a room does to tables and functions that are not for it."""
    place = {name: at for at, name in enumerate((BASE, *rooms))}
    wrong = [f"writes {table}" for table in found.writes | found.shapes if whose.get(table) != room]
    wrong += [f"reads {table}, which nobody has" for table in found.reads - whose.keys()]
    used = [("reads", found.reads), ("calls", found.calls)]
    wrong += [
        f"{verb} {name} of {whose[name]}" for verb, names in used for name in names
        if name in whose and place[whose[name]] > place[room] and (room, name) not in UPWARD
    ]
    return sorted(wrong)


def _room(module: str) -> str | None:
    return room_of(module) or (BASE if module.startswith("hubbub.base.") else None)


def breaches(found: list[tuple[str, Statement[Any]]], whose: dict[str, str]) -> list[str]:
    return [
        f"{name} {why}" for name, statement in found
        for room in [_room(name)] if room for why in trespasses(room, sense(statement.sql), whose)
    ]


def test_statements_write_at_home_and_read_downward():
    holds(breaches(statements(sys.modules), owners()))


def test_migrations_make_what_is_theirs_and_point_downward():
    whose = owners()
    holds([f"{room} {why}" for room in (BASE, *ROOMS) for why in trespasses(room, migrations(room), whose)])


def test_each_table_has_one_owner():
    holds(twice_owned())


def test_what_may_point_upward_still_does():
    assert all(table in migrations(room).reads for room, table in UPWARD)


WHOSE = {"profiles": "people.profiles", "posts": "reach.posts", "can_see": "reach.posts", "feed": "reach.timelines"}
SMALL = ("people.profiles", "reach.posts", "reach.timelines")


@pytest.mark.parametrize(("room", "source", "why"), [
    ("reach.timelines", "UPDATE posts SET text = ''", "writes posts"),
    ("reach.timelines", "DELETE FROM posts USING feed WHERE id = post_id", "writes posts"),
    ("reach.timelines", "WITH gone AS (DELETE FROM posts RETURNING id) DELETE FROM feed", "writes posts"),
    ("reach.timelines", "INSERT INTO profiles SELECT 1 FROM feed", "writes profiles"),
    ("reach.timelines", "CREATE INDEX quick ON posts (id)", "writes posts"),
    ("reach.timelines", "ALTER TABLE posts ADD colour text", "writes posts"),
    ("reach.timelines", "DROP TABLE posts", "writes posts"),
    ("reach.posts", "SELECT 1 FROM feed", "reads feed of reach.timelines"),
    ("reach.posts", "SELECT 1 WHERE EXISTS (SELECT 1 FROM feed)", "reads feed of reach.timelines"),
    ("people.profiles", "SELECT 1 FROM profiles p WHERE can_see(1, p)", "calls can_see of reach.posts"),
    ("people.profiles", "CREATE TABLE fans (post bigint REFERENCES posts)", "reads posts of reach.posts"),
    ("people.profiles", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM posts'",
     "reads posts of reach.posts"),
    ("reach.posts", "SELECT 1 FROM nowhere", "reads nowhere, which nobody has"),
])
def test_a_trespass_is_seen(room, source, why):
    assert why in trespasses(room, sense(source), WHOSE, SMALL)


@pytest.mark.parametrize(("room", "source"), [
    ("reach.timelines", "INSERT INTO feed SELECT p.id FROM posts p JOIN profiles a ON true WHERE can_see(1, p)"),
    ("reach.timelines", "WITH posts_of AS (SELECT 1 AS id FROM posts) SELECT id FROM posts_of"),
    ("reach.posts", "SELECT p.id FROM posts p JOIN profiles a ON true FOR UPDATE OF p"),
    ("people.profiles", "CREATE INDEX quick ON profiles (id)"),
])
def test_what_is_at_home_or_below_is_let_be(room, source):
    assert trespasses(room, sense(source), WHOSE, SMALL) == []


def test_a_table_of_two_rooms_is_seen(tmp_path):
    for room in ("reach/polls", "reach/quotes"):
        (tmp_path / room / "migrations").mkdir(parents=True)
        (tmp_path / room / "migrations" / "1.sql").write_text("CREATE TABLE votes (id bigint)")
    assert twice_owned(tmp_path, ("reach.polls", "reach.quotes")) == ["votes is made by 2 rooms"]
