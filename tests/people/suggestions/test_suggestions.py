"""Who is suggested to whom, and who never is."""

from hubbub.people import follows, profiles, suggestions
from hubbub.people.suggestions import Suggestion
from tests.town import Town


async def test_friends_of_friends_come_before_those_whom_many_here_follow(town: Town):
    ann, bob, cleo, dan, eve = [await town.person(name) for name in ("ann", "bob", "cleo", "dan", "eve")]
    await ann.follows(bob)
    await bob.follows(cleo)
    for each in (cleo, eve):
        await each.follows(dan)
    found = await suggestions.suggest(town.db, ann.profile)
    assert found == [Suggestion(cleo.profile, 1, True), Suggestion(dan.profile, 0, True)]
    assert await suggestions.suggest(town.db, ann.profile, limit=1, offset=1) == found[1:]


async def test_whom_one_knows_has_turned_away_or_does_not_hear_is_not_suggested(town: Town):
    ann, star = await town.person("ann"), []
    fan = await town.person("fan")
    for name in ("dismissed", "blocked", "blocking", "muted", "asked", "hidden", "left", "liked"):
        other = await town.person(name)
        star.append(other)
        await fan.follows(other)
    dismissed, blocked, blocking, muted, asked, hidden, left, liked = [other.profile for other in star]
    async with town.db.write() as tx:
        await suggestions.dismiss(tx, ann.profile, dismissed)
        await suggestions.dismiss(tx, ann.profile, dismissed)
        await follows.block(tx, ann.profile, blocked)
        await follows.block(tx, blocking, ann.profile)
        await follows.mute(tx, ann.profile, muted)
        await profiles.edit(tx, asked, locked=True)
        await follows.follow(tx, ann.profile, asked)
        await profiles.edit(tx, hidden, discoverable=False)
        await profiles.remove(tx, left)
    assert [row.profile for row in await suggestions.suggest(town.db, ann.profile)] == [liked]


async def test_the_directory_has_who_wrote_last_or_came_last(town: Town):
    ann, bob, hid = await town.person("ann"), await town.person("bob"), await town.person("hid")
    await ann.posts("Hm")
    async with town.db.write() as tx:
        await profiles.edit(tx, hid.profile, discoverable=False)
    assert await suggestions.directory(town.db, None) == [ann.profile, bob.profile]
    assert await suggestions.directory(town.db, None, newest=True, here=True) == [bob.profile, ann.profile]
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, bob.profile)
    assert await suggestions.directory(town.db, ann.profile) == [ann.profile]
