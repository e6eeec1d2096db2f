"""What is left of the posts of whoever is gone: nothing, here; and elsewhere one word says so."""

import pytest

from hubbub.people import profiles
from hubbub.reach.posts import leaving
from tests.outside import Peer
from tests.people.follows.test_leaving import goes
from tests.reach.posts.befriending import befriend, read, shown, uri_of
from tests.town import Town


async def test_no_word_of_theirs_is_kept(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await ann.posts("How are you?")
    for number in range(5):
        await bob.posts(f"Fine {number}", in_reply_to_id=first["id"])
    await bob.post(f"/api/v1/statuses/{first['id']}/reblog")
    await goes(town, bob)
    async with town.db.alone() as connection:
        left = await connection.fetch("SELECT text FROM posts WHERE author_id = $1 AND text <> ''", bob.profile)
    assert left == []
    seen = (await ann.get(f"/api/v1/statuses/{first['id']}")).json
    assert (seen["replies_count"], seen["reblogs_count"]) == (0, 0)


async def test_what_was_public_says_that_it_is_gone_even_if_its_author_was_shut_out_before(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello")
    async with town.db.write() as tx:
        await profiles.suspend(tx, ann.profile)
    assert (await read(town, status["uri"])).status == 404
    await goes(town, ann)
    for uri in (uri_of(ann), status["uri"]):
        answer = await read(town, uri)
        assert (answer.status, answer.json["id"]) == (410, uri)


async def test_one_word_tells_all_who_have_a_post_however_many_there_are(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    for number in range(3):
        await ann.posts(f"@{far.handle} Hello {number}")
    await goes(town, ann)
    for server in (peer, third):
        assert [given["object"] for given in server.received("Delete")] == [uri_of(ann)]


async def test_what_somebody_elsewhere_wrote_goes_with_them(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Keep me not")
    await zoe.sends(town, zoe.create(note))
    assert await shown(town, note, ann)
    await zoe.sends(town, zoe.activity("Delete", zoe.uri))
    await town.settle()
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT html FROM posts WHERE uri = $1", note["id"]) == ""
