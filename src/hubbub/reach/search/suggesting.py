"""What the beginning of a word may become while one writes: a mention, a tag or an emoji."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import profiles
from hubbub.reach import emoji, feelings, search

MOST = 6
LONGEST = 100

panel("composer", "search/suggest.html")
panel("page.scripts", "search/scripts.html")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them: what is put in the place of the word, and what shows it."""

    becomes: str
    title: str
    note: str = ""
    profile: profiles.Profile | None = None
    picture: str | None = None


@page("GET", "/search/suggest")
async def suggest(view: View) -> Response:
    """What begins so, the likeliest first; a piece for the composer's script."""
    me, begun = view.me, view.text("q")[:LONGEST]
    sign, word = begun[:1], begun[1:]
    choices: list[Choice] = []
    if sign == "@" and word:
        found = await search.find_people(view.db, me, word, search.Page(MOST))
        people: dict[Any, profiles.Profile] = {who.id: who for who in await profiles.list_by_ids(view.db, found)}
        choices = [Choice(f"@{who.handle}", who.title, f"@{who.handle}", profile=who)
                   for who in (people[each] for each in found if each in people)]
    elif sign == "#" and word:
        choices = [Choice(f"#{name}", f"#{name}") for name in await search.find_tags(
            view.db, me, word, search.Page(MOST))]
    elif sign == ":" and len(word) > 1:
        word, visible = word.lower(), [each for each in await emoji.list_here(view.db) if each.visible]
        ours = [each for each in visible if word in each.shortcode.lower()]
        ours.sort(key=lambda each: (not each.shortcode.lower().startswith(word), each.shortcode))
        choices = [Choice(f":{each.shortcode}:", f":{each.shortcode}:", picture=each.address) for each in ours]
        choices += [Choice(each, each, name) for each, name in feelings.named_so(word, MOST)]
    return await view.render("search/choices.html", choices=choices[:MOST])
