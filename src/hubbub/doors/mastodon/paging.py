"""Paging by keys: `max_id`, `since_id`, `min_id`, and the Link header that apps follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from .routes import Call


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows: ids below `below` and above `above`; `upward` reads from the oldest end (`min_id`)."""

    below: int | None
    above: int | None
    upward: bool
    limit: int


def window(call: Call, default: int, most: int) -> Window:
    """The page that was asked for; sizes are brought into their bounds."""
    least = call.params.id("min_id")
    return Window(
        below=call.params.id("max_id"), above=least if least is not None else call.params.id("since_id"),
        upward=least is not None, limit=call.params.number("limit", default, 1, most),
    )


def link(call: Call, keys: Sequence[int], page: Window) -> None:
    """Add the Link header for a page whose rows have these keys, newest first."""
    if not keys:
        return
    base = call.db.here.settings.url(call.request.url.path)
    kept = [] if not call.request.scope["query_string"] else [
        (name, value)
        for name, value in call.request.query_params.multi_items()
        if name not in ("max_id", "min_id", "since_id")
    ]
    query = urlencode(kept) + "&" if kept else ""
    links = f'<{base}?{query}min_id={keys[0]}>; rel="prev"'
    if len(keys) >= page.limit or page.upward:
        links = f'<{base}?{query}max_id={keys[-1]}>; rel="next", {links}'
    call.headers["link"] = links
