"""Answers to our posts are passed on to who follows them; what others pass on is believed of its origin alone."""

import json
from typing import Any

import pytest
from aiohttp import web

from hubbub.base.clock import iso, now
from hubbub.people import profiles
from hubbub.reach import posts
from tests.doors.fediverse.test_delivery import follower
from tests.outside import Peer, Writer, document
from tests.town import Person, Town


async def answered(town: Town, ann: Person, zoe: Writer, **more: Any) -> dict[str, Any]:
    """Zoe's answer to a post of Ann's, brought to us; the note."""
    status = await ann.posts("What do you think?")
    await town.settle()
    note = zoe.note("This", **({"inReplyTo": status["uri"]} | more))
    assert (await zoe.sends(town, zoe.create(note))).status == 202
    await town.settle()
    return note


def of(peer: Peer, type: str, uri: str) -> list[dict[str, Any]]:
    """What came there of this type about an object."""
    return [given for given in peer.received(type)
            if (given["object"]["id"] if isinstance(given["object"], dict) else given["object"]) == uri]


async def words(town: Town, uri: str) -> str | None:
    known = await posts.find(town.db, uri)
    return (await posts.get(town.db, [known]))[0].html if known else None


async def test_an_answer_goes_on_to_the_followers_of_who_is_answered_as_it_came(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    zoe = await follower(town, peer, ann)
    await follower(town, third, ann, "yan")
    note = await answered(town, ann, zoe)
    assert of(peer, "Create", note["id"]) == []  # it has it
    [given] = of(third, "Create", note["id"])
    assert (given["actor"], given["object"]["content"]) == (zoe.uri, "This")
    assert f"/users/{ann.profile}#" in third.inbox[-1].headers["signature"]


async def test_its_edit_and_its_end_follow_it(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    zoe = await follower(town, peer, ann)
    await follower(town, third, ann, "yan")
    note = await answered(town, ann, zoe)
    await zoe.sends(town, zoe.activity("Update", note | {"content": "That", "updated": iso(now())}))
    await zoe.sends(town, zoe.activity("Delete", note["id"]))
    await town.settle()
    assert len(of(third, "Update", note["id"])) == 1
    assert len(of(third, "Delete", note["id"])) == 1


@pytest.mark.parametrize("how", ["not public", "to another", "blocked", "silenced"])
async def test_nothing_else_is_passed_on(town: Town, peer: Peer, third: Peer, how):
    ann = await town.person("ann")
    zoe = await follower(town, peer, ann)
    await follower(town, third, ann, "yan")
    more: dict[str, Any] = {}
    known = await profiles.find(town.db, uri=zoe.uri)
    assert known
    if how == "not public":
        more = {"to": [f"http://here.test/users/{ann.profile}"], "cc": []}
    if how == "to another":
        more = {"inReplyTo": zoe.note("Mine")["id"]}
    if how == "blocked":
        await ann.post(f"/api/v1/accounts/{known}/block")
    if how == "silenced":
        async with town.db.write() as tx:
            await profiles.limits.silence(tx, known, True)
    note = await answered(town, ann, zoe, **more)
    assert of(third, "Create", note["id"]) == []


async def test_one_server_has_us_pass_on_only_so_much(town: Town, peer: Peer, third: Peer):
    """S38: of all that comes in, an answer alone makes more than three letters; so there is a bound for each host."""
    ann = await town.person("ann")
    zoe = await follower(town, peer, ann)
    await follower(town, third, ann, "yan")
    status = await ann.posts("What do you think?")
    for n in range(105):
        await zoe.sends(town, zoe.create(zoe.note(f"No. {n}", inReplyTo=status["uri"])))
    await town.settle()
    passed = [given for given in third.received("Create") if given["actor"] == zoe.uri]
    assert len(passed) == 100


async def brings(town: Town, courier: Writer, activity: dict[str, Any]) -> int:
    """Somebody brings another's activity, signed by themselves."""
    return (await courier.sends(town, activity)).status


async def test_what_is_passed_on_is_taken_from_its_origin_and_not_from_who_brings_it(
    town: Town, peer: Peer, third: Peer
):
    """S10: not even with a signature inside that would say who wrote it."""
    ann = await town.person("ann")
    zoe, yan = await follower(town, peer, ann), third.person("yan")
    status = await ann.posts("What do you think?")
    note = yan.note("True", inReplyTo=status["uri"])
    forged = yan.create(note | {"content": "Forged"}) | {"signature": {
        "type": "RsaSignature2017", "creator": yan.key_id, "created": iso(now()), "signatureValue": "Zm9yZ2Vk"}}
    assert await brings(town, zoe, forged) == 202
    await town.settle()
    assert await words(town, note["id"]) == "True"


async def test_an_edit_that_is_passed_on_is_asked_for_where_the_post_is(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    zoe, yan = await follower(town, peer, ann), third.person("yan")
    note = await answered(town, ann, yan)
    later = note | {"content": "Better", "updated": iso(now())}
    third.documents[note["id"].removeprefix(third.url)] = later
    assert await brings(town, zoe, yan.activity("Update", later | {"content": "Forged"})) == 202
    await town.settle()
    assert await words(town, note["id"]) == "Better"


@pytest.mark.parametrize(("there", "stays"), [
    ("still", True), ("gone", False), ("not found", False), ("tombstone", False), ("away", True),
])
async def test_an_end_that_is_passed_on_holds_if_its_origin_says_so(
    town: Town, peer: Peer, third: Peer, there, stays
):
    ann = await town.person("ann")
    zoe, yan = await follower(town, peer, ann), third.person("yan")
    note = await answered(town, ann, yan)
    path = note["id"].removeprefix(third.url)
    answers = {
        "gone": lambda _: web.Response(status=410), "not found": lambda _: web.Response(status=404),
        "tombstone": lambda _: document({"id": note["id"], "type": "Tombstone"}),
        "away": lambda _: web.Response(status=503),
    }
    if there in answers:
        third.answers[path] = answers[there]
    assert await brings(town, zoe, yan.activity("Delete", note["id"])) == 202
    await town.settle()
    assert (await words(town, note["id"]) is not None) == stays


async def test_an_end_that_is_passed_on_of_what_few_may_see_is_not_believed_for_not_being_shown(
    town: Town, peer: Peer, third: Peer
):
    ann = await town.person("ann")
    zoe, yan = await follower(town, peer, ann), third.person("yan")
    note = await answered(town, ann, yan, to=[f"http://here.test/users/{ann.profile}"], cc=[])
    third.answers[note["id"].removeprefix(third.url)] = lambda _: web.Response(status=404)
    assert await brings(town, zoe, yan.activity("Delete", note["id"])) == 202
    await town.settle()
    assert await words(town, note["id"]) == "This"


async def test_what_concerns_no_thread_here_or_is_no_post_is_refused_and_nothing_is_asked(
    town: Town, peer: Peer, third: Peer
):
    ann = await town.person("ann")
    zoe, yan = await follower(town, peer, ann), third.person("yan")
    status = await ann.posts("What do you think?")
    await town.settle()
    third.asked.clear()
    for sent in (
        yan.create(yan.note("Nobody's business")), yan.activity("Follow", f"http://here.test/users/{ann.profile}"),
        yan.activity("Delete", yan.uri), yan.activity("Like", "http://here.test/x"),
        yan.create(zoe.note("Another's")), yan.activity("Update", {"id": f"{third.url}/x", "type": "Note"}),
        yan.create(elsewhere := yan.note("In a thread of others", inReplyTo=f"{third.url}/notes/unknown")),
        yan.activity("Update", elsewhere), yan.activity("Update", yan.note("New to us", inReplyTo=status["uri"])),
    ):
        body = json.dumps(sent)
        assert await brings(town, zoe, sent) in ((401, 202) if sent["object"] == yan.uri else (401,)), body
    await town.settle()
    assert third.asked == []


async def test_one_server_may_pass_on_only_so_much(town: Town, peer: Peer, third: Peer):
    ann = await town.person("ann")
    zoe, yan = await follower(town, peer, ann), third.person("yan")
    status = await ann.posts("What do you think?")
    answers = [await brings(town, zoe, yan.create(yan.note("x", inReplyTo=status["uri"]))) for _ in range(102)]
    assert (answers.count(202), answers.count(429)) == (100, 2)
