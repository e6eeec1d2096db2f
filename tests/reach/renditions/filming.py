"""Films and recordings, made here by the same library that reads them: honest and hostile."""

import array
import io
import math
from fractions import Fraction
from typing import Any

import av
from PIL import Image, ImageDraw

SECRET = "SECRET-WORDS"


def film(
    form="mp4", video="libx264", audio: str | None = "aac", frames=30, size=(320, 180), rate=30, rotation=0,
    options: dict[str, str] | None = None,
) -> bytes:
    """A second of a white bar that moves over blue, and a tone; with words on where and by whom it was made."""
    file = io.BytesIO()
    with av.open(file, "w", format=form) as out:
        _says(out)
        seen: Any = out.add_stream(video, rate=rate, options=options or {})
        seen.width, seen.height = size
        seen.pix_fmt = "yuv420p"
        if rotation:
            seen.set_display_rotation(rotation)
        heard: Any = out.add_stream(audio, rate=48_000, layout="stereo") if audio else None
        for number in range(frames):
            frame: Any = av.VideoFrame.from_image(_scene(size, number))
            frame.pts, frame.time_base = number, Fraction(1, rate)
            out.mux(seen.encode(frame))
        out.mux(seen.encode(None))
        if heard:
            _plays(out, heard, frames / rate)
    return file.getvalue()


def recording(form="mp3", audio="libmp3lame", seconds=1.0, cover: bytes | None = None) -> bytes:
    """A tone that swells."""
    file = io.BytesIO()
    with av.open(file, "w", format=form) as out:
        _says(out)
        heard: Any = out.add_stream(audio, rate=48_000, layout="stereo")
        picture: Any = None
        if cover:
            picture = out.add_stream("mjpeg", rate=1)
            picture.width, picture.height, picture.pix_fmt = 100, 100, "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic
        _plays(out, heard, seconds)
        if cover:
            packet = av.Packet(cover)
            packet.stream, packet.pts, packet.dts = picture, 0, 0
            out.mux(packet)
    return file.getvalue()


def _says(out: Any) -> None:
    out.metadata.update(title=SECRET, comment=SECRET, location="+52.3731+004.8922/")


def _scene(size, number):
    image = Image.new("RGB", size, (20, 40, 160))
    at = number * 7 % size[0]
    ImageDraw.Draw(image).rectangle((at, 0, at + 20, size[1]), fill="white")
    return image


def _plays(out: Any, heard: Any, seconds: float) -> None:
    count, total = 0, int(48_000 * seconds)
    length = heard.codec_context.frame_size or 1024
    while count < total:
        loud = 12_000 * count / total
        tone = [int(loud * math.sin((count + n) / 20)) for n in range(length)]
        frame = av.AudioFrame(format="s16", layout="stereo", samples=length)
        frame.planes[0].update(array.array("h", [value for each in tone for value in (each, each)]).tobytes())
        frame.rate, frame.pts = 48_000, count
        out.mux(heard.encode(frame))
        count += length
    out.mux(heard.encode(None))


def looked_at(path) -> dict[str, Any]:
    """What a file holds, by its own word."""
    with av.open(str(path)) as container:
        streams = {stream.type: stream for stream in container.streams}
        return {
            "codecs": {kind: stream.codec_context.name for kind, stream in streams.items()},
            "seconds": container.duration / av.time_base if container.duration else None,
            "says": {k: v for k, v in container.metadata.items() if k not in (
                "major_brand", "minor_version", "compatible_brands")},
            "frames": sum(1 for _ in container.decode(video=0)) if "video" in streams else 0,
        }
