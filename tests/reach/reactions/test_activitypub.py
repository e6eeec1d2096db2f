"""Likes with other servers."""

import pytest

from hubbub.people import follows, profiles
from hubbub.reach import posts
from tests.outside import ACTIVITY, Peer
from tests.reach.posts.befriending import befriend, shown
from tests.town import Person, Town


async def likes(ann: Person, status: str) -> int:
    return int((await ann.get(f"/api/v1/statuses/{status}")).json["favourites_count"])


@pytest.mark.parametrize("type", ["Like", "EmojiReact"])
async def test_a_like_counts_once_and_is_taken_back(town: Town, peer: Peer, type):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Like me")
    like = zoe.activity(type, status["uri"])
    await zoe.sends(town, like)
    await zoe.sends(town, zoe.activity(type, status["uri"]))
    assert await likes(ann, status["id"]) == 1
    await zoe.sends(town, zoe.activity("Undo", like))
    assert await likes(ann, status["id"]) == 0


async def test_an_unlike_that_overtakes_its_like_still_ends_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Like me")
    like = zoe.activity("Like", status["uri"])
    await zoe.sends(town, zoe.activity("Undo", like))
    await zoe.sends(town, like)
    assert await likes(ann, status["id"]) == 0


async def test_nobody_unlikes_for_another(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    status = await ann.posts("Like me")
    like = zoe.activity("Like", status["uri"])
    await zoe.sends(town, like)
    await eve.sends(town, eve.activity("Undo", like))
    assert await likes(ann, status["id"]) == 1


async def test_what_cannot_be_seen_cannot_be_liked(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("For followers", visibility="private")
    assert (await zoe.sends(town, zoe.activity("Like", status["uri"]))).status == 202
    assert await likes(ann, status["id"]) == 0


async def test_our_like_and_its_end_are_told_to_the_author_alone(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await profiles.seek(town.db, third.person("far").handle)
    note = zoe.note("Nice")
    post = await posts.seek(town.db, note["id"])
    await ann.post(f"/api/v1/statuses/{post}/favourite")
    await town.settle()
    await ann.post(f"/api/v1/statuses/{post}/unfavourite")
    await town.settle()
    like, undo = peer.received("Like")[0], peer.received("Undo")[0]
    assert like["object"] == note["id"]
    assert undo["object"]["id"] == like["id"]
    assert third.inbox == []


async def test_what_somebody_likes_is_nobody_elses_business(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Mine")
    await ann.post(f"/api/v1/statuses/{status['id']}/favourite")
    where = (await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json["liked"]
    told = (await town.get(where.removeprefix("http://here.test"), accept=ACTIVITY)).json
    assert {name: value for name, value in told.items() if name != "@context"} == {
        "id": where, "type": "OrderedCollection"}


async def test_a_like_that_overtakes_its_post_counts_once_it_is_there(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await befriend(town, ann, zoe)
    note, other = zoe.note("Here"), zoe.note("There")
    taken_back = yan.activity("Like", other["id"])
    for like in (yan.activity("Like", note["id"]), yan.activity("Like", note["id"]), taken_back,
                 yan.activity("Undo", taken_back)):
        assert (await yan.sends(town, like)).status == 202
    for each in (note, other):
        await zoe.sends(town, zoe.create(each))
    found = [await shown(town, each, ann) for each in (note, other)]
    assert [each and each["favourites_count"] for each in found] == [1, 0]


async def test_a_like_of_what_never_comes_is_forgotten(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    await zoe.sends(town, zoe.activity("Like", f"{peer.url}/notes/never"))
    town.forward(hours=4)
    await town.settle()
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT count(*) FROM early_favourites") == 0


async def test_a_like_ends_though_its_author_may_see_the_post_no_longer(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Hello")
    like = zoe.activity("Like", status["uri"])
    await zoe.sends(town, like)
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, (await profiles.find(tx, uri=zoe.uri)) or ann.profile)
    await zoe.sends(town, zoe.activity("Undo", like))
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["favourites_count"] == 0
