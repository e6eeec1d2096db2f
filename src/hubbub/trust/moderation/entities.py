"""What staff sees of people and complaints, as the client API has it."""

from collections.abc import Sequence
from typing import Any

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import AccountId, ProfileId
from hubbub.people import accounts, invites, profiles
from hubbub.people.accounts.mastodon import role
from hubbub.people.profiles import mastodon as people
from hubbub.relations.notifications.entities import statuses_of
from hubbub.trust import complaints, moderation, rules
from hubbub.trust.complaints.mastodon import shape as complaint_shape
from hubbub.trust.rules.mastodon import rule_shape


async def persons(db: Read, wanted: Sequence[moderation.Person]) -> list[dict[str, Any]]:
    """Each as the entity Admin::Account, in the order given."""
    rows = {row.id: row for row in await profiles.list_by_ids(db, [each.profile for each in wanted])}
    own = {row.id: row for row in await accounts.standing.list_by_ids(
        db, [each.account for each in wanted if each.account is not None])}
    came_by = await invites.inviters(db, list(own))
    owners = await _profiles_of(db, set(came_by.values()))
    return [
        _person(db, rows[each.profile], own.get(each.account) if each.account else None)
        | {"invited_by_account_id": _id(owners.get(came_by.get(each.account))) if each.account else None}
        for each in wanted if each.profile in rows
    ]


def _id(profile: ProfileId | None) -> str | None:
    return str(profile) if profile is not None else None


def _person(db: Read, row: profiles.Profile, account: accounts.Account | None) -> dict[str, Any]:
    made = row.made_at if account is None else account.made_at
    return {
        "id": str(row.id), "username": row.name, "domain": row.domain, "created_at": iso(made),
        "email": account.email if account else "", "ip": account.address if account else None,
        "ips": [{"ip": account.address, "used_at": iso(made)}] if account and account.address else [],
        "locale": account.locale if account else "", "invite_request": account.reason or None if account else None,
        "role": role(account.role if account else "member"),
        "confirmed": account is None or account.confirmed_at is not None,
        "approved": account is None or account.approved_at is not None,
        "disabled": account is not None and account.disabled_at is not None,
        "suspended": row.suspended_at is not None, "silenced": row.silenced_at is not None,
        "sensitized": row.sensitized_at is not None,
        "created_by_application_id": str(account.opened_with) if account and account.opened_with else None,
        "account": people.shape(db, row),
    }


async def person(db: Read, profile: ProfileId) -> dict[str, Any]:
    """One of them. Raises `NotFound`."""
    return (await persons(db, [await moderation.get_person(db, profile)]))[0]


async def reports(db: Read, viewer: ProfileId, found: Sequence[complaints.Complaint]) -> list[dict[str, Any]]:
    """Each as the entity Admin::Report, in the order given; a fixed number of statements for all."""
    staff = {each for row in found for each in (row.assigned, row.resolved_by) if each is not None}
    acting = await _profiles_of(db, staff)
    everybody = {each for row in found for each in (row.profile, row.about)} | set(acting.values())
    whole = {int(each["id"]): each for each in await persons(db, await moderation.list_persons(db, list(everybody)))}
    # Also what the viewer is no reader of: for that it was shown to staff.
    statuses = await statuses_of(db, viewer, [post for row in found for post in row.posts])
    against = {rule.id: rule_shape(rule) for rule in await rules.list_by_ids(
        db, [rules.RuleId(rule) for row in found for rule in row.rules])}
    return [
        complaint_shape(row, None) | {
            "account": whole.get(row.profile), "target_account": whole.get(row.about),
            "updated_at": iso(row.updated_at),
            "assigned_account": whole.get(acting[row.assigned]) if row.assigned in acting else None,
            "action_taken_by_account": whole.get(acting[row.resolved_by]) if row.resolved_by in acting else None,
            "statuses": [statuses[post] for post in row.posts if post in statuses],
            "rules": [against[rules.RuleId(rule)] for rule in row.rules if rule in against],
        } for row in found
    ]


async def _profiles_of(db: Read, staff: set[AccountId]) -> dict[AccountId | None, ProfileId]:
    return {row.account: row.profile for row in await moderation.list_owners(db, list(staff))}
