"""Moves between servers, honest and forged."""

from typing import Any

import pytest

from hubbub.people import follows, moves, profiles
from tests.outside import Peer, Writer
from tests.reach.posts.befriending import befriend, read, uri_of
from tests.town import Person, Town


async def known(town: Town, who: Writer) -> Any:
    found = await profiles.find(town.db, uri=who.uri)
    return await profiles.get(town.db, found) if found else None


async def follows_now(town: Town, ann: Person, who: Writer) -> tuple[bool, bool]:
    there = await known(town, who)
    if there is None:
        return False, False
    relation = (await follows.relations(town.db, ann.profile, [there.id]))[0]
    return relation.following, relation.requested


def move(who: Writer, target: str, **more: Any) -> dict[str, Any]:
    return who.activity("Move", who.uri, target=target) | more


async def test_followers_here_ask_to_follow_the_new_account_and_then_let_go(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    new = third.person("zoe", alsoKnownAs=[zoe.uri])
    await befriend(town, ann, zoe)
    await zoe.sends(town, move(zoe, new.uri))
    await town.settle()
    assert await follows_now(town, ann, new) == (False, True)
    asked = third.received("Follow")[0]
    await new.sends(town, new.activity("Accept", asked))
    await town.settle()
    assert (await follows_now(town, ann, new), await follows_now(town, ann, zoe)) == ((True, False), (False, False))
    assert [undo["object"]["type"] for undo in peer.received("Undo")] == ["Follow"]
    moved = (await ann.get(f"/api/v1/accounts/{(await known(town, zoe)).id}")).json["moved"]
    assert moved["acct"] == new.handle


async def test_a_target_that_does_not_name_the_account_gets_nobody(town: Town, peer: Peer, third: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), third.person("eve")
    await befriend(town, ann, zoe)
    await zoe.sends(town, move(zoe, eve.uri))
    await town.settle()
    assert (await follows_now(town, ann, eve), await follows_now(town, ann, zoe)) == ((False, False), (True, False))
    assert (await known(town, zoe)).moved_to is None


async def test_nobody_moves_another(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    eve = third.person("eve", alsoKnownAs=[zoe.uri])
    await befriend(town, ann, zoe)
    await eve.sends(town, eve.activity("Move", zoe.uri, target=eve.uri))
    forged = move(zoe, eve.uri)
    await eve.sends(town, forged)
    await eve.sends(town, forged | {"actor": eve.uri, "id": f"{eve.uri}/did/forged"})
    await town.settle()
    assert (await follows_now(town, ann, eve), await follows_now(town, ann, zoe)) == ((False, False), (True, False))
    # Nor is it taken for a move of the one who says it.
    new = third.person("new", alsoKnownAs=[zoe.uri, eve.uri])
    await befriend(town, ann, eve)
    await eve.sends(town, eve.activity("Move", zoe.uri, target=new.uri))
    await town.settle()
    assert (await follows_now(town, ann, new), await follows_now(town, ann, eve)) == ((False, False), (True, False))


async def test_a_second_move_within_a_week_moves_nobody(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    one, two = (third.person(name, alsoKnownAs=[zoe.uri]) for name in ("one", "two"))
    await befriend(town, ann, zoe)
    await zoe.sends(town, move(zoe, one.uri))
    await town.settle()
    await zoe.sends(town, move(zoe, two.uri))
    await town.settle()
    assert await follows_now(town, ann, two) == (False, False)
    assert [each["object"] for each in third.received("Follow")] == [one.uri]


async def test_two_that_name_each_other_send_nobody_in_circles(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    zoe, yan = peer.person("zoe"), third.person("yan")
    zoe.more |= {"alsoKnownAs": [yan.uri], "movedTo": yan.uri}
    yan.more |= {"alsoKnownAs": [zoe.uri], "movedTo": zoe.uri}
    await befriend(town, ann, zoe)
    await zoe.sends(town, move(zoe, yan.uri))
    await yan.sends(town, move(yan, zoe.uri))
    await town.settle()
    assert third.received("Follow") == []
    assert (await follows_now(town, ann, zoe), await follows_now(town, ann, yan)) == ((True, False), (False, False))


@pytest.mark.parametrize("which", ["who moves", "where to", "who moves, while the other end is asked"])
async def test_who_is_suspended_moves_nobody(town: Town, peer: Peer, third: Peer, which: str):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    new = third.person("new", alsoKnownAs=[zoe.uri])
    await befriend(town, ann, zoe)
    assert await profiles.seek(town.db, new.handle)
    suspended = (await known(town, new if which == "where to" else zoe)).id
    if which.endswith("asked"):
        await zoe.sends(town, move(zoe, new.uri))
    async with town.db.write() as tx:
        await profiles.suspend(tx, suspended)
    if not which.endswith("asked"):
        await zoe.sends(town, move(zoe, new.uri))
    await town.settle()
    assert await follows_now(town, ann, new) == (False, False)


async def test_somebody_moves_here_from_elsewhere(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    await befriend(town, bob, zoe)
    await moves.alias(town.db, ann.profile, zoe.handle)
    await town.settle()
    assert (await read(town, uri_of(ann))).json["alsoKnownAs"] == [zoe.uri]
    await zoe.sends(town, move(zoe, uri_of(ann)))
    await town.settle()
    assert await follows.stands(town.db, bob.profile, ann.profile)
    assert not (await follows_now(town, bob, zoe))[0]


async def test_followers_elsewhere_are_told_where_somebody_has_gone(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    new = third.person("ann", alsoKnownAs=[uri_of(ann)])
    await moves.leave(town.db, ann.profile, new.handle)
    await town.settle()
    told = peer.received("Move")[0]
    assert (told["actor"], told["object"], told["target"]) == (uri_of(ann), uri_of(ann), new.uri)
    assert (await read(town, uri_of(ann))).json["movedTo"] == new.uri
    assert peer.received("Update")[-1]["object"]["movedTo"] == new.uri


async def test_an_alias_that_was_named_only_just_now_is_seen(town: Town, third: Peer):
    ann, new = await town.person("ann"), third.person("ann")
    assert await profiles.seek(town.db, new.handle)
    new.more["alsoKnownAs"] = [uri_of(ann)]
    await moves.leave(town.db, ann.profile, new.handle)
    assert (await profiles.get(town.db, ann.profile)).moved_to


async def test_who_is_let_in_only_after_the_move_goes_along_too(town: Town, peer: Peer, third: Peer):
    """The grant was written before, and came later."""
    ann, zoe = await town.person("ann"), peer.person("zoe")
    new = third.person("zoe", alsoKnownAs=[zoe.uri])
    there = await profiles.seek(town.db, zoe.handle)
    await ann.post(f"/api/v1/accounts/{there}/follow")
    await town.settle()
    await zoe.sends(town, move(zoe, new.uri))
    await town.settle()
    assert await follows_now(town, ann, new) == (False, False)
    await zoe.sends(town, zoe.activity("Accept", peer.received("Follow")[0]))
    await town.settle()
    assert await follows_now(town, ann, new) == (False, True)


async def test_who_asks_to_follow_the_old_account_after_the_move_follows_that_one(
    town: Town, peer: Peer, third: Peer
):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    new = third.person("zoe", alsoKnownAs=[zoe.uri])
    await befriend(town, bob, zoe)
    await zoe.sends(town, move(zoe, new.uri))
    await town.settle()
    await befriend(town, ann, zoe)
    assert (await follows_now(town, ann, new), await follows_now(town, ann, zoe)) == ((False, False), (True, False))
