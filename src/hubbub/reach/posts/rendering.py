"""Statuses as kept pieces: rendered once, joined many times.

A status is head, the author's own piece, tail, counts and the viewer's flags. A changed profile replaces one
piece and not its thousand statuses; a new favourite replaces one short string. What depends on who looks is a
hole, filled anew for every page, and only in statuses that have one. The rows are the truth: a property test holds
what is kept to what they render.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec

from hubbub.base.apart import apart
from hubbub.base.db import Read
from hubbub.base.gather import Fetched
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.people.profiles.mastodon import generation as profiles_generation
from hubbub.people.profiles.mastodon import pieces as profile_pieces

from . import figures
from .parts import PARTS, carried, lately
from .shaping import DEFAULTS, FLAGS, head_of, mention_of
from .shaping import VISIBILITY as VISIBILITY
from .store import Post, Weighed

Shape = Callable[[Read, Any], Any]
Flags = Callable[[Read, ProfileId, Sequence[PostId]], Awaitable[Mapping[PostId, int]]]
# What is in a hole for the viewer, None for anybody.
Fill = Callable[[Read, Sequence[PostId], ProfileId | None], Awaitable[Mapping[PostId, Any]]]

@dataclass(frozen=True, slots=True)
class Piece:
    """What of a status is the same for every viewer, what its author alone is shown, and which holes it has."""

    author: ProfileId
    boost_of: PostId | None
    head: bytes
    tail: bytes
    own: bytes = b""
    holes: Sequence[str] = ()
    open: bool = False  # whether anybody may see it
    answers: ProfileId | None = None
    number: int = 0  # no two that were made have the same


@dataclass(frozen=True, slots=True)
class Filtered:
    """What a viewer's filters found in a post: the JSON of `filtered`, and where they hide the post."""

    json: bytes
    hides: frozenset[str]


@dataclass(frozen=True, slots=True)
class Carried:
    """A field that an upper room puts into statuses, from what its part keeps."""

    field: str
    part: str
    shape: Shape
    absent: Any


@dataclass(frozen=True, slots=True)
class Confided:
    """A field for the author alone; `absent` says what it is in a post without the part, None for no such field."""

    field: str
    part: str
    shape: Shape
    absent: Callable[[Post], Any]


@dataclass(frozen=True, slots=True)
class Hole:
    """A field that depends on who looks, in statuses that carry the part, if `when` it says so of what they carry.

    `lasting` if it changes with nothing but what drops a kept home anyway; `alike` says the same in other fields.
    """

    part: str
    fill: Fill
    when: Callable[[Any], bool]
    lasting: bool
    alike: Mapping[str, Callable[[Any], Any]]


Screen = Callable[[Read, ProfileId, Mapping[PostId, Piece]], Awaitable[Mapping[PostId, Filtered]]]

_carried: dict[str, Carried] = {}
_own: dict[str, Confided] = {}
_holes: dict[str, Hole] = {}
_flags: list[Flags] = []
_screens: list[Screen] = []
_pieces: Kept[PostId, Piece] = Kept(20_000, "post")
_numbers = count()
kept = _pieces.get  # the piece of a post, if it is kept

def carries(field: str, part: str, shape: Shape, absent: Any = None) -> None:
    """Let every status carry this field, shaped from the part's value; `absent` for posts without one."""
    _carried[field] = Carried(field, part, shape, absent)


def confides(field: str, part: str, shape: Shape, absent: Callable[[Post], Any] = lambda post: None) -> None:
    """Let statuses carry this field when their own author looks; `absent` is what it says where the part is not."""
    _own[field] = Confided(field, part, shape, absent)


def fills(
    field: str, part: str, fill: Fill, when: Callable[[Any], bool] = lambda value: True, *, lasting: bool = False,
    alike: Mapping[str, Callable[[Any], Any]] | None = None,
) -> None:
    """Let this field depend on who looks, in the statuses whose `part` is such `when` it does: it is asked once a page.

    `lasting` says that what it shows changes only with a post, counts, a profile, or with the viewer's own feed, flags
    and graph: a page with such holes may be kept as a whole. Fields `alike` are shaped from the same value.
    """
    _holes[field] = Hole(part, fill, when, lasting, alike or {})


