"""One post to many viewers: who of them may hear of it, and what each of them sees, in a fixed number of questions."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.streaming import News

from . import store
from .rendering import join, pieces, screened
from .store import Gone

# For so many what depends on who looks is asked one by one. A crowd is shown it as it is shown to anybody.
MOST_EXACT = 20

Crowd = Callable[[Read, PostId, Sequence[ProfileId]], Awaitable[Mapping[ProfileId, int]]]

_crowd: list[Crowd] = []


def crowd(function: Crowd) -> Crowd:
    """The room that knows what viewers did with a post says it of many of them as bits."""
    _crowd[:] = [function]
    return function


async def spread(
    db: Read, post: PostId, viewers: Iterable[ProfileId], where: str, name: str = "update"
) -> dict[ProfileId, News]:
    """The post as an event for those of the viewers who may see it, hear its author, and do not hide it there:
    in their `home`, or in `public`, where who is silenced speaks to followers alone."""
    asked = list(viewers)
    strange = where == "public"
    heard = await db.all(store.AUDIENCE, post=post, viewers=asked, strange=strange, now=now()) if asked else []
    made: dict[bytes, News] = {}
    told: dict[ProfileId, News] = {}
    for viewer, status in (await rendered_for(db, post, [ProfileId(each) for each in heard], where)).items():
        if status not in made:
            made[status] = News(name, status, post if name == "update" else None)
        told[viewer] = made[status]
    return told


async def rendered_for(db: Read, post: PostId, viewers: Sequence[ProfileId], where: str) -> dict[ProfileId, bytes]:
    """The status as each of the viewers sees it, if they do not hide it there; those who see the same share its bytes.

    That they may see it has been asked before.
    """
    known = await pieces(db, [post]) if viewers else {}
    if post not in known:
        return {}
    shown = known[post].boost_of or post
    known |= await pieces(db, [shown])
    found = {viewer: what[post] for viewer in viewers if post in (what := await screened(db, known, viewer))}
    exact = len(viewers) <= MOST_EXACT and any(piece.holes for piece in known.values())
    authors = {piece.author for piece in known.values()}
    bits = await _crowd[0](db, shown, viewers) if _crowd else {}
    alike: dict[tuple[int, ProfileId | None], list[bytes]] = {}
    made: dict[ProfileId, bytes] = {}
    for viewer in viewers:
        if viewer in found and where in found[viewer].hides:
            continue
        way = bits.get(viewer, 0), viewer if exact or viewer in found or viewer in authors else None
        if way not in alike:
            alike[way] = await join(db, [post], {shown: way[0]}, way[1])
        if alike[way]:
            made[viewer] = alike[way][0]
    return made


async def gone(db: Read, posts: Sequence[PostId]) -> list[Gone]:
    """Those of the posts that have been removed."""
    return await db.all(store.GONE, ids=list(posts))
