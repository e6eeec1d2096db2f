"""Every activity that Mastodon or GoToSocial sends, in its rarer shapes: taken, and told."""

from typing import Any

import pytest

from hubbub.base import db
from hubbub.people import follows, profiles
from hubbub.people.profiles import elsewhere
from tests.outside import ACTIVITY, PUBLIC, Peer, Writer
from tests.reach.posts.befriending import befriend, shown, uri_of
from tests.town import Person, Town


async def relation(ann: Person, zoe: Writer) -> follows.Relation:
    known = await profiles.find(ann.town.db, uri=zoe.uri)
    assert known
    return (await follows.relations(ann.town.db, ann.profile, [known]))[0]


async def counts(ann: Person, status: dict[str, Any]) -> tuple[int, int]:
    now = (await ann.get(f"/api/v1/statuses/{status['id']}")).json
    return now["favourites_count"], now["reblogs_count"]


@pytest.mark.parametrize("shape", ["whole", "id"])
async def test_everything_is_undone_whole_or_by_its_id_alone(town: Town, peer: Peer, shape):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Hello")
    did = [zoe.activity("Follow", uri_of(ann)), zoe.activity("Like", status["uri"]),
           zoe.activity("Announce", status["uri"], to=[PUBLIC])]
    for each in did:
        await zoe.sends(town, each)
    assert (await relation(ann, zoe)).followed_by
    assert await counts(ann, status) == (1, 1)
    for each in did:
        await zoe.sends(town, zoe.activity("Undo", each if shape == "whole" else each["id"]))
    assert not (await relation(ann, zoe)).followed_by
    assert await counts(ann, status) == (0, 0)


@pytest.mark.parametrize("shape", ["whole", "id"])
async def test_a_block_and_a_request_are_undone_whole_or_by_their_id_alone(town: Town, peer: Peer, shape):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
    block, request = zoe.activity("Block", uri_of(ann)), yan.activity("Follow", uri_of(ann))
    await zoe.sends(town, block)
    await yan.sends(town, request)
    assert (await relation(ann, zoe)).blocked_by
    assert (await relation(ann, yan)).requested_by
    for who, each in ((zoe, block), (yan, request)):
        await who.sends(town, who.activity("Undo", each if shape == "whole" else each["id"]))
    assert not (await relation(ann, zoe)).blocked_by
    assert not (await relation(ann, yan)).requested_by


