"""Severances in the client API: what a notification of one shows."""

from collections.abc import Sequence
from typing import Any

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.relations import severances
from hubbub.relations.notifications.entities import carries

TYPES = {"shunned": "user_domain_block", "blocked": "domain_block"}


async def _told_of(db: Read, me: ProfileId, wanted: Sequence[int]) -> dict[int, Any]:
    """Each as the RelationshipSeveranceEvent; `purged`, as nobody keeps who they were."""
    return {row.id: {
        "id": str(row.id), "type": TYPES[row.kind], "purged": True, "target_name": row.domain,
        "following_count": row.following, "followers_count": row.followers, "created_at": iso(row.made_at),
    } for row in await severances.list_by_ids(db, me, wanted)}


carries("severance", "event", _told_of)
