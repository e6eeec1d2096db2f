"""Permissions: whom an author elsewhere lets like and boost a post, and what they say when they are asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotAllowed, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles
from hubbub.reach import posts, reactions, replies
from hubbub.reach.reactions import Act

from . import store
from .store import Consent, Request


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may at once, and who if the author agrees, as their server says it."""

    automatic: Sequence[str]
    manual: Sequence[str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a post from elsewhere says of those acts of which it says something."""

    rules: Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class PermissionAsked:
    """Somebody here wants to do what an author elsewhere has to agree to."""

    request: int


@dataclass(frozen=True, slots=True)
class PermissionWithdrawn:
    """They do not want to any more, before there was an answer."""

    request: int
    profile: ProfileId
    post: PostId
    act: str
    visibility: str


@dataclass(frozen=True, slots=True)
class BoostStamped:
    """A boost from elsewhere shows a consent that is still to be looked at."""

    boost: PostId
    stamp: str


class NotAmongLikers(NotAllowed):
    """The author lets only some people like this post, and you are not among them."""


class NotAmongBoosters(NotAllowed):
    """The author lets only some people boost this post, and you are not among them."""


REFUSALS = {"like": NotAmongLikers, "boost": NotAmongBoosters}


class _Consents:
    """What likes and boosts ask before they are done."""

    async def may(self, db: Read, who: ProfileId, post: posts.Post, act: Act) -> bool:
        # What may be done with ours is for posts to say: whoever sees one may like it, and pass on what is public.
        if _is_ours(db, post) or who == post.author:
            return True
        policy = await db.maybe(store.POLICY, post=post.id, act=act)
        if policy is None:
            return True
        actor = await profiles.get(db, who)
        if actor.uri in policy.automatic:
            return True
        if not actor.here:
            raise REFUSALS[act]
        # Whom the author only means by a group asks, too: others cannot know who is in it.
        groups = await replies.groups_of(db, who, post.author)
        if actor.uri not in policy.manual and not groups & {*policy.automatic, *policy.manual}:
            raise REFUSALS[act]
        return False

    async def ask(self, tx: Tx, who: ProfileId, post: PostId, act: Act, visibility: str) -> None:
        request = ids.new()
        await tx.run(store.ASK, id=request, profile=who, post=post, act=act, visibility=visibility, now=now())
        await tell(tx, PermissionAsked(request))

    async def withdraw(self, tx: Tx, who: ProfileId, post: PostId, act: Act) -> bool:
        was = await tx.maybe(store.FORGET, profile=who, post=post, act=act)
        if was is None or was.stamp is not None:
            return False
        await tell(tx, PermissionWithdrawn(was.id, who, post, act, was.visibility))
        return True


reactions.asks(_Consents())


async def find(db: Read, request: int) -> Request | None:
    """What was asked for; a boost has the number of what was asked for it."""
    return await db.maybe(store.BY_ID, id=request)


async def find_like(db: Read, profile: ProfileId, post: PostId) -> Request | None:
    """What was asked for somebody's like of a post."""
    return await db.maybe(store.LIKE, profile=profile, post=post)


async def agree(tx: Tx, request: Request, stamp: str) -> None:
    """The author agrees, and says where that is written: it is done. Raises `NotFound` if they may see it no more."""
    if await tx.maybe(store.AGREE, id=request.id, stamp=stamp) is not None:
        await reactions.agreed(tx, request.profile, request.post, cast(Act, request.act), request.visibility,
                               PostId(request.id))


async def disagree(tx: Tx, request: Request) -> None:
    """The author does not, or no longer."""
    act = cast(Act, request.act)
    if await tx.maybe(store.FORGET, profile=request.profile, post=request.post, act=act) is not None:
        await reactions.disagreed(tx, request.profile, request.post, act)


async def stamps_of(db: Read, boosts: Sequence[PostId]) -> dict[PostId, str]:
    """Where authors have agreed to those boosts for which they were asked."""
    return {row.post: row.uri for row in await db.all(store.STAMPS, ids=list(boosts))}


async def grant(tx: Tx, asker: ProfileId, post: PostId, act: str, made_uri: str) -> Consent | None:
    """An author's consent to a like or boost from elsewhere; None if it may not be. Raises `NotFound`."""
    row = await posts.reachable(tx, asker, post)
    if row.boost_of or (act == "boost" and row.visibility not in ("public", "quiet")):
        return None
    return await tx.one(store.GRANT, id=ids.new(), post=row.id, act=act, uri=made_uri, now=now())


async def consent(db: Read, stamp: int) -> Consent:
    """A consent of an author here. Raises `NotFound`."""
    if (found := await db.maybe(store.CONSENT, id=stamp)) is None:
        raise NotFound
    return found


def stamp_uri(db: Read, author: ProfileId, stamp: int) -> str:
    """Where the document of an author's consent is."""
    return db.here.settings.url(f"/users/{author}/permissions/{stamp}")


async def _attach(tx: Tx, post: posts.Post, given: Any) -> None:
    if isinstance(given, Elsewhere):
        await _keep(tx, post, given)


async def _change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    """An edit that says nothing of it leaves it as it is."""
    if isinstance(given, Elsewhere):
        await tx.run(store.DROP_POLICIES, post=row.id, acts=list(REFUSALS))
        await _keep(tx, row, given)


async def _keep(tx: Tx, post: posts.Post, given: Elsewhere) -> None:
    for act, rule in given.rules.items():
        if "public" not in rule.automatic:
            author = await profiles.get(tx, post.author)
            automatic, manual = (replies.in_words(author, said) for said in (rule.automatic, rule.manual))
            await tx.run(store.SET_POLICY, post=post.id, act=act, automatic=automatic, manual=manual)


async def _check_boost(tx: Tx, boost: posts.Post, given: Any) -> None:
    """Between others, too, nobody boosts what they may not; a consent that is shown is looked at."""
    if boost.boost_of is None or _is_ours(tx, boost):
        return
    if await tx.maybe(store.POLICY, post=boost.boost_of, act="boost") is None:  # of most posts nothing is said
        return
    original = (await posts.get(tx, [boost.boost_of]))[0]
    try:
        await _Consents().may(tx, boost.author, original, "boost")
    except NotAllowed:
        if not isinstance(given, str):
            raise
        await tell(tx, BoostStamped(boost.id, given))


def _is_ours(db: Read, post: posts.Post) -> bool:
    return post.uri.startswith(f"{db.here.settings.base}/")


posts.joins(posts.Part("permissions", attach=_attach, change=_change))
posts.joins(posts.Part("boost_consent", attach=_check_boost))
