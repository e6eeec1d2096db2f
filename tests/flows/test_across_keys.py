"""Two Hubbubs: somebody's key is changed, and the other server goes by it, in either kind of signature."""

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest

from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.doors.fediverse.keys import load_private
from hubbub.doors.fediverse.signatures import sign_cavage, sign_message
from hubbub.people import hosts, profiles
from hubbub.people.profiles import rekeying
from tests.served import Served, eventually

from .test_across import at_home, found

SIGN = {"cavage": sign_cavage, "message": sign_message}


def key_of(server: Served, name: str) -> profiles.Key:
    async def look(db: Db) -> profiles.Key:
        key = await profiles.keys.key_of(db, await profiles.look_up(db, name))
        assert key is not None
        return key

    return server.beside(look)


def knows(server: Served, key: profiles.Key) -> bool:
    async def look(db: Db) -> bool:
        return await profiles.keys.signer(db, key.uri) is not None

    return server.beside(look)


def speaks(server: Served, host: str, kind: str) -> None:
    """From now on the server signs in this kind what it sends to that host."""
    async def remember(db: Db) -> None:
        await hosts.succeeded(db, host, kind)
        async with db.write() as tx:
            await hosts.try_now(tx, host)

    server.beside(remember)


def end_the_week(server: Served) -> None:
    """As long as a key is shown after another took its place."""
    async def forget(db: Db) -> None:
        async with db.alone() as connection:
            await connection.execute("UPDATE profile_more_keys SET shown_until = now() WHERE shown_until IS NOT NULL")
        async with db.write() as tx:
            await rekeying.forget_keys.soon(tx)

    server.beside(forget)


def says(to: Served, key: profiles.Key, kind: str, type: str, what: Any) -> int:
    """What the other server answers to an activity that is signed with this key."""
    number = len(str(now())) + hash((kind, type, str(what), now()))
    body = json.dumps({"id": f"{key.owner}#said-{number}", "type": type, "actor": key.owner, "object": what}).encode()
    url = f"{to.url}/inbox"
    signed = SIGN[kind]("POST", url, body, key.uri, load_private(str(key.private_pem)), now())
    try:
        request = urllib.request.Request(url, body, {**signed, "content-type": "application/activity+json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


@pytest.mark.parametrize("kind", ["cavage", "message"])
def test_another_key_is_gone_by_at_once_and_the_one_before_for_its_week(one: Served, two: Served, kind: str):
    ann, zoe = one.person(f"ann{kind}"), two.person(f"zoe{kind}")
    two.person(f"yan{kind}")
    there = found(two, zoe, f"@ann{kind}@{one.domain}")
    two.post(f"/api/v1/accounts/{there['id']}/follow", zoe)
    eventually(lambda: two.get(f"/api/v1/accounts/relationships?id[]={there['id']}", zoe)[0]["following"])
    speaks(one, two.domain, kind)
    before = key_of(one, f"ann{kind}")
    one.command("key", "change", f"ann{kind}")
    after = key_of(one, f"ann{kind}")
    assert (after.uri, after.public_pem) != (before.uri, before.public_pem)

    status = one.post("/api/v1/statuses", ann, status="It is still me")
    arrived = eventually(at_home(two, zoe, "It is still me"))
    back = found(one, ann, f"@yan{kind}@{two.domain}")
    one.post(f"/api/v1/accounts/{back['id']}/follow", ann)
    eventually(lambda: one.get(f"/api/v1/accounts/relationships?id[]={back['id']}", ann)[0]["following"])
    assert one.ask("DELETE", f"/api/v1/statuses/{status['id']}", token=ann)[0] == 200
    eventually(lambda: two.ask("GET", f"/api/v1/statuses/{arrived['id']}", token=zoe)[0] == 404)
    assert one.beside(lambda db: hosts.find(db, two.domain)).signature == kind  # type: ignore[union-attr]

    mine = two.post("/api/v1/statuses", zoe, status="Like me")
    assert says(two, before, kind, "Like", mine["uri"]) == 202, "what was under way is taken"
    assert eventually(lambda: two.get(f"/api/v1/statuses/{mine['id']}")["favourites_count"]) == 1
    end_the_week(one)
    eventually(lambda: not knows(two, before))
    other = two.post("/api/v1/statuses", zoe, status="Like me not")
    for each in SIGN:
        assert says(two, before, each, "Like", other["uri"]) == 401
        assert says(two, after, each, "Dislike", other["uri"]) == 202
    assert two.get(f"/api/v1/statuses/{other['id']}")["favourites_count"] == 0
