"""Posts in Markdown: who is mentioned, what is tagged and linked, and what the owner allows."""

from dataclasses import replace

import pytest

from hubbub.base import markdown
from hubbub.base.errors import Invalid
from hubbub.reach import markups, posts
from tests.flows.payloads import PAYLOADS
from tests.town import Town

MARKED = {"content_type": "text/markdown"}


async def publish(town, who, words, **parts):
    async with town.db.write() as tx:
        return await posts.publish(tx, who.profile, posts.Note(words, parts=parts))


async def html_of(town, post):
    return (await posts.get(town.db, [post]))[0].html


async def test_marks_are_rendered_and_plain_posts_are_as_they_were(town: Town):
    ann = await town.person("ann")
    assert "<strong>Hello</strong>" in await html_of(town, await publish(town, ann, "**Hello**", **MARKED))
    assert await html_of(town, await publish(town, ann, "**Hello**")) == "<p>**Hello**</p>"


async def test_who_stands_in_code_is_not_mentioned_and_what_stands_there_is_no_tag(town: Town):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    post = await publish(town, ann, "**@bob** #soup\n\n`@eve #code`", **MARKED)
    mentioned = (await posts.mentions_of(town.db, [post]))[post]
    assert [each.profile for each in mentioned] == [bob.profile]
    assert eve.profile not in {each.profile for each in mentioned}
    tags = (await posts.parts_of(town.db, [post], None, ["tags"]))["tags"]
    assert tags[post] == ["soup"]


async def test_an_edit_keeps_how_a_post_is_written_unless_it_says_otherwise(town: Town):
    ann = await town.person("ann")
    post = await publish(town, ann, "**one**", **MARKED)
    for parts, html in (({}, "<p><strong>two</strong></p>"), ({"content_type": markups.PLAIN}, "<p>**two**</p>"),
                        ({}, "<p>**two**</p>"), (MARKED, "<p><strong>two</strong></p>")):
        town.forward(seconds=1)
        async with town.db.write() as tx:
            await posts.rewrite(tx, ann.profile, post, posts.Note("**two**", parts=parts))
        assert (await html_of(town, post)).strip() == html


async def test_posts_that_follow_are_written_alike(town: Town):
    ann = await town.person("ann")
    async with town.db.write() as tx:
        first = await posts.publish(tx, ann.profile, posts.Note("*a*", parts=MARKED, then=["*b*", "*c*"]))
    thread = [first, *await posts.descendants(town.db, ann.profile, first, 10, 10)]
    assert [await markups.written_in(town.db, post) for post in thread] == [markups.MARKDOWN] * 3


async def test_where_the_owner_does_not_allow_it_words_are_plain(town: Town, monkeypatch):
    ann = await town.person("ann")
    post = await publish(town, ann, "**before**", **MARKED)
    monkeypatch.setattr(town.db.here, "settings", replace(town.db.here.settings, markdown=False))
    assert await html_of(town, await publish(town, ann, "**Hello**", **MARKED)) == "<p>**Hello**</p>"
    async with town.db.write() as tx:
        await posts.rewrite(tx, ann.profile, post, posts.Note("**after**"))
    assert await html_of(town, post) == "<p>**after**</p>"
    assert await markups.written_in(town.db, post) == markups.PLAIN
    assert await markups.liked(town.db, ann.profile) == markups.PLAIN


async def test_what_was_chosen_last_is_liked(town: Town):
    ann = await town.person("ann")
    for parts, liked in (({}, markups.PLAIN), (MARKED, markups.MARKDOWN), ({}, markups.MARKDOWN),
                         ({"content_type": markups.PLAIN}, markups.PLAIN)):
        await publish(town, ann, "x", **parts)
        assert await markups.liked(town.db, ann.profile) == liked


async def test_what_is_removed_is_forgotten(town: Town):
    ann = await town.person("ann")
    post = await publish(town, ann, "*a*", **MARKED)
    async with town.db.write() as tx:
        await posts.remove(tx, post)
    await town.settle()
    assert await markups.written_in(town.db, post) == markups.PLAIN


async def test_the_length_counts_what_was_typed_and_longer_markdown_is_refused(town: Town):
    ann = await town.person("ann")
    with pytest.raises(Invalid):
        await publish(town, ann, "**" + "a" * (posts.LONGEST - 3) + "**", **MARKED)
    long = " ".join(["https://one.example/" + "x" * 300] * (markdown.LONGEST // 300))
    with pytest.raises(Invalid, match="Text is too long"):
        await publish(town, ann, long, **MARKED)


@pytest.mark.parametrize("words", PAYLOADS)
async def test_a_preview_is_what_a_post_would_be_and_nothing_runs_in_it(town: Town, words):
    ann = await town.person("ann")
    shown = await markups.preview(town.db, words, markups.MARKDOWN)
    assert shown == await html_of(town, await publish(town, ann, words, **MARKED))
