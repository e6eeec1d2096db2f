"""Notifications in the client API, singly and in groups, and how far one has read."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubbub.base import ids
from hubbub.base.clock import iso
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, api
from hubbub.doors.mastodon.streaming import Events, Seen, offers
from hubbub.people.profiles import mastodon as accounts
from hubbub.reach.posts.rendering import rendered
from hubbub.relations import notifications
from hubbub.relations.notifications import GROUPED, KINDS, Group, Marker, Notification, Page

# The wire's words where they are not ours.
TYPES = {kind: kind for kind in KINDS} | {"boost": "reblog"}
KIND = {name: kind for kind, name in TYPES.items()}


@describes("api_versions")
async def versions(db: Db) -> Any:
    """The second version of Mastodon's API is the one with groups."""
    return {"mastodon": 2}


@api("GET", "/api/v1/notifications", scope="read:notifications")
async def listed(call: Call) -> Any:
    me, asked = call.me, _page(call)
    async with call.db.read() as db:
        rows = await notifications.list_notifications(db, me, asked)
        link(call, [row.id for row in rows], window(call, 40, 80))
        return await shapes(db, me, rows)


@api("GET", "/api/v1/notifications/{id}", scope="read:notifications")
async def show(call: Call) -> Any:
    row = await notifications.get(call.db, call.me, call.id())
    return (await shapes(call.db, call.me, [row]))[0]


@api("POST", "/api/v1/notifications/clear", scope="write:notifications")
async def clear(call: Call) -> Any:
    async with call.db.write() as tx:
        await notifications.clear(tx, call.me)
    return {}


@api("POST", "/api/v1/notifications/{id}/dismiss", scope="write:notifications")
async def dismiss(call: Call) -> Any:
    async with call.db.write() as tx:
        await notifications.clear(tx, call.me, notification=call.id())
    return {}


@api("POST", "/api/v1/notifications/dismiss", scope="write:notifications")
async def dismiss_named(call: Call) -> Any:
    """The older form, which Mastodon.py still has: the id in the body."""
    async with call.db.write() as tx:
        await notifications.clear(tx, call.me, notification=call.params.id("id") or 0)
    return {}


@api("GET", "/api/v1/notifications/unread_count", scope="read:notifications")
async def unread(call: Call) -> Any:
    limit = call.params.number("limit", 100, 1, 1000)
    return {"count": await notifications.unread(
        call.db, call.me, kinds=_kinds(call), actor=_actor(call), limit=limit)}


@api("GET", "/api/v1/notifications/requests", scope="read:notifications")
async def requests(call: Call) -> Any:
    """Nothing is held back for a second look, so there is nothing to look at."""
    return []


@api("GET", "/api/v2/notifications/policy", scope="read:notifications")
async def policy(call: Call) -> Any:
    """Everybody who is not blocked or muted gets through."""
    whom = ("not_following", "not_followers", "new_accounts", "private_mentions", "limited_accounts")
    return {f"for_{name}": "accept" for name in whom} | {
        "summary": {"pending_requests_count": 0, "pending_notifications_count": 0}}


@api("GET", "/api/v2/notifications", scope="read:notifications")
async def grouped(call: Call) -> Any:
    """Groups, with the accounts and statuses that they name once each beside them."""
    me = call.me
    async with call.db.read() as db:
        groups = await notifications.list_groups(db, me, _page(call), _grouped(call))
        link(call, [group.newest for group in groups], window(call, 40, 80))
        return await _results(call, db, me, groups)


@api("GET", "/api/v2/notifications/unread_count", scope="read:notifications")
async def unread_groups(call: Call) -> Any:
    limit = call.params.number("limit", 100, 1, 1000)
    return {"count": await notifications.unread_groups(
        call.db, call.me, kinds=_kinds(call), actor=_actor(call), grouped=_grouped(call), limit=limit)}


@api("GET", "/api/v2/notifications/{key}", scope="read:notifications")
async def group(call: Call) -> Any:
    async with call.db.read() as db:
        rows = await _members(call, db)
        newest = rows[0]
        one = Group(_key_of(call), newest.kind, newest.post, newest.id, rows[-1].id, len(rows),
                    [row.actor for row in rows[:8]], newest.made_at)
        return await _results(call, db, call.me, [one])


@api("GET", "/api/v2/notifications/{key}/accounts", scope="write:notifications read:notifications")
async def group_accounts(call: Call) -> Any:
    async with call.db.read() as db:
        return await accounts.rendered(db, list(dict.fromkeys(row.actor for row in await _members(call, db))))


@api("POST", "/api/v2/notifications/{key}/dismiss", scope="write:notifications")
async def dismiss_group(call: Call) -> Any:
    key = _key_of(call)
    async with call.db.write() as tx:
        alone = ids.parse(key)
        await notifications.clear(tx, call.me, notification=alone, bundle=None if alone else key)
    return {}


@api("GET", "/api/v1/markers", scope="read:statuses")
async def markers(call: Call) -> Any:
    wanted = call.params.texts("timeline") or ["home", "notifications"]
    return _positions(await notifications.markers(call.db, call.me, wanted))


@api("POST", "/api/v1/markers", scope="write:statuses")
async def mark(call: Call) -> Any:
    made: list[Marker] = []
    async with call.db.write() as tx:
        for where in ("home", "notifications"):
            given = call.params.sub(where)
            if given and (last_read := given.id("last_read_id")) is not None:
                made.append(await notifications.mark(tx, call.me, where, last_read))
    return _positions(made)


