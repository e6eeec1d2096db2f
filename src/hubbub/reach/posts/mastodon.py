"""Statuses in the client API: publish, show, delete, threads, an account's own."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid, NotAllowed
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import apps, profiles
from hubbub.reach import posts

from .rendering import rendered

WORDS = {"public": "public", "unlisted": "quiet", "private": "followers", "direct": "mentioned"}

Take = Callable[[Params], Any]
Defer = Callable[[Call, Tx, posts.Note], Awaitable[tuple[int, Callable[[Read], Awaitable[Any]]] | None]]

_takes: dict[str, Take] = {}
_defers: list[Defer] = []


def takes(part: str, read: Take) -> None:
    """Say how a part reads what it was given from the parameters of a new status."""
    _takes[part] = read


def defers(function: Defer) -> Defer:
    """Let an upper room take over a status that is not for now (`scheduled_at`)."""
    _defers[:] = [function]
    return function


def page(statuses: Sequence[bytes]) -> bytes:
    """A JSON list of statuses."""
    return b"[" + b",".join(statuses) + b"]"


async def one(db: Read, post: PostId, viewer: ProfileId | None) -> bytes:
    """The status as the viewer sees it. Raises `NotFound`."""
    await posts.visible(db, viewer, post)
    return (await rendered(db, [post], viewer))[0]


def note_of(call: Call) -> posts.Note:
    """The note that the parameters describe."""
    given = call.params
    visibility = given.text("visibility") or "public"
    local_only = given.flag("local_only") or visibility == "local"
    if visibility == "local":
        visibility = "public"
    if visibility not in WORDS:
        raise Invalid("Validation failed: Visibility is not included in the list", field="visibility")
    reply_to = given.id("in_reply_to_id")
    return posts.Note(
        text=given.text("status"), visibility=WORDS[visibility], spoiler=given.text("spoiler_text"),
        sensitive=given.flag("sensitive"), language=given.text("language") or None,
        reply_to=PostId(reply_to) if reply_to else None, local_only=local_only,
        app=call.bearer.app if call.bearer else None,
        parts={name: value for name, read in _takes.items() if (value := read(given)) is not None},
    )


@api("POST", "/api/v1/statuses", scope="write:statuses")
async def publish(call: Call) -> Any:
    """Publish, once for an Idempotency-Key, in one transaction with the key."""
    me, note = call.me, note_of(call)
    key = call.request.headers.get("idempotency-key", "")
    token = call.bearer.token if call.bearer else 0
    async with call.db.write() as tx:
        made = await apps.once(tx, token, key, msgspec.json.encode(call.params.given)) if key else None
        deferred = None
        for defer in _defers:
            deferred = await defer(call, tx, note) if made is None else None
        if deferred is not None:
            made, show = deferred
        elif made is None:
            made = await posts.publish(tx, me, note)
        if key:
            await apps.makes(tx, token, key, made)
    if deferred is not None:
        return await show(call.db)
    return (await rendered(call.db, [PostId(made)], me))[0]


@api("GET", "/api/v1/statuses/{id}")
async def show(call: Call) -> Any:
    return await one(call.db, PostId(call.id()), call.viewer)


@api("GET", "/api/v1/statuses")
async def show_many(call: Call) -> Any:
    wanted = [PostId(i) for i in call.params.ids("id", 40)]
    return page(await rendered(call.db, await posts.visible_ids(call.db, call.viewer, wanted), call.viewer))


@api("DELETE", "/api/v1/statuses/{id}", scope="write:statuses")
async def delete(call: Call) -> Any:
    """Delete; the answer has the source text, so that apps can offer it for writing anew."""
    me, post = call.me, PostId(call.id())
    status = await one(call.db, post, me)
    async with call.db.write() as tx:
        row = await posts.visible(tx, me, post)
        if row.author != me:
            raise NotAllowed("This action is not allowed")
        await posts.remove(tx, post)
    return status[:-1] + b',"text":' + msgspec.json.encode(row.text) + b"}"


@api("GET", "/api/v1/statuses/{id}/source", scope="read:statuses")
async def source(call: Call) -> Any:
    row = await posts.visible(call.db, call.me, PostId(call.id()))
    if row.author != call.me:
        raise NotAllowed("This action is not allowed")
    return {"id": str(row.id), "text": row.text, "spoiler_text": row.spoiler}


@api("GET", "/api/v1/statuses/{id}/context")
async def context(call: Call) -> Any:
    post, viewer = PostId(call.id()), call.viewer
    async with call.db.read() as db:
        await posts.visible(db, viewer, post)
        most_up, most_down, deepest = (4096, 4096, 1000) if viewer else (40, 60, 20)
        above = await posts.ancestors(db, viewer, post, most_up)
        below = await posts.descendants(db, viewer, post, most_down, deepest)
        statuses = await rendered(db, [*above, *below], viewer)
    return b'{"ancestors":%s,"descendants":%s}' % (page(statuses[:len(above)]), page(statuses[len(above):]))


@api("GET", "/api/v1/accounts/{id}/statuses")
async def by_account(call: Call) -> Any:
    author = ProfileId(call.id())
    asked = window(call, 20, 40)
    if call.params.flag("pinned"):
        return []
    async with call.db.read() as db:
        await profiles.get(db, author)
        ids = await posts.by_author(
            db, call.viewer, author, boosts=not call.params.flag("exclude_reblogs"),
            replies=not call.params.flag("exclude_replies"), below=asked.below, above=asked.above,
            upward=asked.upward, limit=asked.limit,
        )
        link(call, ids, asked)
        return page(await rendered(db, ids, call.viewer))


@api("GET", "/api/v1/timelines/public")
async def public(call: Call) -> Any:
    asked = window(call, 20, 40)
    async with call.db.read() as db:
        ids = await posts.public(
            db, call.viewer, here=call.params.flag("local"), elsewhere=call.params.flag("remote"), below=asked.below,
            above=asked.above, upward=asked.upward, limit=asked.limit,
        )
        link(call, ids, asked)
        return page(await rendered(db, ids, call.viewer))
