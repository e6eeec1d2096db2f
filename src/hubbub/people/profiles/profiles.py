"""Profiles: one row for an actor here or elsewhere, its keys and its counts."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hubbub.base import ids, text
from hubbub.base.clock import now
from hubbub.base.db import Db, Duplicate, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import job
from hubbub.base.kept import Lately
from hubbub.base.keys import make_key

from . import keys, pictures, store
from .store import Profile

NAME = re.compile(r"[a-z0-9_]{1,30}", re.I)
# Names that would pass for the server itself or shadow one of its addresses.
RESERVED = frozenset({
    "about", "abuse", "actor", "admin", "administrator", "api", "everyone", "explore", "help", "here", "home", "hubbub",
    "inbox", "media", "moderator", "oauth", "owner", "postmaster", "root", "search", "settings", "staff", "support",
    "system", "users", "webmaster",
})
LONGEST_NOTE = 5000
LONGEST_DISPLAY_NAME = 100
LONGEST_DESCRIPTION = 1500
MOST_FIELDS = 10
LONGEST_FIELD = 255
MOST_DOMAINS = 10
_DOMAIN = re.compile(r"(?=.{4,253}$)([\w-]{1,63}\.)+[\w-]{2,63}")


class NameTaken(Conflict):
    """This name is taken. Please choose another."""


class NotAName(Invalid):
    """A name has 1 to 30 letters (a to z), digits or underscores."""


@dataclass(frozen=True, slots=True)
class ProfileMet:
    """Somebody is known here for the first time, or says from elsewhere who they are now."""

    profile: ProfileId


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class ProfileRemoved:
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class ProfileSuspended:
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class ProfileRestored:
    """Somebody who was suspended is so no longer."""

    profile: ProfileId


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a peer says of an actor of its own, checked and cleaned by the face that read it."""

    uri: str
    name: str
    domain: str
    kind: str
    url: str
    inbox: str
    shared_inbox: str | None
    followers_uri: str | None
    key_uri: str
    public_pem: str
    more_keys: Mapping[str, str] = field(default_factory=dict)  # addresses of further keys, and those as PEM
    display_name: str = ""
    note_html: str = ""
    fields: list[dict[str, Any]] = field(default_factory=list)
    avatar: str | None = None
    avatar_description: str = ""
    banner: str | None = None
    banner_description: str = ""
    shows_media: bool = True
    shows_media_replies: bool = True
    shows_featured: bool = True
    attribution_domains: Sequence[str] = ()
    locked: bool = False
    discoverable: bool = False
    indexable: bool = False
    made_at: datetime | None = None
    silenced: bool = False  # as its whole server is
    suspended: bool = False  # by its own server


async def get(db: Read, profile: ProfileId) -> Profile:
    """The profile. Raises `NotFound`."""
    found = await list_by_ids(db, [profile])
    if not found:
        raise NotFound
    return found[0]


async def find(db: Read, *, uri: str) -> ProfileId | None:
    """The profile with this ActivityPub id, if it is known."""
    known = await db.maybe(store.ID_BY_URI, uri=uri)
    return ProfileId(known) if known else None


async def find_all(db: Read, uris: Iterable[str]) -> dict[str, ProfileId]:
    """The profiles with these ActivityPub ids, as far as they are known."""
    wanted = list(uris)
    return {row.uri: row.profile for row in await db.all(store.BY_URIS, uris=wanted)} if wanted else {}


async def look_up(db: Read, name: str, domain: str | None = None) -> ProfileId | None:
    """The profile with this handle, if it is known; our own domain means here."""
    settings = db.here.settings
    elsewhere = domain.lower() if domain and domain.lower() not in (settings.domain, settings.web_domain) else None
    known = await db.maybe(store.ID_BY_HANDLE, name=name, domain=elsewhere)
    return ProfileId(known) if known else None


async def list_by_ids(db: Read, profiles: Iterable[ProfileId]) -> list[Profile]:
    """The profiles, in the order asked for; unknown ones are left out."""
    by_id = await _by_ids(db, wanted := list(profiles))
    return [by_id[profile] for profile in wanted if profile in by_id]


async def _by_ids(db: Read, wanted: Sequence[ProfileId]) -> dict[ProfileId, Profile]:
    return {row.id: row for row in await db.all(store.BY_IDS, ids=list(wanted))} if wanted else {}


lately = Lately(_by_ids, "profile")  # those that are there, to be shown


