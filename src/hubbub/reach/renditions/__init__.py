"""What a stranger's file is shown as: pictures, films and recordings, made anew out of everybody's reach."""

from .placing import bench, benches, place, put
from .renditions import (
    FASTEST_FILM,
    LARGEST_FILM,
    LARGEST_FRAME,
    LARGEST_PICTURE,
    MIMES,
    MOST_PIXELS,
    copied,
    render,
    thumbnail,
)
from .shapes import Rendered, Rendition, Thumbnail
from .sniffing import is_picture, is_sound

__all__ = [
    "FASTEST_FILM",
    "LARGEST_FILM",
    "LARGEST_FRAME",
    "LARGEST_PICTURE",
    "MIMES",
    "MOST_PIXELS",
    "Rendered",
    "Rendition",
    "Thumbnail",
    "bench",
    "benches",
    "copied",
    "is_picture",
    "is_sound",
    "place",
    "put",
    "render",
    "thumbnail",
]
