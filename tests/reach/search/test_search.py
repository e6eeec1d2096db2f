"""What is found by which words, by whom, and never by whom."""

from datetime import UTC, datetime

import pytest

from hubbub.base import ids
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import profiles
from hubbub.reach import posts, search
from hubbub.reach.search import asking, store, words
from tests.reach.media.sending import attended, send, sent
from tests.reach.posts.test_streams import picture
from tests.reach.renditions.filming import film, recording
from tests.town import Person, Town


async def _found(town: Town, viewer: Person | None, typed: str, **page: int) -> list[str]:
    """The ids of the posts that the viewer finds."""
    await town.settle()
    rows = await search.find_posts(town.db, viewer.profile if viewer else None, typed, search.Page(**page))
    return [str(post) for post in rows]


@pytest.mark.parametrize(("text", "are"), [
    ("Ångström, Œuvre & STRASSE!", ["angstrom", "œuvre", "strasse"]),
    ("don't snake_case", ["don", "t", "snake", "case"]),
    ("東京タワー 2026", ["東", "京", "タ", "ワ", "ー", "2026"]), ("x" * 65, []), ("' \\ : &", []),
])
def test_words_are_folded_and_signs_stand_alone(text, are):
    assert words.tokens(text) == are


@pytest.mark.parametrize("typed", ["bread", "BREAD", "Fresh bread", '"fresh bread"', "bread -stale", "from:ann bread",
                                   "from:@ann@here.test", "bréad", "language:en bread", "-is:reply bread"])
async def test_a_post_is_found_by(town: Town, typed):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Fresh bread from the oven", language="en-GB")
    assert await _found(town, bob, typed) == [post["id"]]


@pytest.mark.parametrize("typed", ["butter", '"bread fresh"', "bread -oven", "from:bob bread", "from:nobody bread",
                                   "-from:ann bread", "language:de bread", "is:reply bread", "has:image bread", "",
                                   "in:library bread", "bread before:2020-01-01", "bread after:2035", "%", "has:link"])
async def test_a_post_is_not_found_by(town: Town, typed):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("Fresh bread from the oven", language="en-GB")
    assert await _found(town, bob, typed) == []


async def test_part_of_a_word_without_spaces_is_found(town: Town):
    ann = await town.person("ann")
    post = await ann.posts("東京タワーへ行く")
    assert await _found(town, ann, "タワー") == [post["id"]]
    assert await _found(town, ann, "ワタ") == []


async def test_links_answers_and_what_is_sensitive_are_told_apart(town: Town):
    ann = await town.person("ann")
    link = await ann.posts("See https://bread.example/oven and #bread")
    answer = await ann.posts("Yes bread", in_reply_to_id=link["id"])
    hidden = await ann.posts("bread", spoiler_text="Crumbs")
    assert await _found(town, ann, "has:link") == [link["id"]]
    assert await _found(town, ann, "is:reply") == [answer["id"]]
    assert await _found(town, ann, "is:sensitive") == [hidden["id"]]
    assert await _found(town, ann, "crumbs") == [hidden["id"]]


@pytest.mark.parametrize(("typed", "wanted"), [
    ("has:media", {"picture", "film", "sound"}), ("has:image", {"picture"}), ("has:video", {"film"}),
    ("has:audio", {"sound"}), ("has:poll", {"poll"}), ("has:link", {"link"}), ("has:embed", set()),
    ("has:quote", {"quote"}), ("-has:media", {"poll", "link", "quote", "plain"}), ("is:reply", set()),
    ("-is:sensitive -has:media -has:poll", {"link", "quote", "plain"}),
    ("during:{today}", {"picture", "film", "sound", "poll", "link", "quote", "plain"}), ("during:2020-01-01", set()),
    ("before:{today}", set()), ("after:2020-01-01 has:quote", {"quote"}),
])
async def test_what_a_post_carries_is_searched_for(town: Town, typed: str, wanted: set[str]):
    ann = await town.person("ann")
    pictures = [(await sent(ann, picture()))["id"]]
    pictures += [(await attended(town, send(ann, made))).json["id"] for made in (film(), recording())]
    made = {name: await ann.posts("bread", media_ids=[number])
            for name, number in zip(("picture", "film", "sound"), pictures, strict=True)}
    made |= {
        "poll": await ann.posts("bread", poll={"options": ["A", "B"], "expires_in": 999}),
        "link": await ann.posts("bread https://bread.example/oven"), "plain": await ann.posts("bread"),
        "quote": await ann.posts("bread", quoted_status_id=made["picture"]["id"]),
    }
    found = await _found(town, ann, f"bread {typed.format(today=datetime.now(UTC).date())}")
    assert {name for name, post in made.items() if post["id"] in found} == wanted


