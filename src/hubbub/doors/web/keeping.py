"""Pieces of pages that are kept: made once for all who would be shown the same.

A piece is made of what it is given and of nothing else, and all of that is its key: nobody can be shown what was made
of other words, for other eyes or in another language. What belongs to one answer alone, the nonce and the token of
its forms, is put in afterwards.
"""

import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec
from jinja2 import pass_context
from jinja2.runtime import Context as Scope
from jinja2.utils import missing
from markupsafe import Markup, escape

from hubbub.base.clock import A_MINUTE, holds, now, timed
from hubbub.base.db import Db
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Kept
from hubbub.base.words import Said, Words, aged

if TYPE_CHECKING:  # of whose answers these are pieces
    from .routes import View

LASTS = timedelta(days=1)  # what says nothing of the time
AGES = 5_000  # are remembered in each language
_BEGINNING, _A_MOMENT = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
# No stranger can write these: they begin with what is made at random at each start.
_SIGN = secrets.token_hex(16)
_NONCE, _TOKEN, _PLACE, _LATER, _AGO = f"{_SIGN}n;", f"{_SIGN}t;", f"{_SIGN}p", f"{_SIGN}l", f"{_SIGN}a"
_SIGN_IN_BYTES = _SIGN.encode()

K = TypeVar("K")
Piece = tuple[bytes, ...]  # in its parts: every other is a mark


class Made(NamedTuple):
    """A piece, and when it is right."""

    at: datetime
    until: datetime
    piece: Piece

    def lasts(self, now: datetime) -> bool:
        return self.at <= now < self.until


_made: Kept[Hashable, Made] = Kept(2_000)
_known: list[str] = []


def _in_bytes(given: Any) -> Any:
    """A sentence for people, as what it is made of."""
    if isinstance(given, Said):
        return given.sentence, given.values
    raise TypeError(type(given))


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_in_bytes)


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody signed in. Their own profile if the piece is about it, else none."""

    profile: ProfileId | None
    time_zone: str
    role: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What pictures need of the request."""

    db: Db


@dataclass(frozen=True, slots=True)
class Shared:
    """What all pieces of a page are given, and the same with whose eyes it is seen by in bytes, if that can be said."""

    given: dict[str, Any]
    said: bytes


def pieces_know(*names: str) -> None:
    """Of what a room gives to every page these go into kept pieces too."""
    _known.extend(names)


def group_of(view: "View", template: str, common: Mapping[str, Any], **given: Any) -> bytes:
    """What pieces of one page have in common: under this and the mark of each they are kept by `kept(under=…)`."""
    known = [common.get(name) for name in _known]
    return _ENCODER.encode((template, *_eyes(view), view.request.scope["path"], view.partial, known, given))


def shared(view: "View", given: Mapping[str, Any]) -> Shared:
    """What pieces know of a page that is given this."""
    known = {name: given[name] for name in _known if name in given}
    known |= {"path": view.request.scope["path"], "partial": view.partial}
    return Shared(known, _said((*_eyes(view), known)))


def _said(given: object) -> bytes:
    """All of it in bytes; nothing if that cannot be."""
    try:
        return _ENCODER.encode(given)
    except TypeError:
        return b""


def _eyes(view: "View") -> tuple[str, tuple[str, str] | None]:
    """What pieces may know of whoever looks, be it who it may."""
    return view.language, (view.visitor.time_zone, view.visitor.role) if view.visitor else None


def ready(unders: Mapping[K, Hashable]) -> dict[K, Made]:
    """Of the pieces that are kept under these, those that are right still."""
    at = now()
    return {key: made for key, under in unders.items() if (made := _made.get(under)) and made.lasts(at)}


@pass_context
def lay(scope: Scope, *pieces: Piece) -> Markup:
    """Where the pieces stand in their page. They are put in when the page is bytes, and nobody looks through them."""
    laid: list[Sequence[Piece]] = scope["laid"]
    laid.append(pieces)
    return Markup(f"{_PLACE}{len(laid) - 1};")  # noqa: S704  a number


@pass_context
def kept(scope: Scope, template: str, under: Hashable = None, **given: Any) -> Markup:
    """The template made of what it is given, from what is kept if the same was made before, and is right still. It is
    kept `under` this too, if that says as much.

    What another process has just done may be in the piece and not yet in what it is kept under. It is believed for a
    minute therefore, and from then on if it was made of the same again.
    """
    view, common = scope["view"], scope["shared"]
    if (back := scope.resolve_or_missing("back")) is not missing:
        given["back"] = back
    known = _made.get(under) if under is not None else None
    # What was never made under this was hardly made of the same under another: by what it is made of it is kept once it
    # is made again. Whoever is signed in needs the key, which says whether the piece is about them.
    first = under is not None and known is None and view.visitor is None
    key, onlooker = (b"", None) if first else _key(template, view, common, given)
    made, at = _made.get(key) if key else None, now()
    if made is None or not made.lasts(at):
        with timed() as ends:
            piece = scope.environment.get_template(template).render(common.given | given | {
                "visitor": onlooker, "view": Ground(view.db), "settings": scope["settings"], "when": scope["when"],
                "nonce": _NONCE, "csrf": _TOKEN})
        made = Made(at, min([at + LASTS, *ends]), parted(piece))
        if key:
            _made.keep(key, made, _made.stamp)
    if under is not None:
        since = known.at if known and known.piece is made.piece else at
        until = made.until if at - since >= A_MINUTE else min(made.until, at + A_MINUTE)
        _made.keep(under, Made(since, until, made.piece), _made.stamp)
    holds(made.until)
    return lay(scope, made.piece)


