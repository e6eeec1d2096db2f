"""The page where those who run the server say with which others it has to do."""

from starlette.responses import Response

from hubbub.base.errors import NotFound, Refusal
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts
from hubbub.people.accounts.web import staff
from hubbub.trust import domains

HERE = "/settings/domains"
PAGE = 100
SEVERITIES = {
    "silence": said("Silence: followers alone hear it"),
    "suspend": said("Shut out: nothing comes or goes"),
    "noop": said("Only what is ticked below"),
}

panel("settings.server", "domains/tab.html")


@page("GET", HERE)
async def listed(view: View) -> Response:
    await staff(view, accounts.May.FEDERATION)
    return await _show(view)


@page("POST", HERE)
async def block(view: View) -> Response:
    """One server more. To shut one out ends follows, so that is asked about first."""
    await staff(view, accounts.May.FEDERATION)
    name, wanted = view.text("domain").strip(), _wanted(view)
    _warn(view, name, wanted)
    try:
        async with view.db.write() as tx:
            await domains.block(tx, name, wanted)
    except Refusal as problem:
        return await _show(view, problem)
    return view.go(f"{HERE}?saved=1")


@page("POST", f"{HERE}/{{id:int}}")
async def change(view: View) -> Response:
    """Do otherwise with it, or have to do with it again."""
    await staff(view, accounts.May.FEDERATION)
    was, wanted = await domains.get(view.db, view.id()), _wanted(view)
    if view.text("what") == "lift":
        async with view.db.write() as tx:
            await domains.unblock(tx, was.id)
        return view.go(f"{HERE}?saved=1")
    if was.severity != "suspend":
        _warn(view, was.domain, wanted)
    try:
        async with view.db.write() as tx:
            await domains.change(tx, was.id, wanted)
    except NotFound:
        raise
    except Refusal as problem:
        return await _show(view, problem)
    return view.go(f"{HERE}?saved=1")


@page("POST", f"{HERE}/allow")
async def allow(view: View) -> Response:
    """One server more with which there is anything to do, where only some are spoken with; or one less."""
    await staff(view, accounts.May.FEDERATION)
    try:
        async with view.db.write() as tx:
            if number := view.number("drop"):
                await domains.disallow(tx, number)
            else:
                await domains.allow(tx, view.text("domain"))
    except NotFound:
        raise
    except Refusal as problem:
        return await _show(view, problem)
    return view.go(f"{HERE}?saved=1")


def _warn(view: View, domain: str, wanted: domains.Wanted) -> None:
    if wanted.severity == "suspend":
        view.sure(said("Shut out {domain}?", domain=domain), "Whoever here follows somebody there, or is followed from "
                  "there, loses that at once. If you have to do with it again, the follows do not come back.",
                  "Shut it out")


def _wanted(view: View) -> domains.Wanted:
    ticked = {name: view.text(name) == "on" for name in ("rejects_media", "rejects_reports", "obfuscated")}
    return domains.Wanted(view.text("severity", "silence"), private_comment=view.text("private_comment").strip(),
                          public_comment=view.text("public_comment").strip(), **ticked)


async def _show(view: View, problem: Refusal | None = None) -> Response:
    rows = await domains.list_blocks(view.db, below=view.number("below"), limit=PAGE)
    limited = view.db.here.settings.limited_federation
    return await view.render(
        "domains/list.html", 422 if problem else 200, rows=rows, problem=problem, severities=SEVERITIES,
        given=_wanted(view), name=view.text("domain"), saved=view.text("saved") == "1",
        below=rows[-1].id if len(rows) == PAGE else None,
        allows=await domains.list_allows(view.db) if limited else None)
