"""The page on which one chooses in which languages the posts of somebody whom one follows come home."""

from starlette.responses import Response

from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.languages import LANGUAGES, asked, by_name
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, follows, profiles

from . import store

LATELY = 40  # posts by which it is known in which languages somebody writes

panel("profile.following", "timelines/languages_link.html")


@page("GET", "/following/{id:int}/languages")
async def show(view: View) -> Response:
    """All of them by name; what is chosen, what the other has written in and what the visitor reads stand first."""
    relation = await _follow(view)
    usual = (await accounts.liked(view.db, view.account)).language
    written = await view.db.all(store.WRITTEN, author=relation.profile, reader=view.me, most=LATELY)
    chosen = relation.languages or []
    read = {view.language, usual, *asked(view.request.headers.get("accept-language", ""))}
    near = read.union(chosen, written)
    named = [*by_name(view.language), *((code, code) for code in chosen if code not in LANGUAGES)]
    return await view.render(
        "timelines/languages.html", followed=await profiles.get(view.db, relation.profile), chosen=chosen,
        near=[each for each in named if each[0] in near], far=[each for each in named if each[0] not in near])


@page("POST", "/following/{id:int}/languages")
async def choose(view: View) -> Response:
    """Only these, or all if there are none. What else one has said of the follow stays."""
    was = await _follow(view)
    chosen = [each for each in view.form.getlist("languages") if isinstance(each, str)]
    if not LANGUAGES.keys() | (was.languages or []) >= set(chosen):
        raise Invalid("This is not the code of a language.", field="languages")
    async with view.db.write() as tx:
        await follows.follow(tx, view.me, was.profile, notifies=was.notifies, shows_boosts=was.shows_boosts,
                             languages=chosen)
    return view.go(f"/@{(await profiles.get(view.db, was.profile)).handle}")


async def _follow(view: View) -> follows.Relation:
    [relation] = await follows.relations(view.db, view.me, [ProfileId(view.id())])
    if not relation.following:
        raise NotFound
    return relation
