"""How a status is written, in the client API: as GoToSocial and glitch-soc take it."""

from typing import Any

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Answers
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.params import Params
from hubbub.reach import markups
from hubbub.reach.posts.mastodon import owns, takes

_kinds = Answers(markups.written_in, "post", most=20_000)


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
    kind = await _kinds.of(db, post)
    return None if kind == markups.PLAIN else kind
