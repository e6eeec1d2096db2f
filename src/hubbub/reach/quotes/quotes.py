"""Quotes: asked for, agreed to, turned down and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import errand
from hubbub.people import profiles
from hubbub.reach import posts

from . import store
from .policies import permission
from .store import Quote, Quoter, Stamp, Standing

# What of a quote may be shown as the quoted post itself; apps cover the second until they are asked.
SHOWN = ("accepted", "muted_account")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a post from elsewhere says that it quotes; `legacy` if its server asks nobody before quoting."""

    uri: str
    stamp: str | None = None
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class QuoteAsked:
    """Somebody here quotes a post from elsewhere and waits for its author's consent."""

    post: PostId


@dataclass(frozen=True, slots=True)
class QuoteStamped:
    """A post from elsewhere shows a consent to its quote, which is still to be looked at."""

    post: PostId


@dataclass(frozen=True, slots=True)
class Quoted:
    """A post quotes another with its author's consent."""

    post: PostId
    quoted: PostId


@dataclass(frozen=True, slots=True)
class QuoteRevoked:
    """An author here wants to be quoted by this post no longer."""

    post: PostId
    quoted: PostId
    stamp: int | None


class NotQuotable(NotAllowed):
    """The author does not let you quote this post."""


class NobodyToAsk(Invalid):
    """A post that stays here cannot quote one from elsewhere: its author could not be asked."""


class NotAnother(Invalid):
    """What a post quotes cannot be changed afterwards. Please write a new one."""


class TooPublic(Invalid):
    """Validation failed: Visibility must not be wider than that of the quoted post"""


async def grant(tx: Tx, asker: ProfileId, quoted: PostId, quoting_uri: str) -> Stamp | None:
    """The author's consent to a post elsewhere; None if they do not let the asker quote it. Raises `NotFound`."""
    row = await posts.visible(tx, asker, quoted)
    if row.boost_of or await permission(tx, asker, quoted) != "automatic":
        return None
    stamp = await tx.one(store.AGREE, id=ids.new(), quoted=quoted, uri=quoting_uri, now=now())
    if stamp.revoked:
        return None
    known = await posts.find(tx, quoting_uri)
    if known is None:
        await bring.once(tx, quoting_uri, uri=quoting_uri)
    elif (await posts.get(tx, [known]))[0].author == asker:
        await accept(tx, known)
    return stamp


async def consent(db: Read, stamp: int) -> Stamp:
    """The consent with this number, while it stands. Raises `NotFound`."""
    found = await db.maybe(store.CONSENT_BY_ID, id=stamp)
    if found is None or found.revoked:
        raise NotFound
    return found


async def accept(tx: Tx, post: PostId, stamp: str | None = None) -> None:
    """The quoted author agrees to what the post quotes; `stamp` is their server's document of it."""
    if stamp is not None:
        await tx.run(store.STAMP, post=post, stamp=stamp)
    quoted = await tx.maybe(store.ACCEPT, post=post, now=now())
    if quoted is not None:
        await posts.count(tx, PostId(quoted), quotes=1)
        await tell(tx, Quoted(post, PostId(quoted)))
    tx.say("post", post)


async def turn_down(tx: Tx, post: PostId, state: str) -> bool:
    """The quoted author does not agree (`rejected`), or no longer (`revoked`); False if that was so before."""
    was_accepted = await tx.maybe(store.TURN_DOWN, post=post, state=state, now=now())
    if was_accepted is None:
        return False
    if was_accepted:
        await _count_one_less(tx, (await find(tx, [post]))[post].quoted)
    tx.say("post", post)
    return True


