"""Who hears of what, and who does not."""

from datetime import UTC, datetime, timedelta

import pytest

from hubbub.base import ids
from hubbub.base.db import Db
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import posts, reactions
from hubbub.relations import notifications
from hubbub.relations.notifications import Page
from tests.reach.polls.asking import asks, votes
from tests.town import Person, Town


async def kinds(town: Town, person: Person) -> list[tuple[str, ProfileId]]:
    await town.settle()
    rows = await notifications.list_notifications(town.db, person.profile, Page())
    return [(row.kind, row.actor) for row in rows]


async def test_a_mention_an_answer_a_favourite_a_boost_and_a_follow_are_told(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Hello"))["id"]))
    await bob.posts("Good morning @ann")
    await bob.posts("And how are you?", in_reply_to_id=str(post))
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
        await reactions.boost(tx, bob.profile, post)
        await follows.follow(tx, bob.profile, ann.profile)
    told = await kinds(town, ann)
    assert sorted(told) == [(kind, bob.profile) for kind in ("boost", "favourite", "follow", "mention", "mention")]


async def test_an_answer_that_also_mentions_is_told_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Hello")
    await bob.posts("Hello @ann", in_reply_to_id=post["id"])
    assert await kinds(town, ann) == [("mention", bob.profile)]


async def test_nobody_hears_of_their_own_deeds(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("I, @ann, answer myself")
    await ann.posts("Like this", in_reply_to_id=post["id"])
    async with town.db.write() as tx:
        await reactions.favourite(tx, ann.profile, PostId(int(post["id"])))
    assert await kinds(town, ann) == []


async def test_doing_it_again_and_again_tells_it_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Hello"))["id"]))
    for _ in range(3):
        for verb in (reactions.favourite, reactions.unfavourite, reactions.boost, reactions.unboost):
            async with town.db.write() as tx:
                await verb(tx, bob.profile, post)
            await town.settle()
    assert await kinds(town, ann) == []
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
    assert await kinds(town, ann) == [("favourite", bob.profile)]
    before = (await notifications.list_notifications(town.db, ann.profile, Page()))[0].id
    async with town.db.write() as tx:
        await notifications.notify(tx, "favourite", [ann.profile], bob.profile, post)
    assert [n.id for n in await notifications.list_notifications(town.db, ann.profile, Page())] == [before]


async def test_what_was_taken_back_is_not_shown_even_if_it_is_heard_of_in_the_wrong_order(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Hello"))["id"]))
    await town.settle()
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
        await reactions.unfavourite(tx, bob.profile, post)
    async with town.db.write() as tx:
        await notifications.notifications.withdraw_favourite.call(tx, reactions.Unfavourited(bob.profile, post))
        await notifications.notifications.tell_author.call(tx, reactions.Favourited(bob.profile, post))
    assert await kinds(town, ann) == []


async def test_cleared_notifications_stay_away_when_the_deed_is_done_again(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Hello"))["id"]))
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
    assert len(await kinds(town, ann)) == 1
    async with town.db.write() as tx:
        assert await notifications.clear(tx, ann.profile) == 1
        await reactions.unfavourite(tx, bob.profile, post)
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
    assert await kinds(town, ann) == []


async def test_a_muted_or_blocked_person_is_not_heard_and_a_mute_that_keeps_notifications_keeps_them(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("Before @ann")
    assert len(await kinds(town, ann)) == 1
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, bob.profile)
    await bob.posts("While muted @ann")
    assert await kinds(town, ann) == []
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, bob.profile, hides_notifications=False)
    await bob.posts("While half muted @ann")
    assert len(await kinds(town, ann)) == 2
    async with town.db.write() as tx:
        await follows.block(tx, bob.profile, ann.profile)
    assert await kinds(town, ann) == []


async def test_whoever_is_not_heard_when_they_do_it_is_never_told_of(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.mute(tx, ann.profile, bob.profile)
    await bob.posts("While muted @ann")
    await town.settle()
    async with town.db.write() as tx:
        await follows.unmute(tx, ann.profile, bob.profile)
    assert await kinds(town, ann) == []


async def test_whoever_may_not_see_a_post_does_not_hear_of_it(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = await ann.posts("Among followers", visibility="private")
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile)
    await town.settle()
    answer = PostId(int((await bob.posts("Yes", in_reply_to_id=post["id"], visibility="private"))["id"]))
    async with town.db.write() as tx:
        await notifications.notify(tx, "mention", [cleo.profile], bob.profile, answer)
        assert not tx._said.get("notification")
    assert await kinds(town, cleo) == []
    # Nor does the author, who does not follow bob: only somebody named in a post for followers is let in.
    assert ("mention", bob.profile) not in await kinds(town, ann)


async def test_a_deleted_post_takes_its_notifications_out_of_sight(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await bob.posts("Hello @ann"))["id"]))
    assert len(await kinds(town, ann)) == 1
    async with town.db.write() as tx:
        await posts.remove(tx, post)
    assert await kinds(town, ann) == []


async def test_a_request_becomes_a_follow_when_granted_and_goes_when_refused(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    async with town.db.write() as tx:
        await profiles.edit(tx, ann.profile, locked=True)
        await follows.follow(tx, bob.profile, ann.profile)
        await follows.follow(tx, cleo.profile, ann.profile)
    assert sorted(await kinds(town, ann)) == [("follow_request", bob.profile), ("follow_request", cleo.profile)]
    async with town.db.write() as tx:
        await follows.accept(tx, ann.profile, bob.profile)
        await follows.reject(tx, ann.profile, cleo.profile)
    assert await kinds(town, ann) == [("follow", bob.profile)]


async def test_an_ended_follow_is_no_longer_shown(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile)
    assert await kinds(town, ann) == [("follow", bob.profile)]
    async with town.db.write() as tx:
        await follows.unfollow(tx, bob.profile, ann.profile)
    assert await kinds(town, ann) == []


async def test_who_asked_to_hear_of_every_post_does_but_not_of_answers_to_others_or_boosts(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile, notifies=True)
        await follows.follow(tx, cleo.profile, ann.profile)
    other = await cleo.posts("Mine")
    await ann.posts("News")
    await ann.posts("An answer", in_reply_to_id=other["id"])
    async with town.db.write() as tx:
        await reactions.boost(tx, ann.profile, PostId(int(other["id"])))
    assert await kinds(town, bob) == [("status", ann.profile)]


async def test_a_post_from_elsewhere_calls_those_it_mentions_here_unless_it_is_long_past(town: Town):
    ann = await town.person("ann")
    zoe = await _zoe(town.db)
    await _writes(town.db, zoe, ann.profile, datetime.now(UTC) - timedelta(days=8))
    assert await kinds(town, ann) == []
    await _writes(town.db, zoe, ann.profile, datetime.now(UTC) - timedelta(hours=1))
    assert await kinds(town, ann) == [("mention", zoe)]


async def test_nobody_elsewhere_gets_a_row(town: Town):
    ann = await town.person("ann")
    zoe = await _zoe(town.db)
    await ann.posts("Hello @zoe@two.test")
    await town.settle()
    assert await notifications.list_notifications(town.db, zoe, Page()) == []


async def test_groups_gather_a_half_day_of_the_same_deed_on_the_same_post(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    one, two = [PostId(int((await ann.posts(words))["id"])) for words in ("One", "Two")]
    for person in (bob, cleo):
        for post in (one, two):
            async with town.db.write() as tx:
                await reactions.favourite(tx, person.profile, post)
            await town.settle()
    await bob.posts("Hello @ann")
    await town.settle()
    groups = await notifications.list_groups(town.db, ann.profile, Page())
    assert [(g.kind, g.post, g.count, g.actors) for g in groups[1:]] == [
        ("favourite", two, 2, [cleo.profile, bob.profile]), ("favourite", one, 2, [cleo.profile, bob.profile]),
    ]
    assert groups[0].kind == "mention"
    single = await notifications.list_groups(town.db, ann.profile, Page(), grouped=())
    assert [g.count for g in single] == [1] * 5
    town.forward(hours=13)
    async with town.db.write() as tx:
        await reactions.favourite(tx, (await town.person("dan")).profile, one)
    await town.settle()
    later = await notifications.list_groups(town.db, ann.profile, Page())
    assert (later[0].post, later[0].count) == (one, 1)
    assert len(later) == 4


async def test_a_page_of_groups_is_full_however_many_belong_to_one(town: Town):
    ann = await town.person("ann")
    one, two = [PostId(int((await ann.posts(words))["id"])) for words in ("One", "Two")]
    fans = [(await town.person(f"fan{n}")).profile for n in range(10)]
    async with town.db.write() as tx:
        await notifications.notify(tx, "favourite", [ann.profile], fans[0], two)
        for fan in fans:
            await notifications.notify(tx, "favourite", [ann.profile], fan, one)

    async def found(page: Page) -> list[tuple[PostId | None, int, int]]:
        return [(g.post, g.count, len(g.actors)) for g in await notifications.list_groups(town.db, ann.profile, page)]

    assert await found(Page(limit=2)) == [(one, 10, 8), (two, 1, 1)]
    first = (await notifications.list_groups(town.db, ann.profile, Page(limit=1)))[0]
    assert (first.post, first.count, first.oldest_on_page) == (one, 10, first.newest)
    # The rest of a group comes with the next page, as it then stood: apps join them by their key.
    assert await found(Page(limit=2, below=first.newest)) == [(one, 9, 8), (two, 1, 1)]
    last = (await notifications.list_groups(town.db, ann.profile, Page()))[1]
    assert await found(Page(limit=1, above=last.newest, upward=True)) == [(one, 1, 1)]


async def test_what_is_unread_is_counted_from_the_marker_on(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("@ann 1")
    await town.settle()
    newest = (await notifications.list_notifications(town.db, ann.profile, Page()))[0].id
    assert await notifications.unread(town.db, ann.profile) == 1
    async with town.db.write() as tx:
        first = await notifications.mark(tx, ann.profile, "notifications", newest)
    assert await notifications.unread(town.db, ann.profile) == 0
    for n in range(3):
        await bob.posts(f"@ann more {n}")
    await town.settle()
    assert await notifications.unread(town.db, ann.profile, limit=2) == 2
    assert await notifications.unread_groups(town.db, ann.profile) == 3
    async with town.db.write() as tx:
        second = await notifications.mark(tx, ann.profile, "notifications", newest + 1)
    assert (first.version, second.version) == (1, 2)


async def test_somebody_else_s_notification_is_not_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("@ann hello")
    await town.settle()
    mine = (await notifications.list_notifications(town.db, ann.profile, Page()))[0].id
    with pytest.raises(NotFound):
        await notifications.get(town.db, bob.profile, mine)
    async with town.db.write() as tx:
        assert await notifications.clear(tx, bob.profile, notification=mine) == 0
    assert (await notifications.get(town.db, ann.profile, mine)).kind == "mention"


async def _zoe(db: Db) -> ProfileId:
    async with db.write() as tx:
        return await profiles.arrive(tx, profiles.Arrived(
            uri="https://two.test/zoe", name="zoe", domain="two.test", kind="person", url="https://two.test/@zoe",
            inbox="https://two.test/zoe/inbox", shared_inbox=None, followers_uri=None,
            key_uri="https://two.test/zoe#key", public_pem="",
        ))


async def _writes(db: Db, author: ProfileId, to: ProfileId, at: datetime) -> None:
    async with db.write() as tx:
        await posts.arrive(tx, posts.Arrived(
            uri=f"https://two.test/{ids.new()}", url="https://two.test/1", author=author, html="<p>Hi</p>",
            visibility="public", published_at=at, mentions=[to],
        ))


async def test_the_end_of_a_poll_is_told_to_its_author_and_to_whoever_voted(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    status = await asks(ann)
    await votes(bob, status, 1)
    town.forward(hours=2)
    await town.settle()
    for person in (ann, bob):
        (told,) = (await person.get("/api/v1/notifications")).json
        assert (told["type"], told["account"]["acct"], told["status"]["id"]) == ("poll", "ann", status["id"])
    assert (await cleo.get("/api/v1/notifications")).json == []
