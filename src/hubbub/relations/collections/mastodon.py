"""Collections in the client API."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.errors import NotAllowed, NotFound
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import link_stretch, stretch
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import profiles
from hubbub.people.accounts.mastodon import grants
from hubbub.people.profiles.mastodon import adds_to_all, pieces
from hubbub.relations import collections
from hubbub.relations.collections import MOST, MOST_PEOPLE, Collection, Given, Item, consents, elsewhere
from hubbub.relations.notifications import entities

FARTHEST = 1_000

grants("collection_limit", MOST)


@adds_to_all
async def feature_approval(db: Read, rows: Sequence[profiles.Profile]) -> Mapping[ProfileId, dict[str, Any]]:
    """Who may be taken in: here everybody who likes to be found, at once; elsewhere as their server says.

    It is the same for all who look: whom somebody elsewhere means by a group is found out when they are taken in.
    """
    said = await consents.policies_of(db, rows)
    made = {row.id: said.get(row.id) for row in rows}
    return {row.id: {"feature_approval": _here(row) if row.here else _elsewhere(made[row.id])} for row in rows}


def _here(row: profiles.Profile) -> dict[str, Any]:
    willing = collections.may_be_in(row)
    return {"automatic": ["public"] if willing else [], "manual": [],
            "current_user": "automatic" if willing else "denied"}


def _elsewhere(policy: collections.Policy | None) -> dict[str, Any]:
    named = [*policy.automatic, *policy.manual] if policy else []
    standing = consents.standing(policy, {"public"})
    # Apps offer to take in whom they may; to be refused then is better than not to be let try.
    return {"automatic": policy.automatic if policy else [], "manual": policy.manual if policy else [],
            "current_user": "manual" if standing == "denied" and named else standing}


async def shapes(db: Read, viewer: ProfileId | None, rows: Sequence[Collection]) -> list[dict[str, Any]]:
    """Each as the Collection entity, with those of its people whom the viewer may see."""
    items = await collections.items_of(db, viewer, [row.id for row in rows])
    url = db.here.settings.url
    return [
        {
            "id": str(row.id), "account_id": str(row.owner), "uri": row.uri or url(f"/collections/{row.id}"),
            "url": url(f"/collections/{row.id}") if row.here else row.url, "name": row.name,
            "description": row.description, "language": row.language, "local": row.here,
            "sensitive": row.sensitive, "discoverable": row.discoverable, "created_at": iso(row.made_at),
            "updated_at": iso(row.changed_at), "item_count": len(items[row.id]),
            "tag": {"name": row.tag, "url": url(f"/tags/{row.tag}")} if row.tag else None,
            "items": [_item(item) for item in items[row.id]],
        } for row in rows
    ]


def _item(item: Item) -> dict[str, Any]:
    return {"id": str(item.id), "account_id": str(item.profile), "state": item.state, "created_at": iso(item.added_at)}


async def _told_of(db: Read, me: ProfileId, wanted: Sequence[int]) -> dict[int, Any]:
    """What a notification shows of each."""
    return {int(made["id"]): made for made in await shapes(db, me, await collections.list_by_ids(db, me, wanted))}


entities.carries("collection", "collection", _told_of)
entities.carries("collection_update", "collection", _told_of)


async def _one(db: Read, viewer: ProfileId | None, collection: int) -> dict[str, Any]:
    return (await shapes(db, viewer, [await collections.get(db, viewer, collection)]))[0]


def _given(sent: Params, was: Given) -> Given:
    """What was sent; the rest as it was."""
    return Given(
        sent.text("name", was.name), sent.text("description", was.description),
        sent.text("language", was.language or "", 16) or None, sent.text("tag_name", was.tag or "") or None,
        sent.flag("sensitive", was.sensitive), sent.flag("discoverable", was.discoverable),
    )


@api("POST", "/api/v1/collections", scope="write:collections")
async def create(call: Call) -> Any:
    people = [ProfileId(profile) for profile in call.params.ids("account_ids", MOST_PEOPLE)]
    async with call.db.write() as tx:
        made = await collections.create(tx, call.me, _given(call.params, Given("")), people)
        return {"collection": await _one(tx, call.me, made)}


@api("GET", "/api/v1/collections/{id}")
async def show(call: Call) -> Any:
    """With its people, and whoever put it together, whole beside it."""
    async with call.db.read() as db:
        made = await _one(db, call.viewer, call.id())
        people = [ProfileId(int(who)) for who in (made["account_id"], *[item["account_id"] for item in made["items"]])]
        known = await pieces(db, people)
    return {"collection": made, "accounts": [msgspec.Raw(piece) for piece in known.values()]}


@api("PATCH", "/api/v1/collections/{id}", scope="write:collections")
async def change(call: Call) -> Any:
    async with call.db.write() as tx:
        was = await collections.get(tx, call.me, call.id())
        usual = Given(was.name, was.description, was.language, was.tag, was.sensitive, was.discoverable)
        await collections.change(tx, call.me, was.id, _given(call.params, usual))
        return {"collection": await _one(tx, call.me, was.id)}


@api("DELETE", "/api/v1/collections/{id}", scope="write:collections")
async def delete(call: Call) -> Any:
    async with call.db.write() as tx:
        await collections.delete(tx, call.me, call.id())
    return {}


@api("POST", "/api/v1/collections/{id}/items", scope="write:collections")
async def add(call: Call) -> Any:
    who = call.params.id("account_id")
    if who is None:
        raise NotFound("Record not found")
    async with call.db.write() as tx:
        return {"collection_item": _item(await collections.add(tx, call.me, call.id(), ProfileId(who)))}


@api("DELETE", "/api/v1/collections/{id}/items/{item}", scope="write:collections")
async def remove(call: Call) -> Any:
    async with call.db.write() as tx:
        await collections.remove(tx, call.me, call.id(), call.id("item"))
    return {}


@api("POST", "/api/v1/collections/{id}/items/{item}/revoke", scope="write:collections")
async def revoke(call: Call) -> Any:
    async with call.db.write() as tx:
        await collections.revoke(tx, call.me, call.id(), call.id("item"))
    return {}


@api("GET", "/api/v1/accounts/{id}/collections")
async def of_one(call: Call) -> Any:
    page = stretch(call, 40, 80, FARTHEST)
    await elsewhere.look_at(call.db, call.viewer, await profiles.get(call.db, ProfileId(call.id())))
    async with call.db.read() as db:
        who = await profiles.get(db, ProfileId(call.id()))
        if who.removed_at or who.suspended_at:
            raise NotFound("Record not found")
        rows = await collections.list_by(db, call.viewer, who.id, limit=page.limit, offset=page.offset)
        link_stretch(call, len(rows), page)
        return {"collections": await shapes(db, call.viewer, rows)}


@api("GET", "/api/v1/accounts/{id}/in_collections", scope="read:collections")
async def with_one(call: Call) -> Any:
    """One's own alone: in which collections others are is theirs to know."""
    if call.id() != call.me:
        raise NotAllowed("This action is not allowed")
    page = stretch(call, 40, 80, FARTHEST)
    async with call.db.read() as db:
        rows = await collections.list_with(db, call.me, limit=page.limit, offset=page.offset)
        link_stretch(call, len(rows), page)
        return {"collections": await shapes(db, call.me, rows)}
