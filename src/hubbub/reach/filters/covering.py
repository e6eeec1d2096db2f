"""Filters on cards: what their viewer would rather not read is folded, covered or left out where it stands."""

from collections.abc import Sequence

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.text import plain
from hubbub.reach import posts

from .matching import Match, folded, match, rules_of


@posts.covers
async def cover(
    db: Read, viewer: ProfileId, at: str, cards: Sequence[posts.Card]
) -> dict[PostId, posts.Cover]:
    """What the viewer's filters make of the cards at this place; for nothing, if they have none."""
    rules = await rules_of(db, viewer)
    found = {
        card.entry: [each for each in match(rules, folded(_said(card)), {card.entry, card.post.id})
                     if at in each.filter.contexts]
        for card in (cards if rules else ())
    }
    return {post: _covering(matches) for post, matches in found.items() if matches}


def _said(card: posts.Card) -> str:
    """All that is read of a post: warning, words, what is said of its pictures, what may be chosen in its poll."""
    pictures, poll = card.parts.get("media") or (), card.parts.get("poll")
    return "\n\n".join((card.post.spoiler, plain(card.post.html), *(each.description or "" for each in pictures),
                        *(poll.titles if poll else ())))


def _covering(matches: Sequence[Match]) -> posts.Cover:
    actions = {each.filter.action for each in matches}
    titles = [each.filter.title for each in matches if each.filter.action == "warn"]
    return posts.Cover(titles, "blur" in actions, "hide" in actions)
