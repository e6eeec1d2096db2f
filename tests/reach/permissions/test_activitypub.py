"""Likes and boosts that need a consent, with other servers."""

from typing import Any

import pytest

from hubbub.base.clock import iso, now
from hubbub.reach import posts
from tests.outside import PUBLIC, Peer, Writer
from tests.reach.posts.befriending import befriend, read, shown, uri_of
from tests.town import Person, Town

ACTS = [("favourite", "canLike", "Like", "favourited"), ("reblog", "canAnnounce", "Announce", "reblogged")]
acts = pytest.mark.parametrize(("verb", "may", "type", "flag"), ACTS, ids=["like", "boost"])


async def kept(town: Town, ann: Person, zoe: Writer, **said: Any) -> dict[str, Any]:
    """A post of Zoe's with this policy, as Ann sees it."""
    await befriend(town, ann, zoe)
    note = zoe.note("Hello", interactionPolicy=said)
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    return status


def only(*automatic: str, manual: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"automaticApproval": [*automatic], "manualApproval": [*manual]}


async def look(who: Person, status: dict[str, Any]) -> tuple[bool, bool, int, int]:
    """Whether they like it and boost it, as it says to them, and how many do."""
    seen = (await who.get(f"/api/v1/statuses/{status['id']}")).json
    return seen["favourited"], seen["reblogged"], seen["favourites_count"], seen["reblogs_count"]


@pytest.mark.parametrize(("visibility", "passed_on"), [("public", PUBLIC), ("unlisted", PUBLIC), ("private", None)])
async def test_a_note_says_who_may_do_what_with_it(town: Town, peer: Peer, visibility: str, passed_on: str | None):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    await ann.posts("Hello", visibility=visibility)
    await town.settle()
    policy = peer.received("Create")[0]["object"]["interactionPolicy"]
    for name, who in (("canLike", PUBLIC), ("canReply", PUBLIC), ("canAnnounce", passed_on or uri_of(ann))):
        assert policy[name] == {"automaticApproval": [who], "always": [who]}


@acts
@pytest.mark.parametrize("older", [False, True])
async def test_what_its_author_forbids_is_not_done(town: Town, peer: Peer, verb, may, type, flag, older: bool):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: {"always": zoe.uri} if older else only(zoe.uri)})
    answer = await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")
    assert (answer.status, "not among them" in answer.error) == (403, True)
    await town.settle()
    assert await look(ann, status) == (False, False, 0, 0)
    assert peer.received(type) == peer.received(f"{type}Request") == []


@acts
@pytest.mark.parametrize("said", [None, {}, only(PUBLIC), {"always": "as:Public"}, "ANN"])
async def test_what_may_be_done_is_done_without_asking(town: Town, peer: Peer, verb, may, type, flag, said: Any):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: only(uri_of(ann), manual=(PUBLIC,)) if said == "ANN" else said})
    assert (await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")).json[flag]
    await town.settle()
    assert [given["object"] for given in peer.received(type)] == [status["uri"]]
    assert peer.received(f"{type}Request") == []


@acts
@pytest.mark.parametrize("group", [PUBLIC, "FOLLOWERS"])
async def test_an_author_who_wants_to_be_asked_is_asked_and_nobody_else_sees_it_before(
    town: Town, peer: Peer, third: Peer, verb, may, type, flag, group: str
):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{
        may: only(zoe.followers) if group == "FOLLOWERS" else only(zoe.uri, manual=(PUBLIC,))})
    await befriend(town, ann, third.person("far"))
    assert (await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")).json[flag]
    await town.settle()
    [request] = peer.received(f"{type}Request")
    made = request["instrument"]
    assert (request["object"], made["object"], made["type"], made["actor"]) == (
        status["uri"], status["uri"], type, uri_of(ann))
    assert peer.received(type) == third.received("Announce") == []
    mine = (verb == "favourite", verb == "reblog")
    assert await look(ann, status) == (*mine, 0, 0)
    await zoe.sends(town, zoe.activity("Accept", request, result=f"{zoe.uri}/stamps/1", target=status["uri"]))
    await town.settle()
    assert await look(ann, status) == (*mine, *map(int, mine))
    assert await look(bob, status) == (False, False, *map(int, mine))
    assert peer.received("Like") == [], "the author has it"


async def test_a_boost_that_was_agreed_to_goes_out_under_the_id_that_was_asked_for_and_shows_the_consent(
    town: Town, peer: Peer, third: Peer
):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, canAnnounce=only(manual=(PUBLIC,)))
    await befriend(town, ann, third.person("far"))
    await ann.post(f"/api/v1/statuses/{status['id']}/reblog")
    await town.settle()
    made = peer.received("AnnounceRequest")[0]["instrument"]["id"]
    stamp = f"{zoe.uri}/stamps/1"
    await zoe.sends(town, zoe.activity("Accept", made, result=stamp))
    await town.settle()
    [boost] = third.received("Announce")
    assert (boost["id"], boost["announceAuthorization"], boost["approvedBy"]) == (made, stamp, stamp)
    assert (await read(town, made)).json["announceAuthorization"] == stamp


