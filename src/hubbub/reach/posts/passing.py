"""Passing on: answers to our posts go to whoever follows those here answered; what others pass on is asked for anew."""

import logging
from datetime import timedelta

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db, Tx
from hubbub.base.errors import TooMany
from hubbub.base.ids import PostId
from hubbub.base.jobs import Held, errand
from hubbub.base.limits import Counter, Limit
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.fetching import NotThere, fetch
from hubbub.doors.fediverse.inbox import Activity, receives, rereads
from hubbub.doors.fediverse.vocabulary import POSTS
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import follows, profiles
from hubbub.reach import posts

from . import store
from .arriving import HIGHEST, bring, take_edit

log = logging.getLogger("hubbub.fediverse.passing")

# One answer becomes as many letters as its reader has servers among their followers: this bounds what one server can
# have us write.
_ANSWERS = Limit("answers passed on of a host", 100, 3600)
_counter = Counter()
_LATER = timedelta(seconds=30)
_OPEN = ("public", "quiet")


@receives("Create", "Update", of=POSTS)
async def pass_on(tx: Tx, given: Activity) -> None:
    """An answer to a post of ours, or its edit, as it came (ActivityPub §7.1.2): who gets it asks for it themselves."""
    if given.object is not None and given.object.is_public("to", "cc"):
        await _pass_on(tx, given, given.object.id)


@receives("Delete")
async def pass_on_end(tx: Tx, given: Activity) -> None:
    """Who was passed an answer is passed its end."""
    if given.about != given.uri:
        await _pass_on(tx, given, given.about)


async def _pass_on(tx: Tx, given: Activity, uri: str | None) -> None:
    if uri is None:
        return
    # Of one that has just been ended, too.
    answered = await tx.maybe(store.ANSWERED, uri=uri, base=f"{tx.here.settings.base}/")
    if answered is None or (await profiles.get(tx, given.actor)).silenced_at:
        return
    inboxes = [inbox for inbox in await follows.inboxes(tx, answered.author) if not given.owns(inbox)]
    try:
        _counter.take(_ANSWERS, host_of(given.uri))
    except TooMany:
        log.info("%s is not passed on: there were many of that server", uri)
        return
    await send(tx, answered.author, given.body, inboxes)


@rereads
async def reread(tx: Tx, actor: str, thing: Thing) -> bool:
    """What somebody passes on of a thread that is known here is asked for where it was written."""
    about, given = thing.ref("object"), thing.thing("object")
    if about is None or about == actor or host_of(about) != host_of(actor):
        return False
    if await posts.find(tx, about) is not None:
        await renew.once(tx, about, uri=about)
        return thing.type in ("Create", "Update", "Delete")
    answered = given.ref("inReplyTo") if given is not None else None
    if thing.type != "Create" or answered is None or await posts.find(tx, answered) is None:
        return False
    await bring.once(tx, about, uri=about, deeper=HIGHEST)
    return True


@errand(tries=6)
async def renew(db: Db, uri: str) -> None:
    """A post that is known here becomes what its server says of it now: edited, ended, or the same."""
    known = await posts.find(db, uri)
    if known is None:
        return
    try:
        thing = await fetch(db, uri)
    except Unreachable as problem:
        raise Held(str(problem), _LATER) from None
    except NotThere as problem:
        await _end(db, known, gone=problem.status == 410)
        return
    except Refused as problem:
        log.info("%s is not had: %s", uri, problem)
        return
    if thing.type == "Tombstone":
        await _end(db, known, gone=True)
        return
    row = (await posts.get(db, [known]))[0]
    who = await profiles.get(db, row.author)
    if thing.type in POSTS and thing.ref("attributedTo") == who.uri and thing.time("updated") is not None:
        async with db.write() as tx:
            await take_edit(tx, known, thing)


async def _end(db: Db, post: PostId, *, gone: bool) -> None:
    """End it if its server says that it is gone; that it shows us none says so only of what everybody may see."""
    async with db.write() as tx:
        row = next(iter(await posts.get(tx, [post])), None)
        if row is not None and (gone or row.visibility in _OPEN):
            await posts.remove(tx, post)
