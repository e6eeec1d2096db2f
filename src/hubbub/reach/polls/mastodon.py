"""Polls in the client API: asked with a status, shown in it, voted on."""

from collections.abc import Mapping, Sequence
from typing import Any

from hubbub.base import ids
from hubbub.base.clock import iso
from hubbub.base.db import Db, Read
from hubbub.base.errors import Invalid
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import profiles
from hubbub.reach import emoji, polls, posts
from hubbub.reach.edits.mastodon import recalls
from hubbub.reach.emoji.mastodon import entity as pictured
from hubbub.reach.polls import Asked, Poll
from hubbub.reach.posts.mastodon import takes
from hubbub.reach.posts.rendering import fills


@describes("configuration.polls")
async def limits(db: Db) -> dict[str, Any]:
    return {
        "max_options": polls.MOST, "max_characters_per_option": polls.LONGEST,
        "min_expiration": int(polls.SOONEST.total_seconds()), "max_expiration": int(polls.FARTHEST.total_seconds()),
    }


def read(given: Params) -> Asked | None:
    """The poll that a status comes with."""
    poll = given.sub("poll")
    if poll is None or not (titles := poll.texts("options")):
        return None
    return Asked(titles, poll.number("expires_in", 0), poll.flag("multiple"), poll.flag("hide_totals"))


def params(given: Any) -> dict[str, Any]:
    """The poll of a status that waits for its time, as it was asked for; it lies there as plain data."""
    return {
        "options": given["titles"], "expires_in": given["seconds"], "multiple": given["multiple"],
        "hide_totals": given["hides_totals"],
    }


takes("poll", read, params)


async def fill(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> Mapping[PostId, dict[str, Any]]:
    """The field `poll`."""
    found = await polls.of(db, wanted, viewer)
    worn = await _emojis(db, found)
    if viewer is None:
        return {post: entity(poll) | {"emojis": worn.get(post, [])} for post, poll in found.items()}
    own = await polls.choices(db, viewer, wanted)
    authors = {row.id: row.author for row in await posts.get(db, wanted)}
    return {
        post: entity(poll) | {
            "emojis": worn.get(post, []), "own_votes": own.get(post, []),
            "voted": post in own or authors.get(post) == viewer,
        } for post, poll in found.items()
    }


fills("poll", "poll", fill)


async def _emojis(db: Read, found: Mapping[PostId, Poll]) -> dict[PostId, list[dict[str, Any]]]:
    """The emoji in what may be chosen, those of its author's server."""
    words = {post: text for post, poll in found.items() if (text := " ".join(poll.titles)).count(":") > 1}
    if not words:
        return {}
    authors = {row.id: row.author for row in await posts.get(db, list(words))}
    servers = {row.id: row.domain or "" for row in await profiles.list_by_ids(db, set(authors.values()))}
    texts = {post: (servers[authors[post]], text) for post, text in words.items() if authors.get(post) in servers}
    return {post: [pictured(each) for each in worn] for post, worn in (await emoji.named_in(db, texts)).items()}


def entity(poll: Poll) -> dict[str, Any]:
    """The entity Poll, as anybody sees it."""
    hidden = poll.hidden
    return {
        "id": str(poll.post), "expires_at": iso(poll.ends_at) if poll.ends_at else None,
        "expired": poll.closed, "multiple": poll.multiple, "votes_count": sum(poll.vote_counts),
        "voters_count": poll.voter_count,
        "options": [
            {"title": title, "votes_count": None if hidden else count}
            for title, count in zip(poll.titles, poll.vote_counts, strict=True)
        ],
        "emojis": [],
    }


async def recall(db: Read, recorded: Sequence[Any]) -> list[Any]:
    """The field `poll` of old versions."""
    return [titles and {"options": [{"title": title} for title in titles]} for titles in recorded]


recalls("poll", "poll", recall)


@api("GET", "/api/v1/polls/{id}")
async def show(call: Call) -> Any:
    """The counts of a poll elsewhere are asked for, for somebody signed in."""
    post = PostId(call.id())
    await polls.get(call.db, call.viewer, post)
    if call.viewer is not None:
        await polls.refresh(call.db, post)
    return await _entity(call, post)


@api("POST", "/api/v1/polls/{id}/votes", scope="write:statuses")
async def vote(call: Call) -> Any:
    post, given = PostId(call.id()), call.params.texts("choices")
    places = [_place(text) for text in given]
    async with call.db.write() as tx:
        await polls.vote(tx, call.me, post, places)
    return await _entity(call, post)


def _place(text: str) -> int:
    if text == "0":
        return 0
    if (number := ids.parse(text)) is None:
        raise Invalid("Validation failed: The chosen vote option does not exist", field="choices")
    return number


async def _entity(call: Call, post: PostId) -> dict[str, Any]:
    await polls.get(call.db, call.viewer, post)
    return (await fill(call.db, [post], call.viewer))[post]
