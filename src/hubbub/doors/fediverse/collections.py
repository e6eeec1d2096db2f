"""Collections as other servers read them: a count, and pages by key."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlencode

from hubbub.base import ids

from .routes import Inquiry
from .vocabulary import Document, collection, collection_page

PAGE = 40

# (below which key, how many) -> the items with their keys, the newest first.
Page = Callable[[int | None, int], Awaitable[Sequence[tuple[int, object]]]]


async def paged(inquiry: Inquiry, id: str, total: int | None, page: Page, *, ordered: bool = True) -> Document:
    """The collection, or the page of it that is asked for."""
    if "page" not in inquiry.query:
        return collection(id, total, f"{id}?page=true", ordered=ordered)
    below = ids.parse(inquiry.query.get("max_id", ""))
    items = await page(below, PAGE)
    own = urlencode({"page": "true"} | ({"max_id": below} if below else {}))
    onward = f"{id}?" + urlencode({"page": "true", "max_id": items[-1][0]}) if len(items) == PAGE else None
    return collection_page(f"{id}?{own}", id, [item for _, item in items], onward, ordered=ordered)
