"""Collections between servers: shown, told of, agreed to, looked at and taken back (FEP-7aa9)."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.fetching import Purse
from hubbub.people import follows, profiles
from hubbub.relations.collections import bringing
from hubbub.trust import domains
from tests.outside import PUBLIC, Peer, Writer
from tests.reach.posts.befriending import befriend, read, uri_of
from tests.town import Person, Town

ANYBODY = {"interactionPolicy": {"canFeature": {"automaticApproval": [PUBLIC]}}}
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/fep/7aa9"]


@pytest.fixture
async def friends(town: Town, peer: Peer) -> tuple[Person, Writer]:
    ann, zoe = await town.person("ann"), peer.person("zoe", **ANYBODY)
    await befriend(town, ann, zoe)
    return ann, zoe


async def known(town: Town, who: Writer) -> ProfileId:
    found = await profiles.seek(town.db, who.uri)
    assert found
    return found


async def made(town: Town, ann: Person, *people: int, **said: Any) -> dict[str, Any]:
    """A collection of Ann's with these people."""
    sent = {"name": "Bakers", "account_ids": list(people)} | said
    answer = await ann.post("/api/v1/collections", **sent)
    assert answer.status == 200, answer.json
    await town.settle()
    return dict(answer.json["collection"])


async def states(who: Person, collection: dict[str, Any]) -> list[str]:
    shown = (await who.get(f"/api/v1/collections/{collection['id']}")).json["collection"]
    return [item["state"] for item in shown["items"]]


def shows(peer: Peer, document: dict[str, Any]) -> dict[str, Any]:
    """The peer has this at its id."""
    peer.documents[urlsplit(document["id"]).path] = document
    return document


def stamp(who: Writer, collection: str, **instead: Any) -> str:
    """A consent that somebody's server shows, as Mastodon 4.6 does."""
    return str(shows(who.peer, {
        "@context": CONTEXT, "id": f"{who.uri}/stamps/{len(who.peer.documents)}", "type": "FeatureAuthorization",
        "interactingObject": collection, "interactionTarget": who.uri} | instead)["id"])


def place(owner: Writer, number: int, who: str, consent: str | None = None) -> dict[str, Any]:
    item = {"id": f"{owner.uri}/featured/23/items/{number}", "type": "FeaturedItem", "featuredObject": who,
            "featuredObjectType": "Person", "published": "2026-08-14T12:13:22Z"}
    return item | ({"featureAuthorization": consent} if consent else {})


def theirs(owner: Writer, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A collection as its owner's server shows it."""
    return shows(owner.peer, {
        "@context": CONTEXT, "id": f"{owner.uri}/featured/23", "type": "FeaturedCollection", "name": "Cute cats",
        "summaryMap": {"en": "<p>For the <b>cats</b></p>"}, "attributedTo": owner.uri, "sensitive": False,
        "discoverable": True, "topic": {"type": "Hashtag", "name": "#cats"}, "totalItems": len(items),
        "orderedItems": list(items), "published": "2026-08-14T12:12:12Z", "url": f"{owner.peer.url}/collections/23",
    } | more)


def adds(owner: Writer, collection: dict[str, Any]) -> dict[str, Any]:
    """How Mastodon 4.6 tells of it, without an id and without saying to whom."""
    told = owner.activity("Add", collection, target=f"{owner.uri}/featured_collections")
    told.pop("id")
    return told


def answers(peer: Peer, type: str) -> list[dict[str, Any]]:
    return [given for given in peer.received(type) if given["object"]["type"] == "FeatureRequest"]


async def of_zoe(town: Town, ann: Person, zoe: Writer) -> list[dict[str, Any]]:
    answer = await ann.get(f"/api/v1/accounts/{await known(town, zoe)}/collections")
    return list(answer.json["collections"])


async def members(town: Town, ann: Person, zoe: Writer) -> list[str]:
    """Who is in Zoe's one collection, as Ann sees it."""
    [shown] = await of_zoe(town, ann, zoe)
    people = {who["id"]: who["username"] for who in
              (await ann.get(f"/api/v1/collections/{shown['id']}")).json["accounts"]}
    return [people[item["account_id"]] for item in shown["items"]]


async def test_an_actor_says_who_may_and_where_its_collections_are(town: Town):
    ann = await town.person("ann")
    shown = (await read(town, uri_of(ann))).json
    assert shown["interactionPolicy"]["canFeature"] == {"automaticApproval": [PUBLIC]}
    assert shown["featuredCollections"] == f"{uri_of(ann)}/featured-collections"
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"discoverable": False})
    shown = (await read(town, uri_of(ann))).json
    assert shown["interactionPolicy"]["canFeature"] == {"automaticApproval": [uri_of(ann)]}


