"""Who may be put into collections, here and elsewhere, and what they have agreed to."""

from collections.abc import Iterable, Sequence

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles

from . import store
from .facts import ConsentEnded, ItemAdded, ItemRemoved
from .store import Item, Policy, Stamp

GROUPS = ("public", "followers", "following")
MOST_GRANTED = 500  # to one who asks


def may_be_in(who: profiles.Profile) -> bool:
    """Whether somebody here has said that others may name them: who likes to be found has."""
    return who.here and who.discoverable and who.kind != "application"


async def set_policy(
    tx: Tx, profile: ProfileId, given: tuple[Sequence[str], Sequence[str]] | None, public: str
) -> None:
    """Keep what somebody elsewhere says of who may, at once or if they agree, by addresses; None: they say nothing."""
    if given is None:
        await tx.run(store.DROP_POLICY, profile=profile)
        return
    who = await profiles.get(tx, profile)
    names = {public: "public", who.followers_uri or "": "followers", f"{who.uri}/followers": "followers",
             f"{who.uri}/following": "following"}
    # Whoever names themselves alone says that nobody may.
    automatic, manual = (list(dict.fromkeys(names.get(uri, "unsupported_policy") for uri in said if uri != who.uri))
                         for said in given)
    await tx.run(store.SET_POLICY, profile=profile, automatic=automatic, manual=manual)


async def policies_of(db: Read, people: Iterable[profiles.Profile]) -> dict[ProfileId, Policy]:
    """What those of them who are elsewhere say; who says nothing has not agreed to anything."""
    away = [who.id for who in people if not who.here]
    return {policy.profile: policy for policy in await db.all(store.POLICIES, profiles=away)} if away else {}


async def permissions(db: Read, owner: ProfileId, people: Sequence[profiles.Profile]) -> dict[ProfileId, str]:
    """Whether the owner may put them in: `automatic`, `manual`, `denied`, `unknown`; `missing` if nothing is said."""
    said = await policies_of(db, people)
    stands = {each.profile: each for each in await follows.relations(db, owner, list(said))} if said else {}
    made: dict[ProfileId, str] = {}
    for who in people:
        near = stands.get(who.id)
        groups = {"public", *(["followers"] if near and near.following else []),
                  *(["following"] if near and near.followed_by else [])}
        made[who.id] = standing(said.get(who.id), groups)
    return made


async def willing(db: Read, owner: ProfileId, people: Sequence[profiles.Profile]) -> set[ProfileId]:
    """Those of them whom the owner may put in, at once or once they agree."""
    said = await permissions(db, owner, [who for who in people if not who.here])
    return {who.id for who in people if may_be_in(who) or said.get(who.id) in ("automatic", "manual")}


def standing(policy: Policy | None, groups: set[str]) -> str:
    """How a policy applies to somebody who is in these groups."""
    if policy is None:
        return "missing"
    for word, named in (("automatic", policy.automatic), ("manual", policy.manual)):
        if groups & {*named}:
            return word
    return "unknown" if "unsupported_policy" in (*policy.automatic, *policy.manual) else "denied"


async def grant(tx: Tx, asker: ProfileId, profile: ProfileId, collection_uri: str) -> int | None:
    """The consent of somebody here to be in a collection elsewhere; None if they do not want to be, or have left it."""
    who = await profiles.get(tx, profile)
    near = (await follows.relations(tx, profile, [asker]))[0]
    if not may_be_in(who) or who.suspended_at or who.removed_at or near.blocking or near.blocked_by:
        return None
    if await tx.one(store.GRANTED, asker=asker) >= MOST_GRANTED:
        return None
    return await tx.maybe(store.GRANT, id=ids.new(), profile=profile, asker=asker, uri=collection_uri, now=now())


async def consent(db: Read, stamp: int) -> Stamp:
    """A consent of somebody here that still stands. Raises `NotFound`."""
    found = await db.maybe(store.STAMP, id=stamp)
    if found is None or found.revoked or not may_be_in(await profiles.get(db, found.profile)):
        raise NotFound
    return found


async def find_item(db: Read, item: int) -> Item | None:
    """Somebody's place in a collection, of whichever state."""
    return await db.maybe(store.ITEM, id=item)


async def agree(tx: Tx, item: Item, stamp: str) -> None:
    """Somebody elsewhere agrees to be in a collection of ours, and says where that is written."""
    if await tx.maybe(store.AGREE, item=item.id, stamp=stamp) is not None:
        await tx.run(store.TOUCH, id=item.collection, now=now())
        await tell(tx, ItemAdded(item.id))


async def disagree(tx: Tx, item: Item) -> None:
    """They do not, or no longer."""
    left = await tx.maybe(store.REVOKE, collection=item.collection, item=item.id, profile=item.profile, now=now())
    if left is not None:
        await tx.run(store.TOUCH, id=item.collection, now=now())
        await tell(tx, ItemRemoved(item.id, item.collection, item.profile))


async def take_back(tx: Tx, profile: ProfileId, stamp: str) -> None:
    """Somebody elsewhere takes back a consent: wherever they are in a collection by it, they are no more."""
    for item in await tx.all(store.STAMPED, profile=profile, stamp=stamp):
        if await _uri(tx, item.collection) is None:
            await disagree(tx, item)
        else:
            await tx.run(store.REMOVE_ITEM, item=item.id)


async def end(tx: Tx, profile: ProfileId, collection: int, item: int) -> None:
    """Somebody is in a collection no more, by their own will or a block: those elsewhere who care are told."""
    uri = await _uri(tx, collection)
    if uri is None:
        await tell(tx, ItemRemoved(item, collection, profile))
    elif (stamp := await tx.maybe(store.UNSTAMP, profile=profile, uri=uri, now=now())) is not None:
        await tell(tx, ConsentEnded(stamp.id, profile, stamp.asker, uri))


async def _uri(tx: Tx, collection: int) -> str | None:
    """The id of a collection elsewhere; None for one of ours."""
    return next((row.uri for row in await tx.all(store.GET, viewer=None, ids=[collection])), None)


def stamp_uri(db: Read, profile: ProfileId, stamp: int) -> str:
    """Where the document of a consent of somebody here is."""
    return db.here.settings.url(f"/users/{profile}/features/{stamp}")
