"""Push subscriptions as apps make them, and what then reaches the phone."""

import json
from typing import Any

import pytest
from aiohttp import web

from hubbub.base import push
from hubbub.base.keys import unlock
from hubbub.people import accounts
from hubbub.relations.notifications import Policy, requests
from tests.base.test_push import claims_of
from tests.outside import Peer
from tests.town import Person, Town, ask

from .phones import Phone, keys, phone, subscribed

PATH = "/api/v1/push/subscription"


async def calls(town: Town, peer: Peer, device: Phone) -> list[dict[str, Any]]:
    """What has reached the phone since it was last looked at."""
    await town.settle()
    got = [json.loads(device.reads(each.body, each.headers)) for each in peer.inbox]
    peer.inbox.clear()
    return got


async def test_a_subscription_is_made_shown_changed_and_ended(town: Town, peer: Peer):
    ann = await town.person("ann")
    assert (await ann.get(PATH)).status == 404
    made = await subscribed(ann, peer, phone())
    public = (await town.get("/api/v2/instance")).json["configuration"]["vapid"]["public_key"]
    assert made["server_key"] == public == push.server_key(town.db.here.secret)
    assert (await ann.get("/api/v1/apps/verify_credentials")).json["vapid_key"] == public
    assert isinstance(made["id"], str)
    assert (made["endpoint"], made["standard"], made["policy"]) == (f"{peer.url}/push/ann", True, "all")
    assert set(made["alerts"]) >= {"admin.report", "admin.sign_up", "favourite", "follow", "follow_request", "mention",
                                   "poll", "reblog", "status", "update"}
    assert [name for name, on in made["alerts"].items() if on] == ["mention", "favourite"]
    assert (await ann.get(PATH)).json == made
    changed = (await ann.call("PUT", PATH, {"data": {"alerts": {"reblog": "1"}, "policy": "followed"}})).json
    assert [name for name, on in changed["alerts"].items() if on] == ["reblog"]
    assert (changed["policy"], changed["id"]) == ("followed", made["id"])
    assert (await ann.call("PUT", PATH, {"policy": "none"})).json["alerts"]["reblog"]
    assert (await ann.call("DELETE", PATH)).json == {}
    assert (await ann.get(PATH)).status == 404
    assert (await ann.call("PUT", PATH, {"policy": "all"})).status == 404
    assert (await ann.call("DELETE", PATH)).json == {}


async def test_a_form_makes_one_too_and_a_second_takes_the_first_one_s_place(town: Town, peer: Peer):
    ann, device = await town.person("ann"), phone()
    first = await subscribed(ann, peer, device)
    said = [f"subscription[endpoint]={peer.url}/two", "data[alerts][mention]=true", "data[policy]=follower"]
    body = "&".join(said + [f"subscription[keys][{name}]={value}==" for name, value in keys(device).items()])
    answer = await ask(town.app, "POST", PATH, body=body.encode(), headers={
        "authorization": f"Bearer {ann.token}", "content-type": "application/x-www-form-urlencoded"})
    assert (answer.json["endpoint"], answer.json["standard"]) == (f"{peer.url}/two", False)
    assert (answer.json["policy"], answer.json["alerts"]["mention"]) == ("follower", True)
    assert answer.json["id"] != first["id"]
    assert (await ann.get(PATH)).json == answer.json


@pytest.mark.parametrize("wrong", [
    {"endpoint": "http://push.example/a\nb"}, {"endpoint": "ftp://push.example/a"}, {"endpoint": ""},
    {"endpoint": "https://10.0.0.1/a"}, {"endpoint": "https://push.example:5432/a"},
    {"keys": {"p256dh": "", "auth": ""}},
    {"keys": {"p256dh": "!" * 87, "auth": "x" * 22}}, {"keys": {"p256dh": "B" * 87, "auth": "A" * 22}}, {"keys": None},
    {"endpoint": "https://[::1]/a"},
])
async def test_what_cannot_be_called_or_sealed_for_is_refused(town: Town, wrong: dict[str, Any]):
    ann = await town.person("ann")
    given = {"endpoint": "https://push.example/a", "keys": keys(phone())} | wrong
    answer = await ann.post(PATH, subscription=given)
    assert (answer.status, answer.error.startswith("Validation failed: ")) == (422, True)
    assert (await ann.get(PATH)).status == 404


