"""Policies and requests as client apps know them: who is kept apart, and how they are let in."""

from typing import Any

import pytest

from hubbub.people import follows, profiles
from hubbub.relations.notifications import requests
from tests.listening import listening
from tests.town import Person, Town

ALL = ("not_following", "not_followers", "new_accounts", "private_mentions", "limited_accounts", "bots")


async def wants(person: Person, **said: str) -> None:
    answer = await person.call("PATCH", "/api/v2/notifications/policy", {f"for_{k}": v for k, v in said.items()})
    assert answer.status == 200, answer.text


async def shown(person: Person, query: str = "") -> list[str]:
    return [f"{row['type']} {row['account']['acct']}" for row in (await person.get(
        f"/api/v1/notifications{query}")).json]


async def waiting(person: Person) -> list[dict[str, Any]]:
    return list((await person.get("/api/v1/notifications/requests")).json)


async def test_a_policy_lets_everybody_through_until_it_says_otherwise(town: Town):
    ann = await town.person("ann")
    first = (await ann.get("/api/v2/notifications/policy")).json
    assert first.pop("summary") == {"pending_requests_count": 0, "pending_notifications_count": 0}
    assert first == dict.fromkeys([f"for_{name}" for name in ALL], "accept") | {"for_limited_accounts": "filter"}
    for method in ("PATCH", "PUT"):
        said = (await ann.call(method, "/api/v2/notifications/policy", {"for_bots": "drop"})).json
        assert (said["for_bots"], said["for_not_following"]) == ("drop", "accept")
    assert (await ann.call("PATCH", "/api/v2/notifications/policy", {"for_bots": "maybe"})).status == 422


async def test_the_older_version_knows_yes_and_no(town: Town):
    ann = await town.person("ann")
    await wants(ann, not_followers="drop")
    said = (await ann.call("PUT", "/api/v1/notifications/policy", {
        "filter_not_following": True, "filter_not_followers": True, "filter_new_accounts": False})).json
    assert (said["filter_not_following"], said["filter_not_followers"], said["filter_new_accounts"]) == (
        True, True, False)
    assert set(said) == {
        "filter_not_following", "filter_not_followers", "filter_new_accounts", "filter_private_mentions", "summary"}
    newer = (await ann.get("/api/v2/notifications/policy")).json
    assert (newer["for_not_following"], newer["for_not_followers"]) == ("filter", "drop")
    assert (await ann.get("/api/v1/notifications/policy")).json == said


