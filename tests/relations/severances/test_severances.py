"""Who loses follows with a server is told once, with how many."""

from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.relations import notifications, severances
from hubbub.trust import domains
from tests.studio.people import elsewhere
from tests.town import Town


async def _tied(town: Town, *names: str) -> ProfileId:
    """Zoe of two.test, whom these people follow and who follows them; yan, who follows the first alone."""
    zoe, yan = await elsewhere(town), await elsewhere(town, "yan")
    people = [(await town.person(name)).profile for name in names]
    async with town.db.write() as tx:
        for who in people:
            await follows.follow(tx, who, zoe)
            await follows.accept(tx, zoe, who)
            await follows.follow(tx, zoe, who)
        await follows.follow(tx, yan, people[0])
    await town.settle()
    return zoe


async def _told(town: Town, name: str) -> list[tuple[str, str, int, int]]:
    me = town.people[name].profile
    rows = await notifications.list_notifications(town.db, me, notifications.Page(["severance"]))
    found = await severances.list_by_ids(town.db, me, [row.about for row in rows if row.about])
    assert len(found) == len(rows)
    return [(each.kind, each.domain, each.following, each.followers) for each in found]


async def test_who_shuns_a_server_learns_how_many_follows_that_ended(town: Town):
    zoe = await _tied(town, "ann", "bob")
    ann = town.people["ann"].profile
    async with town.db.write() as tx:
        await follows.domains.shun(tx, ann, "two.test")
    await town.settle()
    assert await _told(town, "ann") == [("shunned", "two.test", 1, 2)]
    assert await _told(town, "bob") == []
    async with town.db.write() as tx:
        await follows.domains.unshun(tx, ann, "two.test")
        await follows.domains.shun(tx, ann, "two.test")
    await town.settle()
    assert len(await _told(town, "ann")) == 1
    assert await follows.stands(town.db, town.people["bob"].profile, zoe)


async def test_a_server_that_is_shut_out_is_parted_from_everybody_and_each_is_told(town: Town):
    zoe = await _tied(town, "ann", "bob")
    await town.person("cleo")
    async with town.db.write() as tx:
        made = await domains.block(tx, "two.test", domains.Wanted("suspend"))
    await town.settle()
    assert await _told(town, "ann") == [("blocked", "two.test", 1, 2)]
    assert await _told(town, "bob") == [("blocked", "two.test", 1, 1)]
    assert await _told(town, "cleo") == []
    async with town.db.write() as tx:
        await domains.unblock(tx, made.id)
    await town.settle()
    ann = town.people["ann"].profile
    assert not await follows.stands(town.db, ann, zoe)
    assert not await follows.stands(town.db, zoe, ann)
    row = await profiles.get(town.db, ann)
    assert (row.follower_count, row.followed_count) == (0, 0)


async def test_a_server_that_is_silenced_parts_nobody(town: Town):
    zoe = await _tied(town, "ann")
    async with town.db.write() as tx:
        await domains.block(tx, "two.test", domains.Wanted("silence"))
    await town.settle()
    assert await _told(town, "ann") == []
    assert await follows.stands(town.db, town.people["ann"].profile, zoe)


async def test_who_loses_nobody_is_told_nothing(town: Town):
    ann, _ = await town.person("ann"), await elsewhere(town)
    async with town.db.write() as tx:
        await follows.domains.shun(tx, ann.profile, "two.test")
    await town.settle()
    assert await _told(town, "ann") == []


async def test_they_are_their_own_alone_and_who_is_gone_leaves_none_behind(town: Town):
    await _tied(town, "ann")
    ann = town.people["ann"].profile
    async with town.db.write() as tx:
        await follows.domains.shun(tx, ann, "two.test")
    await town.settle()
    numbers = [row.about for row in await notifications.list_notifications(town.db, ann, notifications.Page())
               if row.about]
    assert len(await severances.list_by_ids(town.db, ann, numbers)) == 1
    assert await severances.list_by_ids(town.db, (await town.person("bob")).profile, numbers) == []
    async with town.db.write() as tx:
        await profiles.remove(tx, ann)
    await town.settle()
    assert numbers
    assert await severances.list_by_ids(town.db, ann, numbers) == []