def parted(made: str) -> Piece:
    """What was made, in its parts."""
    parts: list[bytes] = []
    first, *rest = made.encode().split(_SIGN_IN_BYTES)
    for each in rest:
        mark, end, text = each.partition(b";")
        parts += _SIGN_IN_BYTES + mark + end, text
    return first, *parts


@dataclass(frozen=True, slots=True)
class Bones:
    """A page without what belongs to one answer, and the pieces that stand in it; its cards are laid at `place`."""

    parts: Piece
    laid: Sequence[Sequence[Piece]]
    place: int = -1

    def dressed(self, words: Words, nonce: str, token: str, later: Mapping[str, object] | None = None) -> bytes:
        """The page with its pieces, and in all of them what belongs to this answer."""
        own, place = _Own(words), _PLACE.encode()
        own |= {_NONCE.encode(): nonce.encode(), _TOKEN.encode(): token.encode()}
        own |= {slot(name).encode(): str(escape(value)).encode() for name, value in (later or {}).items()}
        own[b""] = b""
        whole = [self.parts[0]]
        for mark, text in zip(self.parts[1::2], self.parts[2::2], strict=True):
            if not mark.startswith(place):
                whole += mark, text
            else:  # between two texts stands a mark, be it of nothing: all are filled in at once
                for piece in self.laid[int(mark[len(place):-1])]:
                    whole += b"", *piece
                whole += b"", text
        whole[1::2] = map(own.__getitem__, whole[1::2])
        return b"".join(whole)


class _Own(dict[bytes, bytes]):
    """What belongs to one answer, by its marks; how long ago things were is said when it is asked for."""

    def __init__(self, words: Words) -> None:
        self._words, self._at, self._ages = words, (now() - _BEGINNING) // _A_MOMENT, _ages(words)

    def __missing__(self, mark: bytes) -> bytes:
        said = self._ages.get(mark)
        if said is None or not said[0] <= self._at < said[1]:
            since = int(mark[len(_AGO):-1])
            age, until = aged(self._words, (self._at - since) // 1000)
            if len(self._ages) >= AGES:
                self._ages.clear()
            said = self._ages[mark] = self._at, since + until * 1000, str(escape(age)).encode()
        return said[2]


@cache
def _ages(words: Words) -> dict[bytes, tuple[int, int, bytes]]:
    """From when and until when it is said how long ago something was, and how, by its mark; in milliseconds."""
    return {}


def ago(at: datetime) -> str:
    """Where it is said how long ago that was. Raises `TypeError` for a time of no zone, as one that never comes."""
    return f"{_AGO}{max((at - _BEGINNING) // _A_MOMENT, 0)};"


def slot(name: str) -> str:
    """Where a page is told something later."""
    return f"{_LATER}{name};"


_bones: Kept[bytes, tuple[datetime, datetime, Bones]] = Kept(500)


def bones(
    view: "View", template: str, given: object, cards: Sequence[Piece],
    make: Callable[[str, str], tuple[str, list[Sequence[Piece]]]],
) -> Bones:
    """The page, from what is kept if it was made of the same for the same visitor; `cards` stand in it at one place.

    Like a piece it is made of what it is given and of nothing else, but for the address that is asked.
    """
    visitor, at, asked = view.visitor, now(), view.request.scope
    key = _said((template, visitor and visitor.profile, asked["path"], asked["query_string"], *_eyes(view), given))
    made = _bones.get(key) if key else None
    if made is not None and made[0] <= at < made[1]:
        laid = [*made[2].laid]
        laid[made[2].place] = cards
        return replace(made[2], laid=laid)
    with timed() as ends:
        page, laid = make(_NONCE, _TOKEN)
    place = next((n for n, pieces in enumerate(laid) if pieces and pieces[0] is cards[0]), -1)
    found = Bones(parted(page), laid, place)
    if key and place >= 0:  # without its cards: they would outlive all others
        bare = replace(found, laid=[*laid[:place], (), *laid[place + 1:]])
        _bones.keep(key, (at, min([at + LASTS, *ends]), bare), _bones.stamp)
    return found


def _key(template: str, view: "View", common: Shared, given: Mapping[str, Any]) -> tuple[bytes, Onlooker | None]:
    """By what the piece is kept, nothing if that cannot be said in bytes; and as whom its visitor looks."""
    visitor, own = view.visitor, _said((template, given))
    said = common.said + own if common.said and own else b""
    if visitor is None:
        return said, None
    # Ids are large: each stands in it as eight bytes. What does not speak of the visitor cannot depend on who it is.
    about = not said or visitor.profile.to_bytes(8) in said
    onlooker = Onlooker(visitor.profile if about else None, visitor.time_zone, visitor.role)
    return said and said + (visitor.profile.to_bytes(8) if about else b"somebody"), onlooker


def without_keeping() -> None:
    """Forget all that is kept."""
    _made.clear()
    _bones.clear()
