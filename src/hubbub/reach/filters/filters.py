"""Filters: words and posts that somebody would rather not read, kept by them alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import job
from hubbub.reach import posts

from . import store
from .store import Filter, Keyword, Picked

CONTEXTS = ("home", "notifications", "public", "thread", "account")
ACTIONS = ("warn", "hide", "blur")
LONGEST_TITLE = 256
LONGEST_KEYWORD = 512
MOST = 100
MOST_KEYWORDS = 500   # of one person in all their filters: each is looked for in each post they are shown
MOST_POSTS = 500      # of one filter


@dataclass(frozen=True, slots=True)
class Whole:
    """A filter with all that it holds."""

    filter: Filter
    keywords: Sequence[Keyword]
    picked: Sequence[Picked]


async def create(tx: Tx, given: Filter) -> Filter:
    """A new filter as given, which holds nothing yet; its id is made here. Raises `Invalid`."""
    made = _checked(replace(given, id=ids.new()))
    if not await tx.run(store.ADD, id=made.id, owner=made.owner, title=made.title, contexts=made.contexts,
                        action=made.action, ends_at=made.ends_at, most=MOST):
        raise Invalid("Validation failed: You have reached the maximum number of filters: {most}.", most=MOST)
    await _changed(tx, made)
    return made


async def change(tx: Tx, given: Filter) -> None:
    """Let the filter with this id and owner be as given. Raises `NotFound`, `Invalid`."""
    made = _checked(given)
    if not await tx.run(store.CHANGE, id=made.id, owner=made.owner, title=made.title, contexts=made.contexts,
                        action=made.action, ends_at=made.ends_at):
        raise NotFound
    await _changed(tx, made)


async def remove(tx: Tx, owner: ProfileId, number: int) -> None:
    """Delete the filter with all that it holds. Raises `NotFound`."""
    if not await tx.run(store.REMOVE, id=number, owner=owner):
        raise NotFound
    tx.say("filters", owner)


async def get(db: Read, owner: ProfileId, number: int) -> Whole:
    """One of the owner's. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=number, owner=owner)
    if found is None:
        raise NotFound
    return (await _whole(db, [found]))[0]


async def list_own(db: Read, owner: ProfileId) -> list[Whole]:
    """All of the owner's, the oldest first, also those that have ended."""
    return await _whole(db, await db.all(store.OWN, owner=owner))


async def _whole(db: Read, found: Sequence[Filter]) -> list[Whole]:
    numbers = [row.id for row in found]
    keywords = await db.all(store.KEYWORDS, filters=numbers) if numbers else []
    picked = await db.all(store.POSTS, filters=numbers) if numbers else []
    return [
        Whole(row, [k for k in keywords if k.filter == row.id], [p for p in picked if p.filter == row.id])
        for row in found
    ]


async def add_keyword(tx: Tx, owner: ProfileId, number: int, text: str, *, whole_word: bool = False) -> Keyword:
    """Put a word into the filter. Raises `NotFound`, `Invalid`."""
    await _owned(tx, owner, number)
    made = Keyword(ids.new(), number, _word(text), whole_word)
    if not await tx.run(store.ADD_KEYWORD, id=made.id, filter=number, owner=owner, text=made.text,
                        whole_word=whole_word, most=MOST_KEYWORDS):
        raise Invalid("Validation failed: You have reached the maximum number of keywords: {most}.", most=MOST_KEYWORDS)
    tx.say("filters", owner)
    return made


async def change_keyword(
    tx: Tx, owner: ProfileId, number: int, *, text: str | None = None, whole_word: bool | None = None
) -> Keyword:
    """Change what is given of the keyword. Raises `NotFound`, `Invalid`."""
    was = await get_keyword(tx, owner, number)
    made = replace(was, text=was.text if text is None else _word(text),
                   whole_word=was.whole_word if whole_word is None else whole_word)
    await tx.run(store.CHANGE_KEYWORD, id=number, text=made.text, whole_word=made.whole_word)
    tx.say("filters", owner)
    return made


async def remove_keyword(tx: Tx, owner: ProfileId, number: int) -> None:
    """Take the word out of its filter. Raises `NotFound`."""
    await get_keyword(tx, owner, number)
    await tx.run(store.REMOVE_KEYWORD, id=number)
    tx.say("filters", owner)


async def get_keyword(db: Read, owner: ProfileId, number: int) -> Keyword:
    """One word of the owner's. Raises `NotFound`."""
    found = await db.maybe(store.KEYWORD, id=number, owner=owner)
    if found is None:
        raise NotFound
    return found


async def pick(tx: Tx, owner: ProfileId, number: int, post: PostId) -> Picked:
    """Put a post that the owner can see into the filter. Raises `NotFound`, `Invalid`."""
    await _owned(tx, owner, number)
    await posts.visible(tx, owner, post)
    made = Picked(ids.new(), number, post)
    if not await tx.run(store.ADD_POST, id=made.id, filter=number, owner=owner, post=post, most=MOST_POSTS):
        raise Invalid("Validation failed: Status has already been taken", field="status_id")
    tx.say("filters", owner)
    return made


async def unpick(tx: Tx, owner: ProfileId, number: int) -> Picked:
    """Take a post out of its filter; what it was. Raises `NotFound`."""
    was = await get_picked(tx, owner, number)
    await tx.run(store.REMOVE_POST, id=number)
    tx.say("filters", owner)
    return was


async def get_picked(db: Read, owner: ProfileId, number: int) -> Picked:
    """One post in a filter of the owner's. Raises `NotFound`."""
    found = await db.maybe(store.POST, id=number, owner=owner)
    if found is None:
        raise NotFound
    return found


async def list_owners(db: Read) -> list[ProfileId]:
    """Everybody who has any filter."""
    return [ProfileId(profile) for profile in await db.all(store.OWNERS)]


async def _owned(tx: Tx, owner: ProfileId, number: int) -> None:
    if await tx.maybe(store.GET, id=number, owner=owner) is None:
        raise NotFound


async def _changed(tx: Tx, made: Filter) -> None:
    """What is kept of its owner's is right no more, nor is it once the filter ends."""
    tx.say("filters", made.owner)
    if made.ends_at and made.ends_at > now():
        await end.later(tx, made.ends_at, owner=made.owner)


@job
async def end(tx: Tx, owner: ProfileId) -> None:
    """One of the owner's filters is in force no longer."""
    tx.say("filters", owner)


def _checked(given: Filter) -> Filter:
    title, contexts = given.title.strip(), list(dict.fromkeys(given.contexts))
    if not title:
        raise Invalid("Validation failed: Title can't be blank", field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid("Validation failed: Title is too long (maximum is {longest} characters)", field="title",
                      longest=LONGEST_TITLE)
    if not contexts:
        raise Invalid("Validation failed: Context can't be blank", field="context")
    if not set(contexts) <= set(CONTEXTS):
        raise Invalid("Validation failed: Context None or invalid context supplied", field="context")
    if given.action not in ACTIONS:
        raise Invalid("Validation failed: Action is not included in the list", field="filter_action")
    return replace(given, title=title, contexts=contexts)


def _word(text: str) -> str:
    word = text.strip()
    if not word:
        raise Invalid("Validation failed: Keyword can't be blank", field="keyword")
    if len(word) > LONGEST_KEYWORD:
        raise Invalid("Validation failed: Keyword is too long (maximum is {longest} characters)",
                      field="keyword", longest=LONGEST_KEYWORD)
    return word


def times(found: Sequence[Whole], at: datetime) -> list[Whole]:
    """Those that are in force at that time."""
    return [each for each in found if each.filter.ends_at is None or each.filter.ends_at > at]
