"""Staff's side of the client API: accounts and complaints."""

from collections.abc import Awaitable, Callable
from typing import Any

from hubbub.base.clock import iso
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import AccountId, ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts, invites, profiles
from hubbub.people.accounts.mastodon import ROLE_IDS, staff
from hubbub.people.profiles import mastodon as people
from hubbub.relations.notifications.entities import carries
from hubbub.trust import complaints, moderation

from .entities import person, persons, reports

_READ, _WRITE = "admin:read:accounts", "admin:write:accounts"
_READ_REPORTS, _WRITE_REPORTS = "admin:read:reports", "admin:write:reports"
_STAFF = ("owner", "admin", "moderator")
_STATES = ("active", "pending", "disabled", "silenced", "suspended", "sensitized")

Deed = Callable[[Tx, AccountId, ProfileId], Awaitable[None]]


async def warnings(db: Read, me: ProfileId, numbers: Any) -> dict[int, Any]:
    """What notifications of a warning show of it: the entity AccountWarning."""
    found = await moderation.find_verdicts(db, verdicts=numbers)
    target = people.shape(db, await profiles.get(db, me)) if found else None
    return {
        each.id: {
            "id": str(each.id), "action": each.action, "text": each.words, "created_at": iso(each.made_at),
            "status_ids": [str(post) for post in each.posts] or None, "target_account": target, "appeal": None,
        } for each in found if each.profile == me
    }


carries("warning", "moderation_warning", warnings)


@api("GET", "/api/v1/admin/accounts", scope=_READ)
async def first(call: Call) -> Any:
    """The older form, which names each state by a parameter of its own."""
    given = call.params
    state = next((name for name in _STATES if given.flag(name)), None)
    here = True if given.flag("local") else False if given.flag("remote") else None
    return await _listed(call, here, state, list(_STAFF) if given.flag("staff") else None)


@api("GET", "/api/v2/admin/accounts", scope=_READ)
async def second(call: Call) -> Any:
    given, roles = call.params, None
    here = {"local": True, "remote": False}.get(given.text("origin"))
    state = given.text("status") or None
    if state is not None and state not in _STATES:
        raise Invalid("Validation failed: Status is not included in the list", field="status")
    if given.text("permissions") == "staff":
        roles = list(_STAFF)
    elif wanted := given.texts("role_ids"):
        roles = [ROLE_IDS[number] for number in wanted if number in ROLE_IDS]
    return await _listed(call, here, state, roles)


async def _listed(call: Call, here: bool | None, state: str | None, roles: list[str] | None) -> Any:
    await staff(call, accounts.May.USERS)
    given, asked = call.params, window(call, 100, 200)
    wanted = moderation.People(
        here, state, given.text("by_domain") or None, given.text("username") or None,
        given.text("display_name") or None, given.text("email") or None, given.text("ip") or None, roles,
        await _joined(call.db, given.id("invited_by")), asked.below, asked.above, asked.upward, asked.limit,
    )
    async with call.db.read() as db:
        rows = await moderation.list_people(db, wanted)
        link(call, [row.profile for row in rows], asked)
        return await persons(db, rows)


async def _joined(db: Read, by: int | None) -> list[AccountId] | None:
    """Who came by invitation of somebody; None if that does not matter. Raises `NotFound`."""
    if by is None:
        return None
    inviter = (await moderation.get_person(db, ProfileId(by))).account
    return await invites.list_joined(db, inviter) if inviter is not None else []


@api("GET", "/api/v1/admin/accounts/{id}", scope=_READ)
async def show(call: Call) -> Any:
    await staff(call, accounts.May.USERS)
    return await person(call.db, ProfileId(call.id()))


@api("DELETE", "/api/v1/admin/accounts/{id}", scope=_WRITE)
async def erase(call: Call) -> Any:
    """The account as it was: afterwards there is nothing to show."""
    by = await staff(call, accounts.May.DELETE)
    async with call.db.write() as tx:
        was = await person(tx, ProfileId(call.id()))
        await moderation.erase(tx, by, ProfileId(call.id()))
        return was


