"""Statuses in the client API: publish, show, delete, threads, an account's own."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.limits import Limit
from hubbub.base.text import URL_LENGTH
from hubbub.doors.mastodon.feeds import sides_of
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.paging import Window, link, window
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.refreshes import wait
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts, profiles, teams
from hubbub.reach import posts

from . import publishing
from . import streams as streams
from . import telling as telling
from .keeping import Pages as Pages
from .publishing import defers as defers
from .readers import MOST as READERS
from .rendering import VISIBILITY, pieces, rendered
from .seeing import seen
from .seeking import opened

WORDS = {"public": "public", "unlisted": "quiet", "private": "followers", "direct": "mentioned"}
# Words of ours and of Fedibird's for audiences that Mastodon does not have.
MORE_WORDS = WORDS | {"mutuals": "mutuals", "mutual": "mutuals", "chosen": "chosen", "circle": "chosen"}

DELETIONS = Limit("deletions", 30, 1800)  # as Mastodon's documents have it, boosts that are taken back among them

Take = Callable[[Params], Any]
Prepare = Callable[[Db, ProfileId, Any], Awaitable[Any]]
Usual = Callable[[accounts.Preferences], Any]
Own = Callable[[Db, PostId, ProfileId], Awaitable[Any]]
End = Callable[[Tx, PostId], Awaitable[object]]
List = Callable[..., Awaitable[list[PostId] | None]]

_takes: dict[str, tuple[Take, Usual]] = {}
_again: dict[str, Take] = {}
_prepared: dict[str, Prepare] = {}
_shown: dict[str, Callable[[Any], Any]] = {}
_owns: dict[str, Own] = {}
_lists: dict[str, List] = {}
_ends: dict[str, End] = {}


def takes(
    part: str, read: Take, shown: Callable[[Any], Any] | None = None, *, again: Take | None = None,
    prepare: Prepare | None = None, usual: Usual = lambda liked: None,
) -> None:
    """Say how a part reads what it was given from the parameters of a new status, and how one that waits shows it.

    What is not given is as the person usually likes it. `again` reads what an edit gives, if that has more, and
    `prepare` makes of that what it takes time to make, before the transaction of the edit.
    """
    _takes[part] = (read, usual)
    _again[part] = again or read
    if prepare is not None:
        _prepared[part] = prepare
    if shown is not None:
        _shown[part] = shown


def waiting(note: posts.Note) -> dict[str, Any]:
    """What the parts of a note that waits were given, in the words of its parameters."""
    return {part: shown(note.parts[part]) for part, shown in _shown.items() if part in note.parts}


def owns(field: str) -> Callable[[Own], Own]:
    """Let an upper room tell the author alone something of their post, where it is shown by itself."""

    def keep(function: Own) -> Own:
        _owns[field] = function
        return function

    return keep


def lists(asked: str, function: List) -> None:
    """Let an upper room list an account's posts where this parameter asks for some alone.

    It is called like `posts.by_author`, with the parameter's text after the author, and `among` the posts that another
    parameter has left, or None for all. It gives None where the text says that it does not matter.
    """
    _lists[asked] = function


def ends(asked: str, function: End) -> None:
    """Let an upper room do more when a status is deleted with this flag, in the same transaction."""
    _ends[asked] = function


def _readers(given: Params) -> Any:
    """Whom a post for chosen people is for: one of the author's lists, or accounts."""
    circle, people = given.id("circle_id"), given.ids("reader_ids", READERS)
    return {"circle": circle} if circle else {"profiles": people} if people else None


takes("readers", _readers)


@describes("configuration.statuses")
async def limits(db: Read) -> Any:
    return {"max_characters": posts.LONGEST, "characters_reserved_per_url": URL_LENGTH}


def page(statuses: Sequence[bytes]) -> bytes:
    """A JSON list of statuses."""
    return b"[%b]" % b",".join(statuses)


async def one(db: Db, post: PostId, viewer: ProfileId | None) -> bytes:
    """The status as the viewer sees it. Raises `NotFound`."""
    made = await rendered(db, await seen(db, viewer, [post]), viewer)
    if not made:
        raise NotFound
    status = made[0]
    author = (await pieces(db, [post]))[post].author
    if author == viewer and (told := await _told(db, post, author)):
        return status[:-1] + b"," + msgspec.json.encode(told)[1:]
    return status


async def _told(db: Db, post: PostId, author: ProfileId) -> dict[str, Any]:
    found = {field: await read(db, post, author) for field, read in _owns.items()}
    return {field: value for field, value in found.items() if value is not None}


async def note_of(call: Call) -> posts.Note:
    """The note that the parameters describe; what they leave open is as the person likes to post."""
    given, usual = call.params, await accounts.liked(call.db, call.account)
    visibility = given.text("visibility") or VISIBILITY[usual.visibility]
    local_only = given.flag("local_only") or visibility == "local"
    if visibility == "local":
        visibility = "public"
    if visibility not in MORE_WORDS:
        raise Invalid("Validation failed: Visibility is not included in the list", field="visibility")
    reply_to = given.id("in_reply_to_id")
    return posts.Note(
        text=given.text("status"), visibility=MORE_WORDS[visibility], spoiler=given.text("spoiler_text"),
        sensitive=given.flag("sensitive", usual.sensitive), language=given.text("language") or usual.language,
        reply_to=PostId(reply_to) if reply_to else None, local_only=local_only,
        app=call.bearer.app if call.bearer else None,
        parts=parts_of(given, usual),
    )


