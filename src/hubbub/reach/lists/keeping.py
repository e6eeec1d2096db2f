"""The top of lists, kept for their owners until somebody in them publishes, or the owner changes anything."""

from collections.abc import Sequence

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import lists
from hubbub.reach.posts.mastodon import Pages

MOST_AUTHORS = 50_000

_tops: Pages[ProfileId, Sequence[PostId]] = Pages(1_000, "graph", "lists")
# Whose lists have to be made anew when an author publishes; names of owners whose lists are kept no more do no harm.
_readers: dict[ProfileId, set[ProfileId]] = {}


@bus.hears("authored")
def _drop_readers(authors: list[str]) -> None:
    for author in authors:
        for owner in _readers.pop(ProfileId(int(author)), ()):
            _tops.drop(owner)


@bus.hears("standing")
def _drop_all(keys: list[str]) -> None:
    _tops.clear()
    _readers.clear()


async def top(db: Read, owner: ProfileId, number: int, limit: int) -> Sequence[PostId]:
    """The first page of the owner's list. Raises `NotFound`."""

    async def read() -> Sequence[PostId]:
        # Known before the posts are read: whoever publishes meanwhile drops what is not kept yet, so that it is not.
        _await(owner, await lists.everybody_in(db, owner, number))
        return await lists.list_posts(db, owner, number, limit=limit)

    return await _tops.of(db, owner, (number, limit), owner, read, lambda ids: ids)


def _await(owner: ProfileId, authors: Sequence[ProfileId]) -> None:
    if len(_readers) > MOST_AUTHORS:
        _drop_all([])
    for author in authors:
        _readers.setdefault(author, set()).add(owner)
