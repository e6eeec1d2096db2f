"""Signing up for somebody's posts by e-mail, as Mastodon 4.6 has it, and who offers that."""

from collections.abc import Mapping, Sequence
from typing import Any

from hubbub.base.db import Read
from hubbub.base.http import caller
from hubbub.base.ids import ProfileId
from hubbub.base.words import accepted
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import profiles
from hubbub.people.profiles.mastodon import adds_to_all
from hubbub.reach import newsletters


@adds_to_all
async def offered(db: Read, rows: Sequence[profiles.Profile]) -> Mapping[ProfileId, dict[str, Any]]:
    """Who offers their posts by e-mail says so; of the others nothing is said."""
    found = await newsletters.open_among(db, [row.id for row in rows if row.here])
    return {profile: {"email_subscriptions": True} for profile in found}


@api("POST", "/api/v1/accounts/{id}/email_subscriptions")
async def subscribe(call: Call) -> Any:
    """The same answer, whether the address is known or not."""
    request, email = call.request, call.params.text("email", limit=1_000)
    await newsletters.subscribe(call.db, request.app.state.counter, caller(request), ProfileId(call.id()), email,
                                accepted(request.headers.get("accept-language", "")))
    return {}
