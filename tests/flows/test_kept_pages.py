"""What is kept in memory equals what the rows render, whatever was written, in each of two web processes."""

import asyncio
import os
import random
from typing import Any

import aiohttp
import pytest

from hubbub import app
from hubbub.base import bus
from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.base.settings import read
from hubbub.people import profiles
from hubbub.people.profiles import limits
from hubbub.reach import timelines
from hubbub.reach.posts import rendering
from hubbub.reach.posts.mastodon import page
from tests.town import Person, Town

from .writes import one_write

NAMES = ("ann", "bob", "cleo", "dan")
WRITES = 120
# How many stories there are; to tell many, `SEEDS=50 pytest tests/flows/test_kept_pages.py`.
SEEDS, STEPS = range(int(os.environ.get("SEEDS", "1"))), 60
# What is kept besides homes, with places for a post and for a list of the reader's own.
SURFACES = (
    "/api/v1/statuses/{post}", "/api/v2/notifications", "/api/v2/notifications?limit=3",
    "/api/v1/timelines/tag/word", "/api/v1/timelines/tag/word?limit=2&local=1", "/api/v1/timelines/list/{list}",
    "/api/v1/timelines/home", "/api/v2/search?type=statuses&q=word",
)

# Whatever one of these pages is dropped for.
TOPICS = ("authored", "counts", "feed", "filters", "flags", "graph", "indexed", "lists", "notification", "post",
          "profile", "standing", "tagged")
MOST_TRIED = 12


class Author:
    """Somebody who writes at random through the client API."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, profile: str) -> None:
        self.session, self.url, self.profile, self.list = session, url, profile, "0"
        self.headers = {"authorization": f"Bearer {token}"}

    async def call(self, method: str, path: str, given: object = None) -> Any:
        # Each call is a connection of its own, so that either process may get it.
        async with self.session.request(method, self.url + path, json=given, headers=self.headers) as answer:
            assert answer.status < 500, await answer.text()
            return await answer.json()

    async def home(self) -> bytes:
        async with self.session.get(self.url + "/api/v1/timelines/home", headers=self.headers) as answer:
            assert answer.status == 200
            return await answer.read()


async def from_rows(db: Db, reader: ProfileId) -> bytes:
    """The reader's home, with nothing kept."""
    bus.gap()
    ids = (await timelines.home(db, reader, limit=40)).posts
    bits = await rendering.flags_of(db, reader, await rendering.with_originals(db, ids)) or {}
    return page(await rendering.join(db, ids[:20], bits, reader))


async def settled(db: Db) -> None:
    for _ in range(400):
        async with db.alone() as connection:
            if not await connection.fetchval("SELECT count(*) FROM jobs WHERE parked_at IS NULL AND run_at <= now()"):
                return
        await asyncio.sleep(0.02)
    raise AssertionError("the worker does not come to an end")


@pytest.mark.parametrize("seed", [1, 2])
async def test_kept_homes_equal_rendered_homes_in_both_processes_under_random_writes(served, seed: int):
    server = served(web_processes=2)
    chance = random.Random(seed)
    there = read({"HUBBUB_DATA": str(server.data)})
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session,
        app.standing(there, reading=2, writing=1) as db,
    ):
        people = []
        for name in NAMES:
            server.account(name)
            profile = await profiles.look_up(db, name)
            assert profile
            people.append(Author(session, server.url, server.token(name), str(profile)))
        posts: list[str] = []
        history: list[str] = []
        for step in range(WRITES):
            history.append(await one_write(chance, people, posts))
            await asyncio.gather(*(person.home() for person in people))  # so that something is kept to be wrong
            if step % 6:
                continue
            await settled(db)
            for person in people:
                wanted = await from_rows(db, ProfileId(int(person.profile)))
                for _ in range(4):
                    assert await eventually_equal(person, wanted), (seed, step, history[-8:])


async def eventually_equal(person: Author, wanted: bytes) -> bool:
    """Another process hears a moment after the commit: half a second is far more than it may take."""
    for _ in range(25):
        if await person.home() == wanted:
            return True
        await asyncio.sleep(0.02)
    return False


class Neighbour:
    """The same in the town, where no second process has to hear."""

    def __init__(self, person: Person, number: str) -> None:
        self.person, self.profile, self.list = person, str(person.profile), number

    async def call(self, method: str, path: str, given: object = None) -> Any:
        answer = await self.person.call(method, path, given)
        assert answer.status < 500, answer.text
        return answer.json

    async def looks(self, post: str) -> dict[str, bytes]:
        return {where: (await self.person.get(where.format(post=post, list=self.list))).body for where in SURFACES}


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_was_written_each_kept_page_equals_what_the_rows_give(town: Town, seed: int):
    assert await differing(town, seed) is None


@pytest.mark.long
@pytest.mark.parametrize("topic", TOPICS)
async def test_a_topic_that_is_not_heard_is_missed(town: Town, emptying, monkeypatch: pytest.MonkeyPatch, topic: str):
    """What the stories above are worth: whatever a page is dropped for, one of them tells that it was not."""
    monkeypatch.setitem(bus._topics, topic, [])
    for seed in range(MOST_TRIED):
        if await differing(town, seed) is not None:
            return
        await emptying()
        town.people.clear()
        bus.gap()
    raise AssertionError(f"{MOST_TRIED} stories are told without it")


async def differing(town: Town, seed: int) -> tuple[set[str], list[str]] | None:
    """Tell a story of random writes: the first pages that were not what the rows give, and what was written last."""
    chance, posts, history = random.Random(seed), list[str](), list[str]()
    people = []
    for name in NAMES:
        person = await town.person(name)
        made = await person.post("/api/v1/lists", title="Harbour")
        people.append(Neighbour(person, made.json["id"]))
    for _ in range(STEPS):
        reader = chance.choice(people[:3])  # dan may be held back
        post = chance.choice(posts[-5:] or ["1"])
        await reader.looks(post)
        for _ in range(chance.choice((1, 1, 2))):
            history.append(await one_write(chance, people, posts))
        if chance.random() < 0.1:
            history.append(await stands_otherwise(town, chance))
        if chance.random() < 0.7:
            await town.settle()
        kept = await reader.looks(post)
        bus.gap()
        fresh = await reader.looks(post)
        if found := {where for where in SURFACES if kept[where] != fresh[where]}:
            return found, history[-5:]
    return None


async def stands_otherwise(town: Town, chance: random.Random) -> str:
    """One of them is held back, or let be again."""
    deed, lasts = chance.choice((profiles.suspend, limits.silence)), chance.random() < 0.4
    async with town.db.write() as tx:
        await deed(tx, town.people["dan"].profile, lasts)
    return f"{deed.__name__} {lasts}"
