"""What is known of two people without asking is what the database would say."""

import random
from datetime import timedelta

from hubbub.base.clock import now
from hubbub.base.db import Statement
from hubbub.people import follows
from tests.town import Person, Town

HEARS = Statement(bool, "SELECT hears(:reader, :author, :now)")
BLOCKED = Statement(bool, """
    SELECT EXISTS (SELECT 1 FROM blocks WHERE (blocker_id, blocked_id) IN ((:one, :other), (:other, :one)))
""")


async def agree(town: Town, one: Person, other: Person) -> None:
    known, at = await follows.apart(town.db, one.profile), now()
    said = await town.db.one(HEARS, reader=one.profile, author=other.profile, now=at)
    assert known.hears(other.profile, None, at) == said
    assert (other.profile in known.blocked) == await town.db.one(BLOCKED, one=one.profile, other=other.profile)


async def test_whoever_blocks_or_mutes_whom_it_is_known_as_the_database_says_it(town: Town):
    people = [await town.person(name) for name in ("ann", "bob", "cleo")]
    chance = random.Random(1)
    for _ in range(60):
        one, other = chance.sample(people, 2)
        async with town.db.write() as tx:
            match chance.choice(("block", "unblock", "mute", "mute for a while", "unmute", "wait")):
                case "block":
                    await follows.block(tx, one.profile, other.profile)
                case "unblock":
                    await follows.unblock(tx, one.profile, other.profile)
                case "mute":
                    await follows.mute(tx, one.profile, other.profile)
                case "mute for a while":
                    ends = now() + timedelta(hours=chance.randrange(1, 4))
                    await follows.mute(tx, one.profile, other.profile, ends_at=ends)
                case "unmute":
                    await follows.unmute(tx, one.profile, other.profile)
                case _:
                    town.forward(hours=1)
        for reader in people:
            for author in people:
                if reader is not author:
                    await agree(town, reader, author)


async def test_a_server_that_is_shunned_is_not_heard_until_it_is_let_be(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        await follows.domains.shun(tx, ann.profile, "far.example")
    assert not (await follows.apart(town.db, ann.profile)).hears(ann.profile + 1, "far.example", now())  # type: ignore[arg-type]
    async with town.db.write() as tx:
        await follows.domains.unshun(tx, ann.profile, "far.example")
    assert (await follows.apart(town.db, ann.profile)).hears(ann.profile + 1, "far.example", now())  # type: ignore[arg-type]


async def test_a_page_is_kept_no_longer_than_a_mute(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    ends = now() + timedelta(minutes=1)
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, bob.profile, ends_at=ends)
    assert (await follows.apart(town.db, ann.profile)).until(now()) == ends
    town.forward(hours=1)
    assert (await follows.apart(town.db, ann.profile)).until(now()) is None
