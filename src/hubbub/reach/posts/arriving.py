"""Posts that come from elsewhere: written, edited, passed on and ended there, or fetched because we speak of them."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Tx
from hubbub.base.errors import NotFound, Refusal
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.doors.fediverse import gate
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.fetching import NotThere, fetch
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives, receives_together
from hubbub.doors.fediverse.vocabulary import ACTIVITIES, ACTORS, POSTS
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import follows, profiles
from hubbub.people.profiles.elsewhere import ask, believe
from hubbub.reach import posts

from .note import Author, arrived, author_of, edited, mentioned_in, people_of, published, readers_in, visibility_of

log = logging.getLogger("hubbub.fediverse.posts")

Claim = Callable[[Tx, Activity, Thing], Awaitable[bool]]

# How far up an unknown conversation is asked for.
HIGHEST = 20
_LATER = timedelta(seconds=30)

_claims: list[Claim] = []


class NoPost(Refused):
    """What answers there is no post that its own author has published."""


def claims(function: Claim) -> Claim:
    """Let an upper room take what comes in the shape of a post and is none: a vote, say. It says whether it did."""
    _claims.append(function)
    return function


@receives_together("Create", of={*POSTS, ""})
async def receive(tx: Tx, given: Sequence[Activity]) -> None:
    """Posts of the actors' own, if somebody here has to do with them."""
    followed = await follows.all_followed_here(tx, {each.actor for each in given})
    brought: list[Brought] = []
    for each in given:
        thing = each.object
        if thing is None and each.owns(each.about) and each.actor in followed:
            await bring.once(tx, str(each.about), uri=str(each.about), deeper=HIGHEST)
        elif thing is None or not _is_own(each, thing):
            raise NotTheirs
        elif not any([await claim(tx, each, thing) for claim in _claims]):
            author = Author(each.actor, each.uri, each.followers)
            brought.append(Brought(thing, author, each.actor in followed))
    await _keep_all(tx, brought)


@receives("Update", of=POSTS)
async def receive_edit(tx: Tx, given: Activity) -> None:
    """An edit says when it was made; an Update without that only counts votes."""
    thing = given.object
    if thing is None or not _is_own(given, thing):
        raise NotTheirs
    if thing.time("updated") is None:
        return
    known = await posts.find(tx, thing.id or "")
    if known is None:
        return await receive(tx, [given])
    row = (await posts.get(tx, [known]))[0]
    if row.author != given.actor:
        raise NotTheirs
    await take_edit(tx, known, thing)


@receives("Delete")
async def receive_end(tx: Tx, given: Activity) -> None:
    """The author's word ends a post; of one that is not known yet it is remembered."""
    if given.about == given.uri:
        return
    if given.about is None or not given.owns(given.about):
        raise NotTheirs
    known = await posts.find(tx, given.about)
    if known is None:
        await posts.bury(tx, given.about)
    elif (await posts.get(tx, [known]))[0].author != given.actor:
        raise NotTheirs
    else:
        await posts.remove(tx, known)


@receives("Announce")
async def receive_boost(tx: Tx, given: Activity) -> None:
    uri, about, inner = given.thing.id, given.about, given.object
    followed = await follows.followed_here(tx, given.actor)
    if inner is not None and inner.type in ACTIVITIES:
        return await _receive_passed_on(tx, given, inner, followed)
    if uri is None or about is None:
        return None
    known = await posts.find(tx, about)
    if known is not None:
        await _boost(tx, given.actor, uri, known, given.thing, followed)
    elif followed and not about.startswith(f"{tx.here.settings.base}/"):
        await bring_boost.once(tx, uri, booster=given.actor, uri=uri, about=about, public=given.thing.is_public("to"),
                               consent=_consent(given.thing))
    return None


async def _receive_passed_on(tx: Tx, given: Activity, inner: Thing, followed: bool) -> None:
    """A group passes on whole activities (FEP-1b12). None is believed: what they are about is asked for.

    A new post is one that the group boosts. Its answers only take their place, or every comment in the group would
    land at home; and nobody wants to hear who liked what.
    """
    about, thing = inner.ref("object"), inner.thing("object")
    if about is None or not followed or about.startswith(f"{tx.here.settings.base}/"):
        return
    known = await posts.find(tx, about)
    if inner.type in ("Update", "Delete") and known is not None:
        await look_again.once(tx, about, uri=about)
    elif inner.type == "Create" and thing is not None and thing.ref("inReplyTo"):
        await bring.once(tx, about, uri=about, deeper=HIGHEST)
    elif inner.type == "Create" and known is not None and given.thing.id is not None:
        await _boost(tx, given.actor, given.thing.id, known, given.thing, followed)
    elif inner.type == "Create" and given.thing.id is not None:
        await bring_boost.once(
            tx, given.thing.id, booster=given.actor, uri=given.thing.id, about=about,
            public=given.thing.is_public("to", "cc"), consent=None)


