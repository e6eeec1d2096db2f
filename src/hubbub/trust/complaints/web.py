"""The form by which one complains of somebody, and the page where staff looks into it."""

from typing import Any

from starlette.responses import Response

from hubbub.base.errors import Refusal
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.doors.web.routes import SignInFirst, View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, profiles
from hubbub.people.accounts.web import staff
from hubbub.reach import posts
from hubbub.trust import complaints, rules

WORDS = {"spam": said("Spam"), "legal": said("Against the law"), "violation": said("Against a rule"),
         "other": said("Something else")}
LIMIT = 40

panel("settings.server", "complaints/tab.html")
panel("post.menu", "complaints/item.html")
panel("profile.menu", "complaints/more.html")


@page("GET", "/report/{id:int}")
async def ask(view: View) -> Response:
    if view.visitor is None:
        raise SignInFirst
    return await _form(view)


@page("POST", "/report/{id:int}")
async def make(view: View) -> Response:
    post, rule = view.number("post"), view.number("rule")
    given = complaints.Given(
        ProfileId(view.id()), view.text("comment").strip(), view.text("category") or "other",
        [PostId(post)] if post else [], [rule] if rule else [], view.text("forward") == "on",
    )
    try:
        async with view.db.write() as tx:
            await complaints.make(tx, view.me, given)
    except Refusal as problem:
        if problem.field is None:
            raise
        return await _form(view, problem)
    return await view.render("complaints/thanks.html")


async def _form(view: View, problem: Refusal | None = None) -> Response:
    who, post = await profiles.get(view.db, ProfileId(view.id())), view.number("post")
    seen = await posts.visible(view.db, view.me, PostId(post)) if post else None
    return await view.render(
        "complaints/form.html", 422 if problem else 200, who=who, post=seen, problem=problem, words=WORDS,
        rules=await rules.list_rules(view.db), comment=view.text("comment"),
    )


@page("GET", "/settings/reports")
async def listed(view: View) -> Response:
    """Those that are open, or with `resolved` those that are done; each with what it is about."""
    await staff(view, accounts.May.REPORTS)
    resolved, below = view.text("resolved") == "1", view.number("below")
    async with view.db.read() as db:
        found = await complaints.list_complaints(db, resolved=resolved, below=below, limit=LIMIT)
        people = {
            who.id: who for who in await profiles.list_by_ids(
                db, {each for row in found for each in (row.profile, row.about)})
        }
        named = {post.id: post for post in await posts.get(db, [post for row in found for post in row.posts])}
        against = {rule.id: rule for rule in await rules.list_by_ids(
            db, [rules.RuleId(rule) for row in found for rule in row.rules])}
    given: list[Any] = [
        (row, people[row.profile], people[row.about], [named[post] for post in row.posts if post in named],
         [against[rules.RuleId(rule)] for rule in row.rules if rule in against]) for row in found
    ]
    return await view.render(
        "complaints/list.html", rows=given, words=WORDS, resolved=resolved,
        below=found[-1].id if len(found) == LIMIT else None,
    )


@page("POST", "/settings/reports/{id:int}/{what}")
async def look_into(view: View) -> Response:
    """Resolve it, or open it again."""
    visitor = await staff(view, accounts.May.REPORTS)
    complaint = complaints.ComplaintId(view.id())
    async with view.db.write() as tx:
        if view.path["what"] == "resolve":
            await complaints.resolve(tx, complaint, visitor.account)
        else:
            await complaints.reopen(tx, complaint)
    return view.go("/settings/reports" + ("" if view.path["what"] == "resolve" else "?resolved=1"))
