"""The call by which a shop's own server says that a goal was reached: signed, fresh, and the same twice."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from hubbub.base import ids
from hubbub.base.errors import Invalid
from hubbub.doors.mastodon.routes import Call, api, error, respond_with
from hubbub.studio import goals

PATH = "/api/hubbub/v1/conversions"
SIZE = 16 << 10


class Sent(msgspec.Struct):
    external_id: str | int
    click: str | None = None
    person: str | None = None
    value: Decimal | None = None
    currency: str | None = None
    at: datetime | None = None


@api("POST", PATH)
async def convert(call: Call) -> Any:
    """No token: the signature over the bytes as they came says whose goal it is. A replay changes nothing."""
    said = call.request.headers
    try:
        goal = await goals.signed(
            call.db, ids.parse(said.get("hubbub-goal", "")) or 0, said.get("hubbub-timestamp", ""), call.params.raw,
            said.get("hubbub-signature", ""),
        )
    except goals.Unsigned as problem:
        return error(401, problem.sentence, call.headers)
    given = _given(call.params.raw)
    async with call.db.write() as tx:
        conversion, new = await goals.convert(tx, goal, given)
    return respond_with(201 if new else 200, {"id": str(conversion), "known": not new}, call.headers)


def _given(text: bytes) -> goals.Given:
    if len(text) > SIZE:
        raise Invalid("A conversion is short.")
    try:
        sent = msgspec.json.decode(text, type=Sent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise Invalid("The body is not a conversion: {problem}", problem=problem) from None
    at = sent.at if sent.at is None or sent.at.tzinfo else sent.at.replace(tzinfo=UTC)
    return goals.Given(str(sent.external_id), sent.click, sent.person, sent.value, sent.currency, at)
