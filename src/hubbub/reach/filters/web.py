"""Pages of filters: what one would rather not read, where, and what is done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.errors import Invalid, Refusal
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.reach import filters
from hubbub.reach.filters import Filter, Whole

panel("settings.reading", "filters/settings.html")

SPARE = 3  # empty rows to write in
PLACES = {"home": said("Home and lists"), "notifications": said("Notifications"),
          "public": said("Public posts and tags"),
          "thread": said("Conversations"), "account": said("People's pages")}
ACTIONS = {"warn": said("Fold it under the filter's name"), "blur": said("Cover its pictures"),
           "hide": said("Leave it out")}
SPANS = {"1800": said("30 minutes"), "3600": said("1 hour"), "21600": said("6 hours"), "43200": said("12 hours"),
         "86400": said("1 day"),
         "604800": said("1 week")}


@dataclass(frozen=True, slots=True)
class Row:
    """A word in the form, by the name of its field."""

    name: str
    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A filter as its form has it."""

    title: str
    contexts: Sequence[str]
    action: str
    ends: str
    rows: Sequence[Row]


@page("GET", "/settings/filters")
async def show_all(view: View) -> Response:
    """One's filters, and the form for a new one."""
    return await _list(view, Typed("", ["home", "public", "notifications", "thread"], "warn", "", _spare()))


@page("POST", "/settings/filters")
async def create(view: View) -> Response:
    """A new filter; a refusal shows the form again with what was typed."""
    given = _typed(view, None)
    try:
        async with view.db.write() as tx:
            row = Filter(0, view.me, given.title, list(given.contexts), given.action, _ends_at(given, None))
            made = await filters.create(tx, row)
            await _put_words(tx, await filters.get(tx, view.me, made.id), given.rows)
    except Refusal as problem:
        return await _list(view, given, problem)
    return view.go("/settings/filters")


@page("GET", "/settings/filters/{id:int}")
async def edit(view: View) -> Response:
    was = await filters.get(view.db, view.me, view.id())
    rows = [Row(str(word.id), word.text, word.whole_word) for word in was.keywords]
    of = was.filter
    return await _form(view, was, Typed(of.title, of.contexts, of.action, "kept" if of.ends_at else "",
                                        [*rows, *_spare()]))


@page("POST", "/settings/filters/{id:int}")
async def change(view: View) -> Response:
    """The filter as the form has it; a word whose row is empty is gone."""
    was = await filters.get(view.db, view.me, view.id())
    given = _typed(view, was)
    try:
        async with view.db.write() as tx:
            await filters.change(tx, Filter(was.filter.id, view.me, given.title, list(given.contexts), given.action,
                                            _ends_at(given, was.filter.ends_at)))
            await _put_words(tx, was, given.rows)
    except Refusal as problem:
        return await _form(view, was, given, problem)
    return view.go("/settings/filters")


@page("POST", "/settings/filters/{id:int}/delete")
async def remove(view: View) -> Response:
    was = (await filters.get(view.db, view.me, view.id())).filter
    view.sure(said("Delete the filter “{title}”?", title=was.title),
              "What it has hidden is shown again.", "Delete the filter")
    async with view.db.write() as tx:
        await filters.remove(tx, view.me, view.id())
    return view.go("/settings/filters")


async def _put_words(tx: Tx, was: Whole, rows: Sequence[Row]) -> None:
    known = {str(word.id): word.id for word in was.keywords}
    if not was.picked and not any(row.text for row in rows):
        raise Invalid("A filter needs a word to look for.", field="words")
    for row in rows:
        number = known.get(row.name)
        if number is None and row.text:
            await filters.add_keyword(tx, was.filter.owner, was.filter.id, row.text, whole_word=row.whole)
        elif number is not None and row.text:
            await filters.change_keyword(tx, was.filter.owner, number, text=row.text, whole_word=row.whole)
        elif number is not None:
            await filters.remove_keyword(tx, was.filter.owner, number)


def _typed(view: View, was: Whole | None) -> Typed:
    names = [str(word.id) for word in was.keywords] if was else []
    rows = [Row(name, view.text(f"word_{name}").strip(), view.text(f"whole_{name}") == "on")
            for name in (*names, *(row.name for row in _spare()))]
    places = [text for text in view.form.getlist("context") if isinstance(text, str)]
    return Typed(view.text("title"), places, view.text("action", "warn"), view.text("ends"), rows)


def _spare() -> list[Row]:
    return [Row(f"new{number}", "", True) for number in range(SPARE)]


def _ends_at(given: Typed, was: datetime | None) -> datetime | None:
    if given.ends == "kept":
        return was
    return now() + timedelta(seconds=int(given.ends)) if given.ends in SPANS else None


async def _list(view: View, given: Typed, problem: Refusal | None = None) -> Response:
    return await view.render(
        "filters/list.html", 422 if problem else 200, filters=await filters.list_own(view.db, view.me), given=given,
        problem=problem, places=PLACES, actions=ACTIONS, spans=SPANS, was=None, now=now())


async def _form(view: View, was: Whole, given: Typed, problem: Refusal | None = None) -> Response:
    return await view.render(
        "filters/edit.html", 422 if problem else 200, was=was, given=given, problem=problem, places=PLACES,
        actions=ACTIONS, spans=SPANS, now=now())
