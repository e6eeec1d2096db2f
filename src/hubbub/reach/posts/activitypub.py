"""Posts on the wire: shown to whoever may see them, and sent to readers elsewhere."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from hubbub.base import ids
from hubbub.base.clock import iso, now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.fediverse.collections import Page, paged
from hubbub.doors.fediverse.delivery import inboxes_of, inboxes_of_all, send
from hubbub.doors.fediverse.routes import Gone, Inquiry, document, leads
from hubbub.doors.fediverse.vocabulary import PUBLIC, Document, activity, tombstone
from hubbub.doors.fediverse.vocabulary import collection as counted
from hubbub.people import follows, profiles
from hubbub.people.follows.activitypub import farewell
from hubbub.people.profiles.activitypub import here
from hubbub.reach import posts

from . import arriving, listing, passing, seeking  # noqa: F401  passing hears for itself
from .arriving import claims, take, take_shown
from .note import addressed, amends, audience, carries, for_readers, note, notes, prefaces, takes, tells
from .readers import FEW, addressed_to
from .seeking import Filling, fills
from .store import Linked, Post

__all__ = [
    "Filling", "amends", "carries", "claims", "fills", "prefaces", "send_changed", "take", "take_shown", "takes",
    "tells", "vouches",
]

# Boosts -> what else is to be said of some of them.
Vouch = Callable[[Read, Sequence[PostId]], Awaitable[Mapping[PostId, Document]]]

_vouches: list[Vouch] = []


def vouches(function: Vouch) -> Vouch:
    """Let an upper room add to what is said of boosts that they may be."""
    _vouches.append(function)
    return function


posts.seeks(arriving.seek)


@document("/users/{id:int}/posts/{post:int}")
async def show(inquiry: Inquiry) -> Document:
    await _check_there(inquiry)
    row = await _visible(inquiry)
    if row.boost_of is not None:
        return await _did(inquiry.db, row)
    made = await note(inquiry.db, row)
    # Of one that is for a few only they are told, each of themselves alone.
    if row.visibility not in FEW:
        return made
    return for_readers(made, [await _asker(inquiry)], (await posts.called_to(inquiry.db, [row.id])).get(row.id, ()))


async def _asker(inquiry: Inquiry) -> str:
    viewer = await inquiry.viewer()
    return (await profiles.get(inquiry.db, viewer)).uri if viewer is not None else ""


async def _check_there(inquiry: Inquiry) -> None:
    """Raises `Gone` for what was removed: whoever kept a copy is to take it away."""
    author, post = ProfileId(inquiry.id()), PostId(inquiry.id("post"))
    at = await seeking.ended(inquiry.db, author, post)
    if at is not None:
        raise Gone(tombstone(inquiry.db.here.settings.url(f"/users/{author}/posts/{post}"), at))
    await here(inquiry.db, author)


@document("/users/{id:int}/posts/{post:int}/activity")
async def show_activity(inquiry: Inquiry) -> Document:
    return await _did(inquiry.db, await _visible(inquiry))


async def _did(db: Read, row: Post) -> Document:
    """The activity that a post or a boost of ours is. Raises `NotFound`."""
    said = (await _said(db, [row])).get(row.id)
    if said is None:
        raise NotFound
    return said


@document("/users/{id:int}/posts/{post:int}/{collection}")
async def hangs_on(inquiry: Inquiry) -> Document:
    """The answers to a post, and how often it was liked and boosted; by whom is not told."""
    row, name = await _visible(inquiry), inquiry.path["collection"]
    id, counts = f"{row.uri}/{name}", (await posts.counts_of(inquiry.db, [row.id]))[row.id]
    match name:
        case "likes":
            return counted(id, counts.favourites, ordered=False)
        case "shares":
            return counted(id, counts.boosts, ordered=False)
        case "replies":
            return await paged(inquiry, id, counts.replies, _linked(inquiry, listing.answers, row.id), ordered=False)
        case "context" if row.thread == row.id:
            # Whoever lacks a part of a conversation finds all of it here (FEP-7888, FEP-f228).
            whole = await paged(inquiry, id, None, _linked(inquiry, listing.conversation, row.id), ordered=False)
            return whole | {"attributedTo": (await profiles.get(inquiry.db, row.author)).uri}
    raise NotFound


def _linked(inquiry: Inquiry, listed: Callable[..., Awaitable[Sequence[Linked]]], post: PostId) -> Page:
    """What may be told of: of a post that is public what anybody may see, of another what the one who asks may."""

    async def page(below: int | None, limit: int) -> list[tuple[int, object]]:
        viewer = await inquiry.viewer() if inquiry.private else None
        return [(row.id, row.uri) for row in await listed(inquiry.db, viewer, post, below=below, limit=limit)]

    return page


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
        viewer = await inquiry.viewer() if inquiry.guarded else None
        ids = await posts.by_author(inquiry.db, viewer, who.id, below=below, limit=limit)
        said = await _said(inquiry.db, await posts.get(inquiry.db, ids))
        return [(post, said[post]) for post in ids if post in said]

    return await paged(inquiry, f"{who.uri}/outbox", who.post_count, page)


async def _visible(inquiry: Inquiry) -> Post:
    """The post, for anybody if it is public, else for the signed reader who may see it. Raises `NotFound`."""
    post = PostId(inquiry.id("post"))
    found = [] if inquiry.guarded else await posts.visible_ids(inquiry.db, None, [post])
    viewer = None if found else await inquiry.viewer()
    row = await posts.visible(inquiry.db, viewer, post)
    if row.author != inquiry.id() or row.local_only or not (await here(inquiry.db, row.author)).here:
        raise NotFound
    return row


async def _said(db: Read, rows: Sequence[Post]) -> dict[PostId, Document]:
    """What was done to make each of them; nothing for a boost whose post has just gone."""
    made = await notes(db, [row for row in rows if row.boost_of is None])
    originals = {row.id: row for row in await posts.get(db, [row.boost_of for row in rows if row.boost_of])}
    people = {who.id: who for who in await profiles.list_by_ids(db, {
        row.author for row in (*rows, *originals.values())})}
    boosts = [row.id for row in rows if row.boost_of is not None]
    vouched = {post: said for vouch in _vouches if boosts for post, said in (await vouch(db, boosts)).items()}
    return {row.id: _create(row, made[row.id]) for row in rows if row.boost_of is None} | {
        row.id: _announce(row, people[row.author], original, people[original.author]) | vouched.get(row.id, {})
        for row in rows if row.boost_of and (original := originals.get(row.boost_of)) is not None
    }


def _create(row: Post, made: Document) -> Document:
    what = activity(f"{row.uri}/activity", "Create", str(made["attributedTo"]), made, *addressed(made))
    return what | {"published": iso(row.published_at)}


def _announce(row: Post, author: profiles.Profile, original: Post, whose: profiles.Profile) -> Document:
    to, cc = audience(author, row.visibility, [whose.uri])
    return activity(row.uri, "Announce", author.uri, original.uri, to, cc) | {"published": iso(row.published_at)}


@on(posts.PostPublished)
async def send_out(tx: Tx, fact: posts.PostPublished) -> None:
    """Readers elsewhere get the post; one that stays here goes nowhere."""
    inboxes = await posts.inboxes(tx, fact.post)
    row = next(iter(await posts.get(tx, [fact.post] if inboxes else [])), None)
    if row is not None and row.visibility in FEW:
        await _send_to_few(tx, row, await _did(tx, row), inboxes)
    elif row is not None:
        await send(tx, fact.author, await _did(tx, row), inboxes, None if row.boost_of else row.id)


async def _send_to_few(tx: Tx, row: Post, said: Document, inboxes: Sequence[str]) -> None:
    """Each server is told of its own people alone for whom the post is: who else reads it is the author's business."""
    there: dict[str, list[str]] = {inbox: [] for inbox in inboxes}
    for reader in await addressed_to(tx, row.id):
        there.setdefault(reader.inbox, []).append(reader.uri)
    made, called = said["object"], (await posts.called_to(tx, [row.id])).get(row.id, [])
    assert isinstance(made, dict)
    for inbox, readers in there.items():
        theirs = for_readers(made, readers, called)
        to, cc = addressed(theirs)
        await send(tx, row.author, said | {"to": to, "cc": cc, "object": theirs}, [inbox], row.id)


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
    if row.visibility in FEW:
        await _send_to_few(tx, row, what, await posts.inboxes(tx, row.id))
    else:
        await send(tx, row.author, what, [*await posts.inboxes(tx, row.id), *await inboxes_of(tx, row.id)])


@on(posts.PostRemoved)
async def send_end(tx: Tx, fact: posts.PostRemoved) -> None:
    """Whoever may have it is told: its readers of now, and all to whom it was sent.

    What goes with its author goes by the one word that they are gone.
    """
    author = await profiles.get(tx, fact.author)
    if not author.here or author.removed_at:
        return
    inboxes = await posts.inboxes(tx, fact.post) + await inboxes_of(tx, fact.post)
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


@on(profiles.ProfileRemoved)
async def tell_readers(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    """Somebody of here is gone: whoever has a post of theirs is told, besides those who follow them."""
    who = await profiles.get(tx, fact.profile)
    if who.here:
        readers, told = await inboxes_of_all(tx, who.id), await follows.inboxes(tx, who.id, either_way=True)
        await send(tx, who.id, farewell(who), sorted({*readers} - {*told}))
