"""The inbox: what was said to a profile stands there until it is answered."""

from datetime import timedelta

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId
from hubbub.people import follows
from hubbub.reach import posts
from hubbub.studio import inbox
from tests.studio.people import arrive, elsewhere
from tests.town import Person, Town


async def waiting(town: Town, person: Person) -> list[PostId]:
    return [item.post for item in await inbox.list_open(town.db, person.profile)]


async def done(town: Town, person: Person) -> list[inbox.Item]:
    return await inbox.list_done(town.db, person.profile)


async def test_an_answer_from_elsewhere_stands_there_once(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    post = PostId(int((await ann.posts("Bread"))["id"]))
    answer = await arrive(town, zoe, ann, post)
    await town.settle()
    await town.settle()
    assert await waiting(town, ann) == [answer]
    assert await inbox.count_open(town.db, ann.profile) == 1


async def test_a_mention_by_somebody_here_stands_there_and_ones_own_words_do_not(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    mine = await ann.posts("A thread")
    await ann.posts("goes on", in_reply_to_id=mine["id"])
    asked = await bob.posts("@ann a question")
    await bob.posts("nothing to do with her")
    await town.settle()
    assert await waiting(town, ann) == [int(asked["id"])]
    assert await waiting(town, bob) == []


async def test_an_answer_makes_it_done_at_once_with_its_response_time(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    asked = await arrive(town, zoe, ann)
    await town.settle()
    town.forward(minutes=42)
    answer = await ann.posts("@zoe@two.test Rye", in_reply_to_id=str(asked))
    assert await waiting(town, ann) == []
    item = (await done(town, ann))[0]
    assert item.answered_by == int(answer["id"])
    assert item.response_time is not None
    assert timedelta(minutes=41) < item.response_time < timedelta(minutes=44)


async def test_one_answer_is_for_all_that_somebody_said_before_it_in_the_thread(town: Town):
    ann, zoe, yan = await town.person("ann"), await elsewhere(town), await elsewhere(town, "yan")
    post = PostId(int((await ann.posts("Bread"))["id"]))
    first = await arrive(town, zoe, ann, post)
    second = await arrive(town, zoe, ann, first)
    other = await arrive(town, yan, ann, post)
    apart = await arrive(town, zoe, ann)
    await town.settle()
    await ann.posts("@zoe@two.test Yes and yes", in_reply_to_id=str(second))
    assert sorted(await waiting(town, ann)) == sorted([other, apart])


async def test_an_answer_that_came_before_the_item_makes_it_done_too(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    asked = await arrive(town, zoe, ann)
    await ann.posts("@zoe@two.test Quick", in_reply_to_id=str(asked))
    await town.settle()
    assert await waiting(town, ann) == []
    assert [item.post for item in await done(town, ann)] == [asked]


async def test_an_item_is_put_aside_and_taken_back(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    await arrive(town, zoe, ann, words="Lovely!")
    await town.settle()
    item = (await inbox.list_open(town.db, ann.profile))[0]
    async with town.db.write() as tx:
        await inbox.mark_done(tx, ann.profile, item.id)
    assert [(one.needs_answer, one.response_time) for one in await done(town, ann)] == [(False, None)]
    async with town.db.write() as tx:
        await inbox.mark_open(tx, ann.profile, item.id)
    assert await inbox.list_open(town.db, ann.profile) == [item]


async def test_what_was_answered_stays_done(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    asked = await arrive(town, zoe, ann)
    await town.settle()
    await ann.posts("@zoe@two.test Yes", in_reply_to_id=str(asked))
    item = (await done(town, ann))[0]
    async with town.db.write() as tx:
        await inbox.mark_done(tx, ann.profile, item.id)
        await inbox.mark_open(tx, ann.profile, item.id)
    assert await done(town, ann) == [item]


async def test_who_takes_an_item_stands_on_it(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    await arrive(town, zoe, ann)
    await town.settle()
    item = (await inbox.list_open(town.db, ann.profile))[0]
    async with town.db.write() as tx:
        await inbox.assign(tx, ann.profile, item.id, ann.account)
    assert (await inbox.list_open(town.db, ann.profile))[0].assigned_to == ann.account


async def test_what_is_taken_back_leaves_the_inbox(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    asked = await arrive(town, zoe, ann)
    await town.settle()
    async with town.db.write() as tx:
        await posts.remove(tx, asked)
    assert await waiting(town, ann) == []
    await town.settle()
    assert await inbox.count_open(town.db, ann.profile) == 0


async def test_an_item_whose_answer_is_deleted_waits_again(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    asked = await arrive(town, zoe, ann)
    await town.settle()
    answer = await ann.posts("@zoe@two.test Wrong words", in_reply_to_id=str(asked))
    async with town.db.write() as tx:
        await posts.remove(tx, PostId(int(answer["id"])))
    await town.settle()
    assert await waiting(town, ann) == [asked]


async def test_who_is_blocked_or_muted_does_not_stand_there(town: Town):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), await elsewhere(town)
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, zoe)
    await arrive(town, zoe, ann)
    await bob.posts("@ann before the block")
    await town.settle()
    async with town.db.write() as tx:
        await follows.block(tx, ann.profile, bob.profile)
    await bob.posts("@ann after the block")
    await town.settle()
    assert await waiting(town, ann) == []


async def test_what_a_muted_person_said_does_not_come_up_when_the_mute_ends(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, zoe)
    await arrive(town, zoe, ann)
    await town.settle()
    async with town.db.write() as tx:
        await follows.unmute(tx, ann.profile, zoe)
    assert await waiting(town, ann) == []


async def test_old_posts_that_are_fetched_late_ask_for_nothing(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    await arrive(town, zoe, ann, at=now() - timedelta(days=30))
    await town.settle()
    assert await waiting(town, ann) == []


async def test_a_private_word_stands_in_the_inbox_of_the_one_it_is_for_alone(town: Town):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), await elsewhere(town)
    asked = await arrive(town, zoe, ann, visibility="mentioned")
    await town.settle()
    assert await waiting(town, ann) == [asked]
    assert await waiting(town, bob) == []


async def test_anothers_item_is_not_found(town: Town):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), await elsewhere(town)
    await arrive(town, zoe, ann)
    await town.settle()
    item = (await inbox.list_open(town.db, ann.profile))[0]
    for verb in (inbox.mark_done, inbox.mark_open, lambda tx, who, one: inbox.assign(tx, who, one, bob.account)):
        with pytest.raises(NotFound):
            async with town.db.write() as tx:
                await verb(tx, bob.profile, item.id)
    assert await inbox.list_open(town.db, ann.profile) == [item]
