"""Invites: made by those who may, good for so many until then, and ended by who made them."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.facts import on
from hubbub.base.ids import AccountId
from hubbub.people import accounts

from . import store
from .store import Invite

LIVES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
USES = (1, 5, 10, 50, 100)
MOST = 50  # that stand at one time


class NotGood(NotAllowed):
    """This invitation is used up, too old, or was taken back. Please ask for another."""


class NotYours(NotAllowed):
    """On this server only those who look after it invite others."""


async def may(db: Read, account: AccountId) -> bool:
    """Whether this person may invite: those who look after the server, or everybody if it is set so."""
    who = await accounts.get(db, account)
    return who.usable and (who.role != "member" or db.here.settings.invites == "members")


async def make(tx: Tx, account: AccountId, uses: int | None, ends_at: datetime | None) -> Invite:
    """A new link; without `uses` for any number, without `ends_at` until it is ended. Raises `NotYours`, `Invalid`."""
    if not await may(tx, account):
        raise NotYours
    if uses is not None and uses not in USES:
        raise Invalid("Please choose one of these.", field="uses")
    if len(await list_own(tx, account)) >= MOST:
        raise Invalid("At most {most} invitations can stand at one time. End some first.", most=MOST)
    code = secrets.token_urlsafe(9)
    return await tx.one(store.ADD, id=ids.new(), account=account, code=code, uses=uses, ends_at=ends_at, now=now())


async def list_own(db: Read, account: AccountId) -> list[Invite]:
    """Those that the account has made and that are still good, the newest first."""
    return await db.all(store.OWN, account=account, now=now())


async def list_joined(db: Read, by: AccountId) -> list[AccountId]:
    """Who has come by this person's invitations."""
    return [row.account for row in await db.all(store.JOINED, accounts=[], by=by)]


async def inviters(db: Read, joined: Sequence[AccountId]) -> dict[AccountId, AccountId]:
    """Of those who came by an invitation, whose that was."""
    rows = await db.all(store.JOINED, accounts=list(joined), by=None) if joined else []
    return {row.account: row.by for row in rows}


async def end(tx: Tx, account: AccountId, invite: int) -> None:
    """It is good no more; who has joined by it stays. Raises `NotFound`."""
    if not await tx.maybe(store.END, id=invite, account=account, now=now()):
        raise NotFound


async def check(db: Read, code: str) -> None:
    """That somebody can join with it just now. Raises `NotGood`."""
    if not await db.maybe(store.GOOD, code=code, now=now(), open=db.here.settings.invites == "members"):
        raise NotGood


@accounts.vouches
async def vouch(tx: Tx, given: accounts.SignUp, account: AccountId) -> bool:
    """One use of the invitation, in the transaction that opens the account: none is used for a sign-up that fails."""
    if not given.invite:
        return False
    invite = await tx.maybe(store.USE, code=given.invite, now=now(), open=tx.here.settings.invites == "members")
    if invite is None:
        raise NotGood
    await tx.run(store.NOTE, invite=invite, account=account, now=now())
    return True


@on(accounts.AccountErased)
async def forget(tx: Tx, fact: accounts.AccountErased) -> None:
    """Nobody joins any more by invitation of somebody who has gone."""
    await tx.run(store.FORGET_USES, account=fact.account)
    await tx.run(store.FORGET, account=fact.account)
