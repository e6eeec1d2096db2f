"""What is said among few: for whom it is kept, and what becomes of it."""

from hubbub.base.ids import PostId
from hubbub.people import follows
from hubbub.reach import posts
from hubbub.relations import conversations
from tests.town import Person, Town


async def whispers(town: Town, author: Person, words: str, answers: str | None = None) -> str:
    more = {"in_reply_to_id": answers} if answers else {}
    status = await author.posts(words, visibility="direct", **more)
    await town.settle()
    return str(status["id"])


async def test_a_thread_among_the_same_people_is_one_conversation_for_each_of_them(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await whispers(town, ann, "Hello @bob")
    last = await whispers(town, bob, "Hello @ann", first)
    for me, other, unread in ((ann, bob, True), (bob, ann, False)):
        [found] = await conversations.list_own(town.db, me.profile)
        assert (found.others, str(found.last), found.unread) == ([other.profile], last, unread)
        said = await conversations.list_posts(town.db, me.profile, found.id)
        assert [str(post) for post in said] == [last, first]


async def test_another_thread_or_other_people_are_another_conversation(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    first = await whispers(town, ann, "Hello @bob")
    await whispers(town, ann, "Of something else @bob")
    await whispers(town, bob, "@ann and @cleo too", first)
    assert len(await conversations.list_own(town.db, ann.profile)) == 3
    assert len(await conversations.list_own(town.db, cleo.profile)) == 1


async def test_what_others_may_read_is_no_conversation(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for visibility in ("public", "unlisted", "private"):
        await ann.posts("Hello @bob", visibility=visibility)
    await town.settle()
    assert await conversations.list_own(town.db, bob.profile) == []


async def test_whom_one_does_not_hear_begins_no_conversation(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    async with town.db.write() as tx:
        await follows.mute(tx, bob.profile, ann.profile)
        await follows.block(tx, cleo.profile, ann.profile)
    await whispers(town, ann, "Hello @bob @cleo")
    assert await conversations.list_own(town.db, bob.profile) == []
    assert await conversations.list_own(town.db, cleo.profile) == []


async def test_a_block_hides_what_was_said_before(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await whispers(town, ann, "Hello @bob")
    async with town.db.write() as tx:
        await follows.block(tx, bob.profile, ann.profile)
    assert await conversations.list_own(town.db, bob.profile) == []
    assert await conversations.list_posts(town.db, bob.profile) == []


async def test_what_is_taken_back_is_gone_and_with_its_last_word_the_conversation(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await whispers(town, ann, "Hello @bob")
    second = await whispers(town, ann, "More @bob", first)
    for gone, left in ((second, [first]), (first, [])):
        async with town.db.write() as tx:
            await posts.remove(tx, PostId(int(gone)))
        await town.settle()
        assert [str(row.last) for row in await conversations.list_own(town.db, bob.profile)] == left


async def test_a_job_done_twice_says_nothing_anew(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int(await whispers(town, ann, "Hello @bob")))
    [found] = await conversations.list_own(town.db, bob.profile)
    async with town.db.write() as tx:
        await conversations.mark(tx, bob.profile, found.id, read=True)
        await conversations.conversations._keep(tx, [post])
    [again] = await conversations.list_own(town.db, bob.profile)
    assert not again.unread


async def test_what_is_said_in_a_muted_conversation_calls_nobody(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await whispers(town, ann, "Hello @bob")
    await bob.post(f"/api/v1/statuses/{first}/mute")
    [before] = await conversations.list_own(town.db, bob.profile)
    async with town.db.write() as tx:
        await conversations.mark(tx, bob.profile, before.id, read=True)
    last = await whispers(town, ann, "And more @bob", first)
    [found] = await conversations.list_own(town.db, bob.profile)
    assert (found.unread, str(found.last)) == (False, last)
    await bob.post(f"/api/v1/statuses/{first}/unmute")
    await whispers(town, ann, "Still there, @bob?", last)
    assert await conversations.unread(town.db, bob.profile) == 1
