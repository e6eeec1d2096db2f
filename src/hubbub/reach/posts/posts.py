"""Posts: what is published, seen, edited and removed."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hubbub.base import ids, text
from hubbub.base.clock import now
from hubbub.base.db import Duplicate, Read, Tx
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.facts import tell
from hubbub.base.ids import AppId, PostId, ProfileId
from hubbub.base.words import said
from hubbub.people import profiles

from . import parts, store
from .parts import PARTS, Part, has_media, joins
from .store import Counts, Mention, Post

NAMES = {"media": said("media"), "poll": said("poll"), "quote": said("quote")}  # of parts that exclude others
LONGEST = 5000
MOST_MENTIONS = 50
# What goes to all who follow; the others are for a few.
FOR_FOLLOWERS = ("public", "quiet", "followers")
VISIBILITIES = (*FOR_FOLLOWERS, "mutuals", "chosen", "mentioned")


class Empty(Invalid):
    """Validation failed: Text can't be blank"""


class MovedAway(NotAllowed):
    """You have moved away from this account. To publish here again, stay here after all: Settings, Moving."""


class NotBoth(Invalid):
    """Validation failed: A post cannot carry both of these."""


@dataclass(frozen=True, slots=True)
class Note:
    """A post as its author gives it. `parts` holds what each part was given, by the part's name; `then` the words that
    follow in posts of their own, each an answer to the one before."""

    text: str
    visibility: str = "public"
    spoiler: str = ""
    sensitive: bool = False
    language: str | None = None
    reply_to: PostId | None = None
    local_only: bool = False
    app: AppId | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    then: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PostPublished:
    """Somebody here has published a post or a boost; `concerns` says that it answers, names or passes on somebody."""

    post: PostId
    author: ProfileId
    concerns: bool = False


@dataclass(frozen=True, slots=True)
class PostEdited:
    post: PostId
    author: ProfileId


@dataclass(frozen=True, slots=True)
class PostRemoved:
    post: PostId
    author: ProfileId
    boost_of: PostId | None


@dataclass(frozen=True, slots=True)
class Added:
    """A post to be written down."""

    post: Post
    mentioned: Collection[ProfileId] = ()
    has_media: bool = False


_COLUMNS = (
    "id", "author", "visibility", "local_only", "kind", "text", "html", "spoiler", "sensitive", "language", "reply_to",
    "reply_to_author", "reply_to_uri", "thread", "boost_of", "app", "uri", "url", "published_at", "edited_at")


async def publish(tx: Tx, author: ProfileId, note: Note) -> PostId:
    """Publish here, whole: words, mentions, parts, counts and the promise to tell everybody.

    Raises `Empty`, `Invalid` by field, `NotFound` for an answer to what the author cannot see.
    """
    return (await publish_all(tx, [(author, note)]))[0]


async def publish_all(tx: Tx, given: Sequence[tuple[ProfileId, Note]]) -> list[PostId]:
    """The same of many, in as many statements as of one where each answers and mentions nobody."""
    authors = {who.id: who for who in await profiles.list_by_ids(tx, dict.fromkeys(author for author, _ in given))}
    made = [await _written(tx, authors.get(author), note) for author, note in given]
    await add(tx, made)
    await parts.attach(tx, [(each.post, note.parts) for each, (_, note) in zip(made, given, strict=True)])
    await tell(tx, *[PostPublished(each.post.id, each.post.author, bool(each.mentioned or each.post.reply_to))
                     for each in made])
    rest = [(author, replace(note, text=note.then[0], then=note.then[1:], reply_to=each.post.id,
                             parts=parts.lasting(note.parts)))
            for each, (author, note) in zip(made, given, strict=True) if note.then]
    if rest:
        await publish_all(tx, rest)
    return [each.post.id for each in made]


async def _written(tx: Tx, who: profiles.Profile | None, note: Note) -> Added:
    if who is None:
        raise NotFound
    parent = await checked(tx, who.id, note)
    words, html, mentioned = await worded(tx, who.id, note)
    if who.moved_to is not None:
        raise MovedAway
    post, url = PostId(ids.new()), tx.here.settings.url
    return Added(Post(
        post, who.id, note.visibility, note.local_only, "note", words, html, note.spoiler,
        note.sensitive or bool(note.spoiler) or bool(who.sensitized_at), note.language, parent.id if parent else None,
        parent.author if parent else None, None, parent.thread if parent else post, None, note.app,
        url(f"/users/{who.id}/posts/{post}"), url(f"/@{who.name}/{post}"), now(), None, None,
    ), mentioned, has_media(note.parts))


