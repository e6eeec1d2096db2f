"""How the workshop is asked for renditions, and which files it takes."""

from pathlib import Path
from typing import TypeVar

import msgspec

from hubbub.base.errors import Invalid
from hubbub.base.here import Here
from hubbub.base.workshop import Failed
from hubbub.people import profiles

from . import sniffing
from .shapes import Rendered, Rendition, Thumbnail

LARGEST_PICTURE = 16 << 20  # bytes
LARGEST_FILM = 99 << 20  # bytes
MOST_PIXELS = 40_000_000
LARGEST_FRAME = 3840 * 2160  # pixels of a film
FASTEST_FILM = 120  # frames a second
MIMES = (
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic", "image/heif",
    "video/mp4", "video/quicktime", "video/webm", "video/x-matroska",
    "audio/mpeg", "audio/mp3", "audio/ogg", "audio/flac", "audio/x-flac", "audio/wav", "audio/x-wav", "audio/vnd.wave",
    "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac",
)
SHORT_WORK, LONGEST_WORK = 30.0, 1200.0  # seconds
T = TypeVar("T")

PLACE = "hubbub.reach.renditions"

profiles.pictures.made_by(avatar=f"{PLACE}.pictures:icon", banner=f"{PLACE}.pictures:banner",
                          emoji=f"{PLACE}.pictures:emoji", server=f"{PLACE}.pictures:server")


async def render(here: Here, source: Path, folder: Path) -> Rendered:
    """The file made anew into the folder. What moves or sounds may take minutes.

    Raises `Invalid` with a sentence for what cannot be shown.
    """
    picture = _is_picture(source)
    function = "moving:picture" if picture else "films:render"
    return await _made(here, function, source, folder, Rendered, long=not picture)


async def copied(here: Here, source: Path, folder: Path, purpose: str) -> Rendered:
    """What comes from elsewhere, for an `avatar`, a `banner` or a `file`; films are not encoded anew.

    Raises `Invalid` with a sentence for what cannot be shown.
    """
    if purpose != "file":
        function = "icon" if purpose == "avatar" else "banner"
        return Rendered("image", await _made(here, f"pictures:{function}", source, folder, Rendition))
    picture = _is_picture(source)
    return await _made(here, "moving:picture" if picture else "films:wrap", source, folder, Rendered, long=not picture)


async def thumbnail(here: Here, source: Path) -> Thumbnail:
    """The picture made small, beside it in its folder. Raises `Invalid` with a sentence for what cannot be shown."""
    return await _made(here, "pictures:thumbnail", source, source.parent, Thumbnail)


def _is_picture(source: Path) -> bool:
    with source.open("rb") as file:
        return sniffing.is_picture(file.read(sniffing.LENGTH))


async def _made(
    here: Here, function: str, source: Path, folder: Path, kind: type[T], *, long: bool = False
) -> T:
    deadline = LONGEST_WORK if long else SHORT_WORK
    try:
        made = await here.workshop.do(
            f"{PLACE}.{function}", deadline, long, source=str(source), folder=str(folder))
    except Failed as problem:
        raise Invalid(problem.sentence) from problem
    return msgspec.convert(made, kind)
