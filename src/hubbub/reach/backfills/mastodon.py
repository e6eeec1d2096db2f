"""Backfills in the client API: how far a thread has come that is being filled in."""

from hubbub.base import ids
from hubbub.doors.mastodon.refreshes import Refresh, looks
from hubbub.doors.mastodon.routes import Call
from hubbub.reach import backfills


@looks
async def look(call: Call, name: str) -> Refresh | None:
    number = ids.parse(name)
    found = await backfills.find(call.db, number=number) if number else None
    return Refresh(backfills.runs(found), found.results) if found else None