def parts_of(given: Params, usual: accounts.Preferences) -> dict[str, Any]:
    """What each part reads from the parameters."""
    read_all = {name: read(given) for name, (read, _) in _takes.items()}
    parts = {name: _takes[name][1](usual) if value is None else value for name, value in read_all.items()}
    return {name: value for name, value in parts.items() if value is not None}


@api("POST", "/api/v1/statuses", scope="write:statuses")
async def publish(call: Call) -> Any:
    """Publish or schedule, once for an Idempotency-Key, in one transaction with the key; for who may publish."""
    note = await note_of(call)
    await teams.require(call.db, call.me, call.account)
    await profiles.meet(call.db, note.text)
    return await publishing.publish(call, note)


@api("PUT", "/api/v1/statuses/{id}", scope="write:statuses", upload=True)
async def edit(call: Call) -> Any:
    """Edit, whole: what is not given is gone, but for the language."""
    me, post, given = call.me, PostId(call.id()), call.params
    note = posts.Note(
        given.text("status"), spoiler=given.text("spoiler_text"), sensitive=given.flag("sensitive"),
        language=given.text("language") or None,
        parts={name: value for name, read in _again.items() if (value := read(given)) is not None},
    )
    await profiles.meet(call.db, note.text)
    for part, prepare in _prepared.items():
        if part in note.parts:
            note = replace(note, parts={**note.parts, part: await prepare(call.db, me, note.parts[part])})
    async with call.db.write() as tx:
        await posts.rewrite(tx, me, post, note)
    return await one(call.db, post, me)


@api("GET", "/api/v1/statuses/{id}")
async def show(call: Call) -> Any:
    return await one(call.db, PostId(call.id()), call.viewer)


@api("GET", "/api/v1/statuses")
async def show_many(call: Call) -> Any:
    wanted = [PostId(i) for i in call.params.ids("id", 40)]
    return page(await rendered(call.db, await seen(call.db, call.viewer, wanted), call.viewer))


@api("DELETE", "/api/v1/statuses/{id}", scope="write:statuses")
async def delete(call: Call) -> Any:
    """Delete; the answer has the source text, so that apps can offer it for writing anew."""
    me, post = call.me, PostId(call.id())
    await teams.require(call.db, me, call.account)
    call.request.app.state.counter.take(DELETIONS, str(me))
    status = await one(call.db, post, me)
    async with call.db.write() as tx:
        row = await posts.visible(tx, me, post)
        if row.author != me:
            raise NotAllowed("This action is not allowed")
        for asked, end in _ends.items():
            if call.params.flag(asked):
                await end(tx, post)
        await posts.remove(tx, post)
    return status[:-1] + b',"text":' + msgspec.json.encode(row.text) + b"}"


@api("GET", "/api/v1/statuses/{id}/source", scope="read:statuses")
async def source(call: Call) -> Any:
    row = await posts.visible(call.db, call.me, PostId(call.id()))
    if row.author != call.me:
        raise NotAllowed("This action is not allowed")
    return {"id": str(row.id), "text": row.text, "spoiler_text": row.spoiler} | await _told(call.db, row.id, row.author)


@api("GET", "/api/v1/statuses/{id}/context")
async def context(call: Call) -> Any:
    post, viewer = PostId(call.id()), call.viewer
    async with call.db.read() as db:
        row = await posts.visible(db, viewer, post)
        most_up, most_down, deepest = (4096, 4096, 1000) if viewer else (40, 60, 20)
        above = await posts.ancestors(db, viewer, post, most_up)
        below = await posts.descendants(db, viewer, post, most_down, deepest)
        statuses = await rendered(db, [*above, *below], viewer)
    filling = await opened(call.db, post=row) if viewer else None
    if filling is not None and filling.runs:
        wait(call, str(filling.id), 3, filling.results)
    return b'{"ancestors":%s,"descendants":%s}' % (page(statuses[:len(above)]), page(statuses[len(above):]))


@api("GET", "/api/v1/accounts/{id}/statuses")
async def by_account(call: Call) -> Any:
    author = ProfileId(call.id())
    asked = window(call, 20, 40)
    if call.viewer and asked.below is None:
        await opened(call.db, profile=author)
    async with call.db.read() as db:
        await profiles.get(db, author)
        ids = await _by(call, db, author, asked)
        link(call, sorted(ids, reverse=True), asked)  # the pinned stand in an order of their own
        return page(await rendered(db, ids, call.viewer))


async def _by(call: Call, db: Read, author: ProfileId, asked: Window) -> list[PostId]:
    given = call.params
    which: dict[str, Any] = {
        "boosts": not given.flag("exclude_reblogs"), "replies": not given.flag("exclude_replies"),
        "direct": not given.flag("exclude_direct"), "only_media": given.flag("only_media"),
        "below": asked.below, "above": asked.above, "upward": asked.upward, "limit": asked.limit,
    }
    found: list[PostId] | None = None
    for name, listed in _lists.items():
        if wanted := given.text(name, limit=500):
            left = await listed(db, call.viewer, author, wanted, among=found, **which)
            found = left if found is None or left is None else [post for post in found if post in left]
    return await posts.by_author(db, call.viewer, author, **which) if found is None else found


@api("GET", "/api/v1/timelines/public")
async def public(call: Call) -> Any:
    sides, asked = sides_of(call, call.db.here.settings.live_feeds), window(call, 20, 40)
    if sides is None:
        return []
    async with call.db.read() as db:
        ids = await posts.public(
            db, call.viewer, here=sides.here, elsewhere=sides.elsewhere, only_media=call.params.flag("only_media"),
            below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit,
        )
        link(call, ids, asked)
        return page(await rendered(db, ids, call.viewer))
