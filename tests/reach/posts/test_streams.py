"""Streams of public posts."""

import io
import json
import subprocess

import pytest
from PIL import Image

from tests.listening import listening
from tests.reach.media.conftest import workshop as workshop
from tests.reach.media.sending import sent
from tests.town import Person, Town

PUBLIC = "/api/v1/streaming/public"


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return file.getvalue()


def token(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


@pytest.mark.parametrize("path", [f"{PUBLIC}?only_media=true", f"{PUBLIC}/local?only_media=1", f"{PUBLIC}/media"])
async def test_a_stream_of_media_tells_only_posts_that_have_some(
    town: Town, path: str, workshop: subprocess.Popen[bytes]
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
