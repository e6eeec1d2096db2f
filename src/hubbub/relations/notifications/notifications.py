"""Notifications: who hears of what, once; how far they have read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import Conflict, NotFound
from hubbub.base.facts import on, tell
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows
from hubbub.reach import posts, reactions

from . import requests, store
from .store import Group, Marker, Notification

KINDS = ("mention", "status", "boost", "follow", "follow_request", "favourite", "poll", "update", "quote",
         "quoted_update", "feeling", "severance", "warning", "sign_up", "report", "collection", "collection_update")
# What many people do with the same thing is shown as one line: from the first on for half a day.
GROUPED = ("favourite", "boost", "follow", "sign_up")
SPAN_HOURS = 12
# What happens anew each time takes the place of the time before.
RENEWED = ("update", "quoted_update", "collection_update")
# What the reader is told of although it is their own: their poll has ended, their account was warned.
OWN = ("poll", "severance", "warning")
# A post from elsewhere that is fetched long after it was written is history: nobody is called for it.
LATE = timedelta(days=7)
LISTS = ("home", "notifications")


class Moved(Conflict):
    """Conflict during update, please try again"""


@dataclass(frozen=True, slots=True)
class Notified:
    """Readers were told of this deed, by notifications whose numbers are from first to last."""

    kind: str
    actor: ProfileId
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Page:
    """Which of somebody's notifications: of these kinds (None: all), of this actor, within these ids; `filtered`
    ones, which a policy keeps apart, only if asked for."""

    kinds: Sequence[str] | None = None
    actor: ProfileId | None = None
    below: int | None = None
    above: int | None = None
    upward: bool = False
    limit: int = 40
    filtered: bool = False


async def notify(
    tx: Tx, kind: str, readers: Sequence[ProfileId], actor: ProfileId, post: PostId | None = None,
    about: int | None = None,
) -> None:
    """Tell those of the readers who are here, may see the post and hear the actor; each once for ever.

    `about` is the row of the room that tells, where it is neither a person nor a post. The reader's policy may keep
    it apart, or drop it.
    """
    if not readers:
        return
    deed = {"kind": kind, "readers": list(readers), "actor": actor, "post": post, "about": about}
    if kind in RENEWED:
        tx.say("notification", *await tx.all(store.RENEW, **deed))
    told = await tx.all(store.ADD, **deed, ids=[ids.new() for _ in readers], own=kind in OWN,
                        bundles=_bundles(kind, post), now=now())
    heard = [each for each in told if not each.filtered]
    if kind in requests.WRITTEN:
        await requests.ask(tx, actor, [each.reader for each in told if each.filtered])
    if heard:
        numbers = [each.id for each in heard]
        await tell(tx, Notified(kind, actor, min(numbers), max(numbers)))
        tx.say("notified", *numbers)
    tx.say("notification", *[each.reader for each in heard], *await tx.all(store.REVIVE, **deed))


async def notify_staff(tx: Tx, kind: str, actor: ProfileId, about: int | None = None) -> None:
    """Tell everybody who helps to run this server: of a `sign_up`, or of a `report` with its number."""
    await notify(tx, kind, [ProfileId(each) for each in await tx.all(store.STAFF)], actor, about=about)


async def withdraw(
    tx: Tx, kind: str, readers: Sequence[ProfileId], actor: ProfileId, post: PostId | None = None,
    about: int | None = None,
) -> None:
    """What was told is no longer so; should it become so again, it is shown again but not told anew."""
    gone = await tx.all(store.WITHDRAW, kind=kind, readers=list(readers), actor=actor, post=post, about=about,
                        now=now())
    tx.say("notification", *gone)


async def get(db: Read, me: ProfileId, notification: int) -> Notification:
    """One of mine. Raises `NotFound`."""
    found = await db.maybe(store.GET, id=notification, me=me, now=now())
    if found is None:
        raise NotFound
    return found


async def list_notifications(db: Read, me: ProfileId, page: Page) -> list[Notification]:
    """Mine, the newest first, without those of people whom I do not hear and of posts that I cannot see."""
    rows = await db.all(store.LIST, me=me, now=now(), **_asked(page), upward=page.upward)
    return sorted(rows, key=lambda row: row.id, reverse=True)


async def list_groups(
    db: Read, me: ProfileId, page: Page, grouped: Sequence[str] = GROUPED
) -> list[Group]:
    """Mine in groups, the newest first. A group that began before the page's newest entry is shown as it was then."""
    statement = store.HEADS_UPWARD if page.upward else store.HEADS
    heads = await db.all(statement, me=me, now=now(), grouped=list(grouped), **_asked(page))
    if not heads:
        return []
    # A page that is not full is the last: it goes all the way down.
    bottom = min(heads) if len(heads) == page.limit else (page.above or 0)
    return await db.all(store.GROUPS, me=me, now=now(), grouped=list(grouped), heads=heads, top=max(heads),
                        bottom=bottom, filtered=page.filtered)