@acts
async def test_only_the_author_can_agree_and_only_by_a_stamp_of_their_own_server(
    town: Town, peer: Peer, third: Peer, verb, may, type, flag
):
    ann, zoe, eve, far = await town.person("ann"), peer.person("zoe"), peer.person("eve"), third.person("far")
    status = await kept(town, ann, zoe, **{may: only(manual=(PUBLIC,))})
    await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")
    await town.settle()
    [request] = peer.received(f"{type}Request")
    await eve.sends(town, eve.activity("Accept", request, result=f"{eve.uri}/stamps/1"))
    await zoe.sends(town, zoe.activity("Accept", request, result=f"{far.uri}/stamps/1"))
    await eve.sends(town, eve.activity("Reject", request))
    await town.settle()
    assert (await look(ann, status))[2:] == (0, 0)
    assert any((await look(ann, status))[:2])


@acts
@pytest.mark.parametrize("agreed", [False, True])
async def test_what_is_refused_or_no_longer_agreed_to_was_not_done(
    town: Town, peer: Peer, verb, may, type, flag, agreed: bool
):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: only(manual=(PUBLIC,))})
    await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")
    await town.settle()
    [request] = peer.received(f"{type}Request")
    if agreed:
        await zoe.sends(town, zoe.activity("Accept", request, result=f"{zoe.uri}/stamps/1"))
        await town.settle()
    await zoe.sends(town, zoe.activity("Reject", request))
    await town.settle()
    assert await look(ann, status) == (False, False, 0, 0)
    await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")
    await town.settle()
    assert len(peer.received(f"{type}Request")) == 2


@acts
async def test_who_thinks_better_of_it_before_there_is_an_answer_takes_it_back(
    town: Town, peer: Peer, verb, may, type, flag
):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, **{may: only(manual=(PUBLIC,))})
    await ann.post(f"/api/v1/statuses/{status['id']}/{verb}")
    await town.settle()
    await ann.post(f"/api/v1/statuses/{status['id']}/un{verb}")
    await town.settle()
    [request], [undo] = peer.received(f"{type}Request"), peer.received("Undo")
    assert (undo["object"]["id"], undo["object"]["type"]) == (request["instrument"]["id"], type)
    await zoe.sends(town, zoe.activity("Accept", request, result=f"{zoe.uri}/stamps/1"))
    await town.settle()
    assert await look(ann, status) == (False, False, 0, 0)


