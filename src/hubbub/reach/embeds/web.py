"""The page of a post that other sites may hold in a frame, and where a post's own page says so."""

from urllib.parse import quote

from starlette.responses import Response

from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.reach import embeds, posts

panel("thread.head", "embeds/head.html")


@page("GET", "/@{name}/{id:int}/embed")
async def show(view: View) -> Response:
    """The post as anybody sees it: who is signed in here must not be led to press anything within another's page."""
    view.framed, view.visitor = True, None
    card = await embeds.find(view.db, view.db.here.settings.url(view.request.url.path))
    return await view.render("embeds/embed.html", card=card)


@beside("focus")
async def offered(view: View, focus: posts.Card) -> dict[str, str | None]:
    """Where it is said how to embed the post that a page is about, if anybody may."""
    shown = focus.author.here and focus.post.visibility in ("public", "quiet") and not focus.post.local_only
    where = view.db.here.settings.url(f"/oembed?url={quote(focus.post.url, safe='')}")
    return {"oembed": where if shown else None}
