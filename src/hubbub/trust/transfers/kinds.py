"""What can be brought and taken, each in the form that Mastodon 4.5 writes and reads."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hubbub.base.clock import iso, now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.people import follows, profiles
from hubbub.reach import lists, posts, reactions

Row = Sequence[str]
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of file: its words, its columns, what a row of it stands for, and how that is done, undone and read."""

    name: str
    title: str
    head: tuple[str, ...]                                     # written only where Mastodon writes it
    key: Callable[[Row], str]                                 # what a row is about, in one spelling
    do: Callable[[Db, ProfileId, Row], Awaitable[None]]       # raises what the person is told of the row
    rows: Callable[[Read, ProfileId], Awaitable[list[Row]]]   # what is there now
    undo: Callable[[Tx, ProfileId, Row], Awaitable[None]]     # for one of these


class Nobody(NotFound):
    """Nobody was found by this name. Their server may be away, or they may have moved."""


class NothingThere(NotFound):
    """This post was not found. It may be gone, or its server may be away."""


class NotFollowed(NotFound):
    """You do not follow them, and only whom one follows can be in a list."""


def _yes(row: Row, column: int, otherwise: bool) -> bool:
    given = row[column].strip().lower() if len(row) > column else ""
    return otherwise if not given else given in ("true", "1", "t", "yes")


def _person(row: Row) -> str:
    return row[0].strip().lstrip("@").lower()


async def _met(db: Db, row: Row) -> ProfileId:
    found = await profiles.seek(db, f"@{_person(row)}")
    if found is None:
        raise Nobody
    return found


async def _all(listing: Callable[..., Awaitable[Sequence[Any]]], *given: Any) -> list[Any]:
    """Every row of a listing that is paged by key."""
    found: list[Any] = []
    while page := await listing(*given, below=found[-1].key if found else None, limit=_PAGE):
        found += page
    return found


async def _handles(db: Read, wanted: Iterable[ProfileId]) -> dict[ProfileId, str]:
    rows = await profiles.list_by_ids(db, wanted)
    return {row.id: row.handle if row.domain else f"{row.name}@{db.here.settings.domain}" for row in rows}


async def _follow(db: Db, me: ProfileId, row: Row) -> None:
    other = await _met(db, row)
    languages = [code.strip() for code in row[3].split(",") if code.strip()] if len(row) > 3 else []
    async with db.write() as tx:
        await follows.follow(tx, me, other, shows_boosts=_yes(row, 1, True), notifies=_yes(row, 2, False),
                             languages=languages or None)


async def _followed(db: Read, me: ProfileId) -> list[Row]:
    wanted = [row.profile for row in await _all(follows.list_followed, db, me)]
    names = await _handles(db, wanted)
    stands = {row.profile: row for row in await follows.relations(db, me, wanted)}
    return [(names[each], str(stands[each].shows_boosts).lower(), str(stands[each].notifies).lower(),
             ", ".join(stands[each].languages or [])) for each in wanted if each in names]


async def _unfollow(tx: Tx, me: ProfileId, row: Row) -> None:
    await follows.unfollow(tx, me, await _known(tx, row))


async def _known(tx: Tx, row: Row) -> ProfileId:
    found = await profiles.known(tx, f"@{row[0]}")
    if found is None:
        raise Nobody
    return found


def _end(row: Row, column: int) -> datetime | None:
    """Until when it holds: a column of ours after those of Mastodon, which reads past it."""
    try:
        return datetime.fromisoformat(row[column].strip()).astimezone() if len(row) > column else None
    except (ValueError, OverflowError):
        return None


def _ending(at: datetime | None) -> Row:
    return (iso(at),) if at else ()


async def _block(db: Db, me: ProfileId, row: Row) -> None:
    other, ends_at = await _met(db, row), _end(row, 1)
    if ends_at and ends_at <= now():
        return  # it was over on the way
    async with db.write() as tx:
        await follows.block(tx, me, other, ends_at=ends_at)


async def _blocked(db: Read, me: ProfileId) -> list[Row]:
    wanted = await _all(follows.follows.list_blocked, db, me)
    names = await _handles(db, [row.profile for row in wanted])
    return [(names[row.profile], *_ending(row.ends_at)) for row in wanted if row.profile in names]


async def _unblock(tx: Tx, me: ProfileId, row: Row) -> None:
    await follows.unblock(tx, me, await _known(tx, row))


