"""How a status is written, in the client API: as GoToSocial and glitch-soc take it."""

from typing import Any

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.params import Params
from hubbub.reach import markups
from hubbub.reach.posts.mastodon import owns, takes

_kinds: Kept[PostId, str] = Kept(20_000)


@bus.hears("post")
def _drop(keys: list[str]) -> None:
    for key in keys:
        _kinds.drop(PostId(int(key)))


@describes("configuration.statuses")
async def kinds(db: Read) -> Any:
    return {"supported_mime_types": [markups.PLAIN, *([markups.MARKDOWN] if markups.enabled(db) else [])]}


def read(given: Params) -> str | None:
    """What is said of a status and known; of one that says nothing else its words are plain."""
    said = given.text("content_type")
    return said if said in (markups.PLAIN, markups.MARKDOWN) else None


takes("content_type", lambda given: kind if (kind := read(given)) == markups.MARKDOWN else None,
      lambda kind: kind, again=read)


@owns("content_type")
async def told(db: Read, post: PostId, author: ProfileId) -> str | None:
    """Of what is plain nothing is said."""
    if (kind := _kinds.get(post)) is None:
        stamp = _kinds.stamp
        kind = _kinds.keep(post, await markups.written_in(db, post), stamp)
    return None if kind == markups.PLAIN else kind
