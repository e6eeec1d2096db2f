"""Quotes between servers: consent asked, given, shown, looked at and taken back."""

from typing import Any

import pytest

from hubbub.reach import posts
from tests.outside import PUBLIC, Peer, Writer
from tests.reach.posts.befriending import befriend, read, shown, uri_of
from tests.town import Person, Town

ANYBODY = {"canQuote": {"automaticApproval": [PUBLIC]}}


async def arrived(town: Town, ann: Person, zoe: Writer, content: str = "Soup", **more: Any) -> dict[str, Any]:
    """A note of Zoe's, and the status it became for Ann."""
    note = zoe.note(content, **more)
    await zoe.sends(town, zoe.create(note))
    await town.settle()
    status = await shown(town, note, ann)
    assert status
    return status | {"note": note}


def stamp(zoe: Writer, quoting: str, quoted: str) -> str:
    """A consent that Zoe's server shows."""
    uri = str(zoe.note("")["id"]).replace("notes", "stamps")
    zoe.peer.documents[uri.removeprefix(zoe.peer.url)] = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": uri, "type": "QuoteAuthorization",
        "attributedTo": zoe.uri, "interactingObject": quoting, "interactionTarget": quoted,
    }
    return uri


@pytest.fixture
async def friends(town: Town, peer: Peer) -> tuple[Person, Writer]:
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    return ann, zoe


async def state_of(ann: Person, status: dict[str, Any]) -> str | None:
    quote = (await ann.get(f"/api/v1/statuses/{status['id']}")).json["quote"]
    return quote["state"] if quote else None


async def test_consent_is_asked_for_and_shown_once_it_is_given(town: Town, peer: Peer, friends):
    ann, zoe = friends
    theirs = await arrived(town, ann, zoe, interactionPolicy=ANYBODY)
    quoting = await ann.posts("Ha", quoted_status_id=theirs["id"], language="en")
    assert quoting["quote"] == {"state": "pending", "quoted_status": None}
    await town.settle()
    [request] = peer.received("QuoteRequest")
    assert (request["actor"], request["object"]) == (uri_of(ann), theirs["uri"])
    note = request["instrument"]
    assert [note[name] for name in ("quote", "quoteUrl", "quoteUri", "_misskey_quote")] == [theirs["uri"]] * 4
    assert note["content"].startswith('<p class="quote-inline">RE: ')
    assert [tag["href"] for tag in note["tag"] if tag["type"] == "Link"] == [theirs["uri"]]
    uri = stamp(zoe, quoting["uri"], theirs["uri"])
    await zoe.sends(town, zoe.activity("Accept", request, result=uri))
    await town.settle()
    assert await state_of(ann, quoting) == "accepted"
    assert peer.received("Update")[-1]["object"]["quoteAuthorization"] == uri
    assert (await shown(town, theirs["note"], ann) or {})["quotes_count"] == 1
    await zoe.sends(town, zoe.activity("Delete", uri))
    await town.settle()
    assert await state_of(ann, quoting) == "revoked"
    assert "quote" not in peer.received("Update")[-1]["object"]


async def test_a_refusal_is_shown_and_nobody_else_can_answer(town: Town, peer: Peer, third: Peer, friends):
    ann, zoe = friends
    theirs = await arrived(town, ann, zoe, interactionPolicy=ANYBODY)
    quoting = await ann.posts("Ha", quoted_status_id=theirs["id"])
    await town.settle()
    [request] = peer.received("QuoteRequest")
    for liar in (third.person("yan"), peer.person("xia")):
        uri = stamp(liar, quoting["uri"], theirs["uri"])
        await liar.sends(town, liar.activity("Accept", request, result=uri))
        await liar.sends(town, liar.activity("Reject", request))
    assert await state_of(ann, quoting) == "pending"
    await zoe.sends(town, zoe.activity("Reject", request["id"]))
    assert await state_of(ann, quoting) == "rejected"


