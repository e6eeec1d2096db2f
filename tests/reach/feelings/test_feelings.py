"""Emoji under posts."""

import io

import pytest

from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId
from hubbub.reach import emoji, feelings, posts
from hubbub.reach.feelings.feelings import NoEmoji, TooManySigns
from tests.reach.emoji.pictures import a_picture
from tests.town import Person, Town

SIGNS = "👍😂😮😢🎉🙏🔥🚀👀"


async def feels(town: Town, who: Person, post: str, *signs: str) -> None:
    async with town.db.write() as tx:
        for sign in signs:
            await feelings.feel(tx, who.profile, PostId(int(post)), sign)


async def under(town: Town, post: str, viewer: Person | None = None) -> list[tuple[str, int, bool]]:
    number = PostId(int(post))
    found = await feelings.of(town.db, [number], viewer.profile if viewer else None)
    return [(tally.sign, tally.count, tally.mine) for tally in found.get(number, [])]


async def test_an_emoji_counts_once_for_each_person_in_the_order_of_coming(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Look"))["id"]
    await feels(town, bob, post, "🎉", "🎉", "❤", "❤️")
    await feels(town, ann, post, "❤️")
    assert await under(town, post, ann) == [("🎉", 1, False), ("❤️", 2, True)]
    assert await under(town, post) == [("🎉", 1, False), ("❤️", 2, False)]


async def test_one_that_is_taken_back_is_gone_and_the_last_takes_the_sign_away(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Look"))["id"]
    await feels(town, ann, post, "🎉")
    async with town.db.write() as tx:
        assert await feelings.unfeel(tx, ann.profile, PostId(int(post)), "🎉")
        assert not await feelings.unfeel(tx, ann.profile, PostId(int(post)), "🎉")
    assert await under(town, post) == []


async def test_a_person_has_so_many_signs_and_no_more(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Look"))["id"]
    await feels(town, ann, post, *SIGNS[:8], SIGNS[0])
    with pytest.raises(TooManySigns):
        await feels(town, ann, post, SIGNS[8])


async def test_what_is_no_emoji_of_ours_is_refused(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Look"))["id"]
    for given in ("nothing here", ":unknown:", "blob@far.example", "ab", ""):
        with pytest.raises(NoEmoji):
            await feels(town, ann, post, given)


async def test_a_picture_of_ours_is_shown_with_its_address(town: Town):
    ann = await town.person("ann")
    await emoji.add(town.db, "blobcat", io.BytesIO(a_picture()))
    post = PostId(int((await ann.posts("Look"))["id"]))
    await feels(town, ann, str(post), ":blobcat:", f"blobcat@{town.db.here.settings.domain}")
    tally = (await feelings.of(town.db, [post], ann.profile))[post][0]
    assert (tally.sign, tally.count, tally.name) == ("blobcat", 1, "blobcat")
    assert tally.picture
    assert tally.picture.address


async def test_nobody_reacts_to_what_they_cannot_see_and_sees_nothing_of_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Mine", visibility="private"))["id"]))
    with pytest.raises(NotFound):
        await feels(town, bob, str(post), "🎉")
    with pytest.raises(NotFound):
        await feelings.list_feelers(town.db, bob.profile, post)


async def test_who_said_it_is_listed_without_those_one_does_not_hear(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = PostId(int((await ann.posts("Look"))["id"]))
    await feels(town, bob, str(post), "🎉", "🔥")
    await feels(town, cleo, str(post), "🎉")
    await ann.post(f"/api/v1/accounts/{cleo.profile}/block")
    assert await feelings.list_feelers(town.db, ann.profile, post) == {"🎉": [bob.profile], "🔥": [bob.profile]}
    assert await feelings.list_feelers(town.db, bob.profile, post, "🎉") == {"🎉": [cleo.profile, bob.profile]}


async def test_a_deleted_post_takes_its_emoji_with_it(town: Town):
    ann = await town.person("ann")
    post = PostId(int((await ann.posts("Look"))["id"]))
    await feels(town, ann, str(post), "🎉")
    async with town.db.write() as tx:
        await posts.remove(tx, post)
    await town.settle()
    assert await feelings.of(town.db, [post], None) == {}
