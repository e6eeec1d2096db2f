"""Marks of posts, from what the client API keeps anyway: what it puts a status together from is all that is shown."""

from collections.abc import Hashable, Mapping, Sequence

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.people.profiles.mastodon import pieces as profile_pieces

from .marking import tells_apart
from .parts import PARTS, parts_of
from .rendering import Piece, flags_of, gathered, with_originals


@tells_apart
async def marks(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, bits: Mapping[PostId, int] | None
) -> dict[PostId, Hashable]:
    """None for a post that speaks of its viewer, unless it is theirs and for everybody."""
    known = await with_originals(db, ids)
    flags = bits if bits is not None else await flags_of(db, viewer, known)
    given = await gathered(db, known, viewer, {})
    answered = await profile_pieces(db, [piece.answers for piece in given.pieces.values() if piece.answers])
    faces = {**given.authors, **answered}
    mine = [post for post, piece in known.items() if piece.author == viewer and piece.open]
    told = await parts_of(db, mine, viewer, [name for name, part in PARTS.items() if part.own]) if mine else {}
    me = str(viewer).encode()

    def mark(post: PostId, piece: Piece) -> tuple[Hashable, ...] | None:
        filled, found = given.filled.get(post, b""), given.found.get(post)
        if piece.author not in given.authors:
            return None
        if viewer is not None and (piece.author == viewer or me in filled) and post not in mine:
            return None
        return (
            piece.number, given.authors[piece.author], piece.answers and faces.get(piece.answers), filled,
            given.figures[post], flags and flags.get(post, 0), found and (found.json, found.hides),
            post in mine and (viewer, *(values.get(post) for values in told.values())))

    made: dict[PostId, Hashable] = {}
    for post in ids:
        piece = given.pieces.get(post)
        inner = given.pieces.get(piece.boost_of) if piece is not None and piece.boost_of is not None else None
        if piece is None or (outer := mark(post, piece)) is None:
            continue
        if piece.boost_of is None:
            made[post] = outer
        elif inner is not None and (within := mark(piece.boost_of, inner)) is not None:
            made[post] = (outer, within)
    return made