@pytest.mark.parametrize("policy", [None, {"canQuote": {"automaticApproval": ["AUTHOR"]}}])
async def test_who_does_not_say_that_they_may_be_quoted_may_not(town: Town, friends, policy):
    ann, zoe = friends
    if policy:
        policy["canQuote"]["automaticApproval"] = [zoe.uri]
    theirs = await arrived(town, ann, zoe, **({"interactionPolicy": policy} if policy else {}))
    assert theirs["quote_approval"] == {"automatic": [], "manual": [], "current_user": "denied"}
    assert (await ann.post("/api/v1/statuses", status="So", quoted_status_id=theirs["id"])).status == 403


async def test_policies_of_elsewhere_are_read(town: Town, friends):
    ann, zoe = friends
    theirs = await arrived(town, ann, zoe, interactionPolicy={"canQuote": {
        "automaticApproval": [zoe.followers], "manualApproval": [PUBLIC, "https://there.test/circle"]}})
    assert theirs["quote_approval"] == {
        "automatic": ["followers"], "manual": ["public", "unsupported_policy"], "current_user": "automatic"}
    bob = await town.person("bob")
    assert (await shown(town, theirs["note"], bob) or {})["quote_approval"]["current_user"] == "manual"


async def test_what_is_not_for_everybody_is_asked_for_without_its_words(town: Town, peer: Peer, friends):
    ann, zoe = friends
    theirs = await arrived(town, ann, zoe, interactionPolicy=ANYBODY)
    quoting = await ann.posts("Whispered", quoted_status_id=theirs["id"], visibility="direct")
    here_only = await ann.post("/api/v1/statuses", status="So", quoted_status_id=theirs["id"], local_only=True)
    assert here_only.status == 422
    await town.settle()
    assert [request["instrument"] for request in peer.received("QuoteRequest")] == [quoting["uri"]]


async def test_a_request_is_answered_by_the_policy_with_a_stamp_that_is_shown(town: Town, peer: Peer, friends):
    ann, zoe = friends
    post = await ann.posts("Quote me")
    note = zoe.note("Done", quote=post["uri"])
    await zoe.sends(town, zoe.activity("QuoteRequest", post["uri"], instrument=note))
    await town.settle()
    accept = peer.received("Accept")[-1]
    assert (accept["object"]["type"], accept["object"]["instrument"]) == ("QuoteRequest", note["id"])
    document = (await read(town, accept["result"])).json
    assert document["type"] == "QuoteAuthorization"
    assert [document[name] for name in ("attributedTo", "interactingObject", "interactionTarget")] == [
        uri_of(ann), note["id"], post["uri"]]
    quoting = await shown(town, note, ann)
    assert quoting
    assert quoting["quote"]["quoted_status"]["id"] == post["id"]
    await ann.post(f"/api/v1/statuses/{post['id']}/quotes/{quoting['id']}/revoke")
    await town.settle()
    assert peer.received("Delete")[-1]["object"]["id"] == accept["result"]
    assert (await read(town, accept["result"])).status == 404
    await zoe.sends(town, zoe.activity("QuoteRequest", post["uri"], instrument=note))
    await town.settle()
    assert peer.received("Reject")[-1]["object"]["instrument"] == note["id"]
    assert await state_of(ann, quoting) == "revoked"


async def test_a_request_for_what_may_not_be_quoted_is_turned_down(town: Town, peer: Peer, friends):
    ann, zoe = friends
    post = await ann.posts("Do not", quote_approval_policy="nobody")
    assert (await read(town, post["uri"])).json["interactionPolicy"]["canQuote"] == {
        "automaticApproval": [uri_of(ann)]}
    await zoe.sends(town, zoe.activity("QuoteRequest", post["uri"], instrument=zoe.note("So", quote=post["uri"])))
    await town.settle()
    assert len(peer.received("Reject")) == 1
    assert len([accept for accept in peer.received("Accept") if "result" in accept]) == 0


