"""Passkeys: made, named and used; each challenge is good once, in one browser, for one purpose."""

import hashlib
import secrets
from datetime import timedelta

import msgspec

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Duplicate, Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.facts import on
from hubbub.base.ids import AccountId
from hubbub.base.jobs import every
from hubbub.base.words import said
from hubbub.people import accounts, factors

from . import proving, store
from .proving import Unproved
from .store import Passkey

MOST = 20
LONGEST_NAME = 60
LIFE = timedelta(minutes=5)


class NotProved(NotAllowed):
    """This passkey could not be checked. Please try again, or sign in with your password."""


class Unknown(NotAllowed):
    """This passkey belongs to no account here. It may have been removed in the settings."""


class Made(msgspec.Struct):
    """What the browser tells of a key that a device has made; all of it base64url."""

    client: str
    data: str
    key: str
    algorithm: int


class Used(msgspec.Struct):
    """What the browser tells of a key that was used."""

    id: str
    client: str
    data: str
    signature: str


async def challenge(tx: Tx, purpose: str, browser: str, account: AccountId | None = None) -> bytes:
    """Something new to sign: for this purpose, in this browser, for five minutes, and once."""
    made = secrets.token_bytes(32)
    await tx.run(store.ADD_CHALLENGE, hash=_hash(made), purpose=purpose, browser=_hash(browser.encode()),
                 account=account, now=now())
    return made


async def register(tx: Tx, account: AccountId, browser: str, answer: str, name: str) -> None:
    """Keep the key that a device has just made. Raises `NotProved`, `Invalid` by field."""
    if len(await list_own(tx, account)) >= MOST:
        raise Invalid("An account has at most {most} passkeys.", field="name", most=MOST)
    named = _named(name)
    try:
        given = msgspec.json.decode(answer, type=Made)
        client, data, key = (proving.from_text(part) for part in (given.client, given.data, given.key))
        signed = proving.challenge_in(client, "webauthn.create", tx.here.settings.base)
        credential = proving.said(data, host(tx)).credential
        proving.check_key(key, given.algorithm)
    except (Unproved, msgspec.MsgspecError, ValueError):
        raise NotProved from None
    if credential is None or await _taken(tx, "add", signed, browser) != account:
        raise NotProved
    try:
        async with tx.part():
            await tx.run(store.ADD, id=ids.new(), account=account, credential=credential, key=key, name=named,
                         now=now())
    except Duplicate:
        raise NotProved from None
    await accounts.guarding.warn(tx, account, said("A passkey was added"),
                                 said("The passkey “{name}” can sign in to your account from now on.", name=named))


async def prove(tx: Tx, browser: str, answer: str) -> AccountId:
    """Whose passkey has signed. Raises `NotProved`, `Unknown`, and what `accounts.admit` raises.

    A device that counts never counts back: one that does is a copy of it (§7.2, step 21).
    """
    try:
        given = msgspec.json.decode(answer, type=Used)
        wanted, client, data, signature = (
            proving.from_text(part) for part in (given.id, given.client, given.data, given.signature))
        signed = proving.challenge_in(client, "webauthn.get", tx.here.settings.base)
        told = proving.said(data, host(tx))
        if await _taken(tx, "use", signed, browser) == -1:
            raise NotProved
        row = await tx.maybe(store.BY_CREDENTIAL, credential=wanted)
        if row is None:
            raise Unknown
        proving.check_signature(row.key, data, client, signature)
    except (Unproved, msgspec.MsgspecError, ValueError):
        raise NotProved from None
    if (told.count or row.count) and told.count <= row.count:
        raise NotProved
    accounts.admit(await accounts.get(tx, row.account))
    await tx.run(store.USE, id=row.id, count=told.count, now=now())
    return row.account


async def _taken(tx: Tx, purpose: str, signed: bytes, browser: str) -> AccountId:
    """Whom the challenge was made for, 0 if for nobody in particular; -1 if there is none. It is used up by this."""
    row = await tx.maybe(store.TAKE_CHALLENGE, hash=_hash(signed), purpose=purpose, browser=_hash(browser.encode()),
                         oldest=now() - LIFE)
    return AccountId(-1 if row is None else row)


async def list_own(db: Read, account: AccountId) -> list[Passkey]:
    """The account's passkeys, the oldest first."""
    return await db.all(store.OWN, account=account)


async def rename(tx: Tx, account: AccountId, passkey: int, name: str) -> None:
    """Call it something else. Raises `NotFound`, `Invalid` by field."""
    if not await tx.maybe(store.RENAME, id=passkey, account=account, name=_named(name)):
        raise NotFound


async def remove(tx: Tx, account: AccountId, passkey: int, session: str = "") -> None:
    """It signs in nobody any more; other browsers are out. After the last nothing asks for one. Raises `NotFound`."""
    name = await tx.maybe(store.REMOVE, id=passkey, account=account)
    if name is None:
        raise NotFound
    await accounts.sessions.end_others(tx, account, but=session)
    await accounts.guarding.warn(tx, account, said("A passkey was removed"),
                                 said("The passkey “{name}” does not sign in to your account any more.", name=name))
    if not await list_own(tx, account):
        await factors.ask_for_passkeys(tx, account, False, session)


@on(accounts.AccountErased)
async def forget(tx: Tx, fact: accounts.AccountErased) -> None:
    """Nobody signs in with them any more."""
    await tx.run(store.FORGET, account=fact.account)


@every(timedelta(hours=1))
async def forget_challenges(tx: Tx) -> None:
    """What nobody has answered."""
    await tx.run(store.FORGET_CHALLENGES, before=now() - LIFE)


def host(db: Read) -> str:
    """To whom devices give their word: the name of this server, without a port."""
    return db.here.settings.web_domain.partition(":")[0]


def _named(name: str) -> str:
    named = " ".join(name.split())
    if not named or len(named) > LONGEST_NAME:
        raise Invalid("Give it a name of at most {longest} characters.", field="name", longest=LONGEST_NAME)
    return named


def _hash(given: bytes) -> bytes:
    return hashlib.sha256(given).digest()
