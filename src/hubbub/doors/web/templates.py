"""Templates: each room's `pages/` under the room's name, the door's own under `web/`."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from hubbub.base import text
from hubbub.base.clock import now

if TYPE_CHECKING:  # the door's own two halves; a template is rendered for a View
    from .routes import View

HERE = Path(__file__).parent
STATIC = HERE / "static"
ROOMS = HERE.parent.parent

Context = Callable[["View"], Awaitable[dict[str, Any]]]

_contexts: list[Context] = []
_panels: dict[str, list[str]] = {}


def gives(function: Context) -> Context:
    """Let a room put something before every page, such as who is signed in or how much is unread."""
    _contexts.append(function)
    return function


def panel(slot: str, template: str) -> None:
    """Hang a room's partial into a slot of another's page, e.g. `post.body` or `nav`."""
    _panels.setdefault(slot, []).append(template)


@cache
def environment() -> Environment:
    folders = {
        pages.parent.name: FileSystemLoader(pages) for pages in sorted(ROOMS.glob("*/*/pages")) if pages.is_dir()
    }
    env = Environment(
        loader=PrefixLoader(folders | {"web": FileSystemLoader(HERE / "layout")}),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, enable_async=False,
    )
    env.filters |= {"clean": _clean, "compact": compact}
    env.globals |= {"asset": asset, "panels": lambda slot: _panels.get(slot, [])}
    return env


async def html(view: "View", template: str, given: dict[str, Any]) -> str:
    """The rendered template."""
    more: dict[str, Any] = {}
    for context in _contexts:
        if view.visitor is not None:
            more |= await context(view)
    settings = view.db.here.settings
    zone = _zone(view.visitor.time_zone if view.visitor else "UTC")
    return environment().get_template(template).render(
        view=view, visitor=view.visitor, settings=settings, csrf=view.csrf, nonce=view.nonce,
        path=view.request.url.path, ago=ago, when=lambda at: at.astimezone(zone), partial=view.partial,
        **(more | given),
    )


@cache
def asset(name: str) -> str:
    """The address of a static file, with its hash: it may be kept for ever."""
    return f"/static/{name}?{digest(name)}"


def digest(name: str) -> str:
    return hashlib.sha256(static(name)).hexdigest()[:12]


@cache
def static(name: str) -> bytes:
    """A static file's bytes. `app.css` is the base and every room's `style.css`, joined in their order."""
    if name == "app.css":
        sheets = [STATIC / "base.css", *sorted(ROOMS.glob("*/*/style.css"))]
        return "\n".join(sheet.read_text() for sheet in sheets).encode()
    if (path := elements().get(name)) is not None:
        return path.read_bytes()
    return (STATIC / name).read_bytes()


@cache
def elements() -> dict[str, Path]:
    """Each room's `element.js`, served as `room.js`."""
    return {f"{path.parent.name}.js": path for path in ROOMS.glob("*/*/element.js")}


def _clean(given: str) -> Markup:
    return Markup(text.clean(given))  # noqa: S704  cleaned a word before


def compact(number: int) -> str:
    """1,234 as 1.2K: a figure on a button."""
    for limit, letter in ((1_000_000, "M"), (1_000, "K")):
        if number >= limit:
            return f"{number / limit:.1f}".removesuffix(".0") + letter
    return str(number)


def ago(at: datetime) -> str:
    """How long since, in the shortest words."""
    seconds = int((now() - at).total_seconds())
    for unit, size in (("y", 31_536_000), ("mo", 2_592_000), ("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "now"


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
