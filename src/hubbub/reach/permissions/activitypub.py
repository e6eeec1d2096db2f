"""Likes and boosts that need a consent, on the wire: GoToSocial's policies, requests, answers and stamps, both ways."""

from collections.abc import Mapping, Sequence

from hubbub.base import ids
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import errand
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import CONSENT_CONTEXT, POST_CONTEXT, Document, activity
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles import Profile
from hubbub.people.profiles.activitypub import here
from hubbub.reach import permissions, posts, reactions
from hubbub.reach.posts.activitypub import takes, vouches
from hubbub.reach.posts.note import audience
from hubbub.reach.replies.activitypub import is_theirs, may

# By act: what a policy calls it, what is done, and by what it is asked for.
_WORDS = {"like": ("canLike", "Like", "likes", "like-requests"),
          "boost": ("canAnnounce", "Announce", "posts", "boost-requests")}
_ACTS = {f"{word}Request": act for act, (_, word, _, _) in _WORDS.items()}


def read(thing: Thing) -> permissions.Elsewhere | None:
    """What a note says of who may like and boost it."""
    if thing.thing("interactionPolicy") is None:
        return None
    said = {act: may(thing, name) for act, (name, *_) in _WORDS.items()}
    return permissions.Elsewhere({act: permissions.Rule(*named) for act, named in said.items() if named is not None})


takes("permissions", read)


@vouches
async def stamped(db: Read, boosts: Sequence[PostId]) -> Mapping[PostId, Document]:
    """Boosts to which their authors have agreed say where."""
    return {post: {"@context": POST_CONTEXT, "announceAuthorization": stamp, "approvedBy": stamp}
            for post, stamp in (await permissions.stamps_of(db, boosts)).items()}


@document("/users/{id:int}/permissions/{stamp:int}")
async def show(inquiry: Inquiry) -> Document:
    """An author's consent, for whoever wants to be sure of it."""
    author, stamp = ProfileId(inquiry.id()), await permissions.consent(inquiry.db, inquiry.id("stamp"))
    about = next(iter(await posts.get(inquiry.db, [stamp.post])), None)
    if about is None or about.author != author:
        raise NotFound
    said = {"attributedTo": (await here(inquiry.db, author)).uri, "interactingObject": stamp.made_uri}
    return said | {
        "@context": CONSENT_CONTEXT, "type": f"{_WORDS[stamp.act][1]}Authorization",
        "id": permissions.stamp_uri(inquiry.db, author, stamp.id), "interactionTarget": about.uri}


@receives("LikeRequest", "AnnounceRequest")
async def receive_request(tx: Tx, given: Activity) -> None:
    """Somebody asks first: they are answered at once. What is liked so is liked; a boost comes by itself."""
    act, about, made = _ACTS[given.thing.type], given.about, given.thing.ref("instrument")
    known = await posts.find(tx, about) if about else None
    if made is None or not given.owns(made):
        raise NotTheirs
    if known is None or about is None:
        raise NotFound
    author = await here(tx, (await posts.get(tx, [known]))[0].author)
    stamp = await permissions.grant(tx, given.actor, known, act, made)
    if stamp is not None and act == "like":
        await reactions.favourite_elsewhere(tx, given.actor, about, made)
    asked: Document = {"@context": CONSENT_CONTEXT, "id": given.thing.id, "type": given.thing.type, "actor": given.uri,
                       "object": about, "instrument": made}
    answer = activity(f"{author.uri}#permissions/{stamp.id if stamp else ids.new()}", "Accept" if stamp else "Reject",
                      author.uri, asked, [given.uri])
    if stamp is not None:
        answer |= {"result": permissions.stamp_uri(tx, author.id, stamp.id), "target": about}
    await send(tx, author.id, answer, [(await profiles.get(tx, given.actor)).inbox])


@on(permissions.PermissionAsked)
async def ask(tx: Tx, fact: permissions.PermissionAsked) -> None:
    """The author is asked, and nobody else is told."""
    row = await permissions.find(tx, fact.request)
    sides = await _sides(tx, row.profile, row.post) if row else None
    if row is None or sides is None:
        return
    me, author, post = sides
    name = row.post if row.act == "like" else row.id
    request = activity(f"{me.uri}/{_WORDS[row.act][3]}/{name}", f"{_WORDS[row.act][1]}Request", me.uri, post.uri,
                       [author.uri])
    made = _made(row.act, name, row.visibility, *sides)
    await send(tx, me.id, request | {"@context": CONSENT_CONTEXT, "instrument": made}, [author.inbox])


