"""Factors: codes from an app and from paper, each good once; and when a passkey is asked for as well."""

from dataclasses import dataclass
from datetime import timedelta

from cryptography.exceptions import InvalidTag

from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound, TooMany
from hubbub.base.facts import on
from hubbub.base.ids import AccountId
from hubbub.base.words import said
from hubbub.people import accounts

from . import codes, store
from .store import Factors

CODES = 10
# Counted in the row, so in all processes together: a million codes, three of them good at a time.
MOST_TRIES, WITHIN = 10, timedelta(minutes=15)
# How long the second half of a sign-in may take.
HALF_LIFE = timedelta(minutes=10)
ENDED = said("Everybody else who was signed in is out, and so is every app.")


class WrongCode(Invalid):
    """This code is not right, or was used already. Codes from an app change every half minute."""


class Tried(TooMany):
    """There were too many wrong codes. Please wait a quarter of an hour."""


class There(Conflict):
    """An authenticator app is set up already. Take it away first, then set up another."""


class Halfway(NotFound):
    """That took too long. Please sign in once more."""


@dataclass(frozen=True, slots=True)
class CodesLeft:
    """What proved somebody: whether it was a code from paper, and how many are left."""

    recovery: bool
    left: int


async def get(db: Read, account: AccountId) -> Factors:
    """What guards the account besides its password."""
    return await db.maybe(store.FACTORS, account=account) or Factors()


@accounts.guarding.guards
async def is_on(db: Read, account: AccountId) -> bool:
    """Whether more than the password is asked for."""
    return (await get(db, account)).on


async def begin(tx: Tx, account: AccountId) -> bytes:
    """A secret for an authenticator app, which counts only once it is confirmed. Raises `There`."""
    secret = codes.new_secret()
    sealed = codes.seal(tx.here.secret, account, secret)
    if not await tx.maybe(store.BEGIN, account=account, sealed=sealed, now=now()):
        raise There
    return secret


async def pending(db: Read, account: AccountId) -> bytes:
    """The secret that waits to be confirmed. Raises `NotFound`."""
    row = await db.maybe(store.SEALED, account=account)
    if row is None or row.sealed is None or row.app_at is not None:
        raise NotFound
    return _unsealed(db, account, row.sealed)


async def confirm(db: Db, account: AccountId, code: str, session: str = "") -> list[str]:
    """The app shows the right code: from now on it is asked for. The recovery codes, shown this once.

    Whoever else was signed in is out, but for this session. Raises `WrongCode` by field, `NotFound`, `Tried`.
    """
    await _count_try(db, account)
    secret = await pending(db, account)
    step = codes.step_of(secret, codes.plain(code), now().timestamp())
    if step is None:
        raise WrongCode(field="code")
    async with db.write() as tx:
        if not await tx.maybe(store.CONFIRM, account=account, step=step, now=now()):
            raise NotFound
        await accounts.shut_out(tx, account, but=session)
        await accounts.guarding.warn(
            tx, account, said("A second step was added to your sign-in"),
            said("From now on an authenticator app is asked for besides the password. {ended}", ended=ENDED))
        return await add_codes(tx, account)


async def ask_for_passkeys(tx: Tx, account: AccountId, asks: bool, session: str = "") -> list[str]:
    """Whether a password needs a passkey beside it; the recovery codes, if there were none so far."""
    was = await get(tx, account)
    if asks == bool(was.passkeys_at):
        return []
    await tx.run(store.ASK_PASSKEYS, account=account, at=now() if asks else None, now=now())
    await accounts.shut_out(tx, account, but=session)
    asked = (said("A passkey is asked for besides the password. {ended}", ended=ENDED) if asks
             else said("A passkey is not asked for any more besides the password. {ended}", ended=ENDED))
    await accounts.guarding.warn(tx, account, said("The second step of your sign-in has changed"), asked)
    if not asks and not was.app_at:
        await tx.run(store.DROP_CODES, account=account)
    return await add_codes(tx, account) if asks and not was.codes_left else []


async def remove(tx: Tx, account: AccountId, session: str = "") -> None:
    """The password alone lets in again. Whoever else was signed in is out. Raises `NotFound`."""
    if not await tx.maybe(store.REMOVE, account=account):
        raise NotFound
    await tx.run(store.DROP_CODES, account=account)
    await accounts.shut_out(tx, account, but=session)
    await accounts.guarding.warn(
        tx, account, said("The second step was taken from your sign-in"),
        said("From now on the password alone lets in. {ended}", ended=ENDED))


