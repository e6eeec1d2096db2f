"""The page where one chooses how pages look, and the words on every page's first line that make them so."""

from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.errors import Refusal
from hubbub.base.ids import AccountId
from hubbub.base.kept import Answers
from hubbub.base.words import languages, said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import gives, panel
from hubbub.people import accounts, appearances

TITLES = {"theme": said("Colours"), "contrast": said("Contrast"), "text_size": said("Size of words"),
          "density": said("Space"),
          "motion": said("Motion")}


panel("settings.you", "appearances/settings.html")
panel("html", "appearances/html.html")


async def _look(db: Read, account: AccountId) -> dict[str, str]:
    chosen = asdict(await appearances.get(db, account))
    return {name.replace("_", "-"): value for name, value in chosen.items() if value != "system"}


_looks = Answers(_look, "appearance")


@gives
async def look(view: View) -> dict[str, Any]:
    """What every page's <html> says, so that it is right before anything is drawn; only what was chosen."""
    return {"look": await _looks.of(view.db, view.account)}


@page("GET", "/settings/appearance")
async def show(view: View) -> Response:
    return await _show(view)


async def _show(view: View, problem: Refusal | None = None) -> Response:
    who = await accounts.get(view.db, view.account)
    return await view.render(
        "appearances/choose.html", 422 if problem else 200, choices=appearances.CHOICES, titles=TITLES,
        chosen=asdict(await appearances.get(view.db, view.account)), zone=who.time_zone, problem=problem,
        zones=sorted(available_timezones()), languages=languages(), language=who.locale,
        saved=view.text("saved") == "1",
    )


@page("POST", "/settings/appearance")
async def choose(view: View) -> Response:
    account = view.account
    try:
        wanted = appearances.Appearance(**{name: view.text(name) for name in appearances.CHOICES})
        async with view.db.write() as tx:
            await appearances.choose(tx, account, wanted)
            await accounts.move_clock(tx, account, view.text("time_zone"))
            await accounts.speak(tx, account, view.text("language", view.language))
    except Refusal as problem:
        return await _show(view, problem)
    return view.go("/settings/appearance?saved=1")