async def test_nobody_undoes_by_id_what_another_did(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    status = await ann.posts("Hello")
    did = [zoe.activity("Follow", uri_of(ann)), zoe.activity("Like", status["uri"]),
           zoe.activity("Announce", status["uri"], to=[PUBLIC])]
    for each in did:
        await zoe.sends(town, each)
        await eve.sends(town, eve.activity("Undo", each["id"]))
    assert (await relation(ann, zoe)).followed_by
    assert await counts(ann, status) == (1, 1)


async def test_nobody_undoes_what_another_is_about_to_do(town: Town, peer: Peer):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    follow = zoe.activity("Follow", uri_of(ann))
    for what in (follow, follow["id"]):
        await eve.sends(town, eve.activity("Undo", what))
    await zoe.sends(town, follow)
    assert (await relation(ann, zoe)).followed_by


async def test_what_is_undone_by_id_before_it_comes_never_stands(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    follow = zoe.activity("Follow", uri_of(ann))
    await zoe.sends(town, zoe.activity("Undo", follow["id"]))
    await zoe.sends(town, follow)
    assert not (await relation(ann, zoe)).followed_by


async def test_a_grant_that_is_taken_back_ends_the_follow(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    follow = {"type": "Follow", "actor": uri_of(ann), "object": zoe.uri}
    await zoe.sends(town, zoe.activity("Undo", zoe.activity("Accept", follow)))
    assert not (await relation(ann, zoe)).following


async def test_what_was_removed_is_gone_and_what_few_could_see_never_was(town: Town, peer: Peer):
    ann = await town.person("ann")
    for visibility, status in (("public", 410), ("unlisted", 410), ("private", 404), ("direct", 404)):
        made = await ann.posts("Soon gone", visibility=visibility)
        await ann.call("DELETE", f"/api/v1/statuses/{made['id']}")
        answer = await town.get(f"/users/{ann.profile}/posts/{made['id']}", accept=ACTIVITY)
        assert answer.status == status
        if status == 410:
            assert (answer.json["type"], answer.json["id"]) == ("Tombstone", made["uri"])
    kept = await ann.posts("Only here", local_only=True)
    await ann.call("DELETE", f"/api/v1/statuses/{kept['id']}")
    assert (await town.get(f"/users/{ann.profile}/posts/{kept['id']}", accept=ACTIVITY)).status == 404


async def test_tags_beside_a_profile_are_told_and_taken(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    made = (await ann.post("/api/v1/featured_tags", name="Bread")).json
    await ann.call("DELETE", f"/api/v1/featured_tags/{made['id']}")
    await town.settle()
    for verb in ("Add", "Remove"):
        told = peer.received(verb)[0]
        assert (told["object"]["type"], told["object"]["name"]) == ("Hashtag", "#bread")
        assert told["target"] == f"{uri_of(ann)}/featured"
    them = await profiles.find(town.db, uri=zoe.uri)
    tag = {"type": "Hashtag", "name": "#Ferries", "href": f"{peer.url}/tags/ferries"}

    async def shows() -> list[str]:
        return [each["name"] for each in (await ann.get(f"/api/v1/accounts/{them}/featured_tags")).json]

    await zoe.sends(town, zoe.activity("Add", tag, target=f"{uri_of(ann)}/featured"))
    assert await shows() == []
    await zoe.sends(town, zoe.activity("Add", tag, target=f"{zoe.uri}/featured"))
    assert await shows() == ["ferries"]
    await zoe.sends(town, zoe.activity("Remove", tag, target=f"{zoe.uri}/featured"))
    assert await shows() == []


async def test_a_suspension_here_is_told_and_its_end_too(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    await ann.posts("Mine")
    path = f"/users/{ann.profile}"
    async with town.db.write() as tx:
        await profiles.suspend(tx, ann.profile)
    await town.settle()
    told = peer.received("Update")[-1]["object"]
    assert (told["id"], told["suspended"], "summary" in told, "name" in told) == (uri_of(ann), True, False, False)
    assert (await town.get(path, accept=ACTIVITY)).json["suspended"] is True
    for more in ("/outbox", "/followers", "/featured"):
        assert (await town.get(path + more, accept=ACTIVITY)).status == 404
    async with town.db.write() as tx:
        await profiles.suspend(tx, ann.profile, False)
    await town.settle()
    told = peer.received("Update")[-1]["object"]
    assert (told.get("suspended", False), told["name"]) == (False, "")
    assert (await town.get(path + "/outbox", accept=ACTIVITY)).status == 200


async def test_whom_their_own_server_suspends_is_hidden_until_it_lets_them_in_again(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Before")
    await zoe.sends(town, zoe.create(note))
    await zoe.sends(town, zoe.activity("Update", zoe.document | {"suspended": True}))
    assert await shown(town, note, ann) is None
    await zoe.sends(town, zoe.activity("Update", zoe.document))
    assert await shown(town, note, ann)


async def test_whom_we_suspend_does_not_let_themselves_in_again(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    known = await profiles.find(town.db, uri=zoe.uri)
    assert known
    async with town.db.write() as tx:
        await profiles.suspend(tx, known)
    for suspended in (True, False):
        await zoe.sends(town, zoe.activity("Update", zoe.document | {"suspended": suspended}))
        zoe.more = {"suspended": suspended}
        await elsewhere.ask(town.db, zoe.uri)
    assert (await profiles.get(town.db, known)).suspended_at is not None


async def test_a_flood_of_farewells_of_strangers_costs_one_look_each(town: Town, peer: Peer):
    """One deletion arrived 1,450 times in a minute at Ghost (TryGhost/ActivityPub#2034)."""
    await town.person("ann")
    gone = [peer.person(f"gone{number}") for number in range(20)]
    await gone[0].sends(town, gone[0].activity("Delete", gone[0].uri))
    log: list[str] = []
    token = db.made.set(log)
    try:
        for who in gone:
            assert (await who.sends(town, who.activity("Delete", who.uri))).status == 202
    finally:
        db.made.reset(token)
    assert len(log) == len(gone)
    assert all(statement.lstrip().startswith("SELECT") for statement in log), log
    assert peer.asked == []
