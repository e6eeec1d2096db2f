"""How far a post got, told to its author where the status is shown by itself."""

from typing import Any

from hubbub.base.db import Db
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import deliveries
from hubbub.reach.posts.mastodon import owns


@owns("hubbub")
async def shape(db: Db, post: PostId, author: ProfileId) -> Any:
    row = await deliveries.reached_by(db, post, author)
    return {"reached": row.delivered, "of": row.promised} if row else None
