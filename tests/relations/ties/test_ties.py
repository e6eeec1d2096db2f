"""The measures of a tie, by hand and by deeds."""

from datetime import UTC, datetime, timedelta
from math import e, sqrt

import pytest

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import posts, reactions
from hubbub.relations import ties
from hubbub.relations.ties.ties import habit, index, present, reciprocity, worth
from tests.town import Person, Town

L = ties.LANDMARK
DAY = timedelta(days=1)


def test_a_deed_is_worth_half_after_each_half_life():
    assert worth("reply", L) == 4
    assert worth("reply", L + 30 * DAY) == 8
    assert present(worth("reply", L), L) == 4
    assert present(worth("reply", L), L + 30 * DAY) == 2
    assert present(worth("reply", L), L + 90 * DAY) == 0.5
    assert present(worth("reply", L - 30 * DAY), L) == 2


def test_intensities_add_up_whenever_they_are_looked_at():
    """A reply and a like at the landmark, a message 30 days later: (4 + 1) / 2 + 6 = 8.5 then, 4.25 30 days on."""
    record = worth("reply", L) + worth("reaction", L) + worth("message", L + 30 * DAY)
    assert present(record, L + 30 * DAY) == pytest.approx(8.5)
    assert present(record, L + 60 * DAY) == pytest.approx(4.25)


def test_a_record_holds_for_eighty_years():
    late = L + timedelta(days=80 * 365)
    assert present(worth("message", late), late) == pytest.approx(6)


def test_reciprocity_is_twice_the_smaller_over_the_sum():
    assert reciprocity(4, 4) == 1
    assert reciprocity(6, 2) == 0.5
    assert reciprocity(6, 0) == 0
    assert reciprocity(0, 0) == 0


def test_the_index_is_63_for_the_usual_tie():
    assert index(2, 2) == pytest.approx(100 * (1 - 1 / e))
    assert index(4, 2) == pytest.approx(86.4665, abs=1e-4)
    assert index(0, 2) == 0
    assert index(3, None) == 0


def test_a_habit_is_the_median_of_the_last_ten_gaps_and_at_least_a_day():
    def contacts(*gaps: float) -> list[datetime]:
        made = [L]
        for gap in gaps:
            made.append(made[-1] - gap * DAY)
        return made

    assert habit(contacts(2, 4, 30)) == 4 * DAY
    assert habit(contacts(2, 4)) is None
    assert habit(contacts(0.01, 0.01, 0.01)) == DAY
    assert habit(contacts(*[7] * 10, *[100] * 20)) == 7 * DAY


async def test_each_deed_counts_once_with_its_weight(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await ann.posts("Hello"))["id"]))
    for _ in range(2):
        for verb in (reactions.favourite, reactions.unfavourite, reactions.boost, reactions.unboost):
            async with town.db.write() as tx:
                await verb(tx, bob.profile, post)
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
    await bob.posts("A word about @ann")
    await bob.posts("An answer @ann", in_reply_to_id=str(post))
    await bob.posts("Between us @ann", visibility="direct")
    await town.settle()
    tie = await ties.tie(town.db, bob.profile, ann.profile)
    # 1 for liking, 2 for mentioning, 4 for answering (not 4 + 2), 6 for the message; the boost was over when it was
    # heard of.
    assert tie.given == pytest.approx(13, rel=1e-4)
    assert (tie.given_count, tie.received, tie.strength, tie.reciprocity, tie.balance) == (4, 0, 0, 0, 1)
    async with town.db.write() as tx:
        await reactions.boost(tx, bob.profile, post)
    await town.settle()
    assert (await ties.tie(town.db, bob.profile, ann.profile)).given == pytest.approx(15, rel=1e-4)


async def test_the_work_done_twice_counts_once(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await bob.posts("Hello @ann"))["id"]))
    await town.settle()
    async with town.db.write() as tx:
        await ties.ties.note_post.call(tx, posts.PostPublished(post, bob.profile))
    tie = await ties.tie(town.db, bob.profile, ann.profile)
    assert tie.given_count == 1
    assert tie.given == pytest.approx(2, rel=1e-4)


