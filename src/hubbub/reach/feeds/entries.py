"""Entries: posts as every form of a feed tells them; of the `web` face."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from hubbub.base import text
from hubbub.base.db import Read
from hubbub.doors.web.heads import brief, told
from hubbub.people.profiles import Profile
from hubbub.reach import posts
from hubbub.reach.posts.heads import Enclosed, enclosed_all

LONGEST_TITLE = 80  # characters
# What XML 1.0 (2.2) has no place for, however it is written.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One post: `title` for forms that cannot be without one, `html` with the warning and the pictures in it."""

    post: posts.Post
    who: Profile
    title: str
    html: str
    files: Sequence[Enclosed]
    tags: Sequence[str]
    covered: bool


def entry(db: Read, card: posts.Card) -> Entry:
    """The post as it leaves the house: a stranger's HTML cleaned, what its author covers covered."""
    post, files = card.post, enclosed_all(db, card)
    covered = bool(post.sensitive or post.spoiler or card.author.sensitized_at)
    pieces = [f"<p><strong>Content warning:</strong> {escape(post.spoiler)}</p><hr>"] if post.spoiler else []
    pieces.append(text.clean(post.html))
    if not covered:
        pieces += [f'<p><img src="{escape(file.address)}" alt="{escape(file.description)}"></p>'
                   for file in files if file.kind == "image"]
    title = brief(post.spoiler or told(post.html) or f"A post by {card.author.title}", LONGEST_TITLE)
    return Entry(post, card.author, title, "".join(pieces), files, card.parts.get("tags") or (), covered)


def legible(words: str) -> str:
    """The words without the characters that would make XML unreadable."""
    return _NO_XML.sub("", words)
