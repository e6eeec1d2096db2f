"""What the inboxes take, and from whom."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from hubbub.base.clock import now
from hubbub.people import follows, profiles
from tests.outside import ACTIVITY, Peer, Writer, digest, document, key_pair
from tests.town import Answer, Person, Town, ask

TYPES = ["Follow", "Accept", "Reject", "Undo", "Create", "Update", "Delete", "Announce", "Like", "EmojiReact", "Block",
         "Add", "Remove", "Flag", "Move"]


async def bring(town: Town, headers: dict[str, str], body: bytes, path: str = "/inbox") -> Answer:
    return await ask(town.app, "POST", path, body=body, headers={"content-type": ACTIVITY} | headers)


async def follows_ann(town: Town, zoe: Writer, ann: Person) -> bool:
    known = await profiles.find(town.db, uri=zoe.uri)
    return known is not None and await follows.stands(town.db, known, ann.profile)


def follow(town: Town, zoe: Writer, ann: Person) -> bytes:
    return json.dumps(zoe.activity("Follow", uri_of(town, ann))).encode()


def uri_of(town: Town, who: Person) -> str:
    return f"{town.db.here.settings.base}/users/{who.profile}"


async def test_a_signed_activity_is_taken_by_the_shared_and_by_ones_own_inbox(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 202
    own = f"/users/{bob.profile}/inbox"
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, bob)), own)).status == 202
    assert await follows_ann(town, zoe, ann)
    assert await follows_ann(town, zoe, bob)


@pytest.mark.parametrize("path", ["/inbox", "own"])
@pytest.mark.parametrize("type", TYPES)
async def test_an_unsigned_activity_of_any_type_is_refused(town: Town, peer: Peer, type, path):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    path = f"/users/{ann.profile}/inbox" if path == "own" else path
    body = json.dumps(zoe.activity(type, uri_of(town, ann))).encode()
    answer = await bring(town, {}, body, path)
    assert answer.status == 401
    assert await profiles.find(town.db, uri=zoe.uri) is None
    assert peer.asked == []


async def test_the_inbox_of_nobody_is_not_found(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    assert (await zoe.sends(town, zoe.activity("Follow", "http://here.test/users/1"), "/users/1/inbox")).status == 404
    assert (await zoe.sends(town, zoe.activity("Follow", "x"), "/users/9999999999999999999/inbox")).status == 404


SLOPPY: dict[str, Callable[[Writer, bytes], dict[str, str]]] = {
    "wrong key": lambda zoe, body: Writer(zoe.peer, "zoe", zoe.key + 1).signs("/inbox", body, "here.test"),
    "another body": lambda zoe, body: zoe.signs("/inbox", body + b" ", "here.test"),
    "no digest signed": lambda zoe, body: zoe.signs("/inbox", body, "here.test", covered="(request-target) host date"),
    "no date signed": lambda zoe, body: zoe.signs("/inbox", body, "here.test", covered="(request-target) host digest"),
    "no host signed": lambda zoe, body: zoe.signs("/inbox", body, "here.test", covered="(request-target) date digest"),
    "no path signed": lambda zoe, body: zoe.signs("/inbox", body, "here.test", covered="host date digest"),
    "another path": lambda zoe, body: zoe.signs("/users/1/inbox", body, "here.test"),
    "another method": lambda zoe, body: zoe.signs("/inbox", body, "here.test", "put"),
    "another host": lambda zoe, body: zoe.signs("/inbox", body, "there.test"),
    "two hours old": lambda zoe, body: zoe.signs(
        "/inbox", body, "here.test", date=format_datetime(now() - timedelta(hours=2), usegmt=True)),
    "two hours ahead": lambda zoe, body: zoe.signs(
        "/inbox", body, "here.test", date=format_datetime(now() + timedelta(hours=2), usegmt=True)),
    "SHA-512 only": lambda zoe, body: zoe.signs("/inbox", body, "here.test", digest="SHA-512=" + digest(body)[8:]),
}


@pytest.mark.parametrize("how", SLOPPY)
async def test_a_bad_signature_is_refused_and_nothing_is_kept(town: Town, peer: Peer, how):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    body = follow(town, zoe, ann)
    answer = await bring(town, SLOPPY[how](zoe, body), body)
    assert answer.status == 401
    assert not await follows_ann(town, zoe, ann)


async def test_an_empty_body_and_what_is_no_activity_are_malformed(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    for body in (b"", b"[]", b"{}", b'{"type":"Follow"}', b'{"a":1,"a":2,"actor":"http://x.test/y"}', b"{" * 3000):
        answer = await bring(town, zoe.signs("/inbox", body, "here.test") if body else {}, body)
        assert answer.status == 400, body[:40]


async def test_more_than_a_mebibyte_is_too_large(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    body = b'{"a":"' + b"a" * (1 << 20) + b'"}'
    assert (await bring(town, zoe.signs("/inbox", body, "here.test"), body)).status == 413
    assert peer.asked == []


async def test_the_same_request_again_changes_nothing(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    body = follow(town, zoe, ann)
    headers = zoe.signs("/inbox", body, "here.test")
    assert (await bring(town, headers, body)).status == 202
    await zoe.sends(town, zoe.activity("Undo", json.loads(body)))
    assert not await follows_ann(town, zoe, ann)
    assert (await bring(town, headers, body)).status == 202
    assert not await follows_ann(town, zoe, ann)


async def test_the_same_request_after_its_hour_is_refused(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    body = follow(town, zoe, ann)
    headers = zoe.signs("/inbox", body, "here.test")
    await bring(town, headers, body)
    town.forward(minutes=61)
    assert (await bring(town, headers, body)).status == 401


async def test_signatures_are_forgotten_when_they_can_no_longer_be_used(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    assert await count(town, "taken") == 1
    town.forward(hours=4)
    await town.settle()
    assert await count(town, "taken") == 0


async def count(town: Town, table: str) -> int:
    async with town.db.alone() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))


async def test_a_key_of_one_signs_nothing_for_another(town: Town, peer: Peer):
    ann, zoe, mallory = await town.person("ann"), peer.person("zoe"), peer.person("mallory")
    assert (await mallory.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 401
    assert await profiles.find(town.db, uri=zoe.uri) is None


async def test_a_key_that_its_actor_does_not_show_is_refused(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    peer.documents["/keys/1"] = {
        "id": f"{peer.url}/keys/1", "type": "Key", "owner": zoe.uri, "publicKeyPem": key_pair(2)[1]}
    sent = zoe.activity("Follow", uri_of(town, ann))
    zoe.key = 2
    zoe.more = {"publicKey": {"id": f"{zoe.uri}#main-key", "owner": zoe.uri, "publicKeyPem": key_pair(0)[1]}}
    assert (await zoe.sends(town, sent, key_id=f"{peer.url}/keys/1")).status == 401
    assert not await follows_ann(town, zoe, ann)


async def test_a_key_on_another_host_than_its_actor_is_refused(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    there = f"{third.url}/users/zoe#main-key"
    zoe.more = {"publicKey": {"id": there, "owner": zoe.uri, "publicKeyPem": key_pair(0)[1]}}
    third.answers["/users/zoe"] = lambda _: document(zoe.document)
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)), key_id=there)).status == 401
    assert not await follows_ann(town, zoe, ann)


async def test_a_key_whose_owner_field_lies_is_refused(town: Town, peer: Peer, third: Peer):
    ann, zoe, victim = await town.person("ann"), peer.person("zoe"), third.person("victim")
    zoe.more = {"publicKey": {"id": zoe.key_id, "owner": victim.uri, "publicKeyPem": key_pair(0)[1]}}
    sent = victim.activity("Follow", uri_of(town, ann))
    assert (await zoe.sends(town, sent)).status == 401
    assert await profiles.find(town.db, uri=victim.uri) is None
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 401


async def test_a_key_at_an_address_of_its_own_is_found_by_way_of_its_actor(town: Town, peer: Peer):
    """GoToSocial's keys live at `/users/zoe/main-key`, where a stub of the actor answers."""
    ann, zoe = await town.person("ann"), peer.person("zoe")
    key_id = f"{zoe.uri}/main-key"
    zoe.more = {"publicKey": {"id": key_id, "owner": zoe.uri, "publicKeyPem": key_pair(zoe.key)[1]}}
    peer.documents["/users/zoe/main-key"] = {
        "id": zoe.uri, "type": "Person", "preferredUsername": "zoe", "publicKey": zoe.more["publicKey"]}
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)), key_id=key_id)).status == 202
    assert await follows_ann(town, zoe, ann)


