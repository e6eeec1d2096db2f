"""What the server says of itself, and the page where its owner writes it."""

from datetime import date
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from hubbub.base import text
from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.words import said
from hubbub.doors.web.heads import Head, brief
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, profiles
from hubbub.people.accounts.web import staff
from hubbub.trust import rules

from . import security  # noqa: F401  hangs its document
from .store import RuleId
from .words import PRIVACY, SUMMARY

panel("settings.server", "rules/tab.html")
panel("aside", "rules/aside.html")


@page("GET", "/about")
async def about(view: View) -> Response:
    written = await rules.papers(view.db)
    owner = await accounts.owner(view.db)
    title, summary = _said(written, "title", view.db.here.settings.domain), _said(written, "summary", SUMMARY)
    return await view.render(
        "rules/about.html", title=title, summary=summary, about=_html(view, _said(written, "about", "")),
        contact=_said(written, "contact", ""), rules=await rules.list_rules(view.db), terms="terms" in written,
        owner=await profiles.get(view.db, owner) if owner else None,
        head=Head(view.db.here.settings.url("/about"), title, brief(view.words(summary))),
    )


@page("GET", "/privacy")
async def privacy(view: View) -> Response:
    return await _paper(view, said("What is kept of you"), _said(await rules.papers(view.db), "privacy", PRIVACY))


@page("GET", "/terms")
async def terms(view: View) -> Response:
    words = _said(await rules.papers(view.db), "terms", "")
    if not words:
        raise NotFound("This server has no terms beside its rules.")
    return await _paper(view, said("Terms"), words)


async def _paper(view: View, title: str, words: str) -> Response:
    return await view.render("rules/paper.html", title=title, words=_html(view, view.words(words)))


def _said(written: dict[str, rules.Paper], kind: str, otherwise: str) -> str:
    return written[kind].text if kind in written else otherwise


def _html(view: View, words: str) -> Markup:
    made = text.render(words, {}, lambda tag: view.db.here.settings.url(f"/tags/{tag.lower()}"))
    return Markup(made)  # noqa: S704  our own renderer escapes the words


@page("GET", "/settings/server")
async def edit_page(view: View) -> Response:
    await staff(view, accounts.May.SETTINGS)
    return await _edit(view)


@page("POST", "/settings/server")
async def edit(view: View) -> Response:
    """Every paper at once; what was not changed is not written again."""
    await staff(view, accounts.May.SETTINGS)
    try:
        async with view.db.write() as tx:
            for kind in rules.KINDS:
                await rules.write(tx, kind, view.text(kind), _day(view) if kind == "terms" else None)
    except Refusal as problem:
        return await _edit(view, problem)
    return view.go("/settings/server?saved=1")


def _day(view: View) -> date | None:
    given = view.text("holds_from")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid("This is not a day.", field="holds_from") from None


@page("POST", "/settings/server/rules")
async def add(view: View) -> Response:
    await staff(view, accounts.May.RULES)
    try:
        async with view.db.write() as tx:
            await rules.add_rule(tx, view.text("text"), view.text("hint"))
    except Refusal as problem:
        return await _edit(view, problem)
    return view.go("/settings/server?saved=1")


@page("POST", "/settings/server/rules/{id:int}")
async def change(view: View) -> Response:
    """Other words for a rule, or its end."""
    await staff(view, accounts.May.RULES)
    rule = RuleId(view.id())
    if view.text("what") == "remove":
        view.sure("Remove this rule?", "People no longer see it, nor choose it when they report something.",
                  "Remove it")
    try:
        async with view.db.write() as tx:
            if view.text("what") == "remove":
                await rules.remove_rule(tx, rule)
            else:
                await rules.edit_rule(tx, rule, view.text("text"), view.text("hint"))
    except Invalid as problem:
        return await _edit(view, problem)
    return view.go("/settings/server?saved=1")


async def _edit(view: View, problem: Refusal | None = None) -> Response:
    written = await rules.papers(view.db)
    given: dict[str, Any] = {
        kind: view.text(kind) if problem and kind in view.form else _said(written, kind, "") for kind in rules.KINDS
    }
    return await view.render(
        "rules/edit.html", 422 if problem else 200, given=given, longest=rules.KINDS, problem=problem,
        rules=await rules.list_rules(view.db), saved=view.text("saved") == "1",
    )
