"""Accounts: signing up, logging in, how one likes to post."""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from hubbub.base import bus, ids, mail
from hubbub.base.clock import now
from hubbub.base.db import Db, Duplicate, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import AccountId, AppId, ProfileId
from hubbub.base.kept import Answers, Kept
from hubbub.base.limits import Limit
from hubbub.base.words import SOURCE, languages, said
from hubbub.people import profiles, teams

from . import admitting, guarding, store
from .sessions import shut_out
from .store import Account, Preferences

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"[A-Za-z0-9.!#$&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)*{_LABEL}")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
AUDIENCES = ("public", "quiet", "followers", "mentioned")
QUOTERS = ("public", "followers", "nobody")
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1000
PASSES, MEMORY = 2, 19 * 1024  # what OWASP asks for of Argon2id with one lane; in KiB
SIGN_UPS = Limit("sign-up", 5, 1800)
SIGN_INS = Limit("sign-in", 25, 300)
TRIES = Limit("password", 25, 3600)
_CHANGED = said("Your password has been changed")
_RENEWED = said("The password of your account has been changed. Everybody who was signed in is out.")


def _argon2(password: str) -> str:
    made = Argon2id(salt=secrets.token_bytes(16), length=32, iterations=PASSES, lanes=1, memory_cost=MEMORY)
    return made.derive_phc_encoded(password.encode())


# Compared against when there is no such account, so that the answer takes as long.
_NOBODY = _argon2(secrets.token_hex())


class EmailTaken(Conflict):
    """An account with this e-mail address exists already. You can log in instead."""


class WrongPassword(NotAllowed):
    """The e-mail address or the password is not right."""


class NotYet(NotAllowed):
    """Your account is waiting to be approved by the people who run this server."""


class Unconfirmed(NotAllowed):
    """Your e-mail address is not confirmed yet. Please open the link in the mail that we have sent you."""


class Shut(NotAllowed):
    """This account has been shut by the people who run this server."""


class OtherPassword(Invalid):
    """This is not your present password."""


class Barred(Invalid):
    """With this you cannot sign up here."""


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
    address: str | None = None  # whence it is asked for
    app: AppId | None = None  # with which app
    invite: str = ""  # the secret of one's invitation
    locale: str = SOURCE  # the language in which the person reads pages and mail


@dataclass(frozen=True, slots=True)
class AccountOpened:
    account: AccountId
    profile: ProfileId


# Asked before a stranger is let in: refuses by raising, or says whether people have to look first.
Screen = Callable[[Read, SignUp], Awaitable[bool]]
_screens: list[Screen] = []


def screens(function: Screen) -> Screen:
    """A room above may look at each sign-up."""
    _screens.append(function)
    return function


# Asked in the transaction that opens an account whether somebody stands up for the newcomer.
Vouch = Callable[[Tx, SignUp, AccountId], Awaitable[bool]]
_vouches: list[Vouch] = []


def vouches(function: Vouch) -> Vouch:
    """A room above may open closed doors to a sign-up; it raises if what the newcomer brought is not good."""
    _vouches.append(function)
    return function


async def create(db: Db, given: SignUp, *, invited: bool = False) -> tuple[AccountId, ProfileId]:
    """A new account with its own profile and the right to act as it.

    The first account of a server owns it. `invited` passes closed doors (the command line does).
    Raises `EmailTaken`, `NameTaken`, `Closed`, `Invalid` by field.
    """
    check_email(given.email)
    password_hash = await _hashed(given.password)
    async with db.write() as tx:
        await tx.run(store.TURN)
        first = await tx.one(store.FIRST)
        registrations = await admitting.mode(tx)
        account = AccountId(ids.new())
        let_in = invited or first
        vouched = not let_in and any([await vouch(tx, given, account) for vouch in _vouches])
        if registrations == "closed" and not let_in and not vouched:
            raise Closed
        # Also who was vouched for is looked at, and refused if barred: an invitation is no way around that.
        doubted = not let_in and any([await screen(tx, given) for screen in _screens])
        approved = let_in or vouched or (registrations == "open" and not doubted)
        # The first owns the server: a relay that does not work must not keep them out of it.
        confirmed = let_in or not mail.configured(tx.here.settings)
        try:
            async with tx.part():
                await tx.run(
                    store.ADD, id=account, email=given.email, password_hash=password_hash,
                    role=given.role or ("owner" if first else "member"), locale=given.locale, time_zone=given.time_zone,
                    reason=given.reason[:2000], now=now(), confirmed_at=now() if confirmed else None,
                    approved_at=now() if approved else None, address=given.address, opened_with=given.app,
                )
        except Duplicate:
            raise EmailTaken(field="email") from None
        profile = await profiles.open_profile(tx, given.name)
        await teams.join(tx, profile, account, teams.Role.OWNER)
        tx.say("staff", account)
        await tell(tx, AccountOpened(account, profile))
    return account, profile


