"""Likes on the wire, both ways; one with an emoji that no other room takes is read as one. Boosts go with posts."""

from collections.abc import Awaitable, Callable

from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, Did, recalls, receives, undo_first
from hubbub.doors.fediverse.routes import Inquiry, document
from hubbub.doors.fediverse.vocabulary import Document, activity, collection
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles import Profile
from hubbub.people.profiles.activitypub import here, says
from hubbub.reach import posts, reactions

# Of the like itself, also where it is undone, and the post that it is about: whether it was taken as more than a like;
# and whether it was there to be taken back, None if it says no more than a like does.
Claim = Callable[[Tx, Activity, Thing, PostId], Awaitable[bool]]
Recant = Callable[[Tx, Activity, Thing, PostId], Awaitable[bool | None]]

_claims: list[tuple[Claim, Recant]] = []


def claims(take: Claim, undo: Recant) -> None:
    """Let an upper room say that a like is something of its own, and take it, or take it back."""
    _claims.append((take, undo))


@says
async def where(db: Read, who: Profile) -> Document:
    return {"liked": f"{who.uri}/liked"}


@document("/users/{id:int}/liked")
async def liked(inquiry: Inquiry) -> Document:
    """What somebody likes is told to the authors alone; that it is a secret is told to all."""
    return collection(f"{(await here(inquiry.db, ProfileId(inquiry.id()))).uri}/liked", None)


@on(reactions.Favourited)
async def send_like(tx: Tx, fact: reactions.Favourited) -> None:
    """The author elsewhere hears of it, and nobody else; one who agreed to it has it already."""
    if not fact.agreed and (told := await _like(tx, fact.profile, fact.post)) is not None:
        like, author = told
        await send(tx, fact.profile, like, [author.inbox])


@on(reactions.Unfavourited)
async def send_unlike(tx: Tx, fact: reactions.Unfavourited) -> None:
    if (told := await _like(tx, fact.profile, fact.post)) is not None:
        like, author = told
        undo = activity(f"{like['id']}#undo", "Undo", str(like["actor"]), like, [author.uri])
        await send(tx, fact.profile, undo, [author.inbox])


async def _like(tx: Tx, profile: ProfileId, post: PostId) -> tuple[Document, Profile] | None:
    """The like and whom it is sent to, if somebody here likes a post from elsewhere."""
    row = next(iter(await posts.get(tx, [post])), None)
    if row is None:
        return None
    both = {who.id: who for who in await profiles.list_by_ids(tx, [profile, row.author])}
    liker, author = both[profile], both[row.author]
    if not liker.here or author.here or author.suspended_at or author.removed_at:
        return None
    return activity(f"{liker.uri}/likes/{post}", "Like", liker.uri, row.uri, [author.uri]), author


@receives("Like", "EmojiReact")
async def receive_like(tx: Tx, given: Activity) -> None:
    """Only what the liker may see can be liked; a post from elsewhere may come after the like."""
    if given.about is None:
        raise NotFound
    known = await posts.find(tx, given.about) if _claims else None
    if known is None or not any([await take(tx, given, given.thing, known) for take, _ in _claims]):
        await reactions.favourite_elsewhere(tx, given.actor, given.about, given.thing.id)


@receives("Undo", of={"Like", "EmojiReact"})
async def receive_unlike(tx: Tx, given: Activity) -> None:
    """Only the actor's own like can be taken back, whosever is named."""
    about, name = (given.object.ref("object"), given.object.id or "") if given.object else (None, "")
    known = await posts.find(tx, about) if about and _claims else None
    told = [await undo(tx, given, given.object, known) for _, undo in _claims] if known and given.object else []
    if any(told):
        return
    # What says more than a like ends one only if it was taken for one, its post not being known yet.
    taken = False not in told or await reactions.favoured_as(tx, given.actor, name)
    if not (about and taken and await reactions.unfavourite_elsewhere(tx, given.actor, about)):
        await undo_first(tx, given)


@recalls
async def recall(db: Read, actor: ProfileId, uri: str) -> Did | None:
    about = await reactions.favoured_as(db, actor, uri)
    return Did("Like", about) if about else None
