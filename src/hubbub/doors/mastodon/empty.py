"""Answers to questions about what is not here yet.

Apps ask these when they start and some fail on a 404, so where nobody can have any of a thing yet, the honest
answer is an empty list. Once a room has the thing and hangs its own endpoint, nothing is hung here.
"""

from typing import Any

from starlette.responses import Response

from .routes import ROUTES, Call, api

LISTS: dict[str, str | None] = {}
MAPPINGS: dict[str, str | None] = {
    "/api/v1/markers": "read:statuses",
}


def fill_in() -> None:
    """Hang an empty answer wherever no room has hung a real one; to be called when all are open."""
    for answer, paths in ((_none, LISTS), (_nothing, MAPPINGS)):
        for path, scope in paths.items():
            if ROUTES.find("GET", path.replace("{id}", "1"))[0] is None:
                api("GET", path, scope=scope)(answer)


@api("GET", "/api/v1/donation_campaigns", scope="")
async def donation_campaigns(call: Call) -> Any:
    """Nobody is ever asked for money inside an app; no content is how it is told that there is no campaign."""
    return Response(status_code=204)


async def _none(call: Call) -> Any:
    return []


async def _nothing(call: Call) -> Any:
    return {}
