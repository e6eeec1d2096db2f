"""Recordings made fit for every browser, with a picture to stand for them. Only for the workshop."""

import array
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from PIL import Image, ImageDraw

from hubbub.base.errors import Invalid

from . import pictures
from .pictures import SMALL, blurred, shrunk, write_picture
from .shapes import Rendered
from .streams import Damaged, NotShown, copy, is_cover, opened, played, rendition, seconds, written

# What is played as it came, and in which container; the rest becomes MP3.
KEPT = {"mp3": "mp3", "mp3float": "mp3", "aac": "m4a", "opus": "ogg", "vorbis": "ogg", "flac": "flac"}
PCM = frozenset({"pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_u8", "pcm_f32le", "pcm_s16be", "pcm_s24be"})
ENCODERS = {"aac": ("aac", 160_000), "mp3": ("libmp3lame", 192_000)}
RATE = 48_000

BARS = 150
WAVE = (600, 300)
GROUND, INK = (40, 44, 52), (160, 196, 255)


class TooLong(Invalid):
    """This recording is too long: at most six hours."""


LONGEST = 6 * 3600  # seconds


def render(source: str, container: InputContainer, heard: Sequence[Any], folder: str) -> Rendered:
    """The recording made anew, with its cover or else its shape as a picture."""
    return _made(source, container, heard, folder, "mp3")


def wrap(source: str, container: InputContainer, heard: Sequence[Any], folder: str) -> Rendered:
    """The same without encoding anything anew. Refuses what no browser plays."""
    return _made(source, container, heard, folder, None)


def _made(
    source: str, container: InputContainer, heard: Sequence[Any], folder: str, otherwise: str | None
) -> Rendered:
    if not heard:
        raise NotShown
    stream = heard[0]
    form = KEPT.get(stream.codec_context.name, otherwise)
    if form is None:
        raise NotShown
    lasts = seconds(container, stream)
    if (lasts or 0) > LONGEST:
        raise TooLong
    if stream.codec_context.name in KEPT:
        copy(source, [stream.index], folder, form)
    else:
        _convert(container, stream, folder, form)
    with opened(source) as again:
        cover = _cover(again, folder)
    return _rendered(folder, form, cover, lasts)


def _convert(container: InputContainer, stream: Any, folder: str, form: str) -> None:
    with written(folder, "original", form) as out:
        voice = Voice(out, stream, form)
        for packet in container.demux(stream):
            voice.hear(packet)
        voice.end()


class Voice:
    """A recording's samples on their way into a file, encoded anew."""

    def __init__(self, out: OutputContainer, stream: Any, into: str) -> None:
        name, bits = ENCODERS[into]
        self._out = out
        self._stream: Any = out.add_stream(name, rate=RATE, layout="stereo", bit_rate=bits)
        codec: Any = self._stream.codec_context
        self._even = av.AudioResampler(format=codec.format, layout="stereo", rate=RATE)
        self._count = 0

    def hear(self, packet: Any) -> None:
        """One packet of the old file; a torn one in the middle is skipped as a player does."""
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            return
        for frame in frames:
            self._say(self._even.resample(frame))

    def end(self) -> None:
        """Nothing more comes."""
        self._say(self._even.resample(None))
        if not self._count:
            raise Damaged
        self._out.mux(self._stream.encode(None))

    def _say(self, frames: Sequence[Any]) -> None:
        for frame in frames:
            # Gaps and jumps of the old file are closed: samples follow each other.
            frame.pts, frame.time_base = self._count, Fraction(1, RATE)
            self._count += frame.samples
            self._out.mux(self._stream.encode(frame))


def _cover(container: InputContainer, folder: str) -> Image.Image | None:
    """The picture in the recording, made small, if there is one that can be read."""
    for stream in container.streams.video:
        if not is_cover(stream):
            continue
        for packet in container.demux(stream):
            if packet.size:
                return _read(bytes(packet), folder)
    return None


def _read(data: bytes, folder: str) -> Image.Image | None:
    path = f"{folder}/cover"
    with open(path, "wb") as file:
        file.write(data)
    try:
        return pictures.small(path)
    except Invalid:
        return None


def _rendered(folder: str, form: str, cover: Image.Image | None, lasts: float | None) -> Rendered:
    with opened(f"{folder}/original.{form}") as made:
        stream = made.streams.audio[0]
        loudness = list(_loudness(made, stream)) if cover is None else []
        if cover is None and not loudness:
            raise Damaged
        still = shrunk(cover, SMALL) if cover else _wave(loudness)
        original = rendition(folder, form)
        duration, bitrate = played(made, original, seconds(made, stream) or lasts)
        return Rendered(
            kind="audio", original=original, small=write_picture(folder, "small", still), blurhash=blurred(still),
            duration=duration, bitrate=bitrate, palette=_palette(still),
        )


def _loudness(container: InputContainer, stream: Any) -> Iterator[int]:
    """The loudest sample of each tenth of a second."""
    coarse = av.AudioResampler(format="s16", layout="mono", rate=8_000)
    waiting = array.array("h")
    for frame in container.decode(stream):
        for piece in coarse.resample(frame):
            waiting.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
        while len(waiting) >= 800:
            yield max(abs(min(waiting[:800])), max(waiting[:800]))
            del waiting[:800]
    if waiting:
        yield max(abs(min(waiting)), max(waiting))


def _wave(loudness: Sequence[int]) -> Image.Image:
    """Its shape over time, as bars."""
    picture = Image.new("RGB", WAVE, GROUND)
    pen = ImageDraw.Draw(picture)
    width, middle, top = WAVE[0] / BARS, WAVE[1] / 2, max(*loudness, 1)
    for bar in range(BARS):
        start = bar * len(loudness) // BARS
        loud = max(loudness[start : max(start + 1, (bar + 1) * len(loudness) // BARS)])
        half = max(1.0, loud / top * middle * 0.8)
        pen.rectangle((bar * width, middle - half, bar * width + width - 2, middle + half), fill=INK)
    return picture


def _palette(picture: Image.Image) -> dict[str, str]:
    """Colours that go with it, readable on each other, as apps ask for them."""
    ground = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(ground, tuple)
    red, green, blue = ground[:3]
    light = 0.299 * red + 0.587 * green + 0.114 * blue > 140
    accent = tuple(value // 3 if light else 255 - (255 - value) // 3 for value in (red, green, blue))
    return {
        "background": _hex((red, green, blue)), "foreground": "#000000" if light else "#ffffff", "accent": _hex(accent),
    }


def _hex(colour: Sequence[int]) -> str:
    return "#" + "".join(f"{value:02x}" for value in colour)
