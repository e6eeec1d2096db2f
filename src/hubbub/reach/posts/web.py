"""Pages of posts: writing one, a thread, deleting."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Db
from hubbub.base.errors import NotAllowed, NotFound, Refusal
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.web.routes import View, own_path, page
from hubbub.people import profiles
from hubbub.reach import posts

Take = Callable[[View], Awaitable[Any]]

_takes: dict[str, Take] = {}


def takes(part: str, read: Take) -> None:
    """Say how a part reads what it was given from the composer's form."""
    _takes[part] = read


async def note_of(view: View) -> posts.Note:
    """The note that the composer's form describes."""
    reply_to = view.text("reply_to")
    return posts.Note(
        text=view.text("text"), visibility=view.text("visibility", "public"), spoiler=view.text("spoiler"),
        sensitive=view.text("sensitive") == "on", language=view.text("language") or None,
        reply_to=PostId(int(reply_to)) if reply_to.isdigit() else None, local_only=view.text("local_only") == "on",
        parts={name: value for name, read in _takes.items() if (value := await read(view)) is not None},
    )


@page("POST", "/posts", upload=True)
async def publish(view: View) -> Response:
    """Publish and go back to where the composer stood; a refusal gives the words back."""
    me, where = view.me, own_path(view.text("back", "/home"))
    note = await note_of(view)
    try:
        async with view.db.write() as tx:
            post = await posts.publish(tx, me, note)
    except Refusal as problem:
        return await view.render("posts/compose.html", 422, problem=problem, note=note, back=where)
    if view.partial:
        return await view.render("posts/list.html", cards=await posts.cards(view.db, [post], me))
    return view.go(where)


@page("GET", "/compose")
async def compose(view: View) -> Response:
    """The composer on a page of its own: for an answer, a share target, or without script."""
    reply_to = view.text("reply_to")
    words, parent = view.text("text"), None
    if reply_to.isdigit():
        parent = await posts.visible(view.db, view.me, PostId(int(reply_to)))
        author = await profiles.get(view.db, parent.author)
        words = words or (f"@{author.handle} " if author.id != view.me else "")
    note = posts.Note(words, visibility=parent.visibility if parent else "public",
                      reply_to=parent.id if parent else None)
    return await view.render("posts/compose.html", problem=None, note=note, back=own_path(view.text("back", "/home")))


@page("GET", "/@{name}/{id:int}")
async def thread(view: View) -> Response:
    """A post in its thread: what it answers above, the answers below."""
    viewer, post = view.viewer, PostId(view.id())
    async with view.db.read() as db:
        row = await posts.visible(db, viewer, post)
        above = await posts.ancestors(db, viewer, post, 100)
        below = await posts.descendants(db, viewer, post, 300, 30)
        cards = await posts.cards(db, [*above, row.id, *below], viewer)
    return await view.render("posts/thread.html", cards=cards, focus=post, row=row)


@page("POST", "/posts/{id:int}/delete")
async def delete(view: View) -> Response:
    post = PostId(view.id())
    async with view.db.write() as tx:
        row = await posts.visible(tx, view.me, post)
        if row.author != view.me:
            raise NotAllowed("Only the author can delete a post.")
        await posts.remove(tx, post)
    return Response("") if view.partial else view.go("/home")


async def named(db: Db, handle: str) -> ProfileId:
    """The profile that a page's address names. Raises `NotFound`."""
    name, _, domain = handle.partition("@")
    profile = await profiles.look_up(db, name, domain or None)
    if profile is None:
        raise NotFound("Nobody here goes by that name.")
    return profile


@page("GET", "/@{name}")
async def by_profile(view: View) -> Response:
    profile = await named(view.db, view.path["name"])
    async with view.db.read() as db:
        who = await profiles.get(db, profile)
        if who.removed_at or who.suspended_at:
            raise NotFound("Nobody here goes by that name.")
        below = view.text("below")
        ids = await posts.by_author(db, view.viewer, profile, replies=view.text("tab") == "replies",
                                    below=int(below) if below.isdigit() else None, limit=20)
        cards = await posts.cards(db, ids, view.viewer)
    return await view.render("posts/profile.html", who=who, cards=cards, tab=view.text("tab", "posts"))
