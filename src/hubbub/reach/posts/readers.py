"""Posts for a few: a circle, which is a list of the author's, or these people; who they were is taken down at once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from hubbub.base import text
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.people import profiles

from . import store
from .parts import Part, joins
from .store import Addressed, Mention, Post

MOST = 1000
# What is addressed to each of its readers by name, for no collection holds them all.
FEW = ("mutuals", "chosen")

Circle = Callable[[Read, ProfileId, int], Awaitable[list[ProfileId]]]

_circles: list[Circle] = []


class NobodyChosen(Invalid):
    """Please say for whom it is: a list with somebody in it, or people by their names."""


class NotKnown(Invalid):
    """Nobody here knows one of those for whom it is."""


def circles(function: Circle) -> Circle:
    """The room that keeps lists says who is in one of somebody's own; it raises `NotFound` for those of others."""
    _circles[:] = [function]
    return function


async def readers_of(db: Read, posts: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, list[str]]:
    """Whom the viewer has chosen for posts of their own, as handles: nobody else is told."""
    found: dict[PostId, list[str]] = {}
    for reader in await db.all(store.READERS, ids=list(posts), viewer=viewer):
        handle = reader.name if reader.domain is None else f"{reader.name}@{reader.domain}"
        found.setdefault(reader.post, []).append(handle)
    return found


async def addressed_to(db: Read, post: PostId) -> list[Addressed]:
    """Those elsewhere for whom a post for a few is, each with where it is sent."""
    return await db.all(store.ADDRESSED, post=post)


async def called_to(db: Read, posts: Sequence[PostId]) -> dict[PostId, list[Mention]]:
    """Whom the author of each has chosen by name and who did not follow them then."""
    found: dict[PostId, list[Mention]] = {}
    for reader in await db.all(store.CALLED, ids=list(posts)) if posts else []:
        found.setdefault(reader.post, []).append(reader)
    return found


async def _attach(tx: Tx, post: Post, given: Any) -> None:
    """Take down who they are. Raises `NobodyChosen`, `NotKnown`, `NotFound` for a list that is not the author's."""
    if post.visibility == "chosen":
        people = set(await _chosen(tx, post.author, given or {})) - {post.author}
        if not people and "profiles" not in (given or {}):
            raise NobodyChosen(field="visibility")
        if len(people) > MOST:
            raise Invalid(said("A post is for at most {most} chosen people.", most=MOST), field="visibility")
        # Of those in a list nobody is called: it may be long, and most of them follow.
        named = not (given or {}).get("circle") and post.uri.startswith(f"{tx.here.settings.base}/")
        await tx.run(store.CHOOSE, post=post.id, readers=sorted(people), named=named, author=post.author)


async def _chosen(tx: Tx, author: ProfileId, given: Mapping[str, Any]) -> list[ProfileId]:
    """`profiles` by their ids, `people` by names as somebody has typed them, a `circle` by its number."""
    if (circle := given.get("circle")) and _circles:
        return await _circles[0](tx, author, circle)
    if "profiles" in given:
        return [who.id for who in await profiles.list_by_ids(tx, given["profiles"])]
    return [await _by_name(tx, name) for name in names_in(given.get("people", ""))]


async def _by_name(tx: Tx, handle: str) -> ProfileId:
    name, _, domain = handle.partition("@")
    found = await profiles.look_up(tx, name, domain or None)
    if found is None:
        raise NotKnown(said("Nobody here knows @{handle}.", handle=handle), field="visibility")
    return ProfileId(found)


def names_in(words: str) -> list[str]:
    """The handles in what somebody typed, with or without their @, however they are set apart."""
    said = " ".join(f"@{word.lstrip('@')}" for word in words.replace(",", " ").split())
    return list(dict.fromkeys(token.text[1:].lower() for token in text.tokens(said) if token.kind == "mention"))


def named_again(handles: Sequence[str]) -> dict[str, str]:
    """The same people for another post, as somebody would type them."""
    return {"people": ", ".join(f"@{handle}" for handle in handles)}


joins(Part("readers", attach=_attach, of=readers_of, where=store.CHOSEN, lasts=True))
