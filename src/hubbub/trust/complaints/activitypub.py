"""Complaints on the wire: Flag, both ways. Out goes the server's own actor, so nobody learns who complained."""

from hubbub.base.db import Db, Tx
from hubbub.base.facts import on
from hubbub.base.jobs import errand
from hubbub.doors.fediverse import gate
from hubbub.doors.fediverse.address import host_of
from hubbub.doors.fediverse.delivery import send
from hubbub.doors.fediverse.inbox import Activity, receives
from hubbub.doors.fediverse.vocabulary import activity
from hubbub.people import profiles
from hubbub.reach import posts
from hubbub.trust import complaints

MOST_TARGETS = 200


@on(complaints.ComplaintMade)
async def forward(tx: Tx, fact: complaints.ComplaintMade) -> None:
    if (await complaints.get(tx, fact.complaint)).forwards:
        await carry.soon(tx, complaint=fact.complaint)


@errand(tries=5)
async def carry(db: Db, complaint: complaints.ComplaintId) -> None:
    """Write the letter in the server's name; its actor may have to be made first."""
    server = await profiles.get(db, await profiles.instance_actor(db))
    async with db.write() as tx:
        what = await complaints.get(tx, complaint)
        who = await profiles.get(tx, what.about)
        if who.removed_at or not await complaints.forwarded(tx, complaint):
            return
        objects = [who.uri, *[post.uri for post in await posts.get(tx, what.posts)]]
        flag = activity(f"{server.uri}#flags/{complaint}", "Flag", server.uri, who.uri, [who.uri])
        await send(tx, server.id, flag | {"object": objects, "content": what.comment}, [who.inbox])


@receives("Flag")
async def take(tx: Tx, given: Activity) -> None:
    """One complaint about each person here that it names, with their posts that it names."""
    if (await gate.stance(tx, host_of(given.uri))).rejects_reports:
        return
    uris = given.thing.refs("object")[:MOST_TARGETS]
    people = await profiles.find_all(tx, uris)
    named = await posts.get(tx, [post for uri in uris if (post := await posts.find(tx, uri))])
    about = {who.id for who in await profiles.list_by_ids(tx, {*people.values(), *(post.author for post in named)})
             if who.here and not who.removed_at}
    for who in sorted(about):
        theirs = [post.id for post in named if post.author == who]
        said = complaints.Given(who, given.thing.text("content", 5000), posts=theirs)
        await complaints.arrive(tx, given.actor, said, given.thing.id)