async def list_bundle(
    db: Read, me: ProfileId, bundle: str, *, below: int | None = None, above: int | None = None,
    upward: bool = False, limit: int = 1000,
) -> list[Notification]:
    """Those of one group, the newest first."""
    rows = await db.all(store.BUNDLE, me=me, now=now(), bundle=bundle, below=below, above=above, upward=upward,
                        limit=limit)
    return sorted(rows, key=lambda row: row.id, reverse=True)


async def clear(tx: Tx, me: ProfileId, *, notification: int | None = None, bundle: str | None = None) -> int:
    """Put one, one group or all of mine away for good; how many those were."""
    gone = await tx.all(store.CLEAR, me=me, id=notification, bundle=bundle, now=now())
    if gone:
        tx.say("notification", me)
    return len(gone)


async def unread(
    db: Read, me: ProfileId, *, kinds: Sequence[str] | None = None, actor: ProfileId | None = None, limit: int = 100
) -> int:
    """How many are newer than the last one read, counted up to the limit."""
    return await db.one(store.UNREAD, me=me, now=now(), kinds=_list(kinds), actor=actor, filtered=False,
                        limit=limit)


async def unread_groups(
    db: Read, me: ProfileId, *, kinds: Sequence[str] | None = None, actor: ProfileId | None = None,
    grouped: Sequence[str] = GROUPED, limit: int = 100,
) -> int:
    """How many groups have something newer than the last one read."""
    return await db.one(store.UNREAD_GROUPS, me=me, now=now(), kinds=_list(kinds), actor=actor, filtered=False,
                        grouped=list(grouped), limit=limit)


async def markers(db: Read, me: ProfileId, lists: Sequence[str] = LISTS) -> list[Marker]:
    """How far I have read in each list where that is known."""
    return await db.all(store.MARKERS, me=me, lists=list(lists))


async def mark(tx: Tx, me: ProfileId, where: str, last_read: int, *, version: int | None = None) -> Marker:
    """I have read this list down to here. Raises `Moved` if the marker that I knew is another by now."""
    marker = await tx.maybe(store.MARK, me=me, list=where, last_read=last_read, version=version, now=now())
    if marker is None:
        raise Moved
    tx.say("notification", me)
    return marker


@on(posts.PostPublished)
async def call_readers(tx: Tx, facts: Sequence[posts.PostPublished]) -> None:
    await _call(tx, facts)


@on(posts.PostArrived)
async def call_readers_here(tx: Tx, facts: Sequence[posts.PostArrived]) -> None:
    await _call(tx, facts)


@on(posts.PostEdited)
async def call_boosters(tx: Tx, fact: posts.PostEdited) -> None:
    """Whoever has put their name to a post hears that it says something else now."""
    boosters = [ProfileId(each) for each in await tx.all(store.BOOSTERS, post=fact.post)]
    await notify(tx, "update", boosters, fact.author, fact.post)


# Listeners may come late and out of order: each looks at how things stand, not only at what it was told.


@on(posts.PostRemoved)
async def withdraw_boost(tx: Tx, fact: posts.PostRemoved) -> None:
    if fact.boost_of and not await posts.find_boost(tx, fact.author, fact.boost_of):
        for original in await posts.get(tx, [fact.boost_of]):
            await withdraw(tx, "boost", [original.author], fact.author, original.id)


