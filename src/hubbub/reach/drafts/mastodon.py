"""Scheduled statuses in the client API."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hubbub.base.clock import iso, now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import MediaId, ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import drafts, media, posts
from hubbub.reach.media.mastodon import entity
from hubbub.reach.posts.mastodon import defers
from hubbub.reach.posts.mastodon import waiting as waiting_for
from hubbub.reach.posts.rendering import VISIBILITY

# Mastodon publishes at once what is asked for any sooner than this, and its apps know.
SOONEST = timedelta(minutes=5)


async def take(call: Call, tx: Tx, note: posts.Note) -> int | None:
    """Keep a status that is for later."""
    at = call.params.time("scheduled_at")
    if at is None or at < now() + SOONEST:
        return None
    return await drafts.save(tx, drafts.Writer(call.account, call.me), note, at)


async def show_kept(db: Read, me: ProfileId, made: int) -> Any:
    """The scheduled status that an Idempotency-Key made before, if it did not make a status."""
    try:
        return await shape(db, await drafts.get(db, me, drafts.DraftId(made)))
    except drafts.NotHere:
        return None


defers(take, show_kept)


async def shape(db: Read, draft: drafts.Draft) -> dict[str, Any]:
    return (await shapes(db, draft.profile, [draft]))[0]


async def shapes(db: Read, me: ProfileId, waiting: Sequence[drafts.Draft]) -> list[dict[str, Any]]:
    """The entities ScheduledStatus of one profile's drafts."""
    wanted = [picture for draft in waiting for picture in drafts.pictures(draft)]
    rows = {row.id: row for row in await media.list_own(db, me, wanted)} if wanted else {}
    return [_shape(db, draft, rows) for draft in waiting]


def _shape(db: Read, draft: drafts.Draft, rows: Mapping[MediaId, media.Media]) -> dict[str, Any]:
    note: posts.Note = draft.note
    pictures = drafts.pictures(draft)
    return {
        "id": str(draft.id), "scheduled_at": iso(draft.due_at) if draft.due_at else None,
        "params": {
            "text": note.text, "visibility": VISIBILITY[note.visibility], "spoiler_text": note.spoiler,
            "sensitive": note.sensitive, "language": note.language, "in_reply_to_id": note.reply_to,
            "application_id": note.app, "scheduled_at": None, "idempotency": None, "with_rate_limit": False,
            "media_ids": [str(picture) for picture in pictures] or None, "poll": None,
            "quoted_status_id": str(quoted) if (quoted := note.parts.get("quote")) else None,
            "quote_approval_policy": note.parts.get("quote_policy") or "public",
        } | waiting_for(note),
        "media_attachments": [entity(db, rows[picture]) for picture in pictures if picture in rows],
    }


@api("GET", "/api/v1/scheduled_statuses", scope="read:statuses")
async def show_all(call: Call) -> Any:
    asked = window(call, 20, 40)
    waiting = await drafts.list_scheduled(
        call.db, call.me, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit
    )
    link(call, [draft.id for draft in waiting], asked)
    return await shapes(call.db, call.me, waiting)


@api("GET", "/api/v1/scheduled_statuses/{id}", scope="read:statuses")
async def show(call: Call) -> Any:
    return await shape(call.db, await _scheduled(call, call.db))


@api("PUT", "/api/v1/scheduled_statuses/{id}", scope="write:statuses")
async def change(call: Call) -> Any:
    at = call.params.time("scheduled_at")
    if at is None or at < now() + SOONEST:
        raise Invalid("Validation failed: Scheduled at must be at least 5 minutes in the future", field="scheduled_at")
    async with call.db.write() as tx:
        draft = await _scheduled(call, tx)
        return await shape(tx, await drafts.change(tx, drafts.Writer(call.account, call.me), draft.id, due_at=at))


@api("DELETE", "/api/v1/scheduled_statuses/{id}", scope="write:statuses")
async def cancel(call: Call) -> Any:
    async with call.db.write() as tx:
        draft = await _scheduled(call, tx)
        await drafts.cancel(tx, drafts.Writer(call.account, call.me), draft.id)
    return {}


async def _scheduled(call: Call, db: Read) -> drafts.Draft:
    """What the address names, while it waits: one that went out or failed is found no more."""
    draft = await drafts.get(db, call.me, drafts.DraftId(call.id()))
    if draft.state != "scheduled":
        raise drafts.NotHere
    return draft
