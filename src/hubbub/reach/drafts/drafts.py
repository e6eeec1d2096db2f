"""Drafts: written now, published later, with every rule asked again when the time has come."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany
from hubbub.base.facts import tell
from hubbub.base.ids import AccountId, MediaId, PostId, ProfileId
from hubbub.base.jobs import job
from hubbub.people import accounts, profiles, teams
from hubbub.reach import media, posts

from . import store
from .store import Draft, DraftId

WRITERS = teams.PUBLISHERS | {teams.Role.CONTRIBUTOR}
MOST = 2000
FARTHEST = timedelta(days=366 * 2)
TOO_LATE = timedelta(minutes=15)
# So long may a draft lie, or stand failed, before its pictures go as others do that nothing carries.
PICTURES_KEPT = timedelta(days=366)


class NotHere(NotFound):
    """This draft is not here any more: it was published, or cancelled."""


class Past(Invalid):
    """This time has passed. Please choose one that is still to come."""


class MissedItsTime(Conflict):
    """The server was not running at the time, and this post was not to go out late."""


class NothingToAnswer(Conflict):
    """The post that this answers is not there any more."""


class Suspended(NotAllowed):
    """The profile or the account it was written with may not publish at the moment."""


class _Undone(Exception):
    """What was tried is taken back."""


@dataclass(frozen=True, slots=True)
class DraftScheduled:
    draft: DraftId
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class DraftPublished:
    draft: DraftId
    post: PostId


@dataclass(frozen=True, slots=True)
class DraftFailed:
    draft: DraftId
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes as a profile."""

    account: AccountId
    profile: ProfileId


async def save(
    tx: Tx, who: Writer, note: posts.Note, due_at: datetime | None = None, *, skips_if_late: bool = False
) -> DraftId:
    """Keep a note: as a draft or, with a time, to be published then.

    What would be refused if it were published now is refused now. Raises `Past`, `NotYours`, any refusal of posts.
    """
    await teams.require(tx, who.profile, who.account, WRITERS)
    if not note.text.strip() and not note.spoiler.strip() and not note.parts:
        raise posts.Empty(field="text")
    if await tx.one(store.COUNT, profile=who.profile) >= MOST:
        raise TooMany("There are {most} drafts already. Please publish or cancel some first.", most=MOST)
    draft = DraftId(ids.new())
    await tx.run(store.ADD, id=draft, profile=who.profile, account=who.account, note=msgspec.to_builtins(note),
                 due_at=due_at, skips_if_late=skips_if_late, now=now())
    tx.say("drafts", who.profile)
    await _keep(tx, await get(tx, who.profile, draft))
    return draft


async def change(tx: Tx, who: Writer, draft: DraftId, **given: Any) -> Draft:
    """Change the `note`, `due_at` or `skips_if_late` of what is not published yet; as it is then.

    Raises `NotHere`, and what `save` raises.
    """
    await teams.require(tx, who.profile, who.account, WRITERS)
    row = replace(await _hold(tx, who.profile, draft), account=who.account, failed_at=None, failure=None, **given)
    await tx.run(store.CHANGE, id=draft, note=msgspec.to_builtins(row.note), due_at=row.due_at,
                 skips_if_late=row.skips_if_late, account=who.account)
    tx.say("drafts", who.profile)
    await _keep(tx, row)
    return row


def pictures(draft: Draft) -> list[MediaId]:
    """The pictures that the draft will carry."""
    return [MediaId(picture) for picture in draft.note.parts.get("media") or ()]


async def keep_pictures(tx: Tx, draft: Draft) -> None:
    """Its pictures stay as long as it may."""
    if pictures(draft):
        await media.hold(tx, draft.profile, pictures(draft), (draft.due_at or now()) + PICTURES_KEPT)


async def _keep(tx: Tx, draft: Draft) -> None:
    await keep_pictures(tx, draft)
    if draft.due_at is None:
        return
    if draft.due_at <= now() or draft.due_at > now() + FARTHEST:
        raise Past(None if draft.due_at <= now() else "This is more than two years away.", field="due_at")
    try:
        async with tx.part():
            await _publish(tx, draft)
            raise _Undone
    except _Undone:
        await _promise(tx, draft.id, draft.due_at)
        await tell(tx, DraftScheduled(draft.id, draft.profile))


