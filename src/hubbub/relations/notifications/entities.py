"""Notifications as the client API's entities: one by one, and in groups."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.params import Params
from hubbub.people.profiles import mastodon as accounts
from hubbub.reach.posts.rendering import rendered_by_id
from hubbub.relations.notifications import KINDS, Group, Notification, words

# The wire's words where they are not ours.
TYPES = {kind: kind for kind in KINDS} | {
    "boost": "reblog", "severance": "severed_relationships", "warning": "moderation_warning",
    "sign_up": "admin.sign_up", "report": "admin.report", "collection": "added_to_collection",
    "feeling": "pleroma:emoji_reaction",
}
# glitch-soc and its apps have another word for a reaction.
KIND = {name: kind for kind, name in TYPES.items()} | {"reaction": "feeling"}

# The database, the reader and the numbers of what is told of, to their JSON.
Of = Callable[[Read, ProfileId, Sequence[int]], Awaitable[dict[int, Any]]]

_carried: dict[str, tuple[str, Of]] = {}
_spread: dict[str, Of] = {}


def carries(kind: str, field: str, of: Of) -> None:
    """Let the room that tells of this kind show in this field what it is about: `report`, `moderation_warning`."""
    _carried[kind] = (field, of)


def spreads(kind: str, of: Of) -> None:
    """Let the room say several fields of this kind at once: what it gives are mappings of them."""
    _spread[kind] = of


async def shapes(
    db: Read, me: ProfileId, rows: Sequence[Notification], supported: Sequence[str] = (),
    statuses: Mapping[PostId, msgspec.Raw] | None = None,
) -> list[dict[str, Any]]:
    """Each as the Notification entity; one whose actor or status is gone meanwhile is left out.

    `supported` are the types that the app says it knows: the others are put into words for it. `statuses` are what
    they are about, where that is rendered already.
    """
    people = await accounts.pieces(db, [row.actor for row in rows])
    if statuses is None:
        statuses = await statuses_of(db, me, [row.post for row in rows])
    more = await _more(db, me, rows)
    return [
        {
            "id": str(row.id), "type": TYPES[row.kind], "created_at": iso(row.made_at),
            "group_key": wire_key(row.bundle or str(row.id)), "account": msgspec.Raw(people[row.actor]),
        } | ({"status": statuses[row.post]} if row.post else {}) | more.get(row.id, {})
        | _fallback(row.kind, people[row.actor], supported)
        for row in rows if row.actor in people and (row.post is None or row.post in statuses)
    ]


async def results(
    db: Read, me: ProfileId, groups: Sequence[Group], shaped: Sequence[bytes], asked: Params
) -> dict[str, Any]:
    """The groups, each of which `shape` made JSON of, with the accounts and statuses that they name, once each beside
    them."""
    statuses = await statuses_of(db, me, [group.post for group in groups])
    json = {group.newest: made for group, made in zip(groups, shaped, strict=True)
            if group.post is None or group.post in statuses}
    shown = [group for group in groups if group.newest in json]
    everybody = list(dict.fromkeys([actor for group in shown for actor in group.actors]))
    people = await accounts.pieces(db, everybody)
    more = await _more(db, me, shown)
    if supported := asked.texts("supported_types"):
        for group in shown:
            if instead := _fallback(group.kind, people.get(group.actors[0], b""), supported):
                more[group.newest] = more.get(group.newest, {}) | instead
    for newest, fields in more.items():
        json[newest] = json[newest][:-1] + b"," + msgspec.json.encode(fields)[1:]
    made: dict[str, Any] = {
        "statuses": list(statuses.values()),
        "notification_groups": [msgspec.Raw(each) for each in json.values()],
    }
    whole = everybody
    if asked.text("expand_accounts") == "partial_avatars":
        whole = list(dict.fromkeys(group.actors[0] for group in shown))
        made["partial_accounts"] = [_partial(people[who]) for who in everybody if who not in whole and who in people]
    return made | {"accounts": [msgspec.Raw(people[who]) for who in whole if who in people]}


async def statuses_of(db: Read, me: ProfileId, wanted: Sequence[PostId | None]) -> dict[PostId, msgspec.Raw]:
    posts = list(dict.fromkeys(post for post in wanted if post is not None))
    return {post: msgspec.Raw(status) for post, status in (await rendered_by_id(db, posts, me)).items()}


async def _more(
    db: Read, me: ProfileId, rows: Sequence[Notification] | Sequence[Group]
) -> dict[int, dict[str, Any]]:
    """By the notification: the field that another room has for its kind."""
    found: dict[int, dict[str, Any]] = {}
    kinds = {row.kind for row in rows}
    for kind, (field, of) in _carried.items():
        if kind in kinds and (told := _told(rows, kind)):
            values = await of(db, me, list(dict.fromkeys(told.values())))
            found |= {number: {field: values[about]} for number, about in told.items() if about in values}
    for kind, of in _spread.items():
        if kind in kinds and (told := _told(rows, kind)):
            values = await of(db, me, list(dict.fromkeys(told.values())))
            found |= {number: values[about] for number, about in told.items() if about in values}
    return found


def _told(rows: Sequence[Notification] | Sequence[Group], kind: str) -> dict[int, int]:
    return {_number(row): row.about for row in rows if row.kind == kind and row.about}


def _number(row: Notification | Group) -> int:
    return row.newest if isinstance(row, Group) else row.id


def _fallback(kind: str, account: bytes, supported: Sequence[str]) -> dict[str, Any]:
    """For an app that has said which types it knows, this one not among them: what it can show instead."""
    if not supported or TYPES[kind] in supported or not account:
        return {}
    who = msgspec.json.decode(account, type=_Called).display_name
    return {"fallback": {"title": str(words.sentence(kind, who)), "summary": None, "details": None}}


class _Called(msgspec.Struct):
    display_name: str


def shape(group: Group) -> bytes:
    """The group as JSON, without what other rooms say of it."""
    made = {
        "group_key": wire_key(group.key), "type": TYPES[group.kind], "notifications_count": group.count,
        # An integer, unlike every other id: Mastodon's own apps stop at a text.
        "most_recent_notification_id": group.newest, "page_max_id": str(group.newest),
        "page_min_id": str(group.oldest_on_page), "latest_page_notification_at": iso(group.last_at),
        "sample_account_ids": [str(actor) for actor in group.actors],
    }
    return msgspec.json.encode(made | ({"status_id": str(group.post)} if group.post else {}))


_PARTIAL = ("id", "acct", "locked", "bot", "url", "avatar", "avatar_static", "avatar_description")


def _partial(piece: bytes) -> dict[str, Any]:
    account = msgspec.json.decode(piece)
    return {name: account[name] for name in _PARTIAL}


def wire_key(key: str) -> str:
    """What apps call the group of this bundle, or the one notification with this number."""
    kind, dash, rest = key.partition("-")
    return f"{TYPES[kind]}-{rest}" if dash else f"ungrouped-{key}"


def own_key(wire: str) -> str:
    """Our word for the group that an app names: a bundle, or the number of what stands alone."""
    kind, _, rest = wire.partition("-")
    return rest if kind == "ungrouped" else f"{KIND.get(kind, kind)}-{rest}"
