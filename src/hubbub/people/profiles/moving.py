"""Where a profile is to be found from now on; whether it may say so, the room of moves decides."""

from hubbub.base.db import Tx
from hubbub.base.ids import ProfileId

from . import store
from .profiles import changed


async def redirect(tx: Tx, profile: ProfileId, target: ProfileId | None) -> None:
    """Let the profile be found elsewhere, or here again."""
    await tx.run(store.REDIRECT, id=profile, target=target)
    changed(tx, profile)
