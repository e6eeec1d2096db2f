"""The history of a status in the client API."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import profiles
from hubbub.people.profiles.mastodon import pieces
from hubbub.reach import edits, posts

# What a part recorded with each version (None: nothing), as the value of a field for each.
Shape = Callable[[Read, Sequence[Any]], Awaitable[Sequence[Any]]]

# Which emoji of a server stand in each of these words, as CustomEmoji; and a field of a post that no edit changes.
Dress = Callable[[Read, str, Sequence[str]], Awaitable[Sequence[list[dict[str, Any]]]]]
Lasting = Callable[[Read, Sequence[PostId], ProfileId | None], Awaitable[Mapping[PostId, Any]]]

_dresses: list[Dress] = []
_lasting: dict[str, Lasting] = {}
_recalled: dict[str, tuple[str, Shape]] = {}


def recalls(field: str, part: str, shape: Shape) -> None:
    """Let every version carry this field, shaped from what the part recorded."""
    _recalled[field] = (part, shape)


def dresses(function: Dress) -> Dress:
    """The room that knows emoji says which stand in what a post said."""
    _dresses[:] = [function]
    return function


def lasts(field: str, of: Lasting) -> None:
    """Let every version carry this field of the post as the viewer sees it now, where there is one."""
    _lasting[field] = of


@api("GET", "/api/v1/statuses/{id}/history")
async def history(call: Call) -> Any:
    post = PostId(call.id())
    async with call.db.read() as db:
        versions = await edits.history(db, call.viewer, post)
        author = (await posts.get(db, [post]))[0].author
        account = msgspec.Raw((await pieces(db, [author]))[author])
        server = (await profiles.get(db, author)).domain or ""
        words = [f"{version.spoiler} {version.html}" for version in versions]
        worn = await _dresses[0](db, server, words) if _dresses else [[] for _ in versions]
        found = {field: (await of(db, [post], call.viewer)).get(post) for field, of in _lasting.items()}
        still = {field: value for field, value in found.items() if value}
        fields = {
            field: await shape(db, [version.parts.get(part) for version in versions])
            for field, (part, shape) in _recalled.items()
        }
    return [
        {
            "content": version.html, "spoiler_text": version.spoiler, "sensitive": version.sensitive,
            "created_at": iso(version.written_at), "account": account, "media_attachments": [], "emojis": worn[place],
        } | still | {field: values[place] for field, values in fields.items() if values[place] is not None}
        for place, version in enumerate(versions)
    ]
