"""Proofs: links in mail that confirm an address or let a forgotten password be changed."""

import hashlib
import secrets
from datetime import timedelta

from hubbub.base import mail
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound, TooMany
from hubbub.base.facts import on
from hubbub.base.ids import AccountId
from hubbub.base.jobs import every, job
from hubbub.base.words import said
from hubbub.people import accounts

from . import store

NOT_YOU = said("If it was not you, there is nothing to do.")
LIFE = {"confirm": timedelta(days=3), "reset": timedelta(hours=2), "move": timedelta(days=1)}
# Somebody else's address must not be flooded with our mail.
MOST, WITHIN = 3, timedelta(hours=1)


class Stale(NotFound):
    """This link was used already, or is too old. You can ask for a new one."""


class Confirmed(Conflict):
    """This e-mail address is confirmed already."""


class EnoughMail(TooMany):
    """We have sent this address several mails within the hour. Please look for them, also among the spam."""


@on(accounts.AccountOpened)
async def ask_newcomer(tx: Tx, fact: accounts.AccountOpened) -> None:
    """Whoever is new and has not shown that the address is theirs gets the first mail."""
    who = await accounts.get(tx, fact.account)
    if who.confirmed_at is None and not who.removed_at:
        await _send_confirmation(tx, who)


@on(accounts.AccountApproved)
async def welcome(tx: Tx, fact: accounts.AccountApproved) -> None:
    """Somebody who waited is told that the wait is over."""
    who, settings = await accounts.get(tx, fact.account), tx.here.settings
    if who.confirmed_at is None or who.removed_at:
        return
    await mail.send(tx, mail.Mail(
        who.email, said("You are in at {domain}", domain=settings.domain),
        [said("Your account at {domain} has been approved. You can sign in now.", domain=settings.domain)],
        settings.url("/sign-in"), said("Sign in"), who.locale,
    ))


async def resend(tx: Tx, account: AccountId, email: str = "") -> None:
    """The mail once more, or to another address. Raises `Confirmed`, `EnoughMail`, what `standing.move` raises."""
    who = await accounts.get(tx, account)
    if who.confirmed_at is not None:
        raise Confirmed
    await _check_patience(tx, account)
    if email and email != who.email:
        await accounts.move(tx, account, email)
        who = await accounts.get(tx, account)
    await _send_confirmation(tx, who)


async def confirm(tx: Tx, secret: str) -> AccountId:
    """The address is theirs; which account it is of. Raises `Stale`."""
    proof = await tx.maybe(store.TAKE, secret_hash=_hash(secret), purpose="confirm", oldest=now() - LIFE["confirm"])
    if proof is None or not await accounts.standing.confirm(tx, proof.account, proof.email):
        raise Stale
    return proof.account


async def ask_move(tx: Tx, account: AccountId, email: str) -> bool:
    """Another address for the account: a link goes there, and nothing changes until it is opened.

    Where no mail is sent it changes at once, which is said by True. Raises `Invalid`, `EmailTaken` by field,
    `EnoughMail`.
    """
    who, settings = await accounts.get(tx, account), tx.here.settings
    if email.lower() == who.email.lower():
        raise Invalid("This is your address already.", field="email")
    if await accounts.find(tx, email) is not None:
        raise accounts.EmailTaken("An account with this e-mail address exists already.", field="email")
    if not mail.configured(settings):
        await accounts.move(tx, account, email, confirmed=True)
        return True
    accounts.check_email(email)
    await _check_patience(tx, account)
    secret = await _made(tx, account, email, "move")
    await mail.send(tx, mail.Mail(
        email, said("Your new address for {domain}", domain=settings.domain),
        [said("Somebody wants to use this e-mail address for their account at {domain}. If it was you, open this link "
              "within a day.", domain=settings.domain), NOT_YOU],
        settings.url(f"/confirm-address/{secret}"), said("Use this address"), who.locale,
    ))
    return False


