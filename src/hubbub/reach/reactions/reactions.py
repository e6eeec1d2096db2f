"""Reactions: favouring, keeping and passing on, counted once each."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol, TypeVar

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import every
from hubbub.reach import posts

from . import store
from .store import Doer, Listed

K = TypeVar("K", Listed, Doer)

FAVOURITED, BOOSTED, MUTED, BOOKMARKED = 1, 2, 4, 8
Act = Literal["like", "boost"]
State = Literal["none", "waits", "done"]  # of an act: one that waits for its author's word is not done
BITS: dict[Act, int] = {"like": FAVOURITED, "boost": BOOSTED}
# Beside the bit of what waits for its author's word, in the same row: no page asks anybody else for it.
WAITS: dict[Act, int] = {"like": 16, "boost": 32}
# How long a like is kept of a post that has not come yet.
EXPECTED = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Favourited:
    """Somebody likes a post; told once until they take it back. Its author may have `agreed` to it beforehand."""

    profile: ProfileId
    post: PostId
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Unfavourited:
    profile: ProfileId
    post: PostId


@dataclass(frozen=True, slots=True)
class Mine:
    """What the viewer did with a post, for its card."""

    like: State
    boost: State
    bookmarked: bool
    muted: bool


class Consents(Protocol):
    """Whom authors let do what with their posts; a room keeps it."""

    async def may(self, db: Read, who: ProfileId, post: posts.Post, act: Act) -> bool:
        """Whether somebody may at once; else the author has to be asked first. Raises `NotAllowed`."""

    async def ask(self, tx: Tx, who: ProfileId, post: PostId, act: Act, visibility: str) -> None:
        """Have the author asked."""

    async def withdraw(self, tx: Tx, who: ProfileId, post: PostId, act: Act) -> bool:
        """They want to no longer; whether the author had not yet agreed."""


_consents: list[Consents] = []


def asks(consents: Consents) -> None:
    """The room that knows what authors allow says so."""
    _consents[:] = [consents]


async def may(db: Read, profile: ProfileId, post: posts.Post, act: Act) -> bool:
    """Whether somebody may like or boost the post without its author being asked first. Raises `NotAllowed`."""
    return all([await consents.may(db, profile, post, act) for consents in _consents])


async def favourite(tx: Tx, profile: ProfileId, post: PostId) -> None:
    """Like the post; once, however often it is asked for. Where its author wants to be asked, only whoever likes it
    sees so until they agree. Raises `NotFound`, `NotAllowed`."""
    seen = await _original(tx, profile, post)
    if await may(tx, profile, seen, "like"):
        await _favourite(tx, profile, seen)
    else:
        await _ask(tx, profile, seen.id, "like")


async def _ask(tx: Tx, profile: ProfileId, post: PostId, act: Act, visibility: str = "public") -> None:
    if await tx.maybe(store.MARK, profile=profile, post=post, bit=BITS[act] | WAITS[act]) is not None:
        tx.say("flags", profile)
        await _consents[0].ask(tx, profile, post, act, visibility)


async def agreed(tx: Tx, profile: ProfileId, post: PostId, act: Act, visibility: str, promised: PostId) -> None:
    """The author agrees to what they were asked for; a boost gets the id that was `promised`. Raises `NotFound`."""
    seen = await posts.visible(tx, profile, post)
    if act == "like":
        await _favourite(tx, profile, seen, agreed=True)
    else:
        await _boost(tx, profile, seen.id, visibility, promised)


async def disagreed(tx: Tx, profile: ProfileId, post: PostId, act: Act) -> None:
    """The author does not agree, or no longer: it was not done."""
    mine = await posts.find_boost(tx, profile, post) if act == "boost" else None
    if mine is not None:
        await posts.remove(tx, mine)
    elif act == "boost" or not await _unfavourite(tx, profile, post):
        await _unmark(tx, profile, post, BITS[act] | WAITS[act])


async def favourite_elsewhere(tx: Tx, profile: ProfileId, uri: str, name: str | None = None) -> None:
    """Somebody elsewhere likes what has this id: a post of ours, or one from elsewhere that may still be on its way.

    The like is known by its `name` there. Raises `NotFound` for what they cannot have seen.
    """
    if (known := await posts.find(tx, uri)) is not None:
        seen = await posts.reachable(tx, profile, known)
        liked = await posts.reachable(tx, profile, seen.boost_of) if seen.boost_of else seen
        if not await may(tx, profile, liked, "like"):
            raise NotAllowed
        await _favourite(tx, profile, liked, name)
    elif uri.startswith(f"{tx.here.settings.base}/"):
        raise NotFound
    else:
        await tx.run(store.EXPECT, post=uri, profile=profile, uri=name, now=now())


async def _favourite(
    tx: Tx, profile: ProfileId, seen: posts.Post, name: str | None = None, *, agreed: bool = False
) -> None:
    if await tx.maybe(store.FAVOURITE, profile=profile, post=seen.id, id=ids.new(), now=now(), uri=name):
        await posts.count(tx, seen.id, favourites=1)
        tx.say("flags", profile)
        await tell(tx, Favourited(profile, seen.id, agreed))


async def unfavourite(tx: Tx, profile: ProfileId, post: PostId) -> bool:
    """Take the like back; False if there was none. Raises `NotFound`."""
    seen = await _original(tx, profile, post)
    withdrawn = await _withdraw(tx, profile, seen.id, "like")
    return await _unfavourite(tx, profile, seen.id) or withdrawn


async def _withdraw(tx: Tx, profile: ProfileId, post: PostId, act: Act) -> bool:
    waited = any([await consents.withdraw(tx, profile, post, act) for consents in _consents])
    if waited:
        await _unmark(tx, profile, post, BITS[act] | WAITS[act])
    return waited


async def favoured_as(db: Read, profile: ProfileId, name: str) -> str | None:
    """The id of what somebody elsewhere likes under this name."""
    return await db.maybe(store.NAMED, profile=profile, uri=name)


async def unfavourite_elsewhere(tx: Tx, profile: ProfileId, uri: str) -> bool:
    """They do so no longer, whether or not they may still see the post; False if there was no like."""
    if (known := await posts.find(tx, uri)) is None:
        return await tx.maybe(store.EXPECT_NOT, uri=uri, profile=profile) is not None
    row = (await posts.get(tx, [known]))[0]
    return await _unfavourite(tx, profile, row.boost_of or row.id)


async def _unfavourite(tx: Tx, profile: ProfileId, post: PostId) -> bool:
    if not await tx.maybe(store.UNFAVOURITE, profile=profile, post=post):
        return False
    await posts.count(tx, post, favourites=-1)
    tx.say("flags", profile)
    await tell(tx, Unfavourited(profile, post))
    return True


async def bookmark(tx: Tx, profile: ProfileId, post: PostId) -> None:
    """Keep the post for oneself: nobody hears of it and nothing counts it. Raises `NotFound`."""
    seen = await _original(tx, profile, post)
    await tx.run(store.BOOKMARK, profile=profile, post=seen.id, id=ids.new(), now=now())
    tx.say("flags", profile)


async def unbookmark(tx: Tx, profile: ProfileId, post: PostId) -> None:
    """Keep it no longer. Raises `NotFound`."""
    seen = await _original(tx, profile, post)
    await tx.run(store.UNBOOKMARK, profile=profile, post=seen.id)
    tx.say("flags", profile)


async def boost(tx: Tx, profile: ProfileId, post: PostId, visibility: str = "public") -> PostId:
    """Pass the post on; the boost, which is one however often it is asked for, or the post itself while its author is
    asked. Raises `NotFound`, `NotAllowed`."""
    if visibility not in posts.FOR_FOLLOWERS:
        raise Invalid("Validation failed: Visibility is not included in the list", field="visibility")
    seen = await _original(tx, profile, post)
    mine = await posts.find_boost(tx, profile, seen.id)
    if mine is None and not await may(tx, profile, seen, "boost"):
        await _ask(tx, profile, seen.id, "boost", visibility)
        return seen.id
    return mine or await _boost(tx, profile, seen.id, visibility)


async def _boost(
    tx: Tx, profile: ProfileId, post: PostId, visibility: str, promised: PostId | None = None
) -> PostId:
    boosted = await posts.boost(tx, profile, post, visibility, promised)
    await tx.run(store.MARK_BOOSTED, profile=profile, post=post)
    tx.say("flags", profile)
    return boosted


async def unboost(tx: Tx, profile: ProfileId, post: PostId) -> PostId:
    """Pass it on no longer; the post itself, whether it or the boost was named. Raises `NotFound`."""
    seen = await _original(tx, profile, post)
    await _withdraw(tx, profile, seen.id, "boost")
    if mine := await posts.find_boost(tx, profile, seen.id):
        await posts.remove(tx, mine)
    await _unmark_boosted(tx, profile, seen.id)
    return seen.id


async def mute(tx: Tx, profile: ProfileId, post: PostId) -> None:
    """Be told nothing more of the conversation that the post is in. Raises `NotFound`."""
    seen = await _original(tx, profile, post)
    await tx.run(store.MUTE_THREAD, profile=profile, thread=seen.thread, now=now())
    tx.say("flags", profile)


async def unmute(tx: Tx, profile: ProfileId, post: PostId) -> None:
    """Be told of the conversation again. Raises `NotFound`."""
    seen = await _original(tx, profile, post)
    await tx.run(store.UNMUTE_THREAD, profile=profile, thread=seen.thread)
    tx.say("flags", profile)


async def flags(db: Read, viewer: ProfileId, wanted: Sequence[PostId]) -> dict[PostId, int]:
    """The viewer's bits of those posts that they did something with."""
    return {row.post: row.bits for row in await db.all(store.FLAGS, viewer=viewer, posts=list(wanted))}


