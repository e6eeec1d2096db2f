"""Actors of other servers: found by handle or address, and believed only as far as their own server speaks for them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from hubbub.base import text
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db, Duplicate, Tx
from hubbub.base.errors import TooMany
from hubbub.base.ids import ProfileId
from hubbub.base.limits import Counter, Limit
from hubbub.doors.fediverse import gate, webfinger
from hubbub.doors.fediverse.actors import Sender
from hubbub.doors.fediverse.address import host_of, realm_of, web_address
from hubbub.doors.fediverse.fetching import fetch
from hubbub.doors.fediverse.keys import Key, keys_of, usable
from hubbub.doors.fediverse.vocabulary import ACTORS
from hubbub.doors.fediverse.webfinger import Found, Handle, domain_of, handle_of
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles

from .seeking import knows_host

LONGEST_NOTE = 20_000
LONGEST_NAME = 500
LONGEST_FIELD = 2_000
LONGEST_WORDS = 1_500
MOST_DOMAINS = 10


Attend = Callable[[Tx, ProfileId, Thing], Awaitable[None]]

_NEW_HOSTS = Limit("new hosts of a domain", 10, 3600)
_hosts = Counter()
_attends: list[Attend] = []


class NotBelieved(Refused):
    """What an actor says of itself does not hold together."""


def attends(function: Attend) -> Attend:
    """Let an upper room read an actor as it is kept."""
    _attends.append(function)
    return function


async def ask(db: Db, uri: str, found: Found | None = None) -> ProfileId:
    """The actor with this id or page, fetched and kept. Raises `Refused` or `Unreachable`."""
    return (await believe(db, await fetch(db, uri), found))[0]


async def ask_for_key(db: Db, key_id: str) -> Sender:
    """The actor that owns the key at this address, and the key that it shows. Raises `Refused` or `Unreachable`."""
    thing = await fetch(db, key_id)
    if thing.type not in ACTORS and (owner := thing.ref("owner")):
        thing = await fetch(db, owner)
    profile, shown = await believe(db, thing)
    key = next((key for key in shown if key.id == key_id), shown[0])
    known = await profiles.keys.signer(db, key.id)
    return Sender(profile, key.owner, thing.ref("followers"), key, known is None or known.gone)


async def by_handle(db: Db, handle: Handle) -> ProfileId:
    """The actor with this handle, asked of its server. Raises `Refused` or `Unreachable`."""
    found = await webfinger.look_up(db, handle)
    return await profiles.find(db, uri=found.actor) or await ask(db, found.actor, found)


async def believe(
    db: Db, actor: Thing, found: Found | None = None
) -> tuple[ProfileId, list[Key]]:
    """Keep what was fetched from the actor's own address, under the handle that both ends agree on."""
    given, shown = read(actor)
    stance = await gate.stance(db, host_of(given.uri))
    given = replace(given, silenced=stance.silenced)
    if stance.rejects_media:
        given = replace(given, avatar=None, banner=None)
    known = await profiles.find(db, uri=given.uri)
    if known is None:
        await _check_host(db, host_of(given.uri))
        handle = await _agreed(db, actor, given, found)
        given = replace(given, name=handle.name, domain=handle.domain)
    try:
        async with db.write() as tx:
            return await _arrive(tx, given, actor), shown
    except Duplicate:
        # Two requests met the same stranger at once; or else the handle or the key belongs to somebody else.
        if known is None and (met := await profiles.find(db, uri=given.uri)):
            return met, shown
        raise NotBelieved("another actor goes by this name, or has this key") from None


async def _check_host(db: Db, host: str) -> None:
    """Under one domain only so many hosts come up in an hour of which nobody was known (CVE-2022-46405)."""
    if host == realm_of(host) or not db.here.settings.rate_limits or await knows_host(db, host):
        return
    try:
        _hosts.take(_NEW_HOSTS, realm_of(host))
    except TooMany:
        raise Unreachable("too many servers have come up under that domain") from None


async def refresh(tx: Tx, actor: Thing) -> None:
    """Keep what a known actor, by its own signature, says of itself now. Raises `Refused`."""
    await _arrive(tx, read(actor)[0], actor)


