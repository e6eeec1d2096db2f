"""Letters: what is published in five minutes goes out together, once to each subscriber.

What is to go out is written down with what was published, and who gets it with the issue that it becomes. Each letter
is a promise of its own: whoever is killed among them goes on with those that are left. One that was just being handed
over may go out twice, as it is with mail, and then is the same mail to whoever gets it.
"""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from hubbub.base import ids, mail, text
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.jobs import errand, every, job
from hubbub.base.words import Words, words
from hubbub.people import profiles
from hubbub.reach import posts

from . import store
from .newsletters import enabled, leaving
from .store import Reader

PAUSE = timedelta(minutes=5)  # between two mails to the same subscriber
MOST = 20  # posts in one mail; the rest is found on the profile
KEPT = timedelta(days=30)
LANE = "newsletters"  # apart from the mail that somebody waits for


@on(posts.PostPublished)
async def gather(tx: Tx, facts: Sequence[posts.PostPublished]) -> None:
    """Lay by what is for everybody, and promise an issue of it."""
    found = await tx.all(store.GATHER, posts=[fact.post for fact in facts])
    for profile in sorted(set(found)):
        await bring_out.batch(tx, [{"profile": profile}], now() + PAUSE, key=f"{bring_out.name} {profile}")


@job
async def bring_out(tx: Tx, profile: ProfileId) -> None:
    """What lies there becomes an issue, and each who is subscribed now is promised a letter."""
    waiting = await tx.all(store.TAKE, profile=profile)
    readers = await tx.all(store.READERS, profile=profile)
    if not waiting or not readers or not await enabled(tx, profile):
        return
    made = ids.new()
    await tx.run(store.ISSUE, id=made, profile=profile, posts=waiting)
    await letter.batch(tx, [{"lane": LANE, "subscriber": reader, "issue": made} for reader in readers])


@errand(apart="lane")
async def letter(db: Db, lane: str, subscriber: int, issue: int) -> None:
    """Send what has come since their last letter, up to this issue; too soon after that one it waits a little."""
    reader = await db.maybe(store.READER, id=subscriber)
    if reader is None or reader.issue >= issue or not await enabled(db, reader.profile):
        return
    if reader.mailed_at and (due := reader.mailed_at + PAUSE) > now():
        async with db.write() as tx:
            await write_later.batch(tx, [{"subscriber": subscriber}], due, key=f"{write_later.name} {subscriber}")
        return
    made = await _made(db, reader, issue)
    if made is not None:
        await mail.hand_over(db, made, f"{issue}.{subscriber}")
    async with db.write() as tx:
        await tx.run(store.SENT, id=subscriber, issue=issue, mailed_at=now() if made else None)


@job
async def write_later(tx: Tx, subscriber: int) -> None:
    """All that has come meanwhile is one letter."""
    reader = await tx.maybe(store.READER, id=subscriber)
    if reader is not None:
        newest = await tx.one(store.NEWEST, profile=reader.profile)
        await letter.soon(tx, lane=LANE, subscriber=subscriber, issue=newest)


async def _made(db: Db, reader: Reader, issue: int) -> mail.Mail | None:
    """The letter; None where everything that it would have told has been removed."""
    async with db.read() as read:
        issued = await read.all(store.ISSUED, profile=reader.profile, after=reader.issue, issue=issue)
        seen = await posts.visible_ids(read, None, [PostId(post) for post in issued])
        cards = [card for card in await posts.cards(read, seen, None) if card.post.visibility == "public"]
        return _written(read, reader, await profiles.get(read, reader.profile), cards) if cards else None


def _written(db: Read, reader: Reader, who: profiles.Profile, cards: Sequence[posts.Card]) -> mail.Mail:
    say, settings = words(reader.locale), db.here.settings
    handle = f"@{who.name}@{settings.domain}"
    more = [say("There is more of it than fits into a mail.")] if len(cards) > MOST else []
    return mail.Mail(
        reader.email, say("New posts by {handle}", handle=handle),
        [say("{name} has published something new.", name=who.title), *more], who.url, say("See all of their posts"),
        reader.locale, [_passage(say, card) for card in cards[:MOST]],
        settings.url(f"/newsletters/{reader.id}/{leaving(db, reader.id)}"),
        say("You get this since you have asked for new posts by {handle}. End this", handle=handle),
    )


def _passage(say: Words, card: posts.Card) -> mail.Passage:
    """A post among others; what its author covers is told by its warning alone."""
    post = card.post
    title, label = say.date(post.published_at, "%d %B %Y"), say("Read it there")
    if post.spoiler:
        warning = say("Content warning: {warning}", warning=post.spoiler)
        return mail.Passage(title, warning, f"<p>{escape(warning)}</p>", post.url, label)
    files = [] if post.sensitive else card.parts.get("media") or []
    told = [say("With it: {what}", what=file.description or say("a file without a description")) for file in files]
    plain = "\n\n".join(filter(None, [text.plain(post.html), *told]))
    html = text.clean(post.html) + "".join(f"<p>{escape(each)}</p>" for each in told)
    return mail.Passage(title, plain, html, post.url, label, post.language or "")


@every(timedelta(days=1))
async def forget_issues(tx: Tx) -> None:
    """What went out a month ago is told by nothing any more."""
    await tx.run(store.FORGET_ISSUES, before=ids.first(now() - KEPT))
