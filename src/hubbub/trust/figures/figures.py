"""Figures of the server: by day, by share, by week, and of those who joined how many stay."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hubbub import __version__
from hubbub.base.clock import now
from hubbub.base.db import Read, Statement
from hubbub.base.errors import Invalid

from . import store
from .store import Cohort, Day, Kept, KeptCopies, People, Share, Week

T = TypeVar("T")

LONGEST = timedelta(days=366)
WEEKS = 12
MEASURES = {
    "new_users": store.NEW, "active_users": store.ACTIVE, "interactions": store.INTERACTIONS,
    "opened_reports": store.OPENED, "resolved_reports": store.RESOLVED,
    "tag_accounts": store.TAG_ACCOUNTS, "tag_uses": store.TAG_USES, "tag_servers": store.TAG_SERVERS,
    "instance_accounts": store.SERVER_ACCOUNTS, "instance_media_attachments": store.SERVER_MEDIA,
    "instance_reports": store.SERVER_REPORTS, "instance_statuses": store.SERVER_POSTS,
    "instance_follows": store.SERVER_FOLLOWS, "instance_followers": store.SERVER_FOLLOWERS,
}
_SHARES = {
    "languages": store.LANGUAGES, "servers": store.SERVERS, "sources": store.SOURCES,
    "tag_servers": store.SERVERS_OF_TAG, "tag_languages": store.LANGUAGES_OF_TAG,
    "instance_accounts": store.SERVER_FOLLOWED, "instance_languages": store.SERVER_LANGUAGES,
}
DIMENSIONS = (*_SHARES, "software_versions", "space_usage")


@dataclass(frozen=True, slots=True)
class Days:
    """From the start of the first day to the end of the last, of UTC; at most a year."""

    first: datetime
    last: datetime

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.last - self.first <= LONGEST:
            raise Invalid("Validation failed: The time ends after it begins, and is a year at most", field="end_at")

    @property
    def stop(self) -> datetime:
        return _midnight(self.last) + timedelta(days=1)

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def before(self) -> "Days":
        """As many days just before."""
        length = self.stop - self.start
        return Days(self.start - length, self.stop - length - timedelta(days=1))

    @property
    def each(self) -> list[datetime]:
        return [self.start + timedelta(days=n) for n in range((self.stop - self.start).days)]


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _first_id(at: datetime) -> int:
    """No id made at this time or later is smaller."""
    return max(int(at.timestamp() * 1000), 0) << 16


async def measure(db: Read, what: str, days: Days, of: str = "") -> list[Day]:
    """How many on each day that had any, and in all: that one has no day. `of` names the tag or the server."""
    return await _counted(db, MEASURES[what], days, of=of)


async def _counted(db: Read, statement: Statement[T], days: Days, **more: object) -> list[T]:
    bounds = more | {
        "start": days.start, "stop": days.stop, "least": _first_id(days.start), "most": _first_id(days.stop),
        "here": db.here.settings.domain,
    }
    return await db.all(statement, **{name: bounds[name] for name in statement.names})


async def dimension(db: Read, what: str, days: Days, limit: int = 10, of: str = "") -> list[Share]:
    """What the posts or accounts of these days were made of, the largest share first; nothing for an unknown one."""
    if what == "software_versions":
        postgres = await db.one(store.SOFTWARE)
        return [Share(f"hubbub {__version__}", 0), Share(f"postgresql {postgres}", 0),
                Share(f"python {platform.python_version()}", 0)]
    if what == "space_usage":
        return [Share("postgresql", await db.one(store.SPACE))]
    statement = _SHARES.get(what)
    return await _counted(db, statement, days, limit=limit, of=of) if statement else []


async def activity(db: Read) -> list[Week]:
    """The last twelve weeks, the present one first."""
    monday = _midnight(now()) - timedelta(days=now().weekday())
    weeks = [monday - timedelta(weeks=n) for n in range(WEEKS)]
    return await db.all(store.WEEKS, weeks=weeks, leasts=[_first_id(week) for week in weeks],
                        mosts=[_first_id(week + timedelta(weeks=1)) for week in weeks])


async def cohorts(db: Read, days: Days, frequency: str) -> list[Cohort]:
    """By `day` or `month`: who joined then, and how many of them published in each period since. Raises `Invalid`."""
    if frequency not in ("day", "month"):
        raise Invalid("Validation failed: Frequency is not included in the list", field="frequency")
    return await db.all(
        store.COHORTS, frequency=frequency, start=days.start, stop=days.stop, least=_first_id(days.start),
        most=_first_id(days.stop), periods=_periods(days, frequency),
    )


def _periods(days: Days, frequency: str) -> Sequence[datetime]:
    return [day for day in days.each if frequency == "day" or day.day == 1] or [days.start.replace(day=1)]


async def people(db: Read) -> People:
    """Who is here and known elsewhere, how many published in the last 30 days, and who waits to be let in."""
    return await db.one(store.PEOPLE, least=_first_id(now() - timedelta(days=30)))


async def media_kept(db: Read) -> list[Kept]:
    """What people here have put up, by kind, the largest first."""
    return await db.all(store.MEDIA)


async def copies_kept(db: Read, at: datetime) -> list[KeptCopies]:
    """What is here of other servers, by what it is for, and how much of it was looked at lately."""
    return await db.all(store.COPIES, now=at)


async def database_size(db: Read) -> int:
    """The bytes that the database takes."""
    return await db.one(store.SPACE)
