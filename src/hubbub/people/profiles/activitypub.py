"""Profiles as actors of the fediverse: shown, found by name, known by their keys, refreshed and ended."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hubbub.base import bus, text
from hubbub.base.clock import iso, now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Kept
from hubbub.doors.fediverse import actors, receiving, webfinger
from hubbub.doors.fediverse.actors import Pen, Sender
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.keys import Key, multikey
from hubbub.doors.fediverse.routes import ALWAYS, Gone, Inquiry, document, failure, leads
from hubbub.doors.fediverse.vocabulary import ACTOR_CONTEXT, ACTORS, Document, tombstone
from hubbub.people import profiles

from . import elsewhere, inboxes
from .counting import census
from .mastodon import picture
from .store import Profile

KIND = {"person": "Person", "service": "Service", "group": "Group", "organization": "Organization",
        "application": "Application"}

Tags = Callable[[Read, Profile], Awaitable[Sequence[Document]]]
Say = Callable[[Read, Profile], Awaitable[Document]]

# A key beside the first, such as one that another has taken the place of, is looked at again after so long.
_LOOKED_AT = timedelta(days=1)

_senders: Kept[str, Sender] = Kept(20_000)
_pens: Kept[ProfileId, Pen] = Kept(2_000)
_own: dict[int, ProfileId] = {}  # by the database handle: the server's own actor

_more_tags: list[Tags] = []
_says: list[Say] = []

profiles.seeks(elsewhere.seek)


def tags(function: Tags) -> Tags:
    """Let an upper room put tags into the actors of profiles here."""
    _more_tags.append(function)
    return function


def says(function: Say) -> Say:
    """Let an upper room put properties into the actors of profiles here."""
    _says.append(function)
    return function


@bus.hears("key")
def _drop(keys: list[str]) -> None:
    _senders.clear()
    for key in keys:
        _pens.drop(ProfileId(int(key)))


class _Directory:
    """Whom the door knows by their keys."""

    async def by_key(self, db: Read, key_id: str) -> Sender | None:
        if (known := _senders.get(key_id)) is None:
            known = await self._look_up(db, key_id)
        return known if known and (known.until is None or known.until > now()) else None

    async def _look_up(self, db: Read, key_id: str) -> Sender | None:
        stamp = _senders.stamp
        found = await profiles.keys.signer(db, key_id)
        if found is None:
            return None
        key = Key(found.uri, found.owner, found.public_pem)
        until = found.asked_at and found.asked_at + _LOOKED_AT
        sender = Sender(found.profile, found.owner, found.followers_uri, key, found.gone, until)
        return _senders.keep(key_id, sender, stamp)

    async def ask_for_key(self, db: Db, key_id: str) -> Sender:
        return await elsewhere.ask_for_key(db, key_id)

    async def knows(self, db: Read, uri: str) -> bool:
        return await profiles.find(db, uri=uri) is not None

    async def place(self, db: Db, inbox: str) -> str | None:
        return await inboxes.place(db, inbox)

    async def pen(self, db: Db, profile: ProfileId | None) -> Pen | None:
        who = await _server(db) if profile is None else profile
        if (known := _pens.get(who)) is not None:
            return known
        stamp = _pens.stamp
        key = await profiles.keys.key_of(db, who)
        if key is None or key.private_pem is None:
            return None
        changed = bool(await profiles.keys.older_keys(db, who))
        return _pens.keep(who, Pen(key.uri, key.private_pem, changed), stamp)


actors.keeps(_Directory())


async def _server(db: Db) -> ProfileId:
    known = _own.get(id(db))
    if known is None or await profiles.keys.key_of(db, known) is None:
        known = _own[id(db)] = await profiles.instance_actor(db)
    return known


@webfinger.finds
async def subject(db: Read, name: str, address: str) -> webfinger.Subject | None:
    """Somebody here by their name, or by the address of their actor or page."""
    base = db.here.settings.base
    if address.startswith(f"{base}/@"):
        name = address.removeprefix(f"{base}/@")
    known = await profiles.find(db, uri=address) if not name else await profiles.look_up(db, name)
    if known is None:
        return None
    who = await profiles.get(db, known)
    if not who.here or who.removed_at or who.suspended_at:
        return None
    return webfinger.Subject(f"{who.name}@{db.here.settings.domain}", who.uri, who.url, picture(db, who.avatar))


@webfinger.figures
async def figures(db: Read) -> Mapping[str, Any]:
    counted = await census(db)
    return {
        "users": {"total": counted.profiles, "activeMonth": counted.active, "activeHalfyear": counted.active_half_year},
        "localPosts": counted.posts,
    }


async def here(db: Read, profile: ProfileId) -> Profile:
    """A profile of ours that may be shown. Raises `NotFound`, and `Gone` if it was removed."""
    who = await profiles.get(db, profile)
    if who.here and who.removed_at:
        raise Gone(tombstone(who.uri, who.removed_at))
    if not who.here or who.suspended_at:
        raise NotFound
    return who


@document("/users/{id:int}", guarded=False)
async def show(inquiry: Inquiry) -> Document:
    """The actor. The server's own is given to anybody, since its key is needed to prove that it is us who asks."""
    profile = ProfileId(inquiry.id())
    if profile != await _server(inquiry.db):
        await inquiry.check_signed()
    who = await profiles.get(inquiry.db, profile)
    if not (who.here and who.suspended_at and who.removed_at is None):
        who = await here(inquiry.db, profile)
    return await actor(inquiry.db, who, await profiles.keys.key_of(inquiry.db, profile))


