"""Who may answer, on the wire: GoToSocial's policies and consents both ways; PeerTube's and Lemmy's words are read."""

import logging
from datetime import timedelta

from hubbub.base import ids
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import Held, errand
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.fetching import fetch
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import CONSENT_CONTEXT, PUBLIC, Document, activity
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles.activitypub import here
from hubbub.reach import posts, replies
from hubbub.reach.posts.activitypub import amends, send_changed, takes

log = logging.getLogger("hubbub.fediverse.replies")

# PeerTube's `commentsPolicy`: nobody may, or the author agrees to each.
DISABLED, BY_APPROVAL = 2, 3
_LATER = timedelta(minutes=1)


def said(db: Read, policy: replies.Policy) -> Document:
    """Who may answer a note of ours; whoever names its author alone says that nobody else may."""
    author = db.here.settings.url(f"/users/{policy.author}")
    may = [author, *(f"{author}/{group}" for group in policy.automatic)]
    # GoToSocial until 0.19 knows the older names only.
    return {"interactionPolicy": {"canReply": {
        "automaticApproval": may, "manualApproval": [], "always": may, "approvalRequired": []}}}


def welcomed(db: Read, approval: replies.Approval) -> Document:
    return {"replyAuthorization": approval.stamp, "approvedBy": approval.stamp}


def read(thing: Thing) -> replies.Elsewhere | None:
    """What a note says of its answers, and of being one."""
    stamp = thing.ref("replyAuthorization") or thing.ref("approvedBy")
    if (named := may(thing, "canReply")) is not None:
        return replies.Elsewhere(*named, stamp)
    policy = thing.whole("commentsPolicy")
    if not thing.flag("commentsEnabled", True) or policy == DISABLED:
        return replies.Elsewhere([], [], stamp)
    if policy == BY_APPROVAL:
        return replies.Elsewhere([], ["public"], stamp)
    return replies.Elsewhere(None, [], stamp) if stamp else None


def may(thing: Thing, name: str) -> tuple[list[str], list[str]] | None:
    """Who may do this with a note at once, and who if its author agrees; None if nothing is said of it."""
    policy = thing.thing("interactionPolicy")
    given = policy.thing(name) if policy else None
    if given is None or not given.says("automaticApproval", "always", "manualApproval", "approvalRequired"):
        return None
    automatic = given.refs("automaticApproval") or given.refs("always")
    manual = given.refs("manualApproval") or given.refs("approvalRequired")
    return _plain(automatic), _plain(manual)


def _plain(uris: list[str]) -> list[str]:
    return ["public" if uri == PUBLIC else uri for uri in uris]


amends("reply_policy", said)
amends("reply_approval", welcomed)
takes("reply_policy", read)


@document("/users/{id:int}/welcomes/{stamp:int}")
async def show(inquiry: Inquiry) -> Document:
    """An author's consent to an answer, for whoever wants to be sure of it."""
    author, stamp = ProfileId(inquiry.id()), await replies.consent(inquiry.db, inquiry.id("stamp"))
    for answered in await posts.get(inquiry.db, [stamp.post]):
        if answered.author == author:
            return {
                "@context": CONSENT_CONTEXT, "id": replies.stamp_uri(inquiry.db, author, stamp.id),
                "type": "ReplyAuthorization", "attributedTo": (await here(inquiry.db, author)).uri,
                "interactingObject": stamp.answer_uri, "interactionTarget": answered.uri,
            }
    raise NotFound


@receives("ReplyRequest")
async def receive_request(tx: Tx, given: Activity) -> None:
    """Somebody asks whether their answer is welcome: the author's policy says so, at once."""
    answer, about = given.thing.ref("instrument"), given.about
    answered = await posts.find(tx, about) if about else None
    if not given.owns(answer) or answer is None:
        raise NotTheirs
    if answered is None:
        raise NotFound
    author = await here(tx, (await posts.get(tx, [answered]))[0].author)
    stamp = await replies.grant(tx, given.actor, answered, answer)
    asked: Document = {"@context": CONSENT_CONTEXT, "id": given.thing.id, "type": "ReplyRequest", "actor": given.uri,
                       "object": about, "instrument": answer}
    name = f"{author.uri}#welcomes/{stamp.id if stamp else ids.new()}"
    told = activity(name, "Accept" if stamp else "Reject", author.uri, asked, [given.uri])
    if stamp is not None:
        told |= {"result": replies.stamp_uri(tx, author.id, stamp.id), "target": about}
    await send(tx, author.id, told, [(await profiles.get(tx, given.actor)).inbox])


