"""Emoji in the client API, in both dialects."""

import io

from hubbub.reach import emoji
from tests.reach.emoji.pictures import a_picture
from tests.town import Town


async def test_both_dialects_put_and_take_back_and_both_fields_say_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Look"))["id"]
    assert (await ann.get(f"/api/v1/statuses/{post}")).json["reactions"] == []
    put = (await bob.call("PUT", f"/api/v1/pleroma/statuses/{post}/reactions/🎉")).json
    assert put["reactions"] == [{"name": "🎉", "count": 1, "me": True}]
    assert put["pleroma"] == {"emoji_reactions": put["reactions"]}
    seen = (await ann.post(f"/api/v1/statuses/{post}/react/🎉")).json["reactions"]
    assert seen == [{"name": "🎉", "count": 2, "me": True}]
    await ann.post(f"/api/v1/statuses/{post}/unreact/🎉")
    assert (await ann.get(f"/api/v1/statuses/{post}")).json["reactions"] == [{"name": "🎉", "count": 1, "me": False}]
    gone = (await bob.call("DELETE", f"/api/v1/pleroma/statuses/{post}/reactions/🎉")).json
    assert (gone["reactions"], gone["pleroma"]) == ([], {"emoji_reactions": []})


async def test_a_kept_home_shows_what_came_since(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    await town.settle()
    post = (await bob.posts("Look"))["id"]
    await town.settle()
    assert (await ann.home())[0]["reactions"] == []
    for count in (1, 2):
        await (bob, ann)[count - 1].post(f"/api/v1/statuses/{post}/react/🔥")
        assert (await ann.home())[0]["reactions"][0]["count"] == count


async def test_who_said_it_is_told_by_sign(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Look"))["id"]
    for sign in "🎉🔥":
        await bob.post(f"/api/v1/statuses/{post}/react/{sign}")
    found = (await ann.get(f"/api/v1/pleroma/statuses/{post}/reactions")).json
    said = [(row["name"], [who["acct"] for who in row["accounts"]]) for row in found]
    assert said == [("🎉", ["bob"]), ("🔥", ["bob"])]
    found = (await ann.get(f"/api/v1/pleroma/statuses/{post}/reactions/🔥")).json
    assert [row["name"] for row in found] == ["🔥"]
    assert (await ann.get(f"/api/v1/pleroma/statuses/{post}/reactions/🚀")).json == []


async def test_a_picture_comes_with_its_address(town: Town):
    ann = await town.person("ann")
    await emoji.add(town.db, "blobcat", io.BytesIO(a_picture()))
    post = (await ann.posts("Look"))["id"]
    told = (await ann.post(f"/api/v1/statuses/{post}/react/blobcat")).json["reactions"][0]
    assert (told["name"], told["url"]) == ("blobcat", told["static_url"])


async def test_a_boost_means_what_it_passes_on(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Look"))["id"]
    boost = (await bob.post(f"/api/v1/statuses/{post}/reblog")).json["id"]
    told = (await bob.post(f"/api/v1/statuses/{boost}/react/🎉")).json
    assert told["reblog"]["reactions"][0]["name"] == "🎉"
    assert len((await bob.get(f"/api/v1/pleroma/statuses/{boost}/reactions")).json) == 1


async def test_what_is_no_emoji_is_refused_in_a_sentence(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Look"))["id"]
    answer = await ann.post(f"/api/v1/statuses/{post}/react/:nothing:")
    assert (answer.status, answer.error) == (422, "Validation failed: Name is not a recognized emoji")
    assert (await ann.call("PUT", "/api/v1/pleroma/statuses/1/reactions/🎉")).status == 404


async def test_the_author_is_told_of_each_emoji_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Look"))["id"]
    for sign in "🎉🔥🎉":
        await bob.post(f"/api/v1/statuses/{post}/react/{sign}")
    await town.settle()
    told = (await ann.get("/api/v1/notifications?types[]=reaction")).json
    assert [(row["type"], row["emoji"], row["reaction"]["name"]) for row in told] == [
        ("pleroma:emoji_reaction", "🔥", "🔥"), ("pleroma:emoji_reaction", "🎉", "🎉")]
    groups = (await ann.get("/api/v2/notifications")).json["notification_groups"]
    assert [(each["emoji"], each["status_id"]) for each in groups] == [("🔥", post), ("🎉", post)]
    await bob.post(f"/api/v1/statuses/{post}/unreact/🔥")
    await town.settle()
    assert [row["emoji"] for row in (await ann.get("/api/v1/notifications")).json] == ["🎉"]


async def test_the_server_says_how_many_a_person_has(town: Town):
    told = (await town.get("/api/v2/instance")).json
    assert told["configuration"]["reactions"] == {"max_reactions": 8}
    assert "pleroma_emoji_reactions" in told["pleroma"]["metadata"]["features"]
