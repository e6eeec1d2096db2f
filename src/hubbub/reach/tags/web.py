"""The page of a tag."""

from starlette.responses import Response

from hubbub.base.errors import NotFound
from hubbub.doors.web.feeds import admit
from hubbub.doors.web.routes import View, page
from hubbub.reach import posts, tags

PAGE = 20


@page("GET", "/tags/{name}")
async def tag(view: View) -> Response:
    """Public posts with the tag, the newest first."""
    name = tags.named(view.path["name"])
    if name is None:
        raise NotFound("There is no such tag.")
    admit(view, view.db.here.settings.tag_feeds, everywhere=True)
    ids = await tags.list_posts(view.db, view.viewer, [name], below=view.number("below"), limit=PAGE)
    cards = await posts.cards(view.db, ids, view.viewer, at="public")
    older = f"/tags/{name}?below={ids[-1]}" if len(ids) == PAGE else None
    piece = "posts/more.html" if view.partial else "tags/tag.html"
    return await view.render(piece, name=name, cards=cards, older=older)
