"""Cards: how much of a post a list shows."""

import pytest

from tests.browser import browser
from tests.town import Town


@pytest.mark.parametrize(("words", "folds"), [
    ("word " * 300, True), ("line\n" * 16, True), ("word " * 200, False), ("line\n" * 10, False),
    (" ".join(f"https://a.example/{'x' * 90}{n}" for n in range(12)), False)])
async def test_of_a_long_post_a_list_shows_the_beginning_and_its_page_all(town: Town, words: str, folds: bool):
    ann = await town.person("ann")
    post = (await ann.posts(words))["id"]
    page = await browser(town, ann)
    assert ("post__words--long" in (await page.get("/@ann")).text) is folds
    assert "post__words--long" not in (await page.get(f"/@ann/{post}")).text