async def test_a_collection_is_shown_with_a_consent_for_each_in_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    one = await made(town, ann, bob.profile, description="Crumbs", language="en", tag_name="bread")
    hidden = await made(town, ann, name="Hidden", discoverable=False)
    listed = (await read(town, f"{uri_of(ann)}/featured-collections")).json
    assert (listed["totalItems"], listed["orderedItems"]) == (1, [one["uri"]])
    shown = (await read(town, one["uri"])).json
    assert (shown["type"], shown["name"], shown["attributedTo"], shown["summaryMap"], shown["topic"]["name"]) == (
        "FeaturedCollection", "Bakers", uri_of(ann), {"en": "Crumbs"}, "#bread")
    [item] = shown["orderedItems"]
    assert (item["type"], item["featuredObject"], item["featuredObjectType"]) == (
        "FeaturedItem", uri_of(bob), "Person")
    assert (await read(town, item["id"])).json["featuredObject"] == uri_of(bob)
    consent = (await read(town, item["featureAuthorization"])).json
    assert (consent["type"], consent["interactingObject"], consent["interactionTarget"]) == (
        "FeatureAuthorization", one["uri"], uri_of(bob))
    assert (await read(town, item["featureAuthorization"].replace(str(bob.profile), str(ann.profile)))).status == 404
    assert (await read(town, hidden["uri"])).json["discoverable"] is False
    await bob.post(f"/api/v1/collections/{one['id']}/items/{one['items'][0]['id']}/revoke")
    assert (await read(town, item["featureAuthorization"])).status == 404
    assert (await read(town, item["id"])).status == 404
    assert (await read(town, one["uri"])).json["orderedItems"] == []


async def test_whoever_is_blocked_or_shut_out_is_shown_nothing(town: Town, peer: Peer, friends):
    ann, zoe = friends
    path = urlsplit((await made(town, ann))["uri"]).path
    assert (await zoe.asks(town, path)).status == 200
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, await known(town, zoe))
    assert (await zoe.asks(town, path)).status == 404
    eve = peer.person("eve")
    assert (await eve.asks(town, path)).status == 200
    async with town.db.write() as tx:
        await domains.block(tx, peer.host, domains.Wanted("suspend"))
    assert (await eve.asks(town, path)).status == 404


async def test_followers_are_told_of_what_may_be_found(town: Town, peer: Peer, friends):
    ann, _ = friends
    bob = await town.person("bob")
    one = await made(town, ann)
    [told] = peer.received("Add")
    assert (told["object"]["id"], told["object"]["type"]) == (one["uri"], "FeaturedCollection")
    assert told["target"] == f"{uri_of(ann)}/featured-collections"
    item = (await ann.post(f"/api/v1/collections/{one['id']}/items", account_id=bob.profile)).json["collection_item"]
    await town.settle()
    told = peer.received("Add")[1]
    assert (told["object"]["featuredObject"], told["target"]) == (uri_of(bob), one["uri"])
    await ann.call("PATCH", f"/api/v1/collections/{one['id']}", {"name": "Millers", "discoverable": False})
    await town.settle()
    [told] = peer.received("Update")
    assert (told["object"]["name"], told["object"]["discoverable"]) == ("Millers", False)
    await ann.call("DELETE", f"/api/v1/collections/{one['id']}/items/{item['id']}")
    await town.settle()
    assert peer.received("Remove") == [], "who has not the link need not know"
    await ann.call("PATCH", f"/api/v1/collections/{one['id']}", {"discoverable": True})
    await ann.call("DELETE", f"/api/v1/collections/{one['id']}")
    await town.settle()
    [told] = peer.received("Remove")
    assert (told["object"], told["target"]) == (one["uri"], f"{uri_of(ann)}/featured-collections")


