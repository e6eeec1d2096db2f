"""Deliveries: promised with the post, written down when they have arrived; the author sees how far it got."""

from collections.abc import Sequence
from datetime import timedelta

from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.facts import on
from hubbub.base.gather import Asked, Gathered
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import every
from hubbub.people import hosts
from hubbub.reach import posts

from . import store
from .store import Reached

# As long as what waits for a host is kept.
PATIENCE = timedelta(days=60)


async def promise(tx: Tx, post: PostId, hosts: Sequence[str], inboxes: Sequence[str]) -> None:
    """The post is on its way to these inboxes, each at the host in the same place."""
    await tx.run(store.PROMISE, post=post, hosts=list(hosts), inboxes=list(inboxes), now=now())


async def arrive(db: Db, post: PostId, host: str) -> None:
    """The host has the post."""
    await _arrivals.add(db, (post, host))


async def _write_arrivals(db: Db, arrivals: list[tuple[PostId, str]]) -> None:
    arrivals.sort()
    await db.at_once(
        store.ARRIVE, posts=[post for post, _ in arrivals], hosts=[host for _, host in arrivals], now=now())


_arrivals = Gathered(_write_arrivals)


async def give_up(db: Db, post: PostId, host: str) -> None:
    """The host would not take it."""
    await db.at_once(store.GIVE_UP, post=post, host=host, now=now())


async def inboxes(db: Read, post: PostId) -> list[str]:
    """Where the post was sent."""
    return await db.all(store.INBOXES, post=post)


async def inboxes_of_all(db: Read, author: ProfileId) -> list[str]:
    """Where any post of the author's was sent."""
    return await db.all(store.INBOXES_OF_ALL, author=author)


async def reached(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, Reached]:
    """How far each post got that the viewer wrote; nobody else is told."""
    return await _reached(db, [(post, viewer) for post in wanted]) if viewer is not None else {}


async def reached_by(db: Db, post: PostId, viewer: ProfileId) -> Reached | None:
    """The same of one."""
    return await _each.ask(db, (post, viewer))


async def _reached(db: Read, asked: Sequence[tuple[PostId, ProfileId]]) -> dict[PostId, Reached]:
    pairs = dict.fromkeys(asked)
    rows = await db.all(store.REACHED, ids=[post for post, _ in pairs], viewers=[viewer for _, viewer in pairs])
    return {row.post: row for row in rows}


async def _look(db: Db, asked: Sequence[tuple[PostId, ProfileId]]) -> list[Reached | None]:
    found = await _reached(db, asked)
    return [row if (row := found.get(post)) and row.author == viewer else None for post, viewer in asked]


_each: Asked[tuple[PostId, ProfileId], Reached | None] = Asked(_look)


posts.joins(posts.Part("reached", of=reached, own=True))


@on(hosts.HostForgotten)
async def give_up_host(tx: Tx, fact: hosts.HostForgotten) -> None:
    """What was thrown away will not arrive."""
    await tx.run(store.GIVE_UP_HOST, host=fact.name, now=now())


@every(timedelta(hours=1))
async def give_up_old(tx: Tx) -> None:
    """What a host has not taken for as long as it is kept for, it will not get."""
    await tx.run(store.GIVE_UP_OLD, before=now() - PATIENCE, now=now())
