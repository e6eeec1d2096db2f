"""Pins on the wire: the collection `featured`, and its changes as Add and Remove, both ways."""

from contextlib import suppress
from datetime import timedelta

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Conflict
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.fetching import fetch
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import POSTS, Document, activity, collection
from hubbub.people import follows, profiles
from hubbub.people.profiles.activitypub import here, says
from hubbub.reach import pins, posts

LATER = timedelta(minutes=5)
_MOST_ITEMS = 20


@says
async def where(db: Read, who: profiles.Profile) -> Document:
    return {"featured": f"{who.uri}/featured"}


@document("/users/{id:int}/featured")
async def featured(inquiry: Inquiry) -> Document:
    """What anybody may see of what somebody here has pinned, the last pinned first."""
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    rows = await posts.get(inquiry.db, await pins.list_pinned(inquiry.db, None, who.id))
    shown = [row.uri for row in rows if not row.local_only]
    return collection(f"{who.uri}/featured", len(shown)) | {"orderedItems": shown}


@on(pins.Pinned)
async def send_pin(tx: Tx, fact: pins.Pinned) -> None:
    await _tell(tx, fact.profile, fact.post, "Add")


@on(pins.Unpinned)
async def send_unpin(tx: Tx, fact: pins.Unpinned) -> None:
    await _tell(tx, fact.profile, fact.post, "Remove")


async def _tell(tx: Tx, profile: ProfileId, post: PostId, verb: str) -> None:
    author = await profiles.get(tx, profile)
    row = next(iter(await posts.get(tx, [post] if author.here else [])), None)
    if row is None:
        return
    followers = author.followers_uri or f"{author.uri}/followers"
    name = f"{row.uri}#{verb.lower()}/{now().timestamp():.0f}"
    what = activity(name, verb, author.uri, row.uri, [followers]) | {"target": f"{author.uri}/featured"}
    await send(tx, profile, what, await posts.inboxes(tx, post))


@receives("Add", "Remove", of={*POSTS, ""})
async def receive(tx: Tx, given: Activity) -> None:
    """Only an actor's own post goes into, or out of, a collection on the actor's own server.

    Neither says when: what comes last is believed for now, and the collection is asked what stands in it.
    """
    about = given.about
    if about is None or not given.owns(about) or not given.owns(given.thing.ref("target")):
        raise NotTheirs
    known = await posts.find(tx, about)
    if known is not None or await follows.followed_here(tx, given.actor):
        await bring.once(tx, str(given.actor), profile=given.actor)
    if known is not None:
        with suppress(Conflict):  # a Remove is still on its way
            await (pins.pin if given.thing.type == "Add" else pins.unpin)(tx, given.actor, known)


@on(follows.Followed)
async def ask_for_pins(tx: Tx, fact: follows.Followed) -> None:
    """Whoever begins to follow somebody elsewhere looks at their page: once a day its server is asked for it."""
    author = await profiles.get(tx, fact.followed)
    if not author.here and await pins.stale(tx, fact.followed):
        await bring.once(tx, str(fact.followed), profile=fact.followed)


@errand(tries=4)
async def bring(db: Db, profile: ProfileId) -> None:
    """Fetch what somebody elsewhere has pinned, and the posts that are not known yet."""
    who = await profiles.get(db, profile)
    try:
        where = (await fetch(db, who.uri)).ref("featured")
        if where is None or host_of(where) != host_of(who.uri):
            return
        found = await fetch(db, where)
    except Unreachable as problem:
        raise Held(str(problem), LATER) from None
    except Refused:
        return
    uris = [*found.refs("orderedItems"), *found.refs("items")][:_MOST_ITEMS]
    own = [uri for uri in uris if host_of(uri) == host_of(who.uri)][:pins.MOST]
    known = [post for uri in own if (post := await posts.seek(db, uri)) is not None]
    async with db.write() as tx:
        await pins.replace(tx, profile, known)
