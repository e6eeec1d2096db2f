"""Who has moved, in the client API: an Account says where to."""

from collections.abc import Mapping, Sequence
from typing import Any

from hubbub.base import bus
from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.people import profiles
from hubbub.people.profiles.mastodon import adds_to_all, forget, shapes

# Whose kept pieces show whom: they are out of date when that one changes.
_shown_in: dict[ProfileId, set[ProfileId]] = {}


@bus.hears("profile")
def _drop(keys: list[str]) -> None:
    for key in keys:
        for profile in _shown_in.get(ProfileId(int(key)), ()):
            forget(profile)


@adds_to_all
async def moved(db: Read, rows: Sequence[profiles.Profile]) -> Mapping[ProfileId, dict[str, Any]]:
    """The field `moved`; whoever has moved on from there is not shown, so that none shows itself."""
    targets = {row.id: row.moved_to for row in rows if row.moved_to is not None}
    if not targets:
        return {}
    for profile, target in targets.items():
        _shown_in.setdefault(target, set()).add(profile)
    there = [who for who in await profiles.list_by_ids(db, set(targets.values()))
             if who.moved_to is None and not who.suspended_at and not who.removed_at]
    made = {ProfileId(int(each["id"])): each for each in await shapes(db, there)}
    return {profile: {"moved": made[target]} for profile, target in targets.items() if target in made}
