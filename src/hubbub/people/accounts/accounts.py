"""Accounts: signing up, logging in, sessions."""

import asyncio
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Duplicate, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from hubbub.base.ids import AccountId, ProfileId
from hubbub.people import profiles, teams

from . import store
from .store import Account, Session

EMAIL = re.compile(r"[A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")
SHORTEST_PASSWORD = 8
SESSION_LIFE = timedelta(days=365)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared against when there is no such account, so that the answer takes as long.
_NOBODY = _hasher.hash(secrets.token_hex())


class EmailTaken(Conflict):
    """An account with this e-mail address exists already. You can log in instead."""


class WrongPassword(NotAllowed):
    """The e-mail address or the password is not right."""


class NotYet(NotAllowed):
    """Your account is waiting to be approved by the people who run this server."""


class Closed(NotAllowed):
    """This server does not take new accounts at the moment."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a new account and its first profile are made of."""

    name: str
    email: str
    password: str
    time_zone: str = "UTC"
    reason: str = ""
    role: str | None = None  # None: member, or owner for the first of all


async def create(db: Db, given: SignUp, *, invited: bool = False) -> tuple[AccountId, ProfileId]:
    """A new account with its own profile and the right to act as it.

    The first account of a server owns it. `invited` passes closed doors (the command line does).
    Raises `EmailTaken`, `NameTaken`, `Closed`, `Invalid` by field.
    """
    if len(given.email) > 254 or not EMAIL.fullmatch(given.email):
        raise Invalid("This is not an e-mail address.", field="email")
    if len(given.password) < SHORTEST_PASSWORD:
        raise Invalid(f"A password has at least {SHORTEST_PASSWORD} characters.", field="password")
    if len(given.password) > 1000:
        raise Invalid("A password has at most 1,000 characters.", field="password")
    password_hash = await asyncio.to_thread(_hasher.hash, given.password)
    async with db.write() as tx:
        first = await tx.one(store.FIRST)
        registrations = db.here.settings.registrations
        if registrations == "closed" and not first and not invited:
            raise Closed
        approved = invited or first or registrations == "open"
        account = AccountId(ids.new())
        try:
            async with tx.part():
                await tx.run(
                    store.ADD, id=account, email=given.email, password_hash=password_hash,
                    role=given.role or ("owner" if first else "member"), time_zone=given.time_zone,
                    reason=given.reason[:2000], now=now(), confirmed_at=now(), approved_at=now() if approved else None,
                )
        except Duplicate:
            raise EmailTaken(field="email") from None
        profile = await profiles.open_profile(tx, given.name)
        await teams.join(tx, profile, account, teams.Role.OWNER)
    return account, profile


async def authenticate(db: Read, email: str, password: str) -> Account:
    """The account with this address and password. Raises `WrongPassword`, `NotYet`."""
    account = await db.maybe(store.BY_EMAIL, email=email.strip())
    try:
        await asyncio.to_thread(_hasher.verify, account.password_hash if account else _NOBODY, password[:1000])
    except Argon2Error:
        raise WrongPassword from None
    if account is None or account.disabled_at:
        raise WrongPassword
    if not account.usable:
        raise NotYet
    return account


async def get(db: Read, account: AccountId) -> Account:
    """The account. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=account)
    if found is None:
        raise NotFound
    return found


async def open_session(tx: Tx, account: AccountId, user_agent: str = "") -> str:
    """Log the person in as their first profile; the secret for their cookie."""
    mine = await teams.list_profiles(tx, account)
    token = secrets.token_urlsafe(32)
    await tx.run(
        store.OPEN_SESSION, token_hash=_hash(token), account=account, profile=mine[0], user_agent=user_agent[:300],
        now=now(),
    )
    return token


async def session(db: Read, token: str) -> Session | None:
    """Who holds this cookie."""
    return await db.maybe(store.SESSION, token_hash=_hash(token), oldest=now() - SESSION_LIFE)


async def close_session(tx: Tx, token: str) -> None:
    """Log out."""
    await tx.run(store.CLOSE_SESSION, token_hash=_hash(token))
    tx.say("session", _hash(token).hex())


async def count_here(db: Read) -> int:
    """How many accounts this server has."""
    return await db.one(store.COUNT)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
