"""Years: from the tenth of December on one may ask for the year that ends, and at any time for those before."""

from datetime import UTC, datetime

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import job
from hubbub.people import profiles

from . import store
from .store import Kinds, Year

FIRST = 2016  # nobody was in the fediverse before
OFFERED = (12, 10)  # the month and the day from which a year is looked back on
FEW = 10      # posts in a year; who writes less rather reads


async def state(db: Read, me: ProfileId, year: int) -> str:
    """Whether the year is `available`, `generating`, may be asked for (`eligible`) or not."""
    done = await db.maybe(store.STATE, profile=me, year=year)
    if done is not None:
        return "available" if done else "generating"
    if not FIRST <= year <= now().year or now() < datetime(year, *OFFERED, tzinfo=UTC):
        return "ineligible"
    least, end = _ids(year)
    return "eligible" if await db.one(store.WROTE, me=me, least=least, end=end) else "ineligible"


def season(at: datetime) -> int | None:
    """The year that everybody is just now offered to look back on, if it is that time."""
    return at.year if (at.month, at.day) >= OFFERED else None


async def ask(tx: Tx, me: ProfileId, year: int) -> str:
    """Have the year put together, once; how it stands. Raises `NotFound` for one that cannot be asked for."""
    stands = await state(tx, me, year)
    if stands == "ineligible":
        raise NotFound
    if await tx.maybe(store.ASK, profile=me, year=year, now=now()):
        await put_together.soon(tx, profile=me, year=year)
        return "generating"
    return stands


@job
async def put_together(tx: Tx, profile: ProfileId, year: int) -> None:
    """What the year was like; names and ids come with how often they came."""
    least, end = _ids(year)
    mine = {"me": profile, "least": least, "end": end}
    kinds = await tx.one(store.KINDS, **mine)
    tops = await tx.one(store.TOPS, **mine)
    counts = {name: [[row.what, row.count] for row in await tx.all(statement, **mine)] for name, statement in (
        ("apps", store.APPS), ("tags", store.TAGS), ("answered", store.ANSWERED), ("boosted", store.BOOSTED))}
    await tx.run(store.KEEP, profile=profile, year=year, data=counts | {
        "archetype": _archetype(kinds), "posts": kinds.total, "boosts": kinds.boosts, "replies": kinds.replies,
        "most_boosted": tops.by_boosts, "most_liked": tops.by_favourites, "most_answered": tops.by_replies,
        "months": await _months(tx, profile, year), "ahead_of": await tx.one(store.AHEAD_OF, me=profile),
    })


async def _months(tx: Tx, me: ProfileId, year: int) -> list[list[int]]:
    """For each month how much was written, how many one has begun to follow, and how many followed."""
    least, end = _ids(year)
    posts = {row.what: row.count for row in await tx.all(store.MONTHS, me=me, least=least, end=end)}
    since, until = _bounds(year)
    edges = {row.what: row.count for row in await tx.all(store.FOLLOWS, me=me, since=since, until=until)}
    return [
        [posts.get(str(month), 0), edges.get(str(month), 0), edges.get(f"{month} in", 0)] for month in range(1, 13)
    ]


def _archetype(kinds: Kinds) -> str:
    """What somebody mostly did."""
    standalone = kinds.total - kinds.boosts - kinds.replies
    if standalone < FEW and kinds.total < 2 * FEW:
        return "lurker"
    if kinds.boosts > 2 * standalone:
        return "booster"
    if kinds.polls > standalone // 10:
        return "pollster"
    return "replier" if kinds.replies > 2 * standalone else "oracle"


async def find(db: Read, me: ProfileId, year: int) -> Year:
    """One's own year that has been put together. Raises `NotFound`."""
    found = await db.maybe(store.GET, profile=me, year=year)
    if found is None:
        raise NotFound
    return found


async def list_years(db: Read, me: ProfileId) -> list[Year]:
    """Those that are there and that one has not looked at, the latest first."""
    return await db.all(store.UNREAD, profile=me)


async def mark_read(tx: Tx, me: ProfileId, year: int) -> None:
    """It has been looked at. Raises `NotFound`."""
    if await tx.maybe(store.READ, profile=me, year=year, now=now()) is None:
        raise NotFound


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.FORGET, profile=fact.profile)


def _bounds(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def _ids(year: int) -> tuple[int, int]:
    since, until = _bounds(year)
    return ids.first(since), ids.first(until)
