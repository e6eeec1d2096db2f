"""A post as a Note of the fediverse, and a Note as a post."""

import html
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hubbub.base import text
from hubbub.base.clock import iso, now
from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.doors.fediverse.vocabulary import POST_CONTEXT, PUBLIC, Document
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles import Profile
from hubbub.reach import posts

from .store import Mention, Post

LONGEST = 100_000  # characters of HTML that are kept of a post from elsewhere
LONGEST_SPOILER = 1_000

Shape = Callable[[Read, Any], Sequence[object]]
Amend = Callable[[Read, Any], Mapping[str, object]]
Preface = Callable[[Read, Any], str]
Take = Callable[[Thing], Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """A property that an upper room puts into notes, from what its part keeps."""

    name: str
    part: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Author:
    """Whose post it is that arrives, as far as reading it needs to know."""

    id: ProfileId
    uri: str
    followers: str | None

    @property
    def collections(self) -> set[str]:
        """What the author's followers may be called."""
        return {self.followers or self.uri, f"{self.uri}/followers"}


_carried: list[Carried] = []
_amends: dict[str, Amend] = {}
_prefaces: dict[str, Preface] = {}
_takes: dict[str, Take] = {}


def carries(name: str, part: str, shape: Shape) -> None:
    """Let every note carry these values of the part in this property: `attachment`, `tag`, …"""
    _carried.append(Carried(name, part, shape))


def amends(part: str, shape: Amend) -> None:
    """Let a note that has the part say these properties, in place of its own: its `type`, a `quote`."""
    _amends[part] = shape


def prefaces(part: str, shape: Preface) -> None:
    """Let the words of a note that has the part begin with this, for whoever does not know the part."""
    _prefaces[part] = shape


def takes(part: str, read: Take) -> None:
    """Say how a part reads what it is given from a note."""
    _takes[part] = read


async def note(db: Read, row: Post) -> Document:
    """The note that a post of ours is elsewhere."""
    author = await profiles.get(db, row.author)
    mentions = (await posts.mentions_of(db, [row.id])).get(row.id, [])
    counts = (await posts.counts_of(db, [row.id])).get(row.id)
    to, cc = audience(author, row.visibility, [mention.uri for mention in mentions])
    made: Document = {
        "@context": POST_CONTEXT, "id": row.uri, "type": "Note", "summary": row.spoiler or None,
        "inReplyTo": await _parent(db, row), "published": iso(row.published_at), "url": row.url,
        "attributedTo": author.uri, "to": to, "cc": cc, "sensitive": row.sensitive, "content": row.html,
        "attachment": [], "tag": [*map(_mention, mentions), *_hashtags(db, row)],
        "replies": _total(row, "replies", counts.replies if counts else 0),
        "likes": _total(row, "likes", counts.favourites if counts else 0),
        "shares": _total(row, "shares", counts.boosts if counts else 0),
        # Said aloud, because Mastodon takes silence for a no.
        "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
    }
    if row.language:
        made["contentMap"] = {row.language: row.html}
    if row.edited_at:
        made["updated"] = iso(row.edited_at)
    values = await posts.parts_of(db, [row.id], None, [
        *_amends, *_prefaces, *(carried.part for carried in _carried)])
    for carried in _carried:
        if (value := values[carried.part].get(row.id)) is not None:
            made[carried.name] = [*_list(made.get(carried.name)), *carried.shape(db, value)]
    for part, amend in _amends.items():
        if (value := values[part].get(row.id)) is not None:
            made |= amend(db, value)
    before = "".join(shape(db, values[part][row.id]) for part, shape in _prefaces.items() if row.id in values[part])
    if before:
        made["content"] = before + row.html
        made |= {"contentMap": {row.language: before + row.html}} if row.language else {}
    return made


def audience(author: Profile, visibility: str, mentioned: Sequence[str]) -> tuple[list[str], list[str]]:
    """`to` and `cc`: where everybody stands tells how public it is."""
    followers = author.followers_uri or f"{author.uri}/followers"
    match visibility:
        case "public":
            return [PUBLIC], [followers, *mentioned]
        case "quiet":
            return [followers], [PUBLIC, *mentioned]
        case "followers":
            return [followers], list(mentioned)
    return list(mentioned), []


def addressed(made: Document) -> tuple[list[str], list[str]]:
    """`to` and `cc` of a note."""
    to, cc = made["to"], made["cc"]
    assert isinstance(to, list)
    assert isinstance(cc, list)
    return to, cc


async def _parent(db: Read, row: Post) -> str | None:
    if row.reply_to is None:
        return row.reply_to_uri
    return next((parent.uri for parent in await posts.get(db, [row.reply_to])), None)


def _mention(mention: Mention) -> Document:
    name = mention.name if mention.domain is None else f"{mention.name}@{mention.domain}"
    return {"type": "Mention", "href": mention.uri, "name": f"@{name}"}


def _hashtags(db: Read, row: Post) -> list[Document]:
    found = {token.text.lower(): token.text for token in text.tokens(row.text) if token.kind == "tag"}
    return [
        {"type": "Hashtag", "href": db.here.settings.url(f"/tags/{tag}"), "name": f"#{word}"}
        for tag, word in found.items()
    ]


def _total(row: Post, name: str, count: int) -> Document:
    return {"id": f"{row.uri}/{name}", "type": "Collection", "totalItems": count}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def visibility_of(thing: Thing, author: Author) -> str:
    """How public it is, by who stands where: our four words."""
    if thing.is_public("to"):
        return "public"
    if thing.is_public("cc"):
        return "quiet"
    return "followers" if author.collections & {*thing.refs("to"), *thing.refs("cc")} else "mentioned"


def mentioned_in(thing: Thing, visibility: str, known: Mapping[str, ProfileId]) -> list[ProfileId]:
    """Who is mentioned: named in a tag and addressed, or public; in what is not public, whoever is addressed.

    Named alone gives no sight of it, and addressed alone in public is not being spoken to.
    """
    named = {uri for tag in thing.things("tag", "Mention") if (uri := tag.ref("href"))}
    addressed = {*thing.refs("to"), *thing.refs("cc")}
    wanted: Collection[str] = named if visibility in ("public", "quiet") else addressed
    return [profile for uri, profile in known.items() if uri in wanted]


def people_of(thing: Thing, author: Author) -> set[str]:
    """Everybody that a note may mention, by their ids."""
    named = {uri for tag in thing.things("tag", "Mention") if (uri := tag.ref("href"))}
    return (named | {*thing.refs("to"), *thing.refs("cc")}) - {PUBLIC} - author.collections


def arrived(
    thing: Thing, uri: str, author: Author, visibility: str, mentions: Sequence[ProfileId]
) -> posts.Arrived:
    """What a note says, cleaned."""
    spoiler = _spoiler(thing)
    return posts.Arrived(
        uri=uri, url=thing.url() or uri, author=author.id, html=html_of(thing), visibility=visibility,
        published_at=published(thing), spoiler=spoiler, sensitive=thing.flag("sensitive") or bool(spoiler),
        language=thing.language(), reply_to_uri=thing.ref("inReplyTo"), mentions=mentions,
        parts=_parts(thing),
    )


def published(thing: Thing) -> datetime:
    """When it was published; nothing comes from the future."""
    return min(thing.time("published") or now(), now())


def html_of(thing: Thing) -> str:
    """The words, cleaned; of what is more than a note its title and where it is to be read."""
    words = text.clean(thing.text("content", LONGEST))
    if thing.type in ("Note", "Question"):
        return words
    title = html.escape(text.plain(thing.text("name", 500)))
    summary = text.clean(thing.text("summary", 2_000)) if thing.type in ("Article", "Page", "Event") else words
    link = html.escape(thing.url() or thing.id or "")
    return text.clean(f'<p><strong>{title}</strong></p>{summary}<p><a href="{link}">{link}</a></p>')


def _spoiler(thing: Thing) -> str:
    # Of an article the summary is an excerpt, not a warning.
    return text.plain(thing.text("summary", LONGEST_SPOILER)) if thing.type in ("Note", "Question") else ""


def edited(thing: Thing, mentions: Sequence[ProfileId]) -> posts.Edit:
    """What an edit says from now on, cleaned."""
    spoiler = _spoiler(thing)
    return posts.Edit(
        html=html_of(thing), edited_at=min(thing.time("updated") or now(), now()), spoiler=spoiler,
        sensitive=thing.flag("sensitive") or bool(spoiler), language=thing.language(), mentions=mentions,
        parts=_parts(thing),
    )


def _parts(thing: Thing) -> Mapping[str, Any]:
    return {part: given for part, read in _takes.items() if (given := read(thing)) is not None}
