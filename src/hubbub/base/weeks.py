"""Weeks: how much something was used on each of the last seven days; the days that are over are counted seldom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from . import ids
from .clock import now
from .db import Read, Statement
from .kept import Kept

TODAY_KEPT = timedelta(minutes=5)
OVER_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Day:
    """How much a thing was used in one day: by how many posts, of how many people."""

    name: str
    day: date
    posts: int
    authors: int


class Weeks:
    """Of things by their names, today first; as of a few minutes ago at most, and of the days before an hour.

    The statement counts for `names`, `since` a time and `until` another; nothing older has an id below `least`.
    """

    def __init__(self, days: Statement[Day]) -> None:
        self._days = days
        self._kept: Kept[tuple[str, date, int], tuple[datetime, list[Day]]] = Kept(4_000)

    async def of(self, db: Read, names: Sequence[str]) -> dict[str, list[Day]]:
        """Seven days of each; one that was not used has seven of nothing."""
        week = [now().date() - timedelta(days=back) for back in range(7)]
        today = await self._counted(db, names, week[:1], TODAY_KEPT)
        over = await self._counted(db, names, week[1:], OVER_KEPT)
        return {name: today[name] + over[name] for name in names}

    async def _counted(
        self, db: Read, names: Sequence[str], days: Sequence[date], lasts: timedelta
    ) -> dict[str, list[Day]]:
        keys = {name: (name, days[0], len(days)) for name in names}
        found = {name: kept[1] for name in names if (kept := self._kept.get(keys[name])) and kept[0] > now()}
        if missing := [name for name in keys if name not in found]:
            stamp, first = self._kept.stamp, datetime.combine(days[-1], time(), UTC)
            rows = await db.all(self._days, names=missing, since=first, until=first + timedelta(days=len(days)),
                                least=ids.first(first))
            used = {(row.name, row.day): row for row in rows}
            for name in missing:
                each = [used.get((name, day)) or Day(name, day, 0, 0) for day in days]
                found[name] = self._kept.keep(keys[name], (now() + lasts, each), stamp)[1]
        return found