def _does(deed: Deed) -> Any:
    async def do(call: Call) -> Any:
        by = await staff(call, accounts.May.USERS)
        profile = ProfileId(call.id())
        async with call.db.write() as tx:
            await deed(tx, by, profile)
            return await person(tx, profile)

    return do


def _undoes(kind: str) -> Deed:
    return lambda tx, by, profile: moderation.undo(tx, by, profile, kind)


for _name, _deed in (
    ("approve", lambda tx, by, profile: moderation.approve(tx, profile)), ("enable", _undoes("disable")),
    ("unsensitive", _undoes("sensitive")), ("unsilence", _undoes("silence")), ("unsuspend", _undoes("suspend")),
):
    api("POST", f"/api/v1/admin/accounts/{{id}}/{_name}", scope=_WRITE)(_does(_deed))


@api("POST", "/api/v1/admin/accounts/{id}/reject", scope=_WRITE)
async def reject(call: Call) -> Any:
    await staff(call, accounts.May.USERS)
    async with call.db.write() as tx:
        was = await person(tx, ProfileId(call.id()))
        await moderation.reject(tx, ProfileId(call.id()))
        return was


@api("POST", "/api/v1/admin/accounts/{id}/action", scope=_WRITE)
async def act(call: Call) -> Any:
    by, given = await staff(call, accounts.May.USERS), call.params
    report = given.id("report_id")
    if given.id("warning_preset_id"):
        raise NotFound("Record not found")  # there are none, and a warning without its words would be another
    async with call.db.write() as tx:
        await moderation.act(tx, by, ProfileId(call.id()), moderation.Action(
            given.text("type"), given.text("text"), complaints.ComplaintId(report) if report else None,
            given.flag("send_email_notification", True),
        ))
    return {}


@api("GET", "/api/v1/admin/reports", scope=_READ_REPORTS)
async def list_reports(call: Call) -> Any:
    await staff(call, accounts.May.REPORTS)
    given, asked = call.params, window(call, 100, 200)
    by, about = given.id("account_id"), given.id("target_account_id")
    async with call.db.read() as db:
        rows = await complaints.list_complaints(
            db, resolved=given.flag("resolved"), by=ProfileId(by) if by else None,
            about=ProfileId(about) if about else None, below=asked.below, above=asked.above, upward=asked.upward,
            limit=asked.limit,
        )
        link(call, [row.id for row in rows], asked)
        return await reports(db, call.me, rows)


@api("GET", "/api/v1/admin/reports/{id}", scope=_READ_REPORTS)
async def show_report(call: Call) -> Any:
    await staff(call, accounts.May.REPORTS)
    return await _report(call, call.db)


@api("PUT", "/api/v1/admin/reports/{id}", scope=_WRITE_REPORTS)
async def sort(call: Call) -> Any:
    """Another category, other rules; what is not sent stays."""
    await staff(call, accounts.May.REPORTS)
    given = call.params
    async with call.db.write() as tx:
        was = await complaints.get(tx, complaints.ComplaintId(call.id()))
        category = given.text("category") or was.category
        against = given.ids("rule_ids") if "rule_ids" in given else was.rules
        await complaints.sort(tx, was.id, category, against if category == "violation" else [])
        return await _report(call, tx)


@api("POST", "/api/v1/admin/reports/{id}/{what}", scope=_WRITE_REPORTS)
async def look_into(call: Call) -> Any:
    """`assign_to_self`, `unassign`, `resolve` or `reopen`."""
    by, complaint = await staff(call, accounts.May.REPORTS), complaints.ComplaintId(call.id())
    async with call.db.write() as tx:
        match call.path["what"]:
            case "assign_to_self":
                await complaints.assign(tx, complaint, by)
            case "unassign":
                await complaints.assign(tx, complaint, None)
            case "resolve":
                await complaints.resolve(tx, complaint, by)
            case "reopen":
                await complaints.reopen(tx, complaint)
            case _:
                raise NotFound("Not found")
        return await _report(call, tx)


async def _report(call: Call, db: Read) -> Any:
    found = await complaints.get(db, complaints.ComplaintId(call.id()))
    return (await reports(db, call.me, [found]))[0]
