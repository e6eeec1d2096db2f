"""How the workshop is asked for renditions, and which files it takes."""

from pathlib import Path
from typing import TypeVar

import msgspec

from hubbub.base.errors import Invalid
from hubbub.base.here import Here
from hubbub.base.workshop import Failed
from hubbub.people import profiles

from .shapes import Rendered, Thumbnail

LARGEST_PICTURE = 16 << 20  # bytes
LARGEST_FILM = 99 << 20  # bytes
MOST_PIXELS = 40_000_000
LARGEST_FRAME = 3840 * 2160  # pixels of a film
FASTEST_FILM = 120  # frames a second
MIMES = (
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic", "image/heif",
)
T = TypeVar("T")

PLACE = "hubbub.reach.renditions"

# ISO media whose first brand says that it is a picture.
_STILL = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

profiles.pictures.made_by(avatar=f"{PLACE}.pictures:icon", banner=f"{PLACE}.pictures:banner")


def is_picture(head: bytes) -> bool:
    """Whether a file that begins so can only be a picture, by what it says and not by its name."""
    return not (is_sound(head) or _is_film(head))


def is_sound(head: bytes) -> bool:
    """Whether a file that begins so has sound and nothing to be seen."""
    return False


def _is_film(head: bytes) -> bool:
    return False


async def render(here: Here, source: Path, folder: Path) -> Rendered:
    """The file made anew into the folder. Raises `Invalid` with a sentence for what cannot be shown."""
    return await _made(here, "pictures:render", source, folder, Rendered)


async def thumbnail(here: Here, source: Path) -> Thumbnail:
    """The picture made small, beside it in its folder. Raises `Invalid` with a sentence for what cannot be shown."""
    return await _made(here, "pictures:thumbnail", source, source.parent, Thumbnail)


async def _made(here: Here, function: str, source: Path, folder: Path, kind: type[T]) -> T:
    try:
        made = await here.workshop.do(f"{PLACE}.{function}", source=str(source), folder=str(folder))
    except Failed as problem:
        raise Invalid(problem.sentence) from problem
    return msgspec.convert(made, kind)
