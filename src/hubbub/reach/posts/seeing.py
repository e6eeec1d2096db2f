"""Who may see and hear what, where that is known without asking: of what anybody may see, blocks and mutes decide.

What is not for everybody, and whatever else is not sure, the database is asked about: `can_see` and `hears`.
"""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows
from hubbub.people.profiles.mastodon import pieces as profile_pieces
from hubbub.reach import posts

from . import store
from .rendering import pieces, with_originals


class _Account(msgspec.Struct):
    """What an account says of its posts."""

    acct: str
    limited: bool = False
    indexable: bool = True


# Bytes keep their hash, so what was read once costs no more than a look.
_read = lru_cache(10_000)(msgspec.json.Decoder(_Account).decode)


async def seen(db: Read, viewer: ProfileId | None, wanted: Sequence[PostId]) -> list[PostId]:
    """Those of the posts that the viewer may see, in the order given."""
    known = await with_originals(db, wanted)
    apart = await follows.apart(db, viewer)
    authors = await profile_pieces(db, [piece.author for piece in known.values()])

    def sure(post: PostId | None) -> bool:
        """Neither the author nor the viewer has blocked the other, and the author is there."""
        piece = known.get(post) if post is not None else None
        return (piece is not None and piece.open and piece.author in authors and piece.author not in apart.blocked
                and (piece.boost_of is None or sure(piece.boost_of)))

    clear = {post for post in known if sure(post)}
    doubtful = [post for post in wanted if post not in clear]
    if doubtful:
        clear |= set(await posts.visible_ids(db, viewer, doubtful))
    return [post for post in wanted if post in clear]


async def heard(db: Read, viewer: ProfileId | None, wanted: Sequence[PostId]) -> list[PostId]:
    """Those of the posts, none of them a boost, that are for the viewer among strangers: they may see them, hear their
    authors, and follow those who are silenced."""
    clear, doubtful = await _told_apart(db, viewer, wanted)
    if doubtful:
        clear |= {PostId(post) for post in await db.all(store.HEARD, ids=doubtful, viewer=viewer, now=now())}
    return [post for post in wanted if post in clear]


async def findable(db: Read, viewer: ProfileId | None, wanted: Sequence[PostId]) -> tuple[set[PostId], list[PostId]]:
    """Those of these public posts that are so and whose authors may be searched; those of which that is not sure."""
    return await _told_apart(db, viewer, wanted, search=True)


async def _told_apart(
    db: Read, viewer: ProfileId | None, wanted: Sequence[PostId], *, search: bool = False
) -> tuple[set[PostId], list[PostId]]:
    """Those that are surely for the viewer, and those that may be; in a `search` those may be whose authors mind."""
    known = await pieces(db, wanted)
    apart = await follows.apart(db, viewer)
    authors = await profile_pieces(db, [piece.author for piece in known.values()])
    at = now()
    clear: set[PostId] = set()
    doubtful: list[PostId] = []
    for post, piece in known.items():
        author = _read(authors[piece.author]) if piece.author in authors else None
        if author is None or not piece.open or author.limited or (search and not author.indexable):
            doubtful.append(post)
        elif apart.hears(piece.author, author.acct.partition("@")[2] or None if apart.shunned else None, at):
            clear.add(post)
    return clear, doubtful
