"""Drawing: the icon in every size that is asked for, out of the one picture, or out of our own shapes."""

import io
from functools import cache

from PIL import Image, ImageDraw

SIZES = (32, 180, 192, 512)
FAVICON = ((16, 16), (32, 32), (48, 48))
GROUND = (250, 247, 242)
ORANGE, SPARK, WHITE = (207, 63, 31), (240, 160, 60), (255, 255, 255)
# Whoever cuts a maskable icon leaves at least the circle in its middle that is four fifths wide (W3C manifest, 2.12).
SAFE = 0.8
_FINE = 4  # how much larger shapes are drawn, to have smooth edges


@cache
def ours(size: int) -> Image.Image:
    """Our own icon, drawn as `icon.svg` of the pages is, on nothing."""
    scale = size * _FINE / 32
    image = Image.new("RGBA", (size * _FINE, size * _FINE))
    draw = ImageDraw.Draw(image)

    def disc(x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse([(x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale], colour)

    disc(13, 16.8, 10.3, ORANGE)
    draw.polygon([(x * scale, y * scale) for x, y in ((4.1, 21.9), (2.5, 29.3), (9.7, 27.4))], ORANGE)
    disc(25, 8.2, 5.2, SPARK)
    for x in (8.7, 13, 17.3):
        disc(x, 16.9, 1.2, WHITE)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def png(chosen: bytes | None, size: int) -> bytes:
    """The icon as PNG, so many pixels a side."""
    return _written(_of(chosen, size), "PNG")


def maskable(chosen: bytes | None, size: int = 512) -> bytes:
    """The icon for home screens that cut it to a shape of theirs: on a ground, away from the edges."""
    within = round(size * SAFE / 2**0.5) if chosen is None else round(size * SAFE)
    icon = _of(chosen, within)
    ground = Image.new("RGB", (size, size), GROUND)
    ground.paste(icon, ((size - within) // 2,) * 2, icon)
    return _written(ground, "PNG")


def favicon(chosen: bytes | None) -> bytes:
    """The icon in three small sizes, for those who ask for `favicon.ico` without looking at the page."""
    return _written(_of(chosen, 48), "ICO", sizes=list(FAVICON))


def _of(chosen: bytes | None, size: int) -> Image.Image:
    if chosen is None:
        return ours(size)
    # Our own rendition, made in the workshop: nobody else's file is opened here.
    with Image.open(io.BytesIO(chosen), formats=["PNG", "JPEG", "WEBP"]) as image:
        return image.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)


def _written(image: Image.Image, kind: str, **how: object) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()