@on(replies.ReplyAsked)
async def ask(tx: Tx, fact: replies.ReplyAsked) -> None:
    """The author elsewhere is asked, and has the answer itself by its Create."""
    pair = await _pair(tx, fact.post)
    if pair is None:
        return
    answer, answered = pair
    both = {who.id: who for who in await profiles.list_by_ids(tx, [answer.author, answered.author])}
    me, author = both[answer.author], both[answered.author]
    if author.suspended_at or author.removed_at:
        return
    uri = tx.here.settings.url(f"/users/{me.id}/reply-requests/{answer.id}")
    request = activity(uri, "ReplyRequest", me.uri, answered.uri, [author.uri])
    await send(tx, me.id, request | {"@context": CONSENT_CONTEXT, "instrument": answer.uri}, [author.inbox])


async def _pair(tx: Tx, post: PostId) -> tuple[posts.Post, posts.Post] | None:
    """An answer and what it answers, if both are still there."""
    answer = next(iter(await posts.get(tx, [post])), None)
    parents = await posts.get(tx, [answer.reply_to]) if answer is not None and answer.reply_to else []
    return (answer, parents[0]) if answer is not None and parents else None


@receives("Accept", of={"ReplyRequest", "Create", "Note", ""})
async def receive_accept(tx: Tx, given: Activity) -> None:
    """The author agrees, and says where that is written: everybody who has the answer is told of it."""
    stamp, answer = given.thing.ref("result"), await _asked_of(tx, given)
    if answer is not None and stamp is not None and given.owns(stamp) and await replies.approve(tx, answer, stamp):
        await _tell(tx, answer)


@receives("Reject", of={"ReplyRequest", "Create", "Note", ""})
async def receive_reject(tx: Tx, given: Activity) -> None:
    """The author does not agree, or not any more: the answer shows no consent of theirs, and leaves the thread."""
    answer = await _asked_of(tx, given)
    if answer is None:
        return
    if await replies.disapprove(tx, answer):
        await _tell(tx, answer)
    else:
        tx.say("post", answer)


async def _asked_of(tx: Tx, given: Activity) -> PostId | None:
    """The answer of ours that is spoken of, if it is to a post of whoever speaks."""
    what = given.object
    uri = ((what.ref("instrument") or what.ref("object") or what.id) if what is not None else given.about) or ""
    answer = await posts.find(tx, uri.removesuffix("/activity"))
    if answer is None and uri.startswith(tx.here.settings.url("/users/")) and "/reply-requests/" in uri:
        number = ids.parse(uri.rpartition("/")[2])
        answer = PostId(number) if number else None
    pair = await _pair(tx, answer) if answer else None
    ours = pair is not None and pair[1].author == given.actor and (await profiles.get(tx, pair[0].author)).here
    return pair[0].id if pair is not None and ours else None


async def _tell(tx: Tx, answer: PostId) -> None:
    tx.say("post", answer)
    await send_changed(tx, answer)


@on(replies.ReplyStamped)
async def look_at(tx: Tx, fact: replies.ReplyStamped) -> None:
    await verify.once(tx, str(fact.post), post=fact.post, stamp=fact.stamp)


@errand(tries=8)
async def verify(db: Db, post: PostId, stamp: str) -> None:
    """Ask the answered author's server whether the consent that an answer shows is theirs, and is for this."""
    async with db.write() as tx:
        pair = await _pair(tx, post)
        author = await profiles.get(tx, pair[1].author) if pair else None
    if pair is None or author is None:
        return
    if await is_theirs(db, stamp, author.uri, made=pair[0].uri, about=pair[1].uri):
        return
    async with db.write() as tx:
        if await posts.get(tx, [post]):
            await posts.remove(tx, post)


async def is_theirs(db: Db, stamp: str, author: str, *, made: str, about: str) -> bool:
    """Whether the author's server says that the author has agreed to what was made. Raises `Held` if it is away."""
    try:
        found = await fetch(db, stamp) if host_of(stamp) == host_of(author) else None
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    except Refused as problem:
        log.info("%s is not had: %s", stamp, problem)
        return False
    names = ("attributedTo", "interactingObject", "interactionTarget")
    return found is not None and tuple(map(found.ref, names)) == (author, made, about)
