"""Cards: posts made ready to be shown, all that a display needs in a fixed number of questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles

from . import posts
from .parts import parts_of
from .store import Counts, Post


@dataclass(frozen=True, slots=True)
class Card:
    """One post as shown: `entry` is what stands in the list, `post` what it shows (they differ for a boost)."""

    entry: PostId
    post: Post
    author: profiles.Profile
    booster: profiles.Profile | None
    answered: profiles.Profile | None
    counts: Counts
    parts: Mapping[str, Any]


async def cards(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, *, but: Sequence[str] = ()
) -> list[Card]:
    """The posts, in order, for a viewer who may see them: that has been asked before; without the parts in `but`."""
    entries = {row.id: row for row in await posts.get(db, ids)}
    originals = [row.boost_of for row in entries.values() if row.boost_of and row.boost_of not in entries]
    rows = entries | {row.id: row for row in (await posts.get(db, originals) if originals else [])}
    shown = [row.id for row in rows.values() if row.boost_of is None]
    people = {p.id: p for p in await profiles.list_by_ids(db, {
        profile for row in rows.values() for profile in (row.author, row.reply_to_author) if profile is not None})}
    counts = await posts.counts_of(db, shown)
    parts = await parts_of(db, shown, viewer, but=("mentions", *but))
    made: list[Card] = []
    for entry in (entries[post] for post in ids if post in entries):
        post = rows.get(entry.boost_of) if entry.boost_of else entry
        if post is None or post.author not in people:
            continue
        made.append(Card(
            entry.id, post, people[post.author], people.get(entry.author) if entry.boost_of else None,
            people.get(post.reply_to_author) if post.reply_to_author else None,
            counts.get(post.id) or Counts(post.id, 0, 0, 0),
            {name: values[post.id] for name, values in parts.items() if post.id in values},
        ))
    return made
