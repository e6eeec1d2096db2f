"""Films made fit for every browser, and pictures that move made films. Only for the workshop.

What is H.264 with AAC already keeps its pixels and gets a new container; everything else is encoded anew.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from PIL import Image

from . import sounds
from .pictures import SMALL, blurred, shrunk, write_picture
from .renditions import FASTEST_FILM, LARGEST_FRAME
from .shapes import Rendered
from .streams import (
    AUDIO,
    VIDEO,
    Damaged,
    NotShown,
    TooLarge,
    TooLong,
    copy,
    opened,
    pictures_of,
    played,
    rate,
    rendition,
    seconds,
    written,
)

CONVERTED = 1280 * 720  # pixels of a frame that is encoded anew
FASTEST = 60  # frames a second of that
LONGEST = 20 * 60  # seconds of that
FRAMES = FASTEST * LONGEST
CLOCK = Fraction(1, 90_000)
X264 = {"preset": "veryfast", "crf": "23", "maxrate": "4M", "bufsize": "8M", "threads": "2", "profile": "high"}


def render(source: str, folder: str) -> Rendered:
    """The film or the recording in the file `source` made anew into `folder`.

    Raises an `Invalid` with a sentence for what cannot be shown.
    """
    with opened(source) as container:
        films, heard = pictures_of(container), _heard(container)
        if not films:
            return sounds.render(source, container, heard, folder)
        film = films[0]
        if film.codec_context is None or film.codec_context.name not in VIDEO:
            raise NotShown
        first = _first(container, film)
        width, height = _upright(first)
        if _fits(film, heard):
            copy(source, [stream.index for stream in (film, *heard)], folder, "mp4")
        else:
            width, height = _even(width * _stretch(film), height)
            convert(source, folder, (width, height), first.rotation)
        return _rendered(folder, (width, height), first)


def wrap(source: str, folder: str) -> Rendered:
    """The same without encoding anything anew: for what comes from elsewhere. Refuses what no browser plays."""
    with opened(source) as container:
        films, heard = pictures_of(container), _heard(container)
        if not films:
            return sounds.wrap(source, container, heard, folder)
        film = films[0]
        first = _first(container, film)
        if not _fits(film, heard):
            raise NotShown
        copy(source, [stream.index for stream in (film, *heard)], folder, "mp4")
        return _rendered(folder, _upright(first), first)


def _heard(container: InputContainer) -> list[Any]:
    return [stream for stream in container.streams.audio if stream.codec_context.name in AUDIO | sounds.PCM][:1]


def _first(container: InputContainer, film: Any) -> Any:
    """The first frame, which proves that there is one."""
    if film.width * film.height > LARGEST_FRAME or max(film.width, film.height) > 2 * 3840:
        raise TooLarge
    film.thread_type = "NONE"
    frame = next(container.decode(film), None)
    if frame is None or frame.width * frame.height > LARGEST_FRAME:
        raise Damaged if frame is None else TooLarge
    return frame


def _fits(film: Any, heard: list[Any]) -> bool:
    """Whether every browser plays it as it is."""
    codec = film.codec_context
    sounding = all(stream.codec_context.name in ("aac", "mp3", "mp3float") for stream in heard)
    fast = film.average_rate is not None and film.average_rate > FASTEST_FILM
    return codec.name == "h264" and codec.pix_fmt in ("yuv420p", "yuvj420p") and sounding and not fast


def _stretch(film: Any) -> float:
    """Pixels that are not square are made so."""
    ratio = film.sample_aspect_ratio
    return float(ratio) if ratio and 0.1 < ratio < 10 else 1.0


def _upright(frame: Any) -> tuple[int, int]:
    return (frame.height, frame.width) if frame.rotation % 180 else (frame.width, frame.height)


def _even(width: float, height: float) -> tuple[int, int]:
    """The size that it is made in; half of a colour cannot be encoded."""
    scale = min(1.0, math.sqrt(CONVERTED / (width * height)))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _rendered(folder: str, size: tuple[int, int], first: Any) -> Rendered:
    still = shrunk(first.to_image().rotate(first.rotation, expand=True), SMALL)
    with opened(f"{folder}/original.mp4") as made:
        film, original = made.streams.video[0], rendition(folder, "mp4", *size)
        if next(made.decode(film), None) is None:
            raise Damaged
        duration, bitrate = played(made, original, seconds(made, film))
        return Rendered(
            kind="video", original=original, small=write_picture(folder, "small", still), blurhash=blurred(still),
            duration=duration, bitrate=bitrate, frame_rate=rate(film.average_rate),
        )


def convert(source: str, folder: str, size: tuple[int, int], rotation: int) -> None:
    """The film encoded anew, upright and in this size."""
    with opened(source) as container, written(folder, "original", "mp4") as out:
        film, heard = pictures_of(container)[0], _heard(container)
        if (seconds(container, film) or 0) > LONGEST:
            raise TooLong
        encoder = _encoder(out, size, film.average_rate)
        voice = sounds.Voice(out, heard[0], "aac") if heard else None
        pictures = _Pictures(film, size, rotation)
        for packet in container.demux(film, *heard):
            if voice and packet.stream.index == heard[0].index:
                voice.hear(packet)
            else:
                for frame in pictures.of(packet):
                    out.mux(encoder.encode(frame))
        out.mux(encoder.encode(None))
        if voice:
            voice.end()


def _encoder(out: OutputContainer, size: tuple[int, int], fast: Fraction | None, **more: str) -> Any:
    encoder: Any = out.add_stream("libx264", rate=min(fast or Fraction(30), Fraction(FASTEST)), options=X264 | more)
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    # Frames come when they come: phones slow down in the dark.
    encoder.codec_context.time_base = CLOCK
    return encoder


class _Pictures:
    """Frames in the wanted size, upright, never back in time, and not more a second than are wanted."""

    def __init__(self, film: Any, size: tuple[int, int], rotation: int) -> None:
        self._film, self._count, self._after = film, 0, -math.inf
        turns = {90: ["cclock"], -90: ["clock"], 270: ["clock"], 180: ["clock", "clock"], -180: ["clock", "clock"]}
        steps = [("transpose", turn) for turn in turns.get(rotation, [])]
        self._steps = [*steps, ("scale", f"{size[0]}:{size[1]}"), ("setsar", "1"), ("format", "yuv420p")]
        self._graph: Graph | None = None
        self._shape: tuple[object, ...] = ()

    def of(self, packet: Any) -> Iterator[Any]:
        for frame in packet.decode():
            if frame.width * frame.height > LARGEST_FRAME:
                raise TooLarge
            at = frame.time
            if at is None or at < self._after:
                continue
            self._after = at + 0.9 / FASTEST
            self._count += 1
            if self._count > FRAMES:
                raise TooLong
            yield self._made(frame)

    def _made(self, frame: Any) -> Any:
        shape = (frame.width, frame.height, frame.format.name)
        if self._graph is None or shape != self._shape:
            self._graph, self._shape = self._built(frame), shape
        self._graph.push(frame)
        made: Any = self._graph.pull()
        made.pict_type = 0
        return made

    def _built(self, frame: Any) -> Graph:
        graph = Graph()
        last = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
        for name, given in [*self._steps, ("buffersink", None)]:
            step = graph.add(name, given) if given else graph.add(name)
            last.link_to(step)
            last = step
        graph.configure()
        return graph


def moving(frames: Iterator[tuple[Image.Image, float]], folder: str, kind: str = "gifv") -> Rendered:
    """Pictures and how many seconds each is shown, as a film without sound."""
    first: Image.Image | None = None
    at, size = 0.0, (0, 0)
    with written(folder, "original", "mp4") as out:
        encoder, last, stays = None, None, 0.0
        for picture, stays in frames:
            if first is None or encoder is None:
                first, size = picture, _even(*picture.size)
                encoder = _encoder(out, size, None, bf="0")  # whose times are as they come
            last = picture.resize(size) if picture.size != size else picture
            out.mux(encoder.encode(_frame(last, at)))
            at += stays
        if first is None or encoder is None or last is None:
            raise Damaged
        # A file does not say how long its last frame stays; one more at the end does.
        out.mux(encoder.encode(_frame(last, at - min(1 / 30, stays / 2))))
        out.mux(encoder.encode(None))
    made = _rendered(folder, size, _Still(first))
    return Rendered(
        kind, made.original, made.small, made.blurhash, made.duration, made.frame_rate, made.bitrate)


class _Still:
    """A picture where a film has its first frame."""

    rotation = 0

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture

    def to_image(self) -> Image.Image:
        return self._picture


def _frame(picture: Image.Image, at: float) -> Any:
    make: Any = av.VideoFrame.from_image
    frame = make(picture)
    frame.pts, frame.time_base = round(at / CLOCK), CLOCK
    return frame
