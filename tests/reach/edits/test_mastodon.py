"""Editing, and the history of it, in the client API."""

import asyncio

import pytest

from tests.reach.polls.asking import LUNCH, asks, counts, poll_of, votes
from tests.town import Town

from .test_edits import edit


async def test_an_edit_changes_what_is_given_and_takes_the_rest_away(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("One #cats", spoiler_text="Careful", language="de")
    changed = (await edit(ann, status, "Two #dogs", sensitive=True)).json
    assert (changed["id"], changed["content"].count("dogs"), changed["spoiler_text"]) == (status["id"], 2, "")
    assert (changed["sensitive"], changed["language"], changed["visibility"]) == (True, "de", "public")
    assert [tag["name"] for tag in changed["tags"]] == ["dogs"]
    assert changed["edited_at"] > changed["created_at"] == status["created_at"]
    source = (await ann.get(f"/api/v1/statuses/{status['id']}/source")).json
    assert source == {"id": status["id"], "text": "Two #dogs", "spoiler_text": ""}


async def test_a_history_has_every_version_as_it_was(town: Town):
    ann = await town.person("ann")
    status = await asks(ann)
    await edit(ann, status, "Dinner?", spoiler_text="Food")
    first, second = (await town.get(f"/api/v1/statuses/{status['id']}/history")).json
    assert (first["content"], first["spoiler_text"], first["created_at"]) == ("<p>Lunch?</p>", "", status["created_at"])
    assert first["poll"] == {"options": [{"title": title} for title in LUNCH]}
    assert (second["content"], second["spoiler_text"], second["sensitive"]) == ("<p>Dinner?</p>", "Food", True)
    assert "poll" not in second
    assert (first["account"]["acct"], first["media_attachments"], first["emojis"]) == ("ann", [], [])


async def test_a_post_that_was_never_edited_has_one_version(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("Only this")
    assert [each["content"] for each in (await ann.get(f"/api/v1/statuses/{status['id']}/history")).json] == [
        "<p>Only this</p>"]


@pytest.mark.parametrize(("words", "error"), [
    (" ", "Validation failed: Text can't be blank"),
    ("x" * 5001, "Validation failed: Text is too long: at most 5000 characters."),
])
async def test_an_edit_that_could_not_be_published_is_refused(town: Town, words, error):
    ann = await town.person("ann")
    status = await ann.posts("Stays")
    answer = await edit(ann, status, words)
    assert (answer.status, answer.error) == (422, error)
    assert (await ann.get(f"/api/v1/statuses/{status['id']}")).json["edited_at"] is None


async def test_nobody_edits_what_is_not_theirs_or_a_boost(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("Mine")
    boost = (await bob.post(f"/api/v1/statuses/{status['id']}/reblog")).json
    assert (await edit(bob, status, "Yours")).status == 404
    assert (await edit(bob, boost, "Yours")).status == 404
    assert (await town.get(f"/api/v1/statuses/{status['id']}")).json["content"] == "<p>Mine</p>"


async def test_whom_an_edit_mentions_sees_it_and_whom_it_names_no_more_does_not(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    status = await ann.posts("@bob hello", visibility="direct")
    changed = (await edit(ann, status, "@cleo hello")).json
    assert [mention["acct"] for mention in changed["mentions"]] == ["cleo"]
    assert (await cleo.get(f"/api/v1/statuses/{status['id']}")).status == 200
    assert (await bob.get(f"/api/v1/statuses/{status['id']}")).status == 404
    await town.settle()
    assert [each["type"] for each in (await cleo.get("/api/v1/notifications")).json] == ["mention"]


async def test_another_question_begins_without_votes_and_the_same_keeps_them(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await asks(ann)
    await votes(bob, status, 1)
    same = {"options": LUNCH, "expires_in": 7200}
    assert counts((await edit(ann, status, "Lunch??", poll=same)).json["poll"]) == [0, 1, 0]
    assert counts((await edit(ann, status, "Lunch??", poll=same | {"options": ["A", "B"]})).json["poll"]) == [0, 0]
    assert (await votes(bob, status, 1)).status == 200
    town.forward(minutes=90)
    assert (await poll_of(bob, status))["expired"] is False
    assert (await edit(ann, status, "No lunch")).json["poll"] is None


async def test_edits_at_the_same_moment_leave_one_of_them_whole(town: Town):
    ann = await town.person("ann")
    status = await ann.posts("0")
    answers = await asyncio.gather(*(edit(ann, status, f"Words {n}", spoiler_text=f"{n}") for n in range(5)))
    assert {answer.status for answer in answers} == {200}
    shown = (await ann.get(f"/api/v1/statuses/{status['id']}")).json
    assert shown["content"] == f"<p>Words {shown['spoiler_text']}</p>"


async def test_whoever_boosted_a_post_hears_of_its_edit(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    status = await ann.posts("First")
    await bob.post(f"/api/v1/statuses/{status['id']}/reblog")
    await edit(ann, status, "Second")
    await town.settle()
    assert [each["type"] for each in (await bob.get("/api/v1/notifications")).json] == ["update"]