async def test_a_policy_that_is_none_is_refused(town: Town, peer: Peer):
    ann = await town.person("ann")
    await subscribed(ann, peer, phone())
    assert (await ann.call("PUT", PATH, {"policy": "sometimes"})).status == 422
    assert (await ann.post(PATH)).status == 422


async def test_the_scope_is_asked_for_and_subscriptions_are_each_token_s_own(town: Town, peer: Peer):
    ann, bob = await town.person("ann", scopes="read write"), await town.person("bob")
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert (await ann.call(method, PATH)).status == 403
        assert (await ask(town.app, method, PATH)).status == 401
    await subscribed(bob, peer, phone())
    ann.token = await town.token(ann.account, ann.profile, "push")
    assert (await ann.get(PATH)).status == 404


@pytest.mark.parametrize("standard", [True, False])
async def test_a_mention_reaches_the_phone_sealed_and_vouched_for(town: Town, peer: Peer, standard: bool):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device, subscription={"standard": standard})
    await bob.posts("Good morning @ann, how are you?")
    await town.settle()
    [got] = peer.inbox
    told = (await ann.get("/api/v1/notifications")).json[0]
    assert json.loads(device.reads(got.body, got.headers)) == {
        "access_token": ann.token, "preferred_locale": "en", "notification_id": int(told["id"]),
        "notification_type": "mention", "icon": told["account"]["avatar"], "title": "bob spoke to you",
        "body": "Good morning @ann, how are you?",
    }
    assert (got.path, got.headers["ttl"], got.headers["urgency"]) == ("/push/ann", "172800", "high")
    assert len(got.headers["topic"]) == 32
    public = push.server_key(town.db.here.secret)
    signed = got.headers["authorization"]
    token = signed.removeprefix("vapid t=").partition(",")[0] if standard else signed.removeprefix("WebPush ")
    assert claims_of(token, public)["aud"] == peer.url


async def test_only_what_was_asked_for_is_pushed(town: Town, peer: Peer):
    (ann, bob, cleo), device = [await town.person(name) for name in ("ann", "bob", "cleo")], phone()
    await ann.follows(bob)
    await cleo.follows(ann)
    post = await ann.posts("Hello")
    await town.settle()

    async def reached(policy: str) -> list[str]:
        await subscribed(ann, peer, device, data={"alerts": {"mention": True}, "policy": policy})
        for person in (bob, cleo):
            await person.posts(f"@ann {policy}")
            await person.post(f"/api/v1/statuses/{post['id']}/favourite")
            await town.settle()
        return [told["title"].split()[0] for told in await calls(town, peer, device)]

    assert await reached("all") == ["bob", "cleo"]
    assert await reached("followed") == ["bob"]
    assert await reached("follower") == ["cleo"]
    assert await reached("none") == []


async def test_what_is_kept_apart_is_not_pushed(town: Town, peer: Peer):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    async with town.db.write() as tx:
        await requests.decide(tx, ann.profile, Policy(not_following="filter"))
    await bob.posts("From a stranger @ann")
    assert await calls(town, peer, device) == []


@pytest.mark.parametrize("what", ["block", "delete", "dismiss"])
async def test_what_may_be_shown_no_more_when_its_turn_comes_is_not_pushed(town: Town, peer: Peer, what: str):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    peer.says = lambda _: web.Response(status=503)
    post = await bob.posts("Soon gone @ann")
    await town.settle()
    told = (await ann.get("/api/v1/notifications")).json[0]
    peer.says = lambda _: 201
    who, method, path = {
        "block": (ann, "POST", f"/api/v1/accounts/{bob.profile}/block"),
        "delete": (bob, "DELETE", f"/api/v1/statuses/{post['id']}"),
        "dismiss": (ann, "POST", f"/api/v1/notifications/{told['id']}/dismiss"),
    }[what]
    assert (await who.call(method, path)).status == 200
    town.forward(minutes=10)
    assert await calls(town, peer, device) == []