async def test_nobody_asks_in_another_s_name(town: Town, peer: Peer, third: Peer, friends):
    ann, zoe = friends
    post = await ann.posts("Quote me")
    theirs = third.person("yan").note("Mine", quote=post["uri"])
    await zoe.sends(town, zoe.activity("QuoteRequest", post["uri"], instrument=theirs["id"]))
    other = peer.person("xia").note("Hers", quote=post["uri"])
    await zoe.sends(town, zoe.activity("QuoteRequest", post["uri"], instrument=other))
    await town.settle()
    assert [accept for accept in peer.received("Accept") if "result" in accept] == []


async def test_a_changed_policy_is_told(town: Town, peer: Peer, friends):
    ann, _ = friends
    post = await ann.posts("Quote me")
    await town.settle()
    path = f"/api/v1/statuses/{post['id']}/interaction_policy"
    await ann.call("PUT", path, {"quote_approval_policy": "followers"})
    await town.settle()
    assert peer.received("Update")[-1]["object"]["interactionPolicy"]["canQuote"] == {
        "automaticApproval": [f"{uri_of(ann)}/followers"]}


@pytest.mark.parametrize("wrong", [None, "attributedTo", "interactingObject", "interactionTarget", "type", "host"])
async def test_a_consent_elsewhere_is_looked_at(town: Town, peer: Peer, third: Peer, friends, wrong):
    ann, zoe = friends
    yan = third.person("yan")
    quoted = yan.note("Soup")
    quoting = zoe.note("Ha", quote=quoted["id"])
    uri = stamp(yan if wrong != "host" else zoe, quoting["id"], quoted["id"])
    if wrong not in (None, "host"):
        third.documents[uri.removeprefix(third.url)][wrong] = f"{third.url}/else"
    quoting["quoteAuthorization"] = uri
    await zoe.sends(town, zoe.create(quoting))
    await town.settle()
    assert await state_of(ann, await shown(town, quoting, ann) or {}) == ("pending" if wrong else "accepted")


async def test_a_consent_may_come_later_and_a_quote_may_go(town: Town, peer: Peer, third: Peer, friends):
    ann, zoe = friends
    yan = third.person("yan")
    quoted = yan.note("Soup")
    quoting = zoe.note("Ha", quote=quoted["id"])
    await zoe.sends(town, zoe.create(quoting))
    await town.settle()
    status = await shown(town, quoting, ann) or {}
    assert await state_of(ann, status) == "pending"
    quoting["quoteAuthorization"] = stamp(yan, quoting["id"], quoted["id"])
    await zoe.sends(town, zoe.activity("Update", quoting))
    await town.settle()
    assert await state_of(ann, status) == "accepted"
    del quoting["quote"]
    await zoe.sends(town, zoe.activity("Update", quoting))
    assert await state_of(ann, status) is None


@pytest.mark.parametrize("word", ["quoteUrl", "quoteUri", "_misskey_quote", "tag"])
@pytest.mark.parametrize("policy", ["public", "nobody"])
async def test_older_words_quote_whoever_lets_themselves_be_quoted_by_anybody(town: Town, friends, word, policy):
    ann, zoe = friends
    post = await ann.posts("Soup", quote_approval_policy=policy)
    link = {"type": "Link", "rel": "https://misskey-hub.net/ns#_misskey_quote", "href": post["uri"]}
    theirs = await arrived(town, ann, zoe, "Ha", **{word: [link] if word == "tag" else post["uri"]})
    assert await state_of(ann, theirs) == ("accepted" if policy == "public" else None)


async def test_somebody_s_own_post_needs_no_consent(town: Town, friends):
    ann, zoe = friends
    theirs = await arrived(town, ann, zoe)
    again = await arrived(town, ann, zoe, "Again", quote=theirs["uri"])
    assert again["quote"]["quoted_status"]["id"] == theirs["id"]


async def test_a_chain_of_quotes_is_not_fetched_to_its_end(town: Town, peer: Peer, third: Peer, friends):
    _, zoe = friends
    yan = third.person("yan")
    first = yan.note("First")
    second = yan.note("Second", quote=first["id"])
    quoting = zoe.note("Third", quote=second["id"])
    await zoe.sends(town, zoe.create(quoting))
    await town.settle()
    assert await posts.find(town.db, second["id"])
    assert await posts.find(town.db, first["id"]) is None
