"""Tags that somebody shows beside their profile as what they write about."""

from dataclasses import dataclass

from hubbub.base import ids
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId

from . import store
from .store import Featured

MOST = 10


@dataclass(frozen=True, slots=True)
class TagFeatured:
    profile: ProfileId
    name: str


@dataclass(frozen=True, slots=True)
class TagUnfeatured:
    profile: ProfileId
    name: str


async def feature(tx: Tx, profile: ProfileId, name: str) -> bool:
    """Show the tag, which is known; False if it is shown already. Raises `Invalid` when there are too many."""
    if await tx.run(store.FEATURE, profile=profile, name=name, id=ids.new(), most=MOST):
        await tell(tx, TagFeatured(profile, name))
        return True
    if name not in {row.name for row in await list_featured(tx, profile)}:
        raise Invalid("Validation failed: You have already featured the maximum number of hashtags: {most}.", most=MOST)
    return False


async def unfeature(tx: Tx, profile: ProfileId, *, name: str | None = None, number: int | None = None) -> None:
    """Show it no longer, by the tag or by the number that it is shown under. Raises `NotFound` for no such number."""
    gone = await tx.all(store.UNFEATURE, profile=profile, name=name, id=number)
    if not gone and number is not None:
        raise NotFound
    for each in gone:
        await tell(tx, TagUnfeatured(profile, each))


async def list_featured(db: Read, profile: ProfileId) -> list[Featured]:
    """What the profile shows, the most used first."""
    return await db.all(store.FEATURED, profile=profile)


async def list_suggested(db: Read, profile: ProfileId) -> list[str]:
    """What the profile has written about most of late and does not show."""
    return await db.all(store.SUGGESTED, profile=profile, most=MOST)
