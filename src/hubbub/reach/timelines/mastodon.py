"""The home timeline in the client API."""

from typing import Any

from hubbub.base.db import Db
from hubbub.base.http import tag
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import timelines
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import generation, join, lasts
from hubbub.reach.timelines import Top

from . import streams as streams

USUAL, MOST = 20, 40   # of one page


@api("GET", "/api/v1/timelines/home", scope="read:statuses")
async def home(call: Call) -> Any:
    me, asked = call.me, window(call, USUAL, MOST)
    if asked.below is None and asked.above is None:
        top = await timelines.top(call.db, me, asked.limit)
        link(call, top.posts[:asked.limit], asked)
        body, etag = await _body(call.db, me, top, asked.limit)
        call.headers["etag"] = etag
        return body
    found = await timelines.home(
        call.db, me, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit
    )
    link(call, found.posts, asked)
    return page(await join(call.db, found.posts, found.bits, me))


async def _body(db: Db, me: ProfileId, top: Top, limit: int) -> tuple[bytes, str]:
    """The page's bytes and their ETag; those joined last while no piece of a status has changed and none has a hole.

    They are kept for whoever looks twice: most look once, and their page would take 54 KB for nothing.
    """
    now, made = generation(), top.made.get(limit)
    if made is not None and made[0] == now and made[1]:
        kept: tuple[bytes, str] = made[1:]
        return kept
    # The generation is taken before joining: a piece that changes meanwhile makes the next look join again.
    body = page(await join(db, top.posts[:limit], top.bits, me))
    lasting = made is not None and await lasts(db, top.posts[:limit])
    etag = tag(body)
    top.made[limit] = (now, body, etag) if lasting else (now, b"", "")
    return body, etag
