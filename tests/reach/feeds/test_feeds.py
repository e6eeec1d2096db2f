"""Which posts are in a feed: those that nobody in particular may see, and no boosts."""

import pytest

from hubbub.base.errors import NotFound
from hubbub.people import profiles
from hubbub.reach import feeds
from tests.town import Town


async def words(town: Town, name: str, word: str = "", *, below: int | None = None) -> list[str]:
    feed = await feeds.of_profile(town.db, name, word, below=below)
    return [card.post.text for card in feed.cards]


async def test_a_feed_has_what_somebody_published_to_everybody_the_newest_first(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    first = await ann.posts("One")
    await ann.posts("Two", in_reply_to_id=first["id"])
    for visibility in ("private", "direct"):
        await ann.posts(f"Only {visibility} @bob", visibility=visibility)
    await ann.posts("Here alone", local_only=True)
    await ann.posts("Quietly", visibility="unlisted")
    theirs = await bob.posts("Bob's")
    await ann.posts("@bob I think so too", in_reply_to_id=theirs["id"])
    await ann.post(f"/api/v1/statuses/{theirs['id']}/reblog")
    assert await words(town, "ann") == ["Quietly", "Two", "One"]


async def test_a_feed_of_a_tag_has_what_everybody_may_find_there(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.posts("#soup of ann")
    await bob.posts("#Soup of bob")
    await bob.posts("#soup quietly", visibility="unlisted")
    feed = await feeds.of_tag(town.db, "SOUP")
    assert [card.post.text for card in feed.cards] == ["#Soup of bob", "#soup of ann"]
    assert await words(town, "bob", "soup") == ["#soup quietly", "#Soup of bob"]


async def test_pages_of_a_feed_follow_each_other_without_a_gap(town: Town):
    ann = await town.person("ann")
    for n in range(feeds.feeds.PAGE + 3):
        await ann.posts(f"No. {n}")
    first = await feeds.of_profile(town.db, "ann")
    assert first.older is not None
    second = await feeds.of_profile(town.db, "ann", below=first.older)
    assert second.older is None
    assert [card.post.text for card in (*first.cards, *second.cards)] == [f"No. {n}" for n in reversed(range(23))]


@pytest.mark.parametrize("name", ["nobody", "here.test", "ann@here.test"])
async def test_there_is_no_feed_of_nobody(town: Town, name):
    await town.person("ann")
    with pytest.raises(NotFound):
        await feeds.of_profile(town.db, name)


async def test_there_is_no_feed_of_whoever_is_suspended_gone_or_elsewhere(town: Town, peer):
    ann, bob = await town.person("ann"), await town.person("bob")
    zoe = peer.person("zoe")
    await ann.get(f"/api/v2/search?q=@{zoe.handle}&resolve=true")
    async with town.db.write() as tx:
        await profiles.suspend(tx, ann.profile)
        await profiles.remove(tx, bob.profile)
    for name in ("ann", "bob", zoe.handle):
        with pytest.raises(NotFound):
            await feeds.of_profile(town.db, name)


async def test_a_feed_of_what_is_no_tag_is_not_there(town: Town):
    await town.person("ann")
    for word in ("123", "a b", ""):
        with pytest.raises(NotFound):
            await feeds.of_tag(town.db, word)
