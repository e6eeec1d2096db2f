"""Feelings: one emoji of one person under a post, counted once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotAllowed
from hubbub.base.facts import on, tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import emoji, posts, reactions

from . import signs, store
from .signs import Custom
from .store import Feeler, Feeling, Room

MOST_FEELERS = 400


class NoEmoji(Invalid):
    """Validation failed: Name is not a recognized emoji"""


class TooManySigns(Invalid):
    """Validation failed: Reaction limit reached"""


class NotAsked(NotAllowed):
    """The author of this post wants to be asked before it is liked; a favourite asks them."""


@dataclass(frozen=True, slots=True)
class Felt:
    """Somebody has put an emoji under a post; told once until they take it back."""

    feeling: int
    profile: ProfileId
    post: PostId


@dataclass(frozen=True, slots=True)
class Unfelt:
    """They have taken it back: its row is gone, so the sign comes along."""

    feeling: int
    profile: ProfileId
    post: PostId
    sign: str


@dataclass(frozen=True, slots=True)
class Tally:
    """One sign under a post: how many say it, whether the viewer does, and its picture if it has one."""

    sign: str
    count: int
    mine: bool
    picture: emoji.Emoji | None

    @property
    def name(self) -> str:
        return signs.named(self.sign)


async def feel(tx: Tx, profile: ProfileId, post: PostId, given: str) -> None:
    """Put the emoji under the post, once: characters, one of our pictures, or one from elsewhere that stands there.

    Raises `NotFound`, `NotAllowed`, `NoEmoji`, `TooManySigns`.
    """
    seen = await _original(tx, profile, post)
    if not await reactions.may(tx, profile, seen, "like"):
        raise NotAsked
    sign = _sign(tx, given)
    room = await tx.one(store.ROOM, post=seen.id, profile=profile, sign=sign)
    await _check(tx, sign, room)
    if room.full and not room.said:
        raise TooManySigns
    await _keep(tx, profile, seen.id, sign, None)


async def feel_from_elsewhere(
    tx: Tx, profile: ProfileId, post: PostId, given: str | Custom, uri: str | None
) -> None:
    """The same of somebody elsewhere, whose server has its own pictures. What finds no place is dropped."""
    seen = await posts.reachable(tx, profile, post)
    if seen.boost_of:
        seen = await posts.reachable(tx, profile, seen.boost_of)
    sign = given.sign if isinstance(given, Custom) else given
    room = await tx.one(store.ROOM, post=seen.id, profile=profile, sign=sign)
    if not room.full:
        await _keep(tx, profile, seen.id, sign, uri)


async def unfeel(tx: Tx, profile: ProfileId, post: PostId, given: str) -> bool:
    """Take the emoji back; False if it was not there. Raises `NotFound`, `NoEmoji`."""
    seen = await _original(tx, profile, post)
    return await _unfeel(tx, profile, seen.id, _sign(tx, given))


async def unfeel_elsewhere(tx: Tx, profile: ProfileId, post: PostId, sign: str) -> bool:
    """They say it no longer, whether or not they may still see the post; False if they did not."""
    rows = await posts.get(tx, [post])
    return bool(rows) and await _unfeel(tx, profile, rows[0].boost_of or post, sign)


async def _unfeel(tx: Tx, profile: ProfileId, post: PostId, sign: str) -> bool:
    gone = await tx.maybe(store.UNFEEL, profile=profile, post=post, sign=sign)
    if gone is None:
        return False
    ended = await tx.maybe(store.SWEEP, post=post, sign=gone.sign)
    # Only a post's piece knows whether it has any at all; what is under it is asked for with each page.
    tx.say("post" if ended else "counts", post)
    await tell(tx, Unfelt(gone.id, profile, post, gone.sign))
    return True


async def get(db: Read, wanted: Sequence[int]) -> dict[int, Feeling]:
    """Those that are there."""
    return {row.id: row for row in await db.all(store.BY_IDS, ids=list(wanted))} if wanted else {}


async def find(db: Read, profile: ProfileId, uri: str) -> Feeling | None:
    """The one of theirs that this activity brought."""
    return await db.maybe(store.BY_URI, uri=uri, profile=profile)


async def of(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, list[Tally]]:
    """What is under those posts that have any, in the order in which the signs came."""
    rows = await db.all(store.COUNTS, posts=list(wanted), viewer=viewer)
    pictures = await shown(db, [row.sign for row in rows])
    found: dict[PostId, list[Tally]] = {}
    for row in rows:
        found.setdefault(row.post, []).append(Tally(row.sign, row.count, row.mine, pictures.get(row.sign)))
    return found


async def shown(db: Read, wanted: Sequence[str]) -> Mapping[str, emoji.Emoji]:
    """The pictures of those signs that are words; nothing is asked where all are characters."""
    words = {sign: found for sign in wanted if (found := signs.custom(sign))}
    known = await emoji.named_in(db, {sign: (each.domain, f":{each.shortcode}:") for sign, each in words.items()})
    return {sign: each[0] for sign, each in known.items()}


async def list_feelers(
    db: Read, viewer: ProfileId | None, post: PostId, given: str | None = None
) -> dict[str, list[ProfileId]]:
    """Who says what, the newest first, without those whom the viewer does not hear. Raises `NotFound`, `NoEmoji`."""
    seen = await posts.visible(db, viewer, post)
    sign = _sign(db, given) if given is not None else None
    rows: Sequence[Feeler] = await db.all(
        store.FEELERS, post=seen.boost_of or seen.id, sign=sign, viewer=viewer, now=now(), limit=MOST_FEELERS)
    said: dict[str, list[ProfileId]] = {}
    for row in rows:
        said.setdefault(row.sign, []).append(row.profile)
    return said


posts.joins(posts.Part("feelings", of=of, where=store.CARRIED))


@on(posts.PostRemoved)
async def forget(tx: Tx, fact: posts.PostRemoved) -> None:
    await tx.all(store.FORGET, post=fact.post)


async def _original(tx: Tx, profile: ProfileId, post: PostId) -> posts.Post:
    """The post that is meant: whoever answers to a boost answers to what it passes on."""
    seen = await posts.visible(tx, profile, post)
    return await posts.visible(tx, profile, seen.boost_of) if seen.boost_of else seen


def _sign(db: Read, given: str) -> str:
    found = signs.read(given)
    if found is None:
        raise NoEmoji(field="name")
    if isinstance(found, Custom) and found.domain == db.here.settings.domain:
        return found.shortcode
    return found.sign if isinstance(found, Custom) else found


async def _check(db: Read, sign: str, room: Room) -> None:
    """A picture is one of ours, or stands there already: what other servers have is not for everybody to use."""
    word = signs.custom(sign)
    if word and ((word.domain and not room.known) or not await shown(db, [sign])):
        raise NoEmoji(field="name")


async def _keep(tx: Tx, profile: ProfileId, post: PostId, sign: str, uri: str | None) -> None:
    feeling = await tx.maybe(
        store.FEEL, id=ids.new(), profile=profile, post=post, sign=sign, uri=uri, now=now())
    if feeling is None:
        return
    rows = await tx.all(store.COUNTS, posts=[post], viewer=None)
    first = len(rows) == 1 and rows[0].count == 1
    tx.say("post" if first else "counts", post)
    await tell(tx, Felt(feeling, profile, post))

