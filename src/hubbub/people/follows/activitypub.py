"""Follows and blocks on the wire: asked, granted, refused and ended, both ways."""

from collections.abc import Awaitable, Callable

from hubbub.base import ids
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.collections import paged
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, Did, recalls, receives, undo_first
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import PUBLIC, Document, activity, collection
from hubbub.people import follows, profiles
from hubbub.people.profiles import Profile
from hubbub.people.profiles import activitypub as actors
from hubbub.people.profiles.activitypub import here

from . import synchronising  # noqa: F401  compares followers with other servers
from .store import Listed


@document("/users/{id:int}/followers")
async def followers(inquiry: Inquiry) -> Document:
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    return await _listed(inquiry, who, f"{who.uri}/followers", who.follower_count, follows.list_followers)


@document("/users/{id:int}/following")
async def following(inquiry: Inquiry) -> Document:
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    return await _listed(inquiry, who, f"{who.uri}/following", who.followed_count, follows.list_followed)


async def _listed(
    inquiry: Inquiry, who: Profile, id: str, total: int, listed: Callable[..., Awaitable[list[Listed]]]
) -> Document:
    """How many there are, and who, unless the profile keeps that to itself."""
    if who.hides_people:
        return collection(id, total)

    async def page(below: int | None, limit: int) -> list[tuple[int, object]]:
        return await _uris(inquiry.db, await listed(inquiry.db, who.id, below=below, limit=limit))

    return await paged(inquiry, id, total, page)


async def _uris(db: Read, listed: list[Listed]) -> list[tuple[int, object]]:
    uris = {who.id: who.uri for who in await profiles.list_by_ids(db, [row.profile for row in listed])}
    return [(row.key, uris[row.profile]) for row in listed if row.profile in uris]


@on(follows.FollowAsked)
async def ask(tx: Tx, fact: follows.FollowAsked) -> None:
    pair = await _pair(tx, fact.follower, fact.followed)
    if pair is not None:
        await _send(tx, *pair, _follow(*pair, fact.request))


@on(follows.Unfollowed)
async def take_back(tx: Tx, fact: follows.Unfollowed) -> None:
    pair = await _pair(tx, fact.follower, fact.followed)
    if pair is not None:
        await _send(tx, *pair, _undo(pair[0], _follow(*pair, fact.follow)))


@on(follows.Followed)
async def grant(tx: Tx, fact: follows.Followed) -> None:
    if (pair := await _pair(tx, fact.followed, fact.follower)) is not None:
        await _answer(tx, "Accept", *pair, fact.follow, fact.uri)


@on(follows.FollowRefused)
async def refuse(tx: Tx, fact: follows.FollowRefused) -> None:
    if (pair := await _pair(tx, fact.followed, fact.follower)) is not None:
        await _answer(tx, "Reject", *pair, fact.follow, fact.uri)


@on(follows.Blocked)
async def tell_block(tx: Tx, fact: follows.Blocked) -> None:
    if (pair := await _pair(tx, fact.blocker, fact.blocked)) is not None:
        await _send(tx, *pair, _block(*pair, fact.block))


@on(follows.Unblocked)
async def tell_unblock(tx: Tx, fact: follows.Unblocked) -> None:
    if (pair := await _pair(tx, fact.blocker, fact.blocked)) is not None:
        await _send(tx, *pair, _undo(pair[0], _block(*pair, fact.block)))


@on(profiles.ProfileChanged)
async def tell_change(tx: Tx, fact: profiles.ProfileChanged) -> None:
    """Followers elsewhere hear that a profile here has changed."""
    await _tell_change(tx, fact.profile)


@on(profiles.ProfileSuspended)
async def tell_suspension(tx: Tx, fact: profiles.ProfileSuspended) -> None:
    """Their servers hide what they have, as long as it lasts (Mastodon's `suspended`)."""
    await _tell_change(tx, fact.profile)


@on(profiles.ProfileRestored)
async def tell_return(tx: Tx, fact: profiles.ProfileRestored) -> None:
    await _tell_change(tx, fact.profile)


async def _tell_change(tx: Tx, profile: ProfileId) -> None:
    who = await profiles.get(tx, profile)
    inboxes = await follows.inboxes(tx, who.id) if who.here else []
    if inboxes:
        shown = await actors.actor(tx, who, await profiles.keys.key_of(tx, who.id))
        what = activity(f"{who.uri}#updates/{ids.new()}", "Update", who.uri, shown, [PUBLIC])
        await send(tx, who.id, what, inboxes)


