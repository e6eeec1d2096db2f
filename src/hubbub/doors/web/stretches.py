"""Stretches of timelines on pages: the newest, what is older, what has come since, and gaps that can be filled."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base.ids import PostId

from .routes import View

PAGE = 20

# The ids of a timeline's entries below one and above another, at most so many, the newest first.
Ids = Callable[[int | None, int | None, int], Awaitable[Sequence[PostId]]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of a timeline: `older` is where it goes on, `gap` where to ask for what is missing below it."""

    src: str
    ids: Sequence[PostId]
    older: str | None
    gap: str | None
    newest: int          # what has come since is above this

    @property
    def shown(self) -> dict[str, Any]:
        """What `posts/more.html` and `posts/feed.html` are given."""
        return {"older": self.older, "gap": self.gap, "src": self.src, "newest": self.newest}


async def stretch(view: View, src: str, ids: Ids) -> Stretch:
    """The run that the address asks for by `below` and `above`; without either the newest there is."""
    below, above = view.number("below"), view.number("above")
    found = await ids(below, above, PAGE + 1)
    kept, goes_on = found[:PAGE], len(found) > PAGE
    on = f"{src}{'&' if '?' in src else '?'}below={kept[-1]}" if goes_on else None
    missing = f"{on}&above={above}" if on and above is not None else None
    return Stretch(src, kept, on if above is None else None, missing, kept[0] if kept else above or 0)
