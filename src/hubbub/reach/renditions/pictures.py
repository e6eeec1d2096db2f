"""Pictures that strangers send, made anew: what is shown is never a file as it came.

Run in the workshop. Every rendition is encoded from bare pixels, upright and in sRGB, so nothing else that the file
carried (places, names, thumbnails, other files) is in it.
"""

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import blurhash
import pillow_heif
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from hubbub.base.errors import Invalid

from .renditions import MOST_PIXELS
from .shapes import Rendered, Rendition, Thumbnail

MOST_BYTES = 40_000_000
MOST_FRAMES = 1_000
MOST_MOVING_PIXELS = 60_000_000  # of all frames together: about 8 s of work
LONGEST_SIDE = 16_383  # what JPEG and WebP can both hold
ORIGINAL = 3840 * 2160  # pixels
SMALL = 230_400  # pixels, as Mastodon's

HEIF = "HEIF"
# Only these are ever tried, by what the file says and not by its name. Imported above, so that none is looked for.
FORMATS = [
    plugin.format for plugin in (
        JpegImagePlugin.JpegImageFile, PngImagePlugin.PngImageFile, WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile, AvifImagePlugin.AvifImageFile,
    )
] + [HEIF]
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}

# By EXIF's orientation, 2 to 8.
TURNS = dict(enumerate((
    Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90,
), start=2))

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


class Empty(Invalid):
    """This file is empty."""


class NotAPicture(Invalid):
    """This is not a picture that can be shown here: send JPEG, PNG, WebP, GIF, AVIF or HEIC."""


class Damaged(Invalid):
    """This picture is damaged and could not be read."""


class TooLarge(Invalid):
    """This picture is too large: at most 40 megapixels and 40 MB."""


class TooLong(Invalid):
    """This moving picture is too long."""


def render(source: str, folder: str) -> Rendered:
    """The picture in the file `source` made anew into `folder`: `original` (at most 8.3 megapixels) and `small`.

    Motion is reduced to its first frame. Raises an `Invalid` with a sentence for what cannot be shown.
    """
    with _opened(source) as image:
        image.draft(None, _within(image.size, ORIGINAL))
        whole = _upright(image)
        little = shrunk(whole, SMALL)
        original = write(folder, "original", *_encoded(whole, image.format), whole.size)
        return Rendered(
            kind="image", original=original, blurhash=blurred(little),
            small=write(folder, "small", *_encoded(little, image.format), little.size),
        )


def thumbnail(source: str, folder: str) -> Thumbnail:
    """The picture made small, to stand for something else. Refuses as `render` does."""
    made = small(source)
    return Thumbnail(write_picture(folder, "thumbnail", made), blurred(made))


def small(source: str) -> Image.Image:
    """The picture in the file, upright and small. Refuses as `render` does."""
    with _opened(source) as image:
        image.draft(None, _within(image.size, SMALL))
        return shrunk(_upright(image), SMALL)


def icon(source: str, folder: str, size: int = 400) -> Rendition:
    """The middle of the picture as a square of `size` pixels a side, for a profile. Refuses as `render` does."""
    return _cropped(source, folder, "icon", size, size)


def server(source: str, folder: str) -> Rendition:
    """The same in the largest size that home screens ask for."""
    return icon(source, folder, 512)


def emoji(source: str, folder: str, size: int = 128) -> Rendition:
    """The whole picture, still, no higher than `size` pixels and at most three times as wide. Refuses as `render`."""
    with _opened(source) as image:
        small = ImageOps.contain(_upright(image), (size * 3, size), Image.Resampling.LANCZOS)
        return write(folder, "emoji", *_encoded(small, image.format), small.size)


def banner(source: str, folder: str, width: int = 1500, height: int = 500) -> Rendition:
    """The middle of the picture as a banner for a profile. Refuses as `render` does."""
    return _cropped(source, folder, "banner", width, height)


def _cropped(source: str, folder: str, name: str, width: int, height: int) -> Rendition:
    with _opened(source) as image:
        image.draft(None, (max(width, height),) * 2)
        crop = ImageOps.fit(_upright(image), (width, height), Image.Resampling.LANCZOS)
        return write(folder, name, *_encoded(crop, image.format), crop.size)


@contextmanager
def _opened(source: str) -> Iterator[Image.Image]:
    """The picture, its pixels not yet read. What goes wrong inside the block is the stranger's file, and refused."""
    size = Path(source).stat().st_size
    if size == 0:
        raise Empty
    if size > MOST_BYTES:
        raise TooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=FORMATS) as image:
                yield image
    except Invalid:
        raise
    except UnidentifiedImageError as problem:
        raise NotAPicture from problem
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as problem:
        raise TooLarge from problem
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno:  # our own disk, not the picture
            raise
        raise Damaged from problem


