"""What a page tells of itself to search engines, to whoever shows links to it, and to readers of feeds.

A face says it once as a `Head`; `layout/head.html` writes it down in the words of all who read it. A page that is
not for everybody has no head: it says nothing of itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hubbub.base import text

LONGEST = 300  # characters of a description: what is shown of one anywhere


@dataclass(frozen=True, slots=True)
class Pictured:
    """What is to be seen of a page; `film` is where it moves or sounds, if it does."""

    address: str
    description: str = ""
    mime: str = ""
    width: int | None = None
    height: int | None = None
    film: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """`address` is the one address that the page has for everybody; without a `title` only that is said, and `robots`.

    `feed` is the path under which the page has feeds, and `data` what it is in the words of schema.org.
    """

    address: str
    title: str = ""
    description: str = ""
    kind: str = "website"
    robots: str = ""
    author: str = ""  # the handle, with its domain
    name: str = ""    # of the author
    pictures: Sequence[Pictured] = ()
    large: bool = False
    feed: str = ""
    language: str | None = None
    published_at: datetime | None = None
    edited_at: datetime | None = None
    data: Mapping[str, Any] | None = None


def brief(words: str, longest: int = LONGEST) -> str:
    """The words in one line, cut where a word ends."""
    line = re.sub(r"\s+", " ", words).strip()
    if len(line) <= longest:
        return line
    return line[:longest - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–—-") + "…"


def told(some_html: str, longest: int = LONGEST) -> str:
    """The same of what is written as HTML."""
    return brief(text.plain(some_html), longest)
