"""Pictures, films and recordings as attachments of notes, both ways."""

import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from hubbub.base.db import Read
from hubbub.doors.fediverse.vocabulary import Document
from hubbub.doors.fediverse.wire import Thing
from hubbub.reach import media
from hubbub.reach.media import Elsewhere
from hubbub.reach.media.elsewhere import FILMS
from hubbub.reach.posts.activitypub import carries, takes

LONGEST_WORDS = 10_000
TYPES = {"Document": "", "Image": "image", "Video": "video", "Audio": "audio"}
KINDS = ("image", "video", "audio")
# What may have one picture that stands for it, beside its words.
PICTURED = ("Article", "Page", "Event", "PodcastEpisode")
# Of a film that comes in many sizes the one nearest to this is taken, if a copy of it may be had here.
BEST_HEIGHT = 720
LARGEST_FILM = 40 << 20  # bytes


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
    """What a note says of its attachments, or what it is itself if it is a film, a recording or a picture.

    Mastodon sends Documents with `name`, GoToSocial Images with `summary`, Pleroma files as Links, PeerTube a film in
    every size; articles, events and pages have one `image`.
    """
    found = [_read(item) for item in note.things("attachment") if _is_file(item)]
    if not any(each.kind in KINDS for each in found):
        found += _of_itself(note) or _pictured(note)
    return found or None


def _pictured(note: Thing) -> list[Elsewhere]:
    picture, url = note.thing("image"), note.url("image")
    if url is None or note.type not in PICTURED:
        return []
    return [_read(picture, "image") if picture and picture.url() else Elsewhere(url)]


def _is_file(item: Thing) -> bool:
    if item.type == "Link":
        return _kind(item.media_type) != "unknown" and item.url("href") is not None
    return item.type in TYPES and item.url() is not None


def _read(item: Thing, kind: str = "") -> Elsewhere:
    link = item if item.type == "Link" else item.thing("url")
    url = (item.url("href") if item.type == "Link" else item.url()) or ""
    mime = item.media_type or (link.media_type if link else "")
    mime = mime or mimetypes.guess_type(urlsplit(url).path)[0] or ""
    return Elsewhere(
        url=url, kind=kind or TYPES.get(item.type) or _kind(mime), mime=mime,
        description=item.text("name", LONGEST_WORDS) or item.text("summary", LONGEST_WORDS),
        blurhash=item.text("blurhash", 200) or None, focus=item.focus(),
        width=item.whole("width") or (link.whole("width") if link else None),
        height=item.whole("height") or (link.whole("height") if link else None),
    )


def _kind(mime: str) -> str:
    kind = mime.partition("/")[0].lower()
    return kind if kind in KINDS else "unknown"


def _of_itself(note: Thing) -> list[Elsewhere]:
    """The film in a size that is played here, the recording, the picture; of a film that is not, its picture."""
    wanted = {"Video": "video", "Audio": "audio", "PodcastEpisode": "audio", "Image": "image"}.get(note.type, "")
    shown = note.thing("audio") or note
    files = [item for item in shown.things("url") if _kind(item.media_type) == wanted and item.url("href")]
    if wanted == "video":
        files = [item for item in files if item.media_type in FILMS and (item.whole("size") or 0) <= LARGEST_FILM]
        files.sort(key=lambda item: abs((item.whole("height") or BEST_HEIGHT) - BEST_HEIGHT))
    made = [replace(_read(item), url=item.url("href") or "", kind=wanted, mime=item.media_type) for item in files[:1]]
    if not made and wanted == "image" and isinstance(shown.one("url"), str):
        made = [_read(note, "image")]
    if not made and wanted:
        pictures = [item for item in (*note.things("icon"), *note.things("image")) if item.url()]
        pictures.sort(key=lambda item: item.whole("width") or 0, reverse=True)
        made = [_read(item, "image") for item in pictures[:1]]
    return [replace(each, description=each.description or note.text("name", LONGEST_WORDS)) for each in made]


carries("attachment", "media", documents)
takes("media", read)
