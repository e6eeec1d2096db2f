"""Emoji in the client API's notifications: what was put under a post, with its picture."""

from collections.abc import Sequence
from typing import Any

from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.reach import feelings

from .entities import spreads


async def felt(db: Read, me: ProfileId, wanted: Sequence[int]) -> dict[int, Any]:
    """The fields of Pleroma's apps, and in `reaction` those of glitch-soc's."""
    rows = await feelings.get(db, wanted)
    pictures = await feelings.shown(db, [row.sign for row in rows.values()])
    made: dict[int, Any] = {}
    for number, row in rows.items():
        picture = pictures.get(row.sign)
        address = picture.address if picture else None
        urls = {"url": address, "static_url": address} if address else {}
        made[number] = {
            "emoji": f":{row.sign}:" if picture else row.sign, "emoji_url": address,
            "reaction": {"name": row.sign, "count": 1, "me": False} | urls,
        }
    return made


spreads("feeling", felt)
