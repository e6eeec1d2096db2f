"""Tags: read from the words of posts here, taken from what posts from elsewhere say of themselves."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from hubbub.base import text
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import posts

from . import store
from .store import Day

LONGEST = 100
MOST = 50


def named(word: str) -> str | None:
    """The one spelling of a tag however it is written, without its #; None if it is no tag."""
    name = unicodedata.normalize("NFKC", word.strip().removeprefix("#")).lower()
    if len(name) > LONGEST or not re.fullmatch(r"\w+", name) or name.isdigit() or set(name) <= {"_"}:
        return None
    return name


async def list_posts(
    db: Read, viewer: ProfileId | None, any_of: Iterable[str], *, all_of: Iterable[str] = (),
    none_of: Iterable[str] = (), here: bool = False, elsewhere: bool = False, below: int | None = None,
    above: int | None = None, upward: bool = False, limit: int = 20,
) -> list[PostId]:
    """Public posts with any of the tags, all of the second and none of the third, the newest first."""
    rows = await db.all(
        store.POSTS, viewer=viewer, any_of=_names(any_of), all_of=_names(all_of), none_of=_names(none_of), here=here,
        elsewhere=elsewhere, below=below, above=above, upward=upward, limit=limit, now=now(),
    )
    return sorted((PostId(post) for post in rows), reverse=True)


async def days(db: Read, tag: str) -> list[Day]:
    """How the tag was used by public posts of the last seven days, today first; days without use are left out."""
    start = now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=6)
    return await db.all(store.DAYS, name=tag, since=start)


async def tagged(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, list[str]]:
    """The tags of the posts that have any."""
    found: dict[PostId, list[str]] = {}
    for row in await db.all(store.TAGGED, posts=list(wanted)):
        found.setdefault(row.post, []).append(row.name)
    return found


async def _attach(tx: Tx, post: posts.Post, given: Any) -> None:
    await _tag(tx, post.id, _names(_of_words(post.text) if given is None else given))


posts.joins(posts.Part("tags", attach=_attach, of=tagged))


@on(posts.PostEdited)
async def read_again(tx: Tx, fact: posts.PostEdited) -> None:
    """Edited words may have other tags. What comes from elsewhere has no words of ours to read."""
    for post in await posts.get(tx, [fact.post]):
        if post.text:
            names = _names(_of_words(post.text))
            await tx.run(store.DROP_OTHERS, post=post.id, names=names)
            await _tag(tx, post.id, names)
            tx.say("post", post.id)


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.run(store.FORGET, post=fact.post)


async def _tag(tx: Tx, post: PostId, names: list[str]) -> None:
    if names:
        await tx.run(store.NAME, names=names)
        await tx.run(store.TAG, post=post, names=names)


def _of_words(words: str) -> list[str]:
    return [token.text for token in text.tokens(words) if token.kind == "tag"]


def _names(words: Iterable[str]) -> list[str]:
    """Each once, in their order; what is no tag is left out."""
    return list(dict.fromkeys(name for word in words if (name := named(word))))[:MOST]
