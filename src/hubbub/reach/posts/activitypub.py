"""Posts on the wire: shown to whoever may see them, and sent to readers elsewhere."""

from hubbub.base import ids
from hubbub.base.clock import iso, now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.fediverse.collections import paged
from hubbub.doors.fediverse.delivery import inboxes_of, send
from hubbub.doors.fediverse.routes import Inquiry, document, leads
from hubbub.doors.fediverse.vocabulary import PUBLIC, Document, activity, tombstone
from hubbub.doors.fediverse.vocabulary import collection as counted
from hubbub.people import profiles
from hubbub.people.profiles.activitypub import here
from hubbub.reach import posts

from . import arriving
from .arriving import claims
from .note import addressed, amends, audience, carries, note, prefaces, takes
from .store import Post

__all__ = ["amends", "carries", "claims", "prefaces", "send_changed", "takes"]

posts.seeks(arriving.seek)


@document("/users/{id:int}/posts/{post:int}")
async def show(inquiry: Inquiry) -> Document:
    row = await _visible(inquiry)
    return await note(inquiry.db, row) if row.boost_of is None else await _announce(inquiry.db, row)


@document("/users/{id:int}/posts/{post:int}/activity")
async def show_activity(inquiry: Inquiry) -> Document:
    return await _create(inquiry.db, await _visible(inquiry))


@document("/users/{id:int}/posts/{post:int}/{collection}")
async def figures(inquiry: Inquiry) -> Document:
    """How often a post was answered, liked and boosted; by whom is not told."""
    row, name = await _visible(inquiry), inquiry.path["collection"]
    counts = (await posts.counts_of(inquiry.db, [row.id]))[row.id]
    totals = {"replies": counts.replies, "likes": counts.favourites, "shares": counts.boosts}
    if name not in totals:
        raise NotFound
    return counted(f"{row.uri}/{name}", totals[name]) | {"type": "Collection"}


@leads("/users/{id:int}/posts/{post:int}")
async def page(inquiry: Inquiry) -> str:
    return (await _public(inquiry)).url


@document("/@{name}/{post:int}")
async def by_page(inquiry: Inquiry) -> str:
    return (await _public(inquiry)).uri


async def _public(inquiry: Inquiry) -> Post:
    """A post of ours that anybody may see: nobody is led from here to another server. Raises `NotFound`."""
    row = await posts.visible(inquiry.db, None, PostId(inquiry.id("post")))
    if not row.uri.startswith(f"{inquiry.db.here.settings.base}/"):
        raise NotFound
    return row


@document("/users/{id:int}/outbox")
async def outbox(inquiry: Inquiry) -> Document:
    who = await here(inquiry.db, ProfileId(inquiry.id()))

    async def page(below: int | None, limit: int) -> list[tuple[int, object]]:
        ids = await posts.by_author(inquiry.db, None, who.id, below=below, limit=limit)
        return [(row.id, await _said(inquiry.db, row)) for row in await posts.get(inquiry.db, ids)]

    return await paged(inquiry, f"{who.uri}/outbox", who.post_count, page)


async def _visible(inquiry: Inquiry) -> Post:
    """The post, for anybody if it is public, else for the signed reader who may see it. Raises `NotFound`."""
    post = PostId(inquiry.id("post"))
    found = await posts.visible_ids(inquiry.db, None, [post])
    viewer = None if found else await inquiry.viewer()
    row = await posts.visible(inquiry.db, viewer, post)
    if row.author != inquiry.id() or row.local_only or not (await here(inquiry.db, row.author)).here:
        raise NotFound
    return row


async def _said(db: Read, row: Post) -> Document:
    return await _create(db, row) if row.boost_of is None else await _announce(db, row)


async def _create(db: Read, row: Post) -> Document:
    made = await note(db, row)
    what = activity(f"{row.uri}/activity", "Create", str(made["attributedTo"]), made, *addressed(made))
    return what | {"published": iso(row.published_at)}


async def _announce(db: Read, row: Post) -> Document:
    author = await profiles.get(db, row.author)
    original = next(iter(await posts.get(db, [row.boost_of] if row.boost_of else [])), None)
    if original is None:
        raise NotFound
    whose = (await profiles.get(db, original.author)).uri
    to, cc = audience(author, row.visibility, [whose])
    return activity(row.uri, "Announce", author.uri, original.uri, to, cc) | {"published": iso(row.published_at)}


@on(posts.PostPublished)
async def send_out(tx: Tx, fact: posts.PostPublished) -> None:
    """Readers elsewhere get the post; one that stays here goes nowhere."""
    inboxes = await posts.inboxes(tx, fact.post)
    row = next(iter(await posts.get(tx, [fact.post] if inboxes else [])), None)
    if row is not None:
        await send(tx, fact.author, await _said(tx, row), inboxes, None if row.boost_of else row.id)


@on(posts.PostEdited)
async def send_edit(tx: Tx, fact: posts.PostEdited) -> None:
    await send_changed(tx, fact.post)


async def send_changed(tx: Tx, post: PostId) -> None:
    """Whoever has a post of ours is given it as it stands now."""
    row = next(iter(await posts.get(tx, [post])), None)
    author = await profiles.get(tx, row.author) if row is not None else None
    if row is None or author is None or not author.here or row.local_only or row.boost_of is not None:
        return
    made = await note(tx, row)
    what = activity(f"{row.uri}#updates/{ids.new()}", "Update", author.uri, made, *addressed(made))
    await send(tx, row.author, what, [*await posts.inboxes(tx, row.id), *await inboxes_of(tx, row.id)])


@on(posts.PostRemoved)
async def send_end(tx: Tx, fact: posts.PostRemoved) -> None:
    """Whoever may have it is told: its readers of now, and all to whom it was sent."""
    author = await profiles.get(tx, fact.author)
    inboxes = await posts.inboxes(tx, fact.post) if author.here else []
    inboxes += await inboxes_of(tx, fact.post) if author.here else []
    if not inboxes:
        return
    uri = tx.here.settings.url(f"/users/{fact.author}/posts/{fact.post}")
    if fact.boost_of is None:
        what = activity(f"{uri}#delete", "Delete", author.uri, tombstone(uri, now()), [PUBLIC])
    else:
        original = next(iter(await posts.get(tx, [fact.boost_of])), None)
        if original is None:
            return
        boost = activity(uri, "Announce", author.uri, original.uri, [PUBLIC])
        what = activity(f"{uri}#undo", "Undo", author.uri, boost, [PUBLIC])
    await send(tx, fact.author, what, inboxes)
