"""What an app with an open stream hears of a list."""

from collections.abc import Hashable

from hubbub.base import ids
from hubbub.base.db import Db
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.hearing import hears
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.streaming import Feed, News, recent
from hubbub.reach import lists, posts
from hubbub.reach.posts.spreading import gone, spread

from . import store

MOST_MISSED = 40


async def _list(db: Db, me: ProfileId, name: str, params: Params) -> Hashable:
    """One of the reader's own lists; another's is not found."""
    number = ids.parse(params.text("list"))
    if number is None:
        raise Invalid("Missing list name parameter")
    try:
        return (await lists.get(db, me, number)).id
    except NotFound:
        raise NotFound("Record not found") from None


async def _missed(db: Db, me: ProfileId, key: int, since: int) -> list[News]:
    found = await lists.list_posts(db, me, key, above=since, limit=MOST_MISSED)
    told = [await spread(db, post, [me], "home") for post in found[::-1]]
    return [news[me] for news in told if me in news]


LISTED = Feed("list", scope="read:statuses", key=_list, missed=_missed)


@hears("posted")
async def tell_new(db: Db, keys: list[str]) -> None:
    for key in keys if LISTED.open() else ():
        if ids.at(int(key)) > recent():
            await _tell(db, PostId(int(key)), "update")


@hears("post")
async def tell_changed(db: Db, keys: list[str]) -> None:
    changed = [PostId(int(key)) for key in keys] if LISTED.open() else []
    ends = await gone(db, changed) if changed else []
    for post in ends:
        if post.visibility in posts.FOR_FOLLOWERS:
            with_author = await db.all(store.WITH_AUTHOR, lists=LISTED.open(), author=post.author)
            LISTED.say(News("delete", str(post.id).encode()), *with_author)
    for number in set(changed) - {post.id for post in ends}:
        await _tell(db, number, "status.update")


@hears("gap")
async def tell_missed(db: Db, keys: list[str]) -> None:
    """What came while nothing was heard."""
    for key in LISTED.open():
        for owner in LISTED.viewers([key]):
            for news in await _missed(db, owner, key, LISTED.newest(key)):
                LISTED.say(news, key)


async def _tell(db: Db, post: PostId, name: str) -> None:
    if found := await db.all(store.LISTED_IN, post=post, lists=LISTED.open()):
        LISTED.say(await spread(db, post, LISTED.viewers(found), "home", name), *found)
