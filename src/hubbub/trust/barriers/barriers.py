"""Barriers before sign-up: by the domain of the e-mail address, by the address, by the network it is asked from."""

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Duplicate, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.people import accounts

from . import store
from .store import Email, EmailDomain, Network, Uses

SEVERITIES = ("sign_up_requires_approval", "sign_up_block", "no_access")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_HASH = re.compile(r"[0-9a-f]{64}")
LONGEST = 2000
HISTORY = timedelta(days=6)


class There(Conflict):
    """Validation failed: This is blocked already"""


@dataclass(frozen=True, slots=True)
class Pages:
    """Which of a list: all, one by its id, or a page."""

    id: int | None = None
    below: int | None = None
    above: int | None = None
    upward: bool = False
    limit: int = 100


@accounts.screens
async def screen(db: Read, given: accounts.SignUp) -> bool:
    """Refuse who may not join, by raising `Barred`; or say that somebody has to look first."""
    doubted = False
    for domain in await db.all(store.DOMAINS_OF, names=_above(given.email.lower().rpartition("@")[2])):
        if not domain.allows_with_approval:
            raise accounts.Barred("This e-mail provider is not allowed here.", field="email")
        doubted = True
    if await db.all(store.EMAILS_OF, hash=hash_of(given.email)):
        raise accounts.Barred("This e-mail address is not allowed here.", field="email")
    for network in await _networks_of(db, given.address):
        if network.severity != "sign_up_requires_approval":
            raise accounts.Barred("From where you are nobody can sign up here.")
        doubted = True
    return doubted


async def _networks_of(db: Read, address: str | None) -> list[Network]:
    try:
        return await db.all(store.NETWORKS_OF, address=str(ipaddress.ip_address(address or "")), now=now())
    except ValueError:  # no address is known
        return []


def _above(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[n:]) for n in range(len(parts))]


def hash_of(email: str) -> str:
    """The hash of an address in its one spelling: without case, without dots and what follows a plus."""
    local, _, host = email.strip().lower().rpartition("@")
    return hashlib.sha256(f"{local.partition('+')[0].replace('.', '')}@{host}".encode()).hexdigest()


async def list_domains(db: Read, page: Pages) -> list[EmailDomain]:
    """The domains of e-mail addresses, the newest first."""
    return sorted(await db.all(store.DOMAINS, **asdict(page)), key=lambda row: row.id, reverse=True)


async def block_domain(tx: Tx, domain: str, *, allows_with_approval: bool = False) -> int:
    """Nobody joins with an address there or below. Raises `Invalid` by field, `There`."""
    name = domain.strip().lower().rpartition("@")[2]
    if not _NAME.fullmatch(name):
        raise Invalid("Validation failed: Domain is not a valid domain name", field="domain")
    block = ids.new()
    if not await tx.maybe(store.ADD_DOMAIN, id=block, domain=name, allows_with_approval=allows_with_approval,
                          now=now()):
        raise There(field="domain")
    return block


async def unblock_domain(tx: Tx, block: int) -> None:
    """Raises `NotFound`."""
    if not await tx.maybe(store.REMOVE_DOMAIN, id=block):
        raise NotFound


async def uses_of(db: Read, domains: Sequence[str]) -> list[Uses]:
    """How many accounts were opened with addresses there, on each of the last seven days."""
    since = (now() - HISTORY).replace(hour=0, minute=0, second=0, microsecond=0)
    return await db.all(store.USES, domains=list(domains), since=since)


async def list_emails(db: Read, page: Pages) -> list[Email]:
    """The hashes of addresses, the newest first."""
    return sorted(await db.all(store.EMAILS, **asdict(page)), key=lambda row: row.id, reverse=True)


async def find_email(db: Read, email: str) -> list[Email]:
    """The block of this address, in whatever spelling, if there is one."""
    return await db.all(store.EMAILS_OF, hash=hash_of(email))


async def block_email(tx: Tx, email: str = "", digest: str = "") -> int:
    """Nobody joins with this address, or with the one of this hash. Raises `Invalid` by field."""
    if not digest and "@" not in email:
        raise Invalid("Validation failed: Canonical email hash can't be blank", field="email")
    if digest and not _HASH.fullmatch(digest):
        raise Invalid("Validation failed: Canonical email hash is invalid", field="canonical_email_hash")
    return await tx.one(store.ADD_EMAIL, id=ids.new(), hash=digest or hash_of(email), now=now())


async def unblock_email(tx: Tx, block: int) -> None:
    """Raises `NotFound`."""
    if not await tx.maybe(store.REMOVE_EMAIL, id=block):
        raise NotFound


async def list_networks(db: Read, page: Pages) -> list[Network]:
    """The networks, the newest first."""
    return sorted(await db.all(store.NETWORKS, **asdict(page)), key=lambda row: row.id, reverse=True)


async def block_network(tx: Tx, network: str, severity: str, comment: str, ends_at: datetime | None) -> int:
    """Who comes from there does not join, or waits. Raises `Invalid` by field, `There`."""
    block = ids.new()
    row = _network(network, severity, comment)
    if not await tx.maybe(store.ADD_NETWORK, id=block, ends_at=ends_at, now=now(), **row):
        raise There(field="ip")
    return block


async def change_network(tx: Tx, was: Network, **given: str | datetime | None) -> None:
    """Change the `network`, `severity`, `comment` or `ends_at`. Raises `Invalid` by field, `There`."""
    new = {name: given.get(name, getattr(was, name)) for name in ("network", "severity", "comment", "ends_at")}
    row = _network(str(new["network"]), str(new["severity"]), str(new["comment"]))
    try:
        async with tx.part():
            await tx.run(store.EDIT_NETWORK, id=was.id, ends_at=new["ends_at"], **row)
    except Duplicate:
        raise There(field="ip") from None


def _network(network: str, severity: str, comment: str) -> dict[str, str]:
    try:
        name = str(ipaddress.ip_network(network.strip(), strict=False))
    except ValueError:
        raise Invalid("Validation failed: Ip is invalid", field="ip") from None
    if severity not in SEVERITIES:
        raise Invalid("Validation failed: Severity is not included in the list", field="severity")
    if len(comment) > LONGEST:
        raise Invalid("Validation failed: Comment has at most {longest} characters", field="comment", longest=LONGEST)
    return {"network": name, "severity": severity, "comment": comment}


async def unblock_network(tx: Tx, block: int) -> None:
    """Raises `NotFound`."""
    if not await tx.maybe(store.REMOVE_NETWORK, id=block):
        raise NotFound
