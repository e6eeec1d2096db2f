"""A post as a Note of the fediverse, and a Note as a post."""

import html
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hubbub.base import text
from hubbub.base.clock import iso, now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.fediverse.address import host_of, web_address
from hubbub.doors.fediverse.vocabulary import POST_CONTEXT, PUBLIC, Document, collection, collection_page
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles import Profile
from hubbub.reach import posts

from . import listing
from .store import Counts, Mention, Post

LONGEST = 100_000  # characters of HTML that are kept of a post from elsewhere
LONGEST_SPOILER = 1_000
# As Fedibird's heirs say of what is for a few; ours that is for mutuals is for the chosen elsewhere, as they were then.
_SCOPES = {"mutuals": "Mutual", "chosen": "Circle"}
AHEAD = timedelta(hours=1)  # by which clocks of others may be ahead, as with signatures
MOST_OWN = 5  # of the author's own answers that go along with a note

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
_tells: dict[str, Callable[[Thing], str]] = {}
_kinds: dict[str, str] = {}


def carries(name: str, part: str, shape: Shape) -> None:
    """Let every note carry these values of the part in this property: `attachment`, `tag`, …"""
    _carried.append(Carried(name, part, shape))


def amends(part: str, shape: Amend) -> None:
    """Let a note that has the part say these properties, in place of its own or beside them: its `type`, a `quote`."""
    _amends[part] = shape


def prefaces(part: str, shape: Preface) -> None:
    """Let the words of a note that has the part begin with this, for whoever does not know the part."""
    _prefaces[part] = shape


def takes(part: str, read: Take) -> None:
    """Say how a part reads what it is given from a note."""
    _takes[part] = read


def tells(kind: str, tell: Callable[[Thing], str], type: str) -> None:
    """Let a room that knows things of this type put them into the HTML of a post of this kind."""
    _tells[type], _kinds[type] = tell, kind


async def note(db: Read, row: Post) -> Document:
    """The note that a post of ours is elsewhere."""
    return (await notes(db, [row]))[row.id]


async def notes(db: Read, rows: Sequence[Post]) -> dict[PostId, Document]:
    """The same of several, in a fixed number of questions."""
    wanted = [row.id for row in rows]
    authors = {who.id: who for who in await profiles.list_by_ids(db, {row.author for row in rows})}
    mentions, counts = await posts.mentions_of(db, wanted), await posts.counts_of(db, wanted)
    around = {row.id: row for row in await posts.get(db, list({
        post for row in rows for post in (row.reply_to, row.thread) if post is not None}))}
    own = await listing.own_answers(db, wanted, MOST_OWN)
    values = await posts.parts_of(db, wanted, None, [
        *_amends, *_prefaces, *(carried.part for carried in _carried)])
    return {row.id: _with_parts(db, row, {part: found.get(row.id) for part, found in values.items()}, _note(
        db, row, authors[row.author], mentions.get(row.id, []), counts.get(row.id), around, own.get(row.id, []),
    )) for row in rows}


def _note(
    db: Read, row: Post, author: Profile, mentions: Sequence[Mention], counts: Counts | None,
    around: Mapping[PostId, Post], own: Sequence[str],
) -> Document:
    to, cc = audience(author, row.visibility, [mention.uri for mention in mentions])
    answered = around.get(row.reply_to) if row.reply_to else None
    parent = answered.uri if answered else row.reply_to_uri
    made: Document = {
        "@context": POST_CONTEXT, "id": row.uri, "type": "Note", "summary": row.spoiler or None,
        "inReplyTo": parent, "published": iso(row.published_at), "url": row.url,
        "attributedTo": author.uri, "to": to, "cc": cc, "sensitive": row.sensitive, "content": row.html,
        "atomUri": row.uri, "inReplyToAtomUri": parent,
        "attachment": [], "tag": [*map(_mention, mentions), *_hashtags(db, row)],
        "replies": _replies(row, counts.replies if counts else 0, own),
        "likes": _total(row, "likes", counts.favourites if counts else 0),
        "shares": _total(row, "shares", counts.boosts if counts else 0),
        "interactionPolicy": _may(row, author),
    }
    began = around.get(row.thread)
    if began and began.uri.startswith(f"{db.here.settings.base}/"):
        made["conversation"] = made["context"] = f"{began.uri}/context"
    if row.language:
        made["contentMap"] = {row.language: row.html}
        made |= {"summaryMap": {row.language: row.spoiler}} if row.spoiler else {}
    if row.visibility in _SCOPES:
        made["limitedScope"] = _SCOPES[row.visibility]
    if row.edited_at:
        made["updated"] = iso(row.edited_at)
    return made


