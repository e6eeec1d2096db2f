"""What an app that keeps a stream open hears of timelines: new posts, edited ones, and those that are gone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from hubbub.base.clock import now
from hubbub.base.db import Db, Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.doors.mastodon.streaming import Events, Seen, offers
from hubbub.reach import posts, timelines
from hubbub.reach.posts.rendering import filtered, join, rendered

from . import store

TOP = 40

_published: Kept[int, "asyncio.Task[Published | None]"] = Kept(50)


class _Ear:
    """Edits and deletions of what it has shown, whatever else it hears."""

    __slots__ = ("db", "me", "name", "seen")

    def __init__(self, db: Db, me: ProfileId, name: str) -> None:
        self.db, self.me, self.name, self.seen = db, me, name, Seen()

    def wants(self, topic: str, key: str) -> bool:
        return topic != "post" or int(key) in self.seen

    async def changed(self, post: PostId) -> Events:
        """A post that may be seen no more is deleted as far as this reader goes."""
        still = await posts.visible_ids(self.db, self.me, [post])
        if not still:
            return [("delete", str(post).encode())]
        return [("status.update", status) for status in await rendered(self.db, still, self.me)]


@offers("user", scope="read:statuses", own=["feed"], shared=["post"])
class Home(_Ear):
    """What lands in the reader's home."""

    __slots__ = ()

    async def begin(self) -> None:
        self.seen.add(sorted(await self._top()))

    async def hear(self, topic: str, key: str) -> Events:
        if topic == "post":
            return await self.changed(PostId(int(key)))
        new = [PostId(post) for post in self.seen.news(await self._top())]
        screened = await filtered(self.db, new, self.me) if new else {}
        shown = [post for post in new if post not in screened or "home" not in screened[post].hides]
        return [("update", status) for status in await rendered(self.db, shown, self.me)] if shown else []

    async def _top(self) -> list[PostId]:
        return [entry.post for entry in await timelines.home(self.db, self.me, limit=TOP)]


@dataclass(frozen=True, slots=True)
class Published:
    """A public post ready for everybody's stream: one rendering for all, and who does not want it."""

    status: bytes
    here: bool
    unheard: frozenset[ProfileId]


@offers("public", "public/local", "public/remote", scope="read:statuses", own=[], shared=["public", "post"])
class Public(_Ear):
    """Public posts, of here or of elsewhere."""

    __slots__ = ()

    async def begin(self) -> None:
        """Nothing was shown yet."""

    async def hear(self, topic: str, key: str) -> Events:
        post = PostId(int(key))
        if topic == "post":
            return await self.changed(post)
        made = await _publish(self.db, post)
        if made is None or self.me in made.unheard or self.name == ("public/remote" if made.here else "public/local"):
            return []
        self.seen.add([post])
        return [("update", status) for status in await self._screened(post, made)]

    async def _screened(self, post: PostId, made: Published) -> Sequence[bytes]:
        """What is the same for all, but for a reader whose filters found something in it."""
        found = (await filtered(self.db, [post], self.me)).get(post)
        if found is None:
            return [made.status]
        return [] if "public" in found.hides else await join(self.db, [post], {}, self.me)


async def _publish(db: Db, post: PostId) -> Published | None:
    """Made once for all the streams of this process."""
    task = _published.get(post)
    if task is None:
        task = _published.keep(post, asyncio.create_task(_prepare(db, post)), _published.stamp)
    return task.result() if task.done() else await asyncio.shield(task)


async def _prepare(db: Db, post: PostId) -> Published | None:
    found = await db.all(store.UNHEARD_BY, post=post, now=now())
    # Nobody has done anything yet with a post that is just out: the flags are those of any reader.
    status = await join(db, [post], {}, None)
    if not found or not status:
        return None
    return Published(status[0], found[0].here, frozenset(row.reader for row in found if row.reader))


@on(posts.PostPublished)
async def announce(tx: Tx, facts: Sequence[posts.PostPublished]) -> None:
    await _announce(tx, [fact.post for fact in facts])


@on(posts.PostArrived)
async def announce_arrived(tx: Tx, facts: Sequence[posts.PostArrived]) -> None:
    await _announce(tx, [fact.post for fact in facts])


async def _announce(tx: Tx, published: Sequence[PostId]) -> None:
    """By the rule of the public timeline: no boosts, no answers to others."""
    for row in await posts.get(tx, published):
        if row.visibility == "public" and row.boost_of is None and row.reply_to_author in (None, row.author):
            tx.say("public", row.id)
