"""Where a post has arrived."""

import asyncio

from hubbub.base.ids import PostId
from hubbub.reach import deliveries
from tests.town import Person, Town


async def sent(town: Town, ann: Person) -> PostId:
    status = await ann.posts("Out")
    post = PostId(int(status["id"]))
    async with town.db.write() as tx:
        await deliveries.promise(tx, post, ["a.test", "b.test", "b.test"],
                                 ["https://a.test/inbox", "https://b.test/1", "https://b.test/2"])
    return post


async def test_servers_are_counted_once_and_inboxes_all_kept(town: Town):
    ann = await town.person("ann")
    post = await sent(town, ann)
    await deliveries.arrive(town.db, post, "b.test")
    await deliveries.arrive(town.db, post, "b.test")
    assert (await deliveries.reached(town.db, [post], ann.profile))[post] == deliveries.Reached(post, ann.profile, 1, 2)
    assert len(await deliveries.inboxes(town.db, post)) == 3


async def test_another_promise_adds_to_what_is_there(town: Town):
    ann = await town.person("ann")
    post = await sent(town, ann)
    await deliveries.arrive(town.db, post, "b.test")
    async with town.db.write() as tx:
        await deliveries.promise(tx, post, ["b.test", "c.test"], ["https://b.test/3", "https://c.test/inbox"])
    assert (await deliveries.reached(town.db, [post], ann.profile))[post] == deliveries.Reached(post, ann.profile, 1, 3)
    assert len(await deliveries.inboxes(town.db, post)) == 5


async def test_what_was_given_up_may_still_arrive(town: Town):
    ann = await town.person("ann")
    post = await sent(town, ann)
    await deliveries.give_up(town.db, post, "a.test")
    await deliveries.arrive(town.db, post, "a.test")
    assert (await deliveries.reached(town.db, [post], ann.profile))[post].delivered == 1


async def test_nobody_else_is_told(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await sent(town, ann)
    assert await deliveries.reached(town.db, [post], bob.profile) == {}
    assert await deliveries.reached(town.db, [post], None) == {}


async def test_nobody_else_is_told_who_asks_in_the_same_moment(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await sent(town, ann)
    asked = [deliveries.reached_by(town.db, post, who.profile) for who in (ann, bob, ann, bob)]
    told = deliveries.Reached(post, ann.profile, 0, 2)
    assert await asyncio.gather(*asked) == [told, None, told, None]
