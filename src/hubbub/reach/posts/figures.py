"""The figures of statuses: how often each was answered, boosted, favoured and quoted; kept as bytes, apart from the
rest, because they change far more often."""

from collections.abc import Iterable, Sequence

from hubbub.base.db import Read
from hubbub.base.gather import Fetched
from hubbub.base.ids import PostId
from hubbub.base.kept import Kept

from . import posts
from .store import Counts, Weighed

_counts: Kept[PostId, bytes] = Kept(40_000, "counts")
_rows = Fetched(posts.counts_of)
kept = _counts.get  # the figures of a post, if they are kept


async def figures_of(db: Read, ids: Sequence[PostId]) -> dict[PostId, bytes]:
    """The figures of each, as bytes that stand among the fields of its status."""
    found, missing = _counts.among(ids)
    if missing:
        stamp = _counts.stamp
        rows = await _rows.of(db, missing)
        for post in missing:
            row = rows.get(post) or Counts(post, 0, 0, 0)
            found[post] = _counts.keep(post, _figures(row), stamp)
    return found


def stamp() -> int:
    """To be taken before posts are read of which one may `learn`."""
    return _counts.stamp


def learn(rows: Iterable[Weighed], stamp: int) -> None:
    """Whoever asks for posts asks for their figures next."""
    for row in rows:
        _counts.keep(row.id, _figures(row), stamp)


def _figures(row: Counts | Weighed) -> bytes:
    return b',"replies_count":%d,"reblogs_count":%d,"favourites_count":%d,"quotes_count":%d' % (
        row.replies, row.boosts, row.favourites, row.quotes)


def generation() -> int:
    """Rises whenever kept figures are dropped."""
    return _counts.stamp


def without_keeping() -> None:
    """Forget all that is kept."""
    _counts.clear()
