"""The page where one moves house, and the note on the page of whoever has."""

from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, Refusal
from hubbub.base.limits import Limit
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import accounts, moves, profiles, teams

TRIES = Limit("moving", 10, 3600)
OWNERS = frozenset({teams.Role.OWNER})

panel("settings.data", "moves/settings.html")
panel("closing", "moves/closing.html")
panel("profile.more", "moves/note.html")


class NotSure(Invalid):
    """Please say that you have understood what moving means."""


@beside("who")
async def where_to(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Where the one that a page is about has moved to."""
    return {"moved_to": await profiles.get(view.db, who.moved_to) if who.moved_to else None}


@page("GET", "/settings/moving")
async def show(view: View) -> Response:
    return await _show(view)


@page("POST", "/settings/moving/aliases")
async def alias(view: View) -> Response:
    try:
        view.request.app.state.counter.take(TRIES, str(view.account))
        await teams.require(view.db, view.me, view.account, OWNERS)
        await moves.alias(view.db, view.me, view.text("handle"))
    except Refusal as problem:
        return await _show(view, problem, "alias")
    return view.go("/settings/moving")


@page("POST", "/settings/moving/aliases/remove")
async def unalias(view: View) -> Response:
    await teams.require(view.db, view.me, view.account, OWNERS)
    async with view.db.write() as tx:
        await moves.unalias(tx, view.me, view.text("uri"))
    return view.go("/settings/moving")


@page("POST", "/settings/moving/away")
async def leave(view: View) -> Response:
    """Followers go along at once, so it takes the password and a word of having understood."""
    try:
        view.request.app.state.counter.take(TRIES, str(view.account))
        await teams.require(view.db, view.me, view.account, OWNERS)
        if view.text("sure") != "on":
            raise NotSure(field="sure")
        await accounts.confirm(view.db, view.account, view.text("password"))
        await moves.leave(view.db, view.me, view.text("handle"))
    except Refusal as problem:
        return await _show(view, problem, "away")
    return view.go("/settings/moving")


@page("POST", "/settings/moving/cancel")
async def cancel(view: View) -> Response:
    await teams.require(view.db, view.me, view.account, OWNERS)
    async with view.db.write() as tx:
        await moves.cancel(tx, view.me)
    return view.go("/settings/moving")


async def _show(view: View, problem: Refusal | None = None, form: str = "") -> Response:
    me = await profiles.get(view.db, view.me)
    last = await moves.find(view.db, me.id)
    uris = await moves.list_aliases(view.db, me.id)
    known = {who.uri: who for who in await profiles.list_by_ids(
        view.db, (await profiles.find_all(view.db, uris)).values())}
    rests = last.moved_at + moves.REST if last else None
    return await view.render(
        "moves/moving.html", 422 if problem else 200, me=me, problem=problem, form=form, handle=view.text("handle"),
        aliases=[(uri, known[uri].handle if uri in known else uri) for uri in uris],
        target=await profiles.get(view.db, me.moved_to) if me.moved_to else None,
        rests=rests if rests and rests > now() else None,
    )
