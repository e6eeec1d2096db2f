"""Embeds: which posts may stand on pages that are not ours."""

from hubbub.base.db import Db
from hubbub.base.errors import NotFound
from hubbub.people import profiles
from hubbub.reach import posts


async def find(db: Db, url: str) -> posts.Card:
    """The post of ours at this address, as anybody sees it. Raises `NotFound` for any other."""
    wanted = url.strip().partition("#")[0].partition("?")[0].removesuffix("/").removesuffix("/embed")
    if not wanted.startswith(f"{db.here.settings.base}/"):
        raise NotFound
    post = await posts.seek(db, wanted)
    if post is None:
        raise NotFound
    async with db.read() as read:
        row = await posts.visible(read, None, post)
        author = await profiles.get(read, row.author)
        if not author.here or row.boost_of is not None or wanted not in (row.url, row.uri):
            raise NotFound
        return (await posts.cards(read, [post], None))[0]