def flags(function: Flags) -> Flags:
    """The room that knows what a viewer did with posts says it as bits."""
    _flags[:] = [function]
    return function


def screens(function: Screen) -> Screen:
    """The room that knows what a viewer would rather not read says what it found; whoever has no filter costs nothing.

    What it says changes only with a post, or when the topic `filters` is told for the viewer.
    """
    _screens[:] = [function]
    return function


async def rendered(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, instead: Mapping[str, Fill] | None = None
) -> list[bytes]:
    """Each post as the JSON of a Status. That the viewer may see them has been asked before.

    `instead` fills holes otherwise than usual, by their fields.
    """
    made = await rendered_by_id(db, ids, viewer, instead)
    return [made[post] for post in ids if post in made]


async def rendered_by_id(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, instead: Mapping[str, Fill] | None = None
) -> dict[PostId, bytes]:
    """As `rendered`, for whoever must know which is which: what is gone is left out."""
    known = await with_originals(db, ids)
    return await _joined(db, ids, known, await flags_of(db, viewer, known), viewer, instead or {})


async def flags_of(
    db: Read, viewer: ProfileId | None, known: Mapping[PostId, Piece]
) -> Mapping[PostId, int] | None:
    """The viewer's flags of the posts whose pieces these are; None for anybody."""
    if viewer is None:
        return None
    return await _flags[0](db, viewer, list(known)) if _flags else {}


async def join(
    db: Read, ids: Sequence[PostId], bits: Mapping[PostId, int] | None, viewer: ProfileId | None
) -> list[bytes]:
    """The bytes of the statuses, put together from pieces; what is missing is rendered and kept."""
    made = await _joined(db, ids, await with_originals(db, ids), bits, viewer, {})
    return [made[post] for post in ids if post in made]


async def _joined(
    db: Read, ids: Sequence[PostId], known: Mapping[PostId, Piece], bits: Mapping[PostId, int] | None,
    viewer: ProfileId | None, instead: Mapping[str, Fill],
) -> dict[PostId, bytes]:
    filled, found = await fill(db, known, viewer, instead), await screened(db, known, viewer)
    authors = await profile_pieces(db, [piece.author for piece in known.values()])
    counts = await figures.figures_of(db, list(known))

    def seen_of(post: PostId) -> bytes:
        if bits is None:
            return b""
        flags_said = FLAGS[bits.get(post, 0)]
        return flags_said[:-2] + found[post].json if post in found else flags_said

    def status(post: PostId, piece: Piece, shown: PostId, nested: bytes) -> bytes:
        # A boost shows the figures and flags of what it passes on: apps read them from either.
        own = piece.own if piece.author == viewer else b""
        return b"".join((
            piece.head, authors[piece.author], piece.tail, filled.get(post, b""), counts[shown], seen_of(shown), own,
            b',"reblog":', nested, b"}"))

    made: dict[PostId, bytes] = {}
    for post in ids:
        piece = known.get(post)
        # Neither its author nor that of what it passes on is shut out.
        if piece is None or piece.author not in authors:
            continue
        original = piece.boost_of
        inner = known.get(original) if original is not None else None
        if original is None or inner is None:
            made[post] = status(post, piece, post, b"null")
        elif inner.author in authors:
            made[post] = status(post, piece, original, status(original, inner, original, b"null"))
    return made


async def filtered(db: Read, ids: Sequence[PostId], viewer: ProfileId) -> Mapping[PostId, Filtered]:
    """Those of the posts in which the viewer's filters found something."""
    return await screened(db, await with_originals(db, ids), viewer)


async def screened(db: Read, known: Mapping[PostId, Piece], viewer: ProfileId | None) -> Mapping[PostId, Filtered]:
    """The same of posts whose pieces are at hand."""
    return await _screens[0](db, viewer, known) if viewer is not None and _screens else {}


async def lasts(db: Read, ids: Sequence[PostId]) -> bool:
    """Whether these, once joined, stay right until `generation` rises or the viewer's home is dropped."""
    known = await with_originals(db, ids)
    return all(_holes[field].lasting for piece in known.values() if piece.holes for field in piece.holes)