async def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("A password has at least {shortest} characters.", field="password", shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("A password has at most {longest} characters.", field="password", longest=LONGEST_PASSWORD)
    return await asyncio.to_thread(_argon2, password)


async def authenticate(db: Read, email: str, password: str) -> Account:
    """The account with this address and password. Raises `WrongPassword`, `Unconfirmed`, `NotYet`, `Shut`."""
    account = await find(db, email)
    proved = await _proves(password, account.password_hash if account else _NOBODY)
    if not proved or account is None or account.removed_at:
        raise WrongPassword
    admit(account)
    return account


def admit(account: Account) -> None:
    """That somebody who has proved themselves may come in. Raises `Unconfirmed`, `NotYet`, `Shut`."""
    if account.disabled_at:
        raise Shut
    if not account.confirmed_at:
        raise Unconfirmed
    if not account.approved_at:
        raise NotYet


async def find(db: Read, email: str) -> Account | None:
    """The account with this e-mail address, in whatever case."""
    return await db.maybe(store.BY_EMAIL, email=email.strip())


async def move(tx: Tx, account: AccountId, email: str, *, confirmed: bool = False) -> None:
    """Another address: for an account whose own is not confirmed yet, or one that is `confirmed` itself.

    Raises `Invalid`, `EmailTaken` by field.
    """
    check_email(email)
    try:
        async with tx.part():
            await tx.run(store.MOVE, id=account, email=email, confirmed=confirmed)
    except Duplicate:
        raise EmailTaken(field="email") from None


def check_email(email: str) -> None:
    """That it can be one. Raises `Invalid` by field."""
    if len(email) > 254 or not EMAIL.fullmatch(email):
        raise Invalid("This is not an e-mail address.", field="email")


async def _proves(password: str, password_hash: str) -> bool:
    try:
        await asyncio.to_thread(Argon2id.verify_phc_encoded, password[:LONGEST_PASSWORD].encode(), password_hash)
    except (InvalidKey, ValueError):
        return False
    return True


async def change_password(db: Db, account: AccountId, present: str, new: str, session: str = "") -> None:
    """A new password; everybody who was signed in is out at once, but for this session.

    Raises `OtherPassword` and `Invalid` by field.
    """
    was = await get(db, account)
    if not await _proves(present, was.password_hash):
        raise OtherPassword(field="present")
    password_hash = await _hashed(new)
    async with db.write() as tx:
        if not await tx.maybe(store.CHANGE_PASSWORD, id=account, new=password_hash, old=was.password_hash):
            raise OtherPassword(field="present")
        await shut_out(tx, account, but=session)
        await guarding.warn(tx, account, _CHANGED, _RENEWED)


async def confirm(db: Read, account: AccountId, password: str) -> None:
    """That it is really the account's own person who asks. Raises `OtherPassword`."""
    if not await _proves(password, (await get(db, account)).password_hash):
        raise OtherPassword(field="password")


async def renew_password(tx: Tx, account: AccountId, password: str) -> None:
    """Another password for somebody who has proved themselves otherwise; everybody who was signed in is out.

    Raises `Invalid` by field, `NotFound`.
    """
    if not await tx.maybe(store.RENEW_PASSWORD, id=account, new=await _hashed(password)):
        raise NotFound
    await shut_out(tx, account)
    await guarding.warn(tx, account, _CHANGED, _RENEWED)


async def get(db: Read, account: AccountId) -> Account:
    """The account. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=account)
    if found is None:
        raise NotFound
    return found


async def preferences(db: Read, account: AccountId) -> Preferences:
    """What the person's posts are when they say nothing else."""
    return await db.maybe(store.PREFERENCES, account=account) or Preferences()


_liked = Answers(preferences, "preferences")


async def liked(db: Read, account: AccountId) -> Preferences:
    """The same from what is kept, as every post asks."""
    return await _liked.of(db, account)


async def prefer(tx: Tx, account: AccountId, wanted: Preferences) -> None:
    """Remember what the person's posts should be. Raises `Invalid` by field."""
    if wanted.language and not LANGUAGE.fullmatch(wanted.language):
        raise Invalid("This is not the code of a language.", field="language")
    if wanted.visibility not in AUDIENCES or wanted.quote_policy not in QUOTERS:
        raise Invalid("Please choose one of these.", field="visibility")
    await tx.run(store.PREFER, account=account, visibility=wanted.visibility, sensitive=wanted.sensitive,
                 language=wanted.language, quote_policy=wanted.quote_policy)
    tx.say("preferences", account)


async def move_clock(tx: Tx, account: AccountId, time_zone: str) -> None:
    """The zone in which the person reads and writes times. Raises `Invalid` by field."""
    if time_zone not in available_timezones():
        raise Invalid("This is not a time zone.", field="time_zone")
    await tx.maybe(store.MOVE_ZONE, id=account, time_zone=time_zone)
    tx.say("session", account)


async def speak(tx: Tx, account: AccountId, language: str) -> None:
    """The language in which the person reads pages and mail. Raises `Invalid` by field."""
    if language not in languages():
        raise Invalid("Please choose one of these.", field="language")
    await tx.maybe(store.SPEAK, id=account, locale=language)
    tx.say("session", account)


async def owner(db: Read) -> ProfileId | None:
    """The profile of the server's owner, whom its visitors may turn to."""
    account = await db.maybe(store.OWNER)
    mine = await teams.list_profiles(db, AccountId(account)) if account else []
    return mine[0] if mine else None


async def list_staff(db: Read, wanted: Sequence[ProfileId]) -> dict[ProfileId, str]:
    """Which of the profiles belong to those who keep this server, and in which role."""
    staff = _staff.get("")
    if staff is None:
        stamp = _staff.stamp
        staff = _staff.keep("", {row.profile: row.role for row in await db.all(store.STAFF)}, stamp)
    return {profile: staff[profile] for profile in wanted if profile in staff}


# They are few and seldom others, and every author is looked for among them.
_staff: Kept[str, dict[ProfileId, str]] = Kept(1)


@bus.hears("staff")
def _drop_staff(keys: list[str]) -> None:
    _staff.drop("")


async def count_here(db: Read) -> int:
    """How many accounts this server has."""
    return await db.one(store.COUNT)
