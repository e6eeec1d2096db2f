"""Publishing by the client API: once for an Idempotency-Key, with what others publish in the same moment."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hubbub.base.db import Db, Read, Tx
from hubbub.base.gather import Together
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.routes import Call
from hubbub.people import apps
from hubbub.people.profiles.mastodon import pieces as profile_pieces
from hubbub.reach import posts

from .rendering import join, pieces, rendered

Defer = Callable[[Call, Tx, posts.Note], Awaitable[int | None]]
Show = Callable[[Read, ProfileId, int], Awaitable[Any]]

_defers: list[tuple[Defer, Show]] = []


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """A note to be published, and who asks for it; two that say the same are two."""

    call: Call
    note: posts.Note
    key: str

    @property
    def token(self) -> int:
        return self.call.bearer.token if self.call.bearer else 0


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of a wish: a post that is `new`, one there was, or what is kept for later."""

    id: int
    author: ProfileId
    new: bool


def defers(take: Defer, show: Show) -> None:
    """Let an upper room take over a status that is not for now (`scheduled_at`).

    `take` gives what it made of it, or None; `show` gives the answer for that, or None for what is a status.
    """
    _defers[:] = [(take, show)]


async def publish(call: Call, note: posts.Note) -> Any:
    """The answer to whoever publishes or schedules a note."""
    key = call.request.headers.get("idempotency-key", "")
    made = await _side_by_side.add(call.db, _Wish(call, note, key))
    post = PostId(made.id)
    if made.new:  # nobody has flagged it
        return (await join(call.db, [post], {}, made.author))[0]
    for _, show in _defers:
        if (deferred := await show(call.db, made.author, made.id)) is not None:
            return deferred
    return (await rendered(call.db, [post], made.author))[0]


async def _take(tx: Tx, wishes: Sequence[_Wish]) -> list[_Made]:
    keyed = [wish for wish in wishes if wish.key]
    there = await apps.once(
        tx, [(wish.token, wish.key, msgspec.json.encode(wish.call.params.given)) for wish in keyed])
    made = {wish: number for wish, number in zip(keyed, there, strict=True) if number is not None}
    wanted = [wish for wish in wishes if wish not in made]
    fresh = [wish for wish in wanted if not await _put_off(tx, wish, made)]
    for wish, post in zip(fresh, await posts.publish_all(tx, [(w.call.me, w.note) for w in fresh]), strict=True):
        made[wish] = post
    await apps.make(tx, [(wish.token, wish.key, made[wish]) for wish in wanted if wish.key])
    return [_Made(made[wish], wish.call.me, wish in fresh) for wish in wishes]


async def _put_off(tx: Tx, wish: _Wish, made: dict[_Wish, int]) -> bool:
    for take, _ in _defers:
        if (kept := await take(wish.call, tx, wish.note)) is not None:
            made[wish] = kept
            return True
    return False


async def _keep(db: Db, made: Sequence[_Made]) -> None:
    """All that is new is rendered together, so that each answer finds its own."""
    new = [each for each in made if each.new]
    await pieces(db, [PostId(each.id) for each in new])
    await profile_pieces(db, [each.author for each in new])


_side_by_side: Together[_Wish, _Made] = Together(_take, after=_keep)
