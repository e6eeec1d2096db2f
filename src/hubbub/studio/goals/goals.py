"""Goals: what is to be reached; conversions: that it was, with the path that led to it."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Duplicate, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId
from hubbub.people import profiles

from . import store
from .store import Conversion, ConversionId, Goal, GoalId, Sum, Touch

WINDOW = timedelta(days=90)       # how long before a conversion a touch counts
FRESH = timedelta(minutes=5)      # how old a signature may be
MOST_VALUE = Decimal(10) ** 12

_CURRENCY = re.compile(r"[A-Z]{3}")


class Unsigned(NotAllowed):
    """The signature is not right, or it is more than five minutes old."""


class NameTaken(Conflict):
    """There is a goal of that name already."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A goal was reached."""

    conversion: ConversionId
    goal: GoalId


@dataclass(frozen=True, slots=True)
class Given:
    """A conversion as a shop's server says it."""

    external_id: str
    click: str | None = None
    person: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    at: datetime | None = None


async def open_goal(tx: Tx, profile: ProfileId, name: str, value: Decimal, currency: str) -> tuple[GoalId, str]:
    """A new goal and the key that its conversions are signed with, which is shown once. Raises `Invalid`, `NameTaken`.

    The value, in the currency, is for conversions that say none.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= 100:
        raise Invalid("A goal's name has 1 to 100 characters.", field="name")
    goal, salt = GoalId(ids.new()), secrets.token_bytes(16)
    try:
        async with tx.part():
            await tx.run(store.ADD, id=goal, profile=profile, name=name, salt=salt, value=_money(value),
                         currency=_currency(currency), now=now())
    except Duplicate:
        raise NameTaken(field="name") from None
    return goal, _key(tx, goal, salt)


async def renew(tx: Tx, profile: ProfileId, goal: GoalId) -> str:
    """A new key, shown once; the old one is good for nothing from now on. Raises `NotFound`."""
    await get(tx, profile, goal)
    salt = secrets.token_bytes(16)
    await tx.run(store.RENEW, id=goal, salt=salt)
    return _key(tx, goal, salt)


async def get(db: Read, profile: ProfileId, goal: GoalId) -> Goal:
    """The profile's goal. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=goal, profile=profile)
    if found is None:
        raise NotFound
    return found


async def list_goals(db: Read, profile: ProfileId) -> list[Goal]:
    """The profile's goals, the newest first."""
    return await db.all(store.LIST, profile=profile)


async def sums(db: Read, profile: ProfileId) -> dict[GoalId, list[Sum]]:
    """What each goal has brought, by currency."""
    found: dict[GoalId, list[Sum]] = {}
    for row in await db.all(store.SUMS, profile=profile):
        found.setdefault(row.goal, []).append(row)
    return found


async def signed(db: Read, goal: int, timestamp: str, body: bytes, signature: str) -> Goal:
    """The goal, if the body was signed with its key within five minutes. Raises `Unsigned`, whatever is wrong.

    The signature is `sha256=` and the hex HMAC-SHA256 of the Unix time, a full stop and the body.
    """
    found = await db.maybe(store.GET, id=goal, profile=None)
    key = _key(db, found.id, found.salt) if found else "no such goal, but it takes as long"
    right = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    same = hmac.compare_digest(f"sha256={right}".encode(), signature.encode())
    said = int(timestamp) if re.fullmatch(r"[0-9]{1,11}", timestamp) else 0
    if not same or found is None or abs(now().timestamp() - said) > FRESH.total_seconds():
        raise Unsigned
    return found


async def convert(tx: Tx, goal: Goal, given: Given) -> tuple[ConversionId, bool]:
    """Keep a conversion with its path, once for its `external_id`; whether it is new. Raises `Invalid` by field."""
    if not 0 < len(given.external_id) <= 200 or "\x00" in given.external_id:
        raise Invalid("external_id has 1 to 200 characters.", field="external_id")
    if given.at is not None and given.at > now() + FRESH:
        raise Invalid("at is still to come.", field="at")
    visit = await tx.maybe(store.VISIT, click=(given.click or "").replace("\x00", ""), profile=goal.profile)
    # Two servers' clocks differ a little: nothing is bought before the click that led to it.
    at = max(given.at or now(), visit.at) if visit else given.at or now()
    person = await _person(tx, goal.profile, given.person, visit.visitor if visit else None)
    conversion = await tx.maybe(
        store.CONVERT, id=ConversionId(ids.new()), goal=goal.id, profile=goal.profile, external_id=given.external_id,
        click=visit.click if visit else None, visitor=visit.visitor if visit else None, person=person,
        value=goal.value if given.value is None else _money(given.value),
        currency=_currency(given.currency or goal.currency), at=at, now=now(),
    )
    if conversion is None:
        return ConversionId(await tx.one(store.KNOWN, goal=goal.id, external_id=given.external_id)), False
    visitors = await tx.all(store.VISITORS_OF, profile=goal.profile, person=person) if person else []
    await tx.run(store.TOUCH, conversion=conversion, profile=goal.profile, person=person, since=at - WINDOW, at=at,
                 visitors=[*visitors, *([visit.visitor] if visit else [])], click=visit.click if visit else None)
    await tell(tx, Converted(ConversionId(conversion), goal.id))
    return ConversionId(conversion), True


async def list_conversions(
    db: Read, profile: ProfileId, *, goal: GoalId | None = None, campaign: int | None = None,
    since: datetime, until: datetime, most: int = 1000,
) -> list[Conversion]:
    """The profile's conversions in a time, the newest first; of a campaign are those that it touched."""
    return await db.all(store.CONVERSIONS, profile=profile, goal=goal, campaign=campaign, since=since, until=until,
                        most=most)


async def paths(db: Read, conversions: Sequence[ConversionId]) -> Mapping[ConversionId, list[Touch]]:
    """What came before each, in order; those without a path are left out."""
    found: dict[ConversionId, list[Touch]] = {}
    for touch in await db.all(store.TOUCHES, conversions=list(conversions)):
        found.setdefault(touch.conversion, []).append(touch)
    return found


async def _person(tx: Tx, profile: ProfileId, handle: str | None, visitor: str | None) -> ProfileId | None:
    """Who converted: as named, or as the visitor was named before."""
    if handle:
        name, _, domain = handle.replace("\x00", "").strip().removeprefix("@").partition("@")
        person = await profiles.look_up(tx, name, domain or None)
    else:
        known = await tx.maybe(store.PERSON_OF, profile=profile, visitor=visitor)
        person = ProfileId(known) if known else None
    return person if person != profile else None


def _key(db: Read, goal: GoalId, salt: bytes) -> str:
    return hmac.new(db.here.secret, b"goal %d " % goal + salt, hashlib.sha256).hexdigest()


def _money(value: Decimal) -> Decimal:
    if not value.is_finite() or not -MOST_VALUE < value < MOST_VALUE:
        raise Invalid("value is an amount of money.", field="value")
    return value.quantize(Decimal("0.0001"))


def _currency(code: str) -> str:
    if not _CURRENCY.fullmatch(code):
        raise Invalid("A currency is three capital letters, such as EUR.", field="currency")
    return code
