"""Filters in statuses: each says to its viewer what their filters found; streams leave out what those hide."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.base.text import plain
from hubbub.doors.mastodon.hearing import tells
from hubbub.doors.mastodon.streaming import Feed
from hubbub.reach import filters, polls
from hubbub.reach.filters import Filter, Match
from hubbub.reach.posts.rendering import Filtered, Piece, screens

_words: Kept[PostId, str] = Kept(20_000, "post")


@screens
async def screen(db: Read, viewer: ProfileId, known: Mapping[PostId, Piece]) -> dict[PostId, Filtered]:
    """What the viewer's filters found; nothing, for nothing, if they have none. A boost is what it shows."""
    rules = await filters.rules_of(db, viewer)
    found: dict[PostId, Filtered] = {}
    words = await words_of(db, {piece.boost_of or post: known.get(piece.boost_of or post, piece)
                                for post, piece in known.items()}) if rules else {}
    for post, piece in known.items() if rules else ():
        original = piece.boost_of or post
        shown = known.get(original, piece)
        matches = filters.match(rules, words[original], {post, original})
        if matches:
            hides = {where for each in matches if each.filter.action == "hide" for where in each.filter.contexts}
            found[post] = Filtered(
                msgspec.json.encode([_result(each) for each in matches]),
                frozenset() if shown.author == viewer else frozenset(hides))
    return found


class _Described(msgspec.Struct):
    description: str | None = None


class _Read(msgspec.Struct):
    """What a reader reads of a status."""

    content: str
    spoiler_text: str
    media_attachments: list[_Described] = []


async def words_of(db: Read, wanted: Mapping[PostId, Piece]) -> dict[PostId, str]:
    """Warning, words, descriptions of pictures and what may be chosen in a poll, folded."""
    missing = [post for post in wanted if _words.get(post) is None]
    asking = [post for post in missing if "poll" in wanted[post].holes]
    stamp = _words.stamp
    asked = await polls.of(db, asking, None) if asking else {}
    found = {post: words for post in wanted if (words := _words.get(post)) is not None}
    for post in missing:
        titles = asked[post].titles if post in asked else ()
        found[post] = _words.keep(post, filters.folded("\n\n".join((*_said(wanted[post]), *titles))), stamp)
    return found


def _said(piece: Piece) -> list[str]:
    status = msgspec.json.decode(b"".join((piece.head, b"null", piece.tail, b"}")), type=_Read)
    return [status.spoiler_text, plain(status.content), *(m.description or "" for m in status.media_attachments)]


def shape(row: Filter) -> dict[str, Any]:
    """The Filter entity, without what it holds."""
    return {
        "id": str(row.id), "title": row.title, "context": row.contexts,
        "expires_at": iso(row.ends_at) if row.ends_at else None, "filter_action": row.action,
    }


def _result(found: Match) -> dict[str, Any]:
    return {
        "filter": shape(found.filter), "keyword_matches": found.keywords or None,
        "status_matches": [str(post) for post in found.posts] or None,
    }


CHANGES = Feed("user", scope="read:statuses")
# That the reader's filters are others now: apps ask for them anew.
tells("filters", CHANGES, "filters_changed")
