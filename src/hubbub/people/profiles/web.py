"""The page where people say who they are."""

import base64
import io
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, BinaryIO

from starlette.datastructures import UploadFile
from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.errors import NotFound, Refusal
from hubbub.base.ids import ProfileId
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import profiles

from .profiles import LONGEST_DESCRIPTION, LONGEST_DISPLAY_NAME, LONGEST_FIELD, LONGEST_NOTE, MOST_FIELDS, preview
from .store import Profile

TEXTS = ("display_name", "note", "avatar_description", "banner_description")
PICTURES = ("avatar", "banner")
MOST_CARRIED = 900_000  # characters of a picture that go with the form from a preview to where it is saved
SPARE = 2  # empty rows offered for more fields

panel("settings.you", "profiles/settings.html")


async def named(db: Read, handle: str) -> ProfileId:
    """The profile that a page's address names. Raises `NotFound`."""
    name, _, domain = handle.partition("@")
    profile = await profiles.look_up(db, name, domain or None)
    if profile is None:
        raise NotFound("Nobody here goes by that name.")
    return profile


@beside("portrait")
async def proofs(view: View, who: Profile) -> dict[str, Any]:
    """Beside all that is told of somebody: when each of their links was found to lead back."""
    said = [field["verified_at"] for field in who.fields if field.get("verified_at")]
    return {"proven": {at: datetime.fromisoformat(at) for at in said}}


@page("GET", "/settings/profile")
async def edit_page(view: View) -> Response:
    me = await profiles.get(view.db, view.me)
    given = {name: getattr(me, name) for name in TEXTS}
    fields = [(field["name"], field["source"]) for field in me.fields]
    return await _show(view, me, given, fields, saved=view.text("saved") == "1")


@page("POST", "/settings/profile", upload=True)
async def edit(view: View) -> Response:
    """Change the profile; a refusal gives back what was typed."""
    me = await profiles.get(view.db, view.me)
    given, fields, gone = _given(view)
    try:
        async with profiles.pictures.keep(view.db.here, _files(view)) as new, view.db.write() as tx:
            await profiles.edit(tx, me.id, fields=fields, **(given | gone | new))
    except Refusal as problem:
        return await _show(view, me, given, fields, problem)
    return view.go("/settings/profile?saved=1")


@page("POST", "/settings/profile/preview", upload=True)
async def show_before(view: View) -> Response:
    """The head of the profile as the form would make it, above the form: nothing is changed."""
    me = await profiles.get(view.db, view.me)
    given, fields, gone = _given(view)
    try:
        seen = await profiles.pictures.look(view.db.here, _files(view))
        who = await preview(view.db, me.id, fields, **(given | gone))
    except Refusal as problem:
        return await _show(view, me, given, fields, problem)
    return await _show(view, me, given, fields, who=who, seen=seen)


def _given(view: View) -> tuple[dict[str, Any], list[tuple[str, str]], dict[str, None]]:
    """What was typed, the fields, and the pictures that go."""
    given = {name: view.text(name).replace("\r\n", "\n").strip() for name in TEXTS}
    fields = list(zip(_texts(view, "field_name"), _texts(view, "field_value"), strict=False))
    return given, fields, {name: None for name in PICTURES if view.text(f"remove_{name}") == "on"}


def _texts(view: View, name: str) -> list[str]:
    return [value for value in view.form.getlist(name) if isinstance(value, str)]


def _files(view: View) -> dict[str, BinaryIO]:
    """The pictures that were chosen; a browser sends an empty file for none. What a preview has shown comes with it."""
    found: dict[str, BinaryIO] = {}
    for name in PICTURES:
        file, carried = view.form.get(name), view.text(f"carried_{name}")
        if isinstance(file, UploadFile) and file.size:
            found[name] = file.file
        elif carried and view.text(f"remove_{name}") != "on":
            found[name] = io.BytesIO(_decoded(carried))
    return found


def _decoded(carried: str) -> bytes:
    try:
        return base64.b64decode(carried.partition(",")[2])
    except ValueError:
        return b""


async def _show(
    view: View, me: Profile, given: dict[str, Any], fields: list[tuple[str, str]], problem: Refusal | None = None,
    *, saved: bool = False, who: Profile | None = None, seen: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    carried = {name: seen.get(name) or view.text(f"carried_{name}") for name in PICTURES} if problem or who else {}
    rows = fields + [("", "")] * min(SPARE, MOST_FIELDS - len(fields))
    return await view.render(
        "profiles/edit.html", 422 if problem else 200, me=me, given=given, fields=rows, problem=problem, saved=saved,
        carried={name: words for name, words in carried.items() if words and len(words) < MOST_CARRIED},
        lost=[name for name, words in carried.items() if len(words) >= MOST_CARRIED], seen=seen,
        longest={"name": LONGEST_DISPLAY_NAME, "note": LONGEST_NOTE, "field": LONGEST_FIELD,
                 "description": LONGEST_DESCRIPTION}, **({"who": who} if who else {}),
    )
