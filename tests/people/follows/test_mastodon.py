"""Relationships as apps see and change them."""

from typing import Any

import pytest

from hubbub.people import follows, profiles
from tests.studio.people import arrive, elsewhere
from tests.town import Person, Town

FIELDS = {
    "id", "following", "showing_reblogs", "notifying", "languages", "followed_by", "blocking", "blocked_by", "muting",
    "muting_notifications", "muting_expires_at", "requested", "requested_by", "domain_blocking", "endorsed", "note",
    "block_expires_at",  # Akkoma's
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


SHUN = "/api/v1/domain_blocks"


async def shuns(person: Person, domain: str = "two.test") -> None:
    answer = await person.post(SHUN, domain=domain)
    assert (answer.status, answer.json) == (200, {})
    await person.town.settle()


async def test_of_a_server_that_is_shunned_one_hears_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    zoe = await elsewhere(town)
    await shuns(ann)
    await arrive(town, zoe, ann)
    await town.settle()
    assert (await ann.get("/api/v1/timelines/public")).json == []
    assert (await ann.get("/api/v1/notifications")).json == []
    assert len((await bob.get("/api/v1/timelines/public")).json) == 1
    stands = (await ann.get(f"/api/v1/accounts/relationships?id[]={zoe}")).json[0]
    assert stands["domain_blocking"] is True
    assert (await ann.call("DELETE", SHUN, {"domain": "two.test"})).json == {}
    assert len((await ann.get("/api/v1/timelines/public")).json) == 1
    assert (await ann.get(f"/api/v1/accounts/relationships?id[]={zoe}")).json[0]["domain_blocking"] is False


async def test_what_was_told_from_there_before_is_hidden_too(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    await arrive(town, zoe, ann)
    await town.settle()
    assert len((await ann.get("/api/v1/notifications")).json) == 1
    await shuns(ann)
    assert (await ann.get("/api/v1/notifications")).json == []


async def test_shunning_a_server_ends_the_follows_either_way_and_says_before_how_many(town: Town):
    ann, zoe, yan = await town.person("ann"), await elsewhere(town), await elsewhere(town, "yan")
    async with town.db.write() as tx:
        await follows.follow(tx, zoe, ann.profile)
        await follows.follow(tx, ann.profile, yan)
        await follows.accept(tx, yan, ann.profile)
    before = (await ann.get(f"{SHUN}/preview?domain=two.test")).json
    assert before == {"following_count": 1, "followers_count": 1}
    await shuns(ann)
    assert (await ann.get(f"{SHUN}/preview?domain=two.test")).json == {"following_count": 0, "followers_count": 0}
    account = (await ann.get("/api/v1/accounts/verify_credentials")).json
    assert (account["followers_count"], account["following_count"]) == (0, 0)


async def test_shunned_servers_are_listed_the_newest_first_and_page_by_the_link(town: Town):
    ann = await town.person("ann")
    for domain in ("one.test", "Two.test", "one.test"):
        await shuns(ann, domain)
    assert (await ann.get(SHUN)).json == ["two.test", "one.test"]
    answer = await ann.get(f"{SHUN}?limit=1")
    following = answer.headers["link"].split(">")[0].removeprefix("<http://here.test")
    assert (answer.json, (await ann.get(following)).json) == (["two.test"], ["one.test"])


@pytest.mark.parametrize("domain", ["", "a b", "here.test", "https://two.test"])
async def test_what_is_no_other_server_is_not_shunned(town: Town, domain: str):
    ann = await town.person("ann")
    assert (await ann.post(SHUN, domain=domain)).status == 422
    assert (await ann.get(SHUN)).json == []


async def test_the_bell_is_rung_in_the_words_of_pleroma_too(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    path = f"/api/v1/pleroma/accounts/{bob.profile}"
    assert (await ann.post(f"{path}/subscribe")).status == 422, "of whom one does not follow there is nothing to hear"
    await ann.post(f"/api/v1/accounts/{bob.profile}/follow", reblogs=False)
    rung = (await ann.post(f"{path}/subscribe")).json
    assert (rung["notifying"], rung["showing_reblogs"]) == (True, False)
    assert (await ann.post(f"{path}/unsubscribe")).json == rung | {"notifying": False}


async def test_a_block_may_have_a_duration(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    row = await acts(ann, "block", bob, duration=3600)
    assert row["blocking"]
    assert row["block_expires_at"].endswith("Z")
    assert (await ann.get("/api/v1/blocks")).json[0]["block_expires_at"] == row["block_expires_at"]
    assert (await acts(ann, "block", bob))["block_expires_at"] is None
    await acts(ann, "block", bob, duration=3600)
    town.forward(hours=2)
    await town.settle()
    assert (await ann.get("/api/v1/blocks")).json == []
