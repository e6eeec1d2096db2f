"""A phone whose app wants to be called, by a push service that is really there."""

from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.base.test_push import Phone, point_of
from tests.outside import Peer
from tests.town import Person

__all__ = ["Phone", "keys", "phone", "subscribed"]


def phone() -> Phone:
    return Phone(ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef")


def keys(device: Phone) -> dict[str, str]:
    return {name: urlsafe_b64encode(data).rstrip(b"=").decode()
            for name, data in (("p256dh", point_of(device.key)), ("auth", device.auth))}


async def subscribed(person: Person, peer: Peer, device: Phone, **more: Any) -> dict[str, Any]:
    """The person's app is to be called at the peer of mentions and favourites, unless said otherwise."""
    given = {"subscription": {"endpoint": f"{peer.url}/push/{person.name}", "keys": keys(device), "standard": True},
             "data": {"alerts": {"mention": True, "favourite": True}}}
    given["subscription"] |= more.pop("subscription", {})
    answer = await person.post("/api/v1/push/subscription", **given | more)
    assert answer.status == 200, answer.text
    return dict(answer.json)
