"""What an app with an open stream hears of a tag's posts."""

from collections.abc import Hashable

from hubbub.base import ids
from hubbub.base.db import Db
from hubbub.base.errors import Invalid
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.feeds import given, narrowed
from hubbub.doors.mastodon.hearing import hears
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.streaming import Feed, News, recent
from hubbub.reach import posts, tags
from hubbub.reach.posts.spreading import gone, spread

MOST_MISSED = 40


async def _tag(db: Db, me: ProfileId, name: str, params: Params) -> Hashable:
    """A tag in its one spelling, and whether only what is from here is meant."""
    tag = tags.named(params.text("tag"))
    if tag is None:
        raise Invalid("Missing tag name parameter")
    return tag, name == "hashtag:local"


async def _missed(db: Db, me: ProfileId, key: tuple[str, bool], since: int) -> list[News]:
    found = await _since(db, me, key, since)
    told = [await spread(db, post, [me], "public") for post in found[::-1]]
    return [news[me] for news in told if me in news]


TAGGED = Feed("hashtag", "hashtag:local", scope="read:statuses", key=_tag, missed=_missed)


@hears("posted")
async def tell_new(db: Db, keys: list[str]) -> None:
    if TAGGED.open():
        await _tell(db, [PostId(int(key)) for key in keys if ids.at(int(key)) > recent()], "update")


@hears("post")
async def tell_changed(db: Db, keys: list[str]) -> None:
    if TAGGED.open():
        changed = [PostId(int(key)) for key in keys]
        for post in await gone(db, changed):
            if post.visibility == "public":  # its tags went with it, so whoever follows any tag is told
                TAGGED.say(News("delete", str(post.id).encode()), *TAGGED.open())
        await _tell(db, changed, "status.update")


@hears("gap")
async def tell_missed(db: Db, keys: list[str]) -> None:
    """What came while nothing was heard."""
    for key in TAGGED.open():
        for post in (await _since(db, None, key, TAGGED.newest(key)))[::-1]:
            TAGGED.say(await spread(db, post, TAGGED.viewers([key]), "public"), key)


async def _since(db: Db, viewer: ProfileId | None, key: tuple[str, bool], since: int) -> list[PostId]:
    sides = narrowed(key[1], False, db.here.settings.tag_feeds)
    return await tags.list_posts(db, viewer, [key[0]], here=sides.here, elsewhere=sides.elsewhere, above=since,
                                 limit=MOST_MISSED) if sides else []


async def _tell(db: Db, changed: list[PostId], name: str) -> None:
    rows = {row.id: row for row in await posts.get(db, changed) if row.visibility == "public" and row.boost_of is None}
    for post, names in (await tags.tagged(db, list(rows)) if rows else {}).items():
        here = rows[post].uri.startswith(db.here.settings.base)
        if not given(db.here.settings.tag_feeds, here):
            continue
        keys = [(tag, local) for tag in names for local in (False, True) if (here or not local)]
        TAGGED.say(await spread(db, post, TAGGED.viewers(keys), "public", name), *keys)
