"""Passing on: answers to our posts go to whoever follows those here answered; what others pass on is asked for anew."""

import logging

from hubbub.base.db import Tx
from hubbub.base.errors import TooMany
from hubbub.base.limits import Counter, Limit
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, receives, rereads
from hubbub.doors.fediverse.vocabulary import POSTS
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import follows, profiles
from hubbub.reach import posts

from . import store
from .arriving import HIGHEST, bring, look_again

log = logging.getLogger("hubbub.fediverse.passing")

# One answer becomes as many letters as its reader has servers among their followers: this bounds what one server can
# have us write.
_ANSWERS = Limit("answers passed on of a host", 100, 3600)
_counter = Counter()


@receives("Create", "Update", of=POSTS)
async def pass_on(tx: Tx, given: Activity) -> None:
    """An answer to a post of ours, or its edit, as it came (ActivityPub §7.1.2): who gets it asks for it themselves."""
    post = given.object
    if post is not None and (post.ref("inReplyTo") or "").startswith(_ours(tx)) and post.is_public("to", "cc"):
        await _pass_on(tx, given, post.id)


@receives("Delete")
async def pass_on_end(tx: Tx, given: Activity) -> None:
    """Who was passed an answer is passed its end."""
    if given.about != given.uri:
        await _pass_on(tx, given, given.about)


def _ours(tx: Tx) -> str:
    """How the ids of what is ours begin."""
    return f"{tx.here.settings.base}/"


async def _pass_on(tx: Tx, given: Activity, uri: str | None) -> None:
    if uri is None:
        return
    # Of one that has just been ended, too.
    answered = await tx.maybe(store.ANSWERED, uri=uri, base=_ours(tx))
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
        await look_again.once(tx, about, uri=about)
        return thing.type in ("Create", "Update", "Delete")
    answered = given.ref("inReplyTo") if given is not None else None
    if thing.type != "Create" or answered is None or await posts.find(tx, answered) is None:
        return False
    await bring.once(tx, about, uri=about, deeper=HIGHEST)
    return True