@errand(tries=6)
async def look_again(db: Db, uri: str) -> None:
    """A post is said to have changed or gone: its own server knows."""
    thing, status = None, 200
    try:
        thing = await fetch(db, uri)
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    except NotThere as problem:
        status = problem.status
    except Refused:
        return
    async with db.write() as tx:
        known = await posts.find(tx, uri)
        if known is None:
            return
        # That there is nothing to be shown to us says so only of what everybody may see.
        hidden = status == 404 and (await posts.get(tx, [known]))[0].visibility in ("public", "quiet")
        if hidden or status == 410 or (thing is not None and thing.type == "Tombstone"):
            await posts.remove(tx, known)
        elif thing is not None and thing.type in POSTS and thing.time("updated") is not None:
            await take_edit(tx, known, thing)


async def take_edit(tx: Tx, known: PostId, thing: Thing) -> None:
    """The post becomes what its author's own server says that it is."""
    row = (await posts.get(tx, [known]))[0]
    who = await profiles.get(tx, row.author)
    people = await profiles.find_all(tx, people_of(thing, Author(who.id, who.uri, who.followers_uri)))
    await posts.edit(tx, known, edited(await _taken_of(tx, thing), mentioned_in(thing, row.visibility, people)))


@receives("Undo", of={"Announce", ""})
async def receive_unboost(tx: Tx, given: Activity) -> None:
    if given.about is None or not given.owns(given.about):
        raise NotTheirs
    known = await posts.find(tx, given.about)
    if known is None and given.object is not None and (what := given.object.ref("object")):
        original = await posts.find(tx, what)
        known = await posts.find_boost(tx, given.actor, original) if original else None
    if known is None:
        await posts.bury(tx, given.about)
        return
    boost = (await posts.get(tx, [known]))[0]
    if boost.author != given.actor or boost.boost_of is None:
        raise NotTheirs
    await posts.remove(tx, known)


def _is_own(given: Activity, thing: Thing) -> bool:
    """Whether it is the actor's own word about the actor's own post; PeerTube names the channel beside the account."""
    return given.owns(thing.id) and given.uri in thing.refs("attributedTo")


@dataclass(frozen=True, slots=True)
class Brought:
    """A post of an author, whether it is wanted whatever it says, and how far above it is asked for what is unknown."""

    thing: Thing
    author: Author
    wanted: bool
    deeper: int = HIGHEST


async def _keep(tx: Tx, brought: Brought) -> PostId | None:
    return (await _keep_all(tx, [brought]))[0]


async def _keep_all(tx: Tx, brought: Sequence[Brought]) -> list[PostId | None]:
    """Keep the posts that are wanted, or answer us, or speak to somebody here."""
    if any(each.thing.id is None for each in brought):
        raise NoPost("a post has an id")
    parents = await posts.find_all(tx, {uri for each in brought if (uri := each.thing.ref("inReplyTo"))})
    known = await profiles.find_all(tx, {uri for each in brought for uri in people_of(each.thing, each.author)})
    given = [await _read(tx, each, parents.get(each.thing.ref("inReplyTo") or ""), known) for each in brought]
    kept = iter(await posts.arrive_all(tx, [each for each in given if each is not None]))
    made = [None if each is None else next(kept) for each in given]
    base = f"{tx.here.settings.base}/"
    for each, post in zip(brought, made, strict=True):
        above = each.thing.ref("inReplyTo")
        if post is not None and above and above not in parents and each.deeper and not above.startswith(base):
            await bring.once(tx, above, uri=above, deeper=each.deeper - 1)
    return made


async def _read(
    tx: Tx, brought: Brought, parent: PostId | None, known: Mapping[str, ProfileId]
) -> posts.Arrived | None:
    """What is kept of it; None if it is nobody's business here."""
    thing, author = brought.thing, brought.author
    uri, above, base = thing.id or "", thing.ref("inReplyTo"), f"{tx.here.settings.base}/"
    if parent is not None and above and above.startswith(base):
        # Who may not see a post of ours, a blocked one among them, cannot answer it either.
        await posts.reachable(tx, author.id, parent)
    visibility = visibility_of(thing, author)
    people = people_of(thing, author)
    mentions = mentioned_in(thing, visibility, {who: known[who] for who in people if who in known})
    readers = readers_in(thing, visibility, {who: known[who] for who in people if who in known})
    to_us = any(known[who] in (*mentions, *readers) for who in people if who.startswith(base) and who in known)
    if not (brought.wanted or to_us or parent is not None):
        log.info("%s of %s is nobody's business here", uri, author.uri)
        return None
    made = arrived(await _taken_of(tx, thing), uri, author, visibility, mentions)
    return replace(made, parts={**made.parts, "readers": {"profiles": readers}}) if visibility == "chosen" else made


