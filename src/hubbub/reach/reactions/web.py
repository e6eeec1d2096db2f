"""Reactions on pages: the buttons under a post, and what one has kept."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.responses import Response

from hubbub.base.db import Tx
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import panel
from hubbub.reach import posts, reactions
from hubbub.reach.posts.sheets import sheets

PAGE = 20

panel("post.foot", "reactions/foot.html")
panel("post.menu", "reactions/menu.html")
panel("nav.more", "reactions/nav.html")


Verb = Callable[[Tx, ProfileId, PostId], Awaitable[object]]


async def _react(view: View, verb: Verb) -> Response:
    """Do it; the buttons anew for a script, else back to where they were pressed."""
    me, post, where = view.me, PostId(view.id()), own_path(view.text("back", "/home"))
    async with view.db.write() as tx:
        await verb(tx, me, post)
    if not view.partial:
        return view.go(where)
    cards = await posts.cards(view.db, [(await posts.visible(view.db, me, post)).id], me)
    return await view.render("reactions/foot.html", card=cards[0])


def _button(verb: Verb) -> Callable[[View], Awaitable[Response]]:
    async def pressed(view: View) -> Response:
        return await _react(view, verb)

    return pressed


for _verb in (
    reactions.favourite, reactions.unfavourite, reactions.boost, reactions.unboost, reactions.bookmark,
    reactions.unbookmark, reactions.mute, reactions.unmute,
):
    page("POST", f"/posts/{{id:int}}/{_verb.__name__}")(_button(_verb))


@page("GET", "/favourites")
async def favourites(view: View) -> Response:
    rows = await reactions.list_favourites(view.db, view.me, below=view.number("below"), limit=PAGE)
    return await _list(view, rows, title=said("Favourites"), sign="heart",
                       hint=said("Press the heart under a post: its author hears of it, and you find it here again."))


@page("GET", "/bookmarks")
async def bookmarks(view: View) -> Response:
    rows = await reactions.list_bookmarks(view.db, view.me, below=view.number("below"), limit=PAGE)
    return await _list(view, rows, title=said("Bookmarks"), sign="bookmark",
                       hint=said("Press the bookmark under a post to keep it here. Nobody else hears of it."))


async def _list(
    view: View, rows: Sequence[reactions.Listed], *, title: str, sign: str, hint: str
) -> Response:
    cards = await sheets(view, view.db, [row.post for row in rows])
    older = f"{view.request.url.path}?below={rows[-1].key}" if len(rows) == PAGE else None
    piece = "posts/more.html" if view.partial else "reactions/list.html"
    return await view.render(piece, cards=cards, older=older, title=title, sign=sign, hint=hint)
