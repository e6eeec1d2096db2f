"""Sessions: where somebody is signed in, and how every way into an account is shut at once."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.ids import AccountId
from hubbub.people import teams

from . import store
from .store import OpenSession, Session

SESSION_LIFE = timedelta(days=365)
# When somebody was here last is told to the nearest of these: a page read writes nothing.
SEEN_EVERY = timedelta(minutes=10)

# Called with whether it is for good: what is only held back for a while is not taken away.
Shuts = Callable[[Tx, AccountId, bool], Awaitable[None]]
_shuts: list[Shuts] = []

Opens = Callable[[Tx, AccountId], Awaitable[None]]
_opens: list[Opens] = []


def shuts(function: Shuts) -> Shuts:
    """A room that keeps other ways into an account says how they are shut, in the transaction that shuts them all."""
    _shuts.append(function)
    return function


async def shut_out(tx: Tx, account: AccountId, but: str = "", *, for_good: bool = True) -> None:
    """End every session and every other way in, all at once; but for the session with this secret.

    Not `for_good`, apps keep their tokens, which say why they may not be used just now.
    """
    await end_others(tx, account, but)
    for shut in _shuts:
        await shut(tx, account, for_good)


async def end_others(tx: Tx, account: AccountId, but: str) -> None:
    """End every session but the one with this secret; apps keep what they hold."""
    tx.say("session", *await tx.all(store.END_SESSIONS, account=account, but=_hash(but).hex()))


def opens(function: Opens) -> Opens:
    """A room that minds whether somebody comes back is told of each who signs in, in the transaction that lets them."""
    _opens.append(function)
    return function


async def open_session(tx: Tx, account: AccountId, user_agent: str = "") -> str:
    """Log the person in as their first profile; the secret for their cookie."""
    for opened in _opens:
        await opened(tx, account)
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


async def seen(tx: Tx, token: str) -> None:
    """Whoever holds this cookie is here just now."""
    await tx.run(store.SEEN, token_hash=_hash(token), now=now(), before=now() - SEEN_EVERY)


async def close_session(tx: Tx, token: str) -> None:
    """Log out."""
    await tx.run(store.CLOSE_SESSION, token_hash=_hash(token))
    tx.say("session", _hash(token).hex())


async def list_sessions(db: Read, account: AccountId, token: str) -> list[tuple[OpenSession, bool]]:
    """Where the person is signed in, the newest first, and whether it is the session with this secret."""
    mine = _hash(token).hex()
    rows = await db.all(store.SESSIONS, account=account, oldest=now() - SESSION_LIFE)
    return [(row, row.id == mine) for row in rows]


async def end_session(tx: Tx, account: AccountId, session: str) -> None:
    """Sign out elsewhere: `session` is its id in the list."""
    tx.say("session", *await tx.all(store.END_SESSION, account=account, id=session))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
