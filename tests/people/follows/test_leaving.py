"""Whoever is removed leaves the graph, and whoever stood with them is told once."""

import pytest

from hubbub.people import profiles
from hubbub.people.follows import leaving
from tests.outside import Peer
from tests.reach.posts.befriending import befriend, uri_of
from tests.town import Person, Town


async def goes(town: Town, who: Person) -> None:
    await town.settle()
    async with town.db.write() as tx:
        await profiles.remove(tx, who.profile)
    await town.settle()


async def test_nobody_follows_or_is_followed_by_who_is_gone(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    for one, other in ((ann, bob), (bob, ann), (cleo, bob), (bob, cleo), (ann, cleo)):
        await one.follows(other)
    await goes(town, bob)
    for who, counts in ((ann, (0, 1)), (cleo, (1, 0))):
        shown = await profiles.get(town.db, who.profile)
        assert (shown.follower_count, shown.followed_count) == counts


async def test_servers_of_both_kinds_are_told_once_and_no_end_of_a_follow_beside(town: Town, peer: Peer, third: Peer):
    """One has a follower, the other somebody who is followed."""
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await zoe.sends(town, zoe.activity("Follow", uri_of(ann)))
    await befriend(town, ann, far)
    await far.sends(town, far.activity("Undo", far.activity("Follow", uri_of(ann))))
    await goes(town, ann)
    for server in (peer, third):
        assert [given["object"] for given in server.received("Delete")] == [uri_of(ann)]
        assert server.received("Undo") == []


async def test_who_is_gone_elsewhere_is_followed_no_more(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    await zoe.sends(town, zoe.activity("Delete", zoe.uri))
    await town.settle()
    shown = await profiles.get(town.db, ann.profile)
    assert (shown.follower_count, shown.followed_count) == (0, 0)
    assert peer.received("Undo") == peer.received("Reject") == []
