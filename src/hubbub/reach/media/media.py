"""Media: the pictures that posts carry."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from hubbub.base import bus, ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.disk import writing
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.ids import MediaId, PostId, ProfileId
from hubbub.base.jobs import errand, every
from hubbub.base.limits import Limit
from hubbub.people import profiles
from hubbub.reach import posts, renditions

from . import elsewhere, making, store
from .elsewhere import Elsewhere
from .making import Focus, Made, Small
from .store import Media

MOST = 4
LONGEST_DESCRIPTION = 1500
UPLOADS = Limit("media", 30, 1800)
# What is sent and then not published is kept so long; a deleted post's pictures too, to be published anew.
LOOSE = timedelta(days=1)
LOOSENED = timedelta(hours=2)

# Given whose it is, which, and what it is taken out of: raises `Spared` if something else still has it.
Spare = Callable[[Read, ProfileId, MediaId, int | None], Awaitable[None]]

_spares: list[Spare] = []

_HEAD = 64  # bytes that tell what a file is


class TooHeavy(Invalid):
    """This picture is too large: at most 16 MB."""


class TooHeavyFilm(Invalid):
    """This file is too large: at most 99 MB."""


class TooWordy(Invalid):
    """A description has at most 1,500 characters."""


class TooManyPictures(Invalid):
    """A post has at most 4 pictures."""


class NotAtHand(Invalid):
    """A picture is not there any more, or is part of another post already."""


class NotReady(Invalid):
    """Cannot attach files that have not finished processing. Try again in a moment!"""


class NotAPoint(Invalid):
    """The focus is two numbers from -1 to 1, with a comma between them."""


class InUse(Conflict):
    """This picture is part of a post."""


class Spared(Conflict):
    """A post that is still to come has this picture too, so it is kept."""


@dataclass(frozen=True, slots=True)
class MediaDescribed:
    """What a published post carries has new words, another point that matters, or another picture to stand for it."""

    media: MediaId
    post: PostId
    author: ProfileId


def spares(function: Spare) -> Spare:
    """Let an upper room say what something that is still to come carries."""
    _spares[:] = [function]
    return function


async def take(
    db: Db, profile: ProfileId, source: BinaryIO, description: str = "", focus: Focus | None = None,
    thumbnail: BinaryIO | None = None,
) -> Media:
    """Keep a file for a day, until a post carries it. Takes its time, so it is given no transaction.

    A picture is ready then; what moves or sounds is made soon after. Raises `TooHeavy`, `TooWordy`, any `Invalid`
    with a sentence on what cannot be shown.
    """
    _check(description)
    media = MediaId(ids.new())
    async with renditions.bench(db.here) as folder:
        head = await asyncio.to_thread(_save, source, folder / "given")
        small = await _small(db, thumbnail, folder) if thumbnail else Small()
        made, given = Made("audio" if renditions.is_sound(head) else "video"), None
        if renditions.is_picture(head):
            made, own = await making.make(db, folder / "given", folder)
            small = small if thumbnail else own
        else:
            given = await making.lay_by(db, folder)
    x, y = focus or (None, None)
    async with db.write() as tx:
        await tx.run(
            store.ADD, id=media, profile=profile, description=description.strip(), focus_x=x, focus_y=y, now=now(),
            kept_until=now() + LOOSE, state="waiting" if given else "ready", given=given, **asdict(made),
            **asdict(small),
        )
        if given:
            await work.soon(tx, media=media)
    return await get(db, profile, media)


def _check(description: str) -> None:
    if len(description) > LONGEST_DESCRIPTION:
        raise TooWordy(field="description")


def _save(source: BinaryIO, to: Path) -> bytes:
    """How the file begins."""
    source.seek(0)
    head = source.read(_HEAD)
    picture = renditions.is_picture(head)
    most = renditions.LARGEST_PICTURE if picture else renditions.LARGEST_FILM
    size = len(head)
    with writing(), to.open("wb") as copy:
        copy.write(head)
        while piece := source.read(1 << 20):
            size += len(piece)
            if size > most:
                raise (TooHeavy if picture else TooHeavyFilm)(field="file")
            copy.write(piece)
    return head


async def _small(db: Db, thumbnail: BinaryIO, folder: Path) -> Small:
    head = await asyncio.to_thread(_save, thumbnail, folder / "thumbnail")
    if not renditions.is_picture(head):
        raise Invalid("The thumbnail must be a picture.", field="thumbnail")
    return await making.make_small(db, folder / "thumbnail")


@errand(tries=8)
async def work(db: Db, media: MediaId) -> None:
    """Make what was sent anew; however often it is begun, one outcome is kept."""
    row = await db.maybe(store.GET, id=media)
    if row is None or row.given is None:
        return
    try:
        async with renditions.bench(db.here) as folder:
            made, small = await making.make(db, await making.laid_by(db.here, row.given, folder), folder)
    except Invalid as refusal:
        async with db.write() as tx:
            await tx.run(store.NOT_MADE, id=media, failure=refusal.sentence)
            tx.say("media", media)
    else:
        async with db.write() as tx:
            await tx.all(store.MADE, id=media, **asdict(made), **asdict(small))
            tx.say("media", media)
    await making.clear(db.here, row.given)


_awaited: dict[str, list[asyncio.Event]] = {}


@bus.hears("media")
def _wake(keys: list[str]) -> None:
    for event in (event for key in keys for event in _awaited.get(key, ())):
        event.set()


async def made(db: Db, profile: ProfileId, media: MediaId, patience: float) -> Media:
    """The profile's own as soon as it is made, or as it is after so many seconds. Raises `NotFound`."""
    event = asyncio.Event()
    waiting = _awaited.setdefault(str(media), [])
    waiting.append(event)
    try:
        if (await get(db, profile, media)).state == "waiting":
            with suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), patience)
    finally:
        waiting.remove(event)
        if not waiting:
            _awaited.pop(str(media), None)
    return await get(db, profile, media)


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
        await tell(tx, MediaDescribed(media, row.post, profile))
    return row