async def open_profile(
    tx: Tx, name: str, *, kind: str = "person", display_name: str = "", system: bool = False
) -> ProfileId:
    """A new profile here, with its own key. Raises `NotAName`, `NameTaken`."""
    if not system and not NAME.fullmatch(name):
        raise NotAName(field="name")
    if not system and name.lower() in RESERVED:
        raise NameTaken("This name is reserved. Please choose another.", field="name")
    profile = ProfileId(ids.new())
    url = tx.here.settings.url
    uri = url(f"/users/{profile}")
    try:
        async with tx.part():
            await tx.run(
                store.ADD, id=profile, name=name, domain=None, kind=kind, display_name=display_name, note_html="",
                fields=[], avatar=None, banner=None, locked=False, discoverable=True, indexable=True, uri=uri,
                url=url(f"/@{name}"), inbox=f"{uri}/inbox", shared_inbox=url("/inbox"),
                followers_uri=f"{uri}/followers", made_at=now(), fetched_at=None, avatar_description="",
                banner_description="", shows_media=True, shows_media_replies=True, shows_featured=True,
                attribution_domains=[],
            )
    except Duplicate:
        raise NameTaken(field="name") from None
    await tell(tx, ProfileMet(profile))
    # Making a key takes up to a second of CPU: nobody waits for it, and a flood of sign-ups only queues.
    await give_key.soon(tx, profile=profile)
    return profile


@job
async def give_key(tx: Tx, profile: ProfileId) -> None:
    """The profile's own key pair, once."""
    if await keys.key_of(tx, profile) is None:
        owner = await get(tx, profile)
        private, public = await asyncio.to_thread(make_key)
        await tx.run(
            store.KEEP_KEY, profile=profile, uri=f"{owner.uri}#main-key", public_pem=public, private_pem=private
        )


async def arrive(tx: Tx, given: Arrived) -> ProfileId:
    """Keep or refresh an actor from elsewhere."""
    row = {
        "kind": given.kind, "display_name": given.display_name[:500], "note_html": given.note_html,
        "fields": given.fields, "avatar": given.avatar, "banner": given.banner, "locked": given.locked,
        "discoverable": given.discoverable, "indexable": given.indexable, "url": given.url, "inbox": given.inbox,
        "shared_inbox": given.shared_inbox, "followers_uri": given.followers_uri, "uri": given.uri,
        "fetched_at": now(), "avatar_description": given.avatar_description,
        "banner_description": given.banner_description, "shows_media": given.shows_media,
        "shows_media_replies": given.shows_media_replies, "shows_featured": given.shows_featured,
        "attribution_domains": list(given.attribution_domains),
    }
    known = await tx.maybe(store.REFRESH, **row)
    if known is None:
        known = await tx.one(
            store.ADD, id=ids.new(), name=given.name, domain=given.domain, made_at=given.made_at or now(), **row
        )
        if given.silenced:
            await tx.run(store.LIMIT, id=known, now=now())
    if await tx.maybe(store.SUSPENDED_THERE, id=known, suspended=given.suspended, now=now()):
        tx.say("standing", known)
    await keys.keep(tx, ProfileId(known), (given.key_uri, given.public_pem), given.more_keys)
    changed_key(tx, ProfileId(known))
    await tell(tx, ProfileMet(ProfileId(known)))
    return ProfileId(known)


async def edit(
    tx: Tx, profile: ProfileId, *, fields: Sequence[tuple[str, str]] | None = None, **given: Any
) -> Profile:
    """Change what the profile says of itself; what is not given stays. Raises `Invalid` by field.

    `fields` are names and values as written, all of them; empty ones are left out.
    """
    was = await get(tx, profile)
    new = _edited(tx, was, fields, given)
    await tx.run(store.EDIT, id=profile, **new)
    for old in {was.avatar, was.banner} - {new["avatar"], new["banner"], None}:
        await pictures.drop.later(tx, now() + pictures.GRACE, key=str(old))
    changed(tx, profile)
    await tell(tx, ProfileChanged(profile))
    return await get(tx, profile)


async def preview(db: Read, profile: ProfileId, fields: Sequence[tuple[str, str]], **given: Any) -> Profile:
    """What such an `edit` would make of the profile, which stays as it is. Raises `Invalid` by field."""
    was = await get(db, profile)
    return replace(was, **_edited(db, was, fields, given))


