"""Who may quote a post: said by its author, for each post by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotAllowed
from hubbub.base.facts import tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import posts

from . import store
from .store import Policy

POLICIES = ("public", "followers", "nobody")


class NoPolicy(Invalid):
    """Validation failed: Quote approval policy is not included in the list"""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a post from elsewhere says of who may quote it: ids of collections and actors."""

    automatic: Sequence[str]
    manual: Sequence[str]
    public: str  # by which id everybody goes


@dataclass(frozen=True, slots=True)
class QuotePolicyChanged:
    """The author has changed who may quote a post of theirs."""

    post: PostId
    author: ProfileId


async def set_policy(tx: Tx, author: ProfileId, post: PostId, policy: str) -> None:
    """Let the post be quoted by `public`, `followers` or `nobody`. Raises `NotFound`, `NotAllowed`, `NoPolicy`."""
    row = await posts.visible(tx, author, post)
    if row.author != author or row.boost_of:
        raise NotAllowed("This action is not allowed")
    await _set(tx, post, _listed(policy))
    tx.say("post", post)
    await tell(tx, QuotePolicyChanged(post, author))


async def policies_of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, Policy]:
    """The policies of those posts that not just anybody here may quote, or that are from elsewhere."""
    rows = await db.all(store.POLICIES, posts=list(wanted))
    return {row.post: row for row in rows if row.automatic != ["public"] or row.manual or not row.here}


async def permissions(
    db: Read, viewer: ProfileId | None, policies: Sequence[Policy]
) -> Mapping[PostId, str]:
    """Whether the viewer may quote each: `automatic`, `manual` (the author is asked), `unknown` or `denied`."""
    if viewer is None:
        return {policy.post: "denied" for policy in policies}
    authors = sorted({policy.author for policy in policies if policy.personal})
    known = {row.profile: row for row in await follows.relations(db, viewer, authors)} if authors else {}
    return {policy.post: _permission(policy, viewer, known.get(policy.author)) for policy in policies}


def _permission(policy: Policy, viewer: ProfileId, relation: follows.Relation | None) -> str:
    if policy.visibility not in posts.FOR_FOLLOWERS:
        return "denied"
    if policy.author == viewer:
        return "automatic"
    groups = {"public"}
    if relation is not None:
        groups |= ({"followers"} if relation.following else set()) | ({"following"} if relation.followed_by else set())
    for word, named in (("automatic", policy.automatic), ("manual", policy.manual)):
        if groups & {*named}:
            return word
    return "unknown" if "unsupported_policy" in (*policy.automatic, *policy.manual) else "denied"


async def permission(db: Read, viewer: ProfileId, post: PostId) -> str:
    """Whether the viewer may quote the post."""
    return (await permissions(db, viewer, await db.all(store.POLICIES, posts=[post]))).get(post, "denied")


async def _attach(tx: Tx, post: posts.Post, given: Any) -> None:
    if isinstance(given, Declared):
        who = await profiles.get(tx, post.author)
        names = {given.public: "public", who.followers_uri or "": "followers", f"{who.uri}/followers": "followers",
                 f"{who.uri}/following": "following"}
        automatic, manual = (
            list(dict.fromkeys(names.get(uri, "unsupported_policy") for uri in said if uri != who.uri))
            for said in (given.automatic, given.manual))
        await tx.run(store.SET_POLICY, post=post.id, automatic=automatic, manual=manual)
    elif given not in (None, "public"):
        await _set(tx, post.id, _listed(given))


async def _change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    """An edit that says nothing of it leaves it as it is."""
    if isinstance(given, str):
        await _set(tx, row.id, _listed(given))
    elif given is not None:
        await _attach(tx, row, given)


posts.joins(posts.Part(
    "quote_policy", attach=_attach, of=policies_of, change=_change, where=store.POLICY_CARRIED, lasts=True))


def _listed(policy: str) -> list[str]:
    if policy not in POLICIES:
        raise NoPolicy(field="quote_approval_policy")
    return [] if policy == "nobody" else [policy]


async def _set(tx: Tx, post: PostId, automatic: list[str]) -> None:
    await tx.run(store.SET_POLICY, post=post, automatic=automatic, manual=[])
