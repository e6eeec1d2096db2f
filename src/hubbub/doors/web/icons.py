"""Our icons. They stand in the sheet of styles, which a browser fetches once, and a page only names them.

As SVG in the page they were a third of it: a phone takes a quarter less time to lay out a page of posts without them.
"""

from functools import cache
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

_DRAWINGS = Path(__file__).parent / "layout" / "icons.svg"
_LINE = "stroke='black' stroke-width='1.75' stroke-linecap='round' stroke-linejoin='round'"
_LINES, _FULL = "fill='none'", "fill='black' fill-opacity='.3'"
_PLAIN = " ='/:;,.-()"  # may stand in an address in quotes as it is


@cache
def icon(name: str, turns: bool = False) -> Markup:
    """One of our icons; `turns` for arrows, which face the other way where words run from right to left. Raises
    `KeyError` for one that is not drawn."""
    if name not in _shapes():
        raise KeyError(name)
    more = " icon--turns" if turns else ""
    return Markup(f'<i class="icon icon--{name}{more}"></i>')  # noqa: S704  both are ours


def sheet() -> str:
    """The rules that say how each is drawn, `--drawn`, and while it is pressed `--filled`, if it fills then."""
    rules = "".join(f".icon--{name} {{ {shape} }}\n" for name, shape in _shapes().items())
    return f"@layer parts {{\n{rules}}}\n"


@cache
def _shapes() -> dict[str, str]:
    """What is said of each, by its name. A line of the drawings is one of them."""
    said = {}
    for line in _DRAWINGS.read_text().splitlines():
        kind, _, shape = line.strip().removesuffix("</symbol>").partition(">")
        if kind.startswith("<symbol "):
            filled = f" --filled: {_image(_FULL, shape)};" if 'class="fills"' in kind else ""
            said[kind.split('"')[1]] = f"--drawn: {_image(_LINES, shape)};{filled}"
    return said


def _image(fill: str, shape: str) -> str:
    lines = shape.replace('"', "'")
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' {fill} {_LINE}>{lines}</svg>"
    return f'url("data:image/svg+xml,{quote(drawing, safe=_PLAIN)}")'
