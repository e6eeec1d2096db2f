"""Complaints: made here or sent from elsewhere, looked into, resolved and opened again."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.ids import AccountId, PostId, ProfileId
from hubbub.people import profiles
from hubbub.reach import posts
from hubbub.relations import collections, notifications
from hubbub.trust import rules

from . import store
from .store import Complaint, ComplaintId

CATEGORIES = ("spam", "legal", "violation", "other")
LONGEST, MOST_POSTS = 1000, 100
LONGEST_FROM_ELSEWHERE = 5000


@dataclass(frozen=True, slots=True)
class Given:
    """What is complained of: somebody, and perhaps what they wrote or collected and which rules it is against."""

    about: ProfileId
    comment: str = ""
    category: str = "other"
    posts: Sequence[PostId] = ()
    rules: Sequence[int] = ()
    forwards: bool = False  # to the server of whom it is about
    collections: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class ComplaintMade:
    complaint: ComplaintId
    profile: ProfileId
    about: ProfileId


async def make(tx: Tx, profile: ProfileId, given: Given) -> ComplaintId:
    """Tell those who look after the server. Raises `Invalid` by field, `NotFound` for who or what is not to be seen."""
    who = await profiles.get(tx, given.about)
    if who.removed_at:
        raise NotFound
    if len(given.comment) > LONGEST:
        raise Invalid("Validation failed: Comment is too long: at most {longest} characters.", field="comment",
                      longest=LONGEST)
    await _check_posts(tx, profile, given)
    await _check_collections(tx, profile, given)
    category = await _sorted(tx, given.category, given.rules)
    complaint = ComplaintId(ids.new())
    await _add(tx, complaint, profile, given, category, forwards=given.forwards and not who.here)
    return complaint


async def _check_posts(tx: Tx, profile: ProfileId, given: Given) -> None:
    if len(given.posts) > MOST_POSTS:
        raise Invalid("Validation failed: At most {most} posts.", field="status_ids", most=MOST_POSTS)
    seen = await posts.get(tx, await posts.visible_ids(tx, profile, given.posts)) if given.posts else []
    if {post.id for post in seen if post.author == given.about} != set(given.posts):
        raise NotFound


async def _check_collections(tx: Tx, profile: ProfileId, given: Given) -> None:
    seen = await collections.list_by_ids(tx, profile, given.collections) if given.collections else []
    if {each.id for each in seen if each.owner == given.about} != set(given.collections):
        raise NotFound


async def _sorted(db: Read, category: str, against: Sequence[int]) -> str:
    """The category, which is a violation if rules are named. Raises `Invalid` by field."""
    if category not in CATEGORIES:
        raise Invalid("Validation failed: Category is not included in the list", field="category")
    known = await rules.list_by_ids(db, [rules.RuleId(rule) for rule in against])
    if len(known) != len(set(against)):
        raise Invalid("Validation failed: Rules do not include valid rules", field="rule_ids")
    return "violation" if against else category


async def arrive(tx: Tx, server: ProfileId, given: Given, uri: str | None) -> None:
    """A complaint that another server sends about somebody here; once, though it comes again."""
    said = Given(given.about, given.comment[:LONGEST_FROM_ELSEWHERE], posts=given.posts[:MOST_POSTS])
    await _add(tx, ComplaintId(ids.new()), server, said, "other", uri=uri)


async def _add(
    tx: Tx, complaint: ComplaintId, profile: ProfileId, given: Given, category: str, *, uri: str | None = None,
    forwards: bool = False,
) -> None:
    if await tx.maybe(
        store.ADD, id=complaint, profile=profile, about=given.about, comment=given.comment, category=category,
        posts=list(dict.fromkeys(given.posts)), rules=list(dict.fromkeys(given.rules)),
        collections=list(dict.fromkeys(given.collections)), uri=uri, forwards=forwards,
        now=now(),
    ):
        await tell(tx, ComplaintMade(complaint, profile, given.about))


@on(ComplaintMade)
async def call_staff(tx: Tx, fact: ComplaintMade) -> None:
    await notifications.notify_staff(tx, "report", fact.profile, about=fact.complaint)


async def get(db: Read, complaint: ComplaintId) -> Complaint:
    """The complaint. Raises `NotFound`."""
    found = await find_all(db, [complaint])
    if not found:
        raise NotFound
    return found[0]


async def find_all(db: Read, complaints: Sequence[ComplaintId]) -> list[Complaint]:
    """These complaints, in no order."""
    return await db.all(store.BY_IDS, ids=list(complaints)) if complaints else []


async def list_complaints(
    db: Read, *, resolved: bool = False, by: ProfileId | None = None, about: ProfileId | None = None,
    below: int | None = None, above: int | None = None, upward: bool = False, limit: int = 40,
) -> list[Complaint]:
    """Those that are open, or those that are resolved, the newest first."""
    rows = await db.all(store.LIST, resolved=resolved, by=by, about=about, below=below, above=above, upward=upward,
                        limit=limit)
    return sorted(rows, key=lambda row: row.id, reverse=True)


async def resolve(tx: Tx, complaint: ComplaintId, by: AccountId) -> None:
    """It has been looked into; again is nothing. Raises `NotFound`."""
    if not await tx.maybe(store.RESOLVE, id=complaint, account=by, now=now()):
        await get(tx, complaint)


async def reopen(tx: Tx, complaint: ComplaintId) -> None:
    """It is to be looked into once more. Raises `NotFound`."""
    if not await tx.maybe(store.REOPEN, id=complaint, now=now()):
        await get(tx, complaint)


async def assign(tx: Tx, complaint: ComplaintId, to: AccountId | None) -> None:
    """Somebody looks into it, or nobody in particular. Raises `NotFound`."""
    if not await tx.maybe(store.ASSIGN, id=complaint, account=to, now=now()):
        raise NotFound


async def sort(tx: Tx, complaint: ComplaintId, category: str, against: Sequence[int]) -> None:
    """Another category, other rules. Raises `Invalid` by field, `NotFound`."""
    category = await _sorted(tx, category, against)
    if not await tx.maybe(store.SORT, id=complaint, category=category, rules=list(against), now=now()):
        raise NotFound


async def forwarded(tx: Tx, complaint: ComplaintId) -> bool:
    """Whether it is now, and for the first time, sent on to the server of whom it is about."""
    return await tx.maybe(store.FORWARDED, id=complaint, now=now()) is not None
