"""Policies and consents on the wire."""

from typing import Any

import pytest

from tests.outside import PUBLIC, Peer, Writer
from tests.reach.posts.befriending import befriend, read, shown, uri_of
from tests.town import Person, Town


async def kept(town: Town, ann: Person, zoe: Writer, **said: Any) -> dict[str, Any]:
    """A post of Zoe's that says who may answer it."""
    await befriend(town, ann, zoe)
    note = zoe.note("Hello", **said)
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    return status


def can_reply(*automatic: str, manual: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"interactionPolicy": {"canReply": {"automaticApproval": [*automatic], "manualApproval": [*manual]}}}


async def test_a_note_says_who_may_answer_it_beside_who_may_quote_it(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Hello", reply_policy="followers")
    policy = (await read(town, status["uri"])).json["interactionPolicy"]
    may = [uri_of(ann), f"{uri_of(ann)}/followers"]
    assert policy["canReply"]["automaticApproval"] == policy["canReply"]["always"] == may
    assert policy["canQuote"]["automaticApproval"] == [PUBLIC]
    open = await ann.posts("Hello all")
    assert (await read(town, open["uri"])).json["interactionPolicy"]["canReply"]["automaticApproval"] == [PUBLIC]


async def test_who_asks_is_answered_by_the_policy_with_a_stamp(town: Town, peer: Peer):
    ann, zoe, yan = await town.person("ann"), peer.person("zoe"), peer.person("yan")
    await befriend(town, ann, zoe)
    status = await ann.posts("Hello", reply_policy="followers")
    for who in (zoe, yan):
        note = who.note("Hi", inReplyTo=status["uri"])
        await who.sends(town, who.activity("ReplyRequest", status["uri"], instrument=note))
    await town.settle()
    accept = next(said for said in peer.received("Accept") if said["object"]["type"] == "ReplyRequest")
    assert [said["object"]["actor"] for said in peer.received("Reject")] == [yan.uri]
    stamp = (await read(town, accept["result"])).json
    assert (stamp["type"], stamp["attributedTo"], stamp["interactionTarget"]) == (
        "ReplyAuthorization", uri_of(ann), status["uri"])
    assert stamp["interactingObject"] == accept["object"]["instrument"]
    other = await town.person("bob")
    assert (await read(town, accept["result"].replace(str(ann.profile), str(other.profile)))).status == 404


@pytest.mark.parametrize("said", [
    {"commentsEnabled": False}, {"commentsPolicy": 2}, can_reply(), {"interactionPolicy": {"canReply": {"always": []}}},
])
async def test_what_may_not_be_answered_there_is_not_answered_here(town: Town, peer: Peer, said: dict[str, Any]):
    ann = await town.person("ann")
    status = await kept(town, ann, peer.person("zoe"), **said)
    answer = await ann.post("/api/v1/statuses", status="Hi", in_reply_to_id=status["id"])
    assert (answer.status, "not among them" in answer.error) == (403, True)
    assert status["reply_policy"] == "mentioned"


@pytest.mark.parametrize("said", [
    {}, {"commentsEnabled": True}, can_reply(PUBLIC), can_reply("as:Public"), {"interactionPolicy": {"canReply": {}}},
])
async def test_what_anybody_may_answer_is_answered_without_asking(town: Town, peer: Peer, said: dict[str, Any]):
    ann = await town.person("ann")
    status = await kept(town, ann, peer.person("zoe"), **said)
    await ann.posts("Hi", in_reply_to_id=status["id"])
    await town.settle()
    assert peer.received("ReplyRequest") == []


async def test_an_author_who_wants_to_be_asked_is_asked_and_the_consent_is_shown_until_it_ends(
    town: Town, peer: Peer
):
    ann, zoe, eve = await town.person("ann"), peer.person("zoe"), peer.person("eve")
    status = await kept(town, ann, zoe, **can_reply(manual=(PUBLIC,)))
    answer = await ann.posts(f"@{zoe.handle} Hi", in_reply_to_id=status["id"])
    await town.settle()
    request = peer.received("ReplyRequest")[0]
    assert (request["object"], request["instrument"]) == (status["uri"], answer["uri"])
    for who, welcomed in ((eve, False), (zoe, True)):
        stamp = f"{who.uri}/welcomes/1"
        await who.sends(town, who.activity("Accept", request, result=stamp))
        await town.settle()
        note = (await read(town, answer["uri"])).json
        assert [note.get(name) for name in ("replyAuthorization", "approvedBy")] == [stamp if welcomed else None] * 2
    assert peer.received("Update")[0]["object"]["replyAuthorization"] == f"{zoe.uri}/welcomes/1"
    for who, welcomed in ((eve, True), (zoe, False)):
        await who.sends(town, who.activity("Reject", request))
        await town.settle()
        assert ("replyAuthorization" in (await read(town, answer["uri"])).json) is welcomed
    assert "replyAuthorization" not in peer.received("Update")[-1]["object"]


async def test_an_answer_that_its_author_does_not_want_stands_there_for_whoever_wrote_it_alone(town: Town, peer: Peer):
    ann, bob, zoe, eve = await town.person("ann"), await town.person("bob"), peer.person("zoe"), peer.person("eve")
    status = await kept(town, ann, zoe, **can_reply(manual=(PUBLIC,)))
    answer = await ann.posts(f"@{zoe.handle} Hi", in_reply_to_id=status["id"])
    further = await bob.posts("Is that so?", in_reply_to_id=answer["id"])
    await town.settle()
    request = peer.received("ReplyRequest")[0]
    both, page = [answer["id"], further["id"]], f"/@ann/{answer['id']}"
    for who, word, stands in ((eve, "Reject", both), (zoe, "Reject", []), (eve, "Accept", []), (zoe, "Accept", both)):
        await who.sends(town, who.activity(word, request, result=f"{who.uri}/welcomes/1"))
        await town.settle()
        for one, expected in ((bob, stands), (ann, both)):
            below = (await one.get(f"/api/v1/statuses/{status['id']}/context")).json["descendants"]
            assert [each["id"] for each in below] == expected, (word, who.name, one.name)
        assert ("does not want it there" in (await town.get(page)).text) is (stands == [])
    assert (await bob.get(f"/api/v1/statuses/{answer['id']}")).status == 200, "whoever is led to it reads it"


@pytest.mark.parametrize(("target", "welcome"), [
    ("hello", True), ("another", False), ("hello, on another server", False), (None, False)])
async def test_an_answer_between_others_needs_a_consent_that_is_true(
    town: Town, peer: Peer, third: Peer, target: str | None, welcome: bool
):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    status = await kept(town, ann, zoe, **can_reply(manual=(PUBLIC,)))
    shows = third if target and "server" in target else peer
    stamp = f"{shows.url}/welcomes/1"
    note = far.note("Hi", inReplyTo=status["uri"], **({"replyAuthorization": stamp} if target else {}))
    shows.documents["/welcomes/1"] = {
        "id": stamp, "type": "ReplyAuthorization", "attributedTo": zoe.uri, "interactingObject": note["id"],
        "interactionTarget": f"{peer.url}/notes/0" if target == "another" else status["uri"],
    }
    await befriend(town, ann, far)
    await far.sends(town, far.create(note))
    await town.settle()
    assert (await shown(town, note, ann) is not None) is welcome


@pytest.mark.parametrize("asked", [False, True], ids=["at once", "if the author agrees"])
async def test_whom_an_author_elsewhere_names_one_by_one_may_answer_and_nobody_else(
    town: Town, peer: Peer, third: Peer, asked: bool
):
    ann, bob = await town.person("ann"), await town.person("bob")
    zoe, far, near = peer.person("zoe"), third.person("far"), third.person("near")
    named = (zoe.uri, uri_of(ann), far.uri)
    status = await kept(town, ann, zoe, **can_reply(*(() if asked else named), manual=named if asked else ()))
    assert status["reply_policy"] == "mentioned"
    await ann.posts(f"@{zoe.handle} Hi", in_reply_to_id=status["id"])
    refused = await bob.post("/api/v1/statuses", status="Hi", in_reply_to_id=status["id"])
    assert (refused.status, "not among them" in refused.error) == (403, True)
    if not asked:
        assert "the author has named" in (await town.get(f"/@{zoe.handle}/{status['id']}")).text
    for who, welcome in ((far, not asked), (near, False)):
        note = who.note("Hi", inReplyTo=status["uri"])
        await befriend(town, ann, who)
        await who.sends(town, who.create(note))
        await town.settle()
        assert (await shown(town, note, ann) is not None) is welcome