async def _arrive(tx: Tx, given: profiles.Arrived, actor: Thing) -> ProfileId:
    profile = await profiles.arrive(tx, given)
    for attend in _attends:
        await attend(tx, profile, actor)
    return profile


def read(actor: Thing) -> tuple[profiles.Arrived, list[Key]]:
    """What an actor says of itself, and its keys: one or several. Raises `Refused`."""
    uri, name = actor.id, actor.text("preferredUsername", 256)
    inbox = actor.ref("inbox")
    if actor.type not in ACTORS or uri is None or inbox is None or host_of(inbox) != host_of(uri):
        raise NotBelieved("that is no actor with an inbox on its own server")
    shown = [key for key in keys_of(actor) if usable(key)]
    if not shown:
        raise NotBelieved("that actor has no key of its own that can be used")
    endpoints = actor.thing("endpoints")
    shared = endpoints.ref("sharedInbox") if endpoints else None
    return profiles.Arrived(
        uri=uri, name=name, domain=host_of(uri), kind=actor.type.lower(), url=actor.url() or uri, inbox=inbox,
        # Elsewhere than on its own server, an inbox would be a way to have us write to a third.
        shared_inbox=shared if shared and host_of(shared) == host_of(uri) else None,
        followers_uri=actor.ref("followers"), key_uri=shown[0].id, public_pem=shown[0].pem,
        more_keys={key.id: key.pem for key in shown[1:] if key.id != shown[0].id},
        display_name=text.title(actor.text("name", LONGEST_NAME)),
        note_html=text.clean(actor.text("summary", LONGEST_NOTE)),
        fields=[_field(item) for item in actor.things("attachment", "PropertyValue")],
        avatar=actor.url("icon"), avatar_description=_words_of(actor.thing("icon")), banner=actor.url("image"),
        banner_description=_words_of(actor.thing("image")), locked=actor.flag("manuallyApprovesFollowers"),
        shows_media=actor.flag("showMedia", True), shows_media_replies=actor.flag("showRepliesInMedia", True),
        shows_featured=actor.flag("showFeatured", True), attribution_domains=_domains(actor),
        discoverable=actor.flag("discoverable"), indexable=actor.flag("indexable"), made_at=actor.time("published"),
        suspended=actor.flag("suspended"),
    ), shown


def _words_of(picture: Thing | None) -> str:
    return (picture.text("summary", LONGEST_WORDS) or picture.text("name", LONGEST_WORDS)) if picture else ""


def _domains(actor: Thing) -> list[str]:
    """Whose pages may name the actor as their author."""
    said = (domain_of(name) for name in actor.many("attributionDomains") if isinstance(name, str))
    return [name for name in said if name][:MOST_DOMAINS]


def _field(item: Thing) -> dict[str, str | None]:
    return {
        "name": text.plain(item.text("name", LONGEST_NAME)), "value": text.clean(item.text("value", LONGEST_FIELD)),
        "verified_at": None,
    }


async def _agreed(db: Db, actor: Thing, given: profiles.Arrived, found: Found | None) -> Handle:
    """The handle that the actor claims and whose server points back at the actor; no other is taken."""
    claimed = handle_of(actor.text("webfinger", 320)) or handle_of(f"{given.name}@{given.domain}")
    if claimed is None:
        raise NotBelieved("that name is none that we can show")
    for _ in range(2):
        said = found if found and found.handle.same(claimed) else await webfinger.look_up(db, claimed)
        if said.actor != given.uri or said.handle.name.lower() != given.name.lower():
            break
        if said.handle.same(claimed):
            return said.handle
        # The server's own domain says that the name belongs to another (split domain): that one must agree.
        claimed = said.handle
    raise NotBelieved("the handle and the actor do not agree on each other")


async def seek(db: Db, wanted: str) -> ProfileId | None:
    """The profile with this handle or address, asked of its server; None if that gives none."""
    try:
        if (address := web_address(wanted)) is not None:
            return await ask(db, address)
        if (handle := handle_of(wanted)) is not None and handle.domain not in _own(db):
            return await by_handle(db, handle)
    except (Refused, Unreachable):
        pass
    return None


def _own(db: Db) -> tuple[str, str]:
    return db.here.settings.domain, db.here.settings.web_domain
