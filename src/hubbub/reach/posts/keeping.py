"""Pages kept for those who look at them again: which posts they hold, not how these look, which `rendering` keeps.

A page is right for as long as nobody says otherwise (`drop`, `clear`), no mute ends, and each post on it is as it was
when the page was made: the very piece that was rendered then is kept still.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.people import follows

from .rendering import Piece, changes, kept_still, pieces

O = TypeVar("O", bound=Hashable)  # noqa: E741  whose the page is: what is dropped at once
V = TypeVar("V")

# A filter, a poll or a policy may end without anybody writing anything, so a kept page has an end too.
LASTS = timedelta(minutes=2)
MOST_OF_ONE = 12


@dataclass(slots=True)
class _Page(Generic[V]):
    value: V
    shown: Mapping[PostId, Piece]
    until: datetime
    seen: int  # so many pieces had changed when these were last seen to be the same

    def still(self) -> bool:
        if self.seen != (now_changed := changes()):
            if not kept_still(self.shown):
                return False
            self.seen = now_changed
        return True


class Pages(Generic[O, V]):
    """Pages of about twice `most` owners, a few for each; what is told of one of the `topics` drops an owner's."""

    def __init__(self, most: int, *topics: str) -> None:
        self._kept: Kept[O, dict[Hashable, _Page[V]]] = Kept(most, *topics)

    def drop(self, owner: O) -> None:
        """Something has changed for this owner."""
        self._kept.drop(owner)

    def clear(self) -> None:
        """Something has changed for anybody."""
        self._kept.clear()

    async def of(
        self, db: Read, owner: O, asked: Hashable, viewer: ProfileId | None, read: Callable[[], Awaitable[V]],
        shows: Callable[[V], Sequence[PostId]],
    ) -> V:
        """What `read` gives, or gave when it was `asked` before; `shows` says which posts stand on it."""
        mine = self._kept.get(owner) or {}
        page = mine.get(asked)
        if page is not None and page.until > now() and page.still():
            return page.value
        stamp, before, at = self._kept.stamp, changes(), now()
        value = await read()
        shown = await pieces(db, shows(value))
        ends = (await follows.apart(db, viewer)).until(at)
        # What changed while it was read may be on it in either way.
        if changes() == before and len(shown) == len(set(shows(value))):
            until = min(at + LASTS, ends) if ends else at + LASTS
            others = mine if len(mine) < MOST_OF_ONE else {}
            self._kept.keep(owner, others | {asked: _Page(value, shown, until, before)}, stamp)
        return value
