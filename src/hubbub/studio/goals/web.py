"""Pages of goals: what is to be reached, the key that conversions are signed with, what came in."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, Refusal
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import panel
from hubbub.people.teams.web import member, publisher
from hubbub.studio import goals

from .mastodon import PATH

LOOK_BACK = timedelta(days=365)

panel("studio", "goals/tab.html")


def amount(view: View, name: str) -> Decimal:
    """An amount of money that was typed, with a comma or a full stop; an empty field is 0. Raises `Invalid`."""
    try:
        value = Decimal(view.text(name).strip().replace(",", ".") or "0")
    except InvalidOperation:
        raise Invalid("This is not an amount.", field=name) from None
    if not value.is_finite():
        raise Invalid("This is not an amount.", field=name)
    return value


@page("GET", "/studio/goals")
async def show_all(view: View) -> Response:
    return await _list(view)


async def _list(view: View, status: int = 200, problem: Refusal | None = None) -> Response:
    who = await member(view)
    given = {name: view.text(name) for name in ("name", "value", "currency")}
    return await view.render(
        "goals/list.html", status, rows=await goals.list_goals(view.db, who.profile), given=given, problem=problem,
        sums=await goals.sums(view.db, who.profile),
    )


@page("POST", "/studio/goals")
async def begin(view: View) -> Response:
    """The new goal's page with its key, which is on no page afterwards."""
    who = await publisher(view)
    try:
        async with view.db.write() as tx:
            goal, key = await goals.open_goal(
                tx, who.profile, view.text("name"), amount(view, "value"), view.text("currency", "EUR").upper())
    except Refusal as problem:
        return await _list(view, 422, problem)
    return await _one(view, goal, key)


@page("GET", "/studio/goals/{id:int}")
async def show(view: View) -> Response:
    return await _one(view, goals.GoalId(view.id()))


async def _one(view: View, goal: goals.GoalId, key: str = "") -> Response:
    who = await member(view)
    found = await goals.get(view.db, who.profile, goal)
    rows = await goals.list_conversions(
        view.db, who.profile, goal=goal, since=now() - LOOK_BACK, until=now() + timedelta(minutes=10), most=200)
    paths = await goals.paths(view.db, [row.id for row in rows])
    return await view.render("goals/one.html", goal=found, key=key, rows=rows, paths=paths,
                             address=view.db.here.settings.url(PATH))


@page("GET", "/studio/goals/{id:int}.csv")
async def table(view: View) -> Response:
    who = await member(view)
    goal = await goals.get(view.db, who.profile, goals.GoalId(view.id()))
    rows = await goals.list_conversions(view.db, who.profile, goal=goal.id, since=now() - LOOK_BACK,
                                        until=now() + timedelta(minutes=10), most=100_000)
    paths = await goals.paths(view.db, [row.id for row in rows])
    return download("conversions", ("at", "external id", "value", "currency", "path"), [
        (row.at, row.external_id, row.value, row.currency, " > ".join(touch.kind for touch in paths.get(row.id, [])))
        for row in rows
    ])


@page("POST", "/studio/goals/{id:int}/key")
async def renew(view: View) -> Response:
    """A new key; what is signed with the old one is refused from now on."""
    who = await publisher(view)
    async with view.db.write() as tx:
        key = await goals.renew(tx, who.profile, goals.GoalId(view.id()))
    return await _one(view, goals.GoalId(view.id()), key)
