"""Tags in the client API: in every status, as a timeline, followed, featured, and what is known of one."""

from collections.abc import Sequence
from typing import Any

from hubbub.base.db import Db, Read
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import ProfileId
from hubbub.doors.mastodon.feeds import sides_of
from hubbub.doors.mastodon.history import history
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import follows, profiles
from hubbub.reach import tags
from hubbub.reach.posts.mastodon import lists, page
from hubbub.reach.posts.rendering import carries, rendered
from hubbub.reach.tags import Featured

from . import keeping
from . import streams as streams
from .featuring import MOST as MOST_FEATURED

# So many tags beside the first, of those that are wanted and of those that are not, are looked at.
MOST_BESIDE = 4



def _shape(db: Read, names: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": name, "url": db.here.settings.url(f"/tags/{name}")} for name in names]


carries("tags", "tags", _shape, [])
lists("tagged", tags.list_by)


@describes("configuration.accounts")
async def limits(db: Db) -> Any:
    return {"max_featured_tags": MOST_FEATURED}


@api("GET", "/api/v1/timelines/tag/{name}")
async def timeline(call: Call) -> Any:
    """Public posts with the tag, or with one of `any[]`; `all[]` and `none[]` narrow it."""
    sides, asked, given = sides_of(call, call.db.here.settings.tag_feeds), window(call, 20, 40), call.params
    if sides is None:
        return []
    beside = {which: given.texts(which, 100)[:MOST_BESIDE] for which in ("any", "all", "none")}
    name, media = tags.named(call.path["name"]), given.flag("only_media")
    if name and not media and not any(beside.values()) and asked.below is None and asked.above is None:
        top = await keeping.top(call.db, call.viewer, name, sides, asked.limit)
        if top is not None:
            link(call, top, asked)
            return page(await rendered(call.db, top, call.viewer))
    async with call.db.read() as db:
        ids = await tags.list_posts(
            db, call.viewer, [call.path["name"], *beside["any"]], all_of=beside["all"], none_of=beside["none"],
            here=sides.here, elsewhere=sides.elsewhere, only_media=media, below=asked.below,
            above=asked.above, upward=asked.upward, limit=asked.limit,
        )
        link(call, ids, asked)
        return page(await rendered(db, ids, call.viewer))


async def shapes(db: Read, names: Sequence[str], viewer: ProfileId | None) -> list[dict[str, Any]]:
    """Each as the Tag entity, with its week, and with what the viewer does with it."""
    weeks = await tags.weeks(db, names)
    mine = await tags.interests(db, viewer, names)
    return [
        given | {"id": name, "name": mine[name].title or name, "history": history(weeks[name])}
        | ({"following": mine[name].following, "featuring": mine[name].featuring} if viewer else {})
        for name, given in zip(names, _shape(db, names), strict=True)
    ]


@api("GET", "/api/v1/tags/{name}")
async def show(call: Call) -> Any:
    """The tag and its last seven days; one that nobody has used yet is a tag too."""
    return (await shapes(call.db, [_named(call)], call.viewer))[0]


@api("POST", "/api/v1/tags/{name}/follow", scope="write:follows")
async def follow(call: Call) -> Any:
    name = _named(call)
    async with call.db.write() as tx:
        await tags.follow(tx, call.me, await tags.know(tx, name))
        return (await shapes(tx, [name], call.me))[0]


@api("POST", "/api/v1/tags/{name}/unfollow", scope="write:follows")
async def unfollow(call: Call) -> Any:
    name = _named(call)
    async with call.db.write() as tx:
        await tags.unfollow(tx, call.me, name)
        return (await shapes(tx, [name], call.me))[0]


@api("POST", "/api/v1/tags/{name}/feature", scope="write:accounts")
async def feature(call: Call) -> Any:
    name = _named(call)
    async with call.db.write() as tx:
        await tags.feature(tx, call.me, await tags.know(tx, name))
        return (await shapes(tx, [name], call.me))[0]


@api("POST", "/api/v1/tags/{name}/unfeature", scope="write:accounts")
async def unfeature(call: Call) -> Any:
    name = _named(call)
    async with call.db.write() as tx:
        await tags.unfeature(tx, call.me, name=name)
        return (await shapes(tx, [name], call.me))[0]


def _named(call: Call) -> str:
    """The tag that the path names. Raises `NotFound`."""
    name = tags.named(call.path["name"])
    if name is None:
        raise NotFound("Record not found")
    return name


@api("GET", "/api/v1/followed_tags", scope="read:follows")
async def followed(call: Call) -> Any:
    asked = window(call, 100, 200)
    async with call.db.read() as db:
        rows = await tags.list_followed(
            db, call.me, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
        link(call, [row.key for row in rows], asked)
        return await shapes(db, [row.name for row in rows], call.me)


@api("GET", "/api/v1/featured_tags", scope="read:accounts")
async def featured(call: Call) -> Any:
    return _all_featured(call.db, await tags.list_featured(call.db, call.me))


@api("POST", "/api/v1/featured_tags", scope="write:accounts")
async def feature_named(call: Call) -> Any:
    async with call.db.write() as tx:
        name = await tags.know(tx, call.params.text("name"))
        if not await tags.feature(tx, call.me, name):
            raise Invalid("Validation failed: Tag has already been taken", field="name")
        mine = await tags.list_featured(tx, call.me)
    return next(shape for shape in _all_featured(call.db, mine) if shape["name"] == name)


@api("DELETE", "/api/v1/featured_tags/{id}", scope="write:accounts")
async def unfeature_numbered(call: Call) -> Any:
    async with call.db.write() as tx:
        await tags.unfeature(tx, call.me, number=call.id())
    return {}


@api("GET", "/api/v1/featured_tags/suggestions", scope="read:accounts")
async def suggestions(call: Call) -> Any:
    async with call.db.read() as db:
        return await shapes(db, await tags.list_suggested(db, call.me), call.me)


@api("GET", "/api/v1/accounts/{id}/featured_tags")
async def featured_by(call: Call) -> Any:
    """What somebody shows; nothing to whom they have blocked."""
    async with call.db.read() as db:
        profile = await profiles.get(db, ProfileId(call.id()))
        if profile.removed_at or profile.suspended_at:
            raise NotFound("Record not found")
        if call.viewer and (await follows.relations(db, call.viewer, [profile.id]))[0].blocked_by:
            return []
        return _all_featured(db, await tags.list_featured(db, profile.id))


def _all_featured(db: Read, rows: Sequence[Featured]) -> list[dict[str, Any]]:
    """Each as the FeaturedTag entity."""
    return [
        {
            "id": str(row.id), "name": row.name, "url": db.here.settings.url(f"/tags/{row.name}"),
            "statuses_count": str(row.posts), "last_status_at": row.last_at.date().isoformat() if row.last_at else None,
        } for row in rows
    ]