async def with_originals(db: Read, ids: Sequence[PostId]) -> dict[PostId, Piece]:
    known = await pieces(db, ids)
    originals = [p.boost_of for p in known.values() if p.boost_of is not None and p.boost_of not in known]
    return known | await pieces(db, originals) if originals else known


async def fill(
    db: Read, known: Mapping[PostId, Piece], viewer: ProfileId | None, instead: Mapping[str, Fill]
) -> dict[PostId, bytes]:
    """What goes into the holes, by post."""
    filled: dict[PostId, bytes] = {}
    holed = [post for post, piece in known.items() if piece.holes]
    for field, hole in _holes.items() if holed else ():
        if wanted := [post for post in holed if field in known[post].holes]:
            values = await instead.get(field, hole.fill)(db, wanted, viewer)
            for post in wanted:
                value = values.get(post)
                said = {field: value} | {name: shape(value) for name, shape in hole.alike.items()}
                filled[post] = filled.get(post, b"") + b"," + msgspec.json.encode(said)[1:-1]
    return filled


async def pieces(db: Read, ids: Sequence[PostId]) -> dict[PostId, Piece]:
    """The viewer-independent pieces of the posts that are there."""
    found, missing = _pieces.among(ids)
    if missing:
        stamp = _pieces.stamp
        for post, piece in (await _rendered.of(db, missing)).items():
            found[post] = _pieces.keep(post, piece, stamp)
    return found


_rendered = Fetched[PostId, Piece](lambda db, ids: apart(ids, lambda some: _render(db, some)))


async def _render(db: Read, ids: Sequence[PostId]) -> dict[PostId, Piece]:
    seams: list[Carried | Confided | Hole] = [*_carried.values(), *_own.values(), *_holes.values()]
    said = {"mentions", *(seam.part for seam in seams)}
    stamp = figures.stamp()
    rows = await lately.of(db, ids)
    parts = await carried(db, rows.values(), None, [part for name, part in PARTS.items() if name in said])
    figures.learn(rows.values(), stamp)
    return {
        post: _piece(db, row, {name: found[post] for name, found in parts.items() if post in found})
        for post, row in rows.items()
    }


def _piece(db: Read, row: Weighed, parts: Mapping[str, Any]) -> Piece:
    holes = [field for field, hole in _holes.items() if hole.part in parts and hole.when(parts[hole.part])]
    head = msgspec.json.encode(head_of(row))
    filled = {name for field in holes for name in (field, *_holes[field].alike)}
    more = {field: absent for field, absent in DEFAULTS.items() if field not in filled}
    for each in _carried.values():
        if each.field in filled:
            continue
        value = parts.get(each.part)
        more[each.field] = each.absent if value is None else each.shape(db, value)
    tail = msgspec.json.encode(more | {"mentions": [mention_of(mention) for mention in parts.get("mentions", ())]})
    own = b"".join(
        b',"%s":%s' % (each.field.encode(), msgspec.json.encode(value))
        for each in _own.values() if (value := _confided(db, row, each, parts)) is not None)
    return Piece(row.author, row.boost_of, head[:-1] + b',"account":', b"," + tail[1:-1], own, holes, row.open,
                 row.reply_to_author, next(_numbers))


def _confided(db: Read, row: Post, each: Confided, parts: Mapping[str, Any]) -> Any:
    return each.shape(db, parts[each.part]) if each.part in parts else each.absent(row)


def changes() -> int:
    """Rises whenever a kept piece of a post is dropped."""
    return _pieces.stamp


def kept_still(shown: Mapping[PostId, Piece]) -> bool:
    """Whether none of these posts has changed since."""
    return all(_pieces.get(post) is piece for post, piece in shown.items())


def generation() -> int:
    """Rises whenever any kept piece of any status is dropped: what was joined before may be out of date."""
    return _pieces.stamp + figures.generation() + profiles_generation()


def without_keeping() -> None:
    """Forget everything that is kept: the next page is rendered from rows."""
    _pieces.clear()
    figures.without_keeping()
