"""Tags that somebody follows: public posts that carry them land in their home."""

from collections.abc import Sequence

from hubbub.base import ids
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import job
from hubbub.reach import timelines

from . import store
from .store import Followed, Interest

MOST = 1000
CHUNK = 2000


async def follow(tx: Tx, profile: ProfileId, name: str) -> None:
    """Have what is tagged so in one's home from now on, and what was published lately. The tag is known."""
    if await tx.run(store.FOLLOW, profile=profile, name=name, id=ids.new(), most=MOST):
        await timelines.refill.soon(tx, reader=profile)
    elif not (await interests(tx, profile, [name]))[name].following:
        raise Invalid("One follows at most {most} tags.", most=MOST)


async def unfollow(tx: Tx, profile: ProfileId, name: str) -> None:
    """Have it no longer: what stood in home for this tag alone goes."""
    for tag in await tx.all(store.UNFOLLOW, profile=profile, name=name):
        landed = await tx.all(store.LANDED, profile=profile, tag=tag)
        await timelines.withdraw(tx, [profile], [PostId(post) for post in landed])


async def list_followed(
    db: Read, profile: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 100,
) -> list[Followed]:
    """The tags that the profile follows, the newest first."""
    rows = await db.all(store.FOLLOWED, profile=profile, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.key, reverse=True)


async def interests(db: Read, viewer: ProfileId | None, names: Sequence[str]) -> dict[str, Interest]:
    """What the viewer does with each of the tags, and how it is written."""
    rows = await db.all(store.INTERESTS, viewer=viewer, names=list(names)) if names else []
    found = {row.name: row for row in rows}
    return {name: found.get(name) or Interest(name, False, False) for name in names}


@timelines.brings
async def bring(db: Read, reader: ProfileId, most: int) -> list[PostId]:
    """What a home that is filled has by its reader's tags."""
    return [PostId(post) for post in await db.all(store.NEWEST_FOLLOWED, profile=reader, most=most)]


async def announce(tx: Tx, post: PostId) -> None:
    """Promise the post to those who follow one of its tags."""
    await spread.soon(tx, post=post, after=ProfileId(0))


@job
async def spread(tx: Tx, post: PostId, after: ProfileId) -> None:
    """One chunk of those who follow the post's tags; the next is promised in the same transaction."""
    readers = await _readers(tx, post, after)
    await timelines.land(tx, readers, [post])
    if len(readers) == CHUNK:
        await spread.soon(tx, post=post, after=readers[-1])


async def take_out(tx: Tx, post: PostId) -> None:
    """The post is no more: it leaves the homes that it came to by its tags."""
    after = ProfileId(0)
    while readers := await _readers(tx, post, after):
        await timelines.withdraw(tx, readers, [post])
        after = readers[-1]


async def _readers(tx: Tx, post: PostId, after: ProfileId) -> list[ProfileId]:
    return [ProfileId(reader) for reader in await tx.all(store.FOLLOWERS, post=post, after=after, most=CHUNK)]
