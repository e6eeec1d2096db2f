"""Sitemaps: a page for each hundred people, by the first of them, with the newest that each has said to everybody."""

from hubbub.base.db import Read
from hubbub.base.ids import ProfileId

from . import store
from .store import Place

# A hundred people with four hundred posts each: sitemaps.org allows 50,000 places on a page.
PEOPLE = 100
POSTS = 400


async def list_pages(db: Read) -> list[ProfileId]:
    """With whom each page begins; the first page begins with nobody, so it is there on an empty server too."""
    return [ProfileId(0), *(ProfileId(first) for first in (await db.all(store.FIRSTS, size=PEOPLE))[1:])]


async def list_places(db: Read, first: ProfileId) -> list[Place]:
    """The pages of people from this one on, and of their public posts; what is older is reached from those."""
    people = await db.all(store.PEOPLE, first=first, size=PEOPLE)
    posts = await db.all(store.POSTS, people=[row.profile for row in people], most=POSTS)
    return [*people, *posts]
