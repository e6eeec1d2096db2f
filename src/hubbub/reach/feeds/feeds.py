"""Feeds: which posts are in which, page by page; always as nobody in particular sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from hubbub.base import text
from hubbub.base.clock import now
from hubbub.base.db import Db
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId
from hubbub.people import profiles
from hubbub.reach import posts, tags

PAGE = 20


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed: `path` is where its forms are, without their endings; `page` shows the same to people."""

    title: str
    words: str
    path: str
    page: str
    cards: Sequence[posts.Card]
    changed_at: datetime
    who: profiles.Profile | None = None
    older: PostId | None = None


async def of_profile(db: Db, name: str, word: str = "", *, below: int | None = None) -> Feed:
    """What somebody here has published to everybody, of it what has the tag, if one is given. Raises `NotFound`.

    Boosts and answers to others are left out.
    """
    async with db.read() as read:
        profile = await profiles.look_up(read, name)
        who = await profiles.get(read, profile) if profile else None
        if who is None or not who.here or who.suspended_at or who.removed_at:
            raise NotFound("Nobody here goes by that name.")
        tag = _tag(word) if word else ""
        if tag:
            ids = await tags.list_by(read, None, who.id, tag, replies=False, below=below, limit=PAGE)
        else:
            ids = await posts.by_author(read, None, who.id, boosts=False, replies=False, below=below, limit=PAGE)
        cards = await posts.cards(read, ids, None)
    path = f"/@{who.name}/tagged/{quote(tag)}" if tag else f"/@{who.name}"
    title = f"#{tag} by {who.title}" if tag else who.title
    words = f"Posts about #{tag} by @{who.name}@{db.here.settings.domain}." if tag else (
        text.plain(who.note_html) or f"Posts by @{who.name}@{db.here.settings.domain}.")
    return Feed(title, words, path, who.url, cards, _changed(cards, who.made_at), who, _older(ids))


async def of_tag(db: Db, word: str, *, here: bool = False, below: int | None = None) -> Feed:
    """Public posts with the tag, of this server alone if `here`. Raises `NotFound` for what is no tag."""
    tag = _tag(word)
    async with db.read() as read:
        ids = await tags.list_posts(read, None, [tag], here=here, below=below, limit=PAGE)
        cards = await posts.cards(read, ids, None)
    path = f"/tags/{quote(tag)}"
    # Of a tag that nobody has used yet nothing has changed today.
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    return Feed(f"#{tag}", f"Public posts about #{tag} on {db.here.settings.domain}.", path,
                db.here.settings.url(path), cards, _changed(cards, today), older=_older(ids))


def _tag(word: str) -> str:
    name = tags.named(word)
    if name is None:
        raise NotFound("There is no such tag.")
    return name


def _changed(cards: Sequence[posts.Card], otherwise: datetime) -> datetime:
    return max((card.post.edited_at or card.post.published_at for card in cards), default=otherwise)


def _older(ids: Sequence[PostId]) -> PostId | None:
    return ids[-1] if len(ids) == PAGE else None
