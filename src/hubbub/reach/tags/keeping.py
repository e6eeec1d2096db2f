"""The top of a tag's timeline, kept for everybody: which posts are for whom is asked for each who looks."""

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.feeds import Sides
from hubbub.reach import tags
from hubbub.reach.posts.mastodon import Pages
from hubbub.reach.posts.seeing import heard
from hubbub.reach.tags import Newest

DEPTH = 80

_tops: Pages[str, list[Newest]] = Pages(1_000)


@bus.hears("tagged")
def _drop(names: list[str]) -> None:
    for name in names:
        _tops.drop(name)


async def top(db: Read, viewer: ProfileId | None, tag: str, sides: Sides, limit: int) -> list[PostId] | None:
    """The first page as the viewer may read it; None if so many of the newest are not for them that others follow."""
    rows = await _tops.of(db, tag, "top", None, lambda: tags.list_newest(db, tag, DEPTH),
                          lambda rows: [row.post for row in rows])
    wanted = [row.post for row in rows
              if (row.here or not sides.here) and (not row.here or not sides.elsewhere)]
    found: list[PostId] = []
    for first, last in ((0, limit), (limit, 2 * limit), (2 * limit, DEPTH)):
        found += await heard(db, viewer, wanted[first:last])
        if len(found) >= limit:
            return found[:limit]
    return found if len(rows) < DEPTH else None
