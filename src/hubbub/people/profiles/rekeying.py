"""Another key for a profile here: the one before is shown a week longer, and that it is over is told."""

import asyncio
from datetime import timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import every
from hubbub.base.keys import make_key

from . import keys, store
from .profiles import ProfileChanged, changed_key, get

# How long a key is shown after another took its place: letters signed with it may still be under way.
SHOWN = timedelta(days=7)


async def change_key(tx: Tx, profile: ProfileId) -> None:
    """Another key for a profile here, from now on; the one before is shown a week longer. Raises `NotFound`."""
    owner = await get(tx, profile)
    if not owner.here or owner.removed_at or await keys.key_of(tx, profile) is None:
        raise NotFound
    private, public = await asyncio.to_thread(make_key)
    await tx.run(
        store.CHANGE_KEY, profile=profile, uri=f"{owner.uri}#key-{ids.new()}", public_pem=public, private_pem=private,
        shown_until=now() + SHOWN,
    )
    changed_key(tx, profile)
    await tell(tx, ProfileChanged(profile))


@every(timedelta(hours=6))
async def forget_keys(tx: Tx) -> None:
    """Keys that have been shown long enough; whoever was told of the new one would take them for ever."""
    for profile in {ProfileId(row) for row in await tx.all(store.FORGET_KEYS, now=now())}:
        changed_key(tx, profile)
        await tell(tx, ProfileChanged(profile))
