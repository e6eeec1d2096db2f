"""Who is told that a poll is over."""

from hubbub.base.db import Tx
from hubbub.base.facts import on
from hubbub.reach import polls, posts

from .notifications import notify


@on(polls.PollEnded)
async def call_voters(tx: Tx, fact: polls.PollEnded) -> None:
    """Its author and whoever of here has voted, as far as they may still see it."""
    for post in await posts.get(tx, [fact.post]):
        await notify(tx, "poll", [post.author, *await polls.voters(tx, post.id)], post.author, post.id)