async def dress(db: Db, profile: ProfileId, media: MediaId, picture: BinaryIO) -> None:
    """Let this picture stand for it. Raises `NotFound`, any `Invalid` with a sentence on what cannot be shown."""
    await get(db, profile, media)
    small = await dressing(db, picture)
    async with db.write() as tx:
        await put_on(tx, profile, media, small)


async def dressing(db: Db, picture: BinaryIO) -> Small:
    """The picture made and in place, to be put on within the hour. Raises any `Invalid`, as `dress` does."""
    async with renditions.bench(db.here) as folder:
        return await _small(db, picture, folder)


async def put_on(tx: Tx, profile: ProfileId, media: MediaId, small: Small) -> None:
    """Let this picture stand for it, and the one that did go. Raises `NotFound`."""
    was = await tx.maybe(store.DRESS, id=media, profile=profile, **asdict(small))
    if was is None:
        raise NotFound
    if was:
        await making.drop.soon(tx, keys=[was])


async def hold(tx: Tx, profile: ProfileId, media: Sequence[MediaId], until: datetime) -> None:
    """Keep them until then, or longer if something else wants them longer, for a post that is still to come."""
    await tx.run(store.HOLD, ids=list(media), profile=profile, until=until)


async def remove(tx: Tx, profile: ProfileId, media: MediaId, draft: int | None = None) -> None:
    """Remove what no post carries, nor one still to come but this `draft`. Raises `NotFound`, `InUse`, `Spared`."""
    for spare in _spares:
        await spare(tx, profile, media, draft)
    gone = await tx.all(store.REMOVE, id=media, profile=profile)
    if not gone:
        await get(tx, profile, media)
        raise InUse
    await making.drop_all(tx, gone)


async def remove_of(tx: Tx, post: PostId) -> None:
    """Remove what the post carries at once, where it would else be kept for a while to be published anew."""
    await making.drop_all(tx, await tx.all(store.REMOVE_OF_POST, post=post))


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
        waiting = any(row.state == "waiting" for row in await list_own(tx, post.author, wanted))
        raise (NotReady if waiting else NotAtHand)(field="media_ids")


async def by_author(
    db: Read, viewer: ProfileId | None, author: ProfileId, below: int | None, limit: int
) -> list[PostId]:
    """The author's posts with pictures that the viewer may see, answers only if the author shows those as well."""
    rows = await db.all(store.BY_AUTHOR, viewer=viewer, author=author, below=below, limit=limit)
    return [PostId(post) for post in rows]


async def of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, list[Media]]:
    """What the posts carry, in order."""
    found: dict[PostId, list[Media]] = {}
    for row in await db.all(store.OF, posts=list(wanted)):
        if row.post is not None:
            found.setdefault(row.post, []).append(row)
    return found


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
    await making.sweep(tx)
