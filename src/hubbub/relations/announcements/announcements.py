"""Announcements: written, published, ended; who has put one away, and what was answered by an emoji."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hubbub.base import bus, ids, text
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import job
from hubbub.people import profiles
from hubbub.reach import emoji

from . import store
from .store import Announcement, Reaction

LONGEST = 5_000  # characters
MOST_EMOJIS = 8  # different ones on one announcement
_BASE = (r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
         r"\u3030\u303d\u3297\u3299\U0001f004-\U0001f1e5\U0001f200-\U0001faff]")
_ONE = rf"{_BASE}[\ufe0f\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
# UTS #51: a flag, a keycap, or pictures joined to one.
EMOJI = re.compile(rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}(?:\u200d{_ONE}){{0,9}}")


class NoEmoji(Invalid):
    """Validation failed: Name is not a recognized emoji"""


class TooManyKinds(Conflict):
    """Validation failed: Limit of different reactions reached"""


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be said, and when that is which it is about: whole days if so marked."""

    text: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool = False


async def write(tx: Tx, said: Words, announcement: int | None = None) -> int:
    """A new announcement, not yet published, or other words for this one. Raises `Invalid` by field, `NotFound`."""
    _check(said)
    number, named = announcement or ids.new(), (await mentioned(tx, [said.text]))[0]
    row = {
        "id": number, "text": said.text, "starts_at": said.starts_at, "ends_at": said.ends_at,
        "all_day": said.all_day, "now": now(),
        "html": text.render(said.text, {name: text.Mentioned(who.url, who.name) for name, who in named.items()},
                            lambda tag: tx.here.settings.url(f"/tags/{tag}")),
    }
    if announcement is None:
        await tx.run(store.ADD, **row)
        return number
    published = await tx.maybe(store.CHANGE, **row)
    if published is None:
        raise NotFound
    if published:
        await _shown(tx, number, said.ends_at)
    return number


async def mentioned(db: Read, texts: Sequence[str]) -> list[dict[str, profiles.Profile]]:
    """Whom each of the texts names, of those who are known, by what stands in it."""
    here = db.here.settings.domain
    handles = [
        {token.text[1:].lower(): token.text[1:].lower().removesuffix(f"@{here}")
         for token in text.tokens(words) if token.kind == "mention"} for words in texts]
    wanted = sorted({handle for each in handles for handle in each.values()})
    found = {row.handle: row.profile for row in await db.all(store.NAMED, handles=wanted)} if wanted else {}
    rows = {row.id: row for row in await profiles.list_by_ids(db, set(found.values()))} if found else {}
    return [
        {said: rows[found[handle]] for said, handle in each.items() if found.get(handle) in rows} for each in handles]


async def publish(tx: Tx, announcement: int) -> None:
    """Everybody sees it from now on. Raises `NotFound`."""
    if not await tx.maybe(store.PUBLISH, id=announcement, now=now()):
        raise NotFound
    await _shown(tx, announcement, (await get(tx, announcement)).ends_at)


async def remove(tx: Tx, announcement: int) -> None:
    """Nobody sees it any more. Raises `NotFound`."""
    published = await tx.maybe(store.REMOVE, id=announcement, now=now())
    if published is None:
        raise NotFound
    if published:
        _gone(tx, announcement)


async def get(db: Read, announcement: int) -> Announcement:
    """Any that was not removed, for those who write them. Raises `NotFound`."""
    found = await db.maybe(store.EVERY, id=announcement)
    if found is None:
        raise NotFound
    return found


async def list_all(db: Read) -> list[Announcement]:
    """All that were not removed, the newest first, for those who write them."""
    return await db.all(store.EVERY, id=None)


async def list_current(db: Read, me: ProfileId, *, dismissed: bool = False) -> list[Announcement]:
    """What is shown now, the newest first; what I have put away only if asked for."""
    return await db.all(store.CURRENT, me=me, now=now(), id=None, dismissed=dismissed)


async def current(db: Read, me: ProfileId, announcement: int) -> Announcement:
    """One that is shown now. Raises `NotFound`."""
    found = await db.maybe(store.CURRENT, me=me, now=now(), id=announcement, dismissed=True)
    if found is None:
        raise NotFound
    return found


async def reactions(db: Read, me: ProfileId, announcements: Sequence[int]) -> list[Reaction]:
    """What was answered to each, in the order that it began."""
    return await db.all(store.REACTIONS, me=me, ids=list(announcements))


async def dismiss(tx: Tx, me: ProfileId, announcement: int) -> None:
    """I have read it. Raises `NotFound`."""
    await current(tx, me, announcement)
    await tx.run(store.DISMISS, id=announcement, me=me, now=now())
    tx.say("announced", me)


async def react(tx: Tx, me: ProfileId, announcement: int, name: str) -> None:
    """Answer with an emoji, or by its word with one of this server's own, once with each.

    Raises `NotFound`, `NoEmoji`, `TooManyKinds`.
    """
    await current(tx, me, announcement)
    if not EMOJI.fullmatch(name) and not await emoji.named_in(tx, {name: ("", f":{name}:")}):
        raise NoEmoji
    await tx.run(store.TURN, id=announcement)
    names = await tx.all(store.NAMES, id=announcement)
    if name not in names and len(names) >= MOST_EMOJIS:
        raise TooManyKinds
    if await tx.maybe(store.REACT, id=announcement, name=name, me=me, now=now()):
        tx.say("announcement.reaction", f"{announcement}:{name}")


async def unreact(tx: Tx, me: ProfileId, announcement: int, name: str) -> None:
    """Take the answer back. Raises `NotFound`."""
    await current(tx, me, announcement)
    if await tx.maybe(store.UNREACT, id=announcement, name=name, me=me):
        tx.say("announcement.reaction", f"{announcement}:{name}")


@job
async def retire(tx: Tx, announcement: int) -> None:
    """Its end has come, unless it was moved meanwhile: open apps take it away."""
    found = await tx.maybe(store.EVERY, id=announcement)
    if found and found.published_at and found.ends_at and found.ends_at <= now():
        _gone(tx, announcement)


def _gone(tx: Tx, announcement: int) -> None:
    tx.say("announcement.delete", announcement)
    tx.say("announced", bus.ALL)


async def _shown(tx: Tx, announcement: int, ends_at: datetime | None) -> None:
    tx.say("announcement", announcement)
    tx.say("announced", bus.ALL)
    if ends_at:
        await retire.later(tx, ends_at, announcement=announcement)


def _check(said: Words) -> None:
    if not said.text.strip():
        raise Invalid("An announcement says something.", field="text")
    if len(said.text) > LONGEST:
        raise Invalid("An announcement has at most {longest} characters.", field="text", longest=LONGEST)
    if said.starts_at and said.ends_at and said.ends_at <= said.starts_at:
        raise Invalid("It ends after it has begun.", field="ends_at")
