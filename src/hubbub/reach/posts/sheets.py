"""Sheets: the cards of a list. Of those that are kept nothing is asked but what the client API knows of them anyway."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from hubbub.base.db import Read
from hubbub.base.ids import PostId
from hubbub.doors.web import keeping
from hubbub.doors.web.routes import View
from hubbub.doors.web.templates import common

from .cards import Card, cards
from .marking import marks


@dataclass(slots=True)  # twenty a page: one that is frozen takes three times as long to make
class Sheet:
    """One post of a list: its card as it is made already, or what it is made of and under what it is kept then."""

    entry: PostId
    made: keeping.Piece | None
    card: Card | None
    under: Hashable
    leads: bool  # it is pinned, and stands above the others


class Sheets(list[Sheet]):
    """The cards of a list, in their order."""

    def runs(self, left: int = 0) -> list[tuple[bool, Sequence[keeping.Piece], Sheet]]:
        """What is made stands together; what is not, and what was read before its reader `left` off, apart.

        Whether it was read, the pieces, and the first of it: of what is not made the only one.
        """
        alike = groupby(self, lambda sheet: (sheet.made is None and sheet.entry, sheet.entry <= left))
        runs = [(read, list(run)) for (_, read), run in alike]
        return [(read, [sheet.made for sheet in run if sheet.made is not None], run[0]) for read, run in runs]

    def at_once(self, left: int = 0) -> Sequence[keeping.Piece] | None:
        """The pieces, if they stand together and all are made."""
        made = [sheet.made for sheet in self if sheet.made is not None]
        return made if made and len(made) == len(self) and len({sheet.entry <= left for sheet in self}) == 1 else None


async def sheets(
    view: View, db: Read, ids: Sequence[PostId], *, at: str = "", back: str | None = None,
    leading: Sequence[PostId] = (), bits: Mapping[PostId, int] | None = None,
) -> Sheets:
    """The posts, in order, for a visitor who may see them: that has been asked before.

    `at` as in `cards`; `back` is what the page gives its template; `bits` are the visitor's flags, if they are known.
    """
    viewer = view.viewer
    group = keeping.group_of(view, "posts/card.html", await common(view), at=at, back=back)
    marked = await marks(db, ids, viewer, bits)
    unders = {post: (group, post in leading, mark) for post, mark in marked.items()}
    found = keeping.ready(unders)
    missing = [post for post in ids if post not in found]
    asked = {card.entry: card for card in await cards(db, missing, viewer, at=at)} if missing else {}
    if asked:  # what changed while the cards were asked for may be on them: they are kept for this answer alone
        still = await marks(db, list(asked), viewer)
        unders = {post: under for post, under in unders.items() if post in found or still.get(post) == marked[post]}
    return Sheets(
        Sheet(post, found.get(post), asked.get(post), unders.get(post), post in leading)
        for post in ids if post in found or post in asked)
