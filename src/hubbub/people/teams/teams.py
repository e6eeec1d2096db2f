"""Teams: who may act as which profile."""

from enum import StrEnum

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotAllowed
from hubbub.base.ids import AccountId, ProfileId
from hubbub.base.kept import Kept

from . import store


class Role(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    CONTRIBUTOR = "contributor"
    ANALYST = "analyst"


PUBLISHERS = frozenset({Role.OWNER, Role.EDITOR})


_roles: Kept[AccountId, dict[ProfileId, Role]] = Kept(5_000, "member")


class NotYours(NotAllowed):
    """Your role in this team does not allow that. Its owner can change your role."""


async def join(tx: Tx, profile: ProfileId, account: AccountId, role: Role) -> None:
    """Let the account act as the profile, in this role."""
    await tx.run(store.JOIN, profile=profile, account=account, role=role, now=now())
    tx.say("member", account)


async def role_of(db: Read, profile: ProfileId, account: AccountId) -> Role | None:
    """The account's role for the profile, None if it has none."""
    roles = None if isinstance(db, Tx) else _roles.get(account)  # a transaction may just be changing them
    if roles is None:
        stamp = _roles.stamp
        roles = {row.profile: Role(row.role) for row in await db.all(store.ROLES, account=account)}
        if not isinstance(db, Tx):
            _roles.keep(account, roles, stamp)
    return roles.get(profile)


async def require(db: Read, profile: ProfileId, account: AccountId, roles: frozenset[Role] = PUBLISHERS) -> None:
    """That the account has one of these roles for the profile. Raises `NotYours`."""
    if await role_of(db, profile, account) not in roles:
        raise NotYours


async def list_profiles(db: Read, account: AccountId) -> list[ProfileId]:
    """The profiles that the account may act as, its own first."""
    return [ProfileId(profile) for profile in await db.all(store.PROFILES, account=account)]


async def owner_of(db: Read, profile: ProfileId) -> AccountId | None:
    """The account that has owned the profile the longest."""
    account = await db.maybe(store.OWNER, profile=profile)
    return AccountId(account) if account else None
