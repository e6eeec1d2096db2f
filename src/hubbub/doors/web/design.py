"""What pages are made of, all in one place and every state: for those who build them, in development only."""

import re
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.base.errors import NotFound

from .charts import Bar, bars, line
from .routes import View, page
from .templates import STATIC

# What is read upon what, and how much it has to differ (WCAG 2.2, 1.4.3 and 1.4.11).
PAIRS = tuple((words, ground, 4.5) for words, ground in (
    ("text", "page"), ("text", "surface"), ("text", "surface-2"), ("muted", "page"), ("muted", "surface"),
    ("muted", "surface-2"), ("link", "page"), ("link", "surface"), ("link", "accent-soft"), ("text", "accent-soft"),
    ("accent-text", "accent"), ("good", "good-soft"), ("bad", "bad-soft"), ("bad", "surface"), ("warn", "warn-soft"),
)) + tuple((edge, ground, 3.0) for edge, ground in (
    ("edge", "surface"), ("focus", "page"), ("focus", "surface"), ("accent", "surface"), ("chart-1", "surface"),
    ("chart-2", "surface"), ("chart-4", "surface"), ("chart-5", "surface"), ("chart-6", "surface"),
))
BARS = [Bar("Soup", 12, "12"), Bar("Bread", 5, "5", 2), Bar("Not measured", None, "not measured", 3)]
POINTS = [("Monday", 3.0), ("Tuesday", 7.0), ("Wednesday", 5.0)]
_TOKEN = re.compile(r"--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)")

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Token:
    """A colour by day and by night, as base.css has it: lightness, chroma, hue."""

    name: str
    light: Colour
    dark: Colour


@dataclass(frozen=True, slots=True)
class Pair:
    words: str
    ground: str
    least: float
    light: float
    dark: float

    @property
    def good(self) -> bool:
        return min(self.light, self.dark) >= self.least


@page("GET", "/_design")
async def design(view: View) -> Response:
    """Raises `NotFound` on a server that is not for development."""
    if not view.db.here.settings.development:
        raise NotFound("There is no page at this address.")
    return await view.render("web/design.html", tokens=tokens(), pairs=pairs(), sizes=range(1, 7), spaces=range(1, 9),
                             bar_chart=bars("Bars", BARS), line_chart=line("A line", POINTS, "bowls"))


def tokens() -> list[Token]:
    """The colours of base.css."""
    found = _TOKEN.findall((STATIC / "base.css").read_text())
    return [Token(name, _colour(light), _colour(dark)) for name, light, dark in found]


def pairs() -> list[Pair]:
    """How much each colour differs from what it is read upon."""
    known: dict[str, Any] = {token.name: token for token in tokens()}
    return [Pair(words, ground, least, contrast(known[words].light, known[ground].light),
                 contrast(known[words].dark, known[ground].dark)) for words, ground, least in PAIRS]


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of their luminances (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return round((high + 0.05) / (low + 0.05), 2)


def _colour(given: str) -> Colour:
    lightness, chroma, hue = (float(number) for number in given.split())
    return lightness, chroma, hue


def _luminance(colour: Colour) -> float:
    """By the matrices of CSS Color 4 (17.4): OKLCH to linear light, cut to what screens can show."""
    lightness, chroma, hue = colour
    turn = complex(0, hue * 3.141592653589793 / 180)
    along = chroma * 2.718281828459045 ** turn
    a, b = along.real, along.imag
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
