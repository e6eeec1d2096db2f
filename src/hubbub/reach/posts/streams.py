"""What an app with an open stream hears of public posts: new ones, edited ones, and those that are gone."""

from collections.abc import Hashable

from hubbub.base import ids
from hubbub.base.db import Db
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.feeds import given, narrowed
from hubbub.doors.mastodon.hearing import hears
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.streaming import Feed, News, recent

from . import listing, posts
from .parts import parts_of
from .spreading import gone, spread
from .store import Post

WHERE = ("", ":local", ":remote")
MOST_MISSED = 40


async def _named(db: Db, me: ProfileId, name: str, params: Params) -> Hashable:
    return name


async def _missed(db: Db, me: ProfileId, key: Hashable, since: int) -> list[News]:
    where = str(key).split(":")
    sides = narrowed("local" in where, "remote" in where, db.here.settings.live_feeds)
    found = await listing.public(db, me, here=sides.here, elsewhere=sides.elsewhere, above=since,
                                 limit=MOST_MISSED) if sides else []
    media = (await parts_of(db, found, None, ["media"])).get("media", {})
    told = [await spread(db, post, [me], "public") for post in found[::-1] if "media" not in where or post in media]
    return [news[me] for news in told if me in news]


PUBLIC = Feed(*(f"public{where}{media}" for where in WHERE for media in ("", ":media")), scope="read:statuses",
              key=_named, missed=_missed)


@hears("posted")
async def tell_new(db: Db, keys: list[str]) -> None:
    """Public posts that are just out; what is late is found in the list and nobody is called for it."""
    if PUBLIC.open():
        await _tell(db, [PostId(int(key)) for key in keys if ids.at(int(key)) > recent()], "update")


@hears("post")
async def tell_changed(db: Db, keys: list[str]) -> None:
    if PUBLIC.open():
        changed = [PostId(int(key)) for key in keys]
        for post in await gone(db, changed):
            if post.visibility == "public":
                PUBLIC.say(News("delete", str(post.id).encode()), *PUBLIC.open())
        await _tell(db, changed, "status.update")


@hears("gap")
async def tell_missed(db: Db, keys: list[str]) -> None:
    """What came while nothing was heard."""
    if PUBLIC.open():
        since = max(PUBLIC.newest(key) for key in PUBLIC.open())
        await _tell(db, (await listing.public(db, None, above=since, limit=MOST_MISSED))[::-1], "update")


async def _tell(db: Db, changed: list[PostId], name: str) -> None:
    """By the rule of the public timeline: no boosts, no answers to others."""
    rows = [row for row in await posts.get(db, changed)
            if row.visibility == "public" and row.boost_of is None and row.reply_to_author in (None, row.author)
            and given(db.here.settings.live_feeds, _is_here(db, row))]
    media = (await parts_of(db, [row.id for row in rows], None, ["media"])).get("media", {}) if rows else {}
    for row in rows:
        keys = _keys(db, row, bool(media.get(row.id)))
        PUBLIC.say(await spread(db, row.id, PUBLIC.viewers(keys), "public", name), *keys)


def _keys(db: Db, row: Post, media: bool) -> list[str]:
    """The streams that the post belongs into."""
    where = ":local" if _is_here(db, row) else ":remote"
    wide = ["public", f"public{where}"]
    return wide + [f"{name}:media" for name in wide] if media else wide


def _is_here(db: Db, row: Post) -> bool:
    return row.uri.startswith(db.here.settings.base)
