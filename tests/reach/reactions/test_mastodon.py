"""Reactions as client apps know them."""

from urllib.parse import parse_qs, urlsplit

from hubbub.people import follows
from tests.town import Answer, Town


async def test_favouriting_shows_in_the_answer_and_to_everybody_as_a_count(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Like me"))["id"]
    mine = (await bob.post(f"/api/v1/statuses/{post}/favourite")).json
    assert (mine["favourited"], mine["favourites_count"]) == (True, 1)
    theirs = (await ann.get(f"/api/v1/statuses/{post}")).json
    assert (theirs["favourited"], theirs["favourites_count"]) == (False, 1)
    assert "favourited" not in (await town.get(f"/api/v1/statuses/{post}")).json
    mine = (await bob.post(f"/api/v1/statuses/{post}/unfavourite")).json
    assert (mine["favourited"], mine["favourites_count"]) == (False, 0)


async def test_a_reblog_answers_with_the_boost_and_an_unreblog_with_the_post(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Pass it on"))["id"]
    boost = (await bob.post(f"/api/v1/statuses/{post}/reblog")).json
    assert boost["id"] != post
    assert (boost["reblog"]["id"], boost["reblog"]["reblogged"], boost["reblog"]["reblogs_count"]) == (post, True, 1)
    assert (await bob.post(f"/api/v1/statuses/{post}/reblog")).json["id"] == boost["id"]
    undone = (await bob.post(f"/api/v1/statuses/{boost['id']}/unreblog")).json
    assert (undone["id"], undone["reblogged"], undone["reblogs_count"]) == (post, False, 0)


async def test_a_post_for_followers_is_not_passed_on_by_another(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile)
    post = (await ann.posts("Among us", visibility="private"))["id"]
    assert (await bob.post(f"/api/v1/statuses/{post}/reblog")).status == 403
    assert (await ann.post(f"/api/v1/statuses/{post}/reblog")).json["visibility"] == "private"


async def test_a_reblog_with_an_unknown_visibility_is_refused(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Hm"))["id"]
    for visibility in ("sideways", "direct"):
        assert (await ann.post(f"/api/v1/statuses/{post}/reblog", visibility=visibility)).status == 422


async def test_home_shows_a_new_flag_at_once(town: Town):
    ann = await town.person("ann")
    post = (await ann.posts("Mine"))["id"]
    assert (await ann.home())[0]["bookmarked"] is False
    await ann.post(f"/api/v1/statuses/{post}/bookmark")
    assert (await ann.home())[0]["bookmarked"] is True
    await ann.post(f"/api/v1/statuses/{post}/unbookmark")
    assert (await ann.home())[0]["bookmarked"] is False


async def test_bookmarks_are_told_to_nobody_else(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = (await ann.posts("Keep me"))["id"]
    await bob.post(f"/api/v1/statuses/{post}/bookmark")
    assert (await ann.get(f"/api/v1/statuses/{post}")).json["bookmarked"] is False
    assert (await ann.get("/api/v1/bookmarks")).json == []
    assert [s["id"] for s in (await bob.get("/api/v1/bookmarks")).json] == [post]


async def test_favourites_are_paged_by_the_link_header_in_the_order_of_favouring(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"No. {n}"))["id"] for n in range(5)]
    for post in reversed(made):
        await ann.post(f"/api/v1/statuses/{post}/favourite")
    seen: list[str] = []
    where: str | None = "/api/v1/favourites?limit=2"
    while where:
        answer = await ann.get(where)
        seen += [status["id"] for status in answer.json]
        where = _next(answer) if answer.json else None
    assert seen == made


async def test_a_page_read_upward_comes_newest_first(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"No. {n}"))["id"] for n in range(4)]
    for post in made:
        await ann.post(f"/api/v1/statuses/{post}/bookmark")
    oldest = await ann.get("/api/v1/bookmarks?min_id=1&limit=2")
    assert [status["id"] for status in oldest.json] == [made[1], made[0]]


async def test_who_favoured_and_boosted_is_listed_without_those_the_viewer_has_blocked(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    post = (await ann.posts("Popular"))["id"]
    for person in (bob, cleo):
        await person.post(f"/api/v1/statuses/{post}/favourite")
        await person.post(f"/api/v1/statuses/{post}/reblog")
    for kind in ("favourited_by", "reblogged_by"):
        assert [a["acct"] for a in (await town.get(f"/api/v1/statuses/{post}/{kind}")).json] == ["cleo", "bob"]
    async with town.db.write() as tx:
        await follows.block(tx, bob.profile, cleo.profile)
    for kind in ("favourited_by", "reblogged_by"):
        assert [a["acct"] for a in (await bob.get(f"/api/v1/statuses/{post}/{kind}")).json] == ["bob"]


async def test_reacting_needs_a_token_with_the_scope(town: Town):
    ann = await town.person("ann", scopes="read")
    assert (await town.get("/api/v1/favourites")).status == 401
    assert (await ann.post("/api/v1/statuses/1/favourite")).status == 403


def _next(answer: Answer) -> str | None:
    for part in answer.headers.get("link", "").split(", "):
        address, _, rel = part.partition(">; ")
        if rel == 'rel="next"':
            parts = urlsplit(address[1:])
            assert parse_qs(parts.query)["max_id"]
            return f"{parts.path}?{parts.query}"
    return None
