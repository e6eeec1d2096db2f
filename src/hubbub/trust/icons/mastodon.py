"""The icon in the client API: apps for phones show no SVG, so theirs is drawn in dots."""

from typing import Any

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.doors.mastodon import instance
from hubbub.doors.mastodon.instance import describes
from hubbub.trust import icons

from .drawing import SIZES


@bus.hears("icon")
def _drop(keys: list[str]) -> None:
    instance.forget()


@describes("icon")
async def sizes(db: Read) -> Any:
    return [{"size": f"{size}x{size}", "src": await _address(db, size)} for size in SIZES]


@describes("thumbnail")
async def thumbnail(db: Read) -> Any:
    return {"url": await _address(db, SIZES[-1])}


async def _address(db: Read, size: int) -> str:
    return db.here.settings.url(f"/icons/{size}.png?{await icons.version(db)}")
