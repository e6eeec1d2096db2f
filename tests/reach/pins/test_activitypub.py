"""Pins between servers."""

from typing import Any

from hubbub.people import follows, profiles
from tests.outside import Peer
from tests.reach.posts.befriending import befriend, read, uri_of
from tests.town import Person, Town


async def pinned(town: Town, ann: Person, uri: str) -> list[str]:
    who = await profiles.find(town.db, uri=uri)
    return [each["uri"] for each in (await ann.get(f"/api/v1/accounts/{who}/statuses?pinned=true")).json]


async def test_the_collection_has_what_anybody_may_see(town: Town):
    ann = await town.person("ann")
    public, private = await ann.posts("For all"), await ann.posts("For few", visibility="private")
    for status in (public, private):
        await ann.post(f"/api/v1/statuses/{status['id']}/pin")
    made = (await read(town, f"{uri_of(ann)}/featured")).json
    assert (made["type"], made["totalItems"], made["orderedItems"]) == ("OrderedCollection", 1, [public["uri"]])


async def test_followers_elsewhere_are_told(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    status = await ann.posts("Mine")
    for verb in ("pin", "unpin"):
        await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")
        await town.settle()
    for told in (*peer.received("Add"), *peer.received("Remove")):
        assert (told["object"], told["target"]) == (status["uri"], f"{uri_of(ann)}/featured")
    assert [len(peer.received(verb)) for verb in ("Add", "Remove")] == [1, 1]


async def test_others_pin_only_their_own(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await befriend(town, ann, zoe)
    note = zoe.note("Mine")
    await zoe.sends(town, zoe.create(note))

    def says(who: Any, verb: str) -> dict[str, Any]:
        return dict(who.activity(verb, note["id"], target=f"{who.uri}/featured"))

    await yan.sends(town, says(yan, "Add"))
    assert [await pinned(town, ann, who.uri) for who in (zoe, yan)] == [[], []]
    await zoe.sends(town, says(zoe, "Add"))
    assert await pinned(town, ann, zoe.uri) == [note["id"]]
    await yan.sends(town, says(yan, "Remove"))
    assert await pinned(town, ann, zoe.uri) == [note["id"]]
    await zoe.sends(town, says(zoe, "Remove"))
    assert await pinned(town, ann, zoe.uri) == []


async def test_whoever_begins_to_follow_somebody_sees_what_they_have_pinned(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe", featured=f"{peer.url}/users/zoe/featured")
    yan = peer.person("yan")
    notes = [zoe.note("One"), zoe.note("Two"), yan.note("Not hers")]
    peer.documents["/users/zoe/featured"] = {
        "id": f"{zoe.uri}/featured", "type": "OrderedCollection", "orderedItems": [note["id"] for note in notes]}
    them = await profiles.seek(town.db, zoe.handle)
    assert them
    for _ in range(2):
        async with town.db.write() as tx:
            await follows.follow(tx, ann.profile, them)
            await follows.accept(tx, them, ann.profile)
            await follows.unfollow(tx, ann.profile, them)
        await town.settle()
    assert await pinned(town, ann, zoe.uri) == [notes[0]["id"], notes[1]["id"]]
    assert peer.asked.count("/users/zoe/featured") == 1


async def test_a_pin_that_comes_after_its_end_does_not_stand(town: Town, peer: Peer):
    """Neither says when it was: what stands in the collection is asked."""
    ann, zoe = await town.person("ann"), peer.person("zoe", featured=f"{peer.url}/users/zoe/featured")
    peer.documents["/users/zoe/featured"] = {
        "id": f"{zoe.uri}/featured", "type": "OrderedCollection", "orderedItems": []}
    await befriend(town, ann, zoe)
    note = zoe.note("Mine")
    await zoe.sends(town, zoe.create(note))
    for verb in ("Remove", "Add"):
        await zoe.sends(town, zoe.activity(verb, note["id"], target=f"{zoe.uri}/featured"))
        await town.settle()
    assert await pinned(town, ann, zoe.uri) == []


async def test_a_pin_too_many_asks_which_of_them_stand(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe", featured=f"{peer.url}/users/zoe/featured")
    await befriend(town, ann, zoe)
    notes = [zoe.note(f"Number {number}") for number in range(6)]
    peer.documents["/users/zoe/featured"] = {
        "id": f"{zoe.uri}/featured", "type": "OrderedCollection", "orderedItems": [each["id"] for each in notes[1:]]}
    for note in notes:
        await zoe.sends(town, zoe.create(note))
        await zoe.sends(town, zoe.activity("Add", note["id"], target=f"{zoe.uri}/featured"))
    await town.settle()
    assert await pinned(town, ann, zoe.uri) == [each["id"] for each in notes[1:]]
