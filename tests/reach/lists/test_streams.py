"""Streams of a list."""

import json

from hubbub.base.ids import PostId
from hubbub.people import follows
from hubbub.reach import lists, posts
from tests.listening import listening
from tests.town import Person, Town

LIST = "/api/v1/streaming/list"


def token(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


async def bakers(town: Town, owner: Person, member: Person) -> int:
    async with town.db.write() as tx:
        await follows.follow(tx, owner.profile, member.profile)
        made = await lists.create(tx, owner.profile, "Bakers")
        await lists.add(tx, owner.profile, made.id, [member.profile])
    await town.settle()
    return made.id


async def test_a_list_tells_what_its_members_publish_and_nobody_else(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    number = await bakers(town, ann, bob)
    async with listening(town, f"{LIST}?list={number}", token(ann)) as app:
        await cleo.posts("From outside")
        await bob.posts("For Cleo @cleo", visibility="direct")
        status = await bob.posts("For followers", visibility="private")
        assert json.loads(await app.next("update"))["id"] == status["id"]
        async with town.db.write() as tx:
            await posts.remove(tx, PostId(int(status["id"])))
        assert await app.next("delete") == status["id"]
        assert not [piece for piece in app.heard() if "event" in piece]


async def test_another_s_list_is_not_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await bakers(town, ann, bob)
    assert (await bob.get(f"{LIST}?list={number}")).status == 404
    assert (await bob.get(LIST)).error == "Missing list name parameter"


async def test_what_came_while_one_was_away_is_told_by_the_last_id(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    number = await bakers(town, ann, bob)
    first, second = await bob.posts("One"), await bob.posts("Two")
    async with listening(town, f"{LIST}?list={number}", token(ann) | {"last-event-id": first["id"]}) as app:
        assert json.loads(await app.next("update"))["id"] == second["id"]
