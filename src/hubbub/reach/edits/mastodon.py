"""The history of a status in the client API."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import PostId
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people.profiles.mastodon import pieces
from hubbub.reach import edits, posts

# What a part recorded with each version (None: nothing), as the value of a field for each.
Shape = Callable[[Read, Sequence[Any]], Awaitable[Sequence[Any]]]

_recalled: dict[str, tuple[str, Shape]] = {}


def recalls(field: str, part: str, shape: Shape) -> None:
    """Let every version carry this field, shaped from what the part recorded."""
    _recalled[field] = (part, shape)


@api("GET", "/api/v1/statuses/{id}/history")
async def history(call: Call) -> Any:
    post = PostId(call.id())
    async with call.db.read() as db:
        versions = await edits.history(db, call.viewer, post)
        author = (await posts.get(db, [post]))[0].author
        account = msgspec.Raw((await pieces(db, [author]))[author])
        fields = {
            field: await shape(db, [version.parts.get(part) for version in versions])
            for field, (part, shape) in _recalled.items()
        }
    return [
        {
            "content": version.html, "spoiler_text": version.spoiler, "sensitive": version.sensitive,
            "created_at": iso(version.written_at), "account": account, "media_attachments": [], "emojis": [],
        } | {field: values[place] for field, values in fields.items() if values[place] is not None}
        for place, version in enumerate(versions)
    ]
