"""Collections: made, changed, joined only by those who like to be found or agree, left by whoever wants to."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import tags
from hubbub.relations import notifications

from . import consents, store
from .facts import (
    CollectionChanged,
    CollectionDeleted,
    CollectionMade,
    ItemAdded,
    ItemAsked,
    ItemRemoved,
)
from .store import Collection, Count, Item

LONGEST_NAME = 40
LONGEST_DESCRIPTION = 100
MOST_PEOPLE = 25
MOST = 10  # of one person
MOST_UNWILLING = 50  # who are shown to the owner
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class NotYours(NotAllowed):
    """This action is not allowed"""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says of a collection of theirs."""

    name: str
    description: str = ""
    language: str | None = None
    tag: str | None = None
    sensitive: bool = False
    discoverable: bool = True


async def create(tx: Tx, owner: ProfileId, given: Given, people: Sequence[ProfileId] = ()) -> int:
    """A new collection with these people in it, once they agree. Raises `Invalid` by field, `NotFound`."""
    kept = _checked(given)
    await tx.one(store.TURN, owner=owner)
    if await tx.one(store.COUNT, owner=owner) >= MOST:
        raise Invalid("Validation failed: You have {most} collections already", field="base", most=MOST)
    collection = ids.new()
    await tx.run(store.ADD, id=collection, owner=owner, now=now(), **kept)
    await _take_in(tx, owner, collection, list(dict.fromkeys(people)))
    await tell(tx, CollectionMade(collection))
    return collection


async def change(tx: Tx, owner: ProfileId, collection: int, given: Given) -> None:
    """Say something else of it, and tell those who are in it. Raises `Invalid` by field, `NotFound`, `NotYours`."""
    was = await _own(tx, owner, collection)
    new = _checked(given)
    if all(getattr(was, name) == value for name, value in new.items()):
        return
    await tx.run(store.CHANGE, id=collection, now=now(), **new)
    if given.discoverable and not was.discoverable:
        await tell(tx, CollectionMade(collection))
    else:
        await tell(tx, CollectionChanged(collection, was.discoverable))
    await notifications.notify(tx, "collection_update", await _inside(tx, collection), owner, about=collection)


async def delete(tx: Tx, owner: ProfileId, collection: int) -> None:
    """Take it away; nobody is told of it any more. Raises `NotFound`, `NotYours`."""
    await _own(tx, owner, collection)
    inside = await _inside(tx, collection)
    await untell(tx, inside, owner, collection)
    await tx.run(store.DELETE, id=collection)
    await tell(tx, *[CollectionDeleted(collection, owner, member) for member in (None, *inside)])


async def add(tx: Tx, owner: ProfileId, collection: int, profile: ProfileId) -> Item:
    """Take somebody in and tell or ask them. Raises `NotFound`, `NotYours`, `Invalid` by field."""
    await _own(tx, owner, collection)
    await _take_in(tx, owner, collection, [profile])
    await tx.run(store.TOUCH, id=collection, now=now())
    item = next(item for item in await tx.all(store.PEOPLE, collection=collection) if item.profile == profile)
    if item.asked_at is None:
        await tell(tx, ItemAdded(item.id))
    return item


async def _take_in(tx: Tx, owner: ProfileId, collection: int, people: list[ProfileId]) -> None:
    """Whoever cannot be taken in is refused, and with them all."""
    there = await tx.all(store.PEOPLE, collection=collection)
    asked = await _willing(tx, owner, people)
    if {item.profile for item in there} & set(people):
        raise Invalid("Validation failed: Account is in this collection already, or has left it", field="account_id")
    if len([item for item in there if not item.revoked_at]) + len(people) > MOST_PEOPLE:
        raise Invalid("Validation failed: A collection has at most {most} people", field="account_id", most=MOST_PEOPLE)
    numbers = {profile: ids.new() for profile in people}
    await tx.run(store.TAKE_IN, ids=list(numbers.values()), collection=collection, profiles=people,
                 asked=[profile in asked for profile in people], now=now())
    await notifications.notify(tx, "collection", people, owner, about=collection)
    await tell(tx, *[ItemAsked(item) for profile, item in numbers.items() if profile in asked])


async def _willing(tx: Tx, owner: ProfileId, people: list[ProfileId]) -> set[ProfileId]:
    """Those of them, elsewhere, who have to be asked. Nobody is taken in who is gone, apart from the owner, or does not
    want to be."""
    rows = await profiles.list_by_ids(tx, people)
    apart = [row for row in await follows.relations(tx, owner, people) if row.blocking or row.blocked_by]
    if apart or len(rows) < len(people) or any(row.removed_at or row.suspended_at for row in rows):
        raise NotFound
    if len(await consents.willing(tx, owner, rows)) < len(rows):
        raise Invalid("Validation failed: This person does not want to be in collections", field="account_id")
    return {row.id for row in rows if not row.here}


async def remove(tx: Tx, owner: ProfileId, collection: int, item: int) -> None:
    """Take somebody out. Raises `NotFound`, `NotYours`."""
    await _own(tx, owner, collection)
    gone = await tx.maybe(store.LEAVE_OUT, collection=collection, item=item)
    if gone is None:
        raise NotFound
    await tx.run(store.TOUCH, id=collection, now=now())
    await untell(tx, [ProfileId(gone)], owner, collection)
    await tell(tx, ItemRemoved(item, collection, ProfileId(gone)))