async def test_a_key_that_has_changed_is_asked_for_once_more(town: Town, peer: Peer):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    zoe.key += 1
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, bob)))).status == 202
    assert await follows_ann(town, zoe, bob)


async def test_a_wrong_key_makes_us_ask_only_so_often(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    before = len(peer.asked)
    forger = Writer(peer, "zoe", zoe.key + 1)
    for _ in range(10):
        assert (await forger.sends(town, zoe.activity("Block", uri_of(town, ann)))).status == 401
    assert len(peer.asked) - before <= 3


async def test_the_first_words_of_a_stranger_make_us_ask_once(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await profiles.seek(town.db, peer.person("yan").handle)
    peer.asked.clear()
    sent = [zoe.sends(town, zoe.activity("Follow", uri_of(town, ann))) for _ in range(10)]
    assert {answer.status for answer in await asyncio.gather(*sent)} == {202}
    assert peer.asked.count("/users/zoe") == 1


async def test_a_key_that_cannot_be_had_just_now_is_asked_for_later(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    peer.answers["/users/zoe"] = lambda _: web.Response(status=503)
    answer = await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    assert (answer.status, "retry-after" in answer.headers) == (503, True)
    del peer.answers["/users/zoe"]
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 202


async def test_a_key_that_is_gone_is_a_bad_signature(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    peer.answers["/users/zoe"] = lambda _: web.Response(status=410)
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))).status == 401


async def test_the_farewell_of_a_stranger_is_taken_without_asking_anybody(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    assert (await bring(town, {}, json.dumps(zoe.activity("Delete", zoe.uri)).encode())).status == 202
    assert peer.asked == []


async def test_the_farewell_of_somebody_known_must_be_signed(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    assert (await bring(town, {}, json.dumps(zoe.activity("Delete", zoe.uri)).encode())).status == 401


async def test_who_is_suspended_is_not_heard_and_not_asked(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    bob = await town.person("bob")
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    known = await profiles.find(town.db, uri=zoe.uri)
    assert known
    async with town.db.write() as tx:
        await profiles.suspend(tx, known)
    peer.asked.clear()
    assert (await zoe.sends(town, zoe.activity("Follow", uri_of(town, bob)))).status == 202
    assert not await follows_ann(town, zoe, bob)
    status = await ann.posts("For my followers")
    assert (await zoe.asks(town, f"/users/{ann.profile}/posts/{status['id']}")).status == 200
    private = await ann.posts("For my followers", visibility="private")
    assert (await zoe.asks(town, f"/users/{ann.profile}/posts/{private['id']}")).status == 404
    await town.settle()
    assert peer.asked == []
    assert peer.received("Create") == []


async def test_who_is_blocked_reaches_nothing_of_the_one_who_blocked(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await ann.posts("Mine")
    uri = f"{uri_of(town, ann)}/posts/{status['id']}"
    await zoe.sends(town, zoe.activity("Follow", uri_of(town, ann)))
    known = await profiles.find(town.db, uri=zoe.uri)
    await ann.post(f"/api/v1/accounts/{known}/block") if known else None
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, known) if known else None
    for sent in (
        zoe.activity("Follow", uri_of(town, ann)), zoe.activity("Like", uri), zoe.activity("Announce", uri),
        zoe.create(zoe.note("Hey", inReplyTo=uri, tag=[{"type": "Mention", "href": uri_of(town, ann)}])),
    ):
        assert (await zoe.sends(town, sent)).status == 202
    shown = (await ann.get(f"/api/v1/statuses/{status['id']}")).json
    assert (shown["favourites_count"], shown["reblogs_count"], shown["replies_count"]) == (0, 0, 0)
    assert not await follows_ann(town, zoe, ann)
    assert (await zoe.asks(town, f"/users/{ann.profile}/posts/{status['id']}")).status == 200  # public, to anybody


async def test_an_id_on_another_host_than_the_actor_is_refused(town: Town, peer: Peer, third: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    sent = zoe.activity("Follow", uri_of(town, ann)) | {"id": f"{third.url}/did/1"}
    assert (await zoe.sends(town, sent)).status == 401


async def test_types_that_nobody_takes_are_acknowledged(town: Town, peer: Peer):
    zoe = peer.person("zoe")
    for type in ("Add", "Remove", "Move", "Flag", "View", "Teleport"):
        assert (await zoe.sends(town, zoe.activity(type, zoe.uri))).status == 202
