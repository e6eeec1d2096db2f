"""Who may answer which post: said by its author, and held to wherever an answer comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import posts

from . import store
from .store import Approval, Consent, Policy

# Whoever is mentioned may always answer: `mentioned` is nobody besides.
POLICIES = ("public", "followers", "following", "mentioned")
# So many names are kept of a policy: groups, and people of whom it speaks by name.
MOST = 100


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a post from elsewhere says: who may answer it, if it says so, and its consent to being an answer itself."""

    automatic: Sequence[str] | None = None
    manual: Sequence[str] = ()
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyAsked:
    """Somebody here answers a post from elsewhere whose author lets only some do that, or wants to be asked."""

    post: PostId


@dataclass(frozen=True, slots=True)
class ReplyStamped:
    """An answer from elsewhere shows a consent that is still to be looked at."""

    post: PostId
    stamp: str


class NoPolicy(Invalid):
    """Validation failed: Reply policy is public, followers, following or mentioned"""


class NotAmongThem(NotAllowed):
    """The author lets only some people answer this post, and you are not among them."""


async def set_policy(tx: Tx, post: PostId, policy: str) -> None:
    """Let the post be answered by `public`, `followers`, `following`, or `mentioned` alone. Raises `NoPolicy`."""
    if policy not in POLICIES:
        raise NoPolicy(field="reply_policy")
    await _keep(tx, post, [] if policy == "mentioned" else [policy], [])


async def policies_of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, Policy]:
    """The policies of those posts that not just anybody may answer."""
    return {row.post: row for row in await db.all(store.POLICIES, posts=list(wanted))}


async def approvals_of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, Approval]:
    """Of those answers that authors elsewhere have agreed to, where they did."""
    return {row.post: row for row in await db.all(store.APPROVALS, posts=list(wanted))}


async def permission(db: Read, who: ProfileId, policy: Policy) -> str:
    """Whether somebody may answer: `automatic`, `manual` (the author is asked) or `denied`."""
    mentioned = (await posts.mentions_of(db, [policy.post])).get(policy.post, [])
    if who == policy.author or who in {mention.profile for mention in mentioned}:
        return "automatic"
    meant = await groups_of(db, who, policy.author) | {(await profiles.get(db, who)).uri}
    return next((word for word, named in (("automatic", policy.automatic), ("manual", policy.manual))
                 if meant & {*named}), "denied")


async def groups_of(db: Read, who: ProfileId, author: ProfileId) -> set[str]:
    """By which words of a policy of the author's somebody is meant."""
    relation = (await follows.relations(db, who, [author]))[0]
    named = {"followers": relation.following, "following": relation.followed_by}
    return {"public", *(word for word, there in named.items() if there)}


def in_words(author: profiles.Profile, uris: Sequence[str]) -> list[str]:
    """Whom a policy names besides its author, each once: the author's groups in our words, others by their ids."""
    names = {author.followers_uri or "": "followers", f"{author.uri}/followers": "followers",
             f"{author.uri}/following": "following"}
    return list(dict.fromkeys(names.get(uri, uri) for uri in uris if uri != author.uri))[:MOST]


async def grant(tx: Tx, asker: ProfileId, answered: PostId, answer_uri: str) -> Consent | None:
    """The author's consent to an answer from elsewhere; None if the asker is not among them. Raises `NotFound`."""
    row = await posts.visible(tx, asker, answered)
    policy = (await policies_of(tx, [row.id])).get(row.id)
    if row.boost_of or (policy is not None and await permission(tx, asker, policy) != "automatic"):
        return None
    return await tx.one(store.AGREE, id=ids.new(), post=row.id, uri=answer_uri, now=now())


async def consent(db: Read, stamp: int) -> Consent:
    """A consent of an author here. Raises `NotFound`."""
    found = await db.maybe(store.CONSENT, id=stamp)
    if found is None:
        raise NotFound
    return found


def stamp_uri(db: Read, author: ProfileId, stamp: int) -> str:
    """Where the document of an author's consent is."""
    return db.here.settings.url(f"/users/{author}/welcomes/{stamp}")


async def approve(tx: Tx, post: PostId, stamp: str) -> bool:
    """The author elsewhere agrees to an answer of ours, and says where; False if that was known."""
    return await tx.maybe(store.APPROVE, post=post, stamp=stamp) is not None


async def disapprove(tx: Tx, post: PostId) -> bool:
    """The author elsewhere does not agree, or not any more: below what it answers only who wrote it sees the answer.

    False if they had not agreed.
    """
    await tx.run(store.REFUSE, post=post, now=now())
    return await tx.maybe(store.DISAPPROVE, post=post) is not None


async def _refusals_of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, bool]:
    return {PostId(row): True for row in await db.all(store.REFUSALS, posts=list(wanted))}


async def _attach(tx: Tx, post: posts.Post, given: Any) -> None:
    if post.reply_to is not None and post.boost_of is None:
        await _check(tx, post, post.reply_to, given.stamp if isinstance(given, Elsewhere) else None)
    await _change(tx, post, post, given)


async def _change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    """An edit that says nothing of it leaves it as it is."""
    if isinstance(given, str):
        await set_policy(tx, row.id, given)
    elif isinstance(given, Elsewhere) and given.automatic is not None:
        who = await profiles.get(tx, row.author)
        await _keep(tx, row.id, in_words(who, given.automatic), in_words(who, given.manual))


async def _keep(tx: Tx, post: PostId, automatic: list[str], manual: list[str]) -> None:
    if "public" in automatic:
        await tx.run(store.DROP_POLICY, post=post)
    else:
        await tx.run(store.SET_POLICY, post=post, automatic=automatic, manual=manual)


async def _check(tx: Tx, answer: posts.Post, parent: PostId, stamp: str | None) -> None:
    """Refuse an answer of somebody who may not, or see to it that the author is asked."""
    policy = (await policies_of(tx, [parent])).get(parent)
    if policy is None or policy.author == answer.author:
        return
    word, ours = await permission(tx, answer.author, policy), (await profiles.get(tx, answer.author)).here
    if policy.here or ours:
        agreed = policy.here and await tx.one(store.AGREED, post=parent, uri=answer.uri)
        if not agreed and (word == "denied" or (policy.here and word != "automatic")):
            raise NotAmongThem
        if not policy.here:
            await tell(tx, ReplyAsked(answer.id))
    elif word != "automatic" and not {"followers", "following"} & {*policy.automatic}:
        # Both are elsewhere: who follows whom there is not known here, but a consent can be asked for.
        if stamp is None:
            raise NotAmongThem
        await tell(tx, ReplyStamped(answer.id, stamp))


posts.joins(posts.Part("reply_policy", attach=_attach, of=policies_of, change=_change, where=store.CARRIED,
                       lasts=True))
posts.joins(posts.Part("reply_approval", of=approvals_of, where=store.APPROVED))
posts.joins(posts.Part("reply_refusal", of=_refusals_of, where=store.REFUSED, hides=store.REFUSED))
