"""Films and recordings that strangers send, opened, and how what is in them is put into another file.

Only for the workshop. One demuxer is tried, which is named here; it reads from an open file and can open no other.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
from av.container import InputContainer, OutputContainer
from av.stream import Stream

from hubbub.base.errors import Invalid

from . import sniffing
from .shapes import Rendition

MOST_STREAMS = 16
# What other software on the way wrote of itself, of people and of places is not asked for: `bitexact` writes none.
PLAIN = {"fflags": "+bitexact"}
FORMS = {
    "mp4": ("mp4", "video/mp4", PLAIN | {"movflags": "+faststart"}),
    "m4a": ("mp4", "audio/mp4", PLAIN | {"movflags": "+faststart"}),
    "mp3": ("mp3", "audio/mpeg", PLAIN | {"id3v2_version": "0", "write_id3v1": "0"}),
    "ogg": ("ogg", "audio/ogg", PLAIN),
    "flac": ("flac", "audio/flac", PLAIN),
}
VIDEO = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "prores", "mjpeg"})
AUDIO = frozenset({"aac", "mp3", "mp3float", "opus", "vorbis", "flac", "alac", "ac3", "eac3"})


class Damaged(Invalid):
    """This file is damaged and could not be read."""


class NotShown(Invalid):
    """This kind of film or recording cannot be shown here: send MP4, MOV, WebM, MP3, OGG, FLAC, WAV or M4A."""


class TooLarge(Invalid):
    """This film is too large: at most 3840 by 2160 pixels and 120 frames a second."""


class TooLong(Invalid):
    """This film is too long to be converted here: send it as MP4 with H.264 and AAC, or in parts."""


@contextmanager
def opened(source: str) -> Iterator[InputContainer]:
    """The film or recording. What goes wrong inside the block is the stranger's file, and refused."""
    with Path(source).open("rb") as file:
        form = sniffing.demuxer(file.read(sniffing.LENGTH))
        if form is None:
            raise NotShown
        file.seek(0)
        options = {"protocol_whitelist": "", "max_streams": "64", "probesize": "5000000", "analyzeduration": "5000000"}
        try:
            with av.open(file, format=form, options=options) as container:
                if len(container.streams) > MOST_STREAMS:
                    raise Damaged
                yield cast(InputContainer, container)
        except Invalid:
            raise
        except MemoryError as problem:
            raise TooLarge from problem
        except (av.FFmpegError, ValueError, ArithmeticError, IndexError, StopIteration, EOFError) as problem:
            raise Damaged from problem


def pictures_of(container: InputContainer) -> list[Any]:
    """What is to be seen and moves, without covers."""
    return [stream for stream in container.streams.video if not is_cover(stream)]


def is_cover(stream: Stream) -> bool:
    """Whether it is one picture that stands for a recording."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def seconds(container: InputContainer, *streams: Stream) -> float | None:
    """How long it lasts."""
    if container.duration:
        return container.duration / av.time_base
    lengths = [float(s.duration * s.time_base) for s in streams if s.duration and s.time_base]
    return max(lengths, default=None)


def played(container: InputContainer, given: Rendition, lasts: float | None) -> tuple[float | None, int | None]:
    """How many seconds the file lasts, and how many bits each has; what no file can have is not believed."""
    if lasts is None or not 0 < lasts < 1_000_000:
        return None, None
    return round(lasts, 3), container.bit_rate or int(given.bytes * 8 / lasts)


@contextmanager
def written(folder: str, name: str, form: str) -> Iterator[OutputContainer]:
    """A new file of one of `FORMS`."""
    muxer, _, options = FORMS[form]
    with av.open(str(Path(folder, f"{name}.{form}")), "w", format=muxer, options=dict(options)) as out:
        yield out


def copy(source: str, indices: Sequence[int], folder: str, form: str) -> None:
    """These streams as they are, in a container of their own and without anything said about them."""
    # Opened anew: what was cut short can be read to its end, but not be wound back.
    with opened(source) as container, written(folder, "original", form) as out:
        wanted: list[Any] = [container.streams[index] for index in indices]
        to = {stream.index: out.add_stream_from_template(stream) for stream in wanted}
        count = 0
        for packet in container.demux(*wanted):
            if packet.dts is not None:
                packet.stream = to[packet.stream.index]
                out.mux(packet)
                count += 1
        if not count:
            raise Damaged


def rendition(folder: str, form: str, width: int | None = None, height: int | None = None) -> Rendition:
    """What is to be said of the file `original`."""
    path = Path(folder, f"original.{form}")
    return Rendition(
        file=path.name, mime=FORMS[form][1], bytes=path.stat().st_size, width=width, height=height,
    )


def rate(given: Fraction | None) -> str | None:
    """A frame rate as apps know it: `30/1`."""
    return f"{given.numerator}/{given.denominator}" if given else None