async def test_somebody_elsewhere_is_in_it_once_they_agree(town: Town, peer: Peer, friends):
    ann, zoe = friends
    bob = await town.person("bob")
    one = await made(town, ann, await known(town, zoe))
    assert [item["state"] for item in one["items"]] == ["pending"]
    [asked] = peer.received("FeatureRequest")
    assert (asked["actor"], asked["object"], asked["instrument"]) == (uri_of(ann), zoe.uri, one["uri"])
    assert await states(bob, one) == [], "only its owner sees who was asked"
    assert (await read(town, one["uri"])).json["orderedItems"] == []
    consent = stamp(zoe, one["uri"])
    await zoe.sends(town, zoe.activity("Accept", asked["id"], result=consent))
    await town.settle()
    assert await states(bob, one) == ["accepted"]
    [item] = (await read(town, one["uri"])).json["orderedItems"]
    assert (item["featuredObject"], item["featureAuthorization"]) == (zoe.uri, consent)
    assert peer.received("Add")[-1]["object"] == item
    gone = {"id": consent, "type": "FeatureAuthorization", "interactingObject": one["uri"],
            "interactionTarget": zoe.uri}
    await zoe.sends(town, zoe.activity("Delete", gone))
    await town.settle()
    assert await states(ann, one) == []
    [told] = peer.received("Remove")
    assert (told["object"], told["target"]) == (item["id"], one["uri"])
    again = await ann.post(f"/api/v1/collections/{one['id']}/items", account_id=await known(town, zoe))
    assert again.status == 422, "nobody is put back"


@pytest.mark.parametrize("agreed", [False, True])
async def test_who_refuses_is_not_in_it_then_or_later(town: Town, peer: Peer, friends, agreed: bool):
    ann, zoe = friends
    one = await made(town, ann, await known(town, zoe))
    [asked] = peer.received("FeatureRequest")
    if agreed:
        await zoe.sends(town, zoe.activity("Accept", asked, result=stamp(zoe, one["uri"])))
    await zoe.sends(town, zoe.activity("Reject", asked))
    await town.settle()
    assert await states(ann, one) == []


async def test_nobody_else_can_agree_refuse_or_take_back(town: Town, peer: Peer, third: Peer, friends):
    ann, zoe = friends
    eve, far = peer.person("eve"), third.person("far")
    one = await made(town, ann, await known(town, zoe))
    [asked] = peer.received("FeatureRequest")
    await eve.sends(town, eve.activity("Accept", asked, result=stamp(eve, one["uri"])))
    await eve.sends(town, eve.activity("Reject", asked))
    await zoe.sends(town, zoe.activity("Accept", asked, result=stamp(far, one["uri"])))
    await zoe.sends(town, zoe.activity("Accept", asked))
    await town.settle()
    assert await states(ann, one) == ["pending"]
    consent = stamp(zoe, one["uri"])
    await zoe.sends(town, zoe.activity("Accept", asked, result=consent))
    await eve.sends(town, eve.activity("Delete", consent))
    await town.settle()
    assert await states(ann, one) == ["accepted"]