async def shapes(db: Read, me: ProfileId, rows: Sequence[Notification]) -> list[dict[str, Any]]:
    """Each as the Notification entity; one whose actor or status is gone meanwhile is left out."""
    people = await accounts.pieces(db, [row.actor for row in rows])
    statuses = await _statuses(db, me, [row.post for row in rows])
    return [
        {
            "id": str(row.id), "type": TYPES[row.kind], "created_at": iso(row.made_at),
            "group_key": _wire_key(row.bundle or str(row.id)), "account": msgspec.Raw(people[row.actor]),
        } | ({"status": statuses[row.post]} if row.post else {})
        for row in rows if row.actor in people and (row.post is None or row.post in statuses)
    ]


async def _statuses(db: Read, me: ProfileId, wanted: Sequence[PostId | None]) -> dict[PostId, msgspec.Raw]:
    posts = list(dict.fromkeys(post for post in wanted if post is not None))
    made = await rendered(db, posts, me)
    # Rendering leaves out what is gone; each status says its own id first.
    return {PostId(int(msgspec.json.decode(status, type=_Named).id)): msgspec.Raw(status) for status in made}


class _Named(msgspec.Struct):
    id: str


async def _results(call: Call, db: Read, me: ProfileId, groups: Sequence[Group]) -> dict[str, Any]:
    statuses = await _statuses(db, me, [group.post for group in groups])
    shown = [group for group in groups if group.post is None or group.post in statuses]
    everybody = list(dict.fromkeys(actor for group in shown for actor in group.actors))
    people = await accounts.pieces(db, everybody)
    made: dict[str, Any] = {
        "statuses": list(statuses.values()), "notification_groups": [_shape(group) for group in shown],
    }
    whole = everybody
    if call.params.text("expand_accounts") == "partial_avatars":
        whole = list(dict.fromkeys(group.actors[0] for group in shown))
        made["partial_accounts"] = [_partial(people[who]) for who in everybody if who not in whole and who in people]
    return made | {"accounts": [msgspec.Raw(people[who]) for who in whole if who in people]}


def _shape(group: Group) -> dict[str, Any]:
    made = {
        "group_key": _wire_key(group.key), "type": TYPES[group.kind], "notifications_count": group.count,
        # An integer, unlike every other id: Mastodon's own apps stop at a text.
        "most_recent_notification_id": group.newest, "page_max_id": str(group.newest),
        "page_min_id": str(group.oldest_on_page), "latest_page_notification_at": iso(group.last_at),
        "sample_account_ids": [str(actor) for actor in group.actors],
    }
    return made | ({"status_id": str(group.post)} if group.post else {})


_PARTIAL = ("id", "acct", "locked", "bot", "url", "avatar", "avatar_static", "avatar_description")


def _partial(piece: bytes) -> dict[str, Any]:
    account = msgspec.json.decode(piece)
    return {name: account[name] for name in _PARTIAL}


async def _members(call: Call, db: Read) -> list[Notification]:
    """The notifications of the group that the path names. Raises `NotFound`."""
    key = _key_of(call)
    if (alone := ids.parse(key)) is not None:
        return [await notifications.get(db, call.me, alone)]
    if rows := await notifications.list_bundle(db, call.me, key):
        return rows
    raise NotFound("Record not found")


def _key_of(call: Call) -> str:
    """Our word for the group: a bundle, or the id of what stands alone."""
    kind, _, rest = call.path["key"].partition("-")
    return rest if kind == "ungrouped" else f"{KIND.get(kind, kind)}-{rest}"


def _wire_key(key: str) -> str:
    kind, dash, rest = key.partition("-")
    return f"{TYPES[kind]}-{rest}" if dash else f"ungrouped-{key}"


def _page(call: Call) -> Page:
    asked = window(call, 40, 80)
    return Page(_kinds(call), _actor(call), asked.below, asked.above, asked.upward, asked.limit)


def _kinds(call: Call) -> list[str] | None:
    """Our kinds of what was asked for; types that we do not have match nothing."""
    wanted, unwanted = call.params.texts("types"), call.params.texts("exclude_types")
    if not wanted and not unwanted:
        return None
    named = [KIND[name] for name in wanted if name in KIND] if wanted else list(KINDS)
    return [kind for kind in named if TYPES[kind] not in unwanted]


def _actor(call: Call) -> ProfileId | None:
    actor = call.params.id("account_id")
    return ProfileId(actor) if actor else None


def _grouped(call: Call) -> list[str]:
    """What the app is able to show in groups: everything that we group, unless it says less."""
    if "grouped_types" not in call.params:
        return list(GROUPED)
    return [kind for kind in GROUPED if TYPES[kind] in call.params.texts("grouped_types")]


def _positions(found: Sequence[Marker]) -> dict[str, Any]:
    return {
        marker.list: {
            "last_read_id": str(marker.last_read), "version": marker.version, "updated_at": iso(marker.updated_at)
        } for marker in found
    }


@offers("user", "user/notification", scope="read:notifications", own=["notification"])
class Bell:
    """What the reader is told of while an app keeps a stream open."""

    __slots__ = ("db", "me", "seen")

    def __init__(self, db: Db, me: ProfileId, name: str) -> None:
        self.db, self.me, self.seen = db, me, Seen()

    async def begin(self) -> None:
        self.seen.add(sorted(row.id for row in await self._newest()))

    def wants(self, topic: str, key: str) -> bool:
        return True

    async def hear(self, topic: str, key: str) -> Events:
        rows = {row.id: row for row in await self._newest()}
        new = [rows[number] for number in self.seen.news(rows)]
        return [("notification", msgspec.json.encode(shape)) for shape in await shapes(self.db, self.me, new)]

    async def _newest(self) -> list[Notification]:
        return await notifications.list_notifications(self.db, self.me, Page(limit=40))
