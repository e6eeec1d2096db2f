"""Tags on the wire: what a note says of itself, and which tags somebody shows beside their profile."""

from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import POST_CONTEXT, Document, collection
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
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