@acts
async def test_who_asks_us_is_answered_with_a_stamp(town: Town, peer: Peer, verb, may, type, flag):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    public, private = await ann.posts("Hello"), await ann.posts("Hello you", visibility="private")
    for status in (public, private):
        made = zoe.activity(type, status["uri"])
        await zoe.sends(town, zoe.activity(f"{type}Request", status["uri"], instrument=made))
    await town.settle()
    accepts = [said for said in peer.received("Accept") if said["object"]["type"] == f"{type}Request"]
    assert len(accepts) == (2 if type == "Like" else 1)
    assert len(peer.received("Reject")) == (0 if type == "Like" else 1)
    accept = next(said for said in accepts if said["target"] == public["uri"])
    stamp = (await read(town, accept["result"])).json
    assert (stamp["type"], stamp["attributedTo"], stamp["interactionTarget"], stamp["interactingObject"]) == (
        f"{type}Authorization", uri_of(ann), public["uri"], accept["object"]["instrument"])
    assert (await look(ann, public))[2] == (1 if type == "Like" else 0)
    other = await town.person("bob")
    assert (await read(town, accept["result"].replace(str(ann.profile), str(other.profile)))).status == 404


async def test_nobody_asks_for_what_is_not_theirs(town: Town, peer: Peer, third: Peer):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, zoe)
    status = await ann.posts("Hello")
    await zoe.sends(town, zoe.activity("LikeRequest", status["uri"], instrument=far.activity("Like", status["uri"])))
    await town.settle()
    assert (await look(ann, status))[2] == 0


@pytest.mark.parametrize(("target", "welcome"), [("hello", True), ("another", False), (None, False)])
@pytest.mark.parametrize("known", [True, False])
async def test_a_boost_between_others_needs_a_consent_that_is_true(
    town: Town, peer: Peer, third: Peer, target: str | None, welcome: bool, known: bool
):
    ann, zoe, far = await town.person("ann"), peer.person("zoe"), third.person("far")
    await befriend(town, ann, far)
    note = zoe.note("Hello", interactionPolicy={"canAnnounce": only(manual=(PUBLIC,))})
    if known:
        await posts.seek(town.db, note["id"])
    stamp = f"{peer.url}/stamps/1"
    boost = far.activity("Announce", note["id"], to=[PUBLIC], **({"announceAuthorization": stamp} if target else {}))
    peer.documents["/stamps/1"] = {
        "id": stamp, "type": "AnnounceAuthorization", "attributedTo": zoe.uri, "interactingObject": boost["id"],
        "interactionTarget": note["id"] if target == "hello" else f"{peer.url}/notes/0"}
    await far.sends(town, boost)
    await town.settle()
    assert [bool(status["reblog"]) for status in await ann.home()] == [True] * welcome


async def test_a_policy_that_changes_holds_from_then_on(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    await befriend(town, ann, zoe)
    note = zoe.note("Hello", interactionPolicy={"canLike": only(zoe.uri)})
    await zoe.sends(town, zoe.create(note))
    status = await shown(town, note, ann)
    assert status
    town.forward(minutes=1)
    await zoe.sends(town, zoe.activity("Update", note | {"updated": iso(now()), "interactionPolicy": {
        "canLike": only(PUBLIC)}}))
    assert (await ann.post(f"/api/v1/statuses/{status['id']}/favourite")).json["favourited"]
    await ann.post(f"/api/v1/statuses/{status['id']}/unfavourite")
    town.forward(minutes=1)
    await zoe.sends(town, zoe.activity("Update", note | {"updated": iso(now()), "interactionPolicy": {
        "canLike": only(zoe.uri)}}))
    assert (await ann.post(f"/api/v1/statuses/{status['id']}/favourite")).status == 403


async def test_an_emoji_is_a_like_too(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    status = await kept(town, ann, zoe, canLike=only(zoe.uri))
    assert (await ann.call("PUT", f"/api/v1/pleroma/statuses/{status['id']}/reactions/🎉")).status == 403
    other = zoe.note("Ask me", interactionPolicy={"canLike": only(manual=(PUBLIC,))})
    await zoe.sends(town, zoe.create(other))
    asked = await shown(town, other, ann)
    assert asked
    answer = await ann.call("PUT", f"/api/v1/pleroma/statuses/{asked['id']}/reactions/🎉")
    assert (answer.status, "wants to be asked" in answer.error) == (403, True)
