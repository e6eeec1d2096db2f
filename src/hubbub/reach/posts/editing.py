"""Editing a post: its words, whom it mentions and what it carries become those of the edit; nothing else changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles

from . import store
from .parts import PARTS, has_media
from .posts import Note, PostEdited, checked, visible, worded


@dataclass(frozen=True, slots=True)
class Edit:
    """What a post says from now on, cleaned. Parts that are not given are taken away."""

    html: str
    edited_at: datetime
    words: str = ""
    spoiler: str = ""
    sensitive: bool = False
    language: str | None = None
    mentions: Sequence[ProfileId] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)


async def rewrite(tx: Tx, author: ProfileId, post: PostId, note: Note) -> None:
    """The author's own edit of a post of theirs; who sees it and what it answers stay as they are.

    Raises what `publish` raises, and `NotFound` for what is not theirs or is a boost.
    """
    row = await visible(tx, author, post)
    if row.author != author or row.boost_of is not None:
        raise NotFound
    await checked(tx, author, replace(note, visibility=row.visibility, reply_to=None))
    words, html, mentioned = await worded(tx, author, note, post)
    sensitive = note.sensitive or bool(note.spoiler) or bool((await profiles.get(tx, author)).sensitized_at)
    await edit(tx, post, Edit(
        html, now(), words, note.spoiler, sensitive, note.language or row.language, [*mentioned], note.parts,
    ))


async def edit(tx: Tx, post: PostId, given: Edit) -> bool:
    """Let the post say this; False if it already stands at this edit or a later one."""
    was = await tx.maybe(store.HOLD, id=post)
    if was is None or (was.edited_at is not None and was.edited_at >= given.edited_at):
        return False
    row = replace(was, text=given.words, html=given.html, spoiler=given.spoiler, sensitive=given.sensitive,
                  language=given.language, edited_at=given.edited_at)
    for part in PARTS.values():
        await part.change(tx, was, row, given.parts.get(part.name))
    await tx.run(store.EDIT, id=post, text=row.text, html=row.html, spoiler=row.spoiler, sensitive=row.sensitive,
                 language=row.language, edited_at=row.edited_at,
                 has_media=has_media(given.parts), mentions=list(dict.fromkeys(given.mentions)))
    tx.say("post", post)
    await tell(tx, PostEdited(post, was.author))
    return True


async def renew(tx: Tx, post: PostId) -> None:
    """What the post carries has changed by itself: readers elsewhere are to take it anew."""
    was = await tx.maybe(store.HOLD, id=post)
    if was is not None:
        await tx.run(store.RENEW, id=post, edited_at=now())
        tx.say("post", post)
        await tell(tx, PostEdited(post, was.author))
