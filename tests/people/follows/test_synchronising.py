"""Followers compared between servers, both ways."""

import hashlib
import re
from typing import Any

from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.people.follows import synchronising
from tests.outside import Peer, Writer
from tests.reach.posts.befriending import befriend, uri_of
from tests.town import Person, Town


def alone(uri: str) -> str:
    return hashlib.sha256(uri.encode()).hexdigest()


def syncs(zoe: Writer, uris: list[str], **instead: str) -> str:
    """The header that Zoe's server sends; and what stands where it points."""
    where = f"{zoe.uri}/followers_synchronization"
    zoe.peer.documents[where.removeprefix(zoe.peer.url)] = {
        "id": where, "type": "OrderedCollection", "totalItems": len(uris), "orderedItems": uris}
    said = {"collectionId": zoe.followers, "url": where, "digest": synchronising.digest(uris)} | instead
    return ", ".join(f'{name}="{value}"' for name, value in said.items())


async def writes(town: Town, zoe: Writer, header: str) -> None:
    synchronising._compared._counts.clear()
    activity = zoe.create(zoe.note("For my followers", to=[zoe.followers], cc=[]))
    await zoe.sends(town, activity, **{"collection-synchronization": header})
    await town.settle()


async def stands(town: Town, ann: Person, zoe: Writer) -> bool:
    return await follows.stands(town.db, ann.profile, await them(town, zoe))


async def them(town: Town, zoe: Writer) -> ProfileId:
    known = await profiles.find(town.db, uri=zoe.uri)
    assert known
    return known


def test_the_digest_is_all_of_them_one_over_the_other():
    one, two = "https://testing.example.org/users/1", "https://testing.example.org/users/2"
    assert synchronising.digest([]) == "0" * 64
    assert synchronising.digest([one]) == alone(one)
    assert synchronising.digest([one, two]) == synchronising.digest([two, one])
    assert int(synchronising.digest([one, two]), 16) == int(alone(one), 16) ^ int(alone(two), 16)


async def test_what_is_for_followers_says_whom_of_them_the_other_server_has(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    for who in (zoe, far):
        await befriend(town, ann, who)
    await ann.posts("For all")
    await ann.posts("For you", visibility="private")
    await town.settle()
    public, private = [given for given in peer.inbox if given.json["type"] == "Create"]
    assert "collection-synchronization" not in public.headers
    said = dict(re.findall(r'(\w+)="([^"]*)"', private.headers["collection-synchronization"]))
    assert said == {"collectionId": f"{uri_of(ann)}/followers", "digest": alone(zoe.uri),
                    "url": f"{uri_of(ann)}/followers_synchronization"}


async def test_a_server_is_told_of_its_own_people_alone(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    for who in (zoe, far):
        await befriend(town, ann, who)
    path = f"/users/{ann.profile}/followers_synchronization"
    assert (await zoe.asks(town, path)).json["orderedItems"] == [zoe.uri]
    assert (await far.asks(town, path)).json["orderedItems"] == [far.uri]
    assert (await town.get(path, accept="application/activity+json")).status == 404


async def test_nothing_is_asked_while_both_say_the_same(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    peer.asked.clear()
    await writes(town, zoe, syncs(zoe, [uri_of(ann)]))
    assert peer.asked == []


async def test_a_follow_that_the_other_side_has_lost_ends(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    await writes(town, zoe, syncs(zoe, []))
    assert await stands(town, ann, zoe)  # it is young: the other side may not have it yet
    town.forward(minutes=20)
    await writes(town, zoe, syncs(zoe, []))
    assert not await stands(town, ann, zoe)


async def test_a_grant_that_was_lost_is_taken_from_the_list(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await profiles.seek(town.db, zoe.handle)
    known = await them(town, zoe)
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, known)
    await writes(town, zoe, syncs(zoe, [uri_of(ann)]))
    assert await stands(town, ann, zoe)


async def test_a_follow_that_we_know_nothing_of_is_undone_there(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await writes(town, zoe, syncs(zoe, [uri_of(ann)]))
    undo = peer.received("Undo")[0]
    assert (undo["actor"], undo["object"]["type"], undo["object"]["object"]) == (uri_of(ann), "Follow", zoe.uri)
    assert not await stands(town, ann, zoe)


async def test_what_another_says_of_ones_followers_is_nothing(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    await befriend(town, ann, far)
    town.forward(minutes=20)
    await town.settle()  # by now each new server has been asked what it runs
    third.asked.clear()
    lies: list[dict[str, Any]] = [
        {"collectionId": far.followers}, {"url": f"{third.url}/users/far"}, {"url": "nonsense"}]
    for lie in lies:
        await writes(town, zoe, syncs(zoe, [], **lie))
    await writes(town, zoe, "nonsense")
    assert third.asked == []
    assert await stands(town, ann, zoe)
    assert await stands(town, ann, far)


async def test_a_list_that_is_not_whole_ends_nothing(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    town.forward(minutes=20)
    header = syncs(zoe, [uri_of(ann), f"{uri_of(ann)}0"])
    peer.documents["/users/zoe/followers_synchronization"]["orderedItems"] = []
    await writes(town, zoe, header)
    assert await stands(town, ann, zoe)
