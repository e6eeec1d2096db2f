"""Which posts stand where: threads, an author's own, the public ones. Each asks who may see them."""

from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId

from . import store


async def ancestors(db: Read, viewer: ProfileId | None, post: PostId, most: int = 4096) -> list[PostId]:
    """What the post answers, the beginning first."""
    return [PostId(p) for p in await db.all(store.ANCESTORS, post=post, viewer=viewer, most=most)]


async def descendants(
    db: Read, viewer: ProfileId | None, post: PostId, most: int = 4096, deepest: int = 1000
) -> list[PostId]:
    """The answers, each followed by its own."""
    return [PostId(p) for p in await db.all(store.DESCENDANTS, post=post, viewer=viewer, most=most, deepest=deepest)]


async def by_author(
    db: Read, viewer: ProfileId | None, author: ProfileId, *, boosts: bool = True, replies: bool = True,
    direct: bool = True, only_media: bool = False, below: int | None = None, above: int | None = None,
    upward: bool = False, limit: int = 20,
) -> list[PostId]:
    """The author's posts that the viewer may see, the newest first."""
    rows = await db.all(store.BY_AUTHOR, author=author, viewer=viewer, boosts=boosts, replies=replies, direct=direct,
                        only_media=only_media, below=below, above=above, upward=upward, limit=limit)
    return sorted((PostId(p) for p in rows), reverse=True)


async def public(
    db: Read, viewer: ProfileId | None, *, here: bool = False, elsewhere: bool = False, only_media: bool = False,
    below: int | None = None, above: int | None = None, upward: bool = False, limit: int = 20,
) -> list[PostId]:
    """Public posts of this server and those it knows, the newest first; answers to others are left out."""
    rows = await db.all(store.PUBLIC, viewer=viewer, here=here, elsewhere=elsewhere, only_media=only_media,
                        below=below, above=above, upward=upward, limit=limit, now=now())
    return sorted((PostId(p) for p in rows), reverse=True)
