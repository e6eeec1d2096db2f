"""The page where one chooses how pages look, and the words on every page's first line that make them so."""

from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

from starlette.responses import Response

from hubbub.base import bus
from hubbub.base.errors import Refusal
from hubbub.base.ids import AccountId
from hubbub.base.kept import Kept
from hubbub.base.words import languages, said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import gives, panel
from hubbub.people import accounts, appearances

TITLES = {"theme": said("Colours"), "contrast": said("Contrast"), "text_size": said("Size of words"),
          "density": said("Space"),
          "motion": said("Motion")}

_looks: Kept[AccountId, dict[str, str]] = Kept(5_000)

panel("settings.you", "appearances/settings.html")
panel("html", "appearances/html.html")


@bus.hears("appearance")
def _drop(keys: list[str]) -> None:
    for key in keys:
        _looks.drop(AccountId(int(key)))


@gives
async def look(view: View) -> dict[str, Any]:
    """What every page's <html> says, so that it is right before anything is drawn; only what was chosen."""
    account = view.account
    if (known := _looks.get(account)) is None:
        stamp = _looks.stamp
        chosen = asdict(await appearances.get(view.db, account))
        known = _looks.keep(account, {
            name.replace("_", "-"): value for name, value in chosen.items() if value != "system"}, stamp)
    return {"look": known}


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
