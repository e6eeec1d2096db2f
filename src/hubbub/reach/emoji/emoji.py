"""Emoji: small pictures that stand for :words: between colons, ours and those that servers elsewhere use."""

import asyncio
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, TypeVar

from hubbub.base import ids
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Conflict, Invalid, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import errand
from hubbub.people import profiles
from hubbub.reach import posts

from . import store
from .store import Row

LARGEST = 2 << 20  # bytes of a picture from elsewhere
LONGEST_CATEGORY = 60
MOST = 50  # of one post or profile

_SHORTCODE = re.compile(r"[a-zA-Z0-9_]{2,60}")
# As Mastodon finds them: nothing of a word or another colon on either side.
_NAMED = re.compile(r"(?<![^\W_]|:):([a-zA-Z0-9_]{2,60}):(?![^\W_]|:)")

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Emoji:
    """A picture and the word it stands for, ready to be shown."""

    id: int
    shortcode: str
    category: str
    visible: bool
    address: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An emoji as another server gives it: nothing of this is believed yet."""

    shortcode: str
    url: str


@dataclass(frozen=True, slots=True)
class Worn:
    """The emoji of a post's words, and those of its author's name."""

    words: list[Emoji]
    name: list[Emoji]


class NoShortcode(Invalid):
    """A shortcode has 2 to 60 letters from a to z, digits and underscores."""


class Taken(Conflict):
    """There is an emoji with this shortcode already."""


async def add(db: Db, shortcode: str, source: BinaryIO, category: str = "") -> None:
    """Make an emoji of this server. Raises `NoShortcode`, `Taken`, any `Invalid` on what cannot be shown."""
    code = shortcode.strip().strip(":")
    if not _SHORTCODE.fullmatch(code):
        raise NoShortcode(field="shortcode")
    async with profiles.pictures.keep(db.here, {"emoji": source}) as made, db.write() as tx:
        if not await tx.maybe(store.ADD, id=ids.new(), shortcode=code, picture=made["emoji"], now=now(),
                              category=category.strip()[:LONGEST_CATEGORY]):
            raise Taken(field="shortcode")
        tx.say("emoji", code)


async def remove(tx: Tx, emoji: int) -> None:
    """Take an emoji of this server away; posts show its word again. Raises `NotFound`."""
    key = await tx.maybe(store.REMOVE, id=emoji)
    if key is None:
        raise NotFound
    await profiles.pictures.drop.later(tx, now() + profiles.pictures.GRACE, key=key)
    tx.say("emoji", emoji)


async def list_here(db: Read) -> list[Emoji]:
    """The emoji of this server, by category."""
    return [_shown(db, row) for row in await db.all(store.HERE)]


async def get(db: Read, emoji: int) -> Row:
    """The emoji with this id. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=emoji)
    if found is None:
        raise NotFound
    return found


async def learn(tx: Tx, domain: str, given: Sequence[Elsewhere]) -> None:
    """Remember what a server calls its emoji, and promise to fetch their pictures."""
    known = {each.shortcode: each.url for each in given[:MOST] if _SHORTCODE.fullmatch(each.shortcode)}
    if not known:
        return
    new = await tx.all(store.LEARN, domain=domain, ids=[ids.new() for _ in known], codes=list(known),
                       urls=list(known.values()), now=now())
    await bring.batch(tx, [{"domain": domain, "emoji": each} for each in new])


async def named_in(db: Read, texts: Mapping[K, tuple[str, str]]) -> dict[K, list[Emoji]]:
    """The emoji that stand in each text, given with the domain whose emoji they are; nothing for those without."""
    codes = {key: [(domain, code) for code in dict.fromkeys(_NAMED.findall(words))][:MOST]
             for key, (domain, words) in texts.items()}
    wanted = sorted({pair for pairs in codes.values() for pair in pairs})
    if not wanted:
        return {}
    rows = await db.all(store.NAMED, domains=[domain for domain, _ in wanted], codes=[code for _, code in wanted])
    known = {(row.domain, row.shortcode): _shown(db, row) for row in rows}
    found = {key: [known[pair] for pair in pairs if pair in known] for key, pairs in codes.items()}
    return {key: each for key, each in found.items() if each}


async def worn(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None = None) -> dict[PostId, Worn]:
    """The emoji of the posts that have any."""
    texts: dict[tuple[PostId, bool], tuple[str, str]] = {}
    for row in await db.all(store.WORDS, posts=list(wanted)):
        texts[row.post, True], texts[row.post, False] = (row.domain, row.words), (row.domain, row.name)
    found = await named_in(db, texts)
    return {post: Worn(found.get((post, True), []), found.get((post, False), [])) for post, _ in found}


async def of_profiles(db: Read, rows: Sequence[profiles.Profile]) -> dict[ProfileId, list[Emoji]]:
    """The emoji of names, words and fields."""
    return await named_in(db, {row.id: (row.domain or "", _words(row)) for row in rows})


def _words(row: profiles.Profile) -> str:
    fields = (f"{field['name']} {field['value']}" for field in row.fields)
    return " ".join((row.display_name, row.note_html, *fields))


async def _attach(tx: Tx, post: posts.Post, given: Any) -> None:
    if given:
        await learn(tx, (await profiles.get(tx, post.author)).domain or "", given)


async def _change(tx: Tx, was: posts.Post, row: posts.Post, given: Any) -> None:
    await _attach(tx, row, given)


posts.joins(posts.Part("emoji", attach=_attach, of=worn, change=_change, where=store.CARRIED))


def _shown(db: Read, row: Row) -> Emoji:
    # Until its picture is here, an address that will lead there: what is kept rendered stays right.
    address = db.here.files.address(row.picture) if row.picture else db.here.settings.url(f"/emoji/{row.id}")
    return Emoji(row.id, row.shortcode, row.category, row.visible, address)


@errand(tries=5, apart="domain")
async def bring(db: Db, domain: str, emoji: int) -> None:
    """Fetch a picture and make it anew as ours; what cannot be had or shown stays a word."""
    row = await db.maybe(store.GET, id=emoji)
    if row is None or row.remote_url is None:
        return
    with TemporaryDirectory(prefix="hubbub-") as folder:
        given = Path(folder, "given")
        try:
            answer = await db.here.outside.save(row.remote_url, given, limit=LARGEST, accept="image/*", deadline=30)
            if answer.status >= 500:
                raise Unreachable(f"it answers {answer.status}")
            if answer.status != 200:
                return
            source = BytesIO(await asyncio.to_thread(given.read_bytes))
            async with profiles.pictures.keep(db.here, {"emoji": source}) as made, db.write() as tx:
                await tx.run(store.FETCHED, id=emoji, picture=made["emoji"])
        except (Refused, Invalid):
            return
