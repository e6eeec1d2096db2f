"""Announcements as client apps know them."""

import io
from typing import Any

import msgspec

from hubbub.base import bus
from hubbub.reach import emoji
from hubbub.relations.announcements import Words
from tests.listening import listening
from tests.reach.emoji.pictures import a_picture
from tests.town import Person, Town

from .test_announcements import said

PATH = "/api/v1/announcements"


async def listed(person: Person, query: str = "") -> list[dict[str, Any]]:
    return list((await person.get(PATH + query)).json)


async def test_everybody_sees_it_until_they_have_put_it_away(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await said(town, Words("We move house #moving"))
    [shown] = await listed(ann)
    assert set(shown) == {
        "id", "content", "starts_at", "ends_at", "all_day", "published_at", "updated_at", "read", "mentions",
        "statuses", "tags", "emojis", "reactions"}
    assert (shown["id"], shown["read"], shown["ends_at"], shown["reactions"]) == (str(number), False, None, [])
    assert shown["tags"] == [{"name": "moving", "url": "http://here.test/tags/moving"}]
    assert (await ann.post(f"{PATH}/{number}/dismiss")).json == {}
    assert (await ann.post(f"{PATH}/{number}/dismiss")).json == {}
    assert await listed(ann) == []
    assert [row["read"] for row in await listed(ann, "?with_dismissed=true")] == [True]
    assert len(await listed(bob)) == 1
    assert (await ann.post(f"{PATH}/7/dismiss")).status == 404
    assert (await town.get(PATH)).status == 401


async def test_whom_and_what_it_names_stands_beside_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await emoji.add(town.db, "soup", io.BytesIO(a_picture()))
    post, secret = await bob.posts("Hello"), await bob.posts("For few", visibility="private")
    await said(town, Words(f"@bob and @ann@here.test and @nobody cook :soup: {post['url']} {secret['url']}"))
    await said(town, Words("Nothing of that"))
    plain, shown = await listed(ann)
    assert [(each["id"], each["acct"]) for each in shown["mentions"]] == [
        (str(bob.profile), "bob"), (str(ann.profile), "ann")]
    assert shown["statuses"] == [{"id": post["id"], "url": post["url"]}]
    assert [each["shortcode"] for each in shown["emojis"]] == ["soup"]
    assert 'href="http://here.test/@bob"' in shown["content"]
    assert (plain["mentions"], plain["statuses"], plain["emojis"]) == ([], [], [])


async def test_one_answers_with_emoji_of_this_server_too(town: Town):
    ann = await town.person("ann")
    number = await said(town, Words("Hello"))
    assert (await ann.call("PUT", f"{PATH}/{number}/reactions/soup")).status == 422
    await emoji.add(town.db, "soup", io.BytesIO(a_picture()))
    assert (await ann.call("PUT", f"{PATH}/{number}/reactions/soup")).status == 200
    [answer] = (await listed(ann))[0]["reactions"]
    assert (answer["name"], answer["count"], answer["me"]) == ("soup", 1, True)
    assert answer["url"] == answer["static_url"] == (await ann.get("/api/v1/custom_emojis")).json[0]["url"]


async def test_reactions_are_counted_once_a_person_and_emoji(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await said(town, Words("Hello"))
    for person, name in ((ann, "👍"), (ann, "👍"), (bob, "👍"), (bob, "🎉")):
        assert (await person.call("PUT", f"{PATH}/{number}/reactions/{name}")).json == {}
    assert (await listed(ann))[0]["reactions"] == [
        {"name": "👍", "count": 2, "me": True}, {"name": "🎉", "count": 1, "me": False}]
    assert (await bob.call("DELETE", f"{PATH}/{number}/reactions/🎉")).json == {}
    assert (await bob.call("DELETE", f"{PATH}/{number}/reactions/🎉")).json == {}
    assert [each["name"] for each in (await listed(bob))[0]["reactions"]] == ["👍"]
    assert (await ann.call("PUT", f"{PATH}/{number}/reactions/blobcat")).status == 422
    assert (await ann.call("PUT", f"{PATH}/7/reactions/👍")).status == 404


async def test_there_are_at_most_eight_kinds_of_reactions(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await said(town, Words("Hello"))
    for name in "😀😁😂😃😄😅😆😇":
        assert (await ann.call("PUT", f"{PATH}/{number}/reactions/{name}")).status == 200
    refused = await bob.call("PUT", f"{PATH}/{number}/reactions/🎉")
    assert (refused.status, refused.error) == (422, "Validation failed: Limit of different reactions reached")
    assert (await bob.call("PUT", f"{PATH}/{number}/reactions/😀")).status == 200


async def test_open_streams_hear_what_is_said_answered_and_taken_away(town: Town):
    ann = await town.person("ann")
    async with listening(town, "/api/v1/streaming/user", {"authorization": f"Bearer {ann.token}"}) as app:
        number = await said(town, Words("Hello"))
        assert msgspec.json.decode(await app.next("announcement")) == (await listed(ann))[0]
        await ann.call("PUT", f"{PATH}/{number}/reactions/👍")
        assert msgspec.json.decode(await app.next("announcement.reaction")) == {
            "name": "👍", "count": 1, "announcement_id": str(number)}
        bus.deliver({"announcement": {"7": None}, "announcement.delete": {str(number): None}})
        assert await app.next("announcement.delete") == str(number)


async def test_scopes_are_asked_for(town: Town):
    ann = await town.person("ann", scopes="read")
    number = await said(town, Words("Hello"))
    assert (await ann.post(f"{PATH}/{number}/dismiss")).status == 403
    for method in ("PUT", "DELETE"):
        assert (await ann.call(method, f"{PATH}/{number}/reactions/👍")).status == 403
