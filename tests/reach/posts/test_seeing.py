"""Whom a post is for, known from what is kept in memory, is what `can_see` and `hears` say."""

import random
from contextlib import suppress

from hubbub.base import bus
from hubbub.base.clock import now
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows, profiles
from hubbub.people.profiles import limits
from hubbub.reach import posts, reactions
from hubbub.reach.posts import store
from hubbub.reach.posts.seeing import heard, seen
from tests.town import Person, Town

DEEDS = ("follow", "unfollow", "block", "unblock", "mute", "unmute", "silence", "suspend", "end")


async def published(town: Town, people: list[Person]) -> list[PostId]:
    """Everything that one may be kept from, and what it is passed on by."""
    made: list[PostId] = []
    ann, bob, cleo = people
    async with town.db.write() as tx:
        for visibility in ("public", "quiet", "followers", "mentioned"):
            made.append(await posts.publish(tx, ann.profile, posts.Note("For @bob", visibility=visibility)))
        made.append(await posts.publish(tx, ann.profile, posts.Note("Here alone", local_only=True)))
        made += [await reactions.boost(tx, each.profile, made[0]) for each in (bob, cleo)]
    return made


async def agree(town: Town, viewer: ProfileId | None, made: list[PostId]) -> None:
    said = await posts.visible_ids(town.db, viewer, made)
    assert await seen(town.db, viewer, made) == said
    plain = made[:5]
    loud = set(await town.db.all(store.HEARD, ids=plain, viewer=viewer, now=now()))
    assert await heard(town.db, viewer, plain) == [post for post in plain if post in loud]


async def do(town: Town, chance: random.Random, people: list[Person], made: list[PostId]) -> None:
    one, other = chance.sample([person.profile for person in people], 2)
    async with town.db.write() as tx:
        match chance.choice(DEEDS):
            case "follow":
                with suppress(NotFound):  # one of them has blocked the other
                    await follows.follow(tx, one, other)
            case "silence":
                await limits.silence(tx, one, chance.random() < 0.5)
            case "suspend":
                await profiles.suspend(tx, one, chance.random() < 0.3)
            case "end":
                if chance.random() < 0.2 and await posts.get(tx, [last := made[-1]]):
                    await posts.remove(tx, last)
            case verb:
                await getattr(follows, verb)(tx, one, other)


async def test_what_is_known_of_posts_is_what_the_database_says_of_them(town: Town):
    people = [await town.person(name) for name in ("ann", "bob", "cleo")]
    made = await published(town, people)
    viewers = [None, *(person.profile for person in people)]
    chance = random.Random(3)
    for _ in range(50):
        for viewer in viewers:
            await agree(town, viewer, made)
        async with town.db.read() as db:
            shut = [who.id for who in await profiles.list_by_ids(db, [p.profile for p in people]) if who.suspended_at]
        if shut:  # nobody follows them; soon they are back
            async with town.db.write() as tx:
                await profiles.suspend(tx, shut[0], False)
            continue
        await do(town, chance, people, made)


async def test_a_block_is_seen_at_once_though_everything_was_kept(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Good morning"))["id"]
    assert (await bob.get(f"/api/v1/statuses/{post}")).status == 200
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    assert (await bob.get(f"/api/v1/statuses/{post}")).status == 404
    bus.gap()
    assert (await bob.get(f"/api/v1/statuses/{post}")).status == 404


async def test_a_home_goes_on_without_what_was_passed_on_of_somebody_shut_out(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await cleo.follows(bob)
    post = (await ann.posts("Good morning"))["id"]
    await bob.posts("Here")
    await bob.post(f"/api/v1/statuses/{post}/reblog")
    await town.settle()
    assert len(await cleo.home()) == 2
    async with town.db.write() as tx:
        await profiles.suspend(tx, ann.profile)
    assert [each["content"] for each in await cleo.home()] == ["<p>Here</p>"]
