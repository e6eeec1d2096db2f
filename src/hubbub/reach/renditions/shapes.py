"""What the workshop says of the files that it has made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file in the folder; what only sounds has no width and height."""

    file: str
    mime: str
    bytes: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file made anew: the `original`, and `small` to be shown before it is asked for."""

    kind: str
    original: Rendition
    small: Rendition | None = None
    blurhash: str | None = None
    duration: float | None = None  # in seconds
    frame_rate: str | None = None  # as a fraction
    bitrate: int | None = None  # bits a second
    palette: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture that stands for something else."""

    small: Rendition
    blurhash: str
