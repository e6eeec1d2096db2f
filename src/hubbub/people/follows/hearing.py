"""Of whom somebody sees or hears nothing, kept in memory: what `can_see` and `hears` ask about two people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Kept

from . import store


@dataclass(frozen=True, slots=True)
class Apart:
    """Whom a block parts from the reader, either way; whom they mute, and until when; which servers they shun."""

    blocked: frozenset[ProfileId] = frozenset()
    muted: Mapping[ProfileId, datetime | None] | None = None
    shunned: frozenset[str] = frozenset()

    def hears(self, author: ProfileId, domain: str | None, at: datetime) -> bool:
        """The same as the function of the database, of an author of this server or of another."""
        if author in self.blocked or domain in self.shunned:
            return False
        if not self.muted or author not in self.muted:
            return True
        ends = self.muted[author]
        return ends is not None and ends <= at

    def until(self, at: datetime) -> datetime | None:
        """When the next mute ends, so that more may be heard."""
        return min((ends for ends in (self.muted or {}).values() if ends is not None and ends > at), default=None)


NOBODY = Apart()

_apart: Kept[ProfileId, Apart] = Kept(5_000, "graph")


async def apart(db: Read, reader: ProfileId | None) -> Apart:
    """From whom the reader is apart; anybody is from nobody."""
    if reader is None:
        return NOBODY
    if (known := _apart.get(reader)) is not None:
        return known
    stamp = _apart.stamp
    rows = await db.all(store.APART_FROM, reader=reader)
    return _apart.keep(reader, Apart(
        frozenset(row.blocked for row in rows if row.blocked is not None),
        {row.muted: row.ends_at for row in rows if row.muted is not None},
        frozenset(row.shunned for row in rows if row.shunned is not None),
    ), stamp)