async def cancel(tx: Tx, who: Writer, draft: DraftId) -> None:
    """Give a draft up; it is never published. Raises `NotHere`, `NotYours`."""
    await teams.require(tx, who.profile, who.account)
    await _hold(tx, who.profile, draft)
    await tx.run(store.CANCEL, id=draft, now=now())
    tx.say("drafts", who.profile)


async def publish(tx: Tx, who: Writer, draft: DraftId) -> PostId:
    """Publish it now, whatever its time was. A refusal is the caller's and leaves the draft as it is."""
    row = replace(await _hold(tx, who.profile, draft), account=who.account)
    return await _publish(tx, row)


async def get(db: Read, profile: ProfileId, draft: DraftId) -> Draft:
    """The profile's draft, whatever became of it. Raises `NotHere`."""
    found = await db.maybe(store.GET, id=draft, profile=profile)
    if found is None:
        raise NotHere
    return read(found)


async def list_waiting(db: Read, profile: ProfileId) -> list[Draft]:
    """What is not published: by time, then without one; those that failed are among them."""
    return [read(row) for row in await db.all(store.WAITING, profile=profile, most=MOST)]


async def find_unfinished(db: Read, profile: ProfileId) -> Draft | None:
    """What was begun last and has no time yet."""
    found = await db.maybe(store.UNFINISHED, profile=profile)
    return read(found) if found else None


async def list_published(db: Read, profile: ProfileId, most: int = 10) -> list[Draft]:
    """What went out last."""
    return [read(row) for row in await db.all(store.PUBLISHED_LATELY, profile=profile, most=most)]


async def list_scheduled(
    db: Read, profile: ProfileId, *, below: int | None = None, above: int | None = None, upward: bool = False,
    limit: int = 20,
) -> list[Draft]:
    """What has a time and waits for it, the newest draft first."""
    rows = await db.all(store.SCHEDULED, profile=profile, below=below, above=above, upward=upward, limit=limit)
    return sorted((read(row) for row in rows), key=lambda draft: draft.id, reverse=True)


@job
async def publish_due(tx: Tx, draft: DraftId) -> None:
    """Publish what is due, once; a refusal at this time ends the draft with its reason."""
    held = await tx.maybe(store.HOLD, id=draft, profile=None)
    if held is None or held.due_at is None or held.failed_at is not None:
        return
    if held.due_at > now():  # it was moved to later, or the clock was set back
        await _promise(tx, draft, held.due_at)
        return
    try:
        async with tx.part():
            if held.skips_if_late and now() - held.due_at > TOO_LATE:
                raise MissedItsTime
            await _publish(tx, read(held))
    except Refusal as problem:
        reason = problem.sentence.removeprefix("Validation failed: ")
        await tx.run(store.FAIL, id=draft, reason=reason, now=now())
        await tell(tx, DraftFailed(draft, held.profile))


async def _promise(tx: Tx, draft: DraftId, at: datetime) -> None:
    await publish_due.batch(tx, [{"draft": draft}], at, key=f"publish draft {draft} {at.isoformat()}")


async def _publish(tx: Tx, draft: Draft) -> PostId:
    """Every rule is asked here, so that what held when the draft was written need not hold any more."""
    account = await accounts.get(tx, draft.account)
    profile = await profiles.get(tx, draft.profile)
    if not account.usable or profile.suspended_at or profile.removed_at:
        raise Suspended
    await teams.require(tx, draft.profile, draft.account)
    answered = draft.note.reply_to
    if answered and not await posts.visible_ids(tx, draft.profile, [answered]):
        raise NothingToAnswer
    post = await posts.publish(tx, draft.profile, draft.note)
    await tx.run(store.PUBLISH, id=draft.id, post=post, now=now())
    tx.say("drafts", draft.profile)
    await tell(tx, DraftPublished(draft.id, post))
    return post


async def _hold(tx: Tx, profile: ProfileId, draft: DraftId) -> Draft:
    row = await tx.maybe(store.HOLD, id=draft, profile=profile)
    if row is None:
        raise NotHere
    return read(row)


def read(row: Draft) -> Draft:
    """The row with its note as posts know it."""
    return replace(row, note=msgspec.convert(row.note, posts.Note))
