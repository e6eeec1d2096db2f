"""Complaints in the client API: making one, and telling staff of it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import profiles
from hubbub.people.profiles import mastodon as people
from hubbub.relations.notifications.entities import carries
from hubbub.trust import complaints


def shape(complaint: complaints.Complaint, about: Any) -> dict[str, Any]:
    """The Report entity."""
    return {
        "id": str(complaint.id), "action_taken": complaint.resolved_at is not None,
        "action_taken_at": iso(complaint.resolved_at) if complaint.resolved_at else None,
        "category": complaint.category, "comment": complaint.comment, "forwarded": complaint.forwards,
        "created_at": iso(complaint.made_at), "status_ids": [str(post) for post in complaint.posts] or None,
        "rule_ids": [str(rule) for rule in complaint.rules] or None, "target_account": about,
        "collection_ids": [str(each) for each in complaint.collections] or None,
    }


async def shapes(db: Read, me: ProfileId, numbers: Sequence[int]) -> dict[int, Any]:
    """What notifications of complaints show of them."""
    found = await complaints.find_all(db, [complaints.ComplaintId(number) for number in numbers])
    return {each.id: shape(each, about) for each, about in zip(found, await _about(db, found), strict=True)}


async def _about(db: Read, found: Sequence[complaints.Complaint]) -> list[dict[str, Any]]:
    """Whom each is about, also if they are suspended by now."""
    rows = {row.id: row for row in await profiles.list_by_ids(db, {each.about for each in found})}
    return [people.shape(db, rows[each.about]) for each in found]


carries("report", "report", shapes)


@api("POST", "/api/v1/reports", scope="write:reports")
async def make(call: Call) -> Any:
    given, about = call.params, call.params.id("account_id")
    if about is None:
        raise NotFound("Record not found")
    rule_ids = given.ids("rule_ids")
    if len(rule_ids) != len(given.many("rule_ids")):
        raise Invalid("Validation failed: Rules do not include valid rules", field="rule_ids")
    async with call.db.write() as tx:
        made = await complaints.make(tx, call.me, complaints.Given(
            ProfileId(about), given.text("comment"), given.text("category") or "other",
            [PostId(post) for post in given.ids("status_ids")], rule_ids, given.flag("forward"),
            given.ids("collection_ids"),
        ))
        found = await complaints.get(tx, made)
        return msgspec.json.encode(shape(found, (await _about(tx, [found]))[0]))