async def test_a_spoiler_stands_for_the_words(town: Town, peer: Peer):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    await bob.posts("@ann the butler did it", spoiler_text="The end of the film")
    assert [told["body"] for told in await calls(town, peer, device)] == ["The end of the film"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_service_that_knows_the_phone_no_more_ends_the_subscription(town: Town, peer: Peer, status: int):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    peer.says = lambda _: status
    await bob.posts("One @ann")
    assert len(await calls(town, peer, device)) == 1
    assert (await ann.get(PATH)).status == 404
    await bob.posts("Two @ann")
    assert await calls(town, peer, device) == []


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_service_that_is_busy_is_asked_again_when_it_says(town: Town, peer: Peer, status: int):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    peer.says = lambda _: web.Response(status=status, headers={"retry-after": "600"})
    await bob.posts("One @ann")
    await town.settle()
    peer.says = lambda _: 201
    town.forward(minutes=9)
    assert await calls(town, peer, device) == []
    town.forward(minutes=2)
    assert [told["body"] for told in await calls(town, peer, device)] == ["One @ann"]
    assert (await ann.get(PATH)).status == 200


async def test_a_message_that_is_refused_is_let_go_and_the_next_goes_its_way(town: Town, peer: Peer):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    peer.says = lambda _: 413
    await bob.posts("One @ann")
    assert len(await calls(town, peer, device)) == 1
    peer.says = lambda _: 201
    await bob.posts("Two @ann")
    assert [told["body"] for told in await calls(town, peer, device)] == ["Two @ann"]


async def test_what_nobody_took_for_two_days_is_news_no_more(town: Town, peer: Peer):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    peer.says = lambda _: web.Response(status=503)
    await bob.posts("One @ann")
    await town.settle()
    peer.says = lambda _: 201
    town.forward(hours=49)
    assert await calls(town, peer, device) == []


async def test_an_endpoint_whose_name_leads_into_our_own_network_is_not_called(town: Town, peer: Peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    await subscribed(ann, peer, phone())
    peer.says = lambda _: web.Response(status=307, headers={"location": f"{peer.url}/inside"})
    await bob.posts("One @ann")
    await town.settle()
    assert "/inside" not in peer.asked  # and a redirect is no way round
    async with town.db.alone() as connection:
        await connection.execute("UPDATE push_subscriptions SET endpoint = 'http://169.254.169.254/latest'")
    await bob.posts("Two @ann")
    await town.settle()
    assert (await ann.get(PATH)).status == 404


async def test_whoever_is_shut_out_is_pushed_nothing_more(town: Town, peer: Peer):
    ann, bob, device = await town.person("ann"), await town.person("bob"), phone()
    await subscribed(ann, peer, device)
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET disabled_at = now() WHERE email LIKE 'ann%'")
    await bob.posts("One @ann")
    assert await calls(town, peer, device) == []
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET disabled_at = NULL")
    async with town.db.write() as tx:
        await accounts.shut_out(tx, ann.account)
    await bob.posts("Two @ann")
    assert await calls(town, peer, device) == []
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT count(*) FROM push_subscriptions") == 0


async def test_the_database_alone_does_not_give_the_token_away(town: Town, peer: Peer):
    ann = await town.person("ann")
    await subscribed(ann, peer, phone())
    async with town.db.alone() as connection:
        locked = await connection.fetchval("SELECT token_locked FROM push_subscriptions")
    assert ann.token.encode() not in locked
    assert unlock(town.db.here.secret, locked) == ann.token
    assert unlock(b"another secret", locked) is None


async def test_a_page_of_many_likes_replaces_what_the_phone_has_not_fetched(town: Town, peer: Peer):
    ann, device = await town.person("ann"), phone()
    await subscribed(ann, peer, device)
    post = await ann.posts("Like me")
    fans: list[Person] = [await town.person(name) for name in ("bob", "cleo")]
    for fan in fans:
        await fan.post(f"/api/v1/statuses/{post['id']}/favourite")
        await town.settle()
    assert len({each.headers["topic"] for each in peer.inbox}) == 1
    assert len(peer.inbox) == 2
