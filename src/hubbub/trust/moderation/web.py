"""The pages where those who look after the server let people in and do something about somebody."""

from starlette.responses import Response

from hubbub.base.errors import Conflict, Invalid, Refusal
from hubbub.base.ids import ProfileId
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, profiles
from hubbub.people.accounts.web import staff
from hubbub.trust import complaints, moderation
from hubbub.trust.complaints.web import WORDS as CATEGORIES

from . import admissions  # noqa: F401  hangs its page

LIMIT = 40
DEEDS = {
    "none": said("Say something"), "sensitive": said("Mark what they publish as sensitive"), "silence": said("Silence"),
    "disable": said("Shut the account"), "suspend": said("Suspend"),
}

ROLES = {"owner": said("owner"), "admin": said("admin"), "moderator": said("moderator"), "member": said("member")}

panel("settings.server", "moderation/tab.html")


@page("GET", "/settings/people")
async def people(view: View) -> Response:
    """Who waits, and whom one looks for by the beginning of a name."""
    await staff(view, accounts.May.USERS)
    name, below = view.text("name").strip().removeprefix("@"), view.number("below")
    async with view.db.read() as db:
        waiting = await accounts.standing.waiting(db, limit=LIMIT)
        pending = await moderation.list_people(db, moderation.People(True, "pending", limit=LIMIT))
        found = await moderation.list_people(
            db, moderation.People(name=name or None, here=None if name else True, below=below, limit=LIMIT))
        shown = {row.id: row for row in await profiles.list_by_ids(
            db, [row.profile for row in [*pending, *found]])}
    reasons = {row.id: row for row in waiting}
    return await view.render(
        "moderation/people.html", name=name, rows=[shown[row.profile] for row in found if row.profile in shown],
        pending=[(shown[row.profile], reasons[row.account]) for row in pending
                 if row.profile in shown and row.account in reasons],
        below=found[-1].profile if len(found) == LIMIT else None,
    )


@page("POST", "/settings/people/{id:int}/let-in")
async def let_in(view: View) -> Response:
    await staff(view, accounts.May.USERS)
    async with view.db.write() as tx:
        if view.text("answer") == "yes":
            await moderation.approve(tx, ProfileId(view.id()))
        else:
            await moderation.reject(tx, ProfileId(view.id()), view.text("words"))
    return view.go("/settings/people")


@page("GET", "/settings/people/{id:int}")
async def one(view: View) -> Response:
    await staff(view, accounts.May.USERS)
    return await _one(view)


@page("POST", "/settings/people/{id:int}")
async def act(view: View) -> Response:
    """Do something about them, or take it back."""
    visitor = await staff(view, accounts.May.USERS)
    profile, report = ProfileId(view.id()), view.number("report")
    try:
        async with view.db.write() as tx:
            if undone := view.text("undo"):
                await moderation.undo(tx, visitor.account, profile, undone)
            else:
                await moderation.act(tx, visitor.account, profile, moderation.Action(
                    view.text("what"), view.text("words"), complaints.ComplaintId(report) if report else None))
    except Invalid as problem:
        return await _one(view, problem)
    return view.go(f"/settings/people/{profile}")


@page("POST", "/settings/people/{id:int}/role")
async def appoint(view: View) -> Response:
    """Another role for the server; who could take one's own away, or gives up theirs, is asked first."""
    visitor = await staff(view, accounts.May.USERS)
    profile, role = ProfileId(view.id()), view.text("role")
    try:
        async with view.db.write() as tx:
            await moderation.appoint(tx, visitor.account, profile, role)
            own = (await accounts.get(tx, visitor.account)).role != visitor.role
            _ask(view, (await profiles.get(tx, profile)).title, role, own=own)
    except (Invalid, Conflict) as problem:
        return await _one(view, problem)
    return view.go("/settings" if own else f"/settings/people/{profile}")


def _ask(view: View, title: str, role: str, *, own: bool) -> None:
    if own:
        view.sure("Give up your own role?", "You lose it at once, and only another owner can give it back to you.",
                  "Give it up")
    elif role == "owner":
        view.sure(said("Make {name} an owner of this server?", name=title), "They may do everything that you may: also "
                  "take your role away.", "Make them an owner")
    elif role == "admin":
        view.sure(said("Make {name} an admin of this server?", name=title), "They may change all that is set here, see "
                  "everybody's e-mail address, and judge everybody but the owners.", "Make them an admin")


async def _one(view: View, problem: Refusal | None = None) -> Response:
    profile = ProfileId(view.id())
    async with view.db.read() as db:
        person = await moderation.get_person(db, profile)
        account = await accounts.get(db, person.account) if person.account else None
        appointed = await moderation.appointments(db, profile)
        givers = await moderation.list_owners(db, [each.by for each in appointed if each.by])
        names = {row.id: row.name for row in await profiles.list_by_ids(db, [each.profile for each in givers])}
        own = view.visitor.role if view.visitor else ""
        return await view.render(
            "moderation/one.html", 422 if problem else 200, who=await profiles.get(db, profile), deeds=DEEDS,
            roles=ROLES, account=account, problem=problem, appointed=appointed,
            gives=moderation.may_give(own, account.role) if account else (),
            report=view.number("report"),
            by={each.account: names[each.profile] for each in givers if each.profile in names},
            verdicts=await moderation.find_verdicts(db, profile=profile),
            open=await complaints.list_complaints(db, about=profile), categories=CATEGORIES,
        )
