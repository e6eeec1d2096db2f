"""Which posts stand where: threads, an author's own, the public ones. Each asks who may see them."""

from collections.abc import Sequence

from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId

from . import store
from .parts import below
from .store import Linked


async def ancestors(db: Read, viewer: ProfileId | None, post: PostId, most: int = 4096) -> list[PostId]:
    """What the post answers, the beginning first."""
    return [PostId(p) for p in await db.all(store.ANCESTORS, post=post, viewer=viewer, most=most)]


async def descendants(
    db: Read, viewer: ProfileId | None, post: PostId, most: int = 4096, deepest: int = 1000
) -> list[PostId]:
    """The answers, each followed by its own."""
    return [PostId(p) for p in await db.all(below(), post=post, viewer=viewer, most=most, deepest=deepest)]


async def answers(
    db: Read, viewer: ProfileId | None, post: PostId, *, below: int | None = None, limit: int = 20
) -> list[Linked]:
    """What answers the post itself, the newest first."""
    return await db.all(store.ANSWERS, post=post, viewer=viewer, below=below, limit=limit)


async def own_answers(db: Read, posts: Sequence[PostId], most: int) -> dict[PostId, list[str]]:
    """With what the authors of the posts went on in public, the first few of each, by their ids everywhere."""
    found: dict[PostId, list[str]] = {}
    for row in await db.all(store.OWN_ANSWERS, ids=list(posts), most=most):
        if row.under is not None:
            found.setdefault(row.under, []).append(row.uri)
    return found


async def conversation(
    db: Read, viewer: ProfileId | None, thread: PostId, *, below: int | None = None, limit: int = 20
) -> list[Linked]:
    """All that is said in the thread that began with this post, the newest first."""
    return await db.all(store.CONVERSATION, thread=thread, viewer=viewer, below=below, limit=limit)


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
