"""Streams of public posts."""

import io
import json
from dataclasses import replace

import pytest
from PIL import Image

from hubbub.people.profiles import limits
from tests.listening import listening
from tests.reach.media.sending import sent
from tests.town import Person, Town

PUBLIC = "/api/v1/streaming/public"
CATS = "/api/v1/streaming/hashtag?tag=cats"


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return file.getvalue()


def token(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


@pytest.mark.parametrize("path", [f"{PUBLIC}?only_media=true", f"{PUBLIC}/local?only_media=1", f"{PUBLIC}/media"])
async def test_a_stream_of_media_tells_only_posts_that_have_some(
    town: Town, path: str
):
    ann = await town.person("ann")
    media = (await sent(ann, picture()))["id"]
    async with listening(town, path, token(ann)) as app:
        await ann.posts("Words")
        status = await ann.posts("A picture", media_ids=[media])
        assert json.loads(await app.next("update"))["id"] == status["id"]


async def test_what_came_while_one_was_away_is_told_by_the_last_id(town: Town):
    ann = await town.person("ann")
    first, second = await ann.posts("One"), await ann.posts("Two")
    await ann.posts("Not for all", visibility="unlisted")
    async with listening(town, f"{PUBLIC}?last_event_id={first['id']}", token(ann)) as app:
        assert json.loads(await app.next("update"))["id"] == second["id"]
        await ann.posts("Three")
        assert "Three" in await app.next("update")


@pytest.mark.parametrize(("access", "feed"), [("live_feeds", PUBLIC), ("tag_feeds", CATS)])
async def test_a_stream_gives_what_the_server_gives_of_here_and_elsewhere(town: Town, access: str, feed: str):
    ann, was = await town.person("ann"), town.db.here.settings
    first = await ann.posts("Before #cats")
    mark = "&" if "?" in feed else "?"
    try:
        town.db.here.settings = replace(was, **{access: ("disabled", "public")})  # type: ignore[arg-type]
        since = str(int(first["id"]) - 1)
        async with listening(town, f"{feed}{mark}last_event_id={since}", token(ann)) as app:
            await ann.posts("Not told #cats")
            await town.settle()  # by then whoever listens has been asked about
            town.db.here.settings = was
            last = await ann.posts("Told #cats")
            assert json.loads(await app.next("update"))["id"] == last["id"]
    finally:
        town.db.here.settings = was


@pytest.mark.parametrize("feed", [PUBLIC, CATS])
async def test_who_is_silenced_is_not_told_to_strangers(town: Town, feed: str):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await limits.silence(tx, ann.profile)
    async with listening(town, feed, token(bob)) as app:
        await ann.posts("Not told #cats")
        last = await bob.posts("Told #cats")
        assert json.loads(await app.next("update"))["id"] == last["id"]
