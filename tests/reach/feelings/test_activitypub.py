"""Emoji with other servers, in both forms."""

from typing import Any
from urllib.parse import quote

import pytest

from hubbub.reach import posts
from tests.outside import Peer, Writer
from tests.reach.emoji.test_activitypub import tag
from tests.town import Person, Town


async def under(ann: Person, status: dict[str, Any]) -> list[tuple[str, int]]:
    told = (await ann.get(f"/api/v1/statuses/{status['id']}")).json
    return [(each["name"], each["count"]) for each in told["reactions"]]


async def likes(ann: Person, status: dict[str, Any]) -> int:
    return int((await ann.get(f"/api/v1/statuses/{status['id']}")).json["favourites_count"])


@pytest.mark.parametrize("type", ["Like", "EmojiReact"])
async def test_an_emoji_in_either_form_counts_once_and_is_taken_back(town: Town, peer: Peer, type):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Look")
    said = zoe.activity(type, status["uri"], content="❤")
    await zoe.sends(town, said)
    await zoe.sends(town, zoe.activity(type, status["uri"], content="❤️"))
    assert (await under(ann, status), await likes(ann, status)) == ([("❤️", 1)], 0)
    await zoe.sends(town, zoe.activity("Undo", said))
    assert await under(ann, status) == []


async def test_an_end_that_names_the_activity_alone_is_taken(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    status = await ann.posts("Look")
    said = zoe.activity("EmojiReact", status["uri"], content="🎉")
    await zoe.sends(town, said)
    await eve.sends(town, eve.activity("Undo", said["id"]))
    assert await under(ann, status) == [("🎉", 1)]
    await zoe.sends(town, zoe.activity("Undo", said["id"]))
    assert await under(ann, status) == []


@pytest.mark.parametrize("whole", [True, False])
async def test_an_end_that_overtakes_its_emoji_still_ends_it(town: Town, peer: Peer, whole):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Look")
    said = zoe.activity("EmojiReact", status["uri"], content="🎉")
    await zoe.sends(town, zoe.activity("Undo", said if whole else said["id"]))
    await zoe.sends(town, said)
    assert await under(ann, status) == []


async def test_the_end_of_an_emoji_that_never_came_ends_no_like(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Look")
    await zoe.sends(town, zoe.activity("Like", status["uri"]))
    said = zoe.activity("EmojiReact", status["uri"], content="🎉")
    await zoe.sends(town, zoe.activity("Undo", said))
    await zoe.sends(town, said)
    assert (await under(ann, status), await likes(ann, status)) == ([], 1)


async def test_an_emoji_that_came_before_its_post_ends_after_it(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    note = yan.note("Hello", cc=[yan.followers, f"{town.db.here.settings.base}/users/{ann.profile}"])
    said = zoe.activity("EmojiReact", note["id"], content="🎉")
    await zoe.sends(town, said)
    await yan.sends(town, yan.create(note))
    [known] = (await ann.get(f"/api/v2/search?q={quote(note['id'])}&resolve=true")).json["statuses"]
    assert await likes(ann, known) == 1
    await zoe.sends(town, zoe.activity("Undo", said))
    assert await likes(ann, known) == 0


async def test_what_says_no_emoji_is_a_like(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Look")
    await zoe.sends(town, zoe.activity("Like", status["uri"], content="well done!"))
    assert (await under(ann, status), await likes(ann, status)) == ([], 1)


async def test_a_picture_is_the_one_of_the_server_that_says_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Look")
    await zoe.sends(town, zoe.activity("Like", status["uri"], content=":blob@elsewhere.example:",
                                       tag=[tag(peer, ":blob@elsewhere.example:")]))
    await town.settle()
    told = (await ann.get(f"/api/v1/statuses/{status['id']}")).json["reactions"][0]
    assert (told["name"], bool(told["url"])) == (f"blob@{peer.host}", True)
    again = await ann.post(f"/api/v1/statuses/{status['id']}/react/blob@{peer.host}")
    assert again.json["reactions"][0]["count"] == 2


async def test_who_may_not_see_a_post_puts_nothing_under_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Mine", visibility="private")
    await zoe.sends(town, zoe.activity("EmojiReact", status["uri"], content="🎉"))
    assert await under(ann, status) == []


async def test_one_person_elsewhere_has_no_more_signs_than_one_here(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Look")
    for sign in "👍😂😮😢🎉🙏🔥🚀👀":
        await zoe.sends(town, zoe.activity("EmojiReact", status["uri"], content=sign))
    assert len(await under(ann, status)) == 8


async def arrived(town: Town, zoe: Writer) -> tuple[dict[str, Any], int]:
    note = zoe.note("Nice")
    post = await posts.seek(town.db, note["id"])
    assert post
    return note, post


async def test_ours_goes_to_the_author_as_a_like_that_says_it_and_ends_there(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    note, post = await arrived(town, zoe)
    await ann.call("PUT", f"/api/v1/pleroma/statuses/{post}/reactions/🎉")
    await town.settle()
    await ann.call("DELETE", f"/api/v1/pleroma/statuses/{post}/reactions/🎉")
    await town.settle()
    like, undo = peer.received("Like")[0], peer.received("Undo")[0]
    assert (like["object"], like["content"], like["_misskey_reaction"]) == (note["id"], "🎉", "🎉")
    assert (undo["object"]["id"], undo["object"]["content"]) == (like["id"], "🎉")


async def test_what_was_taken_back_before_it_was_sent_is_not_sent(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    _, post = await arrived(town, zoe)
    await ann.call("PUT", f"/api/v1/pleroma/statuses/{post}/reactions/🎉")
    await ann.call("DELETE", f"/api/v1/pleroma/statuses/{post}/reactions/🎉")
    await town.settle()
    assert peer.received("Like") == []
