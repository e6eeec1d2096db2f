"""What somebody has published goes with them when they are gone for good."""

from hubbub.base.db import Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import job
from hubbub.people import profiles

from . import store
from .posts import remove

AT_ONCE = 100


@on(profiles.ProfileRemoved)
async def leave(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await remove_all.soon(tx, fact.profile)


@job
async def remove_all(tx: Tx, author: ProfileId) -> None:
    """Their posts and boosts, some at a time: nobody sees them any more, but their words are still there."""
    there = await tx.all(store.ALL_OF, author=author, limit=AT_ONCE)
    for post in there:
        await remove(tx, PostId(post))
    if len(there) == AT_ONCE:
        await remove_all.soon(tx, author)
