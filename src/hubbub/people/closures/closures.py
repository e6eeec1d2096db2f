"""Closures: asked for with the password, taken back by signing in, done when their time has come.

Two weeks, because a rash evening or a thief is likelier than somebody who minds that what is hidden from everybody lies
on a disk a little longer; and because what other servers have deleted never comes back.
"""

from datetime import datetime, timedelta

from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotAllowed
from hubbub.base.facts import on
from hubbub.base.ids import AccountId
from hubbub.base.jobs import every
from hubbub.base.words import Moment, said
from hubbub.people import accounts, profiles, teams

from . import store
from .store import Closure

GRACE = timedelta(days=14)
AT_ONCE = 10


class Owns(NotAllowed):
    """You own this server: it cannot be without you. Let somebody else own it first, or end the server itself."""


async def find(db: Read, account: AccountId) -> Closure | None:
    """When the account ends, if its person has asked for it."""
    return await db.maybe(store.GET, account=account)


async def close(db: Db, account: AccountId) -> datetime:
    """Hide everything of theirs from everybody, end every way in; and the day on which it is gone for good.

    Raises `Owns`.
    """
    async with db.write() as tx:
        who = await accounts.get(tx, account)
        if who.role == "owner":
            raise Owns
        ends = now() + GRACE
        await tx.run(store.ADD, account=account, now=now(), ends_at=ends)
        for profile in await teams.list_profiles(tx, account):
            if await teams.owner_of(tx, profile) == account:
                await _hide(tx, account, await profiles.get(tx, profile))
        await accounts.guarding.warn(
            tx, account, said("Your account is closed"),
            said("Nobody sees anything of yours any more, and on {day} all of it is deleted for good. Until then "
                 "you can sign in, and everything is as it was.", day=Moment(ends, "%d %B %Y")))
        await accounts.shut_out(tx, account)
    return ends


async def _hide(tx: Tx, account: AccountId, profile: profiles.Profile) -> None:
    if profile.suspended_at is None and profile.removed_at is None:
        await profiles.suspend(tx, profile.id)
        hidden = (await profiles.get(tx, profile.id)).suspended_at
        await tx.run(store.HID, account=account, profile=profile.id, at=hidden)


@accounts.sessions.opens
async def bring_back(tx: Tx, account: AccountId) -> None:
    """Whoever signs in stays. Whom those who run the server have suspended meanwhile stays suspended."""
    if not await tx.maybe(store.TAKE_BACK, account=account):
        return
    for hidden in await tx.all(store.TAKE_HIDDEN, account=account):
        if (await profiles.get(tx, hidden.profile)).suspended_at == hidden.at:
            await profiles.suspend(tx, hidden.profile, lasts=False)
    await accounts.guarding.warn(tx, account, said("Your account is open again"),
                                 said("Somebody has signed in to your account, so it is not closed."))


@every(timedelta(hours=1))
async def end_due(tx: Tx) -> None:
    """Those whose time has come are gone for good; some at a time."""
    for account in await tx.all(store.DUE, now=now(), limit=AT_ONCE):
        if (await accounts.get(tx, AccountId(account))).role == "owner":
            await tx.run(store.DROP, account=account)
        else:
            await accounts.standing.erase(tx, AccountId(account))
            await tx.run(store.DROP, account=account)


@on(accounts.AccountErased)
async def forget(tx: Tx, fact: accounts.AccountErased) -> None:
    await tx.run(store.DROP, account=fact.account)