async def boost(
    tx: Tx, profile: ProfileId, post: PostId, visibility: str = "public", promised: PostId | None = None
) -> PostId:
    """Pass a post on to one's own followers; the boost that is there already if there is one, else a new one, with the
    id that was `promised` elsewhere."""
    original = await visible(tx, profile, post)
    if original.boost_of:
        original = await visible(tx, profile, original.boost_of)
    own = original.author == profile
    if original.visibility not in ("public", "quiet") and not (original.visibility == "followers" and own):
        raise NotAllowed("This post is not meant to be passed on.")
    if (mine := await find_boost(tx, profile, original.id)) is not None:
        return mine
    boosted = promised or PostId(ids.new())
    url = tx.here.settings.url
    kept = replace(
        original, id=boosted, author=profile, kind="boost", text="", html="", spoiler="", sensitive=False,
        visibility="followers" if original.visibility == "followers" else visibility, reply_to=None,
        reply_to_author=None, thread=boosted, boost_of=original.id, app=None,
        uri=url(f"/users/{profile}/posts/{boosted}"), url=original.url, published_at=now(), edited_at=None,
    )
    if not await add(tx, [Added(kept)]):
        return await find_boost(tx, profile, original.id) or boosted
    await parts.attach(tx, [(kept, {})])
    await tell(tx, PostPublished(boosted, profile, True))
    return boosted


async def remove(tx: Tx, post: PostId) -> Post:
    """Delete a post or a boost for good, with all boosts of it; as it was. Raises `NotFound`."""
    found = await tx.all(store.BY_IDS, ids=[post])
    if not found:
        raise NotFound
    was = found[0]
    gone = await tx.all(store.REMOVE, id=post, now=now())
    await tx.run(store.BURY, uri=was.uri, now=now())
    tx.say("post", *gone)
    await profiles.count(tx, was.author, posts=-1)
    if was.reply_to:
        await count(tx, was.reply_to, replies=-1)
    if was.boost_of:
        await count(tx, was.boost_of, boosts=-1)
    await tell(tx, PostRemoved(post, was.author, was.boost_of))
    return was


async def find(db: Read, uri: str) -> PostId | None:
    """The post with this ActivityPub id, if it is known and there."""
    known = await db.maybe(store.ID_BY_URI, uri=uri)
    return PostId(known) if known else None


async def find_all(db: Read, uris: Collection[str]) -> dict[str, PostId]:
    """The posts with these ActivityPub ids that are known and there."""
    return {row.uri: row.id for row in await db.all(store.BY_URIS, uris=list(uris))} if uris else {}


async def find_boost(db: Read, profile: ProfileId, post: PostId) -> PostId | None:
    """The profile's boost of the post."""
    known = await db.maybe(store.MINE, post=post, author=profile)
    return PostId(known) if known else None


async def get(db: Read, posts: Sequence[PostId]) -> list[Post]:
    """The posts that are there, in the order asked for, whoever may see them: for work that shows nothing."""
    by_id = {post.id: post for post in await db.all(store.BY_IDS, ids=list(posts))}
    return [by_id[post] for post in posts if post in by_id]


async def visible(db: Read, viewer: ProfileId | None, post: PostId) -> Post:
    """The post, if the viewer may see it. Raises `NotFound` otherwise, whatever the reason."""
    found = await db.all(store.VISIBLE, ids=[post], viewer=viewer)
    if not found:
        raise NotFound
    return found[0]


async def visible_ids(db: Read, viewer: ProfileId | None, posts: Sequence[PostId]) -> list[PostId]:
    """Those that the viewer may see, in the order given."""
    seen = set(await db.all(store.VISIBLE_IDS, ids=list(posts), viewer=viewer))
    return [post for post in posts if post in seen]


async def mentions_of(
    db: Read, posts: Sequence[PostId], viewer: ProfileId | None = None
) -> dict[PostId, list[Mention]]:
    """Who is mentioned in each."""
    found: dict[PostId, list[Mention]] = {}
    if not posts:
        return found
    for mention in await db.all(store.MENTIONS, ids=list(posts)):
        found.setdefault(mention.post, []).append(mention)
    return found


joins(Part("mentions", of=mentions_of, where=store.CARRIED))


async def counts_of(db: Read, posts: Sequence[PostId]) -> dict[PostId, Counts]:
    """How often each was answered, boosted, favoured and quoted."""
    return {counts.post: counts for counts in await db.all(store.COUNTS, ids=list(posts))} if posts else {}


