"""Followers compared between servers (FEP-8fcf): what one side has lost is put right by the other's word."""

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta

from starlette.datastructures import Headers

from hubbub.base import bus
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound, TooMany
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.base.kept import Kept
from hubbub.base.limits import Counter, Limit
from hubbub.doors.fediverse import delivery, inbox
from hubbub.doors.fediverse.address import host_of, web_address
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.fetching import fetch
from hubbub.doors.fediverse.inbox import Activity
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import Document, activity, collection
from hubbub.people import follows, profiles
from hubbub.people.profiles.activitypub import here

from . import store
from .store import Follower

NAME = "collection-synchronization"
# A follow of so short a while may be known to one side alone.
YOUNG = timedelta(minutes=10)
MOST = 5_000
_LATER = timedelta(minutes=10)
_OFTEN = Limit("followers compared", 1, 3600)
_PARAMETER = re.compile(r'(\w{1,20})="([^"]{0,2000})"')

_digests: Kept[str, str] = Kept(5_000)
_compared = Counter()


@bus.hears("graph")
def _forget(keys: list[str]) -> None:
    _digests.clear()


def digest(uris: Iterable[str]) -> str:
    """All of them in one, whatever their order: the SHA-256 of each, one over the other."""
    made = 0
    for uri in uris:
        made ^= int.from_bytes(hashlib.sha256(uri.encode()).digest(), "big")
    return f"{made:064x}"


async def followers_at(db: Read, profile: ProfileId, site: str) -> list[Follower]:
    """Who on this site (scheme and host) follows the profile."""
    return await db.all(store.FOLLOWERS_AT, profile=profile, first=f"{site}/", beyond=f"{site}0", limit=MOST + 1)


@delivery.heads
async def header(db: Read, sender: ProfileId, host: str) -> dict[str, str]:
    """What a server is told of the followers that it has, with what is for them alone."""
    who = await profiles.get(db, sender)
    site, key = f"{db.here.settings.scheme}://{host}", f"{sender} {host}"
    made, stamp = _digests.get(key), _digests.stamp
    if made is None:
        made = _digests.keep(key, digest(row.uri for row in await followers_at(db, sender, site)), stamp)
    return {"Collection-Synchronization":
            f'collectionId="{who.uri}/followers", url="{who.uri}/followers_synchronization", digest="{made}"'}


@document("/users/{id:int}/followers_synchronization")
async def show(inquiry: Inquiry) -> Document:
    """Those followers who are of the server that asks; nobody else is told of."""
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    viewer = await inquiry.viewer()
    if viewer is None:
        raise NotFound
    asking = (await profiles.get(inquiry.db, viewer)).uri
    rows = await followers_at(inquiry.db, who.id, asking.partition("://")[0] + "://" + host_of(asking))
    made = collection(f"{who.uri}/followers_synchronization", len(rows))
    return made | {"orderedItems": [row.uri for row in rows[:MOST]]}


@inbox.notices
async def compare(tx: Tx, given: Activity, headers: Headers) -> None:
    """Another server says whom of us it has as followers of the one who writes; if we have others, it is asked."""
    if NAME not in headers:
        return
    said = dict(_PARAMETER.findall(headers[NAME]))
    url = web_address(said.get("url"))
    if url is None or host_of(url) != host_of(given.uri) or said.get("collectionId") != given.followers:
        return
    ours = await followers_at(tx, given.actor, tx.here.settings.base)
    if digest(row.uri for row in ours) == said.get("digest"):
        return
    try:
        _compared.take(_OFTEN, str(given.actor))
    except TooMany:
        return
    await repair.once(tx, str(given.actor), profile=given.actor, url=url, said=said.get("digest", ""))


@errand(tries=5)
async def repair(db: Db, profile: ProfileId, url: str, said: str) -> None:
    """End the follows that the other side does not have, and those that only it has."""
    try:
        found = await fetch(db, url)
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    except Refused:
        return
    base = f"{db.here.settings.base}/"
    listed = {uri for uri in (*found.refs("orderedItems"), *found.refs("items")) if uri.startswith(base)}
    if digest(listed) != said:
        return  # another list than was spoken of, or more of it than is read: what is missing may not be missing there
    async with db.write() as tx:
        ours = {row.uri: row for row in await followers_at(tx, profile, db.here.settings.base)}
        for uri, row in ours.items():
            if uri not in listed and row.made_at < now() - YOUNG:
                await follows.unfollow(tx, row.profile, profile)
        for uri in listed - ours.keys():
            await _answer_for(tx, uri, profile)


async def _answer_for(tx: Tx, uri: str, profile: ProfileId) -> None:
    """Somebody here is said to follow the profile: the grant was lost, or else the end of the follow was."""
    known = await profiles.find(tx, uri=uri)
    if known is None or await follows.accept(tx, profile, known):
        return
    me, them = await profiles.get(tx, known), await profiles.get(tx, profile)
    if me.here:
        follow: Document = {"type": "Follow", "actor": me.uri, "object": them.uri}
        name = f"{me.uri}/follows/unknown-{profile}#undo"
        await send(tx, me.id, activity(name, "Undo", me.uri, follow, [them.uri]), [them.inbox])