@pytest.mark.parametrize(("said", "shown", "may"), [
    ({"automaticApproval": [PUBLIC]}, "automatic", True),
    ({"automaticApproval": ["as:Public"]}, "automatic", True),
    ({"manualApproval": [PUBLIC]}, "manual", True),
    ({"automaticApproval": ["FOLLOWERS"]}, "manual", True),
    ({"automaticApproval": ["ME"]}, "denied", False),
    ({"automaticApproval": ["https://far.test/groups/1"]}, "unknown", False),
    (None, "missing", False),
])
async def test_whom_their_policy_does_not_let_be_put_in_is_not_asked(town: Town, peer: Peer, said, shown, may):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    if said is not None:
        names = {"FOLLOWERS": zoe.followers, "ME": zoe.uri}
        said = {word: [names.get(uri, uri) for uri in uris] for word, uris in said.items()}
        zoe.more["interactionPolicy"] = {"canFeature": said}
    await befriend(town, ann, zoe)
    there = await known(town, zoe)
    assert (await ann.get(f"/api/v1/accounts/{there}")).json["feature_approval"]["current_user"] == shown
    one = await made(town, ann)
    answer = await ann.post(f"/api/v1/collections/{one['id']}/items", account_id=there)
    assert answer.status == (200 if may else 422)
    await town.settle()
    assert len(peer.received("FeatureRequest")) == int(may)


@pytest.mark.parametrize("bare", [False, True])
async def test_who_likes_to_be_found_agrees_at_once_and_is_told(town: Town, peer: Peer, friends, bare: bool):
    _, zoe = friends
    bob = await town.person("bob")
    await town.settle()  # they have a key
    one = theirs(zoe)
    request = zoe.activity("FeatureRequest", uri_of(bob), instrument=one["id"])
    if bare:
        request.pop("actor")  # FEP-7aa9 and Mastodon 4.6 name none
    assert (await zoe.sends(town, request)).status == 202
    await town.settle()
    [answer] = answers(peer, "Accept")
    assert (answer["actor"], answer["object"]["id"]) == (uri_of(bob), request["id"])
    consent = (await read(town, answer["result"])).json
    assert (consent["type"], consent["interactingObject"], consent["interactionTarget"]) == (
        "FeatureAuthorization", one["id"], uri_of(bob))
    [told] = (await bob.get("/api/v1/notifications")).json
    assert (told["type"], told["collection"]["name"], told["collection"]["local"]) == (
        "added_to_collection", "Cute cats", False)
    mine = (await bob.get(f"/api/v1/accounts/{bob.profile}/in_collections")).json["collections"]
    assert [each["uri"] for each in mine] == [one["id"]]
    item = mine[0]["items"][0]["id"]
    assert (await bob.post(f"/api/v1/collections/{mine[0]['id']}/items/{item}/revoke")).status == 200
    await town.settle()
    [ended] = peer.received("Delete")
    assert (ended["actor"], ended["object"]["id"], ended["object"]["type"]) == (
        uri_of(bob), answer["result"], "FeatureAuthorization")
    assert (await read(town, answer["result"])).status == 404
    await zoe.sends(town, zoe.activity("FeatureRequest", uri_of(bob), instrument=one["id"]))
    await town.settle()
    assert len(answers(peer, "Reject")) == 1, "nobody is put back"


async def test_who_is_taken_out_a_moment_after_they_agreed_is_out_at_once(town: Town, peer: Peer, friends):
    """Though they count as in it for a while, whether it says so or not."""
    _, zoe = friends
    bob = await town.person("bob")
    await town.settle()
    one = theirs(zoe)
    await zoe.sends(town, zoe.activity("FeatureRequest", uri_of(bob), instrument=one["id"]))
    await town.settle()
    mine = f"/api/v1/accounts/{bob.profile}/in_collections"
    assert [each["uri"] for each in (await bob.get(mine)).json["collections"]] == [one["id"]]
    await zoe.sends(town, zoe.activity("Remove", f"{one['id']}/items/1", target=one["id"]))
    await town.settle()
    assert (await bob.get(mine)).json["collections"] == []
    await zoe.sends(town, zoe.activity("Update", one))
    await town.settle()
    assert (await bob.get(mine)).json["collections"] == []


