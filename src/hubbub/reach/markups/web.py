"""How one writes, on pages: chosen in the composer and for an edit, and looked at before it goes out."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.base.errors import Refusal
from hubbub.base.kept import Answers
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.reach import emoji, markups, posts
from hubbub.reach.posts.amending import keeps
from hubbub.reach.posts.web import takes, words_of

panel("composer", "markups/composer.html")
panel("post.edit", "markups/edit.html")


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as it would be: its HTML and the emoji in it."""

    html: str
    worn: list[emoji.Emoji]


async def read(view: View) -> str | None:
    """What is chosen; that it is plain goes without saying, but to whoever wrote otherwise before."""
    chosen = view.text("content_type")
    if chosen == markups.MARKDOWN:
        return markups.MARKDOWN
    return markups.PLAIN if chosen and await markups.liked(view.db, view.me) != markups.PLAIN else None


async def keep(view: View, card: posts.Card) -> str | None:
    """As the form of an edit says; one without the choice leaves it as it is."""
    return view.text("content_type") or None


takes("content_type", read)
keeps("content_type", keep)


_liked = Answers(markups.liked, "markups")


@beside("note")
async def choosing(view: View, note: posts.Note | None) -> dict[str, Any]:
    """How the words are written, and how they would look if that is asked for."""
    chosen = view.text("content_type") or (note.parts.get("content_type") if note else None)
    if not chosen and view.visitor and view.number("draft") is None:
        chosen = await _liked.of(view.db, view.me)
    asked = note is not None and view.text("preview") == "on"
    return {"markup": {
        "chosen": chosen or markups.PLAIN, "shown": await _shown(view, note) if note and asked else None,
    }}


@beside("amended")
async def amending(view: View, note: posts.Note) -> dict[str, Any]:
    """How an edit would look, if that is asked for."""
    return {"edited": await _shown(view, note) if view.text("preview") == "on" else None}


@page("POST", "/compose/preview", upload=True)
async def preview(view: View) -> Response:
    """What is being written as it would be, as a piece of the composer; nothing is kept."""
    try:
        return await view.render("markups/preview.html", shown=await _shown(view, words_of(view)))
    except Refusal as problem:
        return await view.render("posts/problem.html", 422, problem=problem)


async def _shown(view: View, note: posts.Note) -> list[Shown]:
    made = [await markups.preview(view.db, words, view.text("content_type")) for words in (note.text, *note.then)]
    worn = await emoji.named_in(view.db, {place: ("", html) for place, html in enumerate(made)})
    return [Shown(html, worn.get(place, [])) for place, html in enumerate(made) if html]
