"""Newsletters: whether somebody has one, who asked for it, confirmed that, and left again.

A request is answered before anybody looks whether its address is known, so nobody learns who subscribes to what.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta

from hubbub.base import ids, mail
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.facts import on
from hubbub.base.ids import AccountId, ProfileId
from hubbub.base.jobs import every, job
from hubbub.base.limits import Counter, Limit
from hubbub.base.words import said
from hubbub.people import accounts, follows, profiles, teams

from . import store
from .store import Subscriber

LIFE = timedelta(days=7)  # of a link by which one confirms
# Somebody else's address must not be flooded with our mail, whoever asks for it.
BY_CALLER = Limit("newsletters of a caller", 20, 86_400)
BY_ADDRESS = Limit("newsletters to an address", 5, 3_600)
AGAIN, MOST_ASKED = timedelta(hours=1), 3  # the same question: how soon, and how often at all
A_DAY, MOST_A_DAY = timedelta(days=1), 5   # all questions to one address
PAGE = 50


class Stale(NotFound):
    """This link was used already, or is too old. You can ask for the posts once more."""


class Ended(NotFound):
    """This subscription has ended already: no more mail comes of it."""


class NoAddress(Invalid):
    """This is not an e-mail address."""


async def open_among(db: Read, wanted: Sequence[ProfileId]) -> set[ProfileId]:
    """Which of the profiles anybody may have by e-mail just now."""
    if not wanted or not mail.configured(db.here.settings):
        return set()
    return {ProfileId(profile) for profile in await db.all(store.OPEN, profiles=list(wanted))}


async def enabled(db: Read, profile: ProfileId) -> bool:
    """Whether anybody may have this profile's posts by e-mail just now."""
    return profile in await open_among(db, [profile])


async def switch(tx: Tx, profile: ProfileId, on: bool) -> None:
    """Offer the profile's posts by e-mail, or do so no more; who has subscribed is kept until then."""
    if on:
        await tx.run(store.SWITCH_ON, profile=profile, now=now())
    else:
        await tx.run(store.SWITCH_OFF, profile=profile)
    tx.say("profile", profile)
    tx.say("newsletter", profile)


async def subscribe(db: Db, counter: Counter, caller: str, profile: ProfileId, email: str, language: str) -> None:
    """Promise the mail that asks whoever has the address whether they want the posts.

    Raises `NotFound`, `NoAddress` by field, `TooMany`.
    """
    if not await enabled(db, profile):
        raise NotFound
    email = email.strip()
    try:
        accounts.check_email(email)
        mail.check(email)
    except (Invalid, mail.Unsendable):
        raise NoAddress(field="email") from None
    counter.take(BY_CALLER, caller)
    counter.take(BY_ADDRESS, email.lower())
    async with db.write() as tx:
        await ask.soon(tx, profile=profile, email=email, language=language)


@job
async def ask(tx: Tx, profile: ProfileId, email: str, language: str) -> None:
    """The mail with the link, unless they have it already, were asked within the hour, or got several today."""
    if not await enabled(tx, profile):
        return
    await tx.run(store.TURN, email=email)
    if await tx.one(store.ASKED, email=email, since=now() - A_DAY) >= MOST_A_DAY:
        return
    secret = secrets.token_urlsafe(32)
    if not await tx.maybe(store.ASK, id=ids.new(), profile=profile, email=email, locale=language, now=now(),
                          secret_hash=_hash(secret), before=now() - AGAIN, most=MOST_ASKED):
        return
    who, settings = await profiles.get(tx, profile), tx.here.settings
    handle = f"@{who.name}@{settings.domain}"
    await mail.send(tx, mail.Mail(
        email, said("Do you want new posts by {handle}?", handle=handle),
        [said("Somebody has asked that new posts by {handle} be sent to this address. If it was you, open this link "
              "within a week.", handle=handle),
         said("If it was not you, there is nothing to do: without this link nothing is sent.")],
        settings.url(f"/newsletters/confirm/{secret}"), said("Yes, send them to me"), language,
    ))


