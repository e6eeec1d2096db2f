"""Follows and blocks with people of other servers."""

from datetime import timedelta
from typing import Any

import pytest

from hubbub.base.clock import now
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from tests.outside import ACTIVITY, Peer, Writer
from tests.town import Person, Town


def uri_of(who: Person) -> str:
    return f"{who.town.db.here.settings.base}/users/{who.profile}"


async def known(town: Town, zoe: Writer) -> ProfileId:
    found = await profiles.seek(town.db, zoe.handle)
    assert found is not None
    return found


async def relation(ann: Person, other: ProfileId) -> follows.Relation:
    return (await follows.relations(ann.town.db, ann.profile, [other]))[0]


async def asks_to_follow(town: Town, ann: Person, zoe: Writer) -> dict[str, Any]:
    """Ann asks to follow Zoe; what Zoe's server was sent."""
    them = await known(town, zoe)
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, them)
    await town.settle()
    return zoe.peer.received("Follow")[-1]


async def test_a_follow_is_granted_with_the_follow_inside(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = zoe.activity("Follow", uri_of(ann))
    await zoe.sends(town, follow)
    await town.settle()
    accept = peer.received("Accept")[0]
    assert accept["actor"] == uri_of(ann)
    assert accept["object"] == {"id": follow["id"], "type": "Follow", "actor": zoe.uri, "object": uri_of(ann)}
    assert (await relation(ann, await known(town, zoe))).followed_by


async def test_a_follow_that_comes_again_is_granted_again(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    for _ in range(2):
        await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
        await town.settle()
    assert len(peer.received("Accept")) == 2
    assert (await town.get(f"/users/{ann.profile}/followers", accept=ACTIVITY)).json["totalItems"] == 1


async def test_a_locked_profile_is_asked_and_may_refuse(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    async with town.db.write() as tx:
        await profiles.edit(tx, ann.profile, locked=True)
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    await town.settle()
    assert peer.received("Accept") == []
    them = await known(town, zoe)
    assert (await relation(ann, them)).requested_by
    async with town.db.write() as tx:
        await follows.reject(tx, ann.profile, them)
    await town.settle()
    assert peer.received("Reject")[0]["object"]["actor"] == zoe.uri


async def test_an_unfollow_ends_the_follow(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = zoe.activity("Follow", uri_of(ann))
    await zoe.sends(town, follow)
    await zoe.sends(town, zoe.activity("Undo", follow))
    assert not (await relation(ann, await known(town, zoe))).followed_by


async def test_an_unfollow_that_overtakes_its_follow_still_ends_it(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = zoe.activity("Follow", uri_of(ann))
    await zoe.sends(town, zoe.activity("Undo", follow))
    await zoe.sends(town, follow)
    assert not (await relation(ann, await known(town, zoe))).followed_by
    town.forward(seconds=30)  # tried again, signed anew
    await zoe.sends(town, follow)
    assert not (await relation(ann, await known(town, zoe))).followed_by
    town.forward(minutes=5)  # and meant anew: some servers give a follow the same id each time
    await zoe.sends(town, follow)
    assert (await relation(ann, await known(town, zoe))).followed_by


async def test_nobody_ends_the_follow_of_another(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    follow = zoe.activity("Follow", uri_of(ann))
    await zoe.sends(town, follow)
    await eve.sends(town, eve.activity("Undo", follow))
    await eve.sends(town, eve.activity("Undo", follow | {"actor": eve.uri}))
    assert (await relation(ann, await known(town, zoe))).followed_by


@pytest.mark.parametrize("shape", ["whole", "id"])
async def test_our_follow_stands_once_it_is_granted(town: Town, peer: Peer, shape):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = await asks_to_follow(town, ann, zoe)
    assert (follow["actor"], follow["object"]) == (uri_of(ann), zoe.uri)
    them = await known(town, zoe)
    assert ((await relation(ann, them)).requested, (await relation(ann, them)).following) == (True, False)
    await zoe.sends(town, zoe.activity("Accept", follow if shape == "whole" else follow["id"]))
    assert (await relation(ann, them)).following


async def test_a_refusal_ends_our_request(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = await asks_to_follow(town, ann, zoe)
    await zoe.sends(town, zoe.activity("Reject", follow))
    them = await known(town, zoe)
    assert not (await relation(ann, them)).requested
    await zoe.sends(town, zoe.activity("Accept", follow))
    assert not (await relation(ann, them)).following


async def test_nobody_grants_what_was_asked_of_another(town: Town, peer: Peer, third: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), third.person("eve")
    follow = await asks_to_follow(town, ann, zoe)
    for what in (follow, follow["id"], follow | {"object": eve.uri}):
        await eve.sends(town, eve.activity("Accept", what))
    assert not (await relation(ann, await known(town, zoe))).following
    assert not (await relation(ann, await known(town, eve))).following


async def test_a_grant_of_what_was_never_asked_changes_nothing(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = {"type": "Follow", "actor": uri_of(ann), "object": zoe.uri, "id": f"{uri_of(ann)}/follows/1"}
    await zoe.sends(town, zoe.activity("Accept", follow))
    them = await known(town, zoe)
    assert not (await relation(ann, them)).following


async def test_our_unfollow_carries_the_follow(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = await asks_to_follow(town, ann, zoe)
    await zoe.sends(town, zoe.activity("Accept", follow))
    them = await known(town, zoe)
    async with town.db.write() as tx:
        await follows.unfollow(tx, ann.profile, them)
    await town.settle()
    undo = peer.received("Undo")[0]
    assert (undo["object"]["id"], undo["object"]["type"], undo["object"]["object"]) == (follow["id"], "Follow", zoe.uri)


async def test_blocks_go_both_ways_and_end(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    block = zoe.activity("Block", uri_of(ann))
    await zoe.sends(town, block)
    them = await known(town, zoe)
    assert (await relation(ann, them)).blocked_by
    await zoe.sends(town, zoe.activity("Undo", block))
    assert not (await relation(ann, them)).blocked_by
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, them)
    await town.settle()
    async with town.db.write() as tx:
        await follows.unblock(tx, ann.profile, them)
    await town.settle()
    assert peer.received("Block")[0]["object"] == zoe.uri
    assert peer.received("Undo")[0]["object"]["type"] == "Block"


async def test_a_block_that_ends_by_itself_is_undone_as_one_that_is_lifted(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, await known(town, zoe), ends_at=now() + timedelta(hours=1))
    await town.settle()
    assert peer.received("Undo") == []
    town.forward(hours=2)
    await town.settle()
    [block], [undo] = peer.received("Block"), peer.received("Undo")
    assert (undo["object"]["type"], undo["object"]["id"]) == ("Block", block["id"])


async def test_a_changed_profile_is_told_to_followers(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    async with town.db.write() as tx:
        await profiles.edit(tx, ann.profile, display_name="Ann of Here", note="About #bread")
    await town.settle()
    shown = peer.received("Update")[0]["object"]
    assert (shown["id"], shown["name"]) == (uri_of(ann), "Ann of Here")
    assert shown["tag"][0]["name"] == "#bread"


async def test_a_removed_profile_says_farewell(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    await town.settle()
    async with town.db.write() as tx:
        await profiles.remove(tx, ann.profile)
    await town.settle()
    assert peer.received("Delete")[0]["object"] == uri_of(ann)
    answer = await town.get(f"/users/{ann.profile}", accept=ACTIVITY)
    assert (answer.status, answer.json["type"]) == (410, "Tombstone")
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(ann)), f"/users/{ann.profile}/inbox")).status == 410


async def test_followers_are_counted_and_paged(town: Town, peer: Peer):
    ann = await town.person("ann")
    for name in ("zoe", "yan"):
        await peer.person(name).sends(town, peer.person(name).activity("Follow", uri_of(ann)))
    whole = (await town.get(f"/users/{ann.profile}/followers", accept=ACTIVITY)).json
    assert (whole["type"], whole["totalItems"]) == ("OrderedCollection", 2)
    first = whole["first"].removeprefix(town.db.here.settings.base)
    page = (await town.get(first, accept=ACTIVITY)).json
    assert page["orderedItems"] == [peer.person("yan").uri, peer.person("zoe").uri]
    assert "next" not in page
    assert (await town.get(f"/users/{ann.profile}/following", accept=ACTIVITY)).json["totalItems"] == 0


async def test_who_keeps_their_people_to_themselves_is_only_counted(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"hide_collections": True})
    for path in (f"/users/{ann.profile}/followers", f"/users/{ann.profile}/followers?page=true"):
        told = await town.get(path, accept=ACTIVITY)
        assert told.json["totalItems"] == 1
        assert "first" not in told.json
        assert zoe.uri not in told.text


async def test_a_late_answer_to_an_older_follow_changes_nothing(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    older = await asks_to_follow(town, ann, zoe)
    await zoe.sends(town, zoe.activity("Reject", older))
    newer = await asks_to_follow(town, ann, zoe)
    them = await known(town, zoe)
    for what in (older, older["id"]):
        await zoe.sends(town, zoe.activity("Accept", what))
        await zoe.sends(town, zoe.activity("Reject", what))
    assert ((await relation(ann, them)).requested, (await relation(ann, them)).following) == (True, False)
    await zoe.sends(town, zoe.activity("Accept", newer["id"]))
    await zoe.sends(town, zoe.activity("Reject", older))
    assert (await relation(ann, them)).following
