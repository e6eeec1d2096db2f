"""Pages of drafts: when to publish, what waits, what failed and why."""

from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.errors import Refusal
from hubbub.base.ids import MediaId
from hubbub.base.kept import Answers
from hubbub.base.words import said
from hubbub.doors.web.routes import SignInFirst, View, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import beside, panel, time_zone
from hubbub.people.teams.web import member, publisher
from hubbub.reach import drafts, posts
from hubbub.reach.posts.web import begins, defers, note_of

from . import redrafting  # noqa: F401  hangs its pages

panel("composer", "drafts/schedule.html")
panel("composer.first", "drafts/unfinished.html")
panel("studio", "drafts/tab.html")


def writer(view: View) -> drafts.Writer:
    """The visitor, as drafts know them. Raises `SignInFirst`."""
    if view.visitor is None:
        raise SignInFirst
    return drafts.Writer(view.visitor.account, view.visitor.profile)


@defers
async def keep(view: View, tx: Tx, note: posts.Note) -> str | None:
    """What the composer was told to publish later, or to keep; what was a draft and is published now is one no more."""
    who, at, begun = writer(view), view.time("due_at"), _begun(view)
    if view.text("keep") != "on":
        await _take_over(view, tx, [MediaId(picture) for picture in note.parts.get("media") or ()], begun)
    if view.text("keep") != "on" and at is None:
        if begun is not None:
            await drafts.cancel(tx, who, begun)
        return None
    due = None if view.text("keep") == "on" else at
    if begun is not None:
        await drafts.change(tx, who, begun, note=note, due_at=due)
    else:
        await drafts.save(tx, who, note, due)
    return "/drafts"


async def _take_over(view: View, tx: Tx, pictures: list[MediaId], begun: drafts.DraftId | None) -> None:
    """What goes out takes its pictures out of other drafts, if its writer says so. Raises `Shared`."""
    for other in await drafts.sharing(tx, view.me, pictures, begun):
        if view.text(drafts.Shared.consent) != "on":
            raise drafts.Shared(begun=drafts.begun(other))
    await drafts.take_over(tx, view.me, pictures, begun)


def _begun(view: View) -> drafts.DraftId | None:
    """The draft that the composer goes on with."""
    number = view.number("draft")
    return drafts.DraftId(number) if number else None


@begins
async def go_on(view: View) -> posts.Note | None:
    """The composer goes on with the draft that its address names. Raises `NotHere`."""
    if (begun := _begun(view)) is None:
        return None
    draft = await drafts.get(view.db, (await member(view)).profile, begun)
    if draft.state in ("published", "cancelled"):
        raise drafts.NotHere
    return draft.note  # type: ignore[no-any-return]


_unfinished = Answers(drafts.find_unfinished, "drafts")


@beside("note")
async def unfinished(view: View, note: posts.Note | None) -> dict[str, Any]:
    """Beside the composer: when it is to go out; if it is empty, what the visitor began last and has not finished."""
    wanted = view.visitor and note and not (note.text or note.reply_to or view.partial) and view.text("draft") == ""
    later = {name: view.text(name) for name in ("draft", "due_at", "keep")}
    return {"later": later, "unfinished": await _unfinished.of(view.db, view.me) if wanted else None}


@page("POST", "/drafts/typed", upload=True)
async def typed(view: View) -> Response:
    """Keep what is being written, as it is typed: the answer is the draft's number, or nothing if there is none."""
    who, begun, note = writer(view), _begun(view), await note_of(view)
    empty = not (note.text.strip() or note.spoiler.strip() or note.parts.get("media") or note.parts.get("poll"))
    async with view.db.write() as tx:
        if begun is not None and empty:
            await drafts.cancel(tx, who, begun)
        elif begun is not None:
            await drafts.change(tx, who, begun, note=note)
        elif not empty:
            begun = await drafts.save(tx, who, note)
    return Response("" if empty else str(begun), media_type="text/plain")


@page("GET", "/drafts")
async def show_all(view: View) -> Response:
    """Scheduled, kept and failed, and what went out last."""
    return await _list(view)


async def _list(view: View, status: int = 200, problem: Refusal | None = None) -> Response:
    who = await member(view)
    waiting = await drafts.list_waiting(view.db, who.profile)
    by_state: dict[str, list[drafts.Draft]] = {"scheduled": [], "draft": [], "failed": []}
    for draft in waiting:
        by_state[draft.state].append(draft)
    return await view.render(
        "drafts/list.html", status, groups=by_state, any=bool(waiting), problem=problem, now=now(),
        published=await drafts.list_published(view.db, who.profile),
    )


