"""The page on which a post is edited: its words, and what other rooms let an edit change of what it carries."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from hubbub.base.errors import NotAllowed, NotFound, Refusal
from hubbub.base.ids import PostId
from hubbub.base.languages import LANGUAGES
from hubbub.doors.web.routes import View, page
from hubbub.people import profiles
from hubbub.people.teams.web import publisher
from hubbub.reach import posts

Keep = Callable[[View, posts.Card], Awaitable[Any]]

_keeps: dict[str, Keep] = {}


def keeps(part: str, read: Keep) -> None:
    """Say how a part reads, from the form of an edit, what the post carries afterwards; its fields are a panel of
    the slot `post.edit`."""
    _keeps[part] = read


@page("GET", "/posts/{id:int}/edit")
async def edit(view: View) -> Response:
    """The post as its author wrote it, to be changed."""
    card = await _own(view)
    row = card.post
    note = posts.Note(row.text, row.visibility, row.spoiler, row.sensitive and not row.spoiler, row.language)
    return await _form(view, card, note)


@page("POST", "/posts/{id:int}/edit")
async def change(view: View) -> Response:
    """Let it say this from now on; a refusal gives the words back."""
    card = await _own(view)
    note = posts.Note(
        view.text("text").replace("\r\n", "\n"), card.post.visibility, view.text("spoiler"),
        view.text("sensitive") == "on", view.text("language") or None,
    )
    if view.text("preview") == "on":
        return await _form(view, card, note)
    await profiles.meet(view.db, note.text)
    parts = {name: await read(view, card) for name, read in _keeps.items()}
    try:
        async with view.db.write() as tx:
            await publisher(view, tx)
            await posts.rewrite(tx, view.me, card.entry, replace(note, parts={
                name: value for name, value in parts.items() if value is not None}))
    except Refusal as problem:
        return await _form(view, card, note, problem)
    return view.go(f"/@{card.author.handle}/{card.entry}")


async def _form(view: View, card: posts.Card, note: posts.Note, problem: Refusal | None = None) -> Response:
    # One that is not among those known is kept as it is.
    languages = {code: code for code in (card.post.language, note.language) if code} | LANGUAGES
    return await view.render(
        "posts/edit.html", 422 if problem else 200, card=card, amended=note, problem=problem, longest=posts.LONGEST,
        languages=sorted(languages.items(), key=lambda each: each[1].casefold()))


async def _own(view: View) -> posts.Card:
    """The visitor's own post that the address names. Raises `NotFound`, `NotAllowed`."""
    row = await posts.visible(view.db, view.me, PostId(view.id()))
    if row.boost_of is not None:
        raise NotFound
    if row.author != view.me:
        raise NotAllowed("Only the author can edit a post.")
    return (await posts.cards(view.db, [row.id], view.me))[0]
