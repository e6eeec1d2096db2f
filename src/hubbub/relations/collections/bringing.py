"""Collections of other servers are asked for where they are, and each consent in them where it was given."""

import logging
from collections.abc import Collection
from datetime import timedelta

from hubbub.base import text
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Tx
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.fetching import NotThere, Purse, Spent, fetch, is_ours, spending
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import follows, profiles
from hubbub.people.profiles.elsewhere import ask as ask_for_actor
from hubbub.people.profiles.elsewhere import believe
from hubbub.reach import tags
from hubbub.reach.backfills.activitypub import pages
from hubbub.relations import collections
from hubbub.relations.collections import Given, elsewhere
from hubbub.relations.collections.elsewhere import Arrived, Member

log = logging.getLogger("hubbub.fediverse.collections")

_LATER = timedelta(minutes=1)


def purse() -> Purse:
    """For one collection, or for all of one person; what is left over is asked for later, and what is known not."""
    return Purse(requests=200, size=16 << 20, of_a_host=60, seconds=60)


@errand(tries=5)
async def bring(db: Db, owner: ProfileId, uri: str) -> None:
    """Fetch a collection of somebody's, with those who have agreed to be in it."""
    with spending(purse()):
        await _bring(db, await profiles.get(db, owner), uri)


@errand(tries=2)
async def bring_all(db: Db, owner: ProfileId) -> None:
    """Fetch all that somebody elsewhere has put together."""
    who = await profiles.get(db, owner)
    with spending(purse()):
        try:
            actor = await fetch(db, who.uri)
            await believe(db, actor)  # what they say of being in collections may be newer, too
            found = [item async for page in pages(db, actor, "featuredCollections")
                     for item in [*page.refs("orderedItems"), *page.refs("items")]]
        except (Refused, Unreachable) as problem:
            log.info("the collections of %s are not had: %s", who.uri, problem)
            return
        for uri in dict.fromkeys(found[:elsewhere.MOST_ELSEWHERE]):
            try:
                await _bring(db, who, uri)
            except Held as problem:
                log.info("%s is not had whole: %s", uri, problem)


@on(follows.Followed)
async def bring_on_follow(tx: Tx, fact: follows.Followed) -> None:
    if not (await profiles.get(tx, fact.followed)).here:
        await bring_all.once(tx, str(fact.followed), owner=fact.followed)


@on(collections.CollectionsWanted)
async def bring_on_look(tx: Tx, fact: collections.CollectionsWanted) -> None:
    await bring_all.once(tx, str(fact.owner), owner=fact.owner)


async def _bring(db: Db, owner: profiles.Profile, uri: str) -> None:
    """Keep it as its server shows it. Raises `Held` if that, or somebody's consent, cannot be asked for just now."""
    if owner.suspended_at or owner.removed_at or host_of(uri) != host_of(owner.uri):
        return
    try:
        thing = await fetch(db, uri)
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    except Refused as problem:
        if isinstance(problem, NotThere) and problem.status in (404, 410):
            async with db.write() as tx:
                await elsewhere.end(tx, owner.id, uri)
        log.info("%s is not had: %s", uri, problem)
        return
    if (thing.type, thing.id, thing.ref("attributedTo")) != ("FeaturedCollection", uri, owner.uri):
        log.info("%s is no collection of %s", uri, owner.uri)
        return
    people, missed = await _people(db, owner, uri, thing)
    async with db.write() as tx:
        await elsewhere.arrive(tx, owner.id, read(thing, uri), people)
    if missed:
        raise Held("a server that is asked for a consent does not answer", _LATER)


def read(thing: Thing, uri: str) -> Arrived:
    """What a collection says of itself."""
    topic = thing.thing("topic")
    at = thing.time("published") or now()
    longest = elsewhere.LONGEST_DESCRIPTION_ELSEWHERE
    said = Given(
        text.title(thing.text("name", elsewhere.LONGEST_NAME_ELSEWHERE)) or uri,
        text.plain(thing.text("summary", 20_000))[:longest], thing.language("summary"),
        tags.named(topic.text("name", 200)) if topic else None, thing.flag("sensitive"),
        thing.flag("discoverable", True))
    return Arrived(uri, thing.url(), said, at, thing.time("updated") or at)


async def _people(db: Db, owner: profiles.Profile, uri: str, thing: Thing) -> tuple[list[Member], bool]:
    """Those in it who have agreed; and whether somebody could not be asked just now."""
    items = thing.things("orderedItems", "FeaturedItem")
    async for page in pages(db, thing, "first"):
        items += page.things("orderedItems", "FeaturedItem")
        if len(items) >= elsewhere.MOST_PEOPLE_ELSEWHERE:
            break
    agreed = await elsewhere.agreed(db, owner.id, uri)
    known = await elsewhere.stamps_in(db, owner.id, uri)
    found: dict[ProfileId, Member] = {}
    missed = False
    for item in items[:elsewhere.MOST_PEOPLE_ELSEWHERE]:
        if item.id is None or host_of(item.id) != host_of(uri):
            continue
        stamp = item.ref("featureAuthorization")
        try:
            who = await _member(db, item.ref("featuredObject"), stamp, uri, agreed, known)
        except (Unreachable, Spent):
            missed = True
            continue
        except Refused as problem:
            log.info("%s is left out of %s: %s", item.ref("featuredObject"), uri, problem)
            continue
        if who is not None and who != owner.id:
            ours = who in agreed
            found.setdefault(who, Member(who, item.id, item.time("published") or now(), None if ours else stamp))
    found |= {who: Member(who, None, now()) for who, lately in agreed.items() if lately and who not in found}
    return list(found.values()), missed


async def _member(
    db: Db, person: str | None, stamp: str | None, uri: str, agreed: Collection[ProfileId], known: dict[str, ProfileId]
) -> ProfileId | None:
    """Who it is, if they have agreed: ours have told us, others say so at their own server. Raises as `fetch` does."""
    if person is None:
        return None
    if is_ours(db.here.settings, host_of(person)):
        who = await profiles.find(db, uri=person)
        return who if who in agreed else None
    if stamp is None or host_of(stamp) != host_of(person):
        return None
    who = await profiles.find(db, uri=person)
    if who is not None and known.get(stamp) == who:
        return who
    given = await fetch(db, stamp)
    named = (given.type, given.ref("interactingObject"), given.ref("interactionTarget"))
    if named != ("FeatureAuthorization", uri, person) or given.ref("attributedTo") not in (None, person):
        return None
    return who if who is not None else await ask_for_actor(db, person)
