"""Pictures that more than one draft has: only one post can carry them, so whoever takes one hears who else has it."""

from collections.abc import Sequence

from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict
from hubbub.base.facts import on
from hubbub.base.ids import MediaId, ProfileId
from hubbub.base.words import said
from hubbub.reach import media, posts

from . import store
from .drafts import keep_pictures, read
from .store import Draft, DraftId

BEGINNING = 60  # characters by which somebody knows a draft of theirs


class Shared(Conflict):
    """Your draft “{begun}” has one of these pictures too, and only one post can carry it: that draft would lose it."""

    yes, consent = said("Take it out of that draft"), "takes"


def begun(draft: Draft) -> str:
    """How the draft begins, for its writer to know which one is meant."""
    words = " ".join((draft.note.text or draft.note.spoiler).split())
    return f"{words[:BEGINNING]}…" if len(words) > BEGINNING or not words else words


async def sharing(
    db: Read, profile: ProfileId, pictures: Sequence[MediaId], but: DraftId | None = None
) -> list[Draft]:
    """The drafts that have any of the pictures, but for one."""
    if not pictures:
        return []
    return [read(row) for row in await db.all(store.SHARING, profile=profile, media=_texts(pictures), but=but)]


async def take_over(tx: Tx, profile: ProfileId, pictures: Sequence[MediaId], but: DraftId | None = None) -> None:
    """Take the pictures out of all drafts but one; whoever writes them has said so."""
    if pictures:
        await tx.run(store.TAKE_OVER, profile=profile, media=_texts(pictures), but=but)


def _texts(pictures: Sequence[MediaId]) -> list[str]:
    return [str(picture) for picture in pictures]


@media.spares
async def spare(db: Read, profile: ProfileId, picture: MediaId, draft: int | None) -> None:
    """What another draft has is not removed with this one's."""
    for other in await sharing(db, profile, [picture], DraftId(draft) if draft else None):
        raise media.Spared("Your draft “{begun}” has it too, so it stays there.", begun=begun(other))


@on(posts.PostRemoved)
async def hold_again(tx: Tx, fact: posts.PostRemoved) -> None:
    """A deleted post gives its pictures back for two hours; a draft that has them keeps them longer."""
    if fact.boost_of is None:
        for row in await tx.all(store.WITH_PICTURES, profile=fact.author):
            await keep_pictures(tx, read(row))
