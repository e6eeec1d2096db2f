"""Collections of other servers: what they say of themselves, and who has agreed to be in them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import backfills
from hubbub.relations import notifications

from . import store
from .collections import Given, untell
from .facts import CollectionsWanted

MOST_ELSEWHERE = 40  # of one person
MOST_PEOPLE_ELSEWHERE = 150  # in one: what FEP-7aa9 proposes
LONGEST_NAME_ELSEWHERE = 200
LONGEST_DESCRIPTION_ELSEWHERE = 2_000
# Whoever agrees to be in one stands in it only when its server has heard of that.
_SOON = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a collection elsewhere says of itself."""

    uri: str
    url: str | None
    said: Given
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is in it, and has agreed; `stamp` says where, of somebody elsewhere."""

    profile: ProfileId
    uri: str | None
    added_at: datetime
    stamp: str | None = None


async def find(db: Read, owner: ProfileId, uri: str) -> int | None:
    """The collection with this id, if it is this person's and known."""
    return await db.maybe(store.FIND, owner=owner, uri=uri)


async def wanted(db: Read, owner: ProfileId, uri: str) -> bool:
    """Whether somebody here cares: follows the owner, is in it, or has seen it."""
    return (await find(db, owner, uri) is not None or await follows.followed_here(db, owner)
            or bool(await agreed(db, owner, uri)))


async def agreed(db: Read, owner: ProfileId, uri: str) -> dict[ProfileId, bool]:
    """Those here who have agreed to be in it, and whether a moment ago: they may be told of before they are in it."""
    found = await db.all(store.AGREED, asker=owner, uri=uri)
    return {each.profile: each.at is not None and each.at > now() - _SOON for each in found}


async def stamps_in(db: Read, owner: ProfileId, uri: str) -> dict[str, ProfileId]:
    """By which consents, looked at before, those elsewhere are in it."""
    known = await find(db, owner, uri)
    items = await db.all(store.PEOPLE, collection=known) if known is not None else []
    return {item.stamp: item.profile for item in items if item.stamp and item.revoked_at is None}


async def arrive(tx: Tx, owner: ProfileId, given: Arrived, people: Sequence[Member]) -> int | None:
    """Keep it as it is now, and tell those here who have come into it; None if it is one too many, or another's."""
    if await find(tx, owner, given.uri) is None and await tx.one(store.COUNT, owner=owner) >= MOST_ELSEWHERE:
        return None
    kept = await tx.maybe(
        store.ARRIVE, id=ids.new(), owner=owner, uri=given.uri, url=given.url, made_at=given.made_at,
        changed_at=given.changed_at, **asdict(given.said))
    if kept is None:
        return None
    was = {item.profile: item for item in await tx.all(store.PEOPLE, collection=kept.id)}
    await tx.run(
        store.REPLACE, collection=kept.id, ids=[ids.new() for _ in people], profiles=[each.profile for each in people],
        uris=[each.uri for each in people], stamps=[each.stamp for each in people],
        times=[each.added_at for each in people])
    now_in = {each.profile for each in people}
    stayed = [profile for profile in now_in & was.keys() if was[profile].revoked_at is None]
    await notifications.notify(tx, "collection", list(now_in - was.keys()), owner, about=kept.id)
    await untell(tx, list(was.keys() - now_in), owner, kept.id)
    if kept.renamed:
        await notifications.notify(tx, "collection_update", stayed, owner, about=kept.id)
    return kept.id


async def end(tx: Tx, owner: ProfileId, uri: str) -> bool:
    """Its owner has taken it away, if it was theirs."""
    known = await find(tx, owner, uri)
    if known is None:
        return False
    await untell(tx, [item.profile for item in await tx.all(store.PEOPLE, collection=known)], owner, known)
    await tx.run(store.DELETE, id=known)
    return True


async def heard(tx: Tx, owner: ProfileId, uri: str) -> None:
    """Its owner has taken somebody out: from now on only who stands in it is in it."""
    await tx.run(store.HEAR, asker=owner, uri=uri, now=now())


async def leave_out(tx: Tx, owner: ProfileId, item_uri: str) -> bool:
    """Its owner has taken somebody out, if they were in."""
    gone = await tx.all(store.LEAVE_OUT_ELSEWHERE, owner=owner, uri=item_uri)
    for item in gone:
        await untell(tx, [item.profile], owner, item.collection)
    return bool(gone)


async def look_at(db: Db, viewer: ProfileId | None, owner: profiles.Profile) -> None:
    """Somebody looks at a person elsewhere: what they have put together is asked for, once in a while."""
    if viewer is None or owner.here:
        return
    uri = f"{owner.uri}#collections"
    if backfills.due(await backfills.find(db, uri=uri)):
        async with db.write() as tx:
            if await backfills.begin(tx, uri) is not None:
                await tell(tx, CollectionsWanted(owner.id))