def _edited(
    db: Read, was: Profile, fields: Sequence[tuple[str, str]] | None, given: Mapping[str, Any]
) -> dict[str, Any]:
    new = {name: given.get(name, getattr(was, name)) for name in (
        "display_name", "note", "avatar", "avatar_description", "banner", "banner_description", "locked",
        "discoverable", "indexable", "kind", "hides_people", "shows_media", "shows_media_replies", "shows_featured",
        "attribution_domains")}
    if len(new["display_name"]) > LONGEST_DISPLAY_NAME:
        raise Invalid("The display name has at most {longest} characters.", field="display_name",
                      longest=LONGEST_DISPLAY_NAME)
    if text.length(new["note"]) > LONGEST_NOTE:
        raise Invalid("The bio has at most {longest} characters.", field="note", longest=LONGEST_NOTE)
    for name in ("avatar_description", "banner_description"):
        if len(new[name]) > LONGEST_DESCRIPTION:
            raise Invalid("A description has at most {longest} characters.", field=name, longest=LONGEST_DESCRIPTION)
    new["attribution_domains"] = _domains(new["attribution_domains"])
    kept = was.fields if fields is None else _fields(db, fields, was)
    return new | {"note_html": _html(db, new["note"]), "fields": kept}


def _html(db: Read, words: str) -> str:
    return text.render(words, {}, lambda tag: db.here.settings.url(f"/tags/{tag.lower()}"))


def _domains(given: Sequence[str]) -> list[str]:
    """Whose pages may name the profile as their author: names of hosts, each once."""
    names = [name.strip().lower().removeprefix("https://").removeprefix("*.").rstrip("/") for name in given]
    wanted = list(dict.fromkeys(filter(None, names)))
    if len(wanted) > MOST_DOMAINS or not all(_DOMAIN.fullmatch(name) for name in wanted):
        raise Invalid("Validation failed: Attribution domains are names of at most {most} websites.",
                      field="attribution_domains", most=MOST_DOMAINS)
    return wanted


def _fields(db: Read, given: Sequence[tuple[str, str]], was: Profile) -> list[dict[str, Any]]:
    """Fields as kept: a value that has not changed stays verified."""
    filled = [(name.strip(), value.strip()) for name, value in given if name.strip() or value.strip()]
    if len(filled) > MOST_FIELDS:
        raise Invalid("A profile has at most {most} fields.", field="fields", most=MOST_FIELDS)
    if any(not name or len(name) > LONGEST_FIELD or len(value) > LONGEST_FIELD for name, value in filled):
        raise Invalid("A field has a name; neither it nor its value is longer than {longest} characters.",
                      field="fields", longest=LONGEST_FIELD)
    verified = {field.get("source"): field.get("verified_at") for field in was.fields}
    return [
        {"name": name, "value": _value(db, value), "source": value, "verified_at": verified.get(value)}
        for name, value in filled
    ]


def _value(db: Read, words: str) -> str:
    """The HTML of a field: its links say that they are one's own, by which pages elsewhere are verified."""
    made = _html(db, words).removeprefix("<p>").removesuffix("</p>")
    return made.replace('rel="nofollow noopener"', 'rel="me nofollow noopener"')


async def remove(tx: Tx, profile: ProfileId) -> None:
    """Empty the profile for good; its name stays taken."""
    was = await get(tx, profile)
    if await tx.maybe(store.REMOVE, id=profile, now=now()):
        for key in filter(None, (was.avatar, was.banner)) if was.here else ():
            await pictures.drop.soon(tx, key=key)
        changed_key(tx, profile)
        tx.say("standing", profile)
        await tell(tx, ProfileRemoved(profile))


async def suspend(tx: Tx, profile: ProfileId, lasts: bool = True) -> None:
    """Shut the profile out, or let it in again: it is not seen, and elsewhere not heard."""
    if await tx.maybe(store.SUSPEND, id=profile, at=now() if lasts else None):
        changed_key(tx, profile)
        tx.say("standing", profile)
        if lasts:
            await tell(tx, ProfileSuspended(profile))
        else:
            await tell(tx, ProfileRestored(profile))


async def instance_actor(db: Db) -> ProfileId:
    """The server's own actor, which fetches and reports; made on first use."""
    name = db.here.settings.domain
    known = await look_up(db, name)
    if known:
        return known
    try:
        async with db.write() as tx:
            actor = await open_profile(tx, name, kind="application", system=True)
            await give_key.call(tx, actor)
            return actor
    except NameTaken:
        return await look_up(db, name) or await instance_actor(db)


def changed(tx: Tx, profile: ProfileId) -> None:
    """Whatever is kept of this profile anywhere is out of date."""
    tx.say("profile", profile)


def changed_key(tx: Tx, profile: ProfileId) -> None:
    """Besides, what is kept of its key: apart, since a profile's counts change with every post and its key does not."""
    changed(tx, profile)
    tx.say("key", profile)
