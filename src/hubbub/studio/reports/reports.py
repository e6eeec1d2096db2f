"""Reports: the two halves apart, each with its own return, and what belongs to neither.

Value is split by the Shapley value of a game of two players, media and networking: what needed only one is that one's,
what needed both is halved. It is a convention and no cause, so the value that needed both is always said beside it,
and so is the value of conversions that no path is known of.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.words import said
from hubbub.studio import campaigns, goals

from . import store
from .store import Cost, Media, Networking, Part

HALVES = ("media", "networking")
MOST_HOURS = Decimal(100_000)
MOST_MONEY = Decimal(10) ** 12
MOST_VISITORS = 100_000


@dataclass(frozen=True, slots=True)
class Period:
    """Which days, as two moments and as the dates of the reader's own zone; `until` is not in it."""

    since: datetime
    until: datetime
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Value:
    """v(M), v(N), v(B) and what has no path, in one currency."""

    currency: str
    media: Decimal = Decimal()
    networking: Decimal = Decimal()
    both: Decimal = Decimal()
    none: Decimal = Decimal()
    conversions: Mapping[str, int] = field(default_factory=dict)
    media_cost: Decimal = Decimal()
    networking_cost: Decimal = Decimal()

    @property
    def media_share(self) -> Decimal:
        return self.media + self.both / 2

    @property
    def networking_share(self) -> Decimal:
        return self.networking + self.both / 2

    @property
    def total(self) -> Decimal:
        return self.media + self.networking + self.both + self.none

    @property
    def media_return(self) -> Decimal | None:
        return returned(self.media_share, self.media_cost)

    @property
    def networking_return(self) -> Decimal | None:
        return returned(self.networking_share, self.networking_cost)


@dataclass(frozen=True, slots=True)
class Report:
    media: Media
    networking: Networking
    values: Sequence[Value]
    costs: Sequence[Cost]


@dataclass(frozen=True, slots=True)
class Spent:
    """A cost as it was typed."""

    half: str
    currency: str
    spent_on: date
    hours: Decimal = Decimal()
    rate: Decimal = Decimal()
    spend: Decimal = Decimal()
    note: str = ""


def returned(value: Decimal, cost: Decimal) -> Decimal | None:
    """(value - cost) / cost; None where no cost is known."""
    return (value - cost) / cost if cost > 0 else None


async def report(
    db: Read, profile: ProfileId, period: Period, campaign: campaigns.CampaignId | None = None
) -> Report:
    """Both halves in a period, for a campaign or for all. Raises `NotFound`."""
    if campaign is not None:
        await campaigns.get(db, profile, campaign)
    span = {"profile": profile, "since": period.since, "until": period.until}
    costs = await db.all(store.COSTS, profile=profile, campaign=campaign, first=period.first, last=period.last)
    parts = await db.all(store.PARTS, **span, campaign=campaign)
    return Report(
        await db.one(store.MEDIA, **span, campaign=campaign), await db.one(store.NETWORKING, **span),
        values(parts, costs), costs,
    )


def values(parts: Sequence[Part], costs: Sequence[Cost]) -> list[Value]:
    """One for each currency, the one with most conversions first: amounts of different money are never added."""
    found: list[Value] = []
    for currency in sorted({part.currency for part in parts} | {cost.currency for cost in costs}):
        mine = {part.halves: part for part in parts if part.currency == currency}
        amounts = {halves: part.value for halves, part in mine.items()}
        spent = {half: sum((c.total for c in costs if (c.half, c.currency) == (half, currency)), Decimal())
                 for half in HALVES}
        found.append(Value(
            currency, **amounts, conversions={halves: part.conversions for halves, part in mine.items()},
            media_cost=spent["media"], networking_cost=spent["networking"],
        ))
    return sorted(found, key=lambda value: -sum(value.conversions.values()))


async def credits(db: Read, profile: ProfileId, period: Period) -> dict[str, goals.attribution.Credits]:
    """The period's conversions by every model, each campaign a channel; nothing if there are none with a path."""
    rows = await goals.list_conversions(db, profile, since=period.since, until=period.until, most=MOST_VISITORS)
    known = await goals.paths(db, [row.id for row in rows])
    converted = Counter(tuple(channel(touch) for touch in touches) for touches in known.values())
    if not converted:
        return {}
    lost = Counter(tuple(names) for names in await db.all(
        store.NULL_PATHS, profile=profile, since=period.since, until=period.until, most=MOST_VISITORS))
    return goals.attribution.credits_by_model([
        goals.attribution.Path(names, converted[names], lost[names])
        for names in sorted(converted.keys() | lost.keys())
    ])


def channel(touch: goals.Touch) -> str:
    """What a touch counts for: its campaign or, on the networking side, its kind."""
    if touch.kind == "conversation":
        return said("Conversations")
    return said("Referrals") if touch.kind == "referral" else touch.campaign or said("Other links")


async def enter_cost(
    tx: Tx, profile: ProfileId, given: Spent, campaign: campaigns.CampaignId | None = None
) -> None:
    """Keep what a half has cost. Raises `Invalid` by field, `NotFound`."""
    if campaign is not None:
        await campaigns.get(tx, profile, campaign)
    if given.half not in HALVES:
        raise Invalid("A cost belongs to media or to networking.", field="half")
    if not 0 <= given.hours <= MOST_HOURS:
        raise Invalid("This is not a number of hours.", field="hours")
    for name in ("rate", "spend"):
        if not 0 <= getattr(given, name) < MOST_MONEY:
            raise Invalid("A cost is not below zero.", field=name)
    if len(given.currency) != 3 or not (given.currency.isascii() and given.currency.isupper()):
        raise Invalid("A currency is three capital letters, such as EUR.", field="currency")
    if not given.hours * given.rate + given.spend:
        raise Invalid("Please say the hours and their rate, or what was spent.", field="hours")
    await tx.run(store.ENTER, profile=profile, campaign=campaign, half=given.half, spent_on=given.spent_on,
                 hours=given.hours, rate=given.rate, spend=given.spend, currency=given.currency,
                 note=given.note[:500], now=now())


async def strike_cost(tx: Tx, profile: ProfileId, cost: int) -> None:
    """Take a cost out again. Raises `NotFound`."""
    if await tx.maybe(store.STRIKE, id=cost, profile=profile) is None:
        raise NotFound