async def flags_of(db: Read, post: PostId, viewers: Sequence[ProfileId]) -> dict[ProfileId, int]:
    """The bits of those of the viewers who did something with the post."""
    return {row.profile: row.bits for row in await db.all(store.CROWD, post=post, viewers=list(viewers))}


async def list_favourites(db: Read, viewer: ProfileId, *, below: int | None = None, above: int | None = None,
                          upward: bool = False, limit: int = 20) -> list[Listed]:
    """What the viewer likes and may see, the newest like first."""
    page = {"below": below, "above": above, "upward": upward, "limit": limit}
    return _newest(await db.all(store.FAVOURITES, viewer=viewer, **page))


async def list_bookmarks(db: Read, viewer: ProfileId, *, below: int | None = None, above: int | None = None,
                         upward: bool = False, limit: int = 20) -> list[Listed]:
    """What the viewer keeps and may see, the newest first."""
    page = {"below": below, "above": above, "upward": upward, "limit": limit}
    return _newest(await db.all(store.BOOKMARKS, viewer=viewer, **page))


async def list_favourers(db: Read, viewer: ProfileId | None, post: PostId, *, below: int | None = None,
                         above: int | None = None, upward: bool = False, limit: int = 40) -> list[Doer]:
    """Who likes the post, the newest first, without those the viewer does not hear. Raises `NotFound`."""
    await posts.visible(db, viewer, post)
    page = {"below": below, "above": above, "upward": upward, "limit": limit}
    return _newest(await db.all(store.FAVOURERS, viewer=viewer, post=post, now=now(), **page))