async def awaited(db: Read, secret: str) -> profiles.Profile:
    """Whose posts this link is for, as long as it is good. Raises `Stale`."""
    profile = await db.maybe(store.AWAITED, secret_hash=_hash(secret), oldest=now() - LIFE)
    if profile is None or not await enabled(db, ProfileId(profile)):
        raise Stale
    return await profiles.get(db, ProfileId(profile))


async def confirm(tx: Tx, secret: str) -> profiles.Profile:
    """Whoever has the link subscribes, to what is published from now on; whose it is. Raises `Stale`."""
    who = await awaited(tx, secret)
    if not await tx.maybe(store.CONFIRM, secret_hash=_hash(secret), oldest=now() - LIFE, now=now(), issue=ids.new()):
        raise Stale
    return who


def leaving(db: Read, subscriber: int) -> str:
    """The secret by which this subscription, and no other, is ended from a mail."""
    made = hmac.new(db.here.secret, b"newsletter %d" % subscriber, hashlib.sha256).digest()[:16]
    return urlsafe_b64encode(made).rstrip(b"=").decode()


async def subscribed(db: Read, subscriber: int, secret: str) -> profiles.Profile:
    """Whose posts it is that are sent by this subscription. Raises `Ended`, `NotFound` for another's secret."""
    if not hmac.compare_digest(secret.encode(), leaving(db, subscriber).encode()):
        raise NotFound
    profile = await db.maybe(store.PROFILE, id=subscriber)
    if profile is None:
        raise Ended
    return await profiles.get(db, ProfileId(profile))


async def leave(tx: Tx, subscriber: int, secret: str) -> profiles.Profile | None:
    """Nothing is sent from now on, and the address is forgotten; whose posts they were, None if it had ended already.

    Raises `NotFound` for another's secret.
    """
    try:
        who = await subscribed(tx, subscriber, secret)
    except Ended:
        return None
    await tx.maybe(store.LEAVE, id=subscriber)
    return who


async def drop(tx: Tx, profile: ProfileId, subscriber: int) -> None:
    """Send this one nothing more. Raises `NotFound` for whoever is no subscriber of the profile."""
    if not await tx.maybe(store.DROP, id=subscriber, profile=profile):
        raise NotFound


async def count(db: Read, profile: ProfileId) -> int:
    """How many have confirmed that they want the profile's posts."""
    return await db.one(store.COUNT, profile=profile)


async def list_own(db: Read, profile: ProfileId, *, below: int | None = None, limit: int = PAGE) -> list[Subscriber]:
    """Who they are, the newest first."""
    return await db.all(store.OWN, profile=profile, below=below, limit=limit)


async def list_all(db: Read, profile: ProfileId) -> list[Subscriber]:
    """All of them, to be taken along."""
    return await db.all(store.OWN, profile=profile, below=None, limit=None)


@on(accounts.AccountConfirmed)
async def follow_instead(tx: Tx, fact: accounts.AccountConfirmed) -> None:
    await _follow_instead(tx, fact.account)


@on(accounts.AccountApproved)
async def follow_at_last(tx: Tx, fact: accounts.AccountApproved) -> None:
    await _follow_instead(tx, fact.account)


async def _follow_instead(tx: Tx, account: AccountId) -> None:
    """Who has an account here by now follows, and finds the posts at home instead of in their mail."""
    who = await accounts.get(tx, account)
    if not who.usable:
        return
    owned = await teams.list_profiles(tx, account)
    for wanted in await tx.all(store.WANTED, email=who.email) if owned else ():
        if (await profiles.get(tx, wanted.profile)).locked:
            continue  # they would get nothing until they are let in
        try:
            await follows.follow(tx, owned[0], wanted.profile)
        except Refusal:
            continue
        await tx.maybe(store.LEAVE, id=wanted.id)


@every(timedelta(days=1))
async def give_up(tx: Tx) -> None:
    """An address that nobody has confirmed within the life of its link is forgotten."""
    await tx.run(store.GIVE_UP, before=now() - LIFE)


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.FORGET, profile=fact.profile)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
