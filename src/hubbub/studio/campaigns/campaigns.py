"""Campaigns: posts for one purpose, their links shortened and tagged, clicks counted once."""

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from hubbub.base import ids, text
from hubbub.base.clock import now
from hubbub.base.db import Duplicate, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import every
from hubbub.reach import posts

from . import store
from .store import Campaign, CampaignId, Clicked, Day, Figures, Link, LinkId

ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 8  # 62^8: too many to try them all
LONGEST_TARGET = 4000
CLICK_NAME = "hubbub_click"

_CODE = re.compile(r"[A-Za-z0-9]{7,32}")


class NoSuchLink(NotFound):
    """This link leads nowhere: there is no such link, or it has been stopped."""


class NoTarget(Invalid):
    """A link leads to a web address that begins with http:// or https://."""


class NameTaken(Conflict):
    """There is a campaign of that name already."""


@dataclass(frozen=True, slots=True)
class LinkClicked:
    """A person has followed a short link."""

    link: LinkId
    click: str


@dataclass(frozen=True, slots=True)
class Clicker:
    """Who follows a link: the word in their cookie if they have one, and what else tells them apart for a day."""

    visitor: str | None
    trace: str

    def mark(self, secret: bytes, day: str) -> str:
        """What they are counted by. Without the server's secret nobody can find the address out of it."""
        return self.visitor or hmac.new(secret, f"visitor {day} {self.trace}".encode(), hashlib.sha256).hexdigest()


async def open_campaign(tx: Tx, profile: ProfileId, name: str) -> CampaignId:
    """A new campaign. Raises `Invalid`, `NameTaken`."""
    name = " ".join(name.split())
    slug = _slug(name)
    if not name or not slug or len(name) > 100:
        raise Invalid("A campaign's name has 1 to 100 characters, some of them letters or digits.", field="name")
    campaign = CampaignId(ids.new())
    try:
        async with tx.part():
            await tx.run(store.ADD, id=campaign, profile=profile, name=name, slug=slug, now=now())
    except Duplicate:
        raise NameTaken(field="name") from None
    tx.say("campaigns", profile)
    return campaign


async def get(db: Read, profile: ProfileId, campaign: CampaignId) -> Campaign:
    """The profile's campaign. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=campaign, profile=profile)
    if found is None:
        raise NotFound
    return found


async def list_open(db: Read, profile: ProfileId) -> list[Campaign]:
    """Campaigns that posts can join, the newest first."""
    return await db.all(store.OPEN, profile=profile)


async def figures(db: Read, profile: ProfileId, campaign: CampaignId | None = None) -> list[Figures]:
    """All campaigns, or one, with what came of them."""
    return await db.all(store.FIGURES, profile=profile, campaign=campaign)


async def close(tx: Tx, profile: ProfileId, campaign: CampaignId, closed: bool = True) -> None:
    """Let no more posts join; its links go on. Raises `NotFound`."""
    await get(tx, profile, campaign)
    await tx.run(store.CLOSE, id=campaign, closed=closed, now=now())
    tx.say("campaigns", profile)


async def shorten(
    tx: Tx, profile: ProfileId, campaign: CampaignId, url: str, referrer: ProfileId | None = None
) -> str:
    """The code of a new short link to the address, with the campaign's tags.

    A link with a `referrer` is handed to that person to pass on: a click on it is a referral.
    Raises `NotFound`, `NoTarget`.
    """
    tags = {"utm_source": "hubbub", "utm_medium": "social", "utm_campaign": (await get(tx, profile, campaign)).slug}
    target = tagged(_checked(tx, url), tags)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    await tx.run(store.ADD_LINK, id=LinkId(ids.new()), code=code, profile=profile, campaign=campaign, target=target,
                 referrer=referrer, now=now())
    return code


async def list_links(db: Read, profile: ProfileId, campaign: CampaignId) -> list[Link]:
    """The campaign's links with their clicks, the newest first. Raises `NotFound`."""
    await get(db, profile, campaign)
    return await db.all(store.LINKS, campaign=campaign)


async def list_posts(db: Read, profile: ProfileId, campaign: CampaignId, most: int = 50) -> list[PostId]:
    """The campaign's posts, the newest first. Raises `NotFound`."""
    await get(db, profile, campaign)
    return [PostId(post) for post in await db.all(store.POSTS, campaign=campaign, profile=profile, most=most)]


async def find_link(db: Read, code: str) -> Link:
    """The link with this code, while it leads somewhere. Raises `NoSuchLink`."""
    found = await db.maybe(store.BY_CODE, code=_plausible(code))
    if found is None:
        raise NoSuchLink
    return found


