"""Drafts: published once, at their time, with every rule asked again."""

import asyncio
from datetime import datetime, timedelta

import pytest

from hubbub import app
from hubbub.base.clock import now
from hubbub.base.db import Statement, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId
from hubbub.base.postgres import Postgres
from hubbub.base.queue import CLAIM
from hubbub.base.settings import Settings
from hubbub.base.worker import Fenced, Worker
from hubbub.people import teams
from hubbub.reach import drafts, posts
from tests.town import Person, Town

FORGET_LEASES = Statement(None, "UPDATE jobs SET leased_until = clock_timestamp() - interval '1 second'")
SUSPEND = Statement(None, "UPDATE profiles SET suspended_at = now() WHERE id = :id")
OPEN_JOBS = Statement(int, "SELECT count(*)::int FROM jobs WHERE name = 'drafts.publish_due'")


TOLD: list[drafts.DraftScheduled | drafts.DraftPublished | drafts.DraftFailed] = []


@on(drafts.DraftScheduled)
async def hear_scheduled(tx: Tx, fact: drafts.DraftScheduled) -> None:
    TOLD.append(fact)


@on(drafts.DraftPublished)
async def hear_published(tx: Tx, fact: drafts.DraftPublished) -> None:
    TOLD.append(fact)


@on(drafts.DraftFailed)
async def hear_failed(tx: Tx, fact: drafts.DraftFailed) -> None:
    TOLD.append(fact)


def writer(person: Person) -> drafts.Writer:
    return drafts.Writer(person.account, person.profile)


async def keep(
    town: Town, person: Person, text: str = "Later", due_at: datetime | None = None, **more: bool
) -> drafts.DraftId:
    async with town.db.write() as tx:
        return await drafts.save(tx, writer(person), posts.Note(text), due_at, **more)


async def state(town: Town, person: Person, draft: drafts.DraftId) -> str:
    return (await drafts.get(town.db, person.profile, draft)).state


async def published(town: Town, person: Person) -> list[str]:
    ids = await posts.by_author(town.db, person.profile, person.profile, limit=400)
    return [post.text for post in await posts.get(town.db, ids)]


async def test_a_scheduled_post_goes_out_once_at_its_time(town: Town):
    ann = await town.person("ann")
    draft = await keep(town, ann, "Good morning", now() + timedelta(hours=8))
    await town.settle()
    assert await published(town, ann) == []
    town.forward(hours=7, minutes=59)
    await town.settle()
    assert await published(town, ann) == []
    town.forward(minutes=2)
    await town.settle()
    await town.settle()
    assert await published(town, ann) == ["Good morning"]
    kept = await drafts.get(town.db, ann.profile, draft)
    assert kept.state == "published"
    assert kept.late is None or kept.late < timedelta(minutes=2)


async def test_two_workers_racing_over_many_drafts_publish_each_once(
    town: Town, postgres: Postgres, settings: Settings
):
    ann = await town.person("ann")
    words = [f"number {n}" for n in range(60)]
    for text in words:
        await keep(town, ann, text, now() + timedelta(minutes=10))
    town.forward(minutes=11)
    async with (
        app.standing(settings, postgres.address | {"database": "town"}) as one,
        app.standing(settings, postgres.address | {"database": "town"}) as other,
    ):
        await asyncio.gather(Worker(one, at_once=8).settle(), Worker(other, at_once=8).settle())
    await town.settle()
    assert sorted(await published(town, ann)) == sorted(words)


async def test_a_draft_promised_twice_for_one_time_is_published_once(
    town: Town, postgres: Postgres, settings: Settings
):
    ann = await town.person("ann")
    drafted = [await keep(town, ann, f"number {n}", now() + timedelta(minutes=10)) for n in range(20)]
    async with town.db.write() as tx:
        for draft in drafted * 3:
            await drafts.publish_due.later(tx, now() + timedelta(minutes=10), draft=draft)
    town.forward(minutes=11)
    async with app.standing(settings, postgres.address | {"database": "town"}) as other:
        await asyncio.gather(Worker(town.db, at_once=12).settle(), Worker(other, at_once=12).settle())
    assert len(await published(town, ann)) == 20


