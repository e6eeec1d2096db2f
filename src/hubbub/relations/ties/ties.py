"""Ties: how strong, how mutual, how long, how recent, who waits for whom.

The measures are those of Raeder, Lizardo, Hachen and Chawla (Social Networks 33, 2011: directed weight, weighted
reciprocity and longevity predict best whether a tie lasts), Squartini et al. 2013 for reciprocity, and Gilbert and
Karahalios (CHI 2009) for what counts first: when people last and first had to do with each other. Everything here is
for the one who looks and is shown to nobody else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from hubbub.base import text
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles
from hubbub.reach import posts, reactions

from . import store
from .store import Course, Pair

WEIGHTS = {"reaction": 1, "boost": 2, "mention": 2, "reply": 4, "message": 6}
HALF_LIFE = timedelta(days=30)
# Never to be moved: every intensity on record is counted from it. A double holds 84 years of doubling.
LANDMARK = datetime(2026, 1, 1, tzinfo=UTC)
# How long a question may stay open before it counts as unanswered.
PATIENCE = timedelta(days=1)
# Gaps to know a pair's habit by; and a lively chat is no habit of answering within minutes.
MOST_GAPS, LEAST_GAPS, SHORTEST_HABIT = 10, 3, timedelta(days=1)
UNUSUAL = 3.0


@dataclass(frozen=True, slots=True)
class Tie:
    """One relationship as one of the two sees it.

    `given` and `received` are the two directions' intensities now, in deeds of weight 1 done this moment; `strength`
    is their geometric mean, `reciprocity` goes from 0 (one-sided) to 1 (even), `balance` is the share that I carry,
    `index` goes from 0 to 100, 63 being my usual tie. `overdue` is how often the pair's usual gap fits into the
    present silence, None if there is no habit yet.
    """

    other: ProfileId
    given: float = 0.0
    received: float = 0.0
    given_count: int = 0
    received_count: int = 0
    strength: float = 0.0
    reciprocity: float = 0.0
    balance: float = 0.0
    index: float = 0.0
    first_at: datetime | None = None
    last_at: datetime | None = None
    last_by: ProfileId | None = None
    unanswered: datetime | None = None
    active_weeks: int = 0
    weeks: int = 0
    habit: timedelta | None = None
    overdue: float | None = None

    @property
    def unusually_quiet(self) -> bool:
        return self.strength > 0 and self.overdue is not None and self.overdue >= UNUSUAL


async def tie(db: Read, me: ProfileId, other: ProfileId) -> Tie:
    """What there is between me and the other; nothing at all is a tie of zeros."""
    pair = await db.maybe(store.PAIR, me=me, other=other)
    return (await _ties(db, me, [pair]))[0] if pair else Tie(other)


async def list_ties(db: Read, me: ProfileId, limit: int = 50) -> list[Tie]:
    """My ties, the strongest first, then the liveliest of the one-sided; without those I do not hear."""
    return await _ties(db, me, await db.all(store.PAIRS, me=me, limit=limit, now=now()))


def worth(kind: str, at: datetime) -> float:
    """What a deed adds to an intensity: w * 2^((t - L) / h) (forward decay; Cormode et al., ICDE 2009)."""
    return WEIGHTS[kind] * math.exp2((at - LANDMARK) / HALF_LIFE)


def present(intensity: float, at: datetime) -> float:
    """The intensity on record as it is at a moment: S = A * 2^(-(t - L) / h)."""
    return intensity * math.exp2(-((at - LANDMARK) / HALF_LIFE))


def reciprocity(given: float, received: float) -> float:
    """2 * min / sum; 0 where nothing is."""
    return 2 * min(given, received) / (given + received) if given + received else 0.0


def index(strength: float, usual: float | None) -> float:
    """100 * (1 - e^(-s/k)), k being the median strength of one's ties."""
    return 100 * -math.expm1(-strength / usual) if usual else 0.0


def habit(contacts: Sequence[datetime]) -> timedelta | None:
    """The median of the last ten gaps between contacts (the newest first), at least a day; None if there are few."""
    latest = contacts[: MOST_GAPS + 1]
    gaps = [(newer - older).total_seconds() for newer, older in pairwise(latest)]
    return max(timedelta(seconds=median(gaps)), SHORTEST_HABIT) if len(gaps) >= LEAST_GAPS else None


@on(posts.PostPublished, lambda fact: fact.concerns)
async def note_post(tx: Tx, fact: posts.PostPublished) -> None:
    await _note(tx, fact.post)


@on(posts.PostArrived, lambda fact: fact.concerns)
async def note_arrived(tx: Tx, fact: posts.PostArrived) -> None:
    await _note(tx, fact.post)


@on(reactions.Favourited)
async def note_reaction(tx: Tx, fact: reactions.Favourited) -> None:
    for post in await posts.get(tx, [fact.post]):
        await _touch(tx, fact.profile, [post.author], "reaction", post.id, now())


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    """Whoever leaves is in nobody's books."""
    await tx.run(store.FORGET, profile=fact.profile)


async def _note(tx: Tx, post: PostId) -> None:
    """A post is one deed towards each person it concerns, by the strongest name for it."""
    for row in await posts.get(tx, [post]):
        at = min(row.published_at, now())
        if row.boost_of:
            for original in await posts.get(tx, [row.boost_of]):
                await _touch(tx, row.author, [original.author], "boost", original.id, at)
            return
        mentioned = {mention.profile for mention in (await posts.mentions_of(tx, [post])).get(post, [])}
        answered = {row.reply_to_author} if row.reply_to_author else set()
        asks = "?" in text.plain(row.html)
        if row.visibility == "mentioned":
            await _touch(tx, row.author, mentioned | answered, "message", post, at, asks)
            return
        await _touch(tx, row.author, answered, "reply", post, at, asks)
        await _touch(tx, row.author, mentioned - answered, "mention", post, at, asks)


async def _touch(tx: Tx, actor: ProfileId, others: set[ProfileId] | Sequence[ProfileId], kind: str, post: PostId,
                 at: datetime, asks: bool = False) -> None:
    if others:
        await tx.run(store.TOUCH, actor=actor, others=sorted(others), kind=kind, post=post, asks=asks, at=at,
                     worth=worth(kind, at))


async def _ties(db: Read, me: ProfileId, pairs: Sequence[Pair]) -> list[Tie]:
    if not pairs:
        return []
    at = now()
    usual = present(await db.one(store.USUAL, me=me) or 0.0, at)
    courses = {c.other: c for c in await db.all(store.COURSES, me=me, others=[pair.other for pair in pairs])}
    return [_tie(me, pair, courses[pair.other], usual, at) for pair in pairs]


def _tie(me: ProfileId, pair: Pair, course: Course, usual: float, at: datetime) -> Tie:
    given, received = present(pair.given, at), present(pair.received, at)
    strength = math.sqrt(given) * math.sqrt(received)
    last_at, last_by = max((when, who) for when, who in ((pair.given_at, me), (pair.received_at, pair.other)) if when)
    heard, said = course.heard_at, course.said_at
    open_question = heard if heard and course.asks and (said is None or said < heard) else None
    rhythm = habit(course.latest)
    return Tie(
        pair.other, given, received, pair.given_count, pair.received_count, strength, reciprocity(given, received),
        given / (given + received) if given + received else 0.0, index(strength, usual), pair.first_at, last_at,
        last_by, open_question if open_question and at - open_question >= PATIENCE else None, course.active_weeks,
        (at.date() - pair.first_at.date()).days // 7 + 1, rhythm, (at - last_at) / rhythm if rhythm else None,
    )
