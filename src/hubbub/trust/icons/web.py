"""The icon in its sizes, the manifest by which the server is installed as an app, and the page where it is chosen."""

from typing import Any

import msgspec
from starlette.datastructures import UploadFile
from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.errors import Invalid, Refusal
from hubbub.base.words import SOURCE, said, words
from hubbub.doors.web.documents import Asked, Document, document
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts
from hubbub.people.accounts.web import staff
from hubbub.trust import icons, rules

from . import drawing

panel("settings.server", "icons/settings.html")
panel("icons", "icons/links.html")

FRESH = 3600  # seconds
# The grounds of pages, as in base.css: the page before its style has come.
GROUND = "#faf7f2"
SHORTEST = 12  # characters of a name that home screens show whole
# What other apps may share: the worker keeps the files until the composer asks for them.
SHARE = {
    "action": "/share", "method": "POST", "enctype": "multipart/form-data",
    "params": {"title": "title", "text": "text", "url": "url", "files": [
        {"name": "files", "accept": ["image/*", "video/*", "audio/*"]}]},
}
SHORTCUTS = ((said("Write"), "/compose"), (said("Notifications"), "/notifications"), (said("Search"), "/search"))


class NoPicture(Invalid):
    """Please choose a picture first."""


@document("/icons/{shape}.png")
async def icon(asked: Asked) -> Document:
    shape = asked.path["shape"]
    return Document(await icons.get(asked.db, "" if shape == "favicon" else shape), "image/png", fresh=FRESH)


@document("/favicon.ico")
async def favicon(asked: Asked) -> Document:
    return Document(await icons.get(asked.db, "favicon"), "image/vnd.microsoft.icon", fresh=FRESH)


@document("/apple-touch-icon.png")
async def apple(asked: Asked) -> Document:
    """Asked for by address alone when a page is put on a home screen."""
    return Document(await icons.get(asked.db, "180"), "image/png", fresh=FRESH)


@document("/manifest.webmanifest")
async def manifest(asked: Asked) -> Document:
    """What the server is as an app (W3C Web Application Manifest)."""
    written, say = await rules.papers(asked.db), words(asked.query.get("lang", SOURCE))
    name = written["title"].text if "title" in written else asked.db.here.settings.domain
    made: dict[str, Any] = {
        "id": "/", "name": name, "short_name": name if len(name) <= SHORTEST else name.split()[0][:SHORTEST],
        "start_url": "/home", "scope": "/", "display": "standalone", "background_color": GROUND, "theme_color": GROUND,
        "lang": say.code, "dir": "auto", "categories": ["social"], "icons": await _pictures(asked.db),
        "shortcuts": [{"name": say(label), "url": path} for label, path in SHORTCUTS], "share_target": SHARE,
    }
    made |= {"description": written["summary"].text} if "summary" in written else {}
    return Document(msgspec.json.encode(made), "application/manifest+json", fresh=FRESH)


async def _pictures(db: Read) -> list[dict[str, str]]:
    word = await icons.version(db)
    sized = [{"src": f"/icons/{size}.png?{word}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
             for size in drawing.SIZES if size >= 180]
    return [*sized, {"src": f"/icons/maskable.png?{word}", "sizes": "512x512", "type": "image/png",
                     "purpose": "maskable"}]


@page("GET", "/settings/icon")
async def chosen(view: View) -> Response:
    return await _show(view)


@page("POST", "/settings/icon", upload=True)
async def choose(view: View) -> Response:
    await staff(view, accounts.May.SETTINGS)
    file = view.form.get("picture")
    try:
        if not isinstance(file, UploadFile) or not file.size:
            raise NoPicture(field="picture")
        await icons.choose(view.db, file.file)
    except Refusal as problem:
        return await _show(view, problem)
    return view.go("/settings/icon?saved=1")


@page("POST", "/settings/icon/remove")
async def remove(view: View) -> Response:
    await staff(view, accounts.May.SETTINGS)
    view.sure("Remove the picture of your server?", "Its tabs and home screens show Hubbub's own again.", "Remove it")
    async with view.db.write() as tx:
        await icons.drop(tx)
    return view.go("/settings/icon?saved=1")


async def _show(view: View, problem: Refusal | None = None) -> Response:
    await staff(view, accounts.May.SETTINGS)
    return await view.render(
        "icons/icon.html", 422 if problem else 200, problem=problem, saved=view.text("saved") == "1",
        version=await icons.version(view.db), chosen=await icons.is_chosen(view.db))