async def test_only_those_are_found_who_let_themselves_be(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    post = await ann.posts("Fresh bread")
    await town.settle()
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"indexable": False})
    assert await _found(town, bob, "bread") == []
    assert await _found(town, ann, "bread") == [post["id"]]
    await bob.post(f"/api/v1/statuses/{post['id']}/bookmark")
    assert await _found(town, bob, "bread") == [post["id"]]
    assert await _found(town, bob, "bread in:public") == []
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"indexable": True})
    assert await _found(town, bob, "bread in:public") == [post["id"]]


@pytest.mark.parametrize("visibility", ["unlisted", "private", "direct"])
async def test_what_is_not_public_is_found_by_those_it_is_for_who_had_to_do_with_it(town: Town, visibility):
    ann, bob, eve = await town.person("ann"), await town.person("bob"), await town.person("eve")
    for other in (bob, eve):
        await other.follows(ann)
    post = await ann.posts("Secret bread for @bob", visibility=visibility)
    assert await _found(town, bob, "secret") == [post["id"]]
    assert await _found(town, ann, "secret") == [post["id"]]
    assert await _found(town, eve, "secret") == []
    assert await _found(town, None, "secret") == []


async def test_answers_and_likes_make_a_library(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    liked, answered, other = [await ann.posts(f"bread {n}") for n in range(3)]
    await bob.post(f"/api/v1/statuses/{liked['id']}/favourite")
    mine = await bob.posts("my bread", in_reply_to_id=answered["id"])
    assert await _found(town, bob, "bread in:library") == [mine["id"], answered["id"], liked["id"]]
    assert other["id"] in await _found(town, bob, "bread in:public")


@pytest.mark.parametrize("typed", ["bread", "bread in:library", "-stale in:library"])
async def test_what_one_liked_and_may_see_no_more_is_not_found(town: Town, typed):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    post = await ann.posts("Bread for those who follow", visibility="private")
    await bob.post(f"/api/v1/statuses/{post['id']}/favourite")
    assert await _found(town, bob, typed) == [post["id"]]
    await bob.post(f"/api/v1/accounts/{ann.profile}/unfollow")
    assert await _found(town, bob, typed) == []


async def test_blocked_and_muted_people_are_not_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("bread")
    await bob.post(f"/api/v1/accounts/{ann.profile}/mute")
    assert await _found(town, bob, "bread") == []
    await bob.post(f"/api/v1/accounts/{ann.profile}/unmute")
    await ann.post(f"/api/v1/accounts/{bob.profile}/block")
    assert await _found(town, bob, "bread") == []


async def test_edited_words_are_found_and_removed_ones_no_more(town: Town):
    ann = await town.person("ann")
    post = PostId(int((await ann.posts("old words"))["id"]))
    async with town.db.write() as tx:
        await posts.edit(tx, post, posts.Edit(html="<p>new words</p>", words="new words", edited_at=datetime.now(UTC)))
    assert await _found(town, ann, "new") == [str(post)]
    assert await _found(town, ann, "old") == []
    async with town.db.write() as tx:
        await posts.remove(tx, post)
    assert await _found(town, ann, "new") == []
    assert await town.db.all(store.NEWEST, viewer=None, query=None, place="all", now=datetime.now(UTC), below=2**62,
                             above=0, depth=10, limit=10) == []


async def test_pages_follow_each_other_however_long_the_steps_are(town: Town, monkeypatch):
    ann = await town.person("ann")
    made = [(await ann.posts(f"bread {n}"))["id"] for n in range(7)][::-1]
    for depth in (2, 4_000):
        monkeypatch.setattr(search.search, "MOST_AT_ONCE", depth)
        assert await _found(town, ann, "bread", limit=3) == made[:3]
        assert await _found(town, ann, "bread", limit=3, offset=3) == made[3:6]
        assert await _found(town, ann, "bread", limit=3, below=int(made[2])) == made[3:6]
        assert await _found(town, ann, "bread", limit=9, above=int(made[2])) == made[:2]


async def test_days_months_and_years_bound_a_question():
    asked = asking.read("bread during:2026-02")
    assert (asked.since, asked.until) == (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    asked = asking.read("after:2026-02-01 before:2026")
    assert (asked.since, asked.until) == (datetime(2026, 2, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert asking.read("during:2026-13").query == "('during' <-> '2026' <-> '13')"
    assert asking.read("before:9999").until is None


async def test_what_was_here_before_the_index_is_taken_in(town: Town):
    ann = await town.person("ann")
    made = [(await ann.posts(f"bread {n}"))["id"] for n in range(3)][::-1]
    await town.settle()
    async with town.db.alone() as c:
        await c.execute("DELETE FROM search_posts; DELETE FROM search_people; DELETE FROM search_reached")
    async with town.db.write() as tx:
        await search.search.fill.call(tx)
    assert await _found(town, ann, "bread") == made
    assert await search.find_people(town.db, None, "ann", search.Page()) == [ann.profile]


async def test_people_are_found_by_the_beginnings_of_their_names(town: Town):
    ann, anna, bob = await town.person("ann"), await town.person("anna_b"), await town.person("bob")
    await bob.call("PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Böb Annson"})
    await town.settle()
    page = search.Page()
    assert await search.find_people(town.db, None, "ANN", page) == [ann.profile, anna.profile, bob.profile]
    assert await search.find_people(town.db, None, "anna_", page) == [anna.profile]
    assert await search.find_people(town.db, None, "bob ann", page) == [bob.profile]
    assert await search.find_people(town.db, ann.profile, "ann", page, followed=True) == []
    await ann.follows(bob)
    assert await search.find_people(town.db, ann.profile, "ann", page, followed=True) == [bob.profile]
    await bob.post(f"/api/v1/accounts/{ann.profile}/block")
    assert bob.profile not in await search.find_people(town.db, ann.profile, "ann", page)


async def test_people_elsewhere_are_found_once_they_are_known(town: Town):
    async with town.db.write() as tx:
        zoe = await profiles.arrive(tx, profiles.Arrived(
            uri="https://two.test/zoe", name="zoe", domain="two.test", kind="person", url="https://two.test/@zoe",
            inbox="https://two.test/zoe/inbox", shared_inbox=None, followers_uri=None,
            key_uri="https://two.test/zoe#key", public_pem="", display_name="Zoë of Two",
        ))
        post = await posts.arrive(tx, posts.Arrived(
            uri=f"https://two.test/{ids.new()}", url="https://two.test/1", author=ProfileId(zoe), html="<p>Hi tea</p>",
            visibility="public", published_at=datetime.now(UTC)))
    await town.settle()
    assert await search.find_people(town.db, None, "zoe@two", search.Page()) == [zoe]
    assert await _found(town, await town.person("ann"), "tea") == [], "a peer that says nothing has not agreed"
    assert post is not None


async def test_tags_are_found_by_their_beginning_if_a_post_with_them_is_to_be_seen(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for text in ("#bread", "#bread #breadcrumbs", "#brot"):
        await ann.posts(text)
    await ann.posts("#breadsecret", visibility="private")
    page = search.Page()
    assert await search.find_tags(town.db, bob.profile, "#Bread", page) == ["bread", "breadcrumbs"]
    assert await search.find_tags(town.db, bob.profile, "br", search.Page(1, 1)) in (["breadcrumbs"], ["brot"])
    assert await search.find_tags(town.db, bob.profile, "two words", page) == []
