"""Media in the client API: sending them before a status, describing them, showing them in it."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from hubbub.base import ids
from hubbub.base.db import Db, Read
from hubbub.base.errors import Invalid
from hubbub.base.http import TooLarge
from hubbub.base.ids import MediaId
from hubbub.base.lending import lent
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api, respond_with
from hubbub.reach import media, renditions
from hubbub.reach.edits.mastodon import recalls
from hubbub.reach.media import Chosen, Focus, Media
from hubbub.reach.posts.mastodon import ends, takes
from hubbub.reach.posts.rendering import carries

# A file, a picture to stand for it, and the words beside them.
SIZE = renditions.LARGEST_FILM + renditions.LARGEST_PICTURE + (1 << 16)
# Seconds: what takes no longer is answered whole; the older address waits as long as apps do.
MOMENT, PATIENCE = 1.0, 45.0


def entity(db: Read, row: Media) -> dict[str, Any]:
    """The entity MediaAttachment. What is elsewhere has an address here; what cannot be had, its own alone."""
    known = row.state != "failed" or row.remote_url is None
    url, preview = addresses(db, row)
    return {
        "id": str(row.id), "type": row.kind if known else "unknown",
        "url": url, "preview_url": preview,
        "remote_url": row.remote_url, "preview_remote_url": None, "text_url": None, "meta": _meta(row),
        "description": row.description or None, "blurhash": row.blurhash,
    }


def addresses(db: Read, row: Media) -> tuple[str | None, str | None]:
    """Where it is, and the picture that stands for it."""
    files = db.here.files
    if row.original_key or row.remote_url is None:
        keys = (row.original_key, row.small_key)
        whole, small = (files.address(key) if key else None for key in keys)
        return whole, small
    if row.state == "failed":
        return row.remote_url, None
    # What plays has a picture once it has been fetched; it is not fetched for that alone.
    pictured = row.kind == "image" or row.small_width is not None
    return lent(db.here, row.remote_url, "file"), lent(db.here, row.remote_url, "small") if pictured else None


def _meta(row: Media) -> dict[str, Any]:
    played = {"frame_rate": row.frame_rate, "duration": row.duration, "bitrate": row.bitrate}
    original = _size(row.width, row.height) | {name: value for name, value in played.items() if value is not None}
    sizes = {"original": original, "small": _size(row.small_width, row.small_height)}
    more = {"colors": row.palette} if row.palette else {}
    focus = {"x": row.focus_x or 0.0, "y": row.focus_y or 0.0}
    return {name: size for name, size in sizes.items() if size} | more | {"focus": focus}


def _size(width: int | None, height: int | None) -> dict[str, Any]:
    if not width or not height:
        return {}
    return {"width": width, "height": height, "size": f"{width}x{height}", "aspect": width / height}


def shape(db: Read, rows: Sequence[Media]) -> list[dict[str, Any]]:
    """The field `media_attachments`."""
    return [entity(db, row) for row in rows]


def read(given: Params) -> list[int] | None:
    """The ids that a status comes with; what cannot be an id is kept as one that names nothing."""
    return [ids.parse(text) or 0 for text in given.texts("media_ids", 16) if text] or None


def read_again(given: Params) -> Chosen | None:
    """What a status carries after an edit, and how each is described then."""
    wanted = read(given) or []
    words: dict[int, tuple[str | None, Focus | None]] = {}
    pictures: dict[int, BinaryIO] = {}
    for each in given.many("media_attributes", 16):
        said = Params(each) if isinstance(each, dict) else Params()
        if (number := said.id("id")) is not None:
            description = said.text("description") if "description" in said else None
            words[number] = (description, media.focus_of(said.text("focus")))
            if (picture := _thumbnail(said)) is not None:
                pictures[number] = picture
    return Chosen(wanted, words, pictures) if wanted else None


async def recall(db: Read, recorded: Sequence[Any]) -> list[list[dict[str, Any]]]:
    """The field `media_attachments` of old versions: what there still is, as it was described then."""
    wanted = [MediaId(int(each["id"])) for version in recorded for each in version or ()]
    rows = await media.still_there(db, wanted) if wanted else {}
    return [
        [entity(db, rows[MediaId(int(each["id"]))]) | {"description": each["description"] or None}
         for each in version or () if MediaId(int(each["id"])) in rows]
        for version in recorded
    ]


carries("media_attachments", "media", shape, [])
takes("media", read, again=read_again, prepare=media.prepare)
ends("delete_media", media.remove_of)
recalls("media_attachments", "media", recall)


@describes("configuration.media_attachments")
async def limits(db: Db) -> dict[str, Any]:
    return {
        "supported_mime_types": renditions.MIMES, "description_limit": media.LONGEST_DESCRIPTION,
        "image_size_limit": renditions.LARGEST_PICTURE, "image_matrix_limit": renditions.MOST_PIXELS,
        "video_size_limit": renditions.LARGEST_FILM, "video_frame_rate_limit": renditions.FASTEST_FILM,
        "video_matrix_limit": renditions.LARGEST_FRAME,
    }


@describes("configuration.statuses")
async def most(db: Db) -> dict[str, Any]:
    return {"max_media_attachments": media.MOST}


@api("POST", "/api/v2/media", scope="write:media", size=SIZE)
async def upload(call: Call) -> Any:
    """200 for what is made within a moment, else 202: the app asks again until it is."""
    return await _upload(call, MOMENT)


@api("POST", "/api/v1/media", scope="write:media", size=SIZE)
async def upload_first(call: Call) -> Any:
    """The older form, which Elk and Ice Cubes ask for: they wait."""
    return await _upload(call, PATIENCE)


async def _upload(call: Call, patience: float) -> Any:
    me, given = call.me, call.params
    file = given.files.get("file")
    if file is None:
        raise Invalid("Validation failed: File can't be blank", field="file")
    if (file.size or 0) > renditions.LARGEST_FILM:
        raise TooLarge(renditions.LARGEST_FILM)
    call.request.app.state.counter.take(media.UPLOADS, str(me))
    row = await media.take(
        call.db, me, file.file, given.text("description"), media.focus_of(given.text("focus")), _thumbnail(given))
    if row.state == "waiting":
        row = await media.made(call.db, me, row.id, patience)
    return _answer(call, row, 202)


def _thumbnail(given: Params) -> BinaryIO | None:
    """The picture that is to stand for the file; apps send an empty one for none."""
    file = given.files.get("thumbnail")
    return file.file if file and file.size else None


def _answer(call: Call, row: Media, waiting: int) -> Any:
    if row.state == "failed":
        raise Invalid(row.failure)
    return respond_with(200 if row.state == "ready" else waiting, entity(call.db, row), call.headers)


@api("GET", "/api/v1/media/{id}", scope="write:media")
async def show(call: Call) -> Any:
    """206 while it is being made; why it could not be, if so."""
    return _answer(call, await media.get(call.db, call.me, MediaId(call.id())), 206)


@api("PUT", "/api/v1/media/{id}", scope="write:media", size=SIZE)
async def change(call: Call) -> Any:
    """The description, the focus, and the picture that stands for it."""
    me, given, wanted = call.me, call.params, MediaId(call.id())
    words = given.text("description") if "description" in given else None
    focus = media.focus_of(given.text("focus"))
    if (picture := _thumbnail(given)) is not None:
        await media.dress(call.db, me, wanted, picture)
    async with call.db.write() as tx:
        row = await media.describe(tx, me, wanted, words, focus)
    return entity(call.db, row)


@api("DELETE", "/api/v1/media/{id}", scope="write:media")
async def delete(call: Call) -> Any:
    async with call.db.write() as tx:
        await media.remove(tx, call.me, MediaId(call.id()))
    return {}
