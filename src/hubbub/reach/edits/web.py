"""The page of what a post said before."""

from starlette.responses import Response

from hubbub.base.ids import PostId
from hubbub.doors.web.routes import View, page
from hubbub.reach import edits, posts


@page("GET", "/@{name}/{id:int}/history")
async def history(view: View) -> Response:
    """All versions of a post, the newest first."""
    post = PostId(view.id())
    versions = await edits.history(view.db, view.viewer, post)
    card = (await posts.cards(view.db, [post], view.viewer))[0]
    return await view.render("edits/history.html", card=card, versions=versions[::-1])
