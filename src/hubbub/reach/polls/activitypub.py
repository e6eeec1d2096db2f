"""Polls on the wire: a Question with its counts, and votes, which come and go as notes with a name."""

from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.clock import iso, now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.facts import on
from hubbub.doors.fediverse.delivery import inboxes_of, send
from hubbub.doors.fediverse.fetching import fetch
from hubbub.doors.fediverse.inbox import Activity, receives
from hubbub.doors.fediverse.vocabulary import PLAIN_CONTEXT, Document, activity
from hubbub.doors.fediverse.wire import Thing
from hubbub.people import profiles
from hubbub.reach import polls, posts
from hubbub.reach.polls import Elsewhere, Poll
from hubbub.reach.posts.activitypub import amends, claims, takes
from hubbub.reach.posts.note import addressed, note

MOST = 20
LONGEST = 500
MOST_VOTES = 2**31 - 1


def question(db: Read, poll: Poll) -> Document:
    """What makes a note a Question. Counts that are not to be told yet read as nought."""
    hidden = poll.hidden
    options: list[object] = [
        {"type": "Note", "name": title, "replies": {"type": "Collection", "totalItems": 0 if hidden else count}}
        for title, count in zip(poll.titles, poll.vote_counts, strict=True)
    ]
    made: Document = {"type": "Question", "anyOf" if poll.multiple else "oneOf": options}
    made["votersCount"] = 0 if hidden else poll.voter_count
    if poll.ends_at:
        made["endTime"] = iso(poll.ends_at)
        made |= {"closed": iso(poll.ends_at)} if poll.closed else {}
    return made


def read(thing: Thing) -> Elsewhere | None:
    """The poll that a Question is, with its counts."""
    if thing.type != "Question":
        return None
    one, several = thing.things("oneOf"), thing.things("anyOf")
    options = {name: option for option in (one or several)[:MOST] if (name := option.text("name", LONGEST).strip())}
    if len(options) < 2:
        return None
    counts = [min(_chosen(option), MOST_VOTES) for option in options.values()]
    known = thing.whole("votersCount")
    voters = None if known is None else min(known, MOST_VOTES)
    closed_at = thing.time("closed")
    return Elsewhere(list(options), counts, voters, not one, thing.time("endTime") or closed_at,
                     closed_at is not None and closed_at <= now())


def _chosen(option: Thing) -> int:
    replies = option.thing("replies")
    return (replies.whole("totalItems") if replies else None) or 0


amends("poll", question)
takes("poll", read)


@receives("Update", of={"Question"})
async def receive_counts(tx: Tx, given: Activity) -> None:
    """Votes were counted, whether the words were edited too or not."""
    thing = given.object
    known = await posts.find(tx, thing.id) if thing is not None and thing.id and given.owns(thing.id) else None
    rows = await posts.get(tx, [known] if known else [])
    if thing is not None and rows and rows[0].author == given.actor and (counted := read(thing)) is not None:
        await polls.count(tx, rows[0].id, counted)


@claims
async def receive_vote(tx: Tx, given: Activity, thing: Thing) -> bool:
    """A note that has a name and no words, in answer to a poll of ours, is a vote."""
    title, about = thing.text("name", LONGEST).strip(), thing.ref("inReplyTo")
    if not title or not about or thing.text("content", 1) or not about.startswith(f"{tx.here.settings.base}/"):
        return False
    post = await posts.find(tx, about)
    poll = (await polls.of(tx, [post], None)).get(post) if post else None
    if poll is None:
        return False
    if title in poll.titles:
        # Each further choice comes in a note of its own. One that is late or came before is refused.
        await polls.vote(tx, given.actor, poll.post, [poll.titles.index(title)], more=True)
    return True


@on(polls.Voted)
async def send_vote(tx: Tx, fact: polls.Voted) -> None:
    """The author elsewhere gets the choice as a note that names it."""
    row = next(iter(await posts.get(tx, [fact.post])), None)
    poll = (await polls.of(tx, [fact.post], None)).get(fact.post)
    if row is None or poll is None or fact.place >= len(poll.titles):
        return
    both = {who.id: who for who in await profiles.list_by_ids(tx, [fact.voter, row.author])}
    voter, author = both[fact.voter], both[row.author]
    if not voter.here or author.here or author.suspended_at or author.removed_at:
        return
    uri = f"{voter.uri}#votes/{fact.post}/{fact.place}"
    ballot: Document = {
        "@context": PLAIN_CONTEXT, "id": uri, "type": "Note", "name": poll.titles[fact.place],
        "attributedTo": voter.uri, "inReplyTo": row.uri, "to": [author.uri], "cc": [], "published": iso(now()),
    }
    await send(tx, fact.voter, activity(f"{uri}/activity", "Create", voter.uri, ballot, [author.uri]), [author.inbox])


@on(polls.PollCounted)
async def send_counts(tx: Tx, fact: polls.PollCounted) -> None:
    """Whoever got a poll of ours, and whoever voted from elsewhere, gets its counts."""
    row = next(iter(await posts.get(tx, [fact.post])), None)
    author = await profiles.get(tx, row.author) if row else None
    if row is None or author is None or not author.here or row.local_only:
        return
    made = await note(tx, row)
    name = f"{row.uri}#counts/{int(now().timestamp() * 1000)}"
    inboxes = [*await posts.inboxes(tx, row.id), *await inboxes_of(tx, row.id), *await polls.inboxes(tx, row.id)]
    await send(tx, row.author, activity(name, "Update", author.uri, made, *addressed(made)), inboxes)


@polls.counts_elsewhere
async def recount(db: Db, uri: str) -> None:
    """Ask a poll's server for its counts."""
    try:
        thing = await fetch(db, uri)
    except (Refused, Unreachable):
        return
    async with db.write() as tx:
        post = await posts.find(tx, uri)
        if post is not None and thing.id == uri and (counted := read(thing)) is not None:
            await polls.count(tx, post, counted)
