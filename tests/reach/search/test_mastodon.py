"""Search through the client API."""

from typing import Any

import pytest

from tests.town import Town

NOTHING: dict[str, list[Any]] = {"accounts": [], "statuses": [], "hashtags": []}


async def test_words_find_people_posts_and_tags_at_once_or_of_one_kind(town: Town):
    ann, bob = await town.person("ann"), await town.person("bread")
    post = await ann.posts("Fresh #bread")
    await town.settle()
    for path in ("/api/v2/search", "/api/v1/search"):
        found = (await ann.get(f"{path}?q=bread")).json
        assert [who["id"] for who in found["accounts"]] == [str(bob.profile)]
        assert [status["id"] for status in found["statuses"]] == [post["id"]]
        assert [tag["name"] for tag in found["hashtags"]] == ["bread"]
        assert found["hashtags"][0]["history"][0] | {"day": ""} == {"day": "", "uses": "1", "accounts": "1"}
    only = (await ann.get("/api/v2/search?q=bread&type=statuses&exclude_unreviewed=true")).json
    assert only == NOTHING | {"statuses": found["statuses"]}
    assert (await ann.get(f"/api/v2/search?q=bread&type=statuses&account_id={bob.profile}")).json == NOTHING


async def test_anybody_finds_people_and_tags_but_looks_through_no_posts(town: Town):
    ann = await town.person("ann")
    await ann.posts("Fresh #bread")
    await town.settle()
    assert (await town.get("/api/v2/search?q=fresh")).json == NOTHING
    assert [tag["name"] for tag in (await town.get("/api/v2/search?q=bread")).json["hashtags"]] == ["bread"]
    assert [who["acct"] for who in (await town.get("/api/v2/search?q=ann")).json["accounts"]] == ["ann"]


async def test_a_token_that_is_not_for_searching_does_not(town: Town):
    ann = await town.person("ann", "write")
    answer = await ann.get("/api/v2/search?q=bread")
    assert (answer.status, answer.error) == (403, "This action is outside the authorized scopes")


@pytest.mark.parametrize("query", ["", "q=", "q=%25", "q=%00", "q=https://10.0.0.1/x", "q='%20|%20!(", "q=from:", "q=-",
                                   "q=has:image", "q=before:9999&max_id=1", "q=" + "a%20" * 500])
async def test_whatever_is_typed_is_answered(town: Town, query):
    ann = await town.person("nn")
    assert (await ann.get(f"/api/v2/search?{query}&resolve=true")).json == NOTHING


@pytest.mark.parametrize(("query", "status"), [("q[]=a", 422), ("q=a&offset=x", 422), ("q=a&max_id=x", 422)])
async def test_what_makes_no_sense_is_refused(town: Town, query, status):
    assert (await (await town.person("ann")).get(f"/api/v2/search?{query}")).status == status


async def test_pages_go_on_by_offset(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"bread {n}"))["id"] for n in range(3)][::-1]
    await town.settle()
    for offset in range(3):
        found = (await ann.get(f"/api/v2/search?q=bread&limit=1&offset={offset}")).json
        assert [status["id"] for status in found["statuses"]] == [made[offset]]


async def test_accounts_are_searched_by_themselves(town: Town):
    ann, anna = await town.person("ann"), await town.person("anna")
    await town.settle()
    assert [who["acct"] for who in (await ann.get("/api/v1/accounts/search?q=an")).json] == ["ann", "anna"]
    assert [who["acct"] for who in (await ann.get("/api/v1/accounts/search?q=an&offset=1")).json] == ["anna"]
    assert (await ann.get("/api/v1/accounts/search?q=an&following=true")).json == []
    await ann.follows(anna)
    assert [who["acct"] for who in (await ann.get("/api/v1/accounts/search?q=an&following=true")).json] == ["anna"]
    assert [who["acct"] for who in (await ann.get("/api/v1/accounts/search?q=@anna@here.test")).json] == ["anna"]
    assert (await town.get("/api/v1/accounts/search?q=an")).status == 401


async def test_whom_one_has_blocked_is_found_by_the_very_name_alone_so_that_it_can_be_undone(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    await town.settle()
    for typed, found in (("bob", ["bob"]), ("bo", [])):
        told = (await ann.get(f"/api/v2/search?q={typed}&type=accounts")).json["accounts"]
        assert [each["acct"] for each in told] == found
    assert (await bob.get("/api/v2/search?q=ann&type=accounts")).json["accounts"] == []