def _consent(announce: Thing) -> str | None:
    """Where the author has agreed to a boost, as the boost says (GoToSocial)."""
    return announce.ref("announceAuthorization") or announce.ref("approvedBy")


async def _boost(
    tx: Tx, booster: ProfileId, uri: str, post: PostId, thing: Thing | None, wanted: bool, consent: str | None = None
) -> None:
    """Keep a boost of what may be boosted, if somebody follows the booster or wrote the post here."""
    original = await posts.reachable(tx, booster, post)
    if original.boost_of is not None:
        original = await posts.reachable(tx, booster, original.boost_of)
    if original.visibility not in ("public", "quiet") and original.author != booster:
        raise NotFound
    if not (wanted or original.uri.startswith(f"{tx.here.settings.base}/")):
        return
    await posts.arrive(tx, posts.Arrived(
        uri=uri, url=original.url, author=booster, html="", boost_of=original.id,
        visibility="public" if thing is None or thing.is_public("to") else "quiet",
        published_at=published(thing) if thing else now(),
        parts={"boost_consent": consent or (_consent(thing) if thing else None)},
    ))


@errand(tries=6)
async def bring(db: Db, uri: str, deeper: int) -> None:
    """Fetch a post that something here speaks of; there is none if its server gives none."""
    await _fetched(db, uri, deeper)


@errand(tries=6)
async def bring_boost(
    db: Db, booster: ProfileId, uri: str, about: str, public: bool, consent: str | None = None
) -> None:
    """Fetch what was boosted, then keep the boost."""
    post = await _fetched(db, about, HIGHEST)
    if post is None:
        return
    try:
        async with db.write() as tx:
            await _boost(tx, booster, uri, post, None, True, consent)
    except Refusal:
        log.info("%s boosts what it may not", uri)


async def _fetched(db: Db, uri: str, deeper: int) -> PostId | None:
    try:
        return await posts.find(db, uri) or await _ask(db, await fetch(db, uri), deeper)
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    except (Refused, Refusal) as problem:
        log.info("%s is not had: %s", uri, problem)
        return None


async def _ask(db: Db, thing: Thing, deeper: int) -> PostId | None:
    """Keep what was fetched from the post's own address. Raises `Refused` or `Unreachable`."""
    whose = author_of(thing)
    if thing.type not in POSTS or whose is None or thing.id is None:
        raise NoPost("that is no post of somebody on its own server")
    who = await profiles.get(db, await profiles.find(db, uri=whose) or await ask(db, whose))
    if who.here or who.suspended_at or who.removed_at:
        raise NotFound
    author = Author(who.id, who.uri, who.followers_uri)
    async with db.write() as tx:
        return await _keep(tx, Brought(thing, author, True, deeper)) or await posts.find(tx, thing.id)


async def seek(db: Db, address: str) -> PostId | None:
    """The post at this address elsewhere; None if there is none, or an actor, who is kept on the way."""
    try:
        thing = await fetch(db, address)
        if thing.type in ACTORS:
            await believe(db, thing)
            return None
        return await posts.find(db, thing.id or "") or await _ask(db, thing, HIGHEST)
    except (Refused, Unreachable, Refusal):
        return None


async def take(db: Db, uri: str) -> Thing | None:
    """A post fetched from its own server and kept, but nothing above it; None if it is not for us to have.

    Raises `Refused` or `Unreachable`.
    """
    thing = await fetch(db, uri)
    return thing if await take_shown(db, thing) is not None else None


async def take_shown(db: Db, thing: Thing) -> PostId | None:
    """The same of what the author's own server has shown already."""
    with suppress(Refusal):
        return await _ask(db, thing, 0)
    return None


async def _taken_of(tx: Tx, thing: Thing) -> Thing:
    """What is taken of a note: all of it, or all but its pictures where those of its server are not wanted."""
    stance = await gate.stance(tx, host_of(thing.id or ""))
    if not stance.rejects_media:
        return thing
    # A film, a recording or a picture is listed beside its page.
    itself = ("url",) if thing.type in ("Video", "Audio", "Image") else ()
    return thing.without("attachment", "image", "icon", "audio", *itself)
