"""The kept page of a list ends with everything that could change it."""

from hubbub.people import profiles
from tests.town import Person, Town


async def listed(town: Town) -> tuple[Person, Person, str]:
    """Ann, whose list has Bob in it, and the list."""
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.follows(bob)
    number = (await ann.post("/api/v1/lists", title="Harbour")).json["id"]
    assert (await ann.post(f"/api/v1/lists/{number}/accounts", account_ids=[str(bob.profile)])).status == 200
    await bob.posts("One")
    assert await words(ann, number) == ["One"]
    return ann, bob, number


async def words(ann: Person, number: str) -> list[str]:
    answer = await ann.get(f"/api/v1/timelines/list/{number}")
    return [each["content"].removeprefix("<p>").removesuffix("</p>") for each in answer.json]


async def test_what_somebody_in_the_list_publishes_is_there_at_once(town: Town):
    ann, bob, number = await listed(town)
    two = await bob.posts("Two")
    assert await words(ann, number) == ["Two", "One"]
    await bob.call("DELETE", f"/api/v1/statuses/{two['id']}")
    assert await words(ann, number) == ["One"]


async def test_whoever_is_muted_is_not_read_in_the_list_either(town: Town):
    ann, bob, number = await listed(town)
    await ann.post(f"/api/v1/accounts/{bob.profile}/mute", duration=3600)
    assert await words(ann, number) == []
    town.forward(hours=2)
    assert await words(ann, number) == ["One"]


async def test_whoever_is_shut_out_is_not_read_until_they_are_let_in_again(town: Town):
    ann, bob, number = await listed(town)
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile)
    town.forward(minutes=3)  # what was kept of before has ended, too
    assert await words(ann, number) == []
    async with town.db.write() as tx:
        await profiles.suspend(tx, bob.profile, False)
    assert await words(ann, number) == ["One"]


async def test_a_list_of_somebody_else_is_not_found_though_it_is_kept(town: Town):
    _, bob, number = await listed(town)
    assert (await bob.get(f"/api/v1/timelines/list/{number}")).status == 404