async def revoke(tx: Tx, profile: ProfileId, collection: int, item: int | None = None) -> None:
    """Leave a collection that one was taken into, by this item if it is named, for good. Raises `NotFound`."""
    left = await tx.maybe(store.REVOKE, collection=collection, item=item, profile=profile, now=now())
    if left is None:
        raise NotFound
    await consents.end(tx, profile, collection, left)


async def get(db: Read, viewer: ProfileId | None, collection: int) -> Collection:
    """The collection, if the viewer may see it. Raises `NotFound`."""
    found = await list_by_ids(db, viewer, [collection])
    if not found:
        raise NotFound
    return found[0]


async def get_own(db: Read, owner: ProfileId, collection: int) -> Collection:
    """One of the owner's. Raises `NotFound`, `NotYours`."""
    found = await get(db, owner, collection)
    if found.owner != owner:
        raise NotYours
    return found


async def list_by_ids(db: Read, viewer: ProfileId | None, wanted: Sequence[int]) -> list[Collection]:
    """Those of them that the viewer may see."""
    return await db.all(store.GET, viewer=viewer, ids=list(wanted))


async def list_by(
    db: Read, viewer: ProfileId | None, owner: ProfileId, *, limit: int = 40, offset: int = 0
) -> list[Collection]:
    """Somebody's collections, the newest first; what is not to be found, for themselves alone."""
    return await db.all(store.BY_OWNER, viewer=viewer, owner=owner, limit=limit, offset=offset)


async def list_with(db: Read, me: ProfileId, *, limit: int = 40, offset: int = 0) -> list[Collection]:
    """The collections that I am in, the latest to take me in first."""
    return await db.all(store.WITH, viewer=me, limit=limit, offset=offset)


async def items_of(db: Read, viewer: ProfileId | None, wanted: Sequence[int]) -> dict[int, list[Item]]:
    """Who is in each, as far as the viewer sees them."""
    found: dict[int, list[Item]] = {collection: [] for collection in wanted}
    for item in await db.all(store.ITEMS, viewer=viewer, collections=list(wanted)) if found else ():
        found[item.collection].append(item)
    return found


async def list_places(db: Read, owner: ProfileId, collection: int) -> list[Item]:
    """Everybody who was put in, whether or not others see them; then those who do not want to be, the latest first.

    For the owner alone. Raises `NotFound`, `NotYours`.
    """
    await get_own(db, owner, collection)
    return await db.all(store.PLACES, collection=collection, limit=MOST_PEOPLE + MOST_UNWILLING)


async def places_with(db: Read, owner: ProfileId, profile: ProfileId) -> dict[int, Item]:
    """In which of the owner's collections somebody was put, and what became of it."""
    return {item.collection: item for item in await db.all(store.PLACES_WITH, owner=owner, profile=profile)}


async def counts(db: Read, owner: ProfileId) -> dict[int, Count]:
    """How many are in each of the owner's collections."""
    return {count.collection: count for count in await db.all(store.COUNTS, owner=owner)}


@on(follows.Blocked)
async def part(tx: Tx, fact: follows.Blocked) -> None:
    for item in await tx.all(store.PART, one=fact.blocker, other=fact.blocked):
        await consents.end(tx, item.profile, item.collection, item.id)


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.DELETE_ALL, profile=fact.profile)


async def _own(tx: Tx, owner: ProfileId, collection: int) -> Collection:
    """The owner's own collection, held until the transaction ends. Raises `NotFound`, `NotYours`."""
    await tx.maybe(store.HOLD, id=collection)
    return await get_own(tx, owner, collection)


async def _inside(tx: Tx, collection: int) -> list[ProfileId]:
    return [item.profile for item in await tx.all(store.PEOPLE, collection=collection) if not item.revoked_at]


async def untell(tx: Tx, people: Sequence[ProfileId], owner: ProfileId, collection: int) -> None:
    """What they were told of the collection is no longer so."""
    for kind in ("collection", "collection_update"):
        await notifications.withdraw(tx, kind, people, owner, about=collection)


def _checked(given: Given) -> dict[str, Any]:
    """What is to be kept. Raises `Invalid` by field."""
    name, description = " ".join(given.name.split()), given.description.strip()
    if not name:
        raise Invalid("Validation failed: Name can't be blank", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid("Validation failed: Name is too long (maximum is {longest} characters)", field="name",
                      longest=LONGEST_NAME)
    if len(description) > LONGEST_DESCRIPTION:
        raise Invalid("Validation failed: Description is too long (maximum is {longest} characters)",
                      field="description", longest=LONGEST_DESCRIPTION)
    if given.language and not _LANGUAGE.fullmatch(given.language):
        raise Invalid("Validation failed: Language is invalid", field="language")
    tag = tags.named(given.tag) if given.tag else None
    if given.tag and tag is None:
        raise Invalid("Validation failed: Tag is invalid", field="tag_name")
    return asdict(given) | {"name": name, "description": description, "language": given.language or None, "tag": tag}
