"""Emoji on the wire (FEP-c0e0): sent as a Like that says one, taken as that or as an EmojiReact, undone either way.

Whoever knows no emoji reads the Like and counts it; an EmojiReact they would drop.
"""

from hubbub.base.db import Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, Did, recalls, receives, undo_first
from hubbub.doors.fediverse.vocabulary import POST_CONTEXT, Document, activity
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.people.profiles import Profile
from hubbub.reach import emoji, feelings, posts
from hubbub.reach.emoji import activitypub as pictures
from hubbub.reach.feelings import Custom
from hubbub.reach.reactions.activitypub import claims

LONGEST = 320


@on(feelings.Felt)
async def send_feeling(tx: Tx, fact: feelings.Felt) -> None:
    """The author elsewhere hears of it, unless it was taken back meanwhile."""
    row = (await feelings.get(tx, [fact.feeling])).get(fact.feeling)
    if row and (told := await _like(tx, fact.profile, fact.post, fact.feeling, row.sign)):
        like, author = told
        await send(tx, fact.profile, like, [author.inbox])


@on(feelings.Unfelt)
async def send_end(tx: Tx, fact: feelings.Unfelt) -> None:
    if told := await _like(tx, fact.profile, fact.post, fact.feeling, fact.sign):
        like, author = told
        undo = activity(f"{like['id']}#undo", "Undo", str(like["actor"]), like, [author.uri])
        await send(tx, fact.profile, undo, [author.inbox])


async def _like(
    tx: Tx, profile: ProfileId, post: PostId, feeling: int, sign: str
) -> tuple[Document, Profile] | None:
    """What is sent and to whom, if somebody here says it of a post from elsewhere."""
    row = next(iter(await posts.get(tx, [post])), None)
    if row is None:
        return None
    both = {who.id: who for who in await profiles.list_by_ids(tx, [profile, row.author])}
    who, author = both[profile], both[row.author]
    if not who.here or author.here or author.suspended_at or author.removed_at:
        return None
    picture = (await feelings.shown(tx, [sign])).get(sign)
    content = f":{picture.shortcode}:" if picture else sign
    like = activity(f"{who.uri}/feelings/{feeling}", "Like", who.uri, row.uri, [author.uri])
    # Misskey's own word for it, which its older versions alone read.
    said: Document = {"@context": POST_CONTEXT, "content": content, "_misskey_reaction": content}
    return like | said | ({"tag": [pictures.tag(tx, picture)]} if picture else {}), author


async def take(tx: Tx, given: Activity, thing: Thing, post: PostId) -> bool:
    """A like that says an emoji is more than a like; a picture is believed to be what the actor's own server has."""
    sign = await _read(tx, given, thing)
    if sign is None:
        return False
    if isinstance(sign, Custom) and sign.domain:
        known = [each for each in pictures.read(thing) if each.shortcode.partition("@")[0] == sign.shortcode]
        await emoji.learn(tx, sign.domain, [emoji.Elsewhere(sign.shortcode, each.url) for each in known])
    await feelings.feel_from_elsewhere(tx, given.actor, post, sign, thing.id)
    return True


async def undo(tx: Tx, given: Activity, thing: Thing, post: PostId) -> bool | None:
    """By what it says; else by the activity that is undone, which some send without its words."""
    row = await feelings.find(tx, given.actor, thing.id) if thing.id else None
    sign = await _read(tx, given, thing) if row is None else row.sign
    if sign is None:
        return None
    return await feelings.unfeel_elsewhere(tx, given.actor, post, sign.sign if isinstance(sign, Custom) else sign)


claims(take, undo)


@recalls
async def recall(db: Read, actor: ProfileId, uri: str) -> Did | None:
    """Pleroma and Akkoma name the activity alone."""
    row = await feelings.find(db, actor, uri)
    post = next(iter(await posts.get(db, [row.post])), None) if row else None
    return Did("Like", post.uri) if post else None


@receives("Undo", of={""})
async def receive_end(tx: Tx, given: Activity) -> None:
    """One that nobody remembers has not come yet."""
    await undo_first(tx, given)


async def _read(tx: Tx, given: Activity, thing: Thing) -> str | Custom | None:
    """The emoji that is said, if it is one; a picture needs to come along, or to be one of ours."""
    sign = feelings.read(thing.text("content", LONGEST) or thing.text("_misskey_reaction", LONGEST))
    if not isinstance(sign, Custom):
        return sign
    ours = tx.here.settings.url("/emoji/")
    for tag in thing.things("tag", "Emoji"):
        if tag.text("name", LONGEST).strip(":").partition("@")[0] == sign.shortcode:
            here = bool(tag.id and tag.id.startswith(ours)) and await feelings.shown(tx, [sign.shortcode])
            return Custom(sign.shortcode, "" if here else (await profiles.get(tx, given.actor)).domain or "")
    return None
