"""Lists: kept by their owner alone, of whom no one in them is told."""

from collections.abc import Sequence
from typing import Any

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import moves
from hubbub.reach import posts, timelines

from . import store
from .store import List, Member

MOST = 50
MOST_MEMBERS = 1000
LONGEST_TITLE = 256
REPLIES = ("followed", "list", "none")


async def create(
    tx: Tx, owner: ProfileId, title: str, *, replies: str = "list", exclusive: bool = False
) -> List:
    """A new list with nobody in it. Raises `Invalid`."""
    made = List(ids.new(), owner, _titled(title), _policy(replies), exclusive)
    if not await tx.run(store.ADD, id=made.id, owner=owner, title=made.title, replies=replies, exclusive=exclusive,
                        most=MOST):
        raise Invalid("Validation failed: You have reached the maximum number of lists: {most}.", most=MOST)
    tx.say("lists", owner)
    return made


async def change(
    tx: Tx, owner: ProfileId, number: int, *, title: str | None = None, replies: str | None = None,
    exclusive: bool | None = None,
) -> List:
    """Change what is given; the list as it is now. Raises `NotFound`, `Invalid`."""
    was = await get(tx, owner, number)
    made = List(
        was.id, owner, was.title if title is None else _titled(title), _policy(replies or was.replies),
        was.exclusive if exclusive is None else exclusive,
    )
    tx.say("lists", owner)
    await tx.run(store.CHANGE, id=made.id, title=made.title, replies=made.replies, exclusive=made.exclusive)
    if made.exclusive != was.exclusive:
        await _settle_home(tx, owner)
    return made


async def remove(tx: Tx, owner: ProfileId, number: int) -> None:
    """Delete the list; who was in it is followed as before. Raises `NotFound`."""
    was = await get(tx, owner, number)
    await tx.run(store.REMOVE, id=number)
    tx.say("lists", owner)
    if was.exclusive:
        await _settle_home(tx, owner)


async def get(db: Read, owner: ProfileId, number: int) -> List:
    """One of the owner's lists. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=number, owner=owner)
    if found is None:
        raise NotFound
    return found


async def list_own(db: Read, owner: ProfileId) -> list[List]:
    """All of the owner's, the oldest first."""
    return await db.all(store.OWN, owner=owner)


async def list_with(db: Read, owner: ProfileId, profile: ProfileId) -> list[List]:
    """Those of the owner's that the profile is in."""
    return await db.all(store.WITH, owner=owner, profile=profile)


async def add(tx: Tx, owner: ProfileId, number: int, profiles: Sequence[ProfileId]) -> None:
    """Put people into the list, all or none. Raises `NotFound` for one who is not followed, `Invalid` for one in it."""
    to = await get(tx, owner, number)
    wanted = list(dict.fromkeys(profiles))
    await tx.run(store.HOLD, id=number)
    # Held until the commit, so that an unfollow meanwhile finds the membership that it has to end.
    if len(await tx.all(store.FOLLOWED, owner=owner, profiles=wanted)) < len(wanted):
        raise NotFound
    joined = await tx.all(
        store.JOIN, list=number, owner=owner, profiles=wanted, ids=[ids.new() for _ in wanted])
    if len(joined) < len(wanted):
        raise Invalid("Validation failed: Account has already been taken", field="account_ids")
    tx.say("lists", owner)
    if await tx.one(store.COUNT, list=number) > MOST_MEMBERS:
        raise Invalid("A list holds at most {most} people.", field="account_ids", most=MOST_MEMBERS)
    if to.exclusive and wanted:
        await _settle_home(tx, owner)


async def drop(tx: Tx, owner: ProfileId, number: int, profiles: Sequence[ProfileId]) -> None:
    """Take people out of the list; who is not in it is passed over. Raises `NotFound`."""
    of = await get(tx, owner, number)
    gone = await tx.all(store.LEAVE, list=number, profiles=list(profiles))
    tx.say("lists", owner)
    if of.exclusive and gone:
        await _settle_home(tx, owner)


async def list_members(
    db: Read, owner: ProfileId, number: int, *, below: int | None = None, above: int | None = None,
    upward: bool = False, limit: int = 40,
) -> list[Member]:
    """Who is in the list, whoever came last first. Raises `NotFound`."""
    await get(db, owner, number)
    rows = await db.all(store.MEMBERS, list=number, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.key, reverse=True)


async def everybody_in(db: Read, owner: ProfileId, number: int) -> list[ProfileId]:
    """All in the list, whether or not they are there just now. Raises `NotFound`."""
    await get(db, owner, number)
    return [ProfileId(profile) for profile in await db.all(store.EVERYBODY, list=number)]


async def members_among(
    db: Read, owner: ProfileId, number: int, profiles: Sequence[ProfileId]
) -> set[ProfileId]:
    """Which of the profiles are in the list. Raises `NotFound`."""
    await get(db, owner, number)
    return {ProfileId(profile) for profile in await db.all(store.AMONG, list=number, profiles=list(profiles))}


async def list_posts(
    db: Read, owner: ProfileId, number: int, *, below: int | None = None, above: int | None = None,
    upward: bool = False, limit: int = 20,
) -> list[PostId]:
    """What those in the list published and passed on, the newest first. Raises `NotFound`."""
    of = await get(db, owner, number)
    rows = await db.all(
        store.POSTS_UPWARD if upward else store.POSTS, list=number, owner=owner, replies=of.replies, below=below,
        above=above, limit=limit, now=now(),
    )
    return sorted((PostId(post) for post in rows), reverse=True)


async def _tell_of(tx: Tx, post: posts.Post, given: Any) -> None:
    """Those who keep a list with the author in it look again."""
    tx.say("authored", post.author)


async def _tell_again(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    tx.say("authored", row.author)


posts.joins(posts.Part("lists", attach=_tell_of, change=_tell_again))


posts.circles(everybody_in)


@moves.carries
async def carry(tx: Tx, follower: ProfileId, old: ProfileId, new: ProfileId) -> None:
    """Who has moved stays in the lists of whoever follows them along."""
    tx.say("lists", follower)
    for number in await tx.all(store.CARRY, owner=follower, old=old, new=new):
        if (await get(tx, follower, number)).exclusive:
            await _settle_home(tx, follower)


async def _settle_home(tx: Tx, owner: ProfileId) -> None:
    """Whoever is in any exclusive list stays out of home, and nobody else does."""
    apart = [ProfileId(profile) for profile in await tx.all(store.EXCLUDED, owner=owner)]
    await timelines.keep_out(tx, owner, apart)


def _titled(title: str) -> str:
    named = title.strip()
    if not named:
        raise Invalid("Validation failed: Title can't be blank", field="title")
    if len(named) > LONGEST_TITLE:
        raise Invalid("Validation failed: Title is too long (maximum is {longest} characters)", field="title",
                      longest=LONGEST_TITLE)
    return named


def _policy(replies: str) -> str:
    if replies not in REPLIES:
        raise Invalid("'{replies}' is not a valid replies_policy", field="replies_policy", replies=replies[:40])
    return replies
