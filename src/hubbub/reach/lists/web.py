"""Pages of lists: which there are, what those in one publish, and who is in it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Tx
from hubbub.base.errors import NotFound, Refusal
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Answers
from hubbub.base.words import said
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.stretches import stretch
from hubbub.doors.web.templates import beside, panel
from hubbub.people import follows, profiles
from hubbub.reach import lists, posts, search
from hubbub.reach.posts.sheets import sheets

FOUND = 10
PEOPLE = 40
REPLIES = {"list": said("to people in the list"), "followed": said("to anybody I follow"), "none": said("to nobody")}

panel("nav.more", "lists/nav.html")
panel("profile", "lists/panel.html")
panel("composer.circle", "lists/circle.html")

Verb = Callable[[Tx, ProfileId, int, Sequence[ProfileId]], Awaitable[None]]


@beside("who")
async def listed(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Beside somebody whom the visitor follows: the visitor's lists, and which of them they are in."""
    if view.viewer is None or view.viewer == who.id or view.partial:
        return {"my_lists": [], "lists_with": set()}
    if not (await follows.relations(view.db, view.viewer, [who.id]))[0].following:
        return {"my_lists": [], "lists_with": set()}
    having = await lists.list_with(view.db, view.viewer, who.id)
    return {"my_lists": await lists.list_own(view.db, view.viewer), "lists_with": {each.id for each in having}}


_circles = Answers(lists.list_own, "lists")


@beside("note")
async def circles(view: View, note: posts.Note | None) -> dict[str, Any]:
    """Beside the composer: the writer's lists, each of which may be the circle that a post is for."""
    return {"my_circles": await _circles.of(view.db, view.me) if view.visitor is not None and note else []}


@page("GET", "/lists")
async def show_all(view: View) -> Response:
    """One's lists, and the form for a new one."""
    return await _all(view)


@page("POST", "/lists")
async def create(view: View) -> Response:
    """A new list leads to where people are put into it."""
    try:
        async with view.db.write() as tx:
            made = await lists.create(tx, view.me, view.text("title"), replies=view.text("replies", "list"),
                                      exclusive=view.text("exclusive") == "on")
    except Refusal as problem:
        return await _all(view, problem)
    return view.go(f"/lists/{made.id}/edit")


async def _all(view: View, problem: Refusal | None = None) -> Response:
    given = {"title": view.text("title"), "replies": view.text("replies", "list"),
             "exclusive": view.text("exclusive") == "on"}
    return await view.render(
        "lists/list.html", 422 if problem else 200, lists=await lists.list_own(view.db, view.me), given=given,
        policies=REPLIES, problem=problem)


@page("GET", "/lists/{id:int}")
async def show(view: View) -> Response:
    """What those in the list publish, the newest first."""
    async with view.db.read() as db:
        of = await lists.get(db, view.me, view.id())

        async def ids(below: int | None, above: int | None, limit: int) -> list[PostId]:
            return await lists.list_posts(db, view.me, of.id, below=below, above=above, limit=limit)

        run = await stretch(view, f"/lists/{of.id}", ids)
        cards = await sheets(view, db, run.ids, at="home")
    page = "posts/more.html" if view.partial else "lists/posts.html"
    return await view.render(page, of=of, cards=cards, **run.shown)


@page("GET", "/lists/{id:int}/edit")
async def edit(view: View) -> Response:
    """Who is in the list, who may be put in, and what it is called."""
    return await _edit(view)


@page("POST", "/lists/{id:int}")
async def change(view: View) -> Response:
    try:
        async with view.db.write() as tx:
            await lists.change(tx, view.me, view.id(), title=view.text("title"), replies=view.text("replies", "list"),
                               exclusive=view.text("exclusive") == "on")
    except NotFound:
        raise
    except Refusal as problem:
        return await _edit(view, problem)
    return view.go(f"/lists/{view.id()}")


@page("POST", "/lists/{id:int}/delete")
async def remove(view: View) -> Response:
    of = await lists.get(view.db, view.me, view.id())
    view.sure(said("Delete the list “{title}”?", title=of.title),
              "Who is in it is followed as before, and is not told.", "Delete the list")
    async with view.db.write() as tx:
        await lists.remove(tx, view.me, view.id())
    return view.go("/lists")


def _with(verb: Verb) -> Callable[[View], Awaitable[Response]]:
    async def pressed(view: View) -> Response:
        who = view.number("profile")
        if who is None:
            raise NotFound
        async with view.db.write() as tx:
            await verb(tx, view.me, view.id(), [ProfileId(who)])
        return view.go(own_path(view.text("back", f"/lists/{view.id()}/edit")))

    return pressed


for _verb in (lists.add, lists.drop):
    page("POST", f"/lists/{{id:int}}/{_verb.__name__}")(_with(_verb))


async def _edit(view: View, problem: Refusal | None = None) -> Response:
    words = view.text("q").strip()
    async with view.db.read() as db:
        of = await lists.get(db, view.me, view.id())
        rows = await lists.list_members(db, view.me, of.id, below=view.number("below"), limit=PEOPLE)
        matching = await search.find_people(db, view.me, words, search.Page(FOUND), followed=True) if words else []
        inside = await lists.members_among(db, view.me, of.id, matching)
        people = {who.id: who for who in await profiles.list_by_ids(db, [*(row.profile for row in rows), *matching])}
    given = {name: view.text(name) for name in ("title", "replies")} | {"exclusive": view.text("exclusive") == "on"}
    return await view.render(
        "lists/edit.html", 422 if problem else 200, of=of, q=words, problem=problem, policies=REPLIES,
        given=given if problem else {"title": of.title, "replies": of.replies, "exclusive": of.exclusive},
        people=[people[row.profile] for row in rows if row.profile in people],
        found=[people[who] for who in matching if who in people], inside=inside,
        older=f"/lists/{of.id}/edit?below={rows[-1].key}" if len(rows) == PEOPLE else None)