async def move(tx: Tx, secret: str) -> AccountId:
    """The new address is theirs, and is the account's from now on; the old one is told. Raises `Stale`, `EmailTaken`.
    """
    proof = await tx.maybe(store.TAKE, secret_hash=_hash(secret), purpose="move", oldest=now() - LIFE["move"])
    if proof is None:
        raise Stale
    was = await accounts.get(tx, proof.account)
    if was.removed_at or was.disabled_at:
        raise Stale
    await accounts.move(tx, proof.account, proof.email, confirmed=True)
    await accounts.guarding.warn(
        tx, proof.account, said("Your e-mail address has been changed"),
        said("Your account at {domain} has another e-mail address from now on; this one is not used any more.",
             domain=tx.here.settings.domain), to=was.email)
    return proof.account


async def awaited(db: Read, account: AccountId) -> str | None:
    """The address that waits to be confirmed, if one does."""
    return await db.maybe(store.AWAITED, account=account, oldest=now() - LIFE["move"])


# Both answer nothing, and look for the account only when nobody waits for them: how long the answer takes tells
# nobody whether there is such an account.


@job
async def remind(tx: Tx, email: str) -> None:
    """Send the confirmation again to an address that waits for it; silent if there is none, or was enough."""
    who = await accounts.find(tx, email)
    if who is not None and who.confirmed_at is None and await _may_write(tx, who.id):
        await _send_confirmation(tx, who)


@job
async def recover(tx: Tx, email: str) -> None:
    """Send a link by which the password can be changed; silent if nobody has this address, or it was enough."""
    who, settings = await accounts.find(tx, email), tx.here.settings
    if who is None or who.removed_at or who.disabled_at or not await _may_write(tx, who.id):
        return
    secret = await _made(tx, who.id, who.email, "reset")
    await mail.send(tx, mail.Mail(
        who.email, said("A new password for {domain}", domain=settings.domain),
        [said("Somebody asked to change the password of your account at {domain}. If it was you, open this link "
              "within two hours.", domain=settings.domain),
         said("If it was not you, there is nothing to do: your password stays as it is.")],
        settings.url(f"/password/{secret}"), said("Choose a new password"), who.locale,
    ))


async def find_reset(db: Read, secret: str) -> AccountId:
    """Whose password the link changes. Raises `Stale`."""
    proof = await db.maybe(store.FIND, secret_hash=_hash(secret), purpose="reset", oldest=now() - LIFE["reset"])
    if proof is None:
        raise Stale
    return proof.account


async def reset(tx: Tx, secret: str, password: str) -> AccountId:
    """Change the password by the link; everybody who was signed in is out. Raises `Stale`, `Invalid` by field.

    Who opened the link reads mail at the address, so it is confirmed by that.
    """
    proof = await tx.maybe(store.TAKE, secret_hash=_hash(secret), purpose="reset", oldest=now() - LIFE["reset"])
    if proof is None:
        raise Stale
    await accounts.renew_password(tx, proof.account, password)
    await accounts.standing.confirm(tx, proof.account, proof.email)
    return proof.account


@every(timedelta(hours=6))
async def forget(tx: Tx) -> None:
    """What is too old to be used."""
    await tx.run(store.FORGET, before=now() - max(LIFE.values()))


async def _send_confirmation(tx: Tx, who: accounts.Account) -> None:
    settings = tx.here.settings
    secret = await _made(tx, who.id, who.email, "confirm")
    await mail.send(tx, mail.Mail(
        who.email, said("Confirm your address for {domain}", domain=settings.domain),
        [said("Somebody has opened an account at {domain} with this e-mail address. If it was you, open this link "
              "within three days.", domain=settings.domain), NOT_YOU],
        settings.url(f"/confirm/{secret}"), said("Confirm my address"), who.locale,
    ))


async def _made(tx: Tx, account: AccountId, email: str, purpose: str) -> str:
    secret = secrets.token_urlsafe(32)
    await tx.run(store.ADD, secret_hash=_hash(secret), account=account, purpose=purpose, email=email, now=now())
    return secret


async def _check_patience(tx: Tx, account: AccountId) -> None:
    if not await _may_write(tx, account):
        raise EnoughMail


async def _may_write(tx: Tx, account: AccountId) -> bool:
    return await tx.one(store.RECENT, account=account, since=now() - WITHIN) < MOST


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
