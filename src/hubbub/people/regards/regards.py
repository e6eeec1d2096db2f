"""Regards: what somebody notes about others, and whom they recommend."""

from collections.abc import Sequence

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.people import follows, moves, profiles

from . import store
from .store import Listed, Regard

LONGEST = 2_000


class NotFollowed(Invalid):
    """Validation failed: You must be already following the person you want to endorse"""


async def note(tx: Tx, writer: ProfileId, about: ProfileId, text: str) -> None:
    """Keep a note about somebody that nobody else sees; an empty one takes it away. Raises `NotFound`, `Invalid`."""
    await profiles.get(tx, about)
    words = text.replace("\r\n", "\n").strip()
    if len(words) > LONGEST:
        raise Invalid("Validation failed: Comment is too long (maximum is {longest} characters)", field="comment",
                      longest=LONGEST)
    if words:
        await tx.run(store.NOTE, writer=writer, about=about, text=words)
    else:
        await tx.run(store.DROP_NOTE, writer=writer, about=about)


async def endorse(tx: Tx, profile: ProfileId, endorsed: ProfileId) -> None:
    """Show somebody on one's own page. Raises `NotFound`, `NotFollowed`."""
    await profiles.get(tx, endorsed)
    if not await follows.stands(tx, profile, endorsed):
        raise NotFollowed
    await tx.run(store.ENDORSE, profile=profile, endorsed=endorsed, id=ids.new())


async def unendorse(tx: Tx, profile: ProfileId, endorsed: ProfileId) -> None:
    """Show them there no longer."""
    await tx.run(store.UNENDORSE, profile=profile, endorsed=endorsed)


async def list_regards(db: Read, me: ProfileId, others: Sequence[ProfileId]) -> list[Regard]:
    """What I make of each."""
    return await db.all(store.REGARDS, me=me, others=list(others))


async def list_endorsed(
    db: Read, profile: ProfileId, *, viewer: ProfileId | None = None, below: int | None = None,
    above: int | None = None, upward: bool = False, limit: int = 40,
) -> list[Listed]:
    """Whom somebody recommends, the newest first, with the keys that pages go by."""
    rows = await db.all(store.ENDORSED, profile=profile, viewer=viewer, below=below, above=above, upward=upward,
                        limit=limit, now=now())
    return sorted(rows, key=lambda row: row.key, reverse=True)


@on(moves.Moved)
async def carry_notes(tx: Tx, fact: moves.Moved) -> None:
    """What was noted about somebody is noted about where they have moved to, unless there is a note already."""
    await tx.run(store.CARRY_NOTES, old=fact.profile, new=fact.target)


@moves.carries
async def recommend_still(tx: Tx, follower: ProfileId, old: ProfileId, new: ProfileId) -> None:
    await tx.run(store.CARRY_ENDORSEMENT, profile=follower, old=old, new=new, id=ids.new())


@on(follows.Unfollowed)
async def recommend_no_more(tx: Tx, fact: follows.Unfollowed) -> None:
    if not await follows.stands(tx, fact.follower, fact.followed):
        await unendorse(tx, fact.follower, fact.followed)


@on(follows.Blocked)
async def part(tx: Tx, fact: follows.Blocked) -> None:
    await unendorse(tx, fact.blocker, fact.blocked)
    await unendorse(tx, fact.blocked, fact.blocker)


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.FORGET, profile=fact.profile)
