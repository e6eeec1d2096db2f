"""Moderation: who is let in, and what is done about whom; each step kept, and told to whom it concerns."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from hubbub.base import ids, mail
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from hubbub.base.facts import on
from hubbub.base.ids import AccountId, ProfileId
from hubbub.base.words import said
from hubbub.people import accounts, profiles
from hubbub.relations import notifications
from hubbub.trust import complaints

from . import store
from .store import Appointment, Person, Verdict

ACTIONS = ("none", "disable", "sensitive", "silence", "suspend")
STATES = ("active", "pending", "disabled", "silenced", "suspended", "sensitized")
LONGEST = 5000
# Nobody is judged by those who stand below them, nor by themselves.
RANKS = {"member": 0, "moderator": 1, "admin": 2, "owner": 3}
SAID = {
    "none": said("The people who run this server have a word for you."),
    "disable": said("Your account has been shut. You cannot sign in any more."),
    "sensitive": said("What you publish is marked as sensitive from now on."),
    "silence": said("Only those who follow you see what you publish from now on."),
    "suspend": said("Your account has been suspended. Nobody sees it any more."),
}


# Which roles somebody may give, and only to whom stands below the highest of them; an owner also to other owners.
GIVES: dict[str, tuple[str, ...]] = {
    "owner": ("member", "moderator", "admin", "owner"), "admin": ("member", "moderator")}
APPOINTED = {
    "member": said("You no longer have a part in looking after the server."),
    "moderator": said("You are a moderator now: you let people in, look into reports and do something about them."),
    "admin": said("You are an admin now: you look after the server and all that is set in it."),
    "owner": said("You are an owner of the server now: you may do everything, as its other owners may."),
}


class NotWaiting(Conflict):
    """This account does not wait to be let in."""


class AboveYou(NotAllowed):
    """This action is not allowed"""


@dataclass(frozen=True, slots=True)
class People:
    """Whom staff looks for; what is None does not matter."""

    here: bool | None = None
    state: str | None = None
    domain: str | None = None
    name: str | None = None
    title: str | None = None
    email: str | None = None
    address: str | None = None
    roles: Sequence[str] | None = None
    among: Sequence[AccountId] | None = None
    below: int | None = None
    above: int | None = None
    upward: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Action:
    """What is done, and why: the words go to the person."""

    kind: str
    words: str = ""
    complaint: complaints.ComplaintId | None = None
    mails: bool = True


async def list_people(db: Read, wanted: People) -> list[Person]:
    """Those who fit, the newest first."""
    rows = await db.all(store.PEOPLE, **asdict(wanted))
    return sorted(rows, key=lambda row: row.profile, reverse=True)


async def list_persons(db: Read, wanted: Sequence[ProfileId]) -> list[Person]:
    """These profiles with the accounts that own them, in no order."""
    return await db.all(store.PERSONS, ids=list(wanted))


async def list_owners(db: Read, wanted: Sequence[AccountId]) -> list[Person]:
    """These accounts with the profile that each came with, in no order."""
    return await db.all(store.OWNERS, accounts=list(wanted)) if wanted else []


async def get_person(db: Read, profile: ProfileId) -> Person:
    """One of them. Raises `NotFound`."""
    found = await list_persons(db, [profile])
    if not found:
        raise NotFound
    return found[0]


@on(accounts.AccountOpened)
async def call_staff(tx: Tx, fact: accounts.AccountOpened) -> None:
    """Staff is told of everybody who signs up; whom they have made an account for themselves is no news to them."""
    if (await accounts.get(tx, fact.account)).address is not None:
        await notifications.notify_staff(tx, "sign_up", fact.profile)


async def approve(tx: Tx, profile: ProfileId) -> None:
    """Let somebody in who waits. Raises `NotFound`, `NotWaiting`."""
    await accounts.standing.approve(tx, (await _waiting(tx, profile)).id)


async def reject(tx: Tx, profile: ProfileId, words: str = "") -> None:
    """Do not let them in, and mail them so, with these words: the account ends, and its address may ask again.

    Raises `NotFound`, `NotWaiting`, `Invalid` by field.
    """
    _check_length(words)
    who, settings = await _waiting(tx, profile), tx.here.settings
    await accounts.standing.erase(tx, who.id)
    if who.confirmed_at is None:  # somebody may have given the address of another
        return
    await mail.send(tx, mail.Mail(
        who.email, said("About your account at {domain}", domain=settings.domain),
        [said("You were not let in at {domain}. What you gave to sign up is deleted; you may ask again.",
              domain=settings.domain), *([words.strip()] if words.strip() else [])],
        settings.url("/about"), said("About the server"), who.locale))


async def _waiting(tx: Tx, profile: ProfileId) -> accounts.Account:
    person = await get_person(tx, profile)
    account = await accounts.get(tx, _account(person))
    if account.approved_at is not None or account.removed_at is not None:
        raise NotWaiting
    return account


def _account(person: Person) -> AccountId:
    if person.account is None:
        raise NotFound
    return person.account


async def erase(tx: Tx, by: AccountId, profile: ProfileId) -> None:
    """End a suspended profile for good: here with its account. Raises `NotAllowed` unless it is suspended."""
    person = await _below(tx, by, profile)
    if (await profiles.get(tx, profile)).suspended_at is None:
        raise NotAllowed("Only who is suspended can be deleted.")
    if person.account is not None:
        await accounts.standing.erase(tx, person.account)
    else:
        await profiles.remove(tx, profile)


async def appoint(tx: Tx, by: AccountId, profile: ProfileId, role: str) -> None:
    """Give somebody another role for the server, keep who gave it, and tell them.

    Raises `NotFound`, `Invalid` by field, `AboveYou`, `LastOwner`, `NotInUse`.
    """
    if role not in RANKS:
        raise Invalid("Please choose one of these.", field="role")
    giver = await accounts.get(tx, by)
    who = await accounts.get(tx, _account(await get_person(tx, profile)))
    if role not in may_give(giver.role, who.role):
        raise AboveYou
    if role == who.role:
        return
    await accounts.standing.appoint(tx, who.id, role)
    await tx.run(store.APPOINT, id=ids.new(), profile=profile, before=who.role, role=role, by=by, now=now())
    if who.id != by:
        domain = tx.here.settings.domain
        await mail.send(tx, mail.Mail(
            who.email, said("Your role at {domain}", domain=domain), [APPOINTED[role]],
            tx.here.settings.url("/settings"), said("Look at my settings"), who.locale))


def may_give(own: str, present: str) -> tuple[str, ...]:
    """The roles that somebody with this role of their own may give to whoever has that one at present."""
    roles = GIVES.get(own, ())
    return roles if present in roles else ()


async def appointments(db: Read, profile: ProfileId) -> list[Appointment]:
    """Which roles somebody was given, the newest first."""
    return await db.all(store.APPOINTMENTS, profile=profile)


async def act(tx: Tx, by: AccountId, profile: ProfileId, action: Action) -> int:
    """Do it, keep it, tell the person, and resolve the complaint that it answers.

    Raises `NotFound`, `Invalid` by field, `AboveYou`.
    """
    if action.kind not in ACTIONS:
        raise Invalid("Validation failed: Type is not included in the list", field="type")
    _check_length(action.words)
    person = await _below(tx, by, profile)
    complaint = await complaints.get(tx, action.complaint) if action.complaint else None
    if complaint is not None and complaint.about != profile:
        raise NotFound
    await _do(tx, person, action.kind, lasts=True)
    verdict = ids.new()
    await tx.run(store.ADD, id=verdict, profile=profile, action=action.kind, words=action.words.strip(),
                 complaint=action.complaint, posts=complaint.posts if complaint else [], by=by, now=now())
    if complaint is not None:
        await complaints.resolve(tx, complaint.id, by)
    await _tell(tx, person, action, verdict)
    return verdict


def _check_length(words: str) -> None:
    if len(words) > LONGEST:
        raise Invalid("Validation failed: Text has at most {longest} characters", field="text", longest=LONGEST)


async def undo(tx: Tx, by: AccountId, profile: ProfileId, kind: str) -> None:
    """Take back a `disable`, `sensitive`, `silence` or `suspend`. Raises `NotFound`, `AboveYou`."""
    await _do(tx, await _below(tx, by, profile), kind, lasts=False)


async def _below(tx: Tx, by: AccountId, profile: ProfileId) -> Person:
    person = await get_person(tx, profile)
    if person.account is not None:
        own, other = await accounts.get(tx, by), await accounts.get(tx, person.account)
        if RANKS[other.role] >= RANKS[own.role]:
            raise AboveYou
    return person


async def _do(tx: Tx, person: Person, kind: str, *, lasts: bool) -> None:
    match kind:
        case "disable":
            await accounts.standing.disable(tx, _account(person), lasts)
        case "sensitive":
            await profiles.limits.sensitize(tx, person.profile, lasts)
        case "silence":
            await profiles.limits.silence(tx, person.profile, lasts)
        case "suspend":
            await profiles.suspend(tx, person.profile, lasts)
            if person.account is not None:
                await accounts.shut_out(tx, person.account, for_good=False)


async def _tell(tx: Tx, person: Person, action: Action, verdict: int) -> None:
    if person.account is None or (action.kind == "none" and not action.words.strip()):
        return
    await notifications.notify(tx, "warning", [person.profile], person.profile, about=verdict)
    if action.mails:
        settings = tx.here.settings
        who = await accounts.get(tx, person.account)
        words = [SAID[action.kind], *([action.words.strip()] if action.words.strip() else []),
                 said("If you think that this is wrong, turn to the people who run the server.")]
        await mail.send(tx, mail.Mail(
            who.email, said("About your account at {domain}", domain=settings.domain), words,
            settings.url("/about"), said("About the server"), who.locale))


async def find_verdicts(db: Read, *, verdicts: Sequence[int] = (), profile: ProfileId | None = None) -> list[Verdict]:
    """These, or what was done about somebody, the newest first."""
    return await db.all(store.VERDICTS, ids=list(verdicts), profile=profile)
