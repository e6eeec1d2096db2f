"""Whole servers of which somebody wants to hear nothing: hidden from them, and the ties with their people cut."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.facts import on, tell
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import job

from . import store
from .follows import reject, unfollow
from .store import Preview, Shunned

_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:\d{1,5})?")
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class DomainShunned:
    """Somebody wants to hear nothing of a server; how many follows either way end by it can only be counted before."""

    profile: ProfileId
    domain: str
    following: int = 0
    followers: int = 0


@dataclass(frozen=True, slots=True)
class DomainParted:
    """Those who run this server have shut another out, and somebody's follows either way end by it: so many."""

    profile: ProfileId
    domain: str
    following: int
    followers: int


async def shun(tx: Tx, profile: ProfileId, domain: str) -> None:
    """Hear nothing more of anybody there; follows either way end soon. Raises `Invalid`."""
    name = _checked(domain)
    if name in (tx.here.settings.domain, tx.here.settings.web_domain):
        raise Invalid("Validation failed: Domain is this server's own", field="domain")
    if await tx.maybe(store.SHUN, profile=profile, domain=name, id=ids.new(), now=now()):
        tx.say("graph", profile)
        ends = await preview(tx, profile, name)
        await tell(tx, DomainShunned(profile, name, ends.following, ends.followers))


async def unshun(tx: Tx, profile: ProfileId, domain: str) -> None:
    """Hear of them again; follows do not come back."""
    await tx.run(store.UNSHUN, profile=profile, domain=_checked(domain))
    tx.say("graph", profile)


def _checked(domain: str) -> str:
    name = domain.strip().lower().rstrip(".")
    try:
        name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise Invalid("Validation failed: Domain is not a valid domain name", field="domain")
    return name


@on(DomainShunned)
async def part(tx: Tx, fact: DomainShunned) -> None:
    await cut.call(tx, fact.profile, fact.domain)


@job
async def cut(tx: Tx, profile: ProfileId, domain: str) -> None:
    """End the follows either way, some at a time."""
    ties = await tx.all(store.TIES_WITH, profile=profile, domain=domain, limit=AT_ONCE)
    for tie in ties:
        if tie.follower == profile:
            await unfollow(tx, profile, tie.followed)
        else:
            await reject(tx, profile, tie.follower)
    if len(ties) == AT_ONCE:
        await cut.soon(tx, profile, domain)


async def part_all(tx: Tx, domain: str) -> None:
    """Nobody here has anything to do with that server any more: follows either way end soon."""
    tied = await tx.all(store.TIED_WITH, domain=domain)
    for each in tied:
        if each.following or each.followers:
            await tell(tx, DomainParted(each.profile, domain, each.following, each.followers))
    await cut.batch(tx, [{"profile": each.profile, "domain": domain} for each in tied])


async def list_shunned(
    db: Read, profile: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 100,
) -> Sequence[Shunned]:
    """The servers, the newest first."""
    rows = await db.all(store.SHUNNED, profile=profile, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.key, reverse=True)


async def preview(db: Read, profile: ProfileId, domain: str) -> Preview:
    """How many follows either way would end. Raises `Invalid`."""
    return await db.one(store.PREVIEW, profile=profile, domain=_checked(domain))