async def test_what_strangers_write_waits_as_a_request_and_is_not_shown(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await wants(ann, not_following="filter")
    await ann.follows(cleo)
    post = await ann.posts("Hello")
    await bob.post(f"/api/v1/statuses/{post['id']}/favourite")
    await town.settle()
    assert await waiting(ann) == []  # who only likes has not written
    await bob.posts("One @ann")
    second = await bob.posts("Two @ann")
    await cleo.posts("Three @ann")
    await town.settle()
    assert await shown(ann) == ["mention cleo"]
    assert await shown(ann, f"?include_filtered=true&account_id={bob.profile}") == [
        "mention bob", "mention bob", "favourite bob"]
    assert [g["type"] for g in (await ann.get("/api/v2/notifications")).json["notification_groups"]] == ["mention"]
    assert (await ann.get("/api/v1/notifications/unread_count")).json == {"count": 1}
    assert (await ann.get("/api/v2/notifications/unread_count")).json == {"count": 1}
    [request] = await waiting(ann)
    assert (request["account"]["acct"], request["notifications_count"]) == ("bob", "2")
    assert request["last_status"]["id"] == second["id"]
    assert (await ann.get(f"/api/v1/notifications/requests/{request['id']}")).json == request
    assert (await bob.get(f"/api/v1/notifications/requests/{request['id']}")).status == 404
    assert (await ann.get("/api/v2/notifications/policy")).json["summary"] == {
        "pending_requests_count": 1, "pending_notifications_count": 2}


async def test_accepting_merges_what_waited_and_lets_the_person_through_for_ever(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await wants(ann, not_following="filter")
    await bob.posts("One @ann")
    await town.settle()
    [request] = await waiting(ann)
    path = f"/api/v1/notifications/requests/{request['id']}/accept"
    assert (await bob.post(path)).status == 404
    assert (await ann.post(path)).json == {}
    assert (await ann.post(path)).status == 404
    assert await shown(ann) == ["mention bob"]
    assert (await ann.get("/api/v1/notifications/requests/merged")).json == {"merged": True}
    await bob.posts("Two @ann")
    await town.settle()
    assert await shown(ann) == ["mention bob", "mention bob"]
    assert await waiting(ann) == []


async def test_dismissing_puts_away_what_waited_and_the_person_may_ask_again(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await wants(ann, not_following="filter")
    await bob.posts("One @ann")
    await cleo.posts("One @ann")
    await town.settle()
    numbers = [request["id"] for request in await waiting(ann)]
    assert (await ann.post("/api/v1/notifications/requests/dismiss", id=numbers[:1])).json == {}
    assert (await ann.post(f"/api/v1/notifications/requests/{numbers[1]}/dismiss")).json == {}
    assert await waiting(ann) == []
    assert await shown(ann, "?include_filtered=true") == []
    await bob.posts("Two @ann")
    await town.settle()
    assert [(r["account"]["acct"], r["notifications_count"]) for r in await waiting(ann)] == [("bob", "1")]


async def test_several_are_accepted_at_once_and_pages_follow_the_link_header(town: Town):
    ann = await town.person("ann")
    await wants(ann, not_followers="filter")
    for name in ("bob", "cleo", "dan"):
        await (await town.person(name)).posts("Hello @ann")
        await town.settle()
    first = await ann.get("/api/v1/notifications/requests?limit=2")
    assert [request["account"]["acct"] for request in first.json] == ["dan", "cleo"]
    rest = await ann.get(f"/api/v1/notifications/requests?limit=2&max_id={first.json[-1]['id']}")
    assert 'rel="next"' in first.headers["link"]
    numbers = [request["id"] for request in first.json + rest.json]
    assert (await ann.post("/api/v1/notifications/requests/accept", id=numbers)).json == {}
    assert sorted(await shown(ann)) == ["mention bob", "mention cleo", "mention dan"]


@pytest.mark.parametrize(("policy", "let_in"), [
    ("not_following", {"cleo"}), ("new_accounts", {"cleo"}), ("bots", {"cleo", "bob"}),
    ("private_mentions", {"cleo", "bob", "robot"}), ("limited_accounts", {"cleo", "bob", "robot"}),
])
async def test_each_policy_drops_whom_it_names_and_no_others(town: Town, policy: str, let_in: set[str]):
    ann, bob, cleo, robot = [await town.person(name) for name in ("ann", "bob", "cleo", "robot")]
    await ann.follows(cleo)
    async with town.db.write() as tx:
        await profiles.edit(tx, robot.profile, kind="service")
    await wants(ann, **{policy: "drop"})
    for person in (bob, cleo, robot):
        await person.posts("Hello @ann")
    await town.settle()
    assert {line.split()[1] for line in await shown(ann, "?include_filtered=true")} == let_in


async def test_whom_moderators_hold_back_waits_even_if_nothing_was_chosen_unless_followed(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await cleo.follows(bob)
    async with town.db.write() as tx:
        await profiles.limits.silence(tx, bob.profile)
    await bob.posts("Hello @ann and @cleo")
    await town.settle()
    assert (await shown(ann), await shown(cleo)) == ([], ["mention bob"])
    assert [request["account"]["acct"] for request in await waiting(ann)] == ["bob"]
    await wants(ann, limited_accounts="accept")
    await bob.posts("Hello again @ann")
    await town.settle()
    assert await shown(ann) == ["mention bob"]


async def test_a_private_word_out_of_the_blue_is_held_but_not_an_answer(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await wants(ann, private_mentions="filter")
    asked = await ann.posts("What do you say, @cleo?")
    await town.settle()
    await bob.posts("Psst @ann", visibility="direct")
    await cleo.posts("Between us, @ann", visibility="direct", in_reply_to_id=asked["id"])
    await town.settle()
    assert await shown(ann) == ["mention cleo"]
    assert [request["account"]["acct"] for request in await waiting(ann)] == ["bob"]


async def test_a_follower_counts_as_one_after_three_days_and_an_account_as_old_after_thirty(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    await town.settle()
    await wants(ann, not_followers="drop", new_accounts="drop")
    for days, expected in ((4, 0), (27, 1)):
        town.forward(days=days)
        await bob.posts("Hello @ann")
        await town.settle()
        assert len(await shown(ann, "?types[]=mention")) == expected


async def test_whoever_asked_for_every_post_of_somebody_gets_it_whatever_the_policy(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await wants(ann, not_followers="drop")
    async with town.db.write() as tx:
        await follows.follow(tx, ann.profile, bob.profile, notifies=True)
    await bob.posts("News")
    await town.settle()
    assert await shown(ann) == ["status bob"]


async def test_open_streams_hear_that_what_waited_was_merged(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await wants(ann, not_following="filter")
    await bob.posts("One @ann")
    await town.settle()
    for stream in ("user", "user/notification"):
        async with listening(town, f"/api/v1/streaming/{stream}", {"authorization": f"Bearer {ann.token}"}) as app:
            async with town.db.write() as tx:
                if stream == "user":
                    await requests.accept(tx, ann.profile, [int((await waiting(ann))[0]["id"])])
                else:
                    tx.say("merged", ann.profile)
            assert await app.next("notifications_merged") == "1"


async def test_scopes_are_asked_for(town: Town):
    ann = await town.person("ann", scopes="read:statuses")
    for path in ("/api/v2/notifications/policy", "/api/v1/notifications/policy", "/api/v1/notifications/requests"):
        assert (await ann.get(path)).status == 403
        assert (await town.get(path)).status == 401
