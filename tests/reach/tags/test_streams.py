"""Streams of a tag."""

import json

from hubbub.base.ids import PostId
from hubbub.reach import posts
from tests.listening import listening, talking
from tests.town import Person, Town

TAG = "/api/v1/streaming/hashtag"


def token(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


async def test_a_tag_in_any_spelling_tells_its_posts_and_no_others(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with listening(town, f"{TAG}?tag=BREAD", token(ann)) as app, \
            listening(town, f"{TAG}/local?tag=bread", token(ann)) as here:
        for words, visibility in (("No tag", "public"), ("Quiet #bread", "unlisted"), ("Fresh #Bread", "public")):
            status = await bob.posts(words, visibility=visibility)
        for one in (app, here):
            assert json.loads(await one.next("update"))["id"] == status["id"]
        async with town.db.write() as tx:
            await posts.remove(tx, PostId(int(status["id"])))
        assert await app.next("delete") == status["id"]


async def test_a_stream_of_no_tag_is_refused(town: Town):
    ann = await town.person("ann")
    assert (await ann.get(TAG)).error == "Missing tag name parameter"


async def test_what_came_while_one_was_away_is_told_by_the_last_id(town: Town):
    ann = await town.person("ann")
    first, second = await ann.posts("One #bread"), await ann.posts("Two #bread")
    async with listening(town, f"{TAG}?tag=bread", token(ann) | {"last-event-id": first["id"]}) as app:
        assert json.loads(await app.next("update"))["id"] == second["id"]
        await ann.posts("Three #bread")
        assert "Three" in await app.next("update")


async def test_a_post_with_two_tags_is_told_to_each_stream_once(town: Town):
    ann = await town.person("ann")
    async with talking(town, "/api/v1/streaming?stream=hashtag&tag=a1", ann) as app:
        await app.says("subscribe", "hashtag", tag="b2")
        await app.settled()
        await ann.posts("#a1 #b2")
        assert sorted([(await app.next("update"))["stream"][1] for _ in range(2)]) == ["a1", "b2"]
