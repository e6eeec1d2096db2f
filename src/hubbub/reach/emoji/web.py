"""Emoji on pages: shown in words and names, and made by whoever runs the server."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from hubbub.base.errors import Invalid, NotAllowed, NotFound, Refusal
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import profiles
from hubbub.reach import emoji

panel("settings.server", "emoji/settings.html")


class NoPicture(Invalid):
    """Please choose a picture first."""


@beside("who")
async def wearing(view: View, who: profiles.Profile) -> dict[str, Any]:
    """The emoji of the profile that a page is about."""
    return {"worn": (await emoji.of_profiles(view.db, [who])).get(who.id, [])}


@page("GET", "/emoji/{id:int}")
async def show(view: View) -> Response:
    """Where the picture is, if it is here."""
    row = await emoji.get(view.db, view.id())
    if row.picture is None:
        raise NotFound
    return RedirectResponse(view.db.here.files.address(row.picture), 302, {"cache-control": "public, max-age=3600"})


@page("GET", "/settings/emoji")
async def listed(view: View) -> Response:
    return await _show(view)


@page("POST", "/settings/emoji", upload=True)
async def add(view: View) -> Response:
    _check(view)
    file = view.form.get("picture")
    try:
        if not isinstance(file, UploadFile) or not file.size:
            raise NoPicture(field="picture")
        await emoji.add(view.db, view.text("shortcode"), file.file, view.text("category"))
    except Refusal as problem:
        return await _show(view, problem)
    return view.go("/settings/emoji")


@page("POST", "/settings/emoji/{id:int}/remove")
async def remove(view: View) -> Response:
    _check(view)
    async with view.db.write() as tx:
        await emoji.remove(tx, view.id())
        view.sure("Remove this emoji?", "Where it has been used, the word between colons is left.", "Remove it")
    return view.go("/settings/emoji")


async def _show(view: View, problem: Refusal | None = None) -> Response:
    _check(view)
    return await view.render("emoji/list.html", 422 if problem else 200, emoji=await emoji.list_here(view.db),
                             problem=problem, shortcode=view.text("shortcode"), category=view.text("category"))


def _check(view: View) -> None:
    if view.me and view.visitor and not view.visitor.runs_the_server:
        raise NotAllowed("Only whoever runs this server can change its emoji.")
