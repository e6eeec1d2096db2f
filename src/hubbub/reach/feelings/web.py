"""Emoji on pages: a strip under each post with a few to choose from, and a page with all of them and who said what."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Tx
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.doors.web.keeping import pieces_know
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import gives, panel
from hubbub.people import profiles
from hubbub.reach import emoji, feelings, posts

FEW = ("👍", "❤️", "😂", "😮", "😢", "🎉", "🙏", "🔥")
MORE = (*FEW, "👏", "🤔", "😍", "😡", "💯", "👀", "🚀", "✨", "🥳", "🤝", "💪", "🌻", "☕", "🍞", "🐈", "🐕")
# What those are called, as their names come from Unicode and are English there.
NAMES = (
    said("thumbs up sign"), said("heavy black heart"), said("face with tears of joy"), said("face with open mouth"),
    said("crying face"), said("party popper"), said("person with folded hands"), said("fire"),
    said("clapping hands sign"), said("thinking face"), said("smiling face with heart-shaped eyes"),
    said("pouting face"), said("hundred points symbol"), said("eyes"), said("rocket"), said("sparkles"),
    said("face with party horn and party hat"), said("handshake"), said("flexed biceps"), said("sunflower"),
    said("hot beverage"), said("bread"), said("cat"), said("dog"),
)

_FEW = [(sign, feelings.named(sign)) for sign in FEW]

panel("post.foot", "feelings/picker.html")
panel("post.below", "feelings/worn.html")
pieces_know("few_signs")


@gives
async def choices(view: View) -> dict[str, Any]:
    return {"few_signs": _FEW}


@page("POST", "/posts/{id:int}/react")
async def react(view: View) -> Response:
    return await _pressed(view, feelings.feel)


@page("POST", "/posts/{id:int}/unreact")
async def unreact(view: View) -> Response:
    return await _pressed(view, feelings.unfeel)


@page("GET", "/posts/{id:int}/reactions")
async def everybody(view: View) -> Response:
    """Who says what, and all that there is to choose from."""
    seen = await posts.visible(view.db, view.viewer, PostId(view.id()))
    post = seen.boost_of or seen.id
    said = await feelings.list_feelers(view.db, view.viewer, post)
    tallies = (await feelings.of(view.db, [post], view.viewer)).get(post, [])
    known = await profiles.list_by_ids(view.db, {who for each in said.values() for who in each})
    people = {who.id: who for who in known}
    ours = [each for each in await emoji.list_here(view.db) if each.visible]
    return await view.render(
        "feelings/reactions.html", post=post, pictures=ours, signs=[(sign, feelings.named(sign)) for sign in MORE],
        said=[(tally, [people[who] for who in said.get(tally.sign, []) if who in people]) for tally in tallies],
        where=f"/@{(await profiles.get(view.db, seen.author)).handle}/{seen.id}",
    )


async def _pressed(view: View, verb: Callable[[Tx, ProfileId, PostId, str], Awaitable[object]]) -> Response:
    """Do it; what the post wears anew for a script, else back to where it was pressed."""
    me, post, where = view.me, PostId(view.id()), own_path(view.text("back", "/home"))
    async with view.db.write() as tx:
        await verb(tx, me, post, view.text("sign"))
    if not view.partial:
        return view.go(where)
    seen = await posts.visible(view.db, me, post)
    cards = await posts.cards(view.db, [seen.boost_of or seen.id], me)
    return await view.render("feelings/worn.html", card=cards[0])