@leads("/users/{id:int}")
async def page(inquiry: Inquiry) -> str:
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    return who.url if who.kind != "application" else inquiry.db.here.settings.url("/")


@document("/@{name}")
async def by_name(inquiry: Inquiry) -> str:
    known = await profiles.look_up(inquiry.db, inquiry.path["name"])
    if known is None:
        raise NotFound
    return (await here(inquiry.db, known)).uri


@document("/actor", guarded=False)
@leads("/actor")
async def server(inquiry: Inquiry) -> str:
    return (await profiles.get(inquiry.db, await _server(inquiry.db))).uri


async def actor(db: Read, who: Profile, key: profiles.Key | None) -> Document:
    """The actor document of a profile here; of one who is suspended it says that, and what a key needs."""
    settings = db.here.settings
    if who.suspended_at:
        return _shut(who, key)
    made: Document = {
        "@context": ACTOR_CONTEXT, "id": who.uri, "type": KIND[who.kind], "preferredUsername": who.name,
        "webfinger": f"{who.name}@{settings.domain}", "name": who.display_name, "summary": who.note_html,
        "url": who.url, "inbox": who.inbox, "outbox": f"{who.uri}/outbox", "followers": who.followers_uri,
        "following": f"{who.uri}/following",
        "endpoints": {"sharedInbox": who.shared_inbox}, "published": iso(who.made_at),
        "manuallyApprovesFollowers": who.locked, "discoverable": who.discoverable, "indexable": who.indexable,
        "attachment": [
            {"type": "PropertyValue", "name": field["name"], "value": field["value"]} for field in who.fields
        ],
        "tag": [*_tags(db, who), *[tag for more in _more_tags for tag in await more(db, who)]], "alsoKnownAs": [],
        "attributionDomains": who.attribution_domains, "memorial": False, "showFeatured": who.shows_featured,
        "showMedia": who.shows_media, "showRepliesInMedia": who.shows_media_replies,
        # GoToSocial's: whether posts are kept from whoever is not signed in. Here nobody can ask for that.
        "hidesToPublicFromUnauthedWeb": False, "hidesCcPublicFromUnauthedWeb": False,
        "_misskey_summary": who.note or None,
    }
    for say in _says:
        made |= await say(db, who)
    for name, given, words in (("icon", who.avatar, who.avatar_description),
                               ("image", who.banner, who.banner_description)):
        if (address := picture(db, given)) is not None:
            made[name] = {"type": "Image", "url": address} | ({"summary": words, "name": words} if words else {})
    if key is not None:
        # One and no list: Misskey and Pixelfed read no lists here. What came before it stands where it may be several.
        made["publicKey"] = {"id": key.uri, "owner": who.uri, "publicKeyPem": key.public_pem}
        made["assertionMethod"] = [
            multikey(old.uri, who.uri, old.public_pem) for old in await profiles.keys.older_keys(db, who.id)]
    return made


def _shut(who: Profile, key: profiles.Key | None) -> Document:
    made: Document = {
        "@context": ACTOR_CONTEXT, "id": who.uri, "type": KIND[who.kind], "preferredUsername": who.name,
        "url": who.url, "inbox": who.inbox, "outbox": f"{who.uri}/outbox", "followers": who.followers_uri,
        "endpoints": {"sharedInbox": who.shared_inbox}, "suspended": True,
    }
    if key is not None:
        made["publicKey"] = {"id": key.uri, "owner": who.uri, "publicKeyPem": key.public_pem}
    return made


def _tags(db: Read, who: Profile) -> list[Document]:
    found = {token.text.lower(): token.text for token in text.tokens(who.note) if token.kind == "tag"}
    return [
        {"type": "Hashtag", "name": f"#{word}", "href": db.here.settings.url(f"/tags/{tag}")}
        for tag, word in found.items()
    ]


@receives("Update", of=ACTORS)
async def renew(tx: Tx, activity: Activity) -> None:
    """An actor may change itself and nobody else."""
    given = activity.object
    if given is None or given.id != activity.uri:
        raise NotTheirs
    await elsewhere.refresh(tx, given)


@receives("Delete")
async def end(tx: Tx, activity: Activity) -> None:
    if activity.about == activity.uri:
        await profiles.remove(tx, activity.actor)


async def answer(request: Request) -> Response:
    """A profile's own inbox; whom it is for stands in the activity, so all are one, but for those who are gone."""
    try:
        await here(request.app.state.db, ProfileId(Inquiry(request, request.app.state.db, request.path_params).id()))
    except (Gone, NotFound) as problem:
        return failure(request, problem)
    return await receiving.answer(request)


ALWAYS.add({"POST"}, "/users/{id:int}/inbox", answer)