async def count(
    tx: Tx, post: PostId, *, replies: int = 0, boosts: int = 0, favourites: int = 0, quotes: int = 0
) -> None:
    """Move the post's counts."""
    await tx.run(store.COUNT, post=post, replies=replies, boosts=boosts, favourites=favourites, quotes=quotes)
    tx.say("counts", post)


async def checked(tx: Tx, author: ProfileId, note: Note) -> Post | None:
    """The post answered, after everything that may be wrong with a note has been looked for."""
    given = any(part.counts and note.parts.get(part.name) for part in PARTS.values())
    if not note.text.strip() and not given:
        raise Empty(field="text")
    for part in PARTS.values():
        if part.excludes and note.parts.get(part.name) and note.parts.get(part.excludes):
            raise NotBoth("Validation failed: A post cannot carry {excludes} and a {name}.", field=part.name,
                          excludes=NAMES.get(part.excludes, part.excludes),
                          name=NAMES.get(part.name, part.name))
    if text.length(note.text) + len(note.spoiler) > LONGEST:
        raise Invalid("Validation failed: Text is too long: at most {longest} characters.", field="text",
                      longest=LONGEST)
    if note.visibility not in VISIBILITIES:
        raise Invalid("Validation failed: Visibility is not included in the list", field="visibility")
    if note.language and not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", note.language):
        raise Invalid("Validation failed: Language is invalid", field="language")
    if note.reply_to is None:
        return None
    parent = await visible(tx, author, note.reply_to)
    return await visible(tx, author, parent.boost_of) if parent.boost_of else parent


async def worded(tx: Tx, author: ProfileId, note: Note, post: PostId | None = None) -> tuple[str, str, set[ProfileId]]:
    """The words as they are kept, as HTML, and whom else they mention; of a `post` that is there if it is edited."""
    words = note.text.replace("\r\n", "\n").strip()
    for part in PARTS.values():
        words = await part.prepare(tx, author, words, note.parts.get(part.name))
    written = await parts.read(tx, post, words, note.parts)
    mentioned = await mentioned_by(tx, written.tokens)
    html = written.html({handle: text.Mentioned(p.url, p.name) for handle, p in mentioned.items()},
                        lambda tag: tx.here.settings.url(f"/tags/{tag.lower()}"))
    return words, html, {profile.id for profile in mentioned.values()} - {author}


async def mentioned_by(tx: Tx, tokens: Sequence[text.Token]) -> dict[str, profiles.Profile]:
    """Whom words mention, by what stands in them."""
    handles = {t.text[1:].lower(): t for t in tokens if t.kind == "mention"}
    if len(handles) > MOST_MENTIONS:
        raise Invalid("A post mentions at most {most} people.", field="text", most=MOST_MENTIONS)
    known: dict[str, ProfileId] = {}
    for handle, token in handles.items():
        if found := await profiles.look_up(tx, token.name, token.host or None):
            known[handle] = found
    people = {profile.id: profile for profile in await profiles.list_by_ids(tx, set(known.values()))}
    return {handle: people[profile] for handle, profile in known.items() if not people[profile].removed_at}


async def add(tx: Tx, rows: Sequence[Added]) -> set[PostId]:
    """Write posts down, with their mentions and all counts; which were not there already. Raises `Duplicate` if an id
    is another's: what is there already has another id than its double, or was boosted so before."""
    if not rows:
        return set()
    new = set[int](await tx.all(
        store.ADD, mentioning=[row.post.id for row in rows for _ in row.mentioned],
        mentioned=[profile for row in rows for profile in row.mentioned], has_media=[row.has_media for row in rows],
        **{name: [getattr(row.post, name) for row in rows] for name in _COLUMNS}))
    lost = [row.post for row in rows if row.post.id not in new]
    taken = await tx.all(store.TAKEN, ids=[post.id for post in lost], uris=[post.uri for post in lost]) if lost else []
    if taken:
        raise Duplicate("posts_pkey")
    added = [row.post for row in rows if row.post.id in new]
    await profiles.count_posts(tx, Counter(post.author for post in added))
    replies = Counter(post.reply_to for post in added if post.reply_to)
    boosts = Counter(post.boost_of for post in added if post.boost_of)
    for about in sorted(replies | boosts):
        await count(tx, about, replies=replies[about], boosts=boosts[about])
    tx.say("posted", *(post.id for post in added))
    return {post.id for post in added}