async def test_who_does_not_want_to_be_found_or_has_blocked_refuses(town: Town, peer: Peer, friends):
    _, zoe = friends
    shy, bob = await town.person("shy"), await town.person("bob")
    await shy.call("PATCH", "/api/v1/accounts/update_credentials", {"discoverable": False})
    await bob.post(f"/api/v1/accounts/{await known(town, zoe)}/block")
    await town.settle()
    one = theirs(zoe)
    for who in (shy, bob):
        await zoe.sends(town, zoe.activity("FeatureRequest", uri_of(who), instrument=one["id"]))
    await town.settle()
    assert [answer["actor"] for answer in answers(peer, "Reject")] == [uri_of(shy), uri_of(bob)]
    assert answers(peer, "Accept") == []


async def test_nobody_asks_for_another_s_collection(town: Town, peer: Peer, third: Peer, friends):
    ann, zoe = friends
    one = theirs(third.person("far"))
    await zoe.sends(town, zoe.activity("FeatureRequest", uri_of(ann), instrument=one["id"]))
    await town.settle()
    assert answers(peer, "Accept") == answers(peer, "Reject") == []


async def test_a_collection_of_somebody_followed_is_taken_with_whoever_has_agreed(
    town: Town, peer: Peer, third: Peer, friends
):
    ann, zoe = friends
    kim, far = peer.person("kim"), third.person("far")
    uri = f"{zoe.uri}/featured/23"
    one = theirs(zoe, place(zoe, 1, kim.uri, stamp(kim, uri)), place(zoe, 2, far.uri, stamp(far, uri)))
    await zoe.sends(town, adds(zoe, one))
    await town.settle()
    [shown] = await of_zoe(town, ann, zoe)
    assert (shown["uri"], shown["url"], shown["local"], shown["name"], shown["description"], shown["language"]) == (
        uri, one["url"], False, "Cute cats", "For the cats", "en")
    assert (shown["tag"]["name"], shown["item_count"]) == ("cats", 2)
    assert await members(town, ann, zoe) == ["kim", "far"]
    page = (await town.get(f"/collections/{shown['id']}")).text
    assert "Cute cats" in page
    assert "noindex" in page
    assert (await read(town, f"http://here.test/collections/{shown['id']}")).status == 404
    changed = theirs(zoe, place(zoe, 2, far.uri, stamp(far, uri)), name="Cats")
    await zoe.sends(town, zoe.activity("Update", changed))
    await town.settle()
    assert [each["name"] for each in await of_zoe(town, ann, zoe)] == ["Cats"]
    assert await members(town, ann, zoe) == ["far"]
    await zoe.sends(town, zoe.activity("Remove", place(zoe, 2, far.uri)["id"], target=uri))
    await town.settle()
    assert await members(town, ann, zoe) == []
    await zoe.sends(town, zoe.activity("Remove", uri, target=f"{zoe.uri}/featured_collections"))
    await town.settle()
    assert await of_zoe(town, ann, zoe) == []


async def test_a_consent_that_is_not_true_puts_nobody_in(town: Town, peer: Peer, third: Peer, friends):
    ann, zoe = friends
    bob, kim, far = await town.person("bob"), peer.person("kim"), third.person("far")
    uri = f"{zoe.uri}/featured/23"
    false = [
        place(zoe, 1, kim.uri), place(zoe, 2, kim.uri, f"{kim.uri}/stamps/none"),
        place(zoe, 3, kim.uri, stamp(kim, f"{uri}4")), place(zoe, 4, kim.uri, stamp(zoe, uri)),
        place(zoe, 5, kim.uri, stamp(kim, uri, type="QuoteAuthorization")),
        place(zoe, 6, far.uri, stamp(zoe, uri, interactionTarget=far.uri)),
        place(zoe, 7, far.uri, stamp(far, uri, attributedTo=f"{third.url}/users/eve")),
        place(zoe, 8, uri_of(bob), f"{uri_of(bob)}/features/1"),
        place(zoe, 9, kim.uri, stamp(kim, uri)) | {"id": f"{third.url}/items/9"},
    ]
    await zoe.sends(town, adds(zoe, theirs(zoe, *false)))
    await town.settle()
    assert await members(town, ann, zoe) == []
    assert (await bob.get("/api/v1/notifications")).json == []


