"""The word of our own and GoToSocial's, for apps."""

from typing import Any

import pytest

from tests.town import Town


@pytest.mark.parametrize(("always", "policy"), [
    (["public", "me"], "public"), (["followers", "author"], "followers"), (["following"], "following"),
    (["mentioned", "me"], "mentioned"), (["author"], "mentioned"), ([], "mentioned"),
])
async def test_gotosocials_words_are_taken(town: Town, always: list[str], policy: str):
    ann = await town.person("ann")
    said: Any = {"can_reply": {"always": always}}
    assert (await ann.posts("Hello", interaction_policy=said))["reply_policy"] == policy


@pytest.mark.parametrize("given", [
    {"reply_policy": "nobody"}, {"interaction_policy": {"can_reply": {"always": ["mutuals"]}}},
])
async def test_what_is_no_policy_is_refused(town: Town, given: dict[str, Any]):
    answer = await (await town.person("ann")).post("/api/v1/statuses", status="Hello", **given)
    assert (answer.status, "Reply policy" in answer.error) == (422, True)


async def test_what_is_said_of_other_things_says_nothing_of_answers(town: Town):
    ann = await town.person("ann")
    said: Any = {"can_favourite": {"always": ["public"]}}
    assert (await ann.posts("Hello", interaction_policy=said))["reply_policy"] == "public"