@page("GET", "/drafts.csv")
async def table(view: View) -> Response:
    who = await member(view)
    waiting = await drafts.list_waiting(view.db, who.profile)
    done = await drafts.list_published(view.db, who.profile, most=1000)
    return download("drafts", ("state", "due at", "published at", "who can see it", "words", "reason"), [
        (draft.state, draft.due_at, draft.published_at, draft.note.visibility, draft.note.text, draft.failure)
        for draft in [*waiting, *done]
    ])


@page("GET", "/drafts/{id:int}")
async def edit(view: View) -> Response:
    return await _form(view, await drafts.get(view.db, (await member(view)).profile, _id(view)))


async def _form(view: View, draft: drafts.Draft, status: int = 200, problem: Refusal | None = None) -> Response:
    given: dict[str, Any] = {
        "text": draft.note.text, "spoiler": draft.note.spoiler, "visibility": draft.note.visibility,
        "due_at": draft.due_at.astimezone(time_zone(view)).strftime("%Y-%m-%dT%H:%M") if draft.due_at else "",
        "skips_if_late": draft.skips_if_late,
    }
    if problem is not None:
        given |= {name: view.text(name) for name in ("text", "spoiler", "visibility", "due_at")}
    return await view.render("drafts/edit.html", status, draft=draft, given=given, problem=problem)


@page("POST", "/drafts/{id:int}")
async def change(view: View) -> Response:
    """What was typed is kept; a refusal shows the form again with it."""
    who, draft = writer(view), await drafts.get(view.db, view.me, _id(view))
    note = posts.Note(
        view.text("text").replace("\r\n", "\n"), view.text("visibility", "public"), view.text("spoiler"),
        sensitive=draft.note.sensitive, language=draft.note.language, reply_to=draft.note.reply_to,
        local_only=draft.note.local_only, app=draft.note.app, parts=draft.note.parts, then=draft.note.then,
    )
    try:
        async with view.db.write() as tx:
            row = await drafts.change(tx, who, draft.id, note=note, due_at=view.time("due_at"),
                                      skips_if_late=view.text("skips_if_late") == "on")
            if row.due_at is not None:
                await _ask_for_pictures(view, tx, row)
    except Refusal as problem:
        return await _form(view, draft, 422, problem)
    return view.go("/drafts")


@page("POST", "/drafts/{id:int}/publish")
async def publish(view: View) -> Response:
    """Publish now, once, however often it is pressed; a refusal is said above the list."""
    who, draft = writer(view), await drafts.get(view.db, view.me, _id(view))
    try:
        async with view.db.write() as tx:
            await drafts.publish(tx, who, draft.id)
            await _ask_for_pictures(view, tx, draft)
            view.sure(said("Publish “{begun}” now?", begun=drafts.begun(draft)),
                      "It goes out at once, whatever its time was. What other servers have received cannot be taken "
                      "back for certain.", "Publish now")
    except drafts.NotHere:
        if (await drafts.get(view.db, view.me, draft.id)).state != "published":
            raise
    except Refusal as problem:
        return await _list(view, 422, problem)
    return view.go("/drafts")


async def _ask_for_pictures(view: View, tx: Tx, draft: drafts.Draft) -> None:
    """What goes out, now or later, takes its pictures out of other drafts, if its writer is sure."""
    for other in await drafts.sharing(tx, view.me, drafts.pictures(draft), draft.id):
        view.sure(said("Take a picture out of your draft “{begun}”?", begun=drafts.begun(other)),
                  "Both drafts have it, and only one post can carry it: the other one would lose it.",
                  "Take it out of that draft and go on")
    await drafts.take_over(tx, view.me, drafts.pictures(draft), draft.id)


@page("POST", "/drafts/{id:int}/cancel")
async def cancel(view: View) -> Response:
    await publisher(view)
    async with view.db.write() as tx:
        await drafts.cancel(tx, writer(view), _id(view))
        view.sure("Throw this draft away?", "Its words and what is attached to it are gone for good.", "Throw it away")
    return view.go("/drafts")


def _id(view: View) -> drafts.DraftId:
    return drafts.DraftId(view.id())
