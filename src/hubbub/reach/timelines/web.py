"""The first page: home for whoever is signed in, the public posts for anybody else."""

from starlette.responses import Response

from hubbub.doors.web.routes import View, page
from hubbub.people import accounts
from hubbub.reach import posts, timelines

PAGE = 20


@page("GET", "/")
async def first(view: View) -> Response:
    """A fresh server leads its first visitor to make the owner's account."""
    if view.visitor:
        return view.go("/home")
    if await accounts.count_here(view.db) == 0:
        return view.go("/sign-up")
    async with view.db.read() as db:
        cards = await posts.cards(db, await posts.public(db, None, here=True, limit=PAGE), None)
    return await view.render("timelines/front.html", cards=cards)


@page("GET", "/home")
async def home(view: View) -> Response:
    me, below = view.me, view.text("below")
    entries = await timelines.home(view.db, me, below=int(below) if below.isdigit() else None, limit=PAGE)
    cards = await posts.cards(view.db, [entry.post for entry in entries], me)
    more = entries[-1].post if len(entries) == PAGE else None
    if view.partial:
        return await view.render("posts/list.html", cards=cards)
    blank = posts.Note("")
    return await view.render("timelines/home.html", cards=cards, more=more, note=blank, problem=None, back="/home")
