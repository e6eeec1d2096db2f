"""Polls on pages: a form for who may vote, the counts for everybody else."""

from starlette.responses import Response

from hubbub.base.ids import PostId
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import panel
from hubbub.reach import polls, posts

panel("post.body", "polls/poll.html")


@page("POST", "/posts/{id:int}/vote")
async def vote(view: View) -> Response:
    """Vote; the poll anew for a script, else back to where it stood."""
    me, post, where = view.me, PostId(view.id()), own_path(view.text("back", "/home"))
    chosen = [text for text in view.form.getlist("choice") if isinstance(text, str)]
    places = [int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1 for text in chosen]
    async with view.db.write() as tx:
        await polls.vote(tx, me, post, places)
    if not view.partial:
        return view.go(where)
    cards = await posts.cards(view.db, [post], me)
    return await view.render("polls/poll.html", card=cards[0], back=where.partition("#")[0])
