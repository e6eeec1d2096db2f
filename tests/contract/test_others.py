"""What is another's is as if it were not there: not shown, not changed, not even told apart from nothing."""

from datetime import timedelta
from typing import Any

import pytest

from hubbub.base.clock import iso, now

from ..reach.media.sending import sent
from ..reach.renditions.strangers import bytes_of, gradient
from ..town import Person, Town
from .asking import Way, asks, filled, ways

# Whose `{id}` an address has, by how it begins; the longest beginning counts.
BELONGING = {
    "/api/v1/conversations/": "conversation", "/api/v1/featured_tags/": "tag", "/api/v1/filters/": "keyword",
    "/api/v1/lists/": "list", "/api/v1/media/": "picture", "/api/v1/notifications/": "notification",
    "/api/v1/notifications/requests/": "request", "/api/v1/polls/": "poll", "/api/v1/scheduled_statuses/": "scheduled",
    "/api/v1/pleroma/statuses/": "post", "/api/v1/statuses/": "post", "/api/v1/timelines/list/": "list",
    "/api/v2/filters/": "filter",
    "/api/v2/filters/keywords/": "keyword", "/api/v2/filters/statuses/": "filtered",
    "/api/v2/notifications/": "group",
}
# What is nobody's own: people, words, years, what the server says to all, and what only staff may ask for.
EVERYBODYS = ("/api/v1/accounts/", "/api/v1/admin/", "/api/v1/announcements/", "/api/v1/follow_requests/",
              "/api/v1/instance/", "/api/v1/suggestions/", "/api/v1/tags/", "/api/v1/timelines/tag/",
              "/api/v1/collections/", "/api/v1/annual_reports/", "/api/v1_alpha/async_refreshes/",
              "/api/v1/pleroma/accounts/")
# Putting away what is not there is done already, says the client API of groups.
DONE_ALREADY = {("POST", "/api/v2/notifications/{}/dismiss")}
LATER = iso(now() + timedelta(days=30))
# Something for whatever an address may want to have, so that none stops at what is missing.
BODY = {
    "status": "Stolen", "title": "Stolen", "keyword": "stolen", "phrase": "stolen", "context": ["home"],
    "choices": ["0"], "description": "Stolen", "scheduled_at": LATER, "status_id": "1",
    "account_ids": ["1"], "quote_approval_policy": "public", "lang": "de", "replies_policy": "none",
}


def belonging(way: Way) -> str | None:
    """What kind of thing the address names, None if nobody owns it."""
    fits = [start for start in BELONGING if way[1].startswith(start) and "{" in way[1][len(start):]]
    return BELONGING[max(fits, key=len)] if fits else None


OWNED = [way for way in ways() if belonging(way)]


async def belongings(town: Town, ann: Person, eve: Person) -> dict[str, str]:
    """One of each kind of thing, all of them ann's."""
    made: dict[str, str] = {}
    post = await ann.posts("A secret", visibility="direct", poll={"options": ["A", "B"], "expires_in": 3600})
    made |= {"post": post["id"], "poll": post["poll"]["id"]}
    made["picture"] = (await sent(ann, bytes_of(gradient((40, 30)), "PNG")))["id"]
    words = {"title": "Mine", "context": ["home"], "keywords_attributes": [{"keyword": "secret"}]}
    kept = (await ann.post("/api/v2/filters", **words)).json
    made |= {"filter": kept["id"], "keyword": kept["keywords"][0]["id"]}
    made["filtered"] = (await ann.post(f"/api/v2/filters/{kept['id']}/statuses", status_id=post["id"])).json["id"]
    made["list"] = (await ann.post("/api/v1/lists", title="Mine")).json["id"]
    made["tag"] = (await ann.post("/api/v1/featured_tags", name="mine")).json["id"]
    later = await ann.post("/api/v1/statuses", status="Later", scheduled_at=LATER)
    made["scheduled"] = later.json["id"]
    made |= await _told(town, ann, eve)
    return made


async def _told(town: Town, ann: Person, eve: Person) -> dict[str, str]:
    """A notification, its group, and one that waits to be let in."""
    await eve.posts("@ann hello")
    await town.settle()
    [told] = (await ann.get("/api/v1/notifications")).json
    await ann.call("PATCH", "/api/v2/notifications/policy", {"for_not_following": "filter"})
    await eve.posts("@ann a private word", visibility="direct")
    await town.settle()
    [request] = (await ann.get("/api/v1/notifications/requests")).json
    talks = (await ann.get("/api/v1/conversations")).json
    return {"notification": told["id"], "group": told["group_key"], "request": request["id"],
            "conversation": talks[0]["id"] if talks else "1"}


