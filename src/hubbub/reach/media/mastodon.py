"""Pictures in the client API: sending them before a status, describing them, showing them in it."""

from collections.abc import Sequence
from typing import Any

from hubbub.base import ids
from hubbub.base.db import Db, Read
from hubbub.base.errors import Invalid
from hubbub.base.http import TooLarge
from hubbub.base.ids import MediaId
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api, respond_with
from hubbub.reach import media
from hubbub.reach.media import Media
from hubbub.reach.posts.mastodon import takes
from hubbub.reach.posts.rendering import carries

MIMES = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"]
# A picture and the words beside it.
SIZE = media.LARGEST + (1 << 16)
STATUS = {"ready": 200, "waiting": 206, "failed": 422}


def entity(db: Read, row: Media) -> dict[str, Any]:
    """The entity MediaAttachment. What is not ours is told by its address alone: apps that show it ask there."""
    ready = row.state == "ready"
    address = db.here.files.address
    return {
        "id": str(row.id), "type": row.kind if ready else "unknown",
        "url": address(row.original_key) if row.original_key else row.remote_url,
        "preview_url": address(row.small_key) if row.small_key else None,
        "remote_url": row.remote_url, "preview_remote_url": None, "text_url": None, "meta": _meta(row),
        "description": row.description or None, "blurhash": row.blurhash,
    }


def _meta(row: Media) -> dict[str, Any]:
    sizes = {"original": _size(row.width, row.height), "small": _size(row.small_width, row.small_height)}
    focus = {"x": row.focus_x or 0.0, "y": row.focus_y or 0.0}
    return {name: size for name, size in sizes.items() if size} | {"focus": focus}


def _size(width: int | None, height: int | None) -> dict[str, Any] | None:
    if not width or not height:
        return None
    return {"width": width, "height": height, "size": f"{width}x{height}", "aspect": width / height}


def shape(db: Read, rows: Sequence[Media]) -> list[dict[str, Any]]:
    """The field `media_attachments`."""
    return [entity(db, row) for row in rows]


def read(given: Params) -> list[int] | None:
    """The ids that a status comes with; what cannot be an id is kept as one that names nothing."""
    return [ids.parse(text) or 0 for text in given.texts("media_ids", 16) if text] or None


carries("media_attachments", "media", shape, [])
takes("media", read)


@describes("configuration.media_attachments")
async def limits(db: Db) -> dict[str, Any]:
    return {
        "supported_mime_types": MIMES, "description_limit": media.LONGEST_DESCRIPTION,
        "image_size_limit": media.LARGEST, "image_matrix_limit": 40_000_000,
    }


@describes("configuration.statuses")
async def most(db: Db) -> dict[str, Any]:
    return {"max_media_attachments": media.MOST}


@api("POST", "/api/v2/media", scope="write:media", size=SIZE)
async def upload(call: Call) -> Any:
    me, given = call.me, call.params
    file = given.files.get("file")
    if file is None:
        raise Invalid("Validation failed: File can't be blank", field="file")
    if (file.size or 0) > media.LARGEST:
        raise TooLarge(media.LARGEST)
    call.request.app.state.counter.take(media.UPLOADS, str(me))
    focus = media.focus_of(given.text("focus"))
    return entity(call.db, await media.take(call.db, me, file.file, given.text("description"), focus))


@api("POST", "/api/v1/media", scope="write:media", size=SIZE)
async def upload_first(call: Call) -> Any:
    """The older form, which Elk and Ice Cubes ask for."""
    return await upload(call)


@api("GET", "/api/v1/media/{id}", scope="write:media")
async def show(call: Call) -> Any:
    row = await media.get(call.db, call.me, MediaId(call.id()))
    return respond_with(STATUS[row.state], entity(call.db, row), call.headers)


@api("PUT", "/api/v1/media/{id}", scope="write:media", size=SIZE)
async def change(call: Call) -> Any:
    """The description and the focus; a picture of its own for the preview is not taken."""
    given = call.params
    words = given.text("description") if "description" in given else None
    async with call.db.write() as tx:
        row = await media.describe(tx, call.me, MediaId(call.id()), words, media.focus_of(given.text("focus")))
    return entity(call.db, row)


@api("DELETE", "/api/v1/media/{id}", scope="write:media")
async def delete(call: Call) -> Any:
    async with call.db.write() as tx:
        await media.remove(tx, call.me, MediaId(call.id()))
    return {}