@on(reactions.Favourited)
async def tell_author(tx: Tx, fact: reactions.Favourited) -> None:
    if await _favoured(tx, fact.profile, fact.post):
        for post in await posts.get(tx, [fact.post]):
            await notify(tx, "favourite", [post.author], fact.profile, post.id)


@on(reactions.Unfavourited)
async def withdraw_favourite(tx: Tx, fact: reactions.Unfavourited) -> None:
    if not await _favoured(tx, fact.profile, fact.post):
        for post in await posts.get(tx, [fact.post]):
            await withdraw(tx, "favourite", [post.author], fact.profile, post.id)


@on(follows.Followed)
async def tell_followed(tx: Tx, fact: follows.Followed) -> None:
    """Who granted a request knows already: their notification of it only changes its kind."""
    if (await follows.relations(tx, fact.follower, [fact.followed]))[0].following:
        if await tx.maybe(store.GRANTED, reader=fact.followed, actor=fact.follower, bundles=_bundles("follow", None)):
            tx.say("notification", fact.followed)
            return
        await withdraw(tx, "follow_request", [fact.followed], fact.follower)
        await notify(tx, "follow", [fact.followed], fact.follower)


@on(follows.FollowAsked)
async def tell_asked(tx: Tx, fact: follows.FollowAsked) -> None:
    if (await follows.relations(tx, fact.follower, [fact.followed]))[0].requested:
        await notify(tx, "follow_request", [fact.followed], fact.follower)


@on(follows.Unfollowed)
async def withdraw_follow(tx: Tx, fact: follows.Unfollowed) -> None:
    await _withdraw_follow(tx, fact.follower, fact.followed)


@on(follows.FollowRefused)
async def withdraw_refused(tx: Tx, fact: follows.FollowRefused) -> None:
    await _withdraw_follow(tx, fact.follower, fact.followed)


async def _call(tx: Tx, facts: Sequence[posts.PostPublished | posts.PostArrived]) -> None:
    rows = [row for row in await posts.get(tx, [fact.post for fact in facts]) if row.published_at >= now() - LATE]
    listening: dict[ProfileId, set[ProfileId]] = {}
    for pair in await tx.all(store.ASKED_TO_HEAR, authors=list({row.author for row in rows})):
        listening.setdefault(pair.author, set()).add(pair.reader)
    named = await posts.mentions_of(tx, [fact.post for fact in facts if fact.concerns])
    called = await posts.called_to(tx, [row.id for row in rows if row.visibility == "chosen"])
    for row in rows:
        if row.boost_of:
            for original in await posts.get(tx, [row.boost_of]):
                await notify(tx, "boost", [original.author], row.author, original.id)
            continue
        concerned = {mention.profile for mention in [*named.get(row.id, []), *called.get(row.id, [])]}
        concerned |= {row.reply_to_author} if row.reply_to_author else set()
        await notify(tx, "mention", sorted(concerned), row.author, row.id)
        if row.reply_to_author in (None, row.author):
            asked = listening.get(row.author, set())
            await notify(tx, "status", sorted(asked - concerned), row.author, row.id)


async def _favoured(tx: Tx, profile: ProfileId, post: PostId) -> bool:
    return bool((await reactions.flags(tx, profile, [post])).get(post, 0) & reactions.FAVOURITED)


async def _withdraw_follow(tx: Tx, follower: ProfileId, followed: ProfileId) -> None:
    relation = (await follows.relations(tx, follower, [followed]))[0]
    if not relation.following:
        await withdraw(tx, "follow", [followed], follower)
    if not relation.requested:
        await withdraw(tx, "follow_request", [followed], follower)


def _bundles(kind: str, post: PostId | None) -> list[str] | None:
    """The lines that it may be shown in, the newest first: one begins with this hour, others may still be open."""
    if kind not in GROUPED:
        return None
    hour = int(now().timestamp() // 3600)
    begin = f"{kind}-{post}" if post else kind
    return [f"{begin}-{hour - back}" for back in range(SPAN_HOURS)]


def _asked(page: Page) -> dict[str, object]:
    wanted = asdict(page)
    del wanted["upward"]
    return wanted | {"kinds": _list(page.kinds)}


def _list(kinds: Sequence[str] | None) -> list[str] | None:
    return None if kinds is None else list(kinds)
