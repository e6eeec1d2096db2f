"""The page about who finds one, who follows one, and what one's posts are when nothing else is said."""

from typing import Any

from starlette.responses import Response

from hubbub.base.errors import Refusal
from hubbub.base.languages import LANGUAGES
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, profiles
from hubbub.people.teams.web import publisher

FLAGS = ("locked", "discoverable", "indexable", "hides_people", "shows_featured", "shows_media", "shows_media_replies")
AUDIENCES = {"public": said("Everybody"), "quiet": said("Everybody, but not in public lists"),
             "followers": said("Followers"),
             "mentioned": said("Only whom I mention")}
QUOTERS = {"public": said("Everybody"), "followers": said("Followers"), "nobody": said("Nobody")}

panel("settings.you", "accounts/privacy_link.html")


@page("GET", "/settings/privacy")
async def show(view: View) -> Response:
    me = await profiles.get(view.db, view.me)
    return await _show(view, {name: getattr(me, name) for name in FLAGS},
                       await accounts.preferences(view.db, view.account))


@page("POST", "/settings/privacy")
async def change(view: View) -> Response:
    """All of the page at once; it holds for apps as well, which know the same choices."""
    flags: dict[str, Any] = {name: view.text(name) == "on" for name in FLAGS}
    wanted = accounts.Preferences(view.text("visibility"), view.text("sensitive") == "on",
                                  view.text("language") or None, view.text("quote_policy"))
    try:
        async with view.db.write() as tx:
            visitor = await publisher(view, tx)
            await accounts.prefer(tx, visitor.account, wanted)
            await profiles.edit(tx, visitor.profile, **flags)
    except Refusal as problem:
        if not problem.field:
            raise
        return await _show(view, flags, wanted, problem)
    return view.go("/settings/privacy?saved=1")


async def _show(
    view: View, flags: dict[str, Any], wanted: accounts.Preferences, problem: Refusal | None = None
) -> Response:
    return await view.render(
        "accounts/privacy.html", 422 if problem else 200, flags=flags, wanted=wanted, problem=problem,
        audiences=AUDIENCES, quoters=QUOTERS, languages=sorted(LANGUAGES.items(), key=lambda each: view.words(each[1])),
        saved=view.text("saved") == "1",
    )
