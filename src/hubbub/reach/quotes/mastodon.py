"""Quotes in the client API: what a status quotes, who quotes it, and who may."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts
from hubbub.reach import quotes
from hubbub.reach.edits.mastodon import lasts
from hubbub.reach.posts.mastodon import one, page, takes
from hubbub.reach.posts.rendering import carries, fills, rendered, rendered_by_id


def told(quote: quotes.Quote) -> bool:
    """Whether a status says what it quotes; a quote that nobody was asked for is none until it is agreed to."""
    return quote.state == "accepted" or not quote.legacy


async def whole(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> Mapping[PostId, Any]:
    """The entity Quote: the quoted status inside the quoting one, and what that quotes by its id alone."""
    states = await quotes.standings(db, wanted, viewer)
    shown = [standing.quoted for standing in states.values() if standing.quoted]
    inside = await rendered_by_id(db, shown, viewer, {"quote": shallow}) if shown else {}
    return {
        post: {
            "state": standing.state,
            "quoted_status": msgspec.Raw(inside[standing.quoted]) if standing.quoted in inside else None,
        } for post, standing in states.items()
    }


async def still(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> Mapping[PostId, Any]:
    """The same of the posts that say what they quote, for their histories."""
    return await whole(db, [post for post, quote in (await quotes.find(db, wanted)).items() if told(quote)], viewer)


async def shallow(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> Mapping[PostId, Any]:
    """The entity ShallowQuote."""
    states = await quotes.standings(db, wanted, viewer)
    return {
        post: {"state": standing.state, "quoted_status_id": str(standing.quoted) if standing.quoted else None}
        for post, standing in states.items()
    }


async def approvals(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> Mapping[PostId, Any]:
    policies = await quotes.policies_of(db, wanted)
    may = await quotes.permissions(db, viewer, list(policies.values()))
    return {post: _approval(policy, may[post]) for post, policy in policies.items()}


def approval(db: Read, policy: quotes.Policy) -> dict[str, Any]:
    """The entity QuoteApproval where it is the same for every viewer."""
    words = (("automatic", policy.automatic), ("manual", policy.manual), ("unknown", policy.automatic + policy.manual))
    may = next((word for word, named in words
                if ("unsupported_policy" if word == "unknown" else "public") in named), "denied")
    return _approval(policy, may)


def _approval(policy: quotes.Policy, current_user: str) -> dict[str, Any]:
    return {"automatic": policy.automatic, "manual": policy.manual, "current_user": current_user}


def read_policy(given: Params) -> str | None:
    policy = given.text("quote_approval_policy")
    if policy and policy not in quotes.POLICIES:
        raise quotes.NoPolicy(field="quote_approval_policy")
    return policy or None


def usual(liked: accounts.Preferences) -> str | None:
    """What is said where nothing is given; that anybody may quote goes without saying."""
    return None if liked.quote_policy == "public" else liked.quote_policy


carries("quote_approval", "quote_policy", approval,
        {"automatic": ["public"], "manual": [], "current_user": "automatic"})
# What they say changes with the posts, and with the graph and the flags of the viewer: pages with quotes may be kept.
fills("quote", "quote", whole, told, lasting=True)
fills("quote_approval", "quote_policy", approvals, lambda policy: policy.personal, lasting=True)
lasts("quote", still)
takes("quote", lambda given: given.id("quoted_status_id"))
takes("quote_policy", read_policy, usual=usual)


@api("GET", "/api/v1/statuses/{id}/quotes", scope="read:statuses")
async def listed(call: Call) -> Any:
    asked = window(call, 20, 40)
    async with call.db.read() as db:
        found = await quotes.list_quoting(db, call.viewer, PostId(call.id()), below=asked.below, above=asked.above,
                                          upward=asked.upward, limit=asked.limit)
        link(call, found, asked)
        return page(await rendered(db, found, call.viewer))


@api("POST", "/api/v1/statuses/{id}/quotes/{quoting}/revoke", scope="write:statuses")
async def revoke(call: Call) -> Any:
    """The answer is the post that quoted, as it stands now."""
    me, post = call.me, PostId(call.id("quoting"))
    async with call.db.write() as tx:
        await quotes.revoke(tx, me, PostId(call.id()), post)
    try:
        return await one(call.db, post, me)
    except NotFound:
        # The quoted author need not be among those whom the quoting post is for.
        return {}


@api("PUT", "/api/v1/statuses/{id}/interaction_policy", scope="write:statuses")
async def set_policy(call: Call) -> Any:
    me, post = call.me, PostId(call.id())
    async with call.db.write() as tx:
        await quotes.set_policy(tx, me, post, read_policy(call.params) or "public")
    return await one(call.db, post, me)
