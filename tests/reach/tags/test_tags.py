"""Which tags a post has, and who finds it by them."""

import asyncio
from datetime import UTC, datetime

import pytest

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.ids import PostId, ProfileId
from hubbub.people import follows, profiles
from hubbub.reach import posts, tags
from hubbub.reach.tags import store
from tests.reach.conftest import Plan
from tests.town import Town


@pytest.mark.parametrize(("written", "is_called"), [
    ("#Cats", "cats"), ("GRÖSSE", "grösse"), ("ＡＢＣ", "abc"), ("snake_case", "snake_case"), ("日本", "日本"),
    ("2026", None), ("__", None), ("two words", None), ("", None), ("a" * 101, None), ("<b>", None),
])
def test_every_way_to_write_a_tag_has_one_spelling(written, is_called):
    assert tags.named(written) == is_called


async def test_tags_are_read_from_the_words_when_a_post_is_published(town: Town):
    ann = await town.person("ann")
    post = PostId(int((await ann.posts("All #Cats are #grey and #CATS are #cats"))["id"]))
    assert await tags.tagged(town.db, [post]) == {post: ["cats", "grey"]}


async def test_two_posts_at_once_with_the_same_new_tag_both_have_it(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    for n in range(5):
        made = await asyncio.gather(ann.posts(f"#fresh{n}"), bob.posts(f"#fresh{n} too"))
        found = await tags.tagged(town.db, [PostId(int(status["id"])) for status in made])
        assert list(found.values()) == [[f"fresh{n}"]] * 2


async def test_a_post_from_elsewhere_has_the_tags_it_says_and_none_that_are_no_tags(town: Town):
    post = await _arrives(town, tags_given=["#Cats", "no tag", "123", "Dogs"])
    assert await tags.tagged(town.db, [post]) == {post: ["cats", "dogs"]}


async def test_a_boost_has_no_tags_of_its_own(town: Town):
    ann = await town.person("ann")
    post = PostId(int((await ann.posts("#cats"))["id"]))
    async with town.db.write() as tx:
        boost = await posts.boost(tx, ann.profile, post)
    assert list(await tags.tagged(town.db, [post, boost])) == [post]
    assert await tags.list_posts(town.db, None, ["cats"]) == [post]


async def test_an_edit_drops_and_adds_tags(town: Town):
    ann = await town.person("ann")
    post = PostId(int((await ann.posts("#cats and #dogs"))["id"]))
    async with town.db.write() as tx:
        await posts.rewrite(tx, ann.profile, post, posts.Note("#dogs #birds"))
    await town.settle()
    assert await tags.tagged(town.db, [post]) == {post: ["birds", "dogs"]}


async def test_only_public_posts_that_the_viewer_may_see_are_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    async with town.db.write() as tx:
        await follows.follow(tx, bob.profile, ann.profile)
    public = PostId(int((await ann.posts("#cats for all"))["id"]))
    for visibility in ("unlisted", "private", "direct"):
        await ann.posts("#cats not for this list @bob", visibility=visibility)
    here_only = PostId(int((await ann.posts("#cats in the house", local_only=True))["id"]))
    assert await tags.list_posts(town.db, None, ["cats"]) == [public]
    assert await tags.list_posts(town.db, bob.profile, ["cats"]) == [here_only, public]
    async with town.db.write() as tx:
        await follows.mute(tx, bob.profile, ann.profile)
    assert await tags.list_posts(town.db, bob.profile, ["cats"]) == []


async def test_a_deleted_post_is_found_no_more(town: Town):
    ann = await town.person("ann")
    post = PostId(int((await ann.posts("#cats"))["id"]))
    async with town.db.write() as tx:
        await posts.remove(tx, post)
    assert await tags.list_posts(town.db, None, ["cats"]) == []
    await town.settle()
    assert await tags.tagged(town.db, [post]) == {}


async def test_tags_narrow_and_widen_a_list_and_a_post_comes_once(town: Town):
    ann = await town.person("ann")
    both = PostId(int((await ann.posts("#cats #dogs"))["id"]))
    cats = PostId(int((await ann.posts("#cats"))["id"]))
    birds = PostId(int((await ann.posts("#birds"))["id"]))
    db = town.db
    assert await tags.list_posts(db, None, ["cats", "birds", "dogs"]) == [birds, cats, both]
    assert await tags.list_posts(db, None, ["cats"], all_of=["dogs"]) == [both]
    assert await tags.list_posts(db, None, ["cats"], none_of=["dogs"]) == [cats]
    assert await tags.list_posts(db, None, ["cats", "birds", "dogs"], above=both, upward=True, limit=1) == [cats]


async def test_here_and_elsewhere_are_told_apart(town: Town):
    ann = await town.person("ann")
    mine = PostId(int((await ann.posts("#cats"))["id"]))
    theirs = await _arrives(town, tags_given=["cats"])
    assert await tags.list_posts(town.db, None, ["cats"], here=True) == [mine]
    assert await tags.list_posts(town.db, None, ["cats"], elsewhere=True) == [theirs]


async def _arrives(town: Town, tags_given: list[str]) -> PostId:
    async with town.db.write() as tx:
        zoe = await profiles.arrive(tx, profiles.Arrived(
            uri="https://two.test/zoe", name="zoe", domain="two.test", kind="person", url="https://two.test/@zoe",
            inbox="https://two.test/zoe/inbox", shared_inbox=None, followers_uri=None,
            key_uri="https://two.test/zoe#key", public_pem="",
        ))
        made = await posts.arrive(tx, posts.Arrived(
            uri=f"https://two.test/{ids.new()}", url="https://two.test/1", author=ProfileId(zoe), html="<p>Hi</p>",
            visibility="public", published_at=datetime.now(UTC), parts={"tags": tags_given},
        ))
    assert made is not None
    return made


async def test_a_timeline_is_read_by_the_index_of_its_tag(town: Town, plan: Plan):
    """However many posts there are: never all of a tag's, sorted by hand."""
    async with town.db.alone() as connection:
        await connection.execute("""
            INSERT INTO tags (name) VALUES ('cats'), ('dogs');
            INSERT INTO post_tags (tag_id, post_id)
                SELECT t.id, p.id FROM tags t, posts p WHERE t.name = 'dogs' OR (p.id & 65535) % 50 = 0;
            ANALYZE post_tags
        """)
    given = {"viewer": None, "any_of": ["cats"], "all_of": [], "none_of": [], "here": False, "elsewhere": False,
             "only_media": False, "below": None, "above": None, "limit": 20, "now": now()}
    steps = await plan(store.POSTS, **given)
    assert "Index Scan using post_tags_tag" in steps or "Index Only Scan using post_tags_tag" in steps
    assert "Sort Key: t.post_id" not in steps


async def test_whom_a_suspension_hides_is_not_counted_in_the_week(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("#cats")
    await ann.posts("#cats", local_only=True)
    await bob.posts("#cats")
    async with town.db.alone() as connection:
        await connection.execute("UPDATE profiles SET suspended_at = now() WHERE id = $1", bob.profile)
    week = (await tags.weeks(town.db, ["cats"]))["cats"]
    assert (len(week), week[0].posts, week[0].authors) == (7, 1, 1)