async def stop(tx: Tx, profile: ProfileId, link: LinkId) -> Link:
    """Let a link lead nowhere from now on. Raises `NoSuchLink`."""
    found = await tx.maybe(store.MINE, id=link, profile=profile)
    if found is None:
        raise NoSuchLink
    await tx.run(store.STOP, id=link, now=now())
    return found


async def click(tx: Tx, code: str, who: Clicker) -> tuple[Clicked, str, str]:
    """Count a click; what was clicked, the click's own name and the visitor's. Raises `NoSuchLink`.

    Counted is a visitor's first in 24 hours, or in a day for one without a cookie.
    """
    name, visitor = secrets.token_urlsafe(12), who.visitor or secrets.token_urlsafe(12)
    mark = who.mark(tx.here.secret, now().date().isoformat())
    clicked = await tx.maybe(store.CLICK, code=_plausible(code), mark=mark, visitor=visitor, click=name,
                             now=now())
    if clicked is None:
        raise NoSuchLink
    await tell(tx, LinkClicked(clicked.link, name))
    return clicked, name, visitor


async def count_bot(tx: Tx, code: str) -> str:
    """Where the link leads, for somebody who is no person and is counted apart. Raises `NoSuchLink`."""
    target = await tx.maybe(store.COUNT_BOT, code=_plausible(code))
    if target is None:
        raise NoSuchLink
    return target


async def clicks_by_day(
    db: Read, profile: ProfileId, campaign: CampaignId | None, since: datetime, until: datetime, zone: str = "UTC"
) -> list[Day]:
    """Clicks on each day of the zone that had any."""
    return await db.all(store.DAYS, profile=profile, campaign=campaign, since=since, until=until, zone=zone)


async def prepare(tx: Tx, author: ProfileId, words: str, given: Any) -> str:
    """The words with their web addresses turned into short links of the campaign that was chosen."""
    if given is None:
        return words
    made: dict[str, str] = {}
    for token in reversed([token for token in text.tokens(words) if token.kind == "url"]):
        if code_of(tx, token.text) is not None:
            continue
        if token.text not in made:
            made[token.text] = await shorten(tx, author, CampaignId(int(given)), token.text)
        words = words[:token.start] + tx.here.settings.url(f"/l/{made[token.text]}") + words[token.end:]
    if not made:  # whose campaign it is has not been asked yet
        await get(tx, author, CampaignId(int(given)))
    return words


async def attach(tx: Tx, post: posts.Post, given: Any) -> None:
    """The post joins the campaign, and its links know it."""
    if given is not None:
        found = (code_of(tx, token.text) for token in text.tokens(post.text) if token.kind == "url")
        await tx.run(store.ATTACH, post=post.id, profile=post.author, campaign=int(given),
                     codes=[code for code in found if code])


posts.joins(posts.Part("campaign", prepare=prepare, attach=attach))


def code_of(db: Read, url: str) -> str | None:
    """The code, if the address is a short link of this server."""
    parts = urlsplit(url)
    settings = db.here.settings
    if parts.netloc.lower() not in (settings.web_domain, settings.domain) or not parts.path.startswith("/l/"):
        return None
    code = parts.path.removeprefix("/l/").rstrip("+")
    return code if _CODE.fullmatch(code) else None


def tagged(url: str, tags: dict[str, str]) -> str:
    """The address with these parameters, after what it has; one that it has already stays as it is."""
    parts = urlsplit(url)
    there = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    more = urlencode({name: value for name, value in tags.items() if name not in there})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, more)))))


def _checked(tx: Tx, url: str) -> str:
    """An address that a link may lead to: of the web, with a host, without a password, not a short link of ours."""
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise NoTarget(field="url") from None
    if not usable or len(url) > LONGEST_TARGET or not url.strip().isprintable() or " " in url.strip():
        raise NoTarget(field="url")
    if parts.username is not None or "\\" in url:
        raise NoTarget("A link's address has no user name and no backslash in it.", field="url")
    if code_of(tx, url.strip()) is not None:
        raise NoTarget("This is a short link already.", field="url")
    return url.strip()


def _plausible(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise NoSuchLink
    return code


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-_")[:60]


@every(timedelta(hours=6))
async def forget_marks(tx: Tx) -> None:
    """Marks serve one day's counting; two days later nothing tells that somebody was here without a cookie."""
    await tx.run(store.FORGET_MARKS, before=now() - timedelta(days=2))
