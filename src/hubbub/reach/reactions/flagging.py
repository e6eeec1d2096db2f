"""What viewers did with posts, kept in memory as long as they do nothing more."""

from collections.abc import Mapping, Sequence

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.reach import reactions

# Of one viewer: who reads on beyond that begins anew.
MOST_POSTS = 200

_bits: Kept[ProfileId, dict[PostId, int]] = Kept(1_000, "flags")


async def flags(db: Read, viewer: ProfileId, wanted: Sequence[PostId]) -> Mapping[PostId, int]:
    """The viewer's bits of the posts."""
    known = _bits.get(viewer)
    missing = [post for post in wanted if known is None or post not in known]
    if known is not None and not missing:
        return known
    stamp = _bits.stamp
    found = await reactions.flags(db, viewer, missing)
    read = {post: found.get(post, 0) for post in missing}
    kept = read if known is None or len(known) + len(read) > MOST_POSTS else known | read
    _bits.keep(viewer, kept, stamp)
    return (known or {}) | read
