"""What staff says of a tag, and what it does."""

import pytest

from hubbub.reach import tags
from tests.browser import browser
from tests.outside import Peer
from tests.reach.posts.befriending import befriend, shown
from tests.town import Town


async def rules(town: Town, name: str, **said: bool | str) -> None:
    async with town.db.write() as tx:
        await tags.rule(tx, name, **said)  # type: ignore[arg-type]


async def test_no_new_post_from_here_carries_a_barred_tag(town: Town):
    ann = await town.person("ann")
    old = await ann.posts("#bread")
    await rules(town, "bread", usable=False)
    for words in ("More #Bread", "#cake #bread"):
        refused = await ann.post("/api/v1/statuses", status=words)
        assert (refused.status, refused.error) == (
            422, "Posts here may not carry #bread. Take that out and try again.")
    assert [each["id"] for each in (await ann.get("/api/v1/timelines/tag/bread")).json] == [old["id"]], "it stays"
    await rules(town, "bread", usable=True)
    assert (await ann.posts("More #bread"))["tags"]


async def test_by_an_edit_a_post_keeps_a_barred_tag_but_does_not_get_one(town: Town):
    ann = await town.person("ann")
    post = f"/api/v1/statuses/{(await ann.posts('#bread'))['id']}"
    await ann.posts("#cake")
    for name in ("bread", "cake"):
        await rules(town, name, usable=False)
    assert (await ann.call("PUT", post, {"status": "Fresh #bread"})).status == 200
    assert (await ann.call("PUT", post, {"status": "Fresh #bread and #cake"})).status == 422
    assert "Fresh" in (await ann.get(post)).json["content"]


async def test_posts_from_elsewhere_say_what_they_like(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    await ann.posts("#bread")
    await rules(town, "bread", usable=False)
    note = zoe.note("<p>#bread</p>", tag=[{"type": "Hashtag", "name": "#bread", "href": f"{peer.url}/tags/bread"}])
    await zoe.sends(town, zoe.create(note))
    assert [tag["name"] for tag in (await shown(town, note, ann) or {})["tags"]] == ["bread"]


async def test_nobody_finds_an_unlisted_tag_by_typing(town: Town):
    ann = await town.person("ann")
    for name in ("bread", "breadth"):
        await ann.posts(f"#{name}")

    async def found() -> set[str]:
        return {each["name"] for each in (await ann.get("/api/v2/search?q=bread&type=hashtags")).json["hashtags"]}

    assert await found() == {"bread", "breadth"}
    await rules(town, "bread", listable=False)
    assert await found() == {"breadth"}
    suggested = (await ann.get("/api/v1/featured_tags/suggestions")).json
    assert [each["name"] for each in suggested] == ["breadth"]
    typed = (await (await browser(town, ann)).get("/search/suggest?q=%23bread")).text
    assert "#breadth" in typed
    assert ">#bread<" not in typed
    await rules(town, "bread", listable=True)
    assert await found() == {"bread", "breadth"}


async def test_a_tag_is_written_as_staff_say(town: Town):
    ann = await town.person("ann")
    await ann.posts("#fridaybread")
    await rules(town, "fridaybread", title="#FridayBread")
    told = (await town.get("/api/v1/tags/fridaybread")).json
    assert (told["id"], told["name"]) == ("fridaybread", "FridayBread")
    assert told["url"].endswith("/tags/fridaybread")
    with pytest.raises(tags.NotThisTag):
        await rules(town, "fridaybread", title="Cake")


async def test_what_is_not_said_stays(town: Town):
    await (await town.person("ann")).posts("#bread")
    await rules(town, "bread", usable=False)
    await rules(town, "bread", listable=False)
    [row] = await tags.list_known(town.db)
    assert (row.name, row.usable, row.listable) == ("bread", False, False)
