"""What a post may carry: the seam by which other rooms take part in publishing and showing."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hubbub.base import text
from hubbub.base.db import Read, Statement, Tx
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Lately

from . import store
from .store import Post


async def _keep_words(tx: Tx, author: ProfileId, words: str, given: Any) -> str:
    return words


async def _of_nothing(db: Read, posts: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, Any]:
    return {}


async def _change_nothing(tx: Tx, was: Post, row: Post, given: Any) -> None:
    return None


async def _meet_nothing(tx: Tx, arrived: Post) -> None:
    return None


async def _record_nothing(db: Read, post: PostId) -> Any:
    return None


@dataclass(frozen=True, slots=True)
class Part:
    """"A post may carry one of me": how another room takes part in publishing without posts knowing it.

    `prepare` may amend the words before they are stored; `read` says what they are if they are not plain, for a `post`
    that is there too; `attach` keeps what was given, called with None when nothing
    was, and `attach_all` does so for several posts in as many statements as for one; `of` gives what posts carry, for
    displays. `change` does for an edit what `attach` does for a new post, and takes away what is not given again;
    `record` is what a post carries now as plain data, for its history. `counts` says that it alone makes a post,
    `excludes` names the part that no post has beside this one. `where` is the condition, from the room's store, under
    which a post `p` carries one: all conditions are asked in one statement, and `of` only where it may have an answer.
    `meet` brings together with a post from elsewhere what came before it; `awaited` is the condition on its `:uri`
    under which there is any. `hides` is the condition on a post `p` under which its author alone sees it in a thread.
    `lasts` says that what the first of several posts written at once is given goes for all of them. `own` says that it
    tells authors of their posts what the client API does not.
    """

    name: str
    prepare: Callable[[Tx, ProfileId, str, Any], Awaitable[str]] = _keep_words
    read: Callable[[Read, PostId | None, str, Any], Awaitable[text.Written | None]] | None = None
    attach: Callable[[Tx, Post, Any], Awaitable[None]] | None = None
    attach_all: Callable[[Tx, Sequence[tuple[Post, Any]]], Awaitable[None]] | None = None
    of: Callable[[Read, Sequence[PostId], ProfileId | None], Awaitable[dict[PostId, Any]]] = _of_nothing
    counts: bool = False
    excludes: str = ""
    change: Callable[[Tx, Post, Post, Any], Awaitable[None]] = _change_nothing
    record: Callable[[Read, PostId], Awaitable[Any]] = _record_nothing
    where: str = ""
    meet: Callable[[Tx, Post], Awaitable[None]] = _meet_nothing
    awaited: str = ""
    hides: str = ""
    lasts: bool = False
    own: bool = False


PARTS: dict[str, Part] = {}


def joins(part: Part) -> Part:
    """Hang a part on posts."""
    PARTS[part.name] = part
    for kept in (_all, _awaited, _knowing, below):
        kept.cache_clear()
    return part


async def read(db: Read, post: PostId | None, words: str, given: Mapping[str, Any]) -> text.Written:
    """The words, read by the part that knows how."""
    for part in PARTS.values():
        if part.read and (found := await part.read(db, post, words, given.get(part.name))) is not None:
            return found
    return text.written(words)


async def attach(tx: Tx, given: Sequence[tuple[Post, Mapping[str, Any]]]) -> None:
    """Keep what new posts carry, each with what it was given by part."""
    for part in PARTS.values():
        if part.attach_all is not None:
            await part.attach_all(tx, [(post, values.get(part.name)) for post, values in given])
        elif part.attach is not None:
            for post, values in given:
                await part.attach(tx, post, values.get(part.name))


def lasting(given: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a post is given what goes for each that is written with it too."""
    return {name: value for name, value in given.items() if name in PARTS and PARTS[name].lasts}


def has_media(given: Mapping[str, Any]) -> bool:
    """Whether something to look at or to hear is among what a post is given."""
    return bool(given.get("media"))


async def parts_of(
    db: Read, posts: Sequence[PostId], viewer: ProfileId | None, only: Sequence[str] | None = None
) -> dict[str, dict[PostId, Any]]:
    """What the posts carry, by part: one question a part, whatever the page."""
    wanted = [part for name, part in PARTS.items() if only is None or name in only]
    if len(asked := _conditions(wanted)) > 1 and posts:
        return await carried(db, await db.all(_weighing(asked), ids=list(posts)), viewer, wanted, asked)
    return {part.name: await part.of(db, posts, viewer) if posts else {} for part in wanted}


async def _rows(db: Read, posts: Sequence[PostId]) -> dict[PostId, store.Weighed]:
    return {row.id: row for row in await db.all(_weighing(_all()), ids=list(posts))} if posts else {}


# The posts that are there, whoever may see them, to be shown.
lately = Lately(_rows, "post", "counts")


async def carried(
    db: Read, rows: Iterable[store.Weighed], viewer: ProfileId | None, wanted: Iterable[Part],
    asked: Sequence[str] = (),
) -> dict[str, dict[PostId, Any]]:
    """What rows carry that were `asked` for under these conditions, or those of all parts."""
    bits = {condition: 1 << place for place, condition in enumerate(asked or _all())}
    found: dict[str, dict[PostId, Any]] = {}
    for part in wanted:
        carriers = [row.id for row in rows if not part.where or row.bits & bits[part.where]]
        found[part.name] = await part.of(db, carriers, viewer) if carriers else {}
    return found


async def known(tx: Tx, given: Sequence[tuple[str, ProfileId, PostId]]) -> dict[str, store.Known]:
    """What is known of posts before they are taken in, by their uris; each with the id that it is to have."""
    found = await tx.all(_knowing(), uris=[uri for uri, _, _ in given], authors=[author for _, author, _ in given],
                         ids=[post for _, _, post in given])
    return {each.uri: each for each in found}


async def meet(tx: Tx, arrived: Post, awaited: int) -> None:
    """Bring a post together with what waited for it, by the bits that `known` gave."""
    for place, part in enumerate(_awaited()):
        if awaited & 1 << place:
            await part.meet(tx, arrived)


@cache
def _awaited() -> list[Part]:
    return [part for part in PARTS.values() if part.awaited]


@cache
def below() -> Statement[int]:
    """The statement that gives what answers a post."""
    return store.descendants([part.hides for part in PARTS.values() if part.hides])


@cache
def _knowing() -> Statement[store.Known]:
    return store.knowing([part.awaited for part in _awaited()])


def _conditions(wanted: Iterable[Part]) -> tuple[str, ...]:
    return tuple(sorted({part.where for part in wanted if part.where}))


@cache
def _all() -> tuple[str, ...]:
    return _conditions(PARTS.values())


@cache
def _weighing(conditions: tuple[str, ...]) -> Statement[store.Weighed]:
    return store.weighing(conditions)


async def records(db: Read, post: PostId) -> dict[str, Any]:
    """What the post carries now as plain data, by part, for its history."""
    found = {name: await part.record(db, post) for name, part in PARTS.items()}
    return {name: value for name, value in found.items() if value is not None}
