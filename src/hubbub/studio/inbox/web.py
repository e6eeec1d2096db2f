"""Pages of the inbox: what waits, with the answer's form below it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Tx
from hubbub.base.kept import Answers
from hubbub.base.text import plain
from hubbub.doors.web.routes import View, Visitor, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import gives, panel
from hubbub.people import profiles
from hubbub.people.teams.web import member, publisher
from hubbub.reach import posts
from hubbub.reach.posts.web import answer_to
from hubbub.studio import inbox

PAGE = 30

_open = Answers(inbox.count_open, "inbox", "graph")

panel("studio", "inbox/tab.html")


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with its post, what that answers, and an answer to begin with."""

    item: inbox.Item
    card: posts.Card
    context: posts.Post | None
    note: posts.Note


@gives
async def waiting(view: View) -> dict[str, Any]:
    """Every page of the studio says how much waits."""
    return {"inbox_open": await _open.of(view.db, view.me)}


@page("GET", "/studio/inbox")
async def show(view: View) -> Response:
    who, done = await member(view), view.text("show") == "done"
    listed = inbox.list_done if done else inbox.list_open
    items = await listed(view.db, who.profile, view.number("below"), PAGE)
    older = f"/studio/inbox?{'show=done&' if done else ''}below={items[-1].id}" if len(items) == PAGE else None
    return await view.render("inbox/list.html", shown=await _shown(view, who, items), done=done, older=older,
                             me=who.account)


async def _shown(view: View, who: Visitor, items: list[inbox.Item]) -> list[Shown]:
    cards = {card.entry: card for card in await posts.cards(view.db, [item.post for item in items], who.profile)}
    answered = [card.post.reply_to for card in cards.values() if card.post.reply_to]
    seen = await posts.visible_ids(view.db, who.profile, answered)
    context = {post.id: post for post in await posts.get(view.db, seen)}
    return [
        Shown(item, card, context.get(card.post.reply_to) if card.post.reply_to else None, answer_to(card, who.profile))
        for item in items if (card := cards.get(item.post)) is not None
    ]


@page("GET", "/studio/inbox.csv")
async def table(view: View) -> Response:
    who = await member(view)
    items = [*await inbox.list_open(view.db, who.profile, most=10_000),
             *await inbox.list_done(view.db, who.profile, most=10_000)]
    people = {one.id: one for one in await profiles.list_by_ids(view.db, {item.from_profile for item in items})}
    words = {post.id: post.html for post in await posts.get(view.db, [item.post for item in items])}
    return download("inbox", ("arrived", "from", "state", "answered", "minutes to answer", "words"), [
        (item.arrived_at, f"@{people[item.from_profile].handle}", _state(item), item.answered_at,
         round(item.response_time.total_seconds() / 60) if item.response_time is not None else None,
         plain(words.get(item.post, ""))) for item in items
    ])


def _state(item: inbox.Item) -> str:
    return "answered" if item.answered_at else "needs no answer" if item.done_at else "open"


@page("POST", "/studio/inbox/{id:int}/done")
async def mark_done(view: View) -> Response:
    return await _mark(view, lambda tx, who, item: inbox.mark_done(tx, who.profile, item))


@page("POST", "/studio/inbox/{id:int}/undo")
async def mark_open(view: View) -> Response:
    return await _mark(view, lambda tx, who, item: inbox.mark_open(tx, who.profile, item))


@page("POST", "/studio/inbox/{id:int}/take")
async def take(view: View) -> Response:
    return await _mark(view, lambda tx, who, item: inbox.assign(tx, who.profile, item, who.account))


@page("POST", "/studio/inbox/{id:int}/leave")
async def leave(view: View) -> Response:
    return await _mark(view, lambda tx, who, item: inbox.assign(tx, who.profile, item, None))


async def _mark(view: View, verb: Callable[[Tx, Visitor, inbox.ItemId], Awaitable[None]]) -> Response:
    who = await publisher(view)
    async with view.db.write() as tx:
        await verb(tx, who, inbox.ItemId(view.id()))
    return view.go("/studio/inbox?show=done" if view.text("show") == "done" else "/studio/inbox")