@on(permissions.PermissionWithdrawn)
async def send_withdrawn(tx: Tx, fact: permissions.PermissionWithdrawn) -> None:
    """An author who was asked need not answer any more."""
    if (sides := await _sides(tx, fact.profile, fact.post)) is not None:
        me, author, _ = sides
        made = _made(fact.act, fact.post if fact.act == "like" else fact.request, fact.visibility, *sides)
        await send(tx, me.id, activity(f"{made['id']}#undo", "Undo", me.uri, made, [author.uri]), [author.inbox])


async def _sides(tx: Tx, profile: ProfileId, post: PostId) -> tuple[Profile, Profile, posts.Post] | None:
    """Who wants to, whose post it is, and the post; None if one of them is gone."""
    row = next(iter(await posts.get(tx, [post])), None)
    both = {who.id: who for who in await profiles.list_by_ids(tx, [profile, row.author])} if row else {}
    author = both[row.author] if row else None
    if row is None or author is None or author.suspended_at or author.removed_at:
        return None
    return both[profile], author, row


def _made(act: str, name: int, visibility: str, me: Profile, author: Profile, post: posts.Post) -> Document:
    """The like or the boost that is asked for."""
    to, cc = audience(me, visibility, [author.uri]) if act == "boost" else ([author.uri], [])
    _, word, folder, _ = _WORDS[act]
    made = activity(f"{me.uri}/{folder}/{name}", word, me.uri, post.uri, to, cc)
    return {name: value for name, value in made.items() if name != "@context"}


@receives("Accept", of={"LikeRequest", "AnnounceRequest", "Like", "Announce", ""})
async def receive_accept(tx: Tx, given: Activity) -> None:
    """The author agrees. Some say where; of others (GoToSocial until 0.18) the answer itself is what is shown."""
    row, stamp = await _answered(tx, given), given.thing.ref("result") or given.thing.id
    if row is not None and stamp is not None and given.owns(stamp):
        await permissions.agree(tx, row, stamp)


@receives("Reject", of={"LikeRequest", "AnnounceRequest", "Like", "Announce", ""})
async def receive_reject(tx: Tx, given: Activity) -> None:
    """The author does not agree, or not any more."""
    if (row := await _answered(tx, given)) is not None:
        await permissions.disagree(tx, row)


async def _answered(tx: Tx, given: Activity) -> permissions.Request | None:
    """What is answered, by the id of what was to be done or of what asked for it, if whoever answers was asked."""
    what = given.object
    uri = (what.ref("instrument") or what.id if what is not None else given.about) or ""
    who, _, rest = uri.removeprefix(tx.here.settings.url("/users/")).partition("/")
    folder, _, name = rest.partition("/")
    profile, number = ids.parse(who), ids.parse(name)
    if not uri.startswith(tx.here.settings.url("/users/")) or profile is None or number is None:
        return None
    if folder in _WORDS["like"]:
        row = await permissions.find_like(tx, ProfileId(profile), PostId(number))
    else:
        row = await permissions.find(tx, number) if folder in _WORDS["boost"] else None
    about = await posts.get(tx, [row.post]) if row is not None and row.profile == profile else []
    return row if about and about[0].author == given.actor else None


@on(permissions.BoostStamped)
async def look_at(tx: Tx, fact: permissions.BoostStamped) -> None:
    await verify.once(tx, str(fact.boost), boost=fact.boost, stamp=fact.stamp)


@errand(tries=8)
async def verify(db: Db, boost: PostId, stamp: str) -> None:
    """Ask the author's server whether the consent that a boost shows is theirs, and is for this."""
    row = next(iter(await posts.get(db, [boost])), None)
    about = await posts.get(db, [row.boost_of]) if row is not None and row.boost_of else []
    if row is None or not about:
        return
    author = await profiles.get(db, about[0].author)
    if not await is_theirs(db, stamp, author.uri, made=row.uri, about=about[0].uri):
        async with db.write() as tx:
            if await posts.get(tx, [boost]):
                await posts.remove(tx, boost)
