"""Feeds of everybody's posts: of here, of elsewhere or both, as asked for and as this server gives them."""

from dataclasses import dataclass
from typing import Any

from hubbub.base.db import Db
from hubbub.base.settings import Access

from .instance import describes
from .routes import Call, Unauthenticated


@dataclass(frozen=True, slots=True)
class Sides:
    """Only posts of here, only those of elsewhere; neither: both."""

    here: bool
    elsewhere: bool


def sides_of(call: Call, access: tuple[Access, Access]) -> Sides | None:
    """What of the feed the caller gets, None for nothing. Raises `Unauthenticated` where signing in would help."""
    here, elsewhere = call.params.flag("local"), call.params.flag("remote")
    wanted = (here or not elsewhere, elsewhere or not here)
    asked_of = [each for each, asked in zip(access, wanted, strict=True) if asked]
    if "authenticated" in asked_of and call.viewer is None:
        raise Unauthenticated
    return narrowed(here, elsewhere, access)


def narrowed(here: bool, elsewhere: bool, access: tuple[Access, Access]) -> Sides | None:
    """What the server gives at all of the sides that are asked for; None for nothing."""
    wanted = (here or not elsewhere, elsewhere or not here)
    here, elsewhere = (asked and each != "disabled" for each, asked in zip(access, wanted, strict=True))
    if not here and not elsewhere:
        return None
    return Sides(here and not elsewhere, elsewhere and not here)


def given(access: tuple[Access, Access], here: bool) -> bool:
    """Whether the server gives posts of this side to anybody, for streams, which have no strangers."""
    return access[0 if here else 1] != "disabled"


@describes("configuration.timelines_access")
async def access(db: Db) -> Any:
    settings = db.here.settings
    feeds = {"live_feeds": settings.live_feeds, "hashtag_feeds": settings.tag_feeds,
             "trending_link_feeds": settings.link_feeds}
    return {name: {"local": each[0], "remote": each[1]} for name, each in feeds.items()}
