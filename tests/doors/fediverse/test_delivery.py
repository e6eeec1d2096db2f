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
    assert peer.asked[asked:].count("/inbox") == 1
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


async def let_pass(town: Town, hours: int, step: int = 1) -> None:
    for _ in range(0, hours, step):
        await town.settle()
        town.forward(hours=step)
    await town.settle()


@pytest.mark.parametrize("hours", [6, 48, 167])
async def test_who_was_away_has_everything_in_order_ten_minutes_after_coming_back(town: Town, peer: Peer, hours):
    """F9: no proxy answers in its place, so the connection itself is refused."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    await peer.stop()
    made = [await ann.posts(words) for words in ("One", "Two", "Three")]
    await let_pass(town, hours)
    await peer.start()
    town.forward(minutes=10)
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [status["uri"] for status in made]


async def test_no_letter_is_spent_on_who_is_away(town: Town, peer: Peer):
    """F9: a proxy answers for a server that is down; a week of that costs a letter few tries, and nobody the rest."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=502)
    peer.answers["/.well-known/nodeinfo"] = lambda _: web.Response(status=502)
    await ann.posts("One")
    await ann.posts("Two")
    asked = len(peer.asked)
    await let_pass(town, 160, 2)
    tried = [path for path in peer.asked[asked:] if path == "/inbox"]
    assert len(tried) == 1  # the first; then it is asked for a small thing first
    assert len(peer.asked) - asked > 70


async def test_after_a_week_who_is_away_is_asked_once_a_day_and_nothing_is_thrown_away(town: Town, peer: Peer):
    """F10: whoever is gone for good costs next to nothing."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=503)
    peer.answers["/.well-known/nodeinfo"] = lambda _: web.Response(status=503)
    first = await ann.posts("Anybody?")
    await let_pass(town, 8 * 24, 6)
    asked = len(peer.asked)
    second = await ann.posts("Still here")
    await let_pass(town, 48)
    assert len(peer.asked) - asked <= 3
    assert await reached(ann, first) == (0, 1)
    peer.says = lambda _: 202
    peer.answers.clear()
    town.forward(hours=28)
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [first["uri"], second["uri"]]


async def test_after_sixty_days_what_waits_is_thrown_away(town: Town, peer: Peer):
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=503)
    status = await ann.posts("Anybody?")
    await let_pass(town, 61 * 24, 48)
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT gave_up_at IS NOT NULL FROM deliveries")
        assert await connection.fetchval("SELECT count(*) FROM jobs WHERE lane IS NOT NULL") == 0
        assert await connection.fetchval("SELECT count(*) FROM letters") == 0
    assert await reached(ann, status) == (0, 1)


async def test_a_word_from_who_was_away_wakes_what_waits(town: Town, peer: Peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    zoe = await follower(town, peer, ann)
    await peer.stop()
    status = await ann.posts("Are you there?")
    await let_pass(town, 24 * 8, 6)
    await peer.start()
    await town.settle()
    assert peer.received("Create") == []
    await zoe.sends(town, zoe.activity("Follow", f"{town.db.here.settings.base}/users/{bob.profile}"))
    await town.settle()
    assert [given["object"]["id"] for given in peer.received("Create")] == [status["uri"]]


async def test_who_only_speaks_and_never_answers_is_not_tried_for_each_word(town: Town, peer: Peer):
    ann = await town.person("ann")
    zoe = await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=503)
    peer.answers["/.well-known/nodeinfo"] = lambda _: web.Response(status=503)
    await ann.posts("Are you there?")
    await let_pass(town, 24, 6)
    asked = len(peer.asked)
    for _ in range(5):
        await zoe.sends(town, zoe.activity("Like", "http://here.test/nothing"))
        await town.settle()
    assert len(peer.asked) - asked <= 2


async def test_an_inbox_that_is_gone_is_written_to_no_more_until_something_comes_from_there(town: Town, peer: Peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    zoe = await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=410)
    await ann.posts("One")
    await town.settle()
    peer.says = lambda _: 202
    asked = len(peer.asked)
    await ann.posts("Two")
    await town.settle()
    assert peer.asked[asked:] == []
    await zoe.sends(town, zoe.activity("Follow", f"{town.db.here.settings.base}/users/{bob.profile}"))
    await ann.posts("Three")
    await town.settle()
    assert [given["object"]["content"] for given in peer.received("Create")] == ["<p>Three</p>"]


async def test_what_says_when_to_come_again_is_not_asked_before(town: Town, peer: Peer):
    """F17: not even for the small thing."""
    ann = await town.person("ann")
    await follower(town, peer, ann)
    peer.says = lambda _: web.Response(status=503, headers={"retry-after": "3600"})
    await ann.posts("Later")
    await town.settle()
    asked = len(peer.asked)
    for _ in range(5):
        town.forward(minutes=11)
        await town.settle()
    assert peer.asked[asked:] == []
    town.forward(minutes=6)
    await town.settle()
    assert peer.asked[asked:] == ["/inbox"]


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


async def test_what_a_server_runs_is_asked_once_and_not_in_the_middle_of_a_delivery(town: Town, peer: Peer):
    ann = await town.person("ann")
    where = f"{peer.url}/nodeinfo/2.0"
    links = {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": where}]}
    peer.documents["/.well-known/nodeinfo"] = links
    peer.documents["/nodeinfo/2.0"] = {"software": {"name": "pretend", "version": "1.2"}}
    await follower(town, peer, ann)
    assert "/nodeinfo/2.0" not in peer.asked
    town.forward(minutes=20)
    await town.settle()
    known = await hosts.find(town.db, peer.host)
    assert known
    assert known.software == "pretend 1.2"
    await ann.posts("Again")
    await town.settle()
    assert peer.asked.count("/nodeinfo/2.0") == 1