async def revoke(tx: Tx, author: ProfileId, quoted: PostId, post: PostId) -> None:
    """Be quoted by this post no longer. Raises `NotFound`, and `NotAllowed` for whoever was not quoted."""
    row = await posts.visible(tx, author, quoted)
    quote = (await find(tx, [post])).get(post)
    if quote is None or quote.quoted != row.id:
        raise NotFound
    if row.author != author:
        raise NotAllowed("This action is not allowed")
    if await turn_down(tx, post, "revoked"):
        for quoting in await posts.get(tx, [post]):
            # Kept even if none was given: a server that asks nobody does not get it another time.
            await tx.one(store.AGREE, id=ids.new(), quoted=quoted, uri=quoting.uri, now=now())
            stamp = await tx.maybe(store.TAKE_BACK, quoted=quoted, uri=quoting.uri, now=now())
            await tell(tx, QuoteRevoked(post, quoted, stamp))


async def reread(tx: Tx, post: posts.Post, given: Elsewhere | None) -> None:
    """A post from elsewhere was changed: it may quote no longer, or show a consent now."""
    was = (await find(tx, [post.id])).get(post.id)
    if was is not None and (given is None or given.uri != was.uri):
        await forget(tx, post.id)
        was = None
    if given is not None and was is None:
        await _expect(tx, post, given)
    elif given is not None and was is not None and was.state == "pending" and given.stamp not in (None, was.stamp):
        await tx.run(store.STAMP, post=post.id, stamp=given.stamp)
        await _judge(tx, post, replace(was, stamp=given.stamp, legacy=given.legacy))


async def find(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, Quote]:
    """What the posts quote, for those that do."""
    return {row.post: row for row in await db.all(store.GET, posts=list(wanted))}


async def stamped(db: Read, stamp: str) -> list[Quote]:
    """The quotes that show this consent."""
    return await db.all(store.BY_STAMP, stamp=stamp)


async def standings(
    db: Read, wanted: Sequence[PostId], viewer: ProfileId | None
) -> Mapping[PostId, Standing]:
    """How each quote stands for the viewer; the quoted post is None where it may not be shown."""
    rows = await db.all(store.STANDINGS, posts=list(wanted), viewer=viewer, now=now())
    return {row.post: row if row.state in SHOWN else Standing(row.post, None, row.state) for row in rows}


async def list_quoting(db: Read, viewer: ProfileId | None, quoted: PostId, *, below: int | None = None,
                       above: int | None = None, upward: bool = False, limit: int = 20) -> list[PostId]:
    """The posts that quote it and that the viewer may see, the newest first. Raises `NotFound`."""
    await posts.visible(db, viewer, quoted)
    rows = await db.all(store.QUOTING, quoted=quoted, viewer=viewer, below=below, above=above, upward=upward,
                        limit=limit, now=now())
    return sorted((PostId(row) for row in rows), reverse=True)


async def quoters_here(db: Read, quoted: PostId) -> list[Quoter]:
    """The posts of people here that quote it."""
    return await db.all(store.QUOTERS, quoted=quoted)


async def _attach(tx: Tx, post: posts.Post, given: Any) -> None:
    if given is not None and not isinstance(given, Elsewhere):
        await _quote(tx, post, PostId(given))
        return
    if given is not None:
        await _expect(tx, post, given)


async def _change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    """What a post quotes stays through its edits. Those from elsewhere are read by `reread`."""
    if given is None or isinstance(given, Elsewhere):
        return
    quoted = await posts.visible(tx, row.author, PostId(given))
    quote = (await find(tx, [row.id])).get(row.id)
    if quote is None or quote.quoted != (quoted.boost_of or quoted.id):
        raise NotAnother(field="quoted_status_id")


async def _quote(tx: Tx, post: posts.Post, wanted: PostId) -> None:
    quoted = await posts.visible(tx, post.author, wanted)
    if quoted.boost_of:
        quoted = await posts.visible(tx, post.author, quoted.boost_of)
    if await permission(tx, post.author, quoted.id) not in ("automatic", "manual"):
        raise NotQuotable(field="quoted_status_id")
    if quoted.visibility == "followers" and post.visibility in ("public", "quiet"):
        raise TooPublic(field="visibility")
    ours = quoted.author == post.author or (await profiles.get(tx, quoted.author)).here
    if post.local_only and not ours:
        raise NobodyToAsk(field="local_only")
    await tx.run(store.ADD, post=post.id, quoted=quoted.id, uri=quoted.uri, stamp=None, legacy=False, now=now())
    if quoted.author == post.author:
        await accept(tx, post.id)
    elif ours:
        stamp = await tx.one(store.AGREE, id=ids.new(), quoted=quoted.id, uri=post.uri, now=now())
        await accept(tx, post.id, stamp_uri(tx, quoted.author, stamp.id))
    else:
        await tell(tx, QuoteAsked(post.id))


