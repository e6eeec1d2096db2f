"""Domains: which servers are shut out, silenced, or heard without their pictures and their complaints."""

import re
from dataclasses import asdict, dataclass

from hubbub.base import bus, ids
from hubbub.base.clock import now
from hubbub.base.db import Duplicate, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.kept import Kept
from hubbub.people import follows, profiles

from . import store
from .store import Allow, Block

SEVERITIES = ("noop", "silence", "suspend")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:\d{1,5})?")


class Known(Conflict):
    """Validation failed: Domain is already blocked"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with a server."""

    severity: str = "silence"
    rejects_media: bool = False
    rejects_reports: bool = False
    obfuscated: bool = False
    private_comment: str = ""
    public_comment: str = ""


@dataclass(frozen=True, slots=True)
class DomainBlocked:
    """A block was made, changed or lifted: what is known of the server's people stands otherwise now."""

    domain: str


_all: Kept[str, tuple[dict[str, Block], frozenset[str]]] = Kept(4)


@bus.hears("domains")
def _drop(keys: list[str]) -> None:
    _all.clear()


async def stance_to(db: Read, host: str) -> Block | None:
    """The block that concerns the server: its own, or one of a domain that it lies in. Kept: asked of every letter."""
    blocks, allowed = await _known(db)
    bare = _bare(host)
    for domain in (host, *_above(bare)):
        if (found := blocks.get(domain)) is not None:
            return found
    if db.here.settings.limited_federation and not allowed.intersection((host, *_above(bare))):
        return Block(0, host, "suspend", True, True, False, "", "", now())
    return None


async def _known(db: Read) -> tuple[dict[str, Block], frozenset[str]]:
    if (known := _all.get(db.here.settings.base)) is not None:
        return known
    stamp = _all.stamp
    blocks = {block.domain: block for block in await db.all(store.ALL_BLOCKS)}
    return _all.keep(db.here.settings.base, (blocks, frozenset(await db.all(store.ALLOWED))), stamp)


def _bare(host: str) -> str:
    return host.lower().rpartition(":")[0] if host.rpartition(":")[2].isdigit() and ":" in host else host.lower()


def _above(name: str) -> list[str]:
    """The name and every domain that it lies in."""
    parts = name.split(".")
    return [".".join(parts[n:]) for n in range(len(parts))]


def _checked(tx: Tx, domain: str) -> str:
    name = domain.strip().lower().removeprefix("@").rstrip(".")
    try:
        name = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise Invalid("Validation failed: Domain is not a valid domain name", field="domain")
    if name in (tx.here.settings.domain, tx.here.settings.web_domain):
        raise Invalid("Validation failed: Domain is this server's own", field="domain")
    return name


async def block(tx: Tx, domain: str, wanted: Wanted) -> Block:
    """Block a server. Raises `Invalid` by field, `Known`."""
    name = _checked(tx, domain)
    _check(wanted)
    number = ids.new()
    try:
        async with tx.part():
            await tx.run(store.ADD_BLOCK, id=number, domain=name, now=now(), **asdict(wanted))
    except Duplicate:
        raise Known(field="domain") from None
    await _changed(tx, name)
    return await get(tx, number)


async def change(tx: Tx, number: int, wanted: Wanted) -> Block:
    """Do otherwise with a server that is blocked. Raises `NotFound`, `Invalid` by field."""
    _check(wanted)
    if not await tx.maybe(store.EDIT_BLOCK, id=number, **asdict(wanted)):
        raise NotFound
    found = await get(tx, number)
    await _changed(tx, found.domain)
    return found


def _check(wanted: Wanted) -> None:
    if wanted.severity not in SEVERITIES:
        raise Invalid("Validation failed: Severity is not included in the list", field="severity")
    if len(wanted.private_comment) > 5000 or len(wanted.public_comment) > 5000:
        raise Invalid("Validation failed: A comment has at most 5000 characters", field="public_comment")


async def unblock(tx: Tx, number: int) -> None:
    """Have to do with the server again; follows do not come back. Raises `NotFound`."""
    domain = await tx.maybe(store.REMOVE_BLOCK, id=number)
    if domain is None:
        raise NotFound
    await _changed(tx, domain)


async def _changed(tx: Tx, domain: str) -> None:
    tx.say("domains", domain)
    await tell(tx, DomainBlocked(domain))


@on(DomainBlocked)
async def bring_up_to_date(tx: Tx, fact: DomainBlocked) -> None:
    """Whoever is known from there stands as the block says, and as they did if there is none."""
    blocks = {each.domain: each for each in await tx.all(store.ALL_BLOCKS)}
    for domain in await profiles.limits.domains_below(tx, fact.domain):
        found = next((blocks[name] for name in (domain, *_above(_bare(domain))) if name in blocks), None)
        await profiles.limits.limit_domain(tx, domain, found.severity if found else "noop")
        if found and found.severity == "suspend":
            await follows.domains.part_all(tx, domain)


async def get(db: Read, number: int) -> Block:
    """The block. Raises `NotFound`."""
    found = await db.maybe(store.BLOCK, id=number)
    if found is None:
        raise NotFound
    return found


async def list_blocks(
    db: Read, *, below: int | None = None, above: int | None = None, upward: bool = False, limit: int = 1000
) -> list[Block]:
    """All blocks, the newest first."""
    rows = await db.all(store.BLOCKS, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.id, reverse=True)


async def allow(tx: Tx, domain: str) -> Allow:
    """Speak with this server where only some are spoken with. Raises `Invalid` by field."""
    made = await tx.one(store.ADD_ALLOW, id=ids.new(), domain=_checked(tx, domain), now=now())
    tx.say("domains", made.domain)
    return made


async def disallow(tx: Tx, number: int) -> None:
    """Speak with it no more, where only some are spoken with. Raises `NotFound`."""
    if not await tx.maybe(store.REMOVE_ALLOW, id=number):
        raise NotFound
    tx.say("domains", number)


async def get_allow(db: Read, number: int) -> Allow:
    """The allowed server. Raises `NotFound`."""
    found = await db.maybe(store.ALLOW, id=number)
    if found is None:
        raise NotFound
    return found


async def list_allows(
    db: Read, *, below: int | None = None, above: int | None = None, upward: bool = False, limit: int = 1000
) -> list[Allow]:
    """The servers that are spoken with, the newest first."""
    rows = await db.all(store.ALLOWS, below=below, above=above, upward=upward, limit=limit)
    return sorted(rows, key=lambda row: row.id, reverse=True)
