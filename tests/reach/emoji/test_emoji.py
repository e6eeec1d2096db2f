"""Emoji here: made by whoever runs the server, found in words, and gone again."""

import io

import pytest

from hubbub.base.errors import Invalid
from hubbub.reach import emoji
from tests.town import Town

from .pictures import a_picture


async def add(town: Town, shortcode: str, category: str = "") -> None:
    await emoji.add(town.db, shortcode, io.BytesIO(a_picture()), category)


@pytest.mark.parametrize("words", [":soup:", "a :soup:!", "(:soup:)", ":soup: :soup:", ":nope::soup:, :soup:"])
async def test_a_word_between_colons_is_found(town: Town, words: str):
    await add(town, "soup")
    found = await emoji.named_in(town.db, {1: ("", words)})
    assert [each.shortcode for each in found[1]] == ["soup"]


@pytest.mark.parametrize("words", ["soup", ":Soup:", "a:soup:", ":soup:b", "::soup::", ":stew:", "10:soup:30"])
async def test_other_words_are_not(town: Town, words: str):
    await add(town, "soup")
    assert await emoji.named_in(town.db, {1: ("", words)}) == {}


async def test_the_emoji_of_one_server_are_not_those_of_another(town: Town):
    await add(town, "soup")
    assert await emoji.named_in(town.db, {1: ("there.test", ":soup:")}) == {}


@pytest.mark.parametrize("code", ["a", "so up", "sóup", "x" * 61, "", "<b>"])
async def test_a_shortcode_has_rules(town: Town, code: str):
    with pytest.raises(emoji.NoShortcode):
        await add(town, code)


async def test_a_shortcode_is_taken_once_and_what_is_no_picture_is_refused(town: Town):
    await add(town, ":soup:")
    with pytest.raises(emoji.Taken):
        await add(town, "soup")
    with pytest.raises(Invalid):
        await emoji.add(town.db, "stew", io.BytesIO(b"<svg onload=alert(1)>"))


async def test_one_that_is_removed_is_a_word_again(town: Town):
    ann = await town.person("ann")
    await add(town, "soup")
    post = await ann.posts("Good :soup:")
    assert [each["shortcode"] for each in post["emojis"]] == ["soup"]
    async with town.db.write() as tx:
        await emoji.remove(tx, (await emoji.list_here(tx))[0].id)
    assert (await ann.get(f"/api/v1/statuses/{post['id']}")).json["emojis"] == []
    assert await emoji.list_here(town.db) == []
