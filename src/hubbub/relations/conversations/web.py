"""Conversations on pages: all of them with what is unread, and each as a talk with its answer box."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.errors import Refusal
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Answers
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import frames, panel
from hubbub.people import profiles
from hubbub.people.teams.web import publisher
from hubbub.reach import posts
from hubbub.relations import conversations
from hubbub.relations.conversations import Conversation

PAGE = 30
MOST_SHOWN = 99

panel("nav.more", "conversations/nav.html")


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation ready to be listed."""

    talk: Conversation
    people: list[profiles.Profile]
    last: posts.Card | None


async def _count(db: Read, me: ProfileId) -> int:
    return await conversations.unread(db, me, limit=MOST_SHOWN)


# Somebody who wrote may be suspended meanwhile.
_unread = Answers(_count, "talks", "graph", seconds=60)


@frames
async def waiting(view: View) -> dict[str, Any]:
    """Every page knows in how many conversations something is unread."""
    return {"unread_talks": await _unread.of(view.db, view.me)}


@page("GET", "/conversations")
async def listed(view: View) -> Response:
    """All of the visitor's, that with the newest word first."""
    me = view.me
    async with view.db.read() as db:
        rows = await conversations.list_own(db, me, below=view.number("below"), limit=PAGE)
        known = {who.id: who for who in await profiles.list_by_ids(
            db, {me, *(who for row in rows for who in row.others)})}
        cards = {card.entry: card for card in await posts.cards(db, [row.last for row in rows], me)}
    lines = [Line(row, [known[who] for who in row.others or [me] if who in known], cards.get(row.last))
             for row in rows]
    older = f"/conversations?below={rows[-1].last}" if len(rows) == PAGE else None
    return await view.render("conversations/conversations.html", lines=lines, older=older)


@page("GET", "/conversations/{id}")
async def one(view: View) -> Response:
    """One talk, the newest word last; looking at it is reading it."""
    talk = await conversations.get(view.db, view.me, view.id())
    if talk.unread and view.number("below") is None:
        async with view.db.write() as tx:
            talk = await conversations.mark(tx, view.me, talk.id, read=True)
    return await _show(view, talk)


@page("POST", "/conversations/{id}")
async def answer(view: View) -> Response:
    """Say something to everybody in it; a refusal gives the words back."""
    me, words = view.me, view.text("text").replace("\r\n", "\n").strip()
    talk = await conversations.get(view.db, me, view.id())
    named = " ".join(f"@{who.handle}" for who in await profiles.list_by_ids(view.db, talk.others))
    note = posts.Note(f"{named} {words}".strip() if words else "", "mentioned", reply_to=talk.last)
    try:
        async with view.db.write() as tx:
            await publisher(view, tx)
            await posts.publish(tx, me, note)
    except Refusal as problem:
        return await _show(view, talk, problem, words)
    return view.go(f"/conversations/{talk.id}#last")


@page("POST", "/conversations/{id}/remove")
async def remove(view: View) -> Response:
    async with view.db.write() as tx:
        await conversations.remove(tx, view.me, view.id())
        view.sure("Put this conversation away?", "It leaves your list until somebody says something more. "
                  "What was said stays.", "Put it away")
    return view.go("/conversations")


async def _show(view: View, talk: Conversation, problem: Refusal | None = None, words: str = "") -> Response:
    me: ProfileId = view.me
    async with view.db.read() as db:
        said = await conversations.list_posts(db, me, talk.id, below=view.number("below"), limit=PAGE)
        cards = await posts.cards(db, said[::-1], me)
        people = await profiles.list_by_ids(db, talk.others or [me])
    older = f"/conversations/{talk.id}?below={said[-1]}" if len(said) == PAGE else None
    page = "conversations/said.html" if view.partial and view.request.method == "GET" else "conversations/talk.html"
    return await view.render(page, 422 if problem else 200, talk=talk, cards=cards, older=older,
                             people=people, me=me, problem=problem, words=words)
