"""Collections on the wire (FEP-7aa9, Mastodon 4.6): shown, told of, asked for and agreed to, both ways."""

from collections.abc import Sequence

from hubbub.base import ids
from hubbub.base.clock import iso
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import (
    CONSENT_CONTEXT,
    FEATURES_CONTEXT,
    PUBLIC,
    Document,
    activity,
    collection,
)
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import follows, profiles
from hubbub.people.profiles.activitypub import KIND, here, says
from hubbub.people.profiles.elsewhere import attends
from hubbub.relations import collections
from hubbub.relations.collections import Collection, Item, consents, elsewhere

from .bringing import bring


@says
async def where(db: Read, who: profiles.Profile) -> Document:
    """Who says nothing is taken to agree to nothing, and who names themselves alone, too."""
    may = PUBLIC if consents.may_be_in(who) else who.uri
    return {"featuredCollections": f"{who.uri}/featured-collections",
            "interactionPolicy": {"canFeature": {"automaticApproval": [may]}}}


@attends
async def learn(tx: Tx, profile: ProfileId, actor: Thing) -> None:
    """What an actor says of who may put them into a collection."""
    policy = actor.thing("interactionPolicy")
    may = policy.thing("canFeature") if policy else None
    given = (may.refs("automaticApproval"), may.refs("manualApproval")) if may else None
    await consents.set_policy(tx, profile, given, PUBLIC)


@document("/users/{id:int}/featured-collections")
async def of_one(inquiry: Inquiry) -> Document:
    """What somebody here has put together for everybody to find."""
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    rows = await collections.list_by(inquiry.db, None, who.id)
    found = [_uri(inquiry.db, row.id) for row in rows if row.discoverable]
    return collection(f"{who.uri}/featured-collections", len(found)) | {"orderedItems": found}


@document("/collections/{id:int}")
async def show(inquiry: Inquiry) -> Document:
    row = await _ours(inquiry)
    return await _shown(inquiry.db, row, await inquiry.viewer())


@document("/collections/{id:int}/items/{item:int}")
async def show_item(inquiry: Inquiry) -> Document:
    """One place in a collection, as it stands in the whole."""
    row = await _ours(inquiry)
    items = await _items(inquiry.db, row, await inquiry.viewer())
    name = _item_uri(inquiry.db, row.id, inquiry.id("item"))
    for item in items:
        if item["id"] == name:
            return {"@context": FEATURES_CONTEXT} | item
    raise NotFound


@document("/users/{id:int}/features/{stamp:int}")
async def show_stamp(inquiry: Inquiry) -> Document:
    """Somebody's consent to be in a collection, for whoever wants to be sure of it."""
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    stamp = await consents.consent(inquiry.db, inquiry.id("stamp"))
    if stamp.profile != who.id:
        raise NotFound
    about = stamp.collection_uri or _uri(inquiry.db, stamp.collection or 0)
    return {"@context": CONSENT_CONTEXT} | _stamp(inquiry.db, who, stamp.id, about)


def _stamp(db: Read, who: profiles.Profile, stamp: int, about: str) -> Document:
    return {"id": consents.stamp_uri(db, who.id, stamp), "type": "FeatureAuthorization", "attributedTo": who.uri,
            "interactingObject": about, "interactionTarget": who.uri}


async def _ours(inquiry: Inquiry) -> Collection:
    row = await collections.get(inquiry.db, await inquiry.viewer(), inquiry.id())
    if not row.here:
        raise NotFound
    await here(inquiry.db, row.owner)
    return row


def _uri(db: Read, number: int) -> str:
    return db.here.settings.url(f"/collections/{number}")


def _item_uri(db: Read, number: int, item: int) -> str:
    return f"{_uri(db, number)}/items/{item}"


async def _shown(db: Read, row: Collection, viewer: ProfileId | None = None) -> Document:
    """A collection of ours with those who have agreed to be in it."""
    items, uri = await _items(db, row, viewer), _uri(db, row.id)
    made: Document = {
        "@context": FEATURES_CONTEXT, "id": uri, "type": "FeaturedCollection", "url": uri, "name": row.name,
        "attributedTo": db.here.settings.url(f"/users/{row.owner}"), "sensitive": row.sensitive,
        "discoverable": row.discoverable, "published": iso(row.made_at), "updated": iso(row.changed_at),
        "totalItems": len(items), "orderedItems": items,
    }
    if row.description:
        made |= {"summaryMap": {row.language: row.description}} if row.language else {"summary": row.description}
    if row.tag:
        made["topic"] = {"type": "Hashtag", "name": f"#{row.tag}", "href": db.here.settings.url(f"/tags/{row.tag}")}
    return made


