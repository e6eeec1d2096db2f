"""Moves on the wire (FEP-7628): told to followers, and taken only where both ends agree."""

import logging

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Refusal
from hubbub.base.facts import on
from hubbub.base.ids import ProfileId
from hubbub.base.jobs import errand
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, NotTheirs, receives
from hubbub.doors.fediverse.vocabulary import Document, activity
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import follows, moves, profiles
from hubbub.people.profiles import elsewhere
from hubbub.people.profiles.activitypub import says
from hubbub.people.profiles.elsewhere import attends

log = logging.getLogger("hubbub.moves")


@says
async def of_actor(db: Read, who: profiles.Profile) -> Document:
    made: Document = {"alsoKnownAs": await moves.list_aliases(db, who.id)}
    if who.moved_to is not None:
        made["movedTo"] = (await profiles.get(db, who.moved_to)).uri
    return made


@attends
async def learn(tx: Tx, profile: ProfileId, actor: Thing) -> None:
    """Nothing is fetched for it: two actors that name each other would have us ask them in turn for ever."""
    await moves.learn(tx, profile, actor.refs("alsoKnownAs"), actor.ref("movedTo"))


@moves.renews
async def renew(db: Db, uri: str) -> None:
    """What cannot be asked just now stays as it was last told."""
    try:
        await elsewhere.ask(db, uri)
    except (Refused, Unreachable) as problem:
        log.info("%s could not be asked anew: %s", uri, problem)


@on(moves.Moved)
async def tell_move(tx: Tx, fact: moves.Moved) -> None:
    """Followers elsewhere hear where somebody of here has moved to."""
    both = {who.id: who for who in await profiles.list_by_ids(tx, [fact.profile, fact.target])}
    old, new = both[fact.profile], both[fact.target]
    if old.here and (inboxes := await follows.inboxes(tx, old.id)):
        to = [old.followers_uri] if old.followers_uri else []
        told = activity(f"{old.uri}#moves/{fact.move}", "Move", old.uri, old.uri, to) | {"target": new.uri}
        await send(tx, old.id, told, inboxes)


@receives("Move")
async def receive_move(tx: Tx, given: Activity) -> None:
    """An actor may move itself and nobody else; what it says of the target is asked of the target."""
    if given.about != given.uri:
        raise NotTheirs
    if (target := given.thing.ref("target")) is not None and target != given.uri:
        await confirm.soon(tx, profile=given.actor, target=target)


@errand(tries=5)
async def confirm(db: Db, profile: ProfileId, target: str) -> None:
    """Ask the target, and only then believe the move; one that does not name the old account moves nobody."""
    try:
        here = target.startswith(f"{db.here.settings.base}/")
        known = await profiles.find(db, uri=target) if here else await elsewhere.ask(db, target)
        if known is not None and (await profiles.get(db, known)).uri == target:
            async with db.write() as tx:
                await moves.arrive(tx, profile, known)
    except (Refusal, Refused) as problem:
        log.info("the move of %s to %s is not taken: %s", profile, target, problem)