@on(profiles.ProfileRemoved)
async def tell_end(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    """Whoever follows them, or is followed by them, is to know."""
    who = await profiles.get(tx, fact.profile)
    if who.here:
        await send(tx, who.id, farewell(who), await follows.inboxes(tx, who.id, either_way=True))


def farewell(who: Profile) -> Document:
    return activity(f"{who.uri}#delete", "Delete", who.uri, who.uri, [PUBLIC])


async def _pair(tx: Tx, ours: ProfileId, theirs: ProfileId) -> tuple[Profile, Profile] | None:
    """Both, if the first is here and the second elsewhere and to be written to; who is gone has said all by that."""
    both = {who.id: who for who in await profiles.list_by_ids(tx, [ours, theirs])}
    mine, other = both.get(ours), both.get(theirs)
    if mine is None or other is None or not mine.here or mine.removed_at or other.here:
        return None
    return None if other.suspended_at or other.removed_at else (mine, other)


async def _send(tx: Tx, mine: Profile, other: Profile, what: Document) -> None:
    await send(tx, mine.id, what, [other.inbox])


async def _answer(tx: Tx, word: str, mine: Profile, other: Profile, number: int, uri: str | None) -> None:
    asked: Document = {"id": uri, "type": "Follow", "actor": other.uri, "object": mine.uri}
    if uri is None:
        del asked["id"]
    name = f"{mine.uri}#{word.lower()}s/{number}"
    await _send(tx, mine, other, activity(name, word, mine.uri, asked, [other.uri]))


def _follow(mine: Profile, other: Profile, number: int) -> Document:
    return activity(f"{mine.uri}/follows/{number}", "Follow", mine.uri, other.uri, [other.uri])


def _block(mine: Profile, other: Profile, number: int) -> Document:
    return activity(f"{mine.uri}/blocks/{number}", "Block", mine.uri, other.uri, [other.uri])


def _undo(mine: Profile, what: Document) -> Document:
    return activity(f"{what['id']}#undo", "Undo", mine.uri, what, what["to"])  # type: ignore[arg-type]


@receives("Follow")
async def receive_follow(tx: Tx, given: Activity) -> None:
    followed = await _ours(tx, given.about)
    if await follows.stands(tx, given.actor, followed):
        # Their side has lost it, or our answer; they ask again.
        if (pair := await _pair(tx, followed, given.actor)) is not None:
            await _answer(tx, "Accept", *pair, given.actor, given.thing.id)
        return
    await follows.follow(tx, given.actor, followed, uri=given.thing.id)


@receives("Undo", of={"Follow"})
async def receive_unfollow(tx: Tx, given: Activity) -> None:
    if not await follows.unfollow(tx, given.actor, await _undone(tx, given)):
        await undo_first(tx, given)


@receives("Accept", of={"Follow", ""})
async def receive_accept(tx: Tx, given: Activity) -> None:
    """Only whoever was asked can grant it: of anybody else nothing was asked."""
    if (asker := await _asker(tx, given)) is not None:
        await follows.accept(tx, given.actor, asker, _number(tx, given))


@receives("Reject", of={"Follow", ""})
async def receive_reject(tx: Tx, given: Activity) -> None:
    if (asker := await _asker(tx, given)) is not None:
        await follows.reject(tx, given.actor, asker, _number(tx, given))


@receives("Undo", of={"Accept"})
async def receive_grant_taken_back(tx: Tx, given: Activity) -> None:
    """Whoever granted a follow does not any more: the same as turning it down."""
    grant = given.object
    what = grant.thing("object") if grant else None
    asker = what.ref("actor") if what is not None and what.type == "Follow" else None
    if asker is not None:
        await follows.reject(tx, given.actor, await _ours(tx, asker))


@recalls
async def recall(db: Read, actor: ProfileId, uri: str) -> Did | None:
    made = await follows.made_as(db, actor, uri)
    return Did(made.kind, made.uri) if made else None


@receives("Block")
async def receive_block(tx: Tx, given: Activity) -> None:
    await follows.block(tx, given.actor, await _ours(tx, given.about), given.thing.id)


@receives("Undo", of={"Block"})
async def receive_unblock(tx: Tx, given: Activity) -> None:
    if not await follows.unblock(tx, given.actor, await _undone(tx, given)):
        await undo_first(tx, given)


async def _undone(tx: Tx, given: Activity) -> ProfileId:
    """Whom the follow or block was about; whoever made it, only the actor's own can be taken back."""
    return await _ours(tx, given.object.ref("object") if given.object else None)


async def _asker(tx: Tx, given: Activity) -> ProfileId | None:
    """Who here asked to follow the one that answers: peers send the Follow back, or only its id."""
    what = given.object
    if what is not None:
        uri = what.ref("actor") if what.ref("object") in (given.uri, None) else None
    else:
        uri = (given.about or "").rpartition("/follows/")[0]
    return await _ours(tx, uri) if uri else None


def _number(tx: Tx, given: Activity) -> int | None:
    """Which of our follows it is about, if it says so by our own name for it: an answer to an older one is late."""
    about = given.about or ""
    return ids.parse(about.rpartition("/follows/")[2]) if about.startswith(f"{tx.here.settings.base}/") else None


async def _ours(tx: Tx, uri: str | None) -> ProfileId:
    """The profile here with this id. Raises `NotFound`."""
    known = await profiles.find(tx, uri=uri) if uri else None
    if known is None or not (await profiles.get(tx, known)).here:
        raise NotFound
    return known
