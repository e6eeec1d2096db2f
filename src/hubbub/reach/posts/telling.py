"""Marks of posts, from what the client API keeps anyway: what it puts a status together from is all that is shown."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.people.profiles.mastodon import face, faces

from . import figures
from .marking import Marked, tells_apart
from .parts import PARTS, parts_of
from .rendering import Filtered, Piece, fill, flags_of, kept, screened, with_originals


@dataclass(frozen=True, slots=True)
class _Told:
    """All that is known of some posts and their viewer."""

    viewer: ProfileId | None
    filled: Mapping[PostId, bytes]
    found: Mapping[PostId, Filtered]
    faces: Mapping[ProfileId, bytes]
    figures: Mapping[PostId, bytes]
    flags: Mapping[PostId, int] | None
    own: Mapping[PostId, Hashable]  # of the viewer's own posts for everybody: what their author alone is told

    def mark(self, post: PostId, piece: Piece) -> tuple[Hashable, ...] | None:
        """None for a post that speaks of its viewer, unless it is theirs and for everybody."""
        filled, found, viewer = self.filled.get(post, b""), self.found.get(post), self.viewer
        if piece.author not in self.faces:
            return None
        if viewer is not None and post not in self.own and (piece.author == viewer or b"%d" % viewer in filled):
            return None
        return (
            piece.number, self.faces[piece.author], piece.answers and self.faces.get(piece.answers), filled,
            self.figures[post], self.flags and self.flags.get(post, 0), found and (found.json, found.hides),
            self.own.get(post))

    def lasting(self, shown: Mapping[PostId, Piece]) -> "_Same | None":
        """For how long the marks of these are what they are, if all that they say is kept until it changes."""
        if any(piece.holes or post in self.own for post, piece in shown.items()):
            return None
        said: list[tuple[Callable[[Any], Any], int, object]] = []
        for post, piece in shown.items():
            people = [who for who in (piece.author, piece.answers) if who is not None]
            said += (kept, post, piece), (figures.kept, post, self.figures[post])
            said += [(face, who, self.faces.get(who)) for who in people]
        last = [*shown][-1]
        return _Same(said, last, self.flags.get(last) if self.flags else None)


@dataclass(frozen=True, slots=True)
class _Same:
    """What was kept is kept still, and the flags are as they were: those of what a boost passes on."""

    kept: Sequence[tuple[Callable[[Any], Any], int, object]]
    shown: PostId
    flags: int | None

    def __call__(self, flags: Mapping[PostId, int]) -> bool:
        for get, key, was in self.kept:  # a hundred times a page: no generator
            if get(key) is not was:
                return False
        return flags.get(self.shown) == self.flags


@tells_apart
async def marks(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, bits: Mapping[PostId, int] | None
) -> Marked:
    """By what the API knows of each post, of what it passes on, and of those who wrote them."""
    known = await with_originals(db, ids)
    mine = [post for post, piece in known.items() if piece.author == viewer and piece.open]
    told = await parts_of(db, mine, viewer, [name for name, part in PARTS.items() if part.own]) if mine else {}
    people = [who for piece in known.values() for who in (piece.author, piece.answers) if who is not None]
    all_told = _Told(
        viewer, await fill(db, known, viewer, {}), await screened(db, known, viewer), await faces(db, people),
        await figures.figures_of(db, list(known)), bits if bits is not None else await flags_of(db, viewer, known),
        {post: (viewer, *(values.get(post) for values in told.values())) for post in mine})
    made = Marked()
    for post in ids:
        # A boost is seen with what it passes on.
        seen = [post] if (piece := known.get(post)) is None or piece.boost_of is None else [post, piece.boost_of]
        shown = {each: known[each] for each in seen if each in known}
        marks = [mark for each, piece in shown.items() if (mark := all_told.mark(each, piece)) is not None]
        if len(marks) == len(seen):
            made.by_post[post] = tuple(marks)
            if (same := all_told.lasting(shown)) is not None:
                made.last[post] = same
    return made
