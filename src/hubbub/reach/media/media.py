"""Media: the pictures that posts carry."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.disk import writing
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.facts import on
from hubbub.base.ids import MediaId, PostId, ProfileId
from hubbub.base.jobs import every
from hubbub.base.limits import Limit
from hubbub.people import profiles
from hubbub.reach import posts

from . import elsewhere, making, store
from .elsewhere import Elsewhere
from .making import Focus
from .store import Media

MOST = 4
LARGEST = 16 << 20  # bytes
LONGEST_DESCRIPTION = 1500
UPLOADS = Limit("media", 30, 1800)
# What is sent and then not published is kept so long; a deleted post's pictures too, to be published anew.
LOOSE = timedelta(days=1)
LOOSENED = timedelta(hours=2)

profiles.pictures.made_by(
    avatar="hubbub.reach.media.pictures:icon", banner="hubbub.reach.media.pictures:banner"
)


class TooHeavy(Invalid):
    """This picture is too large: at most 16 MB."""


class TooWordy(Invalid):
    """A description has at most 1,500 characters."""


class TooManyPictures(Invalid):
    """A post has at most 4 pictures."""


class NotAtHand(Invalid):
    """A picture is not there any more, or is part of another post already."""


class NotAPoint(Invalid):
    """The focus is two numbers from -1 to 1, with a comma between them."""


class InUse(Conflict):
    """This picture is part of a post."""


async def take(
    db: Db, profile: ProfileId, source: BinaryIO, description: str = "", focus: Focus | None = None
) -> Media:
    """Keep a picture for a day, until a post carries it. Takes its time, so it is given no transaction.

    Raises `TooHeavy`, `TooWordy`, any `Invalid` with a sentence on what cannot be shown.
    """
    _check(description)
    async with making.bench(db.here) as folder:
        await asyncio.to_thread(_save, source, folder / "given")
        made = await making.make(db, folder / "given", focus)
    media = MediaId(ids.new())
    x, y = focus or (None, None)
    async with db.write() as tx:
        await tx.run(store.ADD, id=media, profile=profile, description=description.strip(), focus_x=x, focus_y=y,
                     now=now(), kept_until=now() + LOOSE, **asdict(made))
    return await get(db, profile, media)


def _check(description: str) -> None:
    if len(description) > LONGEST_DESCRIPTION:
        raise TooWordy(field="description")


def _save(source: BinaryIO, to: Path) -> None:
    source.seek(0)
    size = 0
    with writing(), to.open("wb") as copy:
        while piece := source.read(1 << 20):
            size += len(piece)
            if size > LARGEST:
                raise TooHeavy(field="file")
            copy.write(piece)


def focus_of(given: str) -> Focus | None:
    """`0.5,-0.25` as numbers; None for nothing. Raises `NotAPoint`."""
    if not given.strip():
        return None
    try:
        x, y = (float(part) for part in given.split(","))
    except ValueError:
        raise NotAPoint(field="focus") from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise NotAPoint(field="focus")
    return max(-1.0, min(1.0, x)), max(-1.0, min(1.0, y))


async def get(db: Read, profile: ProfileId, media: MediaId) -> Media:
    """The profile's own. Raises `NotFound`."""
    found = await list_own(db, profile, [media])
    if not found:
        raise NotFound
    return found[0]


async def list_own(db: Read, profile: ProfileId, media: Sequence[MediaId]) -> list[Media]:
    """Those that are the profile's own, in the order asked for."""
    rows = {row.id: row for row in await db.all(store.BY_IDS, ids=list(media), profile=profile)}
    return [rows[each] for each in dict.fromkeys(media) if each in rows]


async def describe(
    tx: Tx, profile: ProfileId, media: MediaId, description: str | None = None, focus: Focus | None = None
) -> Media:
    """Say what is to be seen on it, and which point matters; what is not given stays. Raises `NotFound`, `TooWordy`."""
    _check(description or "")
    x, y = focus or (None, None)
    words = None if description is None else description.strip()
    row = await tx.maybe(store.DESCRIBE, id=media, profile=profile, description=words, focus_x=x, focus_y=y)
    if row is None:
        raise NotFound
    if row.post is not None:
        tx.say("post", row.post)
    return row


async def hold(tx: Tx, profile: ProfileId, media: Sequence[MediaId], until: datetime) -> None:
    """Keep them until then for a post that is still to come; of those that it will not come for, say now."""
    await tx.run(store.HOLD, ids=list(media), profile=profile, until=until)


async def remove(tx: Tx, profile: ProfileId, media: MediaId) -> None:
    """Remove what no post carries. Raises `NotFound`, `InUse`."""
    gone = await tx.all(store.REMOVE, id=media, profile=profile)
    if not gone:
        await get(tx, profile, media)
        raise InUse
    await making.drop_all(tx, gone)


async def attach(tx: Tx, post: posts.Post, given: Any) -> None:
    """Bind own pictures that are at hand, in their order; of a post from elsewhere, promise to fetch them."""
    if not given:
        return
    if isinstance(given[0], Elsewhere):
        await elsewhere.expect(tx, post, given)
        return
    wanted = list(dict.fromkeys(given))
    if len(wanted) > MOST:
        raise TooManyPictures(field="media_ids")
    if await tx.run(store.ATTACH, post=post.id, profile=post.author, ids=wanted, now=now()) != len(wanted):
        raise NotAtHand(field="media_ids")


async def by_author(
    db: Read, viewer: ProfileId | None, author: ProfileId, below: int | None, limit: int
) -> list[PostId]:
    """The author's posts with pictures that the viewer may see, the newest first."""
    rows = await db.all(store.BY_AUTHOR, viewer=viewer, author=author, below=below, limit=limit)
    return [PostId(post) for post in rows]


async def of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, list[Media]]:
    """What the posts carry, in order."""
    found: dict[PostId, list[Media]] = {}
    for row in await db.all(store.OF, posts=list(wanted)):
        if row.post is not None:
            found.setdefault(row.post, []).append(row)
    return found


posts.joins(posts.Part("media", attach=attach, of=of, counts=True))


@on(posts.PostRemoved)
async def loosen(tx: Tx, fact: posts.PostRemoved) -> None:
    """A deleted post's own pictures can be published anew for a while; those from elsewhere go."""
    if fact.boost_of is None:
        await tx.run(store.LOOSEN, post=fact.post, until=now() + LOOSENED)
        await making.drop_all(tx, await tx.all(store.REMOVE_OF_POST, post=fact.post))


@on(profiles.ProfileRemoved)
async def remove_all(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await making.drop_all(tx, await tx.all(store.REMOVE_OF_PROFILE, profile=fact.profile))


@every(timedelta(minutes=30))
async def sweep(tx: Tx) -> None:
    """Remove what was never published, and what broken-off work has left."""
    await making.drop_all(tx, await tx.all(store.REMOVE_LOOSE, now=now()))
    await tx.here.files.sweep(making.BROKEN_OFF)
    await asyncio.to_thread(making.sweep, tx.here)
