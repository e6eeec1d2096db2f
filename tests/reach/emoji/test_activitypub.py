"""Emoji between servers: told as tags, learnt from them, fetched and made anew."""

import io

from aiohttp import web

from hubbub.base.clock import iso, now
from hubbub.people import profiles
from hubbub.reach import emoji
from tests.outside import Peer
from tests.reach.posts.befriending import befriend, read, shown, uri_of
from tests.town import Town

from .pictures import a_picture


def tag(peer: Peer, name: str, picture: bytes | None = None, **more: object) -> dict[str, object]:
    """An emoji of the peer, which is really there."""
    path = f"/emoji/{name.strip(':')}.png"
    peer.answers[path] = lambda _: web.Response(body=a_picture() if picture is None else picture,
                                                content_type="image/png")
    return {"type": "Emoji", "id": None, "name": name, "icon": {"type": "Image", "url": peer.url + path}} | more


async def test_emoji_of_elsewhere_are_fetched_and_shown_by_us(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("<p>Good :soup:</p>", tag=[tag(peer, ":soup:")])
    await zoe.sends(town, zoe.create(note))
    before = (await shown(town, note, ann) or {})["emojis"]
    await town.settle()
    [after] = (await shown(town, note, ann) or {})["emojis"]
    assert (after["shortcode"], after["visible_in_picker"]) == ("soup", False)
    assert [each["shortcode"] for each in before] == ["soup"]
    picture = await town.get(before[0]["url"].removeprefix("http://here.test"))
    assert picture.status == 302
    assert picture.headers["location"].startswith("http://here.test/media/")
    assert (await town.get("/api/v1/custom_emojis")).json == []


async def test_what_is_no_picture_stays_a_word(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    bad = [tag(peer, ":page:", b"<script>alert(1)</script>"), tag(peer, "so up"),
           tag(peer, ":local:", icon="file:///etc/passwd")]
    note = zoe.note("<p>:page: :local:</p>", tag=bad)
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    [each] = (await shown(town, note, ann) or {})["emojis"]
    assert (await town.get(each["url"].removeprefix("http://here.test"))).status == 404


async def test_a_name_elsewhere_has_its_emoji(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe", name="Zoe :soup:", tag=[tag(peer, ":soup:")])
    them = await profiles.seek(town.db, zoe.handle)
    await town.settle()
    account = (await ann.get(f"/api/v1/accounts/{them}")).json
    assert [each["shortcode"] for each in account["emojis"]] == ["soup"]


async def test_an_edit_may_bring_emoji(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("<p>Good</p>")
    await zoe.sends(town, zoe.create(note))
    note |= {"content": "<p>:soup:</p>", "tag": [tag(peer, ":soup:")], "updated": iso(now())}
    await zoe.sends(town, zoe.activity("Update", note))
    assert [each["shortcode"] for each in (await shown(town, note, ann) or {})["emojis"]] == ["soup"]


async def test_ours_are_told_as_tags(town: Town):
    ann = await town.person("ann")
    await _add(town, "soup")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Ann :soup:"})
    post = await ann.posts("Good :soup: and :stew:")
    for document in ((await read(town, post["uri"])).json, (await read(town, uri_of(ann))).json):
        [found] = [each for each in document["tag"] if each["type"] == "Emoji"]
        assert found["name"] == ":soup:"
        assert found["icon"]["mediaType"] == "image/png"
        assert (await read(town, found["id"])).json["icon"]["url"] == found["icon"]["url"]


async def _add(town: Town, shortcode: str) -> None:
    await emoji.add(town.db, shortcode, io.BytesIO(a_picture()))
