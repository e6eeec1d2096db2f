"""One's own account in the client API: who am I, changing it, and how one likes to post."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from hubbub.base import bus
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Invalid, NotAllowed
from hubbub.base.ids import AccountId, ProfileId
from hubbub.base.kept import Kept
from hubbub.doors.mastodon.instance import describes, forget
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.people import accounts, profiles
from hubbub.people.profiles.mastodon import adds_to_all, picture, pieces, raw, shapes, source

from .accounts import list_staff
from .store import Preferences

Add = Callable[[Read, ProfileId], Awaitable[dict[str, Any]]]

_adds: list[Add] = []
_grants: dict[str, int] = {"collection_limit": 0}
_credentials: Kept[ProfileId, tuple[AccountId, bytes]] = Kept(5_000, "profile", "graph")

VISIBILITY = {"public": "public", "quiet": "unlisted", "followers": "private", "mentioned": "direct"}
WORDS = {word: name for name, word in VISIBILITY.items()}
QUOTE_POLICIES = ("public", "followers", "nobody")
PICTURES = {"avatar": "avatar", "header": "banner"}
# Names of the parameters as apps send them, and ours.
TEXTS = {
    "display_name": "display_name", "note": "note", "avatar_description": "avatar_description",
    "header_description": "banner_description",
}
FLAGS = {
    "locked": "locked", "discoverable": "discoverable", "indexable": "indexable", "hide_collections": "hides_people",
    "show_media": "shows_media", "show_media_replies": "shows_media_replies", "show_featured": "shows_featured",
}

ROLES = {"owner": (3, "Owner"), "admin": (2, "Admin"), "moderator": (1, "Moderator"), "member": (-99, "")}
ROLE_IDS = {str(number): name for name, (number, _) in ROLES.items()}


@bus.hears("preferences")
def _drop(keys: list[str]) -> None:
    _credentials.clear()


@bus.hears("admissions")
def _drop_description(keys: list[str]) -> None:
    forget()


@describes("registrations")
async def registrations(db: Read) -> dict[str, Any]:
    mode = await accounts.admitting.mode(db)
    by_hand = mode == "approval"
    return {"enabled": mode != "closed", "approval_required": by_hand, "reason_required": by_hand}


@bus.hears("staff")
def _drop_credentials(keys: list[str]) -> None:
    _credentials.clear()


def adds(function: Add) -> Add:
    """Let an upper room put something into what only its owner sees of an account, its `source`.

    What changes there says `profile` or `graph`.
    """
    _adds.append(function)
    return function


async def credentials(db: Read, account: AccountId, profile: ProfileId) -> dict[str, Any]:
    """The CredentialAccount entity."""
    row = await profiles.get(db, profile)
    person = await accounts.get(db, account)
    posts = await accounts.preferences(db, account)
    more = {
        "privacy": VISIBILITY[posts.visibility], "sensitive": posts.sensitive, "language": posts.language,
        "quote_policy": posts.quote_policy, "follow_requests_count": 0,
    }
    for add in _adds:
        more |= await add(db, profile)
    return (await shapes(db, [row]))[0] | {
        "display_name": row.display_name, "source": source(row) | more, "role": role(person.role),
    }


def role(name: str) -> dict[str, Any]:
    number, title = ROLES[name]
    # Apps show their pages for moderators by these bits.
    permissions = int(accounts.May.of(name))
    return {
        "id": str(number), "name": title, "color": "", "permissions": str(permissions), "highlighted": bool(title),
    } | _grants


def grants(field: str, number: int) -> None:
    """Let an upper room say how much of something everybody may have, whatever their role."""
    _grants[field] = number


async def staff(call: Call, may: accounts.May) -> AccountId:
    """Who calls, if they may do this for the server. Raises `NotAllowed`."""
    person = await accounts.get(call.db, call.account)
    if may not in accounts.May.of(person.role):
        raise NotAllowed("This action is not allowed")
    return person.id


@api("GET", "/api/v1/accounts/verify_credentials", scope="profile read:accounts")
async def verify(call: Call) -> Any:
    """Apps ask this at every start, so the answer is kept until something in it is another."""
    known = _credentials.get(call.me)
    if known is None or known[0] != call.account:
        stamp = _credentials.stamp
        async with call.db.read() as db:
            made = msgspec.json.encode(await credentials(db, call.account, call.me))
        known = _credentials.keep(call.me, (call.account, made), stamp)
    return known[1]


@api("PATCH", "/api/v1/accounts/update_credentials", scope="write:accounts", upload=True)
async def update(call: Call) -> Any:
    """Change what was sent; the rest stays. Pictures are made anew before anything is written."""
    me, account, given = call.me, call.account, call.params
    async with _edited(call) as tx:
        if (wanted := given.sub("source")) is not None:
            await accounts.prefer(tx, account, _preferences(wanted, await accounts.preferences(tx, account)))
        return await credentials(tx, account, me)


@asynccontextmanager
async def _edited(call: Call) -> AsyncIterator[Tx]:
    """The transaction in which the profile has been changed to what was sent."""
    me, given = call.me, call.params
    files = {ours: given.files[name].file for name, ours in PICTURES.items() if name in given.files}
    async with profiles.pictures.keep(call.db.here, files) as new, call.db.write() as tx:
        words: dict[str, Any] = {ours: given.text(name) for name, ours in TEXTS.items() if name in given}
        words |= {ours: given.flag(name) for name, ours in FLAGS.items() if name in given}
        if "attribution_domains" in given:
            words["attribution_domains"] = given.texts("attribution_domains")
        if "bot" in given and (await profiles.get(tx, me)).kind in ("person", "service"):
            words["kind"] = "service" if given.flag("bot") else "person"
        await profiles.edit(tx, me, fields=_fields(given), **words, **new)
        yield tx


@api("GET", "/api/v1/profile", scope="profile read:accounts")
async def own(call: Call) -> Any:
    return profile(call.db, await profiles.get(call.db, call.me))


@api("PATCH", "/api/v1/profile", scope="write:accounts", upload=True)
async def update_own(call: Call) -> Any:
    """The newer way to change what was sent."""
    async with _edited(call) as tx:
        return profile(tx, await profiles.get(tx, call.me))


def profile(db: Read, row: profiles.Profile) -> dict[str, Any]:
    """The Profile entity: words as they were written, and as they are shown."""
    avatar, header = picture(db, row.avatar), picture(db, row.banner)
    written = source(row)
    return {
        "id": str(row.id), "display_name": row.display_name, "note": row.note, "formatted_note": row.note_html,
        "fields": written["fields"],
        "formatted_fields": [field | {"value": shown["value"]}
                             for field, shown in zip(written["fields"], row.fields, strict=True)],
        "avatar": avatar, "avatar_static": avatar, "avatar_description": row.avatar_description,
        "header": header, "header_static": header, "header_description": row.banner_description,
        "bot": row.kind in ("service", "application"), "attribution_domains": row.attribution_domains,
    } | {name: getattr(row, ours) for name, ours in FLAGS.items()}


@adds_to_all
async def roles(db: Read, rows: Sequence[profiles.Profile]) -> Mapping[ProfileId, dict[str, Any]]:
    """Who keeps this server is seen beside their name."""
    found = await list_staff(db, [row.id for row in rows if row.here])
    return {
        profile: {"roles": [{"id": str(ROLES[name][0]), "name": ROLES[name][1], "color": ""}]}
        for profile, name in found.items()
    }


def _fields(given: Params) -> list[tuple[str, str]] | None:
    """Name and value of each field; apps send them as a list or as a mapping from numbers."""
    if "fields_attributes" not in given:
        return None
    sent = given.many("fields_attributes")
    if not all(isinstance(field, dict) for field in sent):
        raise Invalid("fields_attributes must have a name and a value each.", field="fields_attributes")
    return [(field.text("name"), field.text("value")) for field in map(Params, sent)]


def _preferences(given: Params, was: Preferences) -> Preferences:
    visibility = given.text("privacy") or VISIBILITY[was.visibility]
    if visibility not in WORDS:
        raise Invalid("Validation failed: Visibility is not included in the list", field="privacy")
    language = given.text("language", was.language or "", 16) or None
    policy = given.text("quote_policy") or was.quote_policy
    if policy not in QUOTE_POLICIES:
        raise Invalid("Validation failed: Quote policy is not included in the list", field="quote_policy")
    return Preferences(WORDS[visibility], given.flag("sensitive", was.sensitive), language, policy)


@api("DELETE", "/api/v1/profile/avatar", scope="write:accounts")
async def remove_avatar(call: Call) -> Any:
    return await _without(call, "avatar")


@api("DELETE", "/api/v1/profile/header", scope="write:accounts")
async def remove_header(call: Call) -> Any:
    return await _without(call, "banner")


async def _without(call: Call, picture: str) -> Any:
    nothing: dict[str, Any] = {picture: None, f"{picture}_description": ""}
    async with call.db.write() as tx:
        await profiles.edit(tx, call.me, **nothing)
        return await credentials(tx, call.account, call.me)


@api("GET", "/api/v1/preferences", scope="read:accounts")
async def preferences(call: Call) -> Any:
    posts = await accounts.preferences(call.db, call.account)
    return {
        "posting:default:visibility": VISIBILITY[posts.visibility], "posting:default:sensitive": posts.sensitive,
        "posting:default:language": posts.language, "posting:default:quote_policy": posts.quote_policy,
        "reading:expand:media": "default", "reading:expand:spoilers": False, "reading:autoplay:gifs": False,
    }


@describes("contact.account")
async def contact(db: Db) -> Any:
    """Whom to turn to: the owner. Their e-mail address is nobody's business."""
    owner = await accounts.owner(db)
    return raw((await pieces(db, [owner]))[owner]) if owner else None
