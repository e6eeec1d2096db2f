"""Who is in a sitemap: those who want to be found, with what they said to everybody."""

from hubbub.base.ids import ProfileId
from hubbub.people import profiles
from hubbub.reach import sitemaps
from tests.town import Person, Town


async def found(town: Town, *names: str) -> list[Person]:
    """People who want to be found."""
    people = [await town.person(name) for name in names]
    for each in people:
        await each.call("PATCH", "/api/v1/accounts/update_credentials", {"indexable": True})
    return people


async def places(town: Town, first: int = 0) -> list[str]:
    found = await sitemaps.list_places(town.db, ProfileId(first))
    return [place.url.removeprefix("http://here.test") for place in found]


async def test_whoever_wants_to_be_found_is_there_with_what_they_said_to_everybody(town: Town):
    ann, bob = await found(town, "ann", "bob")
    post = await ann.posts("Hello")
    for visibility in ("unlisted", "private", "direct"):
        await ann.posts("Not for you", visibility=visibility)
    await ann.posts("Here alone", local_only=True)
    await bob.post(f"/api/v1/statuses/{post['id']}/reblog")
    assert await places(town) == ["/@ann", "/@bob", f"/@ann/{post['id']}"]


async def test_whoever_does_not_is_not(town: Town):
    ann, bob, cat, dan = await found(town, "ann", "bob", "cat", "dan")
    for each in (ann, bob, cat, dan):
        await each.posts("Hello")
    await ann.call("PATCH", "/api/v1/accounts/update_credentials", {"indexable": False})
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile)
        await profiles.remove(tx, cat.profile)
        await profiles.limits.silence(tx, dan.profile)
    assert await places(town) == []


async def test_pages_follow_each_other_by_whom_they_begin_with(town: Town, monkeypatch):
    monkeypatch.setattr(sitemaps.sitemaps, "PEOPLE", 2)
    people = await found(town, "ann", "bob", "cat", "dan", "eve")
    assert await sitemaps.list_pages(town.db) == [0, people[2].profile, people[4].profile]
    assert await places(town, people[2].profile) == ["/@cat", "/@dan"]


async def test_an_empty_server_has_one_empty_page(town: Town):
    assert await sitemaps.list_pages(town.db) == [0]
    assert await places(town) == []
