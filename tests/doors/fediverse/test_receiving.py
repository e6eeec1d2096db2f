"""What comes side by side is taken together, and nothing in it is another's trouble."""

import asyncio

from hubbub.base.db import made
from hubbub.reach import posts
from tests.outside import Peer
from tests.reach.posts.befriending import befriend, uri_of
from tests.town import Town


async def test_what_comes_side_by_side_is_taken_in_one_go(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    notes = [zoe.note(f"<p>Side by side {number}</p>") for number in range(8)]
    said: list[str] = []
    made.set(said)
    answers = await asyncio.gather(*(zoe.sends(town, zoe.create(note)) for note in notes))
    made.set(None)
    assert {answer.status for answer in answers} == {202}
    await town.settle()
    assert {status["uri"] for status in await ann.home()} == {note["id"] for note in notes}
    assert sum("INSERT INTO posts" in statement for statement in said) < 8


async def test_what_is_refused_keeps_nothing_of_its_neighbours_out(town: Town, peer: Peer, third: Peer):
    ann, zoe, max = await town.person("ann"), peer.person("zoe"), third.person("max")
    await befriend(town, ann, zoe)
    await befriend(town, ann, max)
    good = [zoe.note(f"Good {number}") for number in range(4)]
    forged = zoe.note("Not of Max") | {"id": f"{third.url}/notes/99"}
    answers = await asyncio.gather(
        *(zoe.sends(town, zoe.create(note)) for note in good[:2]), max.sends(town, max.create(forged)),
        *(zoe.sends(town, zoe.create(note)) for note in good[2:]))
    assert {answer.status for answer in answers} == {202}
    assert set(await posts.find_all(town.db, {note["id"] for note in [*good, forged]})) == {n["id"] for n in good}


async def test_the_same_word_side_by_side_is_taken_once(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Once, whoever brings it")
    create = zoe.create(note)
    await asyncio.gather(*(zoe.sends(town, create, path) for path in ("/inbox", f"/users/{ann.profile}/inbox") * 3))
    await town.settle()
    assert [status["uri"] for status in await ann.home()] == [note["id"]]
    assert (await town.get(f"/api/v1/accounts/lookup?acct={zoe.handle}")).json["statuses_count"] == 1


async def test_what_comes_with_the_end_of_itself_leaves_nothing(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note(f"For {uri_of(ann)}")
    end = zoe.activity("Delete", note["id"])
    await asyncio.gather(zoe.sends(town, zoe.create(note)), zoe.sends(town, end), zoe.sends(town, zoe.create(note)))
    await town.settle()
    assert await ann.home() == []