def _may(row: Post, author: Profile) -> Document:
    """What others may do with a note, where no part says otherwise. Said aloud: Mastodon takes silence for a no to
    quotes, and GoToSocial takes it for not knowing policies at all."""
    passed_on = PUBLIC if row.visibility in ("public", "quiet") else author.uri
    # GoToSocial until 0.19 knows the older names only.
    said = (("canLike", PUBLIC), ("canReply", PUBLIC), ("canAnnounce", passed_on))
    made: Document = {name: {"automaticApproval": [who], "always": [who]} for name, who in said}
    return made | {"canQuote": {"automaticApproval": [PUBLIC]}}


def _with_parts(db: Read, row: Post, values: Mapping[str, Any], made: Document) -> Document:
    for carried in _carried:
        if (value := values[carried.part]) is not None:
            made[carried.name] = [*_list(made.get(carried.name)), *carried.shape(db, value)]
    for part, amend in _amends.items():
        if (value := values[part]) is not None:
            for name, said in amend(db, value).items():
                was = made.get(name)
                made[name] = was | dict(said) if isinstance(was, dict) and isinstance(said, Mapping) else said
    before = "".join(shape(db, values[part]) for part, shape in _prefaces.items() if values[part] is not None)
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


def for_readers(made: Document, readers: Sequence[str], called: Sequence[Mention] = ()) -> Document:
    """The same note as these of its readers are given it: addressed to them besides whom it mentions.

    Who of them was `called` stands in a tag as if mentioned: other servers tell nobody who is only addressed.
    """
    to, cc = addressed(made)
    tags = made["tag"]
    assert isinstance(tags, list)
    more = [_mention(each) for each in called if each.uri in readers and each.uri not in to]
    return made | {"to": list(dict.fromkeys([*to, *(reader for reader in readers if reader)])), "cc": cc,
                   "tag": [*tags, *more]}


def addressed(made: Document) -> tuple[list[str], list[str]]:
    """`to` and `cc` of a note."""
    to, cc = made["to"], made["cc"]
    assert isinstance(to, list)
    assert isinstance(cc, list)
    return to, cc


def _mention(mention: Mention) -> Document:
    name = mention.name if mention.domain is None else f"{mention.name}@{mention.domain}"
    return {"type": "Mention", "href": mention.uri, "name": f"@{name}"}


def _hashtags(db: Read, row: Post) -> list[Document]:
    found = {word.lower(): word for word in text.hashtags(row.html)}
    return [
        {"type": "Hashtag", "href": db.here.settings.url(f"/tags/{tag}"), "name": f"#{word}"}
        for tag, word in found.items()
    ]


def _replies(row: Post, count: int, own: Sequence[str]) -> Document:
    """How often it was answered; with what its author went on, for peers ask for that first, and where the rest is."""
    id = f"{row.uri}/replies"
    first = collection_page(f"{id}?page=true", id, own, f"{id}?page=true", ordered=False)
    return _bare(collection(id, count, _bare(first), ordered=False))


def _bare(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "@context"}


def _total(row: Post, name: str, count: int) -> Document:
    return {"id": f"{row.uri}/{name}", "type": "Collection", "totalItems": count}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def visibility_of(thing: Thing, author: Author) -> str:
    """How public it is, by who stands where: in our words. One for a few of the author's choice says so, for else it
    looks like a message to those few."""
    if thing.is_public("to"):
        return "public"
    if thing.is_public("cc"):
        return "quiet"
    if author.collections & {*thing.refs("to"), *thing.refs("cc")}:
        return "followers"
    return "chosen" if thing.text("limitedScope", 40) in _SCOPES.values() else "mentioned"


def readers_in(thing: Thing, visibility: str, known: Mapping[str, ProfileId]) -> list[ProfileId]:
    """For whom one for a few is: whoever is addressed. Nobody in particular for all others."""
    addressed = {*thing.refs("to"), *thing.refs("cc")} if visibility == "chosen" else set()
    return [profile for uri, profile in known.items() if uri in addressed]


