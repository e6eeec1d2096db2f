"""Somebody of another server, for the studio's tests."""

from collections.abc import Sequence
from datetime import datetime

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles
from hubbub.reach import posts
from tests.town import Person, Town


async def elsewhere(town: Town, name: str = "zoe") -> ProfileId:
    """Somebody of two.test, as they are known here."""
    uri = f"https://two.test/users/{name}"
    async with town.db.write() as tx:
        return await profiles.arrive(tx, profiles.Arrived(
            uri, name, "two.test", "person", uri, f"{uri}/inbox", None, f"{uri}/followers", f"{uri}#key", "pem"))


async def arrive(
    town: Town, author: ProfileId, to: Person, reply_to: PostId | None = None, *, words: str = "Hello",
    at: datetime | None = None, visibility: str = "public", tags: Sequence[str] = (),
) -> PostId:
    """A post of theirs that names somebody here, and may answer a post."""
    parent = (await posts.get(town.db, [reply_to]))[0].uri if reply_to else None
    uri = f"https://two.test/posts/{ids.new()}"
    async with town.db.write() as tx:
        post = await posts.arrive(tx, posts.Arrived(
            uri, uri, author, f"<p>{words}</p>", visibility, at or now(), reply_to_uri=parent, mentions=[to.profile],
            parts={"tags": list(tags)} if tags else {}))
    assert post is not None
    return post
