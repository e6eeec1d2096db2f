"""Edits: the history of a post. What it said is kept the moment before it says something else."""

from typing import Any

from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import posts

from . import store
from .store import Version

MOST = 100


async def history(db: Read, viewer: ProfileId | None, post: PostId) -> list[Version]:
    """All that the post has said, the original first, what it says now last. Raises `NotFound`."""
    row = await posts.visible(db, viewer, post)
    if row.boost_of is not None:
        raise NotFound
    carried = await posts.records(db, post)
    now = Version(row.edited_at or row.published_at, row.html, row.spoiler, row.sensitive, carried)
    return [*await db.all(store.OF, post=post), now]


async def keep(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    """This room stands right above posts, so its part is asked before any other changes what the post carries."""
    await tx.run(store.KEEP, post=was.id, written_at=was.edited_at or was.published_at, html=was.html,
                 spoiler=was.spoiler, sensitive=was.sensitive, parts=await posts.records(tx, was.id), most=MOST)


posts.joins(posts.Part("edits", change=keep))


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.run(store.FORGET, post=fact.post)
