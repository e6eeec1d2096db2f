"""Invites in the client API: whether everybody may invite others."""

from typing import Any

from hubbub.base.db import Db
from hubbub.doors.mastodon.instance import describes


@describes("invites_enabled")
async def enabled(db: Db) -> Any:
    return db.here.settings.invites == "members"
