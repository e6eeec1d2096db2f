"""Each reaction once, counted once, seen by whom it is for."""

import asyncio

import pytest

from hubbub.base.db import Db
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.reach import posts, reactions
from tests.browser import browser
from tests.town import Person, Town


async def test_two_connections_at_once_favour_a_post_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Once"))["id"]))
    await asyncio.gather(*[_favourite(town.db, bob.profile, post) for _ in range(6)])
    assert await _favourites(town.db, post) == 1
    assert len(await reactions.list_favourers(town.db, None, post)) == 1


async def test_a_second_favourite_waits_for_the_first_and_then_counts_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Once"))["id"]))
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
        second = asyncio.create_task(_favourite(town.db, bob.profile, post))
        done, _ = await asyncio.wait([second], timeout=0.1)
        assert not done
    await second
    assert await _favourites(town.db, post) == 1


async def test_an_unfavourite_at_once_from_two_connections_counts_down_once(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = PostId(int((await ann.posts("Once"))["id"]))
    for person in (bob, cleo):
        await _favourite(town.db, person.profile, post)

    async def take_back() -> None:
        async with town.db.write() as tx:
            await reactions.unfavourite(tx, bob.profile, post)

    await asyncio.gather(*[take_back() for _ in range(5)])
    assert await _favourites(town.db, post) == 1


async def test_two_connections_at_once_boost_a_post_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Once"))["id"]))

    async def boost() -> PostId:
        async with town.db.write() as tx:
            return await reactions.boost(tx, bob.profile, post)

    made = await asyncio.gather(*[boost() for _ in range(5)])
    assert len(set(made)) == 1
    assert (await posts.counts_of(town.db, [post]))[post].boosts == 1


async def test_what_one_cannot_see_is_not_there_to_react_to(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    secret = PostId(int((await ann.posts("Just for my followers", visibility="private"))["id"]))
    verbs = (reactions.favourite, reactions.unfavourite, reactions.bookmark, reactions.unbookmark, reactions.boost,
             reactions.unboost)
    for verb in verbs:
        async with town.db.write() as tx:
            with pytest.raises(NotFound):
                await verb(tx, bob.profile, secret)
    with pytest.raises(NotFound):
        await reactions.list_favourers(town.db, bob.profile, secret)
    with pytest.raises(NotFound):
        await reactions.list_boosters(town.db, None, secret)


async def test_reacting_to_a_boost_is_reacting_to_what_it_passes_on(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = PostId(int((await ann.posts("Pass it on"))["id"]))
    async with town.db.write() as tx:
        boost = await reactions.boost(tx, bob.profile, post)
    await _favourite(town.db, cleo.profile, boost)
    assert await reactions.flags(town.db, cleo.profile, [post, boost]) == {post: reactions.FAVOURITED}


async def test_the_four_flags_do_not_disturb_each_other(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("All of it"))["id"]))
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
        await reactions.bookmark(tx, bob.profile, post)
        await reactions.boost(tx, bob.profile, post)
    assert await _bits(town.db, bob, post) == 11
    async with town.db.write() as tx:
        await reactions.unbookmark(tx, bob.profile, post)
    assert await _bits(town.db, bob, post) == 3
    async with town.db.write() as tx:
        await reactions.unboost(tx, bob.profile, post)
        await reactions.unfavourite(tx, bob.profile, post)
    assert await _bits(town.db, bob, post) == 0


async def test_a_boost_that_is_deleted_like_a_post_is_no_longer_flagged(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Pass it on"))["id"]))
    async with town.db.write() as tx:
        boost = await reactions.boost(tx, bob.profile, post)
    async with town.db.write() as tx:
        await posts.remove(tx, boost)
    await town.settle()
    assert await _bits(town.db, bob, post) == 0


async def test_boosting_again_before_the_old_boost_s_end_is_heard_of_keeps_the_flag(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Pass it on"))["id"]))
    for verb in (reactions.boost, reactions.unboost, reactions.boost):
        async with town.db.write() as tx:
            await verb(tx, bob.profile, post)
    await town.settle()
    assert await _bits(town.db, bob, post) == reactions.BOOSTED


async def test_a_deleted_post_leaves_every_list(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Gone soon"))["id"]))
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
        await reactions.bookmark(tx, bob.profile, post)
    async with town.db.write() as tx:
        await posts.remove(tx, post)
    assert await reactions.list_favourites(town.db, bob.profile) == []
    assert await reactions.list_bookmarks(town.db, bob.profile) == []
    await town.settle()
    assert await reactions.flags(town.db, bob.profile, [post]) == {}
    assert await reactions.list_bookmarks(town.db, bob.profile) == []


async def test_who_boosted_for_followers_only_is_not_named_to_others(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Pass it on"))["id"]))
    async with town.db.write() as tx:
        await reactions.boost(tx, bob.profile, post, "followers")
    assert await reactions.list_boosters(town.db, None, post) == []
    assert [row.profile for row in await reactions.list_boosters(town.db, bob.profile, post)] == [bob.profile]


async def test_a_boost_is_for_everybody_quietly_or_for_followers_and_nobody_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Pass it on"))["id"]))
    async with town.db.write() as tx:
        with pytest.raises(Invalid):
            await reactions.boost(tx, bob.profile, post, "mentioned")


async def _favourite(db: Db, profile: ProfileId, post: PostId) -> None:
    async with db.write() as tx:
        await reactions.favourite(tx, profile, post)


async def _favourites(db: Db, post: PostId) -> int:
    return (await posts.counts_of(db, [post]))[post].favourites


async def _bits(db: Db, person: Person, post: PostId) -> int:
    return (await reactions.flags(db, person.profile, [post])).get(post, 0)


async def mentions(who: Person) -> int:
    return len((await who.get("/api/v1/notifications?types[]=mention")).json)


async def muted(who: Person, status: dict[str, str]) -> bool:
    return bool((await who.get(f"/api/v1/statuses/{status['id']}")).json["muted"])


async def test_a_muted_conversation_is_muted_whole_and_tells_nothing_more(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await ann.posts("Soup?")
    second = await bob.posts("@ann yes", in_reply_to_id=first["id"])
    await town.settle()
    assert await mentions(ann) == 1
    answer = await ann.post(f"/api/v1/statuses/{second['id']}/mute")
    assert (answer.json["id"], answer.json["muted"]) == (second["id"], True)
    third = await bob.posts("@ann really", in_reply_to_id=second["id"])
    await bob.post(f"/api/v1/statuses/{first['id']}/favourite")
    await town.settle()
    assert [await muted(ann, each) for each in (first, second, third)] == [True] * 3
    assert [await muted(bob, each) for each in (first, second, third)] == [False] * 3
    assert await mentions(ann) == 1
    assert (await ann.get("/api/v1/notifications?types[]=favourite")).json == []
    assert all(status["muted"] for status in await ann.home())


async def test_an_unmuted_conversation_tells_again(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await ann.posts("Soup?")
    for verb in ("mute", "mute", "unmute", "unmute"):
        assert (await ann.post(f"/api/v1/statuses/{first['id']}/{verb}")).json["muted"] is (verb == "mute")
    second = await bob.posts("@ann yes", in_reply_to_id=first["id"])
    await town.settle()
    assert await mentions(ann) == 1
    assert await muted(ann, second) is False


async def test_what_one_may_not_see_one_cannot_mute(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Soup", visibility="private")
    assert (await bob.post(f"/api/v1/statuses/{post['id']}/mute")).status == 404


async def test_a_conversation_is_muted_on_its_page(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Soup")
    page = await browser(town, ann)
    assert f'action="/posts/{post["id"]}/mute"' in (await page.get(f"/@ann/{post['id']}")).text
    assert (await page.sends(f"/posts/{post['id']}/mute", back="/home")).status == 303
    assert f'action="/posts/{post["id"]}/unmute"' in (await page.get(f"/@ann/{post['id']}")).text
