"""Whoever is gone for good follows nobody any more, and nobody follows them."""

from hubbub.base.db import Tx
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import job
from hubbub.people import profiles

from . import store
from .follows import unfollow

AT_ONCE = 200


@on(profiles.ProfileRemoved)
async def part(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    """Later, so that whoever tells their followers finds them."""
    await end_all.soon(tx, fact.profile)


@job
async def end_all(tx: Tx, profile: ProfileId) -> None:
    """End the follows either way, some at a time."""
    ties = await tx.all(store.TIES_WITH, profile=profile, domain=None, limit=AT_ONCE)
    for tie in ties:
        await unfollow(tx, tie.follower, tie.followed)
    if len(ties) == AT_ONCE:
        await end_all.soon(tx, profile)
