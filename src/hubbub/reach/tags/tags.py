"""Tags: read from the words of posts here, taken from what posts from elsewhere say of themselves."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from hubbub.base import text
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.weeks import Day, Weeks
from hubbub.reach import posts

from . import following, store
from .store import Newest

LONGEST = 100
MOST = 50

_weeks = Weeks(store.DAYS)


class NotATag(Invalid):
    """Validation failed: Tag is invalid"""


class NotUsable(Invalid):
    """Posts here may not carry {tags}. Take that out and try again."""


def named(word: str) -> str | None:
    """The one spelling of a tag however it is written, without its #; None if it is no tag."""
    name = unicodedata.normalize("NFKC", word.strip().removeprefix("#")).lower()
    if len(name) > LONGEST or not re.fullmatch(r"\w+", name) or name.isdigit() or set(name) <= {"_"}:
        return None
    return name


async def list_posts(
    db: Read, viewer: ProfileId | None, any_of: Iterable[str], *, all_of: Iterable[str] = (),
    none_of: Iterable[str] = (), here: bool = False, elsewhere: bool = False, only_media: bool = False,
    below: int | None = None, above: int | None = None, upward: bool = False, limit: int = 20,
) -> list[PostId]:
    """Public posts with any of the tags, all of the second and none of the third, the newest first."""
    rows = await db.all(
        store.POSTS_UPWARD if upward else store.POSTS, viewer=viewer, any_of=_names(any_of), all_of=_names(all_of),
        none_of=_names(none_of), here=here, elsewhere=elsewhere, only_media=only_media, below=below, above=above,
        limit=limit, now=now(),
    )
    return sorted((PostId(post) for post in rows), reverse=True)


async def list_newest(db: Read, tag: str, limit: int) -> list[Newest]:
    """The newest public posts with the tag, before anybody was asked whether they may see and hear them."""
    return await db.all(store.NEWEST, name=tag, limit=limit)


async def list_by(
    db: Read, viewer: ProfileId | None, author: ProfileId, tag: str, *, boosts: bool = True, replies: bool = True,
    direct: bool = True, only_media: bool = False, among: Sequence[PostId] | None = None, below: int | None = None,
    above: int | None = None, upward: bool = False, limit: int = 20,
) -> list[PostId]:
    """The author's posts with the tag that the viewer may see, the newest first; boosts have no tags, asked or not.

    `among` names those to choose from, None all.
    """
    rows = await db.all(
        store.BY_AUTHOR, viewer=viewer, author=author, name=named(tag) or "", replies=replies, direct=direct,
        only_media=only_media, among=None if among is None else list(among), below=below, above=above, upward=upward,
        limit=limit,
    )
    return sorted((PostId(post) for post in rows), reverse=True)


async def weeks(db: Read, names: Sequence[str]) -> dict[str, list[Day]]:
    """How each tag was used by public posts of the last seven days, today first."""
    return await _weeks.of(db, names)


async def tagged(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, list[str]]:
    """The tags of the posts that have any."""
    found: dict[PostId, list[str]] = {}
    for row in await db.all(store.TAGGED, posts=list(wanted)):
        found.setdefault(row.post, []).append(row.name)
    return found


async def _attach(tx: Tx, given: Sequence[tuple[posts.Post, Any]]) -> None:
    wanted = {post.id: _names(_of_words(post) if names is None else names) for post, names in given}
    await _tag(tx, wanted, {post.id: wanted[post.id] for post, names in given if names is None})


async def _change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    names = _names(_of_words(row) if given is None else given)
    tx.say("tagged", *await tx.all(store.DROP_OTHERS, post=row.id, names=names))
    # What it carried before it may keep: else it could not be edited at all.
    had = _names(_of_words(was))
    await _tag(tx, {row.id: names}, {row.id: [name for name in names if name not in had]} if given is None else {})


posts.joins(posts.Part("tags", attach_all=_attach, of=tagged, change=_change, where=store.CARRIED))


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await following.take_out(tx, fact.post)
    await tx.run(store.FORGET, post=fact.post)


async def know(tx: Tx, word: str) -> str:
    """The spelling of a tag that is known from now on, whether anybody has used it or not. Raises `NotATag`."""
    name = named(word)
    if name is None:
        raise NotATag(field="name")
    await tx.run(store.NAME, names=[name])
    return name


async def _tag(
    tx: Tx, wanted: Mapping[PostId, Sequence[str]], written: Mapping[PostId, Collection[str]]
) -> None:
    """Give each post its tags, those that were `written` here anew if they may be. Raises `NotUsable`."""
    pairs = [(post, name) for post, names in wanted.items() for name in names]
    if not pairs:
        return
    known, given = {name for _, name in pairs}, {"posts": [post for post, _ in pairs], "names": [n for _, n in pairs]}
    rows = await tx.all(store.TAG, **given)
    if len(rows) < len(pairs):
        await tx.run(store.NAME, names=list(known))
        rows = await tx.all(store.TAG, **given)
    if barred := [row.name for row in rows if row.barred and row.name in written.get(row.post, ())]:
        raise NotUsable(field="status", tags=", ".join(f"#{name}" for name in dict.fromkeys(barred)))
    tx.say("tagged", *sorted(known))
    for post in dict.fromkeys(row.post for row in rows if row.followed):
        await following.announce(tx, post)


def _of_words(post: posts.Post) -> list[str]:
    """The tags in what somebody here wrote; posts from elsewhere say theirs."""
    return text.hashtags(post.html) if post.text else []


def _names(words: Iterable[str]) -> list[str]:
    """Each once, in their order; what is no tag is left out."""
    return list(dict.fromkeys(name for word in words if (name := named(word))))[:MOST]
