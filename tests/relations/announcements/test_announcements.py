"""What is said to everybody: from when to when, and what may be answered."""

from datetime import timedelta

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, NotFound
from hubbub.relations import announcements
from hubbub.relations.announcements import Words
from tests.town import Town


async def said(town: Town, words: Words) -> int:
    async with town.db.write() as tx:
        number = await announcements.write(tx, words)
        await announcements.publish(tx, number)
    return number


async def test_what_has_ended_is_shown_no_more_and_open_apps_hear_of_it(town: Town):
    ann = await town.person("ann")
    number = await said(town, Words("We move house", ends_at=now() + timedelta(hours=2)))
    assert [row.id for row in await announcements.list_current(town.db, ann.profile)] == [number]
    town.forward(hours=1)
    async with town.db.write() as tx:
        await announcements.announcements.retire.call(tx, number)
        assert not tx._said  # it was called too early, as if the end had been moved
    town.forward(hours=2)
    assert await announcements.list_current(town.db, ann.profile) == []
    async with town.db.write() as tx:
        await announcements.announcements.retire.call(tx, number)
        assert list(tx._said) == ["announcement.delete", "announced"]
        with pytest.raises(NotFound):
            await announcements.dismiss(tx, ann.profile, number)


@pytest.mark.parametrize(("words", "field"), [
    (Words(" \n"), "text"), (Words("x" * 5001), "text"),
    (Words("Soon", now(), now() - timedelta(minutes=1)), "ends_at"),
])
async def test_what_says_nothing_or_ends_before_it_begins_is_refused(town: Town, words: Words, field: str):
    async with town.db.write() as tx:
        with pytest.raises(Invalid) as refused:
            await announcements.write(tx, words)
    assert refused.value.field == field


async def test_an_unpublished_one_is_seen_by_nobody_and_changing_a_published_one_is_told(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        number = await announcements.write(tx, Words("Not yet"))
        await announcements.write(tx, Words("Still not"), number)
        assert not tx._said
    assert await announcements.list_current(town.db, ann.profile) == []
    async with town.db.write() as tx:
        await announcements.publish(tx, number)
    async with town.db.write() as tx:
        await announcements.write(tx, Words("Now, <b>really</b> https://a.example/"), number)
        assert list(tx._said["announcement"]) == [str(number)]
    [row] = await announcements.list_current(town.db, ann.profile)
    assert row.html.startswith('<p>Now, &lt;b&gt;really&lt;/b&gt; <a href="https://a.example/"')


async def test_what_is_not_there_can_be_neither_changed_nor_taken_away(town: Town):
    async with town.db.write() as tx:
        for verb in (announcements.publish, announcements.remove):
            with pytest.raises(NotFound):
                await verb(tx, 7)
        with pytest.raises(NotFound):
            await announcements.write(tx, Words("Hello"), 7)


@pytest.mark.parametrize("name", ["👍", "👍🏽", "❤️", "🇪🇺", "👩‍💻", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☀"])
async def test_an_emoji_is_taken(town: Town, name: str):
    ann = await town.person("ann")
    number = await said(town, Words("Hello"))
    async with town.db.write() as tx:
        await announcements.react(tx, ann.profile, number, name)
    assert [each.name for each in await announcements.reactions(town.db, ann.profile, [number])] == [name]


@pytest.mark.parametrize("name", ["a", "blobcat", "1", "👍👍", "<b>", " ", "👍:", "é", "🇪"])
async def test_what_is_no_emoji_is_not(town: Town, name: str):
    ann = await town.person("ann")
    number = await said(town, Words("Hello"))
    async with town.db.write() as tx:
        with pytest.raises(Invalid, match="not a recognized emoji"):
            await announcements.react(tx, ann.profile, number, name)
