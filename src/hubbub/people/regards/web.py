"""What a page of somebody shows of regards: a note for oneself, whom they recommend, and a way to do so."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Tx
from hubbub.base.ids import ProfileId
from hubbub.doors.web.routes import Handler, View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import follows, profiles, regards

from .regards import LONGEST

SHOWN = 40

panel("profile.menu", "regards/menu.html")
panel("profile.featured", "regards/recommended.html")
panel("profile.features", "regards/hint.html")
panel("profile.more", "regards/note.html")

Verb = Callable[[Tx, ProfileId, ProfileId], Awaitable[None]]


@beside("who")
async def regard(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Beside somebody: what the visitor makes of them."""
    viewer = view.viewer
    given: dict[str, Any] = {"regard": None, "follows_them": False, "longest_note": LONGEST}
    if viewer is not None and viewer != who.id:
        given["regard"] = (await regards.list_regards(view.db, viewer, [who.id]))[0]
        given["follows_them"] = await follows.stands(view.db, viewer, who.id)
    return given


@beside("showcase")
async def recommended(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Beside what somebody features: whom they recommend."""
    rows = await regards.list_endorsed(view.db, who.id, viewer=view.viewer, limit=SHOWN)
    return {"recommended": await profiles.list_by_ids(view.db, [row.profile for row in rows])}


@page("POST", "/notes/{id:int}")
async def note(view: View) -> Response:
    """Keep a note about somebody, for oneself alone; an empty one is none."""
    other = ProfileId(view.id())
    async with view.db.write() as tx:
        await regards.note(tx, view.me, other, view.text("note"))
    return view.go(f"/@{(await profiles.get(view.db, other)).handle}")


def _does(verb: Verb) -> Handler:
    async def do(view: View) -> Response:
        other = ProfileId(view.id())
        async with view.db.write() as tx:
            await verb(tx, view.me, other)
        return view.go(f"/@{(await profiles.get(view.db, other)).handle}")

    return do


page("POST", "/recommend/{id:int}")(_does(regards.endorse))
page("POST", "/unrecommend/{id:int}")(_does(regards.unendorse))
