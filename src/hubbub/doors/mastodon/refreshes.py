"""What an app waits for: the header that says so, and the one address where it asks how far that has come."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from hubbub.base.errors import NotFound

from .routes import Call, api


@dataclass(frozen=True, slots=True)
class Refresh:
    """Whether more may still come, and how much has, where that is counted."""

    runs: bool
    results: int | None = None


# (the call, the name of what is waited for) -> how it stands, or None if that is none of the room's.
Look = Callable[[Call, str], Awaitable[Refresh | None]]

_looks: list[Look] = []


def looks(function: Look) -> Look:
    """Let a room say how far something has come."""
    _looks.append(function)
    return function


def wait(call: Call, name: str, seconds: int, results: int | None = None) -> None:
    """Tell the app that more may come, and when to ask for it again."""
    counted = "" if results is None else f", result_count={results}"
    call.headers["mastodon-async-refresh"] = f'id="{name}", retry={seconds}{counted}'


@api("GET", "/api/v1_alpha/async_refreshes/{id}", scope="read")
async def show(call: Call) -> Any:
    name = call.path["id"]
    for look in _looks:
        if (found := await look(call, name)) is not None:
            status = "running" if found.runs else "finished"
            return {"async_refresh": {"id": name, "status": status, "result_count": found.results}}
    raise NotFound("Record not found")
