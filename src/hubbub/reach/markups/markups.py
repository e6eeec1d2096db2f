"""Markups: a post may be written in Markdown, where the owner allows it; what was typed is kept, and rendered once."""

from collections.abc import Sequence
from typing import Any

from hubbub.base import markdown, text
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles
from hubbub.reach import posts

from . import store
from .store import Written

PLAIN, MARKDOWN = "text/plain", "text/markdown"
PART = "content_type"
MOST = 50  # whom a preview looks up


def enabled(db: Read) -> bool:
    """Whether the owner allows it."""
    return db.here.settings.markdown


async def liked(db: Read, profile: ProfileId) -> str:
    """How they wrote when they last chose."""
    return MARKDOWN if enabled(db) and await db.one(store.LIKED, profile=profile) else PLAIN


async def written_in(db: Read, post: PostId) -> str:
    """How the words of a post of here are written."""
    return MARKDOWN if await db.one(store.MARKED, post=post) else PLAIN


async def preview(db: Read, words: str, kind: str) -> str:
    """The HTML that a post with these words would have. Raises `Invalid`."""
    read = await _read(db, None, words.strip(), kind) or text.written(words.strip())
    mentioned: dict[str, text.Mentioned] = {}
    for token in [each for each in read.tokens if each.kind == "mention"][:MOST]:
        if found := await profiles.look_up(db, token.name, token.host or None):
            who = await profiles.get(db, ProfileId(found))
            mentioned[token.text[1:].lower()] = text.Mentioned(who.url, who.name)
    return read.html(mentioned, lambda tag: db.here.settings.url(f"/tags/{tag.lower()}"))


async def of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, Written]:
    """The posts that are written in Markdown, as they were typed."""
    return {row.post: row for row in await db.all(store.OF, ids=list(wanted))}


async def _is_markdown(db: Read, post: PostId | None, given: Any) -> bool:
    """What an edit does not say stays as it was."""
    if not enabled(db) or given not in (None, MARKDOWN):
        return False
    return given is not None or (post is not None and await db.one(store.MARKED, post=post))


async def _read(db: Read, post: PostId | None, words: str, given: Any) -> text.Written | None:
    if not await _is_markdown(db, post, given):
        return None
    if len(words) > markdown.LONGEST:
        raise Invalid("Validation failed: Text is too long: at most {longest} characters.", field="text",
                      longest=markdown.LONGEST)
    return markdown.read(words)


async def _attach(tx: Tx, given: Sequence[tuple[posts.Post, Any]]) -> None:
    marked = [post for post, kind in given if kind == MARKDOWN and enabled(tx)]
    plain = [post.author for post, kind in given if kind == PLAIN]
    if marked:
        await tx.run(store.MARK, posts=[post.id for post in marked])
        await tx.run(store.LIKE, profiles=[post.author for post in marked], now=now())
    if plain:
        await tx.run(store.UNLIKE, profiles=plain)
    tx.say("markups", *dict.fromkeys([*plain, *(post.author for post in marked)]))


async def _change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    if not row.text:  # of elsewhere
        return
    if not await _is_markdown(tx, row.id, given):
        await tx.run(store.UNMARK, post=row.id)
    elif given is not None:
        await tx.run(store.MARK, posts=[row.id])


posts.joins(posts.Part(
    PART, read=_read, attach_all=_attach, of=of, change=_change, where=store.CARRIED, lasts=True))


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.run(store.UNMARK, post=fact.post)


@on(profiles.ProfileRemoved)
async def leave(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.UNLIKE, profiles=[fact.profile])
    tx.say("markups", fact.profile)