async def _mute(db: Db, me: ProfileId, row: Row) -> None:
    other, ends_at = await _met(db, row), _end(row, 2)
    if ends_at and ends_at <= now():
        return
    async with db.write() as tx:
        await follows.mute(tx, me, other, hides_notifications=_yes(row, 1, True), ends_at=ends_at)


async def _muted(db: Read, me: ProfileId) -> list[Row]:
    ends = {row.profile: row.ends_at for row in await _all(follows.follows.list_muted, db, me)}
    names = await _handles(db, ends)
    stands = {row.profile: row for row in await follows.relations(db, me, list(ends))}
    return [(names[each], str(stands[each].hides_notifications).lower(), *_ending(at))
            for each, at in ends.items() if each in names]


async def _unmute(tx: Tx, me: ProfileId, row: Row) -> None:
    await follows.unmute(tx, me, await _known(tx, row))


async def _shun(db: Db, me: ProfileId, row: Row) -> None:
    async with db.write() as tx:
        await follows.domains.shun(tx, me, row[0])


async def _shunned(db: Read, me: ProfileId) -> list[Row]:
    return [(row.domain,) for row in await _all(follows.domains.list_shunned, db, me)]


async def _unshun(tx: Tx, me: ProfileId, row: Row) -> None:
    await follows.domains.unshun(tx, me, row[0])


async def _bookmark(db: Db, me: ProfileId, row: Row) -> None:
    post = await posts.seek(db, row[0].strip()) if row[0].strip().startswith(("https://", "http://")) else None
    if post is None:
        raise NothingThere
    async with db.write() as tx:
        await reactions.bookmark(tx, me, post)


async def _bookmarked(db: Read, me: ProfileId) -> list[Row]:
    kept = [row.post for row in await _all(reactions.list_bookmarks, db, me)]
    uris = {row.id: row.uri for row in await posts.get(db, kept)}
    return [(uris[each],) for each in kept if each in uris]


async def _unbookmark(tx: Tx, me: ProfileId, row: Row) -> None:
    found = await posts.find(tx, row[0])
    if found is not None:
        await reactions.unbookmark(tx, me, PostId(found))


async def _enlist(db: Db, me: ProfileId, row: Row) -> None:
    if len(row) < 2:
        raise Invalid("A row has two columns: the list and who is in it.")
    other = await _met(db, row[1:])
    async with db.write() as tx:
        known = [each for each in await lists.list_own(tx, me) if each.title == row[0].strip()]
        into = known[0] if known else await lists.create(tx, me, row[0].strip())
        if other in await lists.members_among(tx, me, into.id, [other]):
            return
        try:
            await lists.add(tx, me, into.id, [other])
        except NotFound:
            raise NotFollowed from None


async def _enlisted(db: Read, me: ProfileId) -> list[Row]:
    found: list[Row] = []
    for each in await lists.list_own(db, me):
        members = [row.profile for row in await _all(lists.list_members, db, me, each.id)]
        names = await _handles(db, members)
        found += [(each.title, names[member]) for member in members if member in names]
    return found


async def _delist(tx: Tx, me: ProfileId, row: Row) -> None:
    member = await _known(tx, row[1:])
    for each in await lists.list_own(tx, me):
        if each.title == row[0]:
            with suppress(NotFound):
                await lists.drop(tx, me, each.id, [member])


KINDS: dict[str, Kind] = {kind.name: kind for kind in (
    Kind("following", said("Whom you follow"), ("Account address", "Show boosts", "Notify on new posts", "Languages"),
         _person, _follow, _followed, _unfollow),
    Kind("lists", said("Your lists"), (), lambda row: f"{row[0]} {_person(row[1:] or [''])}", _enlist, _enlisted,
         _delist),
    Kind("blocks", said("Whom you have blocked"), (), _person, _block, _blocked, _unblock),
    Kind("mutes", said("Whom you have muted"), ("Account address", "Hide notifications"), _person, _mute, _muted,
         _unmute),
    Kind("domain_blocks", said("Servers of which you hear nothing"), (), lambda row: row[0].strip().lower(),
         _shun, _shunned, _unshun),
    Kind("bookmarks", said("Your bookmarks"), (), lambda row: row[0].strip(), _bookmark, _bookmarked, _unbookmark),
)}
