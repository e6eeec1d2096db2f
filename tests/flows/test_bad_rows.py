"""A row that nobody thought of costs itself alone: the lists and pages that it stands in still answer.

What comes in is read strictly, so such rows are put there by hand, as a fault of ours or of a restore might.
"""

import pytest

from hubbub.base.db import Statement
from tests.browser import browser
from tests.town import Town

SPOILS = {
    "an address that is none": "UPDATE posts SET url = 'http://[', uri = 'http://[' || id WHERE id = :bad",
    "a moment that never comes": "UPDATE posts SET published_at = 'infinity' WHERE id = :bad",
    "a moment before all others": "UPDATE posts SET (published_at, edited_at) = "
                                  "('-infinity', '-infinity') WHERE id = :bad",
    "a moment before clocks": "UPDATE posts SET published_at = '0001-01-01T00:00:00+14' WHERE id = :bad",
    "a language that is none": "UPDATE posts SET language = '<\x01>' || repeat('x', 500) WHERE id = :bad",
    "marks without an end": "UPDATE posts SET html = repeat('<b><a href=''http://[''>', 20000) WHERE id = :bad",
    "fields that are none": "UPDATE profiles SET fields = '[{\"x\": 1}]' WHERE id = :who",
    "fields that are a word": "UPDATE profiles SET fields = '\"soup\"' WHERE id = :who",
    "fields that are numbers": "UPDATE profiles SET fields = '[1, null]' WHERE id = :who",
    "a page that is none": "UPDATE profiles SET url = 'http://[', note_html = repeat('<p>', 20000) WHERE id = :who",
    "a notification of no time": "UPDATE notifications SET made_at = 'infinity' WHERE actor_id = :who",
    "an author who began never": "UPDATE profiles SET made_at = 'infinity' WHERE id = :who",
}
LISTS = ("/api/v1/timelines/home", "/api/v1/timelines/public", "/api/v1/notifications", "/api/v2/notifications",
         "/api/v1/accounts/{ann}/statuses")
PAGES = ("/home", "/public", "/notifications", "/@ann", "/@ann/{good}")


async def spoil(town: Town, spoils: str):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    good = (await ann.posts("A good one"))["id"]
    bad = (await bob.posts("@ann A bad one", in_reply_to_id=good))["id"]
    last = (await ann.posts("Another good one"))["id"]
    await town.settle()
    async with town.db.write() as tx:
        given = {"bad": int(bad)} if ":bad" in spoils else {"who": bob.profile}
        await tx.run(Statement(None, spoils), **given)
        tx.say("post", int(bad))
        tx.say("profile", bob.profile)
    return ann, good, last


@pytest.mark.parametrize("spoils", SPOILS.values(), ids=list(SPOILS))
async def test_a_row_that_cannot_be_shown_costs_itself_alone(town: Town, spoils: str):
    ann, good, last = await spoil(town, spoils)
    page = await browser(town, ann)
    for path in LISTS:
        answer = await ann.get(path.format(ann=ann.profile))
        assert answer.status == 200, (path, answer.text[:200])
        if "notifications" not in path:
            assert {good, last} <= {status["id"] for status in answer.json}, path
    for path in PAGES:
        answer = await page.get(path.format(good=good))
        assert answer.status == 200, path
        assert "good one" in answer.text or path == "/notifications", path
