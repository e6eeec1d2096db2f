"""What a post said before."""

from typing import Any

import pytest

from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId
from hubbub.reach import edits
from tests.town import Answer, Person, Town


async def edit(who: Person, status: dict[str, Any], words: str, **more: Any) -> Answer:
    return await who.call("PUT", f"/api/v1/statuses/{status['id']}", {"status": words} | more)


async def test_the_original_stands_first_and_what_is_said_now_last(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("First")
    for words in ("Second", "Third"):
        await edit(ann, status, words)
    versions = await edits.history(town.db, None, PostId(int(status["id"])))
    assert [version.html for version in versions] == ["<p>First</p>", "<p>Second</p>", "<p>Third</p>"]
    assert versions == sorted(versions, key=lambda version: version.written_at)


async def test_who_may_not_see_a_post_does_not_see_what_it_said(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("First", visibility="private")
    await edit(ann, status, "Second")
    with pytest.raises(NotFound):
        await edits.history(town.db, bob.profile, PostId(int(status["id"])))


async def test_an_endless_row_of_edits_is_not_kept(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(edits.edits, "MOST", 2)
    ann = await town.person("ann")
    status = await ann.posts("0")
    for words in "12345":
        await edit(ann, status, words)
    versions = await edits.history(town.db, None, PostId(int(status["id"])))
    assert [version.html for version in versions] == ["<p>0</p>", "<p>1</p>", "<p>5</p>"]


async def test_a_deleted_post_leaves_nothing_of_what_it_said(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("A secret")
    await edit(ann, status, "Nothing")
    await ann.call("DELETE", f"/api/v1/statuses/{status['id']}")
    await town.settle()
    async with town.db.alone() as connection:
        assert await connection.fetchval("SELECT count(*) FROM post_edits") == 0
