"""Push subscriptions in the client API. What is sent, and how, is in sending.py."""

from typing import Any

from hubbub.base.db import Db, Read
from hubbub.base.errors import Invalid
from hubbub.base.push import server_key
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Bearer, Call, NeedsPerson, api, secret_of
from hubbub.relations import pushes
from hubbub.relations.notifications.entities import KIND, TYPES
from hubbub.relations.pushes import Subscription, Wanted

from . import sending  # noqa: F401  hangs its listener


@describes("configuration.vapid")
async def key(db: Db) -> Any:
    return {"public_key": server_key(db.here.secret)}


@api("POST", "/api/v1/push/subscription", scope="push")
async def subscribe(call: Call) -> Any:
    bearer, given = _bearer(call), call.params.sub("subscription")
    keys = given.sub("keys") if given else None
    if given is None or keys is None:
        raise Invalid("Validation failed: Endpoint can't be blank, Key p256dh can't be blank, Key auth can't be blank")
    wanted = Wanted(given.text("endpoint"), keys.text("p256dh", limit=200), keys.text("auth", limit=200),
                    given.flag("standard"), _alerts(call.params) or [], _policy(call.params) or "all")
    async with call.db.write() as tx:
        made = await pushes.subscribe(tx, bearer.token, secret_of(call.request), call.me, wanted)
    return shape(call.db, made)


@api("GET", "/api/v1/push/subscription", scope="push")
async def show(call: Call) -> Any:
    return shape(call.db, await pushes.get(call.db, _bearer(call).token))


@api("PUT", "/api/v1/push/subscription", scope="push")
async def adjust(call: Call) -> Any:
    """What is not given stays."""
    token = _bearer(call).token
    async with call.db.write() as tx:
        was = await pushes.get(tx, token)
        alerts, policy = _alerts(call.params), _policy(call.params)
        made = await pushes.adjust(tx, token, was.alerts if alerts is None else alerts, policy or was.policy)
    return shape(call.db, made)


@api("DELETE", "/api/v1/push/subscription", scope="push")
async def unsubscribe(call: Call) -> Any:
    async with call.db.write() as tx:
        await pushes.unsubscribe(tx, _bearer(call).token)
    return {}


def shape(db: Read, row: Subscription) -> dict[str, Any]:
    """The WebPushSubscription entity."""
    return {
        "id": str(row.id), "endpoint": row.endpoint, "standard": row.standard, "policy": row.policy,
        "alerts": {name: kind in row.alerts for kind, name in TYPES.items()},
        "server_key": server_key(db.here.secret),
    }


def _bearer(call: Call) -> Bearer:
    if call.bearer is None or call.bearer.profile is None:
        raise NeedsPerson
    return call.bearer


def _alerts(params: Params) -> list[str] | None:
    """Our kinds of those that are switched on; types that we do not have are nothing."""
    data = params.sub("data")
    given = data.sub("alerts") if data else None
    return None if given is None else [kind for name, kind in KIND.items() if given.flag(name)]


def _policy(params: Params) -> str:
    data = params.sub("data")
    return (data.text("policy") if data else "") or params.text("policy")