async def _items(db: Read, row: Collection, viewer: ProfileId | None = None) -> list[Document]:
    found = (await collections.items_of(db, viewer, [row.id]))[row.id]
    return await _written(db, row.id, [item for item in found if item.state == "accepted"])


async def _written(db: Read, number: int, items: Sequence[Item]) -> list[Document]:
    people = {who.id: who for who in await profiles.list_by_ids(db, [item.profile for item in items])}
    return [
        {"id": _item_uri(db, number, item.id), "type": "FeaturedItem", "featuredObject": people[item.profile].uri,
         "featuredObjectType": KIND[people[item.profile].kind], "published": iso(item.added_at),
         "featureAuthorization": item.stamp or consents.stamp_uri(db, item.profile, item.id)}
        for item in items
    ]


@on(collections.CollectionMade)
async def send_made(tx: Tx, fact: collections.CollectionMade) -> None:
    for row in await collections.list_by_ids(tx, None, [fact.collection]):
        if row.discoverable:
            await _tell(tx, row, "Add", await _shown(tx, row), target=f"{_owner(tx, row)}/featured-collections")


@on(collections.CollectionChanged)
async def send_changed(tx: Tx, fact: collections.CollectionChanged) -> None:
    """Whoever could find it until now is told even if it is not to be found from now on."""
    for row in await collections.list_by_ids(tx, None, [fact.collection]):
        await _tell(tx, row, "Update", await _shown(tx, row), found=fact.found)


@on(collections.CollectionDeleted)
async def send_deleted(tx: Tx, fact: collections.CollectionDeleted) -> None:
    """Who else knows it learns of it when they look."""
    who, uri = await profiles.get(tx, fact.owner), _uri(tx, fact.collection)
    what = activity(f"{uri}#removed", "Remove", who.uri, uri, [PUBLIC]) | {"target": f"{who.uri}/featured-collections"}
    to = await _inboxes(tx, [fact.member]) if fact.member else await follows.inboxes(tx, who.id)
    await send(tx, who.id, what, to)


@on(collections.ItemAdded)
async def send_added(tx: Tx, fact: collections.ItemAdded) -> None:
    item = await consents.find_item(tx, fact.item)
    for row in await collections.list_by_ids(tx, None, [item.collection]) if item else ():
        shown = [each for each in await _items(tx, row) if item and each["id"] == _item_uri(tx, row.id, item.id)]
        if shown:
            await _tell(tx, row, "Add", {"@context": FEATURES_CONTEXT} | shown[0], target=_uri(tx, row.id))


@on(collections.ItemRemoved)
async def send_removed(tx: Tx, fact: collections.ItemRemoved) -> None:
    for row in await collections.list_by_ids(tx, None, [fact.collection]):
        if row.here:
            name = _item_uri(tx, row.id, fact.item)
            await _tell(tx, row, "Remove", name, target=_uri(tx, row.id), more=[fact.profile])


def _owner(db: Read, row: Collection) -> str:
    return db.here.settings.url(f"/users/{row.owner}")


async def _tell(
    tx: Tx, row: Collection, verb: str, what: str | Document, *, target: str | None = None, found: bool = False,
    more: Sequence[ProfileId] = (),
) -> None:
    """Followers are told of what may be found, whoever is in it in any case."""
    inside = [item.profile for item in (await collections.items_of(tx, None, [row.id]))[row.id]]
    inboxes = await _inboxes(tx, [*inside, *more])
    if row.discoverable or found:
        inboxes += await follows.inboxes(tx, row.owner)
    made = activity(f"{_uri(tx, row.id)}#{verb.lower()}/{ids.new()}", verb, _owner(tx, row), what, [PUBLIC])
    await send(tx, row.owner, made | ({"target": target} if target else {}), inboxes)


async def _inboxes(tx: Tx, people: Sequence[ProfileId]) -> list[str]:
    found = await profiles.list_by_ids(tx, list(people))
    return [who.shared_inbox or who.inbox for who in found if not who.here and not who.removed_at]


@on(collections.ItemAsked)
async def ask(tx: Tx, fact: collections.ItemAsked) -> None:
    """Somebody elsewhere is asked whether they want to be in a collection of ours."""
    item = await consents.find_item(tx, fact.item)
    if item is None or item.state != "pending":
        return
    who = await profiles.get(tx, item.profile)
    for row in await collections.list_by_ids(tx, None, [item.collection]):
        request = activity(f"{_owner(tx, row)}/feature-requests/{item.id}", "FeatureRequest", _owner(tx, row), who.uri,
                           [who.uri])
        request |= {"@context": CONSENT_CONTEXT, "instrument": _uri(tx, row.id)}
        await send(tx, row.owner, request, [who.inbox])


