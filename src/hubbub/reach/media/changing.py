"""What an edit does to the media of a post: some go, some come, some are described anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import MediaId, PostId, ProfileId
from hubbub.reach import posts

from . import elsewhere, making, store
from .elsewhere import Elsewhere
from .making import Focus, Small
from .media import (
    LONGEST_DESCRIPTION,
    LOOSENED,
    MOST,
    MediaDescribed,
    NotAtHand,
    TooManyPictures,
    TooWordy,
    attach,
    dressing,
    list_own,
    of,
    put_on,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a post carries from now on, in order; what is said of each anew, and which point of it matters.

    `pictures` are to stand for some of them, as they were sent; `made` are those once they are in place.
    """

    ids: Sequence[int]
    words: Mapping[int, tuple[str | None, Focus | None]] = field(default_factory=dict)
    pictures: Mapping[int, BinaryIO] = field(default_factory=dict)
    made: Mapping[int, Small] = field(default_factory=dict)


async def prepare(db: Db, profile: ProfileId, given: Chosen) -> Chosen:
    """Make the pictures of those that are the profile's own. They are removed in an hour if no edit takes them.

    Raises any `Invalid` with a sentence on what cannot be shown.
    """
    if not given.pictures:
        return given
    own = await list_own(db, profile, [MediaId(media) for media in given.ids if media in given.pictures])
    return replace(given, made={row.id: await dressing(db, given.pictures[row.id]) for row in own})


async def change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    """Let the post carry this and nothing else. Raises `TooManyPictures`, `NotAtHand`, `TooWordy`."""
    there = (await of(tx, [row.id], None)).get(row.id, [])
    if given and isinstance(given, list) and isinstance(given[0], Elsewhere):
        await _change_elsewhere(tx, row, there, given)
    elif there and there[0].remote_url is not None:
        await _change_elsewhere(tx, row, there, [])
    else:
        await _choose(tx, row, given if isinstance(given, Chosen) else Chosen(given or ()))


async def _choose(tx: Tx, row: posts.Post, given: Chosen) -> None:
    wanted = list(dict.fromkeys(given.ids))
    if len(wanted) > MOST:
        raise TooManyPictures(field="media_ids")
    await tx.run(store.LOOSEN_OTHERS, post=row.id, ids=wanted, until=now() + LOOSENED)
    if await tx.run(store.CHOOSE, post=row.id, profile=row.author, ids=wanted, now=now()) != len(wanted):
        raise NotAtHand(field="media_ids")
    for media in wanted:
        words, focus = given.words.get(media, (None, None))
        if len(words or "") > LONGEST_DESCRIPTION:
            raise TooWordy(field="media_attributes")
        if words is not None or focus is not None:
            x, y = focus or (None, None)
            await tx.maybe(store.DESCRIBE, id=media, profile=row.author, focus_x=x, focus_y=y,
                           description=None if words is None else words.strip())
        if (small := given.made.get(media)) is not None:
            await put_on(tx, row.author, MediaId(media), small)


async def _change_elsewhere(
    tx: Tx, row: posts.Post, there: Sequence[store.Media], given: Sequence[Elsewhere]
) -> None:
    said = {each.url: each for each in given}
    gone = [media.id for media in there if media.remote_url not in said]
    await making.drop_all(tx, await tx.all(store.REMOVE_ELSEWHERE, post=row.id, ids=gone))
    known = {media.remote_url: media for media in there}
    for url, media in known.items():
        if (each := said.get(url or "")) is not None:
            x, y = each.focus or (None, None)
            words = each.description.strip()[:elsewhere.LONGEST_DESCRIPTION]
            await tx.maybe(store.DESCRIBE, id=media.id, profile=row.author, description=words, focus_x=x, focus_y=y)
    await elsewhere.expect(tx, row, [each for url, each in said.items() if url not in known], after=len(there))


async def record(db: Read, post: PostId) -> list[dict[str, Any]] | None:
    """Which media it carries, and how they are described."""
    rows = (await of(db, [post], None)).get(post)
    return [{"id": str(row.id), "description": row.description} for row in rows] if rows else None


async def still_there(db: Read, media: Sequence[MediaId]) -> dict[MediaId, store.Media]:
    """Those that there still are: for the history of a post, whose viewer may see it."""
    return {row.id: row for row in await db.all(store.BY_ANY_IDS, ids=list(media))}


posts.joins(posts.Part(
    "media", attach=attach, of=of, counts=True, change=change, record=record, where=store.CARRIED))


@on(MediaDescribed)
async def tell_readers(tx: Tx, fact: MediaDescribed) -> None:
    """Whoever has the post elsewhere is to read the new description."""
    await posts.renew(tx, fact.post)
