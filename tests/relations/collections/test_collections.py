"""Who is put into collections, who is not, and who leaves."""

import pytest

from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.ids import ProfileId
from hubbub.people import follows, profiles
from hubbub.relations import collections, notifications
from hubbub.relations.collections import Given
from tests.studio.people import elsewhere
from tests.town import Town


async def _with(town: Town, *names: str) -> int:
    """A collection of ann's with these people."""
    ann, people = await town.person("ann"), [(await town.person(name)).profile for name in names]
    async with town.db.write() as tx:
        return await collections.create(tx, ann.profile, Given(" Good  bakers ", tag="#Bread"), people)


async def _inside(town: Town, collection: int, viewer: str | None = None) -> list[int]:
    who = (await town.person(viewer)).profile if viewer else None
    return [item.profile for item in (await collections.items_of(town.db, who, [collection]))[collection]]


async def test_a_collection_has_a_name_a_tag_and_people(town: Town):
    made = await _with(town, "bob", "cleo")
    shown = await collections.get(town.db, None, made)
    assert (shown.name, shown.tag) == ("Good bakers", "bread")
    assert await _inside(town, made) == [town.people["bob"].profile, town.people["cleo"].profile]
    assert [each.id for each in await collections.list_with(town.db, town.people["bob"].profile)] == [made]


@pytest.mark.parametrize("given", [Given(" "), Given("x" * 41), Given("x", "x" * 101), Given("x", language="!"),
                                   Given("x", tag="two words")])
async def test_what_cannot_be_is_refused(town: Town, given):
    ann = await town.person("ann")
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await collections.create(tx, ann.profile, given)


async def test_there_is_an_end_to_collections_and_to_people_in_one(town: Town, monkeypatch):
    monkeypatch.setattr(collections.collections, "MOST", 2)
    monkeypatch.setattr(collections.collections, "MOST_PEOPLE", 2)
    await _with(town)
    await _with(town, "bob", "cleo")
    with pytest.raises(Invalid):
        await _with(town)
    monkeypatch.setattr(collections.collections, "MOST", 3)
    with pytest.raises(Invalid):
        await _with(town, "bob", "cleo", "dan")


async def test_nobody_is_put_in_who_does_not_like_to_be_found_or_is_there_or_has_left(town: Town):
    made, ann = await _with(town, "bob"), town.people["ann"].profile
    shy, blocking = (await town.person("shy")).profile, (await town.person("blocking")).profile
    async with town.db.write() as tx:
        await profiles.edit(tx, shy, discoverable=False)
        await follows.block(tx, blocking, ann)
    bob = town.people["bob"].profile
    for who, why in ((shy, Invalid), (bob, Invalid), (blocking, NotFound)):
        with pytest.raises(why):
            async with town.db.write() as tx:
                await collections.add(tx, ann, made, who)
    item = (await collections.items_of(town.db, None, [made]))[made][0].id
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await collections.revoke(tx, shy, made, item)
    async with town.db.write() as tx:
        await collections.revoke(tx, bob, made, item)
    assert await _inside(town, made) == []
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await collections.add(tx, ann, made, bob)


async def test_whoever_is_refused_is_refused_with_all_who_came_along(town: Town):
    ann, bob = await town.person("ann"), (await town.person("bob")).profile
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await collections.create(tx, ann.profile, Given("Bakers"), [bob, ProfileId(7)])
    assert await collections.list_by(town.db, None, ann.profile) == []
    await town.settle()
    assert await _told(town, bob) == []


async def test_nobody_from_elsewhere_is_taken_in_unasked(town: Town):
    zoe = await elsewhere(town)
    async with town.db.alone() as connection:
        await connection.execute("UPDATE profiles SET discoverable = true WHERE id = $1", zoe)
    made, ann = await _with(town), town.people["ann"].profile
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await collections.add(tx, ann, made, zoe)


async def test_a_change_is_told_to_those_inside_and_what_changes_nothing_to_nobody(town: Town):
    made = await _with(town, "bob", "cleo")
    ann, bob, cleo = [town.people[name].profile for name in ("ann", "bob", "cleo")]
    async with town.db.write() as tx:
        await collections.revoke(tx, cleo, made)
        await collections.change(tx, ann, made, Given("Good  bakers", tag="bread"))
    assert await _told(town, bob) == ["collection"]
    for name in ("Bakers", "Better bakers"):
        async with town.db.write() as tx:
            await collections.change(tx, ann, made, Given(name))
    assert await _told(town, bob) == ["collection_update", "collection"]
    assert await _told(town, cleo) == ["collection"]
    async with town.db.write() as tx:
        await collections.delete(tx, ann, made)
    assert await _told(town, bob) == []


async def _told(town: Town, who: ProfileId) -> list[str]:
    return [each.kind for each in await notifications.list_notifications(town.db, who, notifications.Page())]


async def test_only_its_owner_changes_a_collection(town: Town):
    made, bob = await _with(town, "bob"), town.people["bob"].profile
    for change in ("change", "delete", "add", "remove"):
        more = {"change": (Given("Mine"),), "delete": (), "add": (bob,), "remove": (1,)}[change]
        with pytest.raises(NotAllowed):
            async with town.db.write() as tx:
                await getattr(collections, change)(tx, bob, made, *more)


async def test_its_owner_alone_sees_every_place_and_what_became_of_it(town: Town):
    made = await _with(town, "bob", "cleo", "dan")
    ann, bob, cleo, dan = [town.people[name].profile for name in ("ann", "bob", "cleo", "dan")]
    other = await _with(town, "cleo")
    async with town.db.write() as tx:
        await collections.revoke(tx, bob, made)
        await profiles.edit(tx, cleo, discoverable=False)
    places = await collections.list_places(town.db, ann, made)
    assert [(item.profile, item.state) for item in places] == [
        (cleo, "accepted"), (dan, "accepted"), (bob, "revoked")]
    assert {item.collection: item.state for item in (await collections.places_with(town.db, ann, bob)).values()} == {
        made: "revoked"}
    assert set(await collections.places_with(town.db, ann, cleo)) == {made, other}
    assert await collections.places_with(town.db, bob, cleo) == {}
    assert {key: (count.people, count.asked) for key, count in (await collections.counts(town.db, ann)).items()} == {
        made: (2, 0), other: (1, 0)}
    assert (await collections.get_own(town.db, ann, made)).id == made
    for ask in (collections.list_places, collections.get_own):
        with pytest.raises(NotAllowed):
            await ask(town.db, bob, made)
        with pytest.raises(NotFound):
            await ask(town.db, ann, 7)


async def test_a_block_parts_them_and_who_is_gone_is_in_none(town: Town):
    made = await _with(town, "bob", "cleo", "dan")
    ann, bob, cleo, dan = [town.people[name].profile for name in ("ann", "bob", "cleo", "dan")]
    async with town.db.write() as tx:
        await follows.block(tx, bob, ann)
        await follows.block(tx, cleo, dan)
        await profiles.edit(tx, dan, discoverable=False)
    await town.settle()
    assert await _inside(town, made) == [cleo], "who blocked the owner is out; who is shy now is not shown"
    with pytest.raises(NotFound):
        await collections.get(town.db, bob, made)
    async with town.db.write() as tx:
        await profiles.remove(tx, cleo)
    assert await _inside(town, made) == []
    await town.settle()
    async with town.db.write() as tx:
        await profiles.remove(tx, ann)
    await town.settle()
    assert await collections.list_by_ids(town.db, None, [made]) == []
