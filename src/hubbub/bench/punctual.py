"""How late a scheduled post goes out: many of them spread over a while, and many due in one moment."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.ids import AccountId, ProfileId
from hubbub.reach import drafts, posts

SPREAD, AT_ONCE = 400, 100
WHILE = timedelta(seconds=20)
PATIENCE = 120  # seconds

_LATENESS = """
    SELECT extract(epoch FROM published_at - due_at)::float8 FROM drafts
    WHERE id = ANY($1) AND published_at IS NOT NULL ORDER BY 1
"""


async def measure(db: Db, writers: int = 50) -> float:
    """Seconds between the time that was set and the time of publishing, of 99 in 100."""
    async with db.alone() as c:
        people = await c.fetch("SELECT profile_id FROM oauth_tokens GROUP BY 1 ORDER BY 1 LIMIT $1", writers)
    start = now() + timedelta(seconds=8)
    times = [start + WHILE * n / SPREAD for n in range(SPREAD)] + [start + WHILE / 2] * AT_ONCE
    return await _lateness(db, [ProfileId(row[0]) for row in people], times)


async def _lateness(db: Db, people: Sequence[ProfileId], times: Sequence[datetime]) -> float:
    made = []
    for n, at in enumerate(times):
        who = people[n % len(people)]
        async with db.write() as tx:  # an account of the bench has its profile's number
            made.append(await drafts.save(
                tx, drafts.Writer(AccountId(who), who), posts.Note(text=f"On time, number {n}"), at))
    deadline = time.monotonic() + PATIENCE
    async with db.alone() as c:
        while len(late := [row[0] for row in await c.fetch(_LATENESS, made)]) < len(made):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(made) - len(late)} scheduled posts did not go out")
            await asyncio.sleep(0.2)
    return float(late[len(late) * 99 // 100])
