"""Paging by keys: `max_id`, `since_id`, `min_id`, and the Link header that apps follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, urlencode

from .routes import Call

# What a path may say of itself without being written otherwise.
_PLAIN = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows: ids below `below` and above `above`; `upward` reads from the oldest end (`min_id`)."""

    below: int | None
    above: int | None
    upward: bool
    limit: int


def window(call: Call, default: int, most: int) -> Window:
    """The page that was asked for; sizes are brought into their bounds."""
    if not call.params.given:
        return _first(default)
    least = call.params.id("min_id")
    return Window(
        below=call.params.id("max_id"), above=least if least is not None else call.params.id("since_id"),
        upward=least is not None, limit=call.params.number("limit", default, 1, most),
    )


@cache
def _first(limit: int) -> Window:
    return Window(below=None, above=None, upward=False, limit=limit)


def link(call: Call, keys: Sequence[int], page: Window) -> None:
    """Add the Link header for a page whose rows have these keys, newest first."""
    if not keys:
        return
    here = _here(call)
    links = f'<{here}min_id={keys[0]}>; rel="prev"'
    if len(keys) >= page.limit or page.upward:
        links = f'<{here}max_id={keys[-1]}>; rel="next", {links}'
    call.headers["link"] = links


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows of a short list, counted from its first."""

    limit: int
    offset: int


def stretch(call: Call, default: int, most: int, farthest: int) -> Stretch:
    """The page that was asked for by `offset`; sizes are brought into their bounds."""
    return Stretch(call.params.number("limit", default, 1, most), call.params.number("offset", 0, 0, farthest))


def link_stretch(call: Call, found: int, page: Stretch) -> None:
    """Add the Link header for a page of so many rows."""
    here = _here(call)
    links = [f'<{here}offset={page.offset + page.limit}>; rel="next"'] if found >= page.limit else []
    if page.offset:
        links.append(f'<{here}offset={max(page.offset - page.limit, 0)}>; rel="prev"')
    if links:
        call.headers["link"] = ", ".join(links)


def _here(call: Call) -> str:
    """The address that was asked, with what else was asked, as far as what tells its pages apart."""
    kept = ""
    if call.request.scope["query_string"]:
        kept = urlencode([(name, value) for name, value in call.request.query_params.multi_items()
                          if name not in ("max_id", "min_id", "since_id", "offset")])
    return f'{call.db.here.settings.url(_quoted(call.request.scope["path"]))}?{kept}{"&" if kept else ""}'


@lru_cache(1000)
def _quoted(path: str) -> str:
    return quote(path, safe=_PLAIN)
