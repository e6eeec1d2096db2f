"""Backfills in the client API: what an app is told of a thread that is being filled in."""

from typing import Any

from hubbub.base.errors import NotFound
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import backfills


@api("GET", "/api/v1_alpha/async_refreshes/{id}", scope="read")
async def show(call: Call) -> Any:
    """Whether more may still come, and how many posts have."""
    found = await backfills.find(call.db, number=call.id())
    if found is None:
        raise NotFound("Record not found")
    status = "running" if backfills.runs(found) else "finished"
    return {"async_refresh": {"id": str(found.id), "status": status, "result_count": found.results}}
