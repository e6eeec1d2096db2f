"""Pins on pages: in the menu of one's own posts, and first on one's page."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from hubbub.base.db import Tx
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import panel
from hubbub.reach import pins
from hubbub.reach.posts.web import leads

panel("post.menu", "pins/menu.html")
panel("profile.pinned", "pins/pinned.html")
panel("profile.features", "pins/hint.html")
leads(pins.list_pinned)

Verb = Callable[[Tx, ProfileId, PostId], Awaitable[object]]


def _button(verb: Verb) -> Callable[[View], Awaitable[Response]]:
    async def pressed(view: View) -> Response:
        async with view.db.write() as tx:
            await verb(tx, view.me, PostId(view.id()))
        return view.go(own_path(view.text("back", "/home")))

    return pressed


for _verb in (pins.pin, pins.unpin):
    page("POST", f"/posts/{{id:int}}/{_verb.__name__}")(_button(_verb))
