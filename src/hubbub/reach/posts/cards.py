"""Cards: posts made ready to be shown, all that a display needs in a fixed number of questions."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hubbub.base.apart import apart
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.text import plain
from hubbub.people import profiles

from .parts import PARTS, carried, lately
from .store import Weighed

# Of a link's address what is not shown.
_UNSEEN = re.compile(r'<span class="invisible">[^<]*</span>')


@dataclass(frozen=True, slots=True)
class Cover:
    """What its viewer would rather not read: folded under the `titles` of why, with its pictures covered, or hidden."""

    titles: Sequence[str]
    blurs: bool
    hides: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One post as shown: `entry` is what stands in the list, `post` what it shows (they differ for a boost)."""

    entry: PostId
    post: Weighed
    author: profiles.Profile
    booster: profiles.Profile | None
    answered: profiles.Profile | None
    parts: Mapping[str, Any]
    cover: Cover | None = None

    @property
    def long(self) -> bool:
        """Whether it takes more room than the others of a list would leave to it: some twenty lines on a phone."""
        html = self.post.html
        if html.count("<p") + html.count("<br") + html.count("<li") > 14:
            return True
        return len(html) > 1_000 and len(plain(_UNSEEN.sub("", html))) > 1_000


Covers = Callable[[Read, ProfileId, str, Sequence[Card]], Awaitable[Mapping[PostId, Cover]]]

_covers: list[Covers] = []


def covers(function: Covers) -> Covers:
    """Let a room cover cards for a viewer at a place where posts are read; it gives covers by their entries."""
    _covers[:] = [function]
    return function


async def cards(
    db: Read, ids: Sequence[PostId], viewer: ProfileId | None, *, but: Sequence[str] = (), at: str = "",
    opened: PostId | None = None,
) -> list[Card]:
    """The posts, in order, for a viewer who may see them: that has been asked before; without the parts in `but`.

    `at` is where they are read ("home", "public", "thread", "account", "notifications"): what the viewer's filters
    hide there is left out, but for the one that they have opened.
    """
    entries = await apart(ids, lambda some: lately.of(db, some))
    originals = [row.boost_of for row in entries.values() if row.boost_of and row.boost_of not in entries]
    rows = entries | await apart(originals, lambda some: lately.of(db, some))
    shown = [row for row in rows.values() if row.boost_of is None]
    people = await profiles.lately.of(db, {
        profile for row in rows.values() for profile in (row.author, row.reply_to_author) if profile is not None})
    parts = await carried(db, shown, viewer, [part for name, part in PARTS.items() if name not in ("mentions", *but)])
    made: list[Card] = []
    for entry in (entries[post] for post in ids if post in entries):
        post = rows.get(entry.boost_of) if entry.boost_of else entry
        if post is None or post.author not in people:
            continue
        made.append(Card(
            entry.id, post, people[post.author], people.get(entry.author) if entry.boost_of else None,
            people.get(post.reply_to_author) if post.reply_to_author else None,
            {name: values[post.id] for name, values in parts.items() if post.id in values},
        ))
    return await _covered(db, made, viewer, at, opened) if viewer and at and _covers else made


async def _covered(db: Read, made: Sequence[Card], viewer: ProfileId, at: str, opened: PostId | None) -> list[Card]:
    """One's own words are never covered."""
    others = [card for card in made if card.author.id != viewer and card.entry != opened]
    found = await _covers[0](db, viewer, at, others)
    shown = [replace(card, cover=found.get(card.entry)) for card in made]
    return [card for card in shown if card.cover is None or not card.cover.hides]
