"""Relationships as apps see and change them."""

from typing import Any

import pytest

from hubbub.people import profiles
from tests.town import Person, Town

FIELDS = {
    "id", "following", "showing_reblogs", "notifying", "languages", "followed_by", "blocking", "blocked_by", "muting",
    "muting_notifications", "muting_expires_at", "requested", "requested_by", "domain_blocking", "endorsed", "note",
}


async def acts(person: Person, verb: str, other: Person, **given: Any) -> dict[str, Any]:
    answer = await person.post(f"/api/v1/accounts/{other.profile}/{verb}", **given)
    assert answer.status == 200, answer.text
    return dict(answer.json)


async def lock(person: Person) -> None:
    await person.call("PATCH", "/api/v1/accounts/update_credentials", {"locked": True})


async def test_a_relationship_has_every_field_that_apps_need(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    [row] = (await ann.get(f"/api/v1/accounts/relationships?id[]={bob.profile}")).json
    assert set(row) == FIELDS
    assert (row["id"], row["note"], row["endorsed"], row["domain_blocking"]) == (str(bob.profile), "", False, False)
    assert not any(row[name] for name in FIELDS - {"id"})


async def test_relationships_come_in_the_order_asked_for_and_unknown_ones_not_at_all(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    path = f"/api/v1/accounts/relationships?id[]={bob.profile}&id[]=1&id[]=x&id[]={ann.profile}"
    assert [row["id"] for row in (await ann.get(path)).json] == [str(bob.profile), str(ann.profile)]
    assert (await ann.get(f"/api/v1/accounts/relationships?id={bob.profile}")).json[0]["id"] == str(bob.profile)


async def test_following_and_its_options(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    row = await acts(bob, "follow", ann)
    assert (row["following"], row["showing_reblogs"], row["notifying"]) == (True, True, False)
    row = await acts(bob, "follow", ann, reblogs=False, notify=True)
    assert (row["showing_reblogs"], row["notifying"]) == (False, True)
    row = await acts(bob, "follow", ann)
    assert (row["showing_reblogs"], row["notifying"]) == (False, True)
    [seen] = (await ann.get(f"/api/v1/accounts/relationships?id[]={bob.profile}")).json
    assert seen["followed_by"]
    row = await acts(bob, "unfollow", ann)
    assert (row["following"], row["showing_reblogs"]) == (False, False)
    assert not (await acts(bob, "unfollow", ann))["following"]


async def test_a_follower_is_removed(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    assert not (await acts(ann, "remove_from_followers", bob))["followed_by"]


async def test_blocking_and_muting(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    row = await acts(ann, "mute", bob, duration=600, notifications=False)
    assert (row["muting"], row["muting_notifications"]) == (True, False)
    assert row["muting_expires_at"].endswith("Z")
    [muted] = (await ann.get("/api/v1/mutes")).json
    assert (muted["username"], muted["mute_expires_at"]) == ("bob", row["muting_expires_at"])
    assert not (await acts(ann, "unmute", bob))["muting"]
    assert (await acts(ann, "block", bob))["blocking"]
    assert [row["username"] for row in (await ann.get("/api/v1/blocks")).json] == ["bob"]
    [seen] = (await bob.get(f"/api/v1/accounts/relationships?id[]={ann.profile}")).json
    assert seen["blocked_by"]
    assert not (await acts(ann, "unblock", bob))["blocking"]


async def test_a_mute_without_an_end_has_none(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    row = await acts(ann, "mute", bob)
    assert (row["muting_notifications"], row["muting_expires_at"]) == (True, None)
    assert (await ann.get("/api/v1/mutes")).json[0]["mute_expires_at"] is None


async def test_a_request_is_seen_counted_and_granted(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await lock(ann)
    row = await acts(bob, "follow", ann, reblogs=False)
    assert (row["requested"], row["following"], row["showing_reblogs"]) == (True, False, False)
    assert [row["username"] for row in (await ann.get("/api/v1/follow_requests")).json] == ["bob"]
    me = (await ann.get("/api/v1/accounts/verify_credentials")).json
    assert me["source"]["follow_requests_count"] == 1
    answer = await ann.post(f"/api/v1/follow_requests/{bob.profile}/authorize")
    assert (answer.json["followed_by"], answer.json["requested_by"]) == (True, False)
    assert (await ann.get("/api/v1/follow_requests")).json == []


async def test_a_request_is_turned_down_and_a_follower_is_not(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await lock(ann)
    await acts(bob, "follow", ann)
    assert not (await ann.post(f"/api/v1/follow_requests/{bob.profile}/reject")).json["requested_by"]
    for verb in ("authorize", "reject"):
        assert (await ann.post(f"/api/v1/follow_requests/{bob.profile}/{verb}")).status == 404
    await acts(bob, "follow", ann)
    await ann.post(f"/api/v1/follow_requests/{bob.profile}/authorize")
    assert (await ann.post(f"/api/v1/follow_requests/{bob.profile}/reject")).status == 404
    assert (await acts(bob, "follow", ann))["following"]


async def test_nobody_answers_a_request_to_somebody_else(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    await lock(ann)
    await acts(bob, "follow", ann)
    for verb in ("authorize", "reject"):
        assert (await cleo.post(f"/api/v1/follow_requests/{bob.profile}/{verb}")).status == 404
    assert len((await ann.get("/api/v1/follow_requests")).json) == 1


@pytest.mark.parametrize("verb", [
    "follow", "unfollow", "remove_from_followers", "block", "unblock", "mute", "unmute",
])
async def test_an_account_that_is_not_there_is_not_found(town: Town, verb: str):
    ann = await town.person("ann")
    for given in ("1", "x", "0", "-1"):
        answer = await ann.post(f"/api/v1/accounts/{given}/{verb}")
        assert (answer.status, answer.error) == (404, "Record not found")


async def test_one_does_not_follow_oneself(town: Town):
    ann = await town.person("ann")
    assert (await ann.post(f"/api/v1/accounts/{ann.profile}/follow")).status == 422


async def test_followers_and_followed_are_listed_to_anybody_but_whom_one_has_blocked(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    await bob.follows(ann)
    for person, path, name in ((ann, "followers", "bob"), (bob, "following", "ann")):
        rows = (await town.get(f"/api/v1/accounts/{person.profile}/{path}")).json
        assert [row["username"] for row in rows] == [name]
    await acts(ann, "block", cleo)
    assert (await cleo.get(f"/api/v1/accounts/{ann.profile}/followers")).json == []
    assert (await cleo.get(f"/api/v1/accounts/{bob.profile}/following")).json == []


async def test_the_lists_of_a_profile_that_is_gone_are_not_found(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await profiles.remove(tx, ann.profile)
    for path in ("followers", "following"):
        assert (await town.get(f"/api/v1/accounts/{ann.profile}/{path}")).status == 404


async def test_familiar_followers_are_accounts(town: Town):
    ann, bob, cleo = await town.person("ann"), await town.person("bob"), await town.person("cleo")
    await ann.follows(bob)
    await bob.follows(cleo)
    [row] = (await ann.get(f"/api/v1/accounts/familiar_followers?id[]={cleo.profile}")).json
    assert row["id"] == str(cleo.profile)
    assert [account["username"] for account in row["accounts"]] == ["bob"]