def mentioned_in(thing: Thing, visibility: str, known: Mapping[str, ProfileId]) -> list[ProfileId]:
    """Who is mentioned: named in a tag and addressed, or public; in what is not public, whoever is addressed.

    Named alone gives no sight of it, and addressed alone in public is not being spoken to.
    """
    named = {uri for tag in thing.things("tag", "Mention") if (uri := tag.ref("href"))}
    addressed = {*thing.refs("to"), *thing.refs("cc")}
    wanted: Collection[str] = named if visibility in ("public", "quiet") else addressed
    if visibility == "chosen":
        wanted = named & addressed
    return [profile for uri, profile in known.items() if uri in wanted]


def people_of(thing: Thing, author: Author) -> set[str]:
    """Everybody that a note may mention, by their ids."""
    named = {uri for tag in thing.things("tag", "Mention") if (uri := tag.ref("href"))}
    return (named | {*thing.refs("to"), *thing.refs("cc")}) - {PUBLIC} - author.collections


def arrived(thing: Thing, uri: str, author: Author, visibility: str, mentions: Sequence[ProfileId]) -> posts.Arrived:
    """What a note says, cleaned."""
    spoiler = _spoiler(thing)
    return posts.Arrived(
        uri=uri, url=thing.url() or uri, author=author.id, html=html_of(thing), visibility=visibility,
        kind=_kinds.get(thing.type, "note"),
        published_at=published(thing), spoiler=spoiler, sensitive=thing.flag("sensitive") or bool(spoiler),
        language=thing.language(), reply_to_uri=thing.ref("inReplyTo"), edited_at=_edited(thing), mentions=mentions,
        parts=_parts(thing),
    )


def published(thing: Thing) -> datetime:
    """When it was published; nothing comes from the future."""
    return min(thing.time("published") or now(), now())


def _edited(thing: Thing) -> datetime | None:
    """When it was edited; some peers say of every post that it was updated when it was published."""
    updated = thing.time("updated")
    return None if updated is None or updated <= published(thing) else _by_their_clock(updated)


def _by_their_clock(moment: datetime) -> datetime:
    """Which of two edits is the later their own clock says, though it be ahead of ours; but not by more than may be."""
    return moment if moment < now() + AHEAD else now()


def html_of(thing: Thing) -> str:
    """The words, cleaned; of what is more than a note as the room tells them that knows it."""
    if (tell := _tells.get(thing.type)) is not None:
        return tell(thing)
    words, title = words_of(thing), html.escape(text.title(thing.text("name", 500)), quote=False)
    # Friendica and Hubzilla give titles to notes; some who give one repeat it as the first line.
    return f"<p><strong>{title}</strong></p>{words}" if title and title not in words[:1_000] else words


def words_of(thing: Thing, name: str = "content", limit: int = LONGEST) -> str:
    """What is said there as clean HTML; PeerTube says it in Markdown, which is read as plain words."""
    said = thing.text(name, limit)
    if thing.media_type in ("text/markdown", "text/plain"):
        return text.clean(text.render(said, {}, lambda tag: ""))
    return text.clean(said)


def _spoiler(thing: Thing) -> str:
    # Of an article the summary is an excerpt, not a warning; of a film it is one if it has to be.
    shown = thing.type in ("Video", "Audio", "Image")
    warns = thing.type in ("Note", "Question") or (shown and thing.flag("sensitive"))
    return text.plain(thing.text("summary", LONGEST_SPOILER)) if warns else ""


def author_of(thing: Thing) -> str | None:
    """Whose post it is, on its own server: of several (PeerTube names the account and the channel) the person."""
    host = host_of(thing.id or "")
    own = [item for item in thing.many("attributedTo") if (uri := _uri(item)) and host_of(uri) == host]
    own.sort(key=lambda item: isinstance(item, str) or item.type != "Person")
    return _uri(own[0]) if own else None


def _uri(item: str | Thing) -> str | None:
    return web_address(item) if isinstance(item, str) else item.id


def edited(thing: Thing, mentions: Sequence[ProfileId]) -> posts.Edit:
    """What an edit says from now on, cleaned."""
    spoiler = _spoiler(thing)
    return posts.Edit(
        html=html_of(thing), edited_at=_by_their_clock(thing.time("updated") or now()), spoiler=spoiler,
        sensitive=thing.flag("sensitive") or bool(spoiler), language=thing.language(), mentions=mentions,
        parts=_parts(thing),
    )


def _parts(thing: Thing) -> Mapping[str, Any]:
    return {part: given for part, read in _takes.items() if (given := read(thing)) is not None}
