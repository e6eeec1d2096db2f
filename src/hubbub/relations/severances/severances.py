"""Severances: whoever loses follows with a server is told once, with how many those were."""

from collections.abc import Sequence

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.relations import notifications

from . import store
from .store import Severance

# Who has shut the server out: its reader, or those who run this one.
SHUNNED, BLOCKED = "shunned", "blocked"


@on(follows.domains.DomainShunned)
async def tell_who_shuns(tx: Tx, fact: follows.domains.DomainShunned) -> None:
    await _sever(tx, SHUNNED, fact)


@on(follows.domains.DomainParted)
async def tell_who_is_parted(tx: Tx, fact: follows.domains.DomainParted) -> None:
    await _sever(tx, BLOCKED, fact)


async def _sever(tx: Tx, kind: str, fact: follows.domains.DomainShunned | follows.domains.DomainParted) -> None:
    if not fact.following and not fact.followers:
        return
    made = await tx.maybe(store.ADD, id=ids.new(), profile=fact.profile, kind=kind, domain=fact.domain,
                          following=fact.following, followers=fact.followers, now=now())
    if made:
        await notifications.notify(tx, "severance", [fact.profile], fact.profile, about=made)


async def list_by_ids(db: Read, me: ProfileId, wanted: Sequence[int]) -> list[Severance]:
    """Those of them that are mine, in no order."""
    return await db.all(store.BY_IDS, profile=me, ids=list(wanted))


@on(profiles.ProfileRemoved)
async def forget(tx: Tx, fact: profiles.ProfileRemoved) -> None:
    await tx.run(store.FORGET, profile=fact.profile)
