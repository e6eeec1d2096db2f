"""Search in the client API: people, posts and tags by words, by handle and by address."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

import msgspec

from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.routes import Call, OutOfScope, api
from hubbub.people import profiles
from hubbub.people.profiles.mastodon import rendered as rendered_people
from hubbub.reach import posts, search
from hubbub.reach.posts.rendering import rendered
from hubbub.reach.posts.seeing import findable
from hubbub.reach.tags.mastodon import shapes

LONGEST = 2_048

Reviews = Callable[[Read, Sequence[str]], Awaitable[Collection[str]]]

_reviews: list[Reviews] = []

search.knows(findable)


def reviews(function: Reviews) -> Reviews:
    """The room that keeps what staff says of tags tells which of these must not trend."""
    _reviews[:] = [function]
    return function


@api("GET", "/api/v2/search")
async def everything(call: Call) -> Any:
    """What the words find, of each kind or of the one asked for; an address or a handle finds what it names.

    `exclude_unreviewed` leaves out tags of which staff has said that they must not trend. All others may, here: they
    are reviewed when somebody minds them, and Mastodon.py asks for reviewed ones unless it is told otherwise.
    """
    viewer, typed, kind = _viewer(call), call.params.text("q", limit=LONGEST).strip(), call.params.text("type")
    asked = _page(call)
    people, found = await _named(call, viewer, typed, kind) if asked.offset == 0 else ([], [])
    db = call.db
    names: list[str] = []
    if typed and not typed.startswith(("https://", "http://")):
        if kind in ("", "accounts"):
            people += await search.find_people(
                db, viewer, typed, asked, followed=call.params.flag("following") and viewer is not None)
        if kind in ("", "statuses") and viewer is not None:
            author = call.params.id("account_id")
            found += await search.find_posts(db, viewer, typed, asked, ProfileId(author) if author else None)
        if kind in ("", "hashtags"):
            names = await search.find_tags(db, viewer, typed, asked)
            if call.params.flag("exclude_unreviewed"):
                refused = await _reviews[0](db, names) if _reviews else ()
                names = [name for name in names if name not in refused]
    return await _shown(call, db, people, found, names, asked.limit)


api("GET", "/api/v1/search")(everything)


def _viewer(call: Call) -> ProfileId | None:
    """Who searches; a token must be one for searching."""
    if call.bearer is not None and not call.bearer.may("read:search"):
        raise OutOfScope
    return call.viewer


def _page(call: Call, most: int = 40) -> search.Page:
    given = call.params
    return search.Page(given.number("limit", 20, 1, most), given.number("offset", 0, 0, 10_000), given.id("max_id"),
                       given.id("min_id") or given.id("since_id"))


async def _named(
    call: Call, viewer: ProfileId | None, typed: str, kind: str
) -> tuple[list[ProfileId], list[PostId]]:
    """Whom or what the words name outright; asked of its server with `resolve`, for somebody signed in."""
    asks = call.params.flag("resolve") and viewer is not None
    if typed.startswith(("https://", "http://")) and kind in ("", "statuses"):
        post = await (posts.seek(call.db, typed) if asks else posts.find(call.db, typed))
        if post is not None:
            return [], await posts.visible_ids(call.db, viewer, [post])
    if kind in ("", "accounts") and ("@" in typed.lstrip("@") or "/" in typed):
        who = await (profiles.seek(call.db, typed) if asks else profiles.known(call.db, typed))
        return [who] if who else [], []
    return [], []


async def _shown(
    call: Call, db: Read, people: list[ProfileId], found: list[PostId], names: list[str], most: int
) -> bytes:
    accounts = await rendered_people(db, list(dict.fromkeys(people))[:most])
    statuses = b",".join(await rendered(db, found, call.viewer))
    hashtags = msgspec.json.encode(await shapes(db, names, call.viewer) if names else [])
    return b"".join((b'{"accounts":', accounts, b',"statuses":[', statuses, b'],"hashtags":', hashtags, b"}"))


@api("GET", "/api/v1/accounts/search", scope="read:accounts")
async def accounts(call: Call) -> Any:
    """People whose names begin so; with `resolve` a whole handle is asked of its server."""
    typed, asked = call.params.text("q", limit=LONGEST).strip(), _page(call, 80)
    if "limit" not in call.params:
        asked = search.Page(40, asked.offset)
    people, _ = await _named(call, call.me, typed, "accounts") if asked.offset == 0 else ([], [])
    people += await search.find_people(call.db, call.me, typed, asked, followed=call.params.flag("following"))
    return await rendered_people(call.db, list(dict.fromkeys(people))[:asked.limit])