@receives("FeatureRequest")
async def receive_request(tx: Tx, given: Activity) -> None:
    """Somebody asks whether one of us wants to be in a collection of theirs: what that one says of it answers."""
    uri, about = given.thing.ref("instrument"), given.about
    if uri is None or not given.owns(uri) or (given.thing.id is not None and not given.owns(given.thing.id)):
        raise NotTheirs
    known = await profiles.find(tx, uri=about) if about else None
    if known is None or about is None:
        raise NotFound
    who = await here(tx, known)
    stamp = await consents.grant(tx, given.actor, who.id, uri)
    asked: Document = {"@context": CONSENT_CONTEXT, "id": given.thing.id, "type": "FeatureRequest", "actor": given.uri,
                       "object": about, "instrument": uri}
    answer = activity(f"{who.uri}#features/{stamp or ids.new()}", "Accept" if stamp else "Reject", who.uri, asked,
                      [given.uri])
    if stamp is not None:
        answer["result"] = consents.stamp_uri(tx, who.id, stamp)
        await bring.once(tx, uri, owner=given.actor, uri=uri)
    await send(tx, who.id, answer, [(await profiles.get(tx, given.actor)).inbox])


@receives("Accept", of={"FeatureRequest", ""})
async def receive_accept(tx: Tx, given: Activity) -> None:
    """They want to be in it, and say where that is written."""
    item, stamp = await _answered(tx, given), given.thing.ref("result")
    if item is not None and stamp is not None and given.owns(stamp):
        await consents.agree(tx, item, stamp)


@receives("Reject", of={"FeatureRequest", ""})
async def receive_reject(tx: Tx, given: Activity) -> None:
    """They do not want to be in it, or not any more."""
    if (item := await _answered(tx, given)) is not None:
        await consents.disagree(tx, item)


async def _answered(tx: Tx, given: Activity) -> Item | None:
    """The place in a collection of ours that is spoken of, if it is for whoever speaks."""
    about = given.about or ""
    number = ids.parse(about.rpartition("/feature-requests/")[2])
    item = await consents.find_item(tx, number) if number else None
    if item is None or item.profile != given.actor:
        return None
    rows = await collections.list_by_ids(tx, None, [item.collection])
    return item if rows and about == f"{_owner(tx, rows[0])}/feature-requests/{item.id}" else None


@receives("Add", "Create", "Update", "Remove", of={"FeaturedCollection", "FeaturedItem", ""})
async def receive(tx: Tx, given: Activity) -> None:
    """A collection elsewhere has come, or changed, or lost somebody: its server is asked what stands in it."""
    about, target = given.about, given.thing.ref("target")
    if about is None or not given.owns(about) or (target is not None and not given.owns(target)):
        raise NotTheirs
    if given.thing.type == "Remove" and target is not None:
        await elsewhere.heard(tx, given.actor, target)
    if given.thing.type == "Remove" and (
            await elsewhere.end(tx, given.actor, about) or await elsewhere.leave_out(tx, given.actor, about)):
        return
    kind = given.object.type if given.object is not None else ""
    uri = about if kind == "FeaturedCollection" else target
    # A bare id goes into many things; only what is known is a collection.
    known = uri is not None and await elsewhere.find(tx, given.actor, uri) is not None
    if uri is not None and (known or (kind and await elsewhere.wanted(tx, given.actor, uri))):
        await bring.once(tx, uri, owner=given.actor, uri=uri)


@receives("Delete")
async def receive_end(tx: Tx, given: Activity) -> None:
    """Somebody takes a consent back, or a collection away."""
    if given.about is not None and given.owns(given.about):
        await consents.take_back(tx, given.actor, given.about)
        await elsewhere.end(tx, given.actor, given.about)


@on(collections.ConsentEnded)
async def send_ended(tx: Tx, fact: collections.ConsentEnded) -> None:
    """Whoever put them in is told that they have agreed no longer."""
    who, asker = await profiles.get(tx, fact.profile), await profiles.get(tx, fact.asker)
    stamp = _stamp(tx, who, fact.stamp, fact.collection_uri) | {"@context": CONSENT_CONTEXT}
    what = activity(f"{stamp['id']}#delete", "Delete", who.uri, stamp, [PUBLIC, asker.uri])
    await send(tx, who.id, what, [asker.inbox])