async def renew_codes(tx: Tx, account: AccountId) -> list[str]:
    """Other recovery codes; the old ones are good no more. Raises `NotFound` where nothing is guarded."""
    if not (await get(tx, account)).on:
        raise NotFound
    await accounts.guarding.warn(
        tx, account, said("Your recovery codes are new"), said("The old recovery codes are good no more."))
    return await add_codes(tx, account)


async def add_codes(tx: Tx, account: AccountId) -> list[str]:
    """Ten recovery codes instead of whatever there was; they are shown once and kept as hashes."""
    made = [codes.new_recovery() for _ in range(CODES)]
    await tx.run(store.DROP_CODES, account=account)
    hashes = [codes.hashed(tx.here.secret, account, code) for code in made]
    await tx.run(store.ADD_CODES, account=account, hashes=hashes)
    return made


async def prove(db: Db, account: AccountId, code: str) -> CodesLeft:
    """That the code is one of the account's; it is used up by this. Raises `WrongCode` by field, `Tried`.

    A code of the app is good once, and so is none from before it (RFC 6238 §5.2).
    """
    await _count_try(db, account)
    row = await db.maybe(store.SEALED, account=account)
    given = codes.plain(code)
    async with db.write() as tx:
        if row and row.sealed and row.app_at and len(given) == codes.DIGITS:
            step = codes.step_of(_unsealed(db, account, row.sealed), given, now().timestamp())
            # No step is one that was used long ago.
            used = await tx.maybe(store.USE_STEP, account=account, step=-1 if step is None else step)
        else:
            hashed = codes.hashed(db.here.secret, account, given)
            used = await tx.maybe(store.USE_CODE, account=account, hash=hashed)
        if used is None:
            raise WrongCode(field="code")
        await tx.run(store.FORGET_TRIES, account=account)
        left = (await get(tx, account)).codes_left
        recovery = len(given) != codes.DIGITS
        if recovery:
            await accounts.guarding.warn(
                tx, account, said("A recovery code was used to sign in"),
                said("Somebody has signed in with one of your recovery codes. You have {left} left.", left=left))
    return CodesLeft(recovery, left)


@on(accounts.AccountErased)
async def forget(tx: Tx, fact: accounts.AccountErased) -> None:
    """Nothing is left to guard."""
    await tx.run(store.DROP_CODES, account=fact.account)
    await tx.run(store.FORGET, account=fact.account)


async def _count_try(db: Db, account: AccountId) -> None:
    """Committed before the code is looked at, so that a try counts whatever comes of it."""
    async with db.write() as tx:
        tried = await tx.maybe(store.TRY, account=account, now=now(), since=now() - WITHIN)
    if tried is not None and tried > MOST_TRIES:
        raise Tried(wait=WITHIN.total_seconds())


def _unsealed(db: Read, account: AccountId, sealed: bytes) -> bytes:
    try:
        return codes.unseal(db.here.secret, account, sealed)
    except InvalidTag:
        raise NotFound("The server's secret has changed: authenticator apps have to be set up anew. Please use a "
                       "recovery code, or turn to the people who run this server.") from None


async def grants(db: Read, account: AccountId, browser: str) -> str:
    """A ticket for whoever has given the password in this browser: good for the second half of the sign-in.

    It is worth nothing in another browser, later, or after the password has changed.
    """
    ends = int((now() + HALF_LIFE).timestamp())
    return f"{account}.{ends}.{await _mac(db, account, ends, browser)}"


async def redeem(db: Read, ticket: str, browser: str) -> AccountId:
    """Whose ticket it is. Raises `Halfway`, and what a sign-in raises for an account that was shut meanwhile."""
    parts = ticket.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts[:2]):
        raise Halfway
    account, ends = AccountId(int(parts[0])), int(parts[1])
    if ends < now().timestamp() or not codes.same(parts[2], await _mac(db, account, ends, browser)):
        raise Halfway
    if not (await accounts.get(db, account)).usable:
        raise Halfway
    return account


async def _mac(db: Read, account: AccountId, ends: int, browser: str) -> str:
    present = await db.maybe(store.PASSWORD, account=account)
    return codes.ticket_mac(db.here.secret, f"{account} {ends} {browser} {present}")