async def standing(town: Town) -> dict[str, str]:
    """What is in every table, as a number each. When a token was used last is no part of it: that is written within
    half a second of an answer, and anybody who asks for anything uses theirs."""
    async with town.db.alone() as connection:
        names = [row[0] for row in await connection.fetch(
            "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")]
        row = {"oauth_tokens": "(to_jsonb(t) - 'used_at')::text"}
        return {
            name: await connection.fetchval(
                f"SELECT md5(string_agg(r, '|' ORDER BY r)) FROM (SELECT {row.get(name, 't::text')} r FROM {name} t) t")
            for name in names
        }


def test_each_address_with_a_name_in_it_is_somebody_s_or_everybody_s():
    named = [way for way in ways() if "{" in way[1]]
    assert [way for way in named if not belonging(way) and not way[1].startswith(EVERYBODYS)] == []
    assert len(OWNED) > 60


async def test_what_is_another_s_is_not_shown_and_not_changed(town: Town):
    ann, bob, eve = [await town.person(name) for name in ("ann", "bob", "eve")]
    mine = await belongings(town, ann, eve)
    before = await standing(town)
    for way in OWNED:
        answers = [
            await asks(town, way, filled(way[1], otherwise=thing), bob.token, None if way[0] == "GET" else BODY)
            for thing in (mine[str(belonging(way))], "7")
        ]
        assert answers[0].body == answers[1].body, (way, answers[0].text)
        if (way[0], filled(way[1], otherwise="{}")) not in DONE_ALREADY:
            assert answers[0].status == 404, (way, answers[0].text)
    after = await standing(town)
    assert [name for name in before if before[name] != after[name]] == []


async def test_the_owner_finds_each_of_them(town: Town):
    """Otherwise all would be 404 for a reason of its own."""
    ann, eve = await town.person("ann"), await town.person("eve")
    mine = await belongings(town, ann, eve)
    missing = [way for way in OWNED if way[0] == "GET"
               and (await ann.get(filled(way[1], otherwise=mine[str(belonging(way))]))).status != 200]
    assert missing == []


@pytest.mark.parametrize(("method", "path"), [
    ("PUT", "/api/v1/statuses/{}"), ("DELETE", "/api/v1/statuses/{}"), ("POST", "/api/v1/statuses/{}/pin"),
    ("PUT", "/api/v1/statuses/{}/interaction_policy"), ("POST", "/api/v1/statuses/{}/quotes/{}/revoke"),
])
async def test_a_post_that_all_may_see_is_still_its_author_s(town: Town, method: str, path: str):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("For all")
    before = await standing(town)
    assert 400 <= (await bob.call(method, path.replace("{}", post["id"]), BODY)).status < 500
    assert await standing(town) == before


@pytest.mark.parametrize(("method", "path", "given"), [
    ("POST", "/api/v1/statuses", {"status": "See", "media_ids": ["picture"]}),
    ("POST", "/api/v1/statuses", {"status": "See", "in_reply_to_id": "post"}),
    ("POST", "/api/v1/statuses", {"status": "See", "quoted_status_id": "post"}),
    ("POST", "/api/v1/statuses", {"status": "See", "media_ids": ["picture"], "scheduled_at": LATER}),
    ("POST", "/api/v2/filters/{own}/statuses", {"status_id": "post"}),
    ("POST", "/api/v1/notifications/requests/accept", {"id": ["request"]}),
    ("POST", "/api/v1/notifications/requests/dismiss", {"id": ["request"]}),
    ("PUT", "/api/v2/filters/{own}", {"keywords_attributes": [{"id": "keyword", "keyword": "stolen"}]}),
    ("PUT", "/api/v2/filters/{own}", {"keywords_attributes": [{"id": "keyword", "_destroy": True}]}),
])
async def test_another_s_thing_named_in_a_body_is_not_there_either(
    town: Town, method: str, path: str, given: dict[str, Any]
):
    ann, bob, eve = [await town.person(name) for name in ("ann", "bob", "eve")]
    mine = await belongings(town, ann, eve)
    own = (await bob.post("/api/v2/filters", title="Own", context=["home"])).json["id"]
    before = await standing(town)
    answer = await bob.call(method, path.replace("{own}", own), _named(given, mine))
    assert answer.status in (404, 422) or await standing(town) == before, answer.text
    assert await standing(town) == before


def _named(given: Any, mine: dict[str, str]) -> Any:
    """The same with each kind of thing made the id of that one."""
    if isinstance(given, dict):
        return {name: _named(value, mine) for name, value in given.items()}
    if isinstance(given, list):
        return [_named(value, mine) for value in given]
    return mine.get(given, given)
