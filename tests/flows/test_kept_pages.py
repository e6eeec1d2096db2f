"""What is kept in memory equals what the rows render, whatever was written, in each of two web processes."""

import asyncio
import random
from collections.abc import Sequence

import aiohttp
import pytest

from hubbub import app
from hubbub.base import bus
from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.base.settings import read
from hubbub.people import profiles
from hubbub.reach import timelines
from hubbub.reach.posts import rendering
from hubbub.reach.posts.mastodon import page

NAMES = ("ann", "bob", "cleo", "dan")
WRITES = 120


class Author:
    """Somebody who writes at random through the client API."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, profile: str) -> None:
        self.session, self.url, self.profile = session, url, profile
        self.headers = {"authorization": f"Bearer {token}"}

    async def call(self, method: str, path: str, given: object = None) -> object:
        # Each call is a connection of its own, so that either process may get it.
        async with self.session.request(method, self.url + path, json=given, headers=self.headers) as answer:
            assert answer.status < 500, await answer.text()
            return await answer.json()

    async def home(self) -> bytes:
        async with self.session.get(self.url + "/api/v1/timelines/home", headers=self.headers) as answer:
            assert answer.status == 200
            return await answer.read()


async def one_write(chance: random.Random, people: Sequence[Author], posts: list[str]) -> str:
    me, other = chance.sample(list(people), 2)
    what = chance.choices(
        ("post", "reply", "delete", "favourite", "unfavourite", "reblog", "unreblog", "bookmark", "follow", "unfollow",
         "mute", "unmute", "block", "unblock", "rename", "ask", "vote", "filter", "unfilter", "quote",
         "policy", "revoke", "edit", "pin", "unpin"),
        (8, 4, 2, 5, 2, 4, 2, 2, 4, 1, 1, 1, 0.5, 1, 2, 2, 4, 2, 1, 6, 2, 2, 4, 2, 1),
    )[0]
    if what in ("follow", "unfollow", "mute", "unmute", "block", "unblock"):
        await me.call("POST", f"/api/v1/accounts/{other.profile}/{what}")
    elif what == "rename":
        await me.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": f"N{chance.random():.3f}"})
    elif what == "filter":
        rows = [{"keyword": f"0.{chance.randrange(10)}", "whole_word": False}]
        given = {"title": "Not now", "context": ["home"], "keywords_attributes": rows}
        await me.call("POST", "/api/v2/filters", given)
    elif what == "unfilter":
        for each in (await me.call("GET", "/api/v2/filters"))[:1]:  # type: ignore[index]
            await me.call("DELETE", f"/api/v2/filters/{each['id']}")
    elif what == "post" or not posts:
        visibility = chance.choice(["public", "public", "unlisted", "private", "direct"])
        words = f"Word {chance.random()}"
        made = await me.call("POST", "/api/v1/statuses", {"status": words, "visibility": visibility})
        posts.append(made["id"])  # type: ignore[index]
    elif what == "ask":
        made = await me.call("POST", "/api/v1/statuses", {
            "status": "Lunch?", "poll": {"options": ["Soup", "Salad"], "expires_in": 3600}})
        posts.append(made["id"])  # type: ignore[index]
    elif what == "vote":
        await me.call("POST", f"/api/v1/polls/{chance.choice(posts)}/votes", {"choices": [chance.randrange(2)]})
    elif what == "edit":
        await me.call("PUT", f"/api/v1/statuses/{chance.choice(posts)}", {"status": f"Other {chance.random()}"})
    elif what == "reply":
        made = await me.call("POST", "/api/v1/statuses", {"status": "So", "in_reply_to_id": chance.choice(posts)})
        posts.extend([made["id"]] if "id" in made else [])  # type: ignore[operator,index]
    elif what == "quote":
        policy = chance.choice(["public", "public", "followers", "nobody"])
        made = await me.call("POST", "/api/v1/statuses", {
            "status": "Look", "quoted_status_id": chance.choice(posts), "quote_approval_policy": policy})
        posts.extend([made["id"]] if "id" in made else [])  # type: ignore[operator,index]
    elif what == "policy":
        await me.call("PUT", f"/api/v1/statuses/{chance.choice(posts)}/interaction_policy",
                      {"quote_approval_policy": chance.choice(["public", "followers", "nobody"])})
    elif what == "revoke":
        for post in chance.sample(posts, min(len(posts), 4)):
            for quoting in await me.call("GET", f"/api/v1/statuses/{post}/quotes"):  # type: ignore[attr-defined]
                if isinstance(quoting, dict):
                    await me.call("POST", f"/api/v1/statuses/{post}/quotes/{quoting['id']}/revoke")
    elif what == "delete":
        await me.call("DELETE", f"/api/v1/statuses/{chance.choice(posts)}")
    else:
        await me.call("POST", f"/api/v1/statuses/{chance.choice(posts)}/{what}")
    return what


async def from_rows(db: Db, reader: ProfileId) -> bytes:
    """The reader's home, with nothing kept."""
    bus.gap()
    ids = [entry.post for entry in await timelines.home(db, reader, limit=40)]
    bits = await rendering.flags_of(db, reader, ids) or {}
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
