"""Emoji as tags of notes and actors, both ways."""

from collections.abc import Sequence

from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import POST_CONTEXT, Document
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles.activitypub import tags
from hubbub.people.profiles.elsewhere import attends
from hubbub.reach import emoji
from hubbub.reach.posts.activitypub import carries, takes

TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


def tag(db: Read, given: emoji.Emoji) -> Document:
    """The emoji as others know it; its id leads to the same."""
    kind = TYPES.get(given.address.rpartition(".")[2], "image/png")
    return {
        "id": db.here.settings.url(f"/emoji/{given.id}"), "type": "Emoji", "name": f":{given.shortcode}:",
        "icon": {"type": "Image", "mediaType": kind, "url": given.address},
    }


def of_note(db: Read, worn: emoji.Worn) -> Sequence[Document]:
    return [tag(db, each) for each in worn.words]


def read(thing: Thing) -> list[emoji.Elsewhere]:
    """The emoji among the tags; Akkoma's have no id, and some have their picture as an address alone."""
    found = [(each.text("name", 70).strip(":"), each.url("icon")) for each in thing.things("tag", "Emoji")]
    return [emoji.Elsewhere(name, url) for name, url in found if url]


carries("tag", "emoji", of_note)
takes("emoji", read)


@tags
async def of_actor(db: Read, who: profiles.Profile) -> Sequence[Document]:
    return [tag(db, each) for each in (await emoji.of_profiles(db, [who])).get(who.id, [])]


@attends
async def learn(tx: Tx, profile: ProfileId, actor: Thing) -> None:
    """An actor that is met or has changed: its name may have emoji."""
    if given := read(actor):
        await emoji.learn(tx, (await profiles.get(tx, profile)).domain or "", given)


@document("/emoji/{id:int}")
async def show(inquiry: Inquiry) -> Document:
    row = await emoji.get(inquiry.db, inquiry.id())
    ours = {each.id: each for each in await emoji.list_here(inquiry.db)} if not row.domain else {}
    if row.id not in ours:
        raise NotFound
    return {"@context": POST_CONTEXT} | tag(inquiry.db, ours[row.id])