def stamp_uri(db: Read, author: ProfileId, stamp: int) -> str:
    """Where the document of an author's consent is."""
    return db.here.settings.url(f"/users/{author}/quotes/{stamp}")


async def _expect(tx: Tx, post: posts.Post, given: Elsewhere) -> None:
    quoted = await posts.find(tx, given.uri)
    made = await tx.maybe(store.ADD, post=post.id, quoted=quoted, uri=given.uri, stamp=given.stamp,
                          legacy=given.legacy, now=now())
    if made is not None:
        await _judge(tx, post, Quote(post.id, quoted, given.uri, "pending", given.stamp, given.legacy))
        tx.say("post", post.id)


async def _meet(tx: Tx, arrived: posts.Post) -> None:
    """What was quoted before it was known is known now."""
    rows = await tx.all(store.AWAITING, uri=arrived.uri)
    quoting = {row.id: row for row in await posts.get(tx, [quote.post for quote in rows])} if rows else {}
    for quote in rows:
        await tx.run(store.LINK, post=quote.post, quoted=arrived.id)
        if quote.post in quoting:
            await _judge(tx, quoting[quote.post], replace(quote, quoted=arrived.id))


posts.joins(posts.Part(
    "quote", attach=_attach, of=find, counts=True, change=_change, where=store.CARRIED, meet=_meet,
    awaited=store.AWAITED))


async def _judge(tx: Tx, post: posts.Post, quote: Quote) -> None:
    """Whether a quote from elsewhere has the author's consent, as far as that is known here."""
    if quote.quoted is None:
        # What is itself fetched because it is quoted shows its own quote as an id: an endless chain ends here.
        if not await tx.all(store.AWAITING, uri=post.uri):
            await bring.once(tx, quote.uri, uri=quote.uri)
        return
    quoted = next(iter(await posts.get(tx, [quote.quoted])), None)
    if quoted is None or quoted.boost_of:
        return
    ours = (await profiles.get(tx, quoted.author)).here
    stamp = await tx.maybe(store.CONSENT, quoted=quoted.id, uri=post.uri)
    if quoted.author == post.author:
        await accept(tx, post.id)
    elif stamp is not None:
        if not stamp.revoked:
            await accept(tx, post.id)
    elif quote.legacy:
        # Its server asks nobody; whoever lets themselves be quoted by anybody has answered all the same.
        seen = await posts.visible_ids(tx, post.author, [quoted.id])
        if seen and await permission(tx, post.author, quoted.id) == "automatic":
            await accept(tx, post.id)
    elif quote.stamp is not None and not ours:
        await tell(tx, QuoteStamped(post.id))


@errand(tries=6)
async def bring(db: Db, uri: str) -> None:
    """Fetch a post that something here quotes, or that quotes something here; when it is there, it is judged."""
    await posts.seek(db, uri)


@on(posts.PostRemoved)
async def leave(tx: Tx, fact: posts.PostRemoved) -> None:
    """A quoting post that is gone quotes no longer; of a quoted one it is seen that it is gone."""
    if fact.boost_of is None:
        await forget(tx, fact.post)


async def forget(tx: Tx, post: PostId) -> None:
    """The post quotes nothing any more."""
    was = await tx.maybe(store.FORGET, post=post)
    if was is not None and was.state == "accepted":
        await _count_one_less(tx, was.quoted)
    tx.say("post", post)


async def _count_one_less(tx: Tx, quoted: PostId | None) -> None:
    if quoted is not None:
        await posts.count(tx, quoted, quotes=-1)
