"""The page where those who run the server say who may sign up."""

from starlette.responses import Response

from hubbub.base.errors import Invalid
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, profiles
from hubbub.people.accounts.web import staff
from hubbub.trust import moderation

MODES = {
    "open": (said("Everybody"), said("Whoever signs up is in at once, but for whom you have barred.")),
    "approval": (said("Whoever is let in"), said(
        "They say why they would like to join, and wait for you or a moderator.")),
    "closed": (said("Only who is invited"), said("By a link, or by an account that you make for them.")),
}

panel("settings.server", "moderation/admissions_tab.html")


@page("GET", "/settings/sign-ups")
async def show(view: View) -> Response:
    await staff(view, accounts.May.SETTINGS)
    return await _show(view)


@page("POST", "/settings/sign-ups")
async def choose(view: View) -> Response:
    by = (await staff(view, accounts.May.SETTINGS)).account
    try:
        async with view.db.write() as tx:
            await accounts.admitting.choose(tx, by, view.text("mode"))
    except Invalid as problem:
        return await _show(view, problem)
    return view.go("/settings/sign-ups?saved=1")


async def _show(view: View, problem: Invalid | None = None) -> Response:
    async with view.db.read() as db:
        history = await accounts.admitting.history(db)
        owners = await moderation.list_owners(db, [each.by for each in history if each.by])
        names = {row.id: row for row in await profiles.list_by_ids(db, [each.profile for each in owners])}
        return await view.render(
            "moderation/admissions.html", 422 if problem else 200, modes=MODES, problem=problem, history=history,
            chosen=await accounts.admitting.mode(db), saved=view.text("saved") == "1",
            by={each.account: names[each.profile] for each in owners if each.profile in names})