async def test_a_worker_that_wakes_after_its_lease_publishes_nothing(town: Town):
    ann = await town.person("ann")
    await keep(town, ann, "Once", now() + timedelta(minutes=10))
    town.forward(minutes=11)
    paused = Worker(town.db)
    async with town.db.write() as tx:
        claims = await tx.all(CLAIM, now=now(), most=50, but=[])
    claim = next(claim for claim in claims if claim.name == "drafts.publish_due")
    async with town.db.write() as tx:
        await tx.run(FORGET_LEASES)
    await town.settle()
    assert await published(town, ann) == ["Once"]
    with pytest.raises(Fenced):
        async with town.db.write() as tx:
            await paused._finish(tx, claim)
    await paused._do(claim)
    assert await published(town, ann) == ["Once"]


async def test_moving_the_time_moves_the_post(town: Town):
    ann = await town.person("ann")
    later = await keep(town, ann, "to later", now() + timedelta(hours=1))
    sooner = await keep(town, ann, "to sooner", now() + timedelta(hours=3))
    async with town.db.write() as tx:
        await drafts.change(tx, writer(ann), later, due_at=now() + timedelta(hours=5))
        await drafts.change(tx, writer(ann), sooner, due_at=now() + timedelta(hours=2))
    town.forward(hours=2, minutes=30)
    await town.settle()
    assert await published(town, ann) == ["to sooner"]
    town.forward(hours=3)
    await town.settle()
    assert await published(town, ann) == ["to later", "to sooner"]


async def test_a_clock_set_back_between_promise_and_deed_loses_nothing(town: Town):
    ann = await town.person("ann")
    draft = await keep(town, ann, "Still due", now() + timedelta(hours=1))
    async with town.db.write() as tx:  # as when a worker had claimed it before the clock was set back
        await drafts.publish_due.call(tx, draft=draft)
    town.forward(hours=2)
    await town.settle()
    assert await published(town, ann) == ["Still due"]


async def test_a_cancelled_draft_never_goes_out(town: Town):
    ann = await town.person("ann")
    draft = await keep(town, ann, "Never", now() + timedelta(hours=1))
    async with town.db.write() as tx:
        await drafts.cancel(tx, writer(ann), draft)
    town.forward(hours=2)
    await town.settle()
    assert await published(town, ann) == []
    with pytest.raises(drafts.NotHere):
        async with town.db.write() as tx:
            await drafts.publish(tx, writer(ann), draft)


async def test_a_note_that_would_be_refused_now_is_refused_when_it_is_scheduled(town: Town):
    ann = await town.person("ann")
    with pytest.raises(Invalid, match="too long"):
        await keep(town, ann, "x" * (posts.LONGEST + 1), now() + timedelta(hours=1))
    with pytest.raises(posts.Empty):
        await keep(town, ann, "   ", now() + timedelta(hours=1))
    with pytest.raises(drafts.Past):
        await keep(town, ann, "Yesterday", now() - timedelta(days=1))
    assert await drafts.list_waiting(town.db, ann.profile) == []


async def test_trying_a_note_out_leaves_no_post_behind(town: Town):
    ann = await town.person("ann")
    await keep(town, ann, "Only later", now() + timedelta(hours=1))
    await town.settle()
    assert await published(town, ann) == []
    assert (await ann.get("/api/v1/accounts/verify_credentials")).json["statuses_count"] == 0