async def list_boosters(db: Read, viewer: ProfileId | None, post: PostId, *, below: int | None = None,
                        above: int | None = None, upward: bool = False, limit: int = 40) -> list[Doer]:
    """Who passed the post on, the newest first, by boosts that the viewer may see. Raises `NotFound`."""
    await posts.visible(db, viewer, post)
    page = {"below": below, "above": above, "upward": upward, "limit": limit}
    return _newest(await db.all(store.BOOSTERS, viewer=viewer, post=post, now=now(), **page))


async def _mine(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, Mine]:
    """Every card of somebody signed in says what they did with it, even if that is nothing."""
    if viewer is None:
        return {}
    bits = await flags(db, viewer, wanted)
    return {post: _words(bits.get(post, 0)) for post in wanted}


async def _attach(tx: Tx, post: posts.Post, given: Any) -> None:
    """A new post of a muted conversation is muted, too."""
    if post.thread != post.id:
        await tx.run(store.MUTED_BY, post=post.id, thread=post.thread)


async def _meet(tx: Tx, arrived: posts.Post) -> None:
    """Likes may have come before what is liked."""
    if arrived.boost_of is None:
        for row in await tx.all(store.EXPECTED, uri=arrived.uri):
            with suppress(NotFound):
                await _favourite(tx, row.profile, await posts.reachable(tx, row.profile, arrived.id), row.uri)


posts.joins(posts.Part("reactions", attach=_attach, of=_mine, meet=_meet, awaited=store.AWAITED))


@every(timedelta(minutes=30))
async def expect_no_longer(tx: Tx) -> None:
    """What has not come by now was not on its way."""
    await tx.run(store.FORGET_EXPECTED, before=now() - EXPECTED)


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    """A boost's end, whoever ended it, is seen on the post; a post's own end takes all reactions with it."""
    if fact.boost_of:
        await _unmark_boosted(tx, fact.author, fact.boost_of)
    else:
        tx.say("flags", *await tx.all(store.FORGET, post=fact.post))


async def _original(tx: Tx, profile: ProfileId, post: PostId) -> posts.Post:
    """The post that is meant: reacting to a boost is reacting to what it passes on."""
    seen = await posts.visible(tx, profile, post)
    return await posts.visible(tx, profile, seen.boost_of) if seen.boost_of else seen


async def _unmark_boosted(tx: Tx, profile: ProfileId, post: PostId) -> None:
    # Held first: whoever boosts anew meanwhile has the row until that is committed, and is seen by the next question.
    held = await tx.maybe(store.HOLD, profile=profile, post=post) or 0
    if held & WAITS["boost"] or await posts.find_boost(tx, profile, post):
        return
    await _unmark(tx, profile, post, BOOSTED)


async def _unmark(tx: Tx, profile: ProfileId, post: PostId, bit: int) -> None:
    if await tx.maybe(store.UNMARK, profile=profile, post=post, bit=bit) is not None:
        tx.say("flags", profile)


def _newest(rows: list[K]) -> list[K]:
    """A page that was read upward is shown like any other."""
    return sorted(rows, key=lambda row: row.key, reverse=True)


def _words(bits: int) -> Mine:
    return Mine(_state(bits, "like"), _state(bits, "boost"), bool(bits & BOOKMARKED), bool(bits & MUTED))


def _state(bits: int, act: Act) -> State:
    return "waits" if bits & WAITS[act] else "done" if bits & BITS[act] else "none"
