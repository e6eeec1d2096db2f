"""Previews on pages, and the page of a link."""

from urllib.parse import quote

from starlette.responses import Response

from hubbub.base.ids import PostId
from hubbub.doors.web.feeds import admit
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.stretches import stretch
from hubbub.doors.web.templates import panel
from hubbub.reach import previews
from hubbub.reach.posts.sheets import sheets

panel("post.body", "previews/card.html")


@page("GET", "/links")
async def link(view: View) -> Response:
    """Public posts that lead to an address, the newest first, under what stands there."""
    url = view.text("url").strip()
    admit(view, view.db.here.settings.link_feeds, everywhere=True)
    async with view.db.read() as db:

        async def ids(below: int | None, above: int | None, limit: int) -> list[PostId]:
            return await previews.list_posts(db, view.viewer, url, below=below, above=above, limit=limit)

        run = await stretch(view, f"/links?url={quote(url, safe='')}", ids)
        cards = await sheets(view, db, run.ids)
        known = await previews.find(db, url)
    piece = "posts/more.html" if view.partial else "previews/link.html"
    return await view.render(piece, page=known, url=url, cards=cards, **run.shown)
