"""Pictures, films and recordings as attachments of notes, both ways."""

from collections.abc import Sequence

from hubbub.base.db import Read
from hubbub.doors.fediverse.vocabulary import Document
from hubbub.doors.fediverse.wire import Thing
from hubbub.reach import media
from hubbub.reach.media import Elsewhere
from hubbub.reach.posts.activitypub import carries, takes

LONGEST_WORDS = 10_000
TYPES = {"Document": "", "Image": "image", "Video": "video", "Audio": "audio"}
KINDS = ("image", "video", "audio")


def documents(db: Read, given: Sequence[media.Media]) -> list[object]:
    """What other servers need to show them; one whose file is not there is left out."""
    return [_document(db, each, each.original_key) for each in given if each.original_key]


def _document(db: Read, given: media.Media, key: str) -> Document:
    made: Document = {
        "type": "Document", "mediaType": given.mime, "url": db.here.files.address(key),
        "name": given.description or None, "blurhash": given.blurhash, "width": given.width, "height": given.height,
    }
    if given.duration is not None:
        made["duration"] = f"PT{given.duration:g}S"
    if given.kind in ("video", "audio") and given.small_key:
        made["icon"] = {"type": "Image", "url": db.here.files.address(given.small_key)}
    if given.focus_x is not None and given.focus_y is not None:
        made["focalPoint"] = [given.focus_x, given.focus_y]
    return made


def read(note: Thing) -> list[Elsewhere] | None:
    """What a note says of its attachments; Mastodon sends Documents with `name`, GoToSocial Images with `summary`."""
    found = [_read(item) for item in note.things("attachment") if item.type in TYPES and item.url()]
    return found or None


def _read(item: Thing) -> Elsewhere:
    mime = item.text("mediaType", 100)
    kind = TYPES[item.type] or mime.partition("/")[0]
    return Elsewhere(
        url=item.url() or "", kind=kind if kind in KINDS else "unknown", mime=mime,
        description=item.text("name", LONGEST_WORDS) or item.text("summary", LONGEST_WORDS),
        blurhash=item.text("blurhash", 200) or None, width=item.whole("width"), height=item.whole("height"),
        focus=item.focus(),
    )


carries("attachment", "media", documents)
takes("media", read)
