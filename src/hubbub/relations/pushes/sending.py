"""What is pushed: one sentence of a notification, sealed for the device, carried one push service at a time."""

from datetime import timedelta

import msgspec

from hubbub.base import push, text
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.facts import on
from hubbub.base.jobs import Held, errand
from hubbub.base.keys import unlock
from hubbub.base.outside import Answer, Ask
from hubbub.base.words import words
from hubbub.people import profiles
from hubbub.people.profiles.mastodon import picture
from hubbub.reach import posts
from hubbub.relations import notifications
from hubbub.relations.notifications import Notification, Notified
from hubbub.relations.notifications.entities import TYPES

from . import store
from .store import Receiver

# What nobody has fetched after two days is news no more; push services are told the same.
LIFE = timedelta(days=2)
# A service that is up but chokes on one message must not keep the later ones waiting.
CHOKES = timedelta(hours=1)
DEADLINE = 15.0
_SOON = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=6)
_TITLE, _BODY = 120, 140  # characters


@on(Notified)
async def call_devices(tx: Tx, fact: Notified) -> None:
    """Promise a message to each device that wants to be called of such a thing."""
    rows = await tx.all(store.CONCERNED, kind=fact.kind, actor=fact.actor, first=fact.first, last=fact.last)
    await send.batch(tx, [
        {"host": row.host, "subscription": row.subscription, "notification": row.notification} for row in rows])


@errand(apart="host")
async def send(db: Db, host: str, subscription: int, notification: int) -> None:
    """Carry one message: taken, refused for good, or `Held` while the service does not answer."""
    receiver = await db.maybe(store.RECEIVER, id=subscription)
    row = await _still(db, receiver, notification)
    if receiver is None or row is None or row.made_at < now() - LIFE:
        return
    message = await _message(db, receiver, row)
    try:
        answer = await db.here.outside.request(_ask(db, receiver, row, message))
    except Unreachable as problem:
        raise Held(str(problem), _SOON) from None
    except Refused:
        await _end(db, receiver)
        return
    if answer.status in (404, 410):
        await _end(db, receiver)
    elif _may_take_it_later(answer, row):
        raise Held(f"{host} answers {answer.status}", answer.wait(_SOON, _LONGEST_WAIT))


async def _still(db: Db, receiver: Receiver | None, notification: int) -> Notification | None:
    """The notification, if its reader may still be shown it."""
    try:
        return await notifications.get(db, receiver.profile, notification) if receiver else None
    except NotFound:
        return None


def _may_take_it_later(answer: Answer, row: Notification) -> bool:
    if answer.status in (408, 425, 429, 502, 503, 504):
        return True
    return answer.status >= 500 and now() - row.made_at < CHOKES


async def _end(db: Db, receiver: Receiver) -> None:
    async with db.write() as tx:
        await tx.run(store.END, id=receiver.subscription)


def _ask(db: Db, receiver: Receiver, row: Notification, message: bytes) -> Ask:
    here = db.here
    body, headers = push.sealed(message, push.Device(receiver.point, receiver.auth, receiver.standard))
    headers = push.vouched(here.secret, receiver.endpoint, here.settings.base, now(), headers)
    headers |= {
        "Content-Type": "application/octet-stream", "TTL": str(int(LIFE.total_seconds())),
        "Urgency": "high" if row.kind == "mention" else "normal", "Topic": push.topic(row.bundle or str(row.id)),
    }
    return Ask("POST", receiver.endpoint, body, headers, deadline=DEADLINE, limit=1 << 16)


async def _message(db: Read, receiver: Receiver, row: Notification) -> bytes:
    """What Mastodon's apps expect; the number is one, unlike in the rest of the API, as theirs read it so.

    A browser is told the page that shows it, and no key to the account.
    """
    actor = await profiles.get(db, row.actor)
    found = await posts.get(db, [row.post]) if row.post else []
    body = (found[0].spoiler or text.plain(found[0].html)) if found else text.plain(actor.note_html)
    whose: dict[str, str | None] = {"url": f"/notifications/{row.id}", "tag": row.bundle or str(row.id)}
    if receiver.token_locked is not None:
        whose = {"access_token": unlock(db.here.secret, receiver.token_locked)}
    title = words(receiver.locale)(notifications.words.sentence(row.kind, actor.title))
    return msgspec.json.encode({
        **whose, "preferred_locale": receiver.locale, "notification_id": row.id, "notification_type": TYPES[row.kind],
        "icon": picture(db, actor.avatar) or db.here.settings.url("/static/avatar.png"),
        "title": title[:_TITLE], "body": body[:_BODY],
    })