def _upright(image: Image.Image) -> Image.Image:
    """At most as large as an original, as it is meant to be seen; RGB, or RGBA if anything shows through."""
    if image.mode == "I;16":
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    image = _in_srgb(_turned(shrunk(image, ORIGINAL)))
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        return image
    return image.convert("RGB")


def _turned(image: Image.Image) -> Image.Image:
    turn = None
    with suppress(Exception):  # many cameras write broken EXIF; the picture beside it is still good
        turn = TURNS.get(image.getexif().get(0x0112, 1))
    return image if turn is None else image.transpose(turn)


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as its profile means them; with no profile, or a broken one, as they are."""
    if profile := image.info.get("icc_profile"):
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    return image


def shrunk(image: Image.Image, area: int) -> Image.Image:
    """The picture with at most so many pixels."""
    size = _within(image.size, area)
    if size == image.size:
        return image
    # Hamming is twice as quick as Lanczos and as sharp to the eye; after large steps Lanczos costs little.
    large = image.width > 2 * size[0]
    return image.resize(size, Image.Resampling.LANCZOS if large else Image.Resampling.HAMMING, reducing_gap=2.0)


def _within(size: tuple[int, int], area: int) -> tuple[int, int]:
    width, height = size
    scale = min(1.0, math.sqrt(area / (width * height)), LONGEST_SIDE / max(size))
    return max(1, int(width * scale)), max(1, int(height * scale))


def _encoded(image: Image.Image, came_as: str | None) -> tuple[str, bytes]:
    """Lossless stays lossless where it is small or shows something through; the rest becomes a photograph."""
    if came_as in ("PNG", "GIF") and (image.mode == "RGBA" or image.getcolors(256)):
        return "PNG", _bytes(image, "PNG")
    if image.mode == "RGBA":
        return "WEBP", _bytes(image, "WEBP", quality=85, method=3)
    if came_as == "PNG":  # most likely a screenshot: no blur on its coloured letters
        return "JPEG", _bytes(image, "JPEG", quality=90, subsampling=0)
    return "JPEG", _bytes(image, "JPEG", quality=85)


def animated(source: str) -> Iterator[tuple[Image.Image, float]] | None:
    """Every frame of a GIF that moves, and how many seconds it stays; None for another file. Refuses as `render`."""
    with _opened(source) as image:
        if not isinstance(image, GifImagePlugin.GifImageFile) or not image.is_animated:
            return None
        if image.n_frames > min(MOST_FRAMES, MOST_MOVING_PIXELS // (image.width * image.height)):
            raise TooLong
    return _frames(source)


def _frames(source: str) -> Iterator[tuple[Image.Image, float]]:
    with _opened(source) as image:
        assert isinstance(image, GifImagePlugin.GifImageFile)
        size = image.size
        for number in range(image.n_frames):
            image.seek(number)
            if image.size != size:
                raise Damaged
            # Browsers take less than 2 hundredths for a mistake, and show such a frame for ten.
            stays = image.info.get("duration", 0) / 1000
            yield _flat(image.convert("RGBA")), stays if stays >= 0.02 else 0.1


def _flat(image: Image.Image) -> Image.Image:
    """A film shows nothing through: what did is white."""
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _bytes(image: Image.Image, form: str, **how: Any) -> bytes:
    # Pillow writes some of what it has read (comments, profiles) unless it is forgotten.
    image.info = {key: value for key, value in image.info.items() if key == "duration"}
    data = io.BytesIO()
    image.save(data, form, **how)
    return data.getvalue()


def write(folder: str, name: str, form: str, data: bytes, size: tuple[int, int]) -> Rendition:
    """Put an encoded picture into the folder."""
    file = name + ENDINGS[form]
    Path(folder, file).write_bytes(data)
    return Rendition(
        file=file, mime=f"image/{form.lower()}", bytes=len(data), width=size[0], height=size[1],
    )


def write_picture(folder: str, name: str, image: Image.Image) -> Rendition:
    """Put a picture that came from elsewhere than a picture's file into the folder."""
    return write(folder, name, *_encoded(image, None), image.size)


def blurred(image: Image.Image) -> str:
    """A blurhash of 4 by 3, from 32 pixels: the encoder is Python, and no more can be seen in it."""
    tiny = image.convert("RGBA")
    tiny.thumbnail((32, 32))
    flat = _flat(tiny)
    pixels = flat.get_flattened_data()
    rows = [pixels[start : start + flat.width] for start in range(0, len(pixels), flat.width)]
    return str(blurhash.encode(rows, 4, 3))