async def test_an_answer_to_a_post_that_is_gone_by_then_fails_with_a_reason(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = PostId(int((await bob.posts("Ask me"))["id"]))
    async with town.db.write() as tx:
        note = posts.Note("Here is why", reply_to=post)
        draft = await drafts.save(tx, writer(ann), note, now() + timedelta(hours=1))
        await posts.remove(tx, post)
    town.forward(hours=2)
    await town.settle()
    kept = await drafts.get(town.db, ann.profile, draft)
    assert (kept.state, kept.failure) == ("failed", "The post that this answers is not there any more.")
    assert await published(town, ann) == []


async def test_who_lost_the_right_to_publish_publishes_no_more(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, bob.account, teams.Role.EDITOR)
        draft = await drafts.save(
            tx, drafts.Writer(bob.account, ann.profile), posts.Note("As Ann"), now() + timedelta(hours=1)
        )
        await teams.join(tx, ann.profile, bob.account, teams.Role.ANALYST)
    town.forward(hours=2)
    await town.settle()
    kept = await drafts.get(town.db, ann.profile, draft)
    assert kept.state == "failed"
    assert "role" in (kept.failure or "")
    assert await published(town, ann) == []


async def test_a_suspended_profile_publishes_nothing(town: Town):
    ann = await town.person("ann")
    draft = await keep(town, ann, "Quiet", now() + timedelta(hours=1))
    async with town.db.write() as tx:
        await tx.run(SUSPEND, id=ann.profile)
    town.forward(hours=2)
    await town.settle()
    assert await state(town, ann, draft) == "failed"


async def test_a_failed_draft_that_is_changed_gets_another_chance(town: Town):
    ann = await town.person("ann")
    draft = await keep(town, ann, "Try again", now() + timedelta(hours=1), skips_if_late=True)
    town.forward(hours=9)
    await town.settle()
    assert await state(town, ann, draft) == "failed"
    async with town.db.write() as tx:
        await drafts.change(tx, writer(ann), draft, due_at=now() + timedelta(hours=1))
    town.forward(hours=1, minutes=1)
    await town.settle()
    assert await state(town, ann, draft) == "published"


async def test_after_hours_of_being_off_a_post_goes_out_once_and_says_it_is_late(town: Town):
    ann = await town.person("ann")
    draft = await keep(town, ann, "Better late", now() + timedelta(hours=1))
    town.forward(hours=7)
    await town.settle()
    kept = await drafts.get(town.db, ann.profile, draft)
    assert kept.late is not None
    assert kept.late > timedelta(hours=5, minutes=59)
    assert await published(town, ann) == ["Better late"]


async def test_a_contributor_writes_drafts_but_schedules_and_publishes_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    guest = drafts.Writer(bob.account, ann.profile)
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, bob.account, teams.Role.CONTRIBUTOR)
        draft = await drafts.save(tx, guest, posts.Note("A proposal"))
    for forbidden in (
        lambda tx: drafts.save(tx, guest, posts.Note("Now then"), now() + timedelta(hours=1)),
        lambda tx: drafts.change(tx, guest, draft, due_at=now() + timedelta(hours=1)),
        lambda tx: drafts.publish(tx, guest, draft),
        lambda tx: drafts.cancel(tx, guest, draft),
    ):
        with pytest.raises(teams.NotYours):
            async with town.db.write() as tx:
                await forbidden(tx)
    async with town.db.write() as tx:
        await drafts.publish(tx, writer(ann), draft)
    assert await published(town, ann) == ["A proposal"]


async def test_an_analyst_writes_nothing(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, bob.account, teams.Role.ANALYST)
    with pytest.raises(teams.NotYours):
        async with town.db.write() as tx:
            await drafts.save(tx, drafts.Writer(bob.account, ann.profile), posts.Note("Not mine"))


async def test_anothers_draft_is_not_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    draft = await keep(town, ann)
    with pytest.raises(NotFound):
        await drafts.get(town.db, bob.profile, draft)
    for verb in (drafts.cancel, drafts.publish, drafts.change):
        with pytest.raises(NotFound):
            async with town.db.write() as tx:
                await verb(tx, writer(bob), draft)


async def test_whoever_publishes_by_hand_first_leaves_nothing_for_the_clock(town: Town):
    ann = await town.person("ann")
    draft = await keep(town, ann, "Now after all", now() + timedelta(hours=1))
    async with town.db.write() as tx:
        await drafts.publish(tx, writer(ann), draft)
    town.forward(hours=2)
    await town.settle()
    assert await published(town, ann) == ["Now after all"]
    assert await town.db.one(OPEN_JOBS) == 0


async def test_the_facts_are_told(town: Town):
    ann = await town.person("ann")
    good = await keep(town, ann, "Good", now() + timedelta(hours=1))
    bad = await keep(town, ann, "Bad", now() + timedelta(hours=1), skips_if_late=True)
    town.forward(hours=8)
    TOLD.clear()
    await town.settle()
    assert {fact.draft for fact in TOLD if isinstance(fact, drafts.DraftScheduled)} == {good, bad}
    assert drafts.DraftFailed(bad, ann.profile) in TOLD
    post = (await drafts.get(town.db, ann.profile, good)).published_post
    assert post is not None
    assert drafts.DraftPublished(good, post) in TOLD
