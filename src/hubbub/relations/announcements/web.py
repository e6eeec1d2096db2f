"""Announcements on pages: a banner at home that one can close, and the page of those who write them."""

from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.errors import NotFound, Refusal
from hubbub.base.kept import Answers
from hubbub.doors.web.routes import SignInFirst, View, page
from hubbub.doors.web.templates import beside, panel, time_zone
from hubbub.relations import announcements
from hubbub.relations.announcements import Announcement, Words

panel("home", "announcements/banner.html")
panel("settings.server", "announcements/settings.html")


# One may begin or end by the clock.
_current = Answers(announcements.list_current, "announced", seconds=60)


@beside("left")
async def announced(view: View, left: int) -> dict[str, Any]:
    """What stands above the newest posts at home until the visitor has put it away."""
    return {"announced": [] if view.partial else await _current.of(view.db, view.me)}


@page("POST", "/announcements/{id}/dismiss")
async def dismiss(view: View) -> Response:
    """Put one away; that it has ended meanwhile is nothing to be told."""
    try:
        async with view.db.write() as tx:
            await announcements.dismiss(tx, view.me, view.id())
    except NotFound:
        pass
    return Response() if view.partial else view.go("/home")


@page("GET", "/settings/announcements")
async def written(view: View) -> Response:
    _require(view)
    return await _show(view, {"text": "", "starts_at": "", "ends_at": "", "all_day": False})


@page("GET", "/settings/announcements/{id}")
async def one(view: View) -> Response:
    _require(view)
    row = await announcements.get(view.db, view.id())
    given = {"text": row.text, "all_day": row.all_day,
             "starts_at": _typed(view, row, "starts_at"), "ends_at": _typed(view, row, "ends_at")}
    return await _show(view, given, row.id)


@page("POST", "/settings/announcements")
async def write(view: View) -> Response:
    return await _write(view, None)


@page("POST", "/settings/announcements/{id}")
async def change(view: View) -> Response:
    return await _write(view, view.id())


@page("POST", "/settings/announcements/{id}/publish")
async def publish(view: View) -> Response:
    _require(view)
    async with view.db.write() as tx:
        await announcements.publish(tx, view.id())
    return view.go("/settings/announcements")


@page("POST", "/settings/announcements/{id}/delete")
async def delete(view: View) -> Response:
    _require(view)
    async with view.db.write() as tx:
        await announcements.remove(tx, view.id())
        view.sure("Delete this announcement?", "It is gone for everybody, with the emoji that people put under it.",
                  "Delete it")
    return view.go("/settings/announcements")


def _require(view: View) -> None:
    """That the visitor runs the server; for others there is no such page."""
    if view.visitor is None:
        raise SignInFirst
    if not view.visitor.runs_the_server:
        raise NotFound


async def _write(view: View, announcement: int | None) -> Response:
    """Keep what was typed, and say it if so told; a refusal shows the form again with it."""
    _require(view)
    try:
        said = Words(view.text("text").replace("\r\n", "\n").strip(), view.time("starts_at"), view.time("ends_at"),
                     view.text("all_day") == "on")
        async with view.db.write() as tx:
            made = await announcements.write(tx, said, announcement)
            if view.text("publish"):
                await announcements.publish(tx, made)
    except NotFound:
        raise
    except Refusal as problem:
        given = {name: view.text(name) for name in ("text", "starts_at", "ends_at")}
        return await _show(view, given | {"all_day": view.text("all_day") == "on"}, announcement, problem)
    return view.go("/settings/announcements")


async def _show(
    view: View, given: dict[str, Any], announcement: int | None = None, problem: Refusal | None = None
) -> Response:
    return await view.render(
        "announcements/write.html", 422 if problem else 200, given=given, one=announcement, problem=problem,
        rows=await announcements.list_all(view.db), longest=announcements.LONGEST, now=now(),
    )


def _typed(view: View, row: Announcement, name: str) -> str:
    at = getattr(row, name)
    return at.astimezone(time_zone(view)).strftime("%Y-%m-%dT%H:%M") if at else ""
