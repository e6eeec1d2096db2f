"""Posts that come from elsewhere: kept once, many at a time, and brought together with what came before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.facts import tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import every

from . import parts, store
from .parts import Part, has_media, joins
from .posts import Added, add, count
from .store import Known, Post


@dataclass(frozen=True, slots=True)
class Arrived:
    """A post as a peer gives it, checked and cleaned by the face that read it."""

    uri: str
    url: str
    author: ProfileId
    html: str
    visibility: str
    published_at: datetime
    kind: str = "note"
    spoiler: str = ""
    sensitive: bool = False
    language: str | None = None
    reply_to_uri: str | None = None
    edited_at: datetime | None = None
    boost_of: PostId | None = None
    mentions: Sequence[ProfileId] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostArrived:
    """A post or a boost has come from elsewhere; `concerns` as with those from here."""

    post: PostId
    author: ProfileId
    concerns: bool = False


async def arrive(tx: Tx, given: Arrived) -> PostId | None:
    """Keep a post from elsewhere, once; None if it is known, or was deleted before it came."""
    return (await arrive_all(tx, [given]))[0]


async def arrive_all(tx: Tx, given: Sequence[Arrived]) -> list[PostId | None]:
    """The same of many, in as many statements. Of what is given twice the first is kept."""
    firsts: dict[str, Arrived] = {}
    for each in given:
        firsts.setdefault(each.uri, each)
    times = [min(each.published_at, now()) for each in firsts.values()]
    while True:  # by chance an id may be like one of the same millisecond that is there
        drawn = dict(zip(firsts, map(PostId, ids.several(times)), strict=True))
        known = await parts.known(tx, [(uri, each.author, drawn[uri]) for uri, each in firsts.items()])
        if not any(each.taken for each in known.values()):
            break
    fresh = {uri: each for uri, each in firsts.items() if not known[uri].there}
    parents = await _parents(tx, [each.reply_to_uri for each in fresh.values() if each.reply_to_uri])
    rows = {uri: _row(each, drawn[uri], known[uri], parents.get(each.reply_to_uri or ""))
            for uri, each in fresh.items()}
    added = await add(tx, [Added(row, list(dict.fromkeys(fresh[uri].mentions)), has_media(fresh[uri].parts))
                           for uri, row in rows.items()])
    kept = {uri: row for uri, row in rows.items() if row.id in added}
    await parts.attach(tx, [(row, fresh[uri].parts) for uri, row in kept.items()])
    for uri, row in kept.items():
        await parts.meet(tx, row, known[uri].awaited)
    await tell(tx, *[PostArrived(row.id, row.author, bool(fresh[uri].mentions or row.reply_to or row.boost_of))
                     for uri, row in kept.items()])
    # Only the first of doubles has come.
    return [kept[each.uri].id if each.uri in kept and fresh[each.uri] is each else None for each in given]


async def _parents(tx: Tx, uris: Sequence[str]) -> dict[str, Post]:
    return {row.uri: row for row in await tx.all(store.BY_URIS, uris=uris)} if uris else {}


def _row(given: Arrived, post: PostId, known: Known, parent: Post | None) -> Post:
    return Post(
        post, given.author, given.visibility, False, "boost" if given.boost_of else given.kind, "", given.html,
        given.spoiler, given.sensitive or known.sensitized, given.language, parent.id if parent else None,
        parent.author if parent else None, None if parent else given.reply_to_uri,
        parent.thread if parent else post, given.boost_of, None, given.uri, given.url, given.published_at,
        given.edited_at, None,
    )


async def _adopt(tx: Tx, parent: Post) -> None:
    """Answers that came before what they answer take their place under it."""
    children = await tx.all(
        store.ADOPT, uri=parent.uri, parent=parent.id, author=parent.author, thread=parent.thread)
    if children:
        await count(tx, parent.id, replies=len(children))
        tx.say("post", *[child.id for child in children])
        tx.say("authored", *[child.author for child in children])


joins(Part("answers", meet=_adopt, awaited=store.AWAITED))


async def bury(tx: Tx, uri: str) -> None:
    """Remember that a post from elsewhere was deleted, so that it never comes again."""
    await tx.run(store.BURY, uri=uri, now=now())


@every(timedelta(days=1))
async def forget_ends(tx: Tx) -> None:
    """What has not come a month after its end will not come."""
    await tx.run(store.FORGET_ENDS, before=now() - timedelta(days=30))
