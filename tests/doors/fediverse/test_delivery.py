"""Carrying what we have to say to other servers."""

import base64
import re
from typing import Any

import pytest
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hubbub.doors.fediverse.delivery import send
from hubbub.people import hosts
from tests.outside import ACTIVITY, Peer, Received, Writer, digest
from tests.town import Person, Town


async def follower(town: Town, peer: Peer, ann: Person, name: str = "zoe", **more: Any) -> Writer:
    """Somebody on the peer who follows Ann, their Accept delivered."""
    zoe = peer.person(name, **more)
    await zoe.sends(town, zoe.activity("Follow", f"{town.db.here.settings.base}/users/{ann.profile}"))
    await town.settle()
    return zoe


async def reached(ann: Person, status: dict[str, Any]) -> tuple[int, int] | None:
    told = (await ann.get(f"/api/v1/statuses/{status['id']}")).json.get("hubbub")
    return (told["reached"], told["of"]) if told else None


async def public_key(town: Town, ann: Person) -> RSAPublicKey:
    actor = (await town.get(f"/users/{ann.profile}", accept=ACTIVITY)).json
    key = load_pem_public_key(actor["publicKey"]["publicKeyPem"].encode())
    assert isinstance(key, RSAPublicKey)
    return key


def is_signed(given: Received, key: RSAPublicKey) -> bool:
    """Whether a delivery carries a right draft-cavage signature, worked out by hand."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', given.headers["signature"]))
    lines = {"(request-target)": f"post {given.path}"} | given.headers
    text = "\n".join(f"{name}: {lines[name]}" for name in said["headers"].split())
    assert {"(request-target)", "host", "date", "digest"} <= set(said["headers"].split())
    try:
        key.verify(base64.b64decode(said["signature"]), text.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return given.headers["digest"] == digest(given.body)


async def test_a_post_is_delivered_signed_by_its_author(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    status = await ann.posts("Hello out there")
    await town.settle()
    arrived = peer.inbox[-1]
    assert arrived.path == "/inbox"
    assert arrived.headers["content-type"] == ACTIVITY
    assert arrived.json["object"]["content"] == "<p>Hello out there</p>"
    assert is_signed(arrived, await public_key(town, ann))
    assert await reached(ann, status) == (1, 1)


async def test_several_followers_on_one_server_get_it_once(town: Town, peer: Peer):
    ann = await town.person("ann")
    for name in ("zoe", "yan", "xin"):
        await follower(town, peer, ann, name)
    await ann.posts("Once")
    await town.settle()
    assert len(peer.received("Create")) == 1


async def test_a_server_without_a_shared_inbox_gets_it_by_each_ones_own(town: Town, peer: Peer):
    ann = await town.person("ann")
    for name in ("zoe", "yan"):
        await follower(town, peer, ann, name, endpoints={})
    status = await ann.posts("Twice")
    await town.settle()
    creates = [given.path for given in peer.inbox if given.json["type"] == "Create"]
    assert sorted(creates) == ["/users/yan/inbox", "/users/zoe/inbox"]
    assert await reached(ann, status) == (1, 1)


async def test_the_other_kind_of_signature_is_tried_and_then_remembered(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    kinds: list[str] = []

    def only_message(given: Received) -> int:
        kinds.append("message" if "signature-input" in given.headers else "cavage")
        return 202 if kinds[-1] == "message" else 401

    peer.says = only_message
    await ann.posts("One")
    await town.settle()
    await ann.posts("Two")
    await town.settle()
    assert kinds == ["cavage", "message", "message"]
    known = await hosts.find(town.db, peer.host)
    assert known
    assert known.signature == "message"


@pytest.mark.parametrize("status", [403, 404, 410, 422, 302])
async def test_what_is_refused_is_not_tried_again(town: Town, peer: Peer, status):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=status, headers={"location": "/elsewhere"})
    asked = len(peer.asked)
    made = await ann.posts("No, thank you")
    await town.settle()
    assert len(peer.asked) - asked == 1
    assert await reached(ann, made) == (0, 1)
    known = await hosts.find(town.db, peer.host)
    assert known
    assert str(status) in str(known.error)
    peer.says = lambda _: 202
    town.forward(days=1)
    await town.settle()
    assert peer.received("Create") == []


@pytest.mark.parametrize("status", [429, 503, 502, 500])
async def test_what_cannot_be_taken_now_comes_later_and_in_order(town: Town, peer: Peer, status):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=status, headers={"retry-after": "600"})
    first = await ann.posts("First")
    await town.settle()
    second = await ann.posts("Second")
    await town.settle()
    assert await reached(ann, first) == (0, 1)
    peer.says = lambda _: 202
    town.forward(minutes=5)
    await town.settle()
    assert peer.received("Create") == []
    town.forward(minutes=6)
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [first["uri"], second["uri"]]
    assert await reached(ann, second) == (1, 1)


async def test_a_server_that_is_away_gets_it_when_it_is_back(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    there, peer.says = peer.says, lambda _: web.Response(status=503)
    status = await ann.posts("Are you there?")
    for _ in range(4):
        await town.settle()
        town.forward(hours=6)
    peer.says = there
    await town.settle()
    assert await reached(ann, status) == (1, 1)


async def test_one_that_a_server_chokes_on_does_not_keep_the_next_waiting_for_ever(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda given: 500 if b"poison" in given.body else 202
    bad = await ann.posts("poison")
    good = await ann.posts("water")
    for _ in range(20):
        await town.settle()
        town.forward(hours=1)
    assert await reached(ann, bad) == (0, 1)
    assert await reached(ann, good) == (1, 1)


async def test_after_a_week_nobody_tries_any_more(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=503)
    status = await ann.posts("Anybody?")
    await town.settle()
    town.forward(days=8)
    await town.settle()
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT gave_up_at IS NOT NULL FROM deliveries")
    assert await reached(ann, status) == (0, 1)


async def test_each_server_waits_for_itself_alone(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    await follower(town, third, ann)
    peer.says = lambda _: web.Response(status=503)
    status = await ann.posts("Hello both")
    await town.settle()
    assert len(third.received("Create")) == 1
    assert await reached(ann, status) == (1, 2)


async def test_all_servers_get_the_same_bytes(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    await follower(town, third, ann)
    await ann.posts("Same")
    await town.settle()
    assert peer.inbox[-1].body == third.inbox[-1].body
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT count(*) FROM letters WHERE post_id IS NOT NULL") == 1


async def test_nothing_is_sent_to_ourselves(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await send(tx, ann.profile, {"type": "Note"}, ["http://here.test/inbox", "http://HERE.test/inbox"])
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT count(*) FROM letters") == 0


async def test_nobody_but_the_author_sees_how_far_a_post_got(town: Town, peer: Peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    await follower(town, peer, ann)
    status = await ann.posts("Mine")
    await town.settle()
    assert await reached(bob, status) is None


async def test_the_key_is_waited_for(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe")
    async with town.db.alone() as connection:
        await connection.execute("DELETE FROM profile_keys")
    await zoe.sends(town, zoe.activity("Follow", f"{town.db.here.settings.base}/users/{ann.profile}"))
    await town.settle()
    town.forward(minutes=1)
    await town.settle()
    assert len(peer.received("Accept")) == 1


async def test_what_a_server_runs_is_asked_once(town: Town, peer: Peer):
    ann = await town.person("ann")
    where = f"{peer.url}/nodeinfo/2.0"
    links = {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": where}]}
    peer.documents["/.well-known/nodeinfo"] = links
    peer.documents["/nodeinfo/2.0"] = {"software": {"name": "pretend", "version": "1.2"}}
    await follower(town, peer, ann)
    known = await hosts.find(town.db, peer.host)
    assert known
    assert known.software == "pretend 1.2"
    await ann.posts("Again")
    await town.settle()
    assert peer.asked.count("/nodeinfo/2.0") == 1
