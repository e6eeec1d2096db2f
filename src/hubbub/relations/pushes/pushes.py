"""Pushes: where an app wants to be called, and of what."""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from hubbub.base import ids
from hubbub.base.addresses import Refused, allowed, checked
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.keys import lock
from hubbub.base.push import fits
from hubbub.base.settings import Settings
from hubbub.relations import notifications

from . import store
from .store import Subscription

POLICIES = ("all", "followed", "follower", "none")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to call, with the device's two keys as text, and of what: which kinds, and of whom."""

    endpoint: str
    point: str
    auth: str
    standard: bool = False
    alerts: Sequence[str] = ()
    policy: str = "all"


async def subscribe(tx: Tx, token: int, secret: str, profile: ProfileId, wanted: Wanted) -> Subscription:
    """Call the app that holds this token from now on; what it wanted before is forgotten.

    `secret` is the token itself, which the app gets back with each message to know the account by. Raises `Invalid`.
    """
    return await tx.one(store.KEEP, token=token, token_locked=lock(tx.here.secret, secret), **row(tx, profile, wanted))


def row(tx: Tx, profile: ProfileId, wanted: Wanted) -> dict[str, Any]:
    """What is kept of what is wanted, whoever wants it. Raises `Invalid`."""
    point, auth = _data(wanted.point), _data(wanted.auth)
    if not fits(point, auth):
        raise Invalid("Validation failed: Key is not one of the P-256 curve, or the secret has not 16 bytes.",
                      field="keys")
    host = _host(tx.here.settings, wanted.endpoint)
    agree(wanted.alerts, wanted.policy)
    return {
        "id": ids.new(), "profile": profile, "endpoint": wanted.endpoint, "host": host, "point": point, "auth": auth,
        "standard": wanted.standard, "alerts": list(wanted.alerts), "policy": wanted.policy, "now": now(),
    }


async def get(db: Read, token: int) -> Subscription:
    """What the app with this token has subscribed to. Raises `NotFound`."""
    found = await db.maybe(store.BY_TOKEN, token=token)
    if found is None:
        raise NotFound
    return found


async def adjust(tx: Tx, token: int, alerts: Sequence[str], policy: str) -> Subscription:
    """Call it of these kinds. Raises `NotFound` and `Invalid`."""
    agree(alerts, policy)
    found = await tx.maybe(store.ADJUST, token=token, alerts=list(alerts), policy=policy)
    if found is None:
        raise NotFound
    return found


async def unsubscribe(tx: Tx, token: int) -> None:
    """Do not call the app any more."""
    await tx.run(store.DROP, token=token)


def agree(alerts: Sequence[str], policy: str) -> None:
    """There are such kinds, and there is such a policy. Raises `Invalid`."""
    if policy not in POLICIES:
        raise Invalid("Validation failed: Policy is all, followed, follower or none.", field="policy")
    if not set(alerts) <= set(notifications.KINDS):
        raise Invalid("Validation failed: Alerts name a type that there is not.", field="alerts")


def _host(settings: Settings, endpoint: str) -> str:
    """The host that is called. What a name leads to is looked at each time that it is dialled."""
    try:
        url = checked(endpoint, settings)
    except Refused as problem:
        raise Invalid("Validation failed: Endpoint cannot be called: {problem}.", field="endpoint",
                      problem=problem) from None
    host = url.host or ""
    try:
        address = str(ip_address(host))
    except ValueError:
        return f"{host}:{url.port}"
    if not allowed(address, settings):
        raise Invalid("Validation failed: Endpoint is not on the open internet.", field="endpoint")
    return f"{host}:{url.port}"


def _data(text: str) -> bytes:
    """Base64 in either alphabet, filled up or not; what is none is empty, which fits nothing."""
    plain = text.replace("+", "-").replace("/", "_").rstrip("=")
    if not plain.isascii() or not plain.replace("-", "").replace("_", "").isalnum() or len(plain) % 4 == 1:
        return b""
    return urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
