"""Emoji as apps get them: the server's own, and those of statuses and accounts."""

import io

from hubbub.reach import emoji
from tests.town import Town

from .pictures import a_picture


async def test_the_server_s_emoji_are_listed_for_anybody(town: Town):
    for code, category in (("zebra", "Animals"), ("soup", "")):
        await emoji.add(town.db, code, io.BytesIO(a_picture()), category)
    listed = (await town.get("/api/v1/custom_emojis")).json
    assert [(each["shortcode"], each["category"]) for each in listed] == [("soup", None), ("zebra", "Animals")]
    assert all(each["visible_in_picker"] and each["static_url"] == each["url"] for each in listed)
    picture = await town.get(listed[0]["url"].removeprefix("http://here.test"))
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")


async def test_statuses_and_accounts_say_which_emoji_stand_in_them(town: Town):
    ann = await town.person("ann")
    before = await ann.posts("Old :soup:")
    await emoji.add(town.db, "soup", io.BytesIO(a_picture()))
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Ann :soup:"})
    post = await ann.posts("Nothing", spoiler_text="About :soup: and :stew:")
    assert [each["shortcode"] for each in post["emojis"]] == ["soup"]
    assert [each["shortcode"] for each in post["account"]["emojis"]] == ["soup"]
    assert len((await ann.get(f"/api/v1/statuses/{before['id']}")).json["emojis"]) == 1
    assert len((await ann.get("/api/v1/accounts/verify_credentials")).json["emojis"]) == 1
    assert (await ann.posts("Plain"))["emojis"] == []


async def test_what_may_be_chosen_and_what_was_said_before_have_their_emoji(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await emoji.add(town.db, "soup", io.BytesIO(a_picture()))
    poll = {"options": [":soup:", "Bread: or so", "None"], "expires_in": 3600}
    asked = await ann.posts("Lunch?", poll=poll)
    for who in (ann, bob, town):
        shown = (await who.get(f"/api/v1/statuses/{asked['id']}")).json["poll"]
        assert [each["shortcode"] for each in shown["emojis"]] == ["soup"]
    assert len((await bob.get(f"/api/v1/polls/{asked['id']}")).json["emojis"]) == 1
    said = await ann.posts("Hot :soup:")
    await ann.call("PUT", f"/api/v1/statuses/{said['id']}", {"status": "Cold soup"})
    versions = (await bob.get(f"/api/v1/statuses/{said['id']}/history")).json
    assert [[each["shortcode"] for each in version["emojis"]] for version in versions] == [["soup"], []]
