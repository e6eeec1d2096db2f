"""Tags on the wire: what a note says of itself, and which tags somebody shows beside their profile."""

from hubbub.base import ids
from hubbub.base.db import Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import POST_CONTEXT, Document, activity, collection
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import follows, profiles
from hubbub.people.profiles.activitypub import here, says
from hubbub.reach import tags
from hubbub.reach.posts.activitypub import takes

LONGEST = 200


def read(note: Thing) -> list[str]:
    """The names, as they are spelled there; without any the post has none, whatever its words look like."""
    return [tag.text("name", LONGEST) for tag in note.things("tag", "Hashtag")]


takes("tags", read)


@says
async def where(db: Read, who: profiles.Profile) -> Document:
    return {"featuredTags": f"{who.uri}/tags"}


@document("/users/{id:int}/tags")
async def featured(inquiry: Inquiry) -> Document:
    """The tags that somebody here shows beside their profile."""
    who = await here(inquiry.db, ProfileId(inquiry.id()))
    shown = [
        {"type": "Hashtag", "name": f"#{row.name}", "href": inquiry.db.here.settings.url(f"/tags/{row.name}")}
        for row in await tags.list_featured(inquiry.db, who.id)
    ]
    made = collection(f"{who.uri}/tags", len(shown), ordered=False) | {"items": shown}
    return made | {"@context": POST_CONTEXT}


@on(tags.TagFeatured)
async def send_shown(tx: Tx, fact: tags.TagFeatured) -> None:
    await _tell(tx, fact.profile, "Add", fact.name)


@on(tags.TagUnfeatured)
async def send_hidden(tx: Tx, fact: tags.TagUnfeatured) -> None:
    await _tell(tx, fact.profile, "Remove", fact.name)


async def _tell(tx: Tx, profile: ProfileId, verb: str, name: str) -> None:
    """To followers, in Mastodon's words: the tag goes into, or out of, the collection `featured`."""
    who = await profiles.get(tx, profile)
    inboxes = await follows.inboxes(tx, profile) if who.here else []
    if inboxes:
        tag: Document = {"@context": POST_CONTEXT, "type": "Hashtag", "name": f"#{name}",
                         "href": tx.here.settings.url(f"/tags/{name}")}
        what = activity(f"{who.uri}#tags/{ids.new()}", verb, who.uri, tag, [f"{who.uri}/followers"])
        await send(tx, profile, what | {"target": f"{who.uri}/featured"}, inboxes)


@receives("Add", "Remove", of={"Hashtag"})
async def receive(tx: Tx, given: Activity) -> None:
    """Somebody elsewhere shows a tag beside their profile, or does so no longer."""
    if not given.owns(given.thing.ref("target")) or given.object is None:
        raise NotTheirs
    name = await tags.know(tx, given.object.text("name", LONGEST).removeprefix("#"))
    if given.thing.type == "Add":
        await tags.feature(tx, given.actor, name)
    else:
        await tags.unfeature(tx, given.actor, name=name)