async def test_what_is_another_s_or_nobody_here_cares_for_is_not_taken(town: Town, peer: Peer, third: Peer, friends):
    ann, zoe = friends
    eve, far = peer.person("eve"), third.person("far")
    await eve.sends(town, adds(eve, theirs(eve)))
    await zoe.sends(town, adds(zoe, theirs(far)))
    await zoe.sends(town, adds(zoe, theirs(eve)))
    await zoe.sends(town, adds(zoe, theirs(zoe, attributedTo=eve.uri)))
    await town.settle()
    for who in (eve, far, zoe):
        assert await of_zoe(town, ann, who) == []
    await zoe.sends(town, adds(zoe, theirs(zoe)))
    await town.settle()
    await eve.sends(town, eve.activity("Remove", f"{zoe.uri}/featured/23", target=f"{eve.uri}/featured_collections"))
    await eve.sends(town, eve.activity("Delete", f"{zoe.uri}/featured/23"))
    await town.settle()
    assert len(await of_zoe(town, ann, zoe)) == 1
    await zoe.sends(town, zoe.activity("Delete", f"{zoe.uri}/featured/23"))
    await town.settle()
    assert await of_zoe(town, ann, zoe) == []


async def test_who_is_asked_too_often_or_does_not_answer_is_asked_later(
    town: Town, peer: Peer, third: Peer, friends, monkeypatch: pytest.MonkeyPatch
):
    """What was looked at once is not asked for again, so a little at a time becomes the whole."""
    ann, zoe = friends
    people = [third.person(name) for name in ("far", "fay", "fil")]
    uri = f"{zoe.uri}/featured/23"
    one = theirs(zoe, *(place(zoe, n, who.uri, stamp(who, uri)) for n, who in enumerate(people)))
    monkeypatch.setattr(bringing, "purse", lambda: Purse(requests=100, size=1 << 20, of_a_host=4, seconds=60))
    await zoe.sends(town, adds(zoe, one))
    await town.settle()
    first = await members(town, ann, zoe)
    assert first == ["far"]
    for more in (["far", "fay"], ["far", "fay", "fil"]):
        town.forward(minutes=10)
        await town.settle()
        assert await members(town, ann, zoe) == more
    first = urlsplit(one["orderedItems"][0]["featureAuthorization"]).path
    assert third.asked.count(first) == 1


async def test_whoever_begins_to_follow_has_what_was_there_before(town: Town, peer: Peer):
    ann, zoe = await town.person("ann"), peer.person("zoe")
    one = theirs(zoe)
    shows(peer, {"@context": CONTEXT, "id": f"{zoe.uri}/featured_collections", "type": "OrderedCollection",
                 "orderedItems": [one["id"], "https://far.test/1"]})
    zoe.more["featuredCollections"] = f"{zoe.uri}/featured_collections"
    await befriend(town, ann, zoe)
    assert [each["name"] for each in await of_zoe(town, ann, zoe)] == ["Cute cats"]


async def test_a_block_takes_the_consent_back(town: Town, peer: Peer, friends):
    _, zoe = friends
    bob = await town.person("bob")
    await town.settle()  # they have a key
    one = theirs(zoe)
    await zoe.sends(town, zoe.activity("FeatureRequest", uri_of(bob), instrument=one["id"]))
    await town.settle()
    await bob.post(f"/api/v1/accounts/{await known(town, zoe)}/block")
    await town.settle()
    assert [told["object"]["type"] for told in peer.received("Delete")] == ["FeatureAuthorization"]