async def test_strength_is_the_geometric_mean_of_both_directions(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("Between us @bob", visibility="direct")
    for _ in range(3):
        await bob.posts("A word about @ann")
    await bob.posts("Two more words about @ann")
    await town.settle()
    tie = await ties.tie(town.db, ann.profile, bob.profile)
    assert tie.strength == pytest.approx(sqrt(6 * 8), rel=1e-3)
    assert tie.reciprocity == pytest.approx(2 * 6 / 14, rel=1e-3)
    assert tie.balance == pytest.approx(6 / 14, rel=1e-3)
    assert tie.index == pytest.approx(100 * (1 - 1 / e), rel=1e-3)
    other = await ties.tie(town.db, bob.profile, ann.profile)
    assert other.strength == pytest.approx(tie.strength)
    assert other.balance == pytest.approx(8 / 14, rel=1e-3)
    town.forward(days=30)
    assert (await ties.tie(town.db, ann.profile, bob.profile)).strength == pytest.approx(sqrt(6 * 8) / 2, rel=1e-3)


async def test_first_and_last_contact_and_who_had_the_last_word(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("Hello @bob")
    await town.settle()
    town.forward(days=15)
    await bob.posts("Hello back @ann")
    await town.settle()
    tie = await ties.tie(town.db, ann.profile, bob.profile)
    assert tie.first_at is not None
    assert tie.last_at is not None
    assert round((tie.last_at - tie.first_at) / DAY, 2) == 15
    assert tie.last_by == bob.profile
    assert (tie.active_weeks, tie.weeks) == (2, 3)


async def test_a_question_left_open_for_a_day_is_unanswered_until_it_is_answered(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    question = await bob.posts("@ann shall we meet?")
    await town.settle()
    assert (await ties.tie(town.db, ann.profile, bob.profile)).unanswered is None
    town.forward(days=2)
    assert (await ties.tie(town.db, ann.profile, bob.profile)).unanswered is not None
    assert (await ties.tie(town.db, bob.profile, ann.profile)).unanswered is None
    await ann.posts("Yes, @bob", in_reply_to_id=question["id"])
    await town.settle()
    town.forward(days=2)
    assert (await ties.tie(town.db, ann.profile, bob.profile)).unanswered is None


async def test_a_remark_without_a_question_waits_for_nobody(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.posts("@ann, a fine day. See https://example.com/a%20b")
    await town.settle()
    town.forward(days=5)
    assert (await ties.tie(town.db, ann.profile, bob.profile)).unanswered is None


async def test_a_silence_is_unusual_by_the_habit_of_the_pair(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for _ in range(3):
        for person, words in ((ann, "Hello @bob"), (bob, "Hello @ann")):
            await person.posts(words)
            await town.settle()
            town.forward(days=2)
    tie = await ties.tie(town.db, ann.profile, bob.profile)
    assert tie.habit is not None
    assert tie.habit / DAY == pytest.approx(2, abs=0.01)
    assert tie.overdue == pytest.approx(1, abs=0.01)
    assert not tie.unusually_quiet
    town.forward(days=4)
    later = await ties.tie(town.db, ann.profile, bob.profile)
    assert later.overdue == pytest.approx(3, abs=0.01)
    town.forward(hours=1)
    assert (await ties.tie(town.db, ann.profile, bob.profile)).unusually_quiet


async def test_the_list_is_in_the_order_of_strength_and_stays_in_it(town: Town):
    ann, bob, cleo, dan = [await town.person(name) for name in ("ann", "bob", "cleo", "dan")]
    await _talk(town, ann, bob, times=1)
    await _talk(town, ann, cleo, times=3)
    await ann.posts("Only me: @dan @dan")
    await town.settle()
    order = [cleo.profile, bob.profile, dan.profile]
    assert [tie.other for tie in await ties.list_ties(town.db, ann.profile)] == order
    town.forward(days=400)
    assert [tie.other for tie in await ties.list_ties(town.db, ann.profile)] == order
    assert [tie.other for tie in await ties.list_ties(town.db, ann.profile, limit=1)] == [cleo.profile]


async def test_whom_one_does_not_hear_is_not_on_the_list(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await _talk(town, ann, bob, times=1)
    async with town.db.write() as tx:
        await follows.block(tx, bob.profile, ann.profile)
    assert await ties.list_ties(town.db, ann.profile) == []


async def test_whoever_leaves_is_in_nobody_s_books(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await _talk(town, ann, bob, times=1)
    async with town.db.write() as tx:
        await profiles.remove(tx, bob.profile)
    await town.settle()
    assert await ties.tie(town.db, ann.profile, bob.profile) == ties.Tie(bob.profile)
    assert await town.db.one(Statement(int, "SELECT count(*)::int FROM interactions")) == 0


async def test_a_post_from_elsewhere_counts_at_the_time_it_was_written(town: Town):
    ann = await town.person("ann")
    zoe, yves = await _elsewhere(town, "zoe"), await _elsewhere(town, "yves")
    written = datetime.now(UTC) - timedelta(days=60)
    async with town.db.write() as tx:
        await posts.arrive(tx, posts.Arrived(
            uri="https://two.test/1", url="https://two.test/1", author=zoe, html="<p>Hi</p>", visibility="public",
            published_at=written, mentions=[ann.profile, yves],
        ))
    await town.settle()
    tie = await ties.tie(town.db, ann.profile, zoe)
    assert tie.received == pytest.approx(0.5, rel=1e-3)
    assert tie.last_at == written
    # What two people elsewhere do with each other is no business of ours.
    assert (await ties.tie(town.db, yves, zoe)).received_count == 0


async def test_talking_to_oneself_is_no_tie(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("Note to @ann")
    await ann.posts("And more", in_reply_to_id=post["id"])
    await town.settle()
    assert await ties.list_ties(town.db, ann.profile) == []


async def _talk(town: Town, one: Person, other: Person, times: int) -> None:
    for _ in range(times):
        await one.posts(f"Hello @{other.name}")
        await other.posts(f"Hello @{one.name}")
    await town.settle()


async def _elsewhere(town: Town, name: str) -> ProfileId:
    uri = f"https://two.test/{name}"
    async with town.db.write() as tx:
        return await profiles.arrive(tx, profiles.Arrived(
            uri=uri, name=name, domain="two.test", kind="person", url=uri, inbox=f"{uri}/inbox", shared_inbox=None,
            followers_uri=None, key_uri=f"{uri}#key", public_pem="",
        ))
