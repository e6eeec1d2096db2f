"""How an account stands: its address confirmed, let in by hand, shut, opened again, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntFlag

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict, NotAllowed, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import AccountId
from hubbub.base.jobs import every
from hubbub.people import profiles, teams

from . import store
from .sessions import shut_out
from .store import Account

# Whence somebody signed up is needed to see a flood of strangers, and for nothing else.
ADDRESS_LIFE = timedelta(days=30)


class May(IntFlag):
    """What somebody may do for the server; the numbers are those that apps know."""

    AUDIT = 0x4
    DASHBOARD = 0x8
    REPORTS = 0x10
    FEDERATION = 0x20
    SETTINGS = 0x40
    BLOCKS = 0x80
    TAXONOMIES = 0x100
    USERS = 0x400
    RULES = 0x1000
    DELETE = 0x80000
    ALL = 0x1FFFFF

    @classmethod
    def of(cls, role: str) -> "May":
        """What a role may do."""
        if role in ("owner", "admin"):
            return cls.ALL
        moderates = cls.AUDIT | cls.DASHBOARD | cls.REPORTS | cls.TAXONOMIES | cls.USERS
        return moderates if role == "moderator" else cls(0)


class Owner(NotAllowed):
    """The owner of a server can be neither shut out nor removed."""


class LastOwner(Conflict):
    """A server needs an owner. Make somebody else one first."""


class NotInUse(Conflict):
    """Only who can sign in can be given a role."""


@dataclass(frozen=True, slots=True)
class AccountApproved:
    account: AccountId


@dataclass(frozen=True, slots=True)
class AccountConfirmed:
    """Whose account it is has shown that they read mail at its address."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class AccountErased:
    """An account has ended for good; whoever keeps something for it alone forgets it."""

    account: AccountId


async def confirm(tx: Tx, account: AccountId, email: str) -> bool:
    """The person reads mail at this address; False if the account has another by now."""
    if await tx.maybe(store.CONFIRM, id=account, email=email, now=now()) is None:
        return False
    await tell(tx, AccountConfirmed(account))
    return True


async def approve(tx: Tx, account: AccountId) -> None:
    """Let in somebody who waits; once let in, again is nothing. Raises `NotFound`."""
    if await tx.maybe(store.APPROVE, id=account, now=now()):
        await tell(tx, AccountApproved(account))
    else:
        await _there(tx, account)


async def disable(tx: Tx, account: AccountId, lasts: bool = True) -> None:
    """Shut the account or open it again: it cannot be used, and what it has published stays."""
    who = await _there(tx, account)
    if lasts and who.role == "owner":
        raise Owner
    await tx.run(store.DISABLE, id=account, at=now() if lasts else None)
    tx.say("staff", account)
    await shut_out(tx, account, for_good=False)


async def appoint(tx: Tx, account: AccountId, role: str) -> None:
    """Another role for the server, at once. Raises `NotFound`, `LastOwner`, `NotInUse`."""
    await tx.run(store.TURN)  # two owners may not make each other members in the same moment
    who = await _there(tx, account)
    if role != "member" and not who.usable:
        raise NotInUse
    if who.role == "owner" and role != "owner" and await in_roles(tx, ["owner"]) == [account]:
        raise LastOwner
    await tx.run(store.APPOINT, id=account, role=role)
    tx.say("staff", account)
    tx.say("session", account)


async def erase(tx: Tx, account: AccountId) -> None:
    """End the account for good, with every profile that nobody else owns; its address may sign up anew."""
    who = await _there(tx, account)
    if who.role == "owner":
        raise Owner
    await tx.run(store.ERASE, id=account, email=f"{account}@removed.invalid", now=now())
    tx.say("staff", account)
    await shut_out(tx, account)
    for profile in await teams.list_profiles(tx, account):
        if await teams.owner_of(tx, profile) == account:
            await profiles.remove(tx, profile)
    await tell(tx, AccountErased(account))


async def waiting(db: Read, *, below: int | None = None, limit: int = 100) -> list[Account]:
    """Who waits to be let in, the newest first."""
    return await db.all(store.WAITING, below=below, limit=limit)


async def list_by_ids(db: Read, accounts: Sequence[AccountId]) -> list[Account]:
    """The accounts, in no order; unknown ones are left out."""
    return await db.all(store.BY_IDS, ids=list(accounts))


async def in_roles(db: Read, roles: Sequence[str]) -> list[AccountId]:
    """Who has one of these roles and may use it."""
    return [AccountId(account) for account in await db.all(store.IN_ROLES, roles=list(roles))]


@every(timedelta(days=1))
async def forget_addresses(tx: Tx) -> None:
    """After a month nobody needs to know whence an account was opened."""
    await tx.run(store.FORGET_ADDRESSES, before=now() - ADDRESS_LIFE)


async def _there(tx: Tx, account: AccountId) -> Account:
    found = await tx.maybe(store.GET, id=account)
    if found is None or found.removed_at:
        raise NotFound
    return found
