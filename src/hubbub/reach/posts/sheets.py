"""Sheets: the cards of a list. Of those that are kept nothing is asked but what the client API knows of them anyway."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from hubbub.base.clock import A_MINUTE, now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.doors.web import keeping
from hubbub.doors.web.routes import View
from hubbub.doors.web.templates import common

from .cards import Card, cards
from .marking import Same, marks


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


class _Shown(NamedTuple):
    """A sheet, until when it is right, and whether it is so still."""

    sheet: Sheet
    until: datetime
    same: Same


class _Before(NamedTuple):
    """What a reader was shown on pages of one group."""

    group: bytes
    shown: Mapping[PostId, _Shown]


_before: Kept[ProfileId, _Before] = Kept(300, "filters")  # some 18 KB each


async def sheets(
    view: View, db: Read, ids: Sequence[PostId], *, at: str = "", back: str | None = None,
    leading: Sequence[PostId] = (), bits: Mapping[PostId, int] | None = None,
) -> Sheets:
    """The posts, in order, for a visitor who may see them: that has been asked before.

    `at` as in `cards`; `back` is what the page gives its template; `bits` are the visitor's flags, if they are known:
    who comes back then is shown again what is as it was.
    """
    viewer, stamp, began = view.viewer, _before.stamp, now()
    group = keeping.group_of(view, "posts/card.html", await common(view), at=at, back=back, leading=leading)
    shown: dict[PostId, _Shown] = {}
    if viewer is not None and bits is not None:
        before = _before.get(viewer)
        if before is not None and before.group == group:
            shown = {post: was for post in ids if (was := before.shown.get(post)) is not None
                     and was.until > began and was.same(bits)}
        if len(shown) == len(ids):
            return Sheets([was.sheet for was in shown.values()])
    rest = [post for post in ids if post not in shown]
    marked = await marks(db, rest, viewer, bits)
    unders = {post: (group, mark) for post, mark in marked.by_post.items()}
    found = keeping.ready(unders)
    missing = [post for post in rest if post not in found]
    asked = {card.entry: card for card in await cards(db, missing, viewer, at=at)} if missing else {}
    if asked:  # what changed while the cards were asked for may be on them: they are kept for this answer alone
        still = (await marks(db, list(asked), viewer)).by_post
        unders = {post: under for post, under in unders.items()
                  if post in found or still.get(post) == marked.by_post[post]}
    made = {post: Sheet(post, found[post].piece if post in found else None, asked.get(post), unders.get(post),
                        post in leading) for post in rest if post in found or post in asked}
    if viewer is not None and bits is not None:
        shown |= {post: _Shown(made[post], min(found[post].until, began + A_MINUTE), same)
                  for post, same in marked.last.items() if post in found}
        _before.keep(viewer, _Before(group, shown), stamp)
    return Sheets([made[post] if post in made else shown[post].sheet for post in ids if post in made or post in shown])
