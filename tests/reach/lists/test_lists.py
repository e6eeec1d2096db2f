"""Lists: who may be in one, what stands in it, and what stays out of home because of it."""

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId
from hubbub.reach import lists
from hubbub.reach.lists import store
from tests.reach.conftest import Plan
from tests.reach.timelines.test_timelines import words
from tests.town import Person, Town


async def a_list(town: Town, owner: Person, *members: Person, **given: object) -> int:
    """A list of people whom its owner follows from now on."""
    for member in members:
        await owner.follows(member)
    async with town.db.write() as tx:
        made = await lists.create(tx, owner.profile, "Friends", **given)  # type: ignore[arg-type]
        await lists.add(tx, owner.profile, made.id, [member.profile for member in members])
    await town.settle()
    return made.id


async def read(town: Town, owner: Person, number: int) -> list[PostId]:
    return await lists.list_posts(town.db, owner.profile, number)


async def published(person: Person, text: str, **given: object) -> PostId:
    return PostId(int((await person.posts(text, **given))["id"]))


@pytest.fixture
async def four(town: Town) -> tuple[Person, ...]:
    return tuple([await town.person(name) for name in ("ann", "bob", "cleo", "dan")])


async def test_a_list_shows_those_in_it_and_nobody_else(town: Town, four):
    ann, bob, cleo, dan = four
    number = await a_list(town, ann, bob, cleo)
    await ann.follows(dan)
    shown = [await published(bob, "One"), await published(cleo, "Two", visibility="private")]
    await published(dan, "Three")
    await published(bob, "@dan in secret", visibility="direct")
    assert await read(town, ann, number) == shown[::-1]


async def test_a_list_is_its_owners_alone(town: Town, four):
    ann, bob, *_ = four
    number = await a_list(town, ann, bob)
    with pytest.raises(NotFound):
        await read(town, bob, number)
    assert await lists.list_own(town.db, bob.profile) == []


async def test_only_who_is_followed_can_be_in_it_and_all_or_none_are_put_in(town: Town, four):
    ann, bob, cleo, _ = four
    await ann.follows(bob)
    number = await a_list(town, ann)
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await lists.add(tx, ann.profile, number, [bob.profile, cleo.profile])
    assert await lists.list_members(town.db, ann.profile, number) == []


async def test_nobody_is_in_it_twice(town: Town, four):
    ann, bob, *_ = four
    number = await a_list(town, ann, bob)
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await lists.add(tx, ann.profile, number, [bob.profile])


@pytest.mark.parametrize("ends", ["unfollow", "block", "be blocked", "be removed"])
async def test_membership_ends_with_the_follow_in_the_same_moment(town: Town, four, ends: str):
    ann, bob, *_ = four
    number = await a_list(town, ann, bob)
    await published(bob, "Not for long")
    who, whom, verb = {
        "unfollow": (ann, bob, "unfollow"), "block": (ann, bob, "block"), "be blocked": (bob, ann, "block"),
        "be removed": (bob, ann, "remove_from_followers"),
    }[ends]
    await who.post(f"/api/v1/accounts/{whom.profile}/{verb}")
    assert await read(town, ann, number) == []
    await who.post(f"/api/v1/accounts/{whom.profile}/unblock")
    await ann.follows(bob)
    assert await lists.list_members(town.db, ann.profile, number) == []


async def test_who_is_muted_stays_in_the_list_and_is_not_shown(town: Town, four):
    ann, bob, cleo, _ = four
    number = await a_list(town, ann, bob, cleo)
    loud = await published(bob, "Loud")
    await cleo.post(f"/api/v1/statuses/{loud}/reblog")
    await ann.post(f"/api/v1/accounts/{bob.profile}/mute")
    assert await read(town, ann, number) == []
    await ann.post(f"/api/v1/accounts/{bob.profile}/unmute")
    assert len(await read(town, ann, number)) == 2


async def test_boosts_are_shown_unless_the_follow_hides_them(town: Town, four):
    ann, bob, _, dan = four
    number = await a_list(town, ann, bob)
    strange = await published(dan, "Worth it")
    await bob.post(f"/api/v1/statuses/{strange}/reblog")
    assert len(await read(town, ann, number)) == 1
    await ann.post(f"/api/v1/accounts/{bob.profile}/follow", reblogs=False)
    assert await read(town, ann, number) == []


@pytest.mark.parametrize(("replies", "shown"), [
    ("followed", ["to ann", "to bob", "to cleo", "to dan"]), ("list", ["to ann", "to bob", "to cleo"]),
    ("none", ["to ann", "to bob"]),
])
async def test_answers_are_shown_by_the_lists_own_rule(town: Town, four, replies: str, shown: list[str]):
    ann, bob, cleo, dan = four
    eve = await town.person("eve")
    number = await a_list(town, ann, bob, cleo, replies=replies)
    await ann.follows(dan)
    asked = {person.name: await published(person, "What?") for person in (ann, bob, cleo, dan, eve)}
    made = {f"to {name}": await published(bob, "This", in_reply_to_id=str(post)) for name, post in asked.items()}
    found = await read(town, ann, number)
    assert [name for name, post in made.items() if post in found] == shown


async def test_an_exclusive_list_takes_its_people_out_of_home_and_gives_them_back(town: Town, four):
    ann, bob, cleo, _ = four
    number = await a_list(town, ann, bob)
    await ann.follows(cleo)
    await ann.home()
    await published(bob, "Before")
    await town.settle()
    assert await words(ann) == ["Before"]
    await ann.call("PUT", f"/api/v1/lists/{number}", {"exclusive": True})
    assert await words(ann) == []
    await published(bob, "Meanwhile")
    await published(cleo, "Always")
    await town.settle()
    assert await words(ann) == ["Always"]
    assert len(await read(town, ann, number)) == 2
    await ann.call("PUT", f"/api/v1/lists/{number}", {"exclusive": False})
    await town.settle()
    assert await words(ann) == ["Always", "Meanwhile", "Before"]


async def test_a_home_that_is_built_anew_leaves_them_out_too(town: Town, four):
    ann, bob, *_ = four
    await published(bob, "Before")
    await a_list(town, ann, bob, exclusive=True)
    assert await words(ann) == []


async def test_who_is_in_two_exclusive_lists_comes_home_when_out_of_both(town: Town, four):
    ann, bob, *_ = four
    first = await a_list(town, ann, bob, exclusive=True)
    second = await a_list(town, ann, exclusive=True)
    await ann.post(f"/api/v1/lists/{second}/accounts", account_ids=[str(bob.profile)])
    await published(bob, "Here I am")
    await ann.call("DELETE", f"/api/v1/lists/{first}")
    await town.settle()
    assert await words(ann) == []
    await ann.call("DELETE", f"/api/v1/lists/{second}/accounts", {"account_ids": [str(bob.profile)]})
    await town.settle()
    assert await words(ann) == ["Here I am"]


async def test_following_anew_does_not_leave_them_out_of_home(town: Town, four):
    ann, bob, *_ = four
    await a_list(town, ann, bob, exclusive=True)
    await ann.home()
    await ann.post(f"/api/v1/accounts/{bob.profile}/unfollow")
    await ann.follows(bob)
    await published(bob, "Hello again")
    await town.settle()
    assert await words(ann) == ["Hello again"]


async def test_a_list_is_read_by_the_index_of_authors(plan: Plan):
    """One look for each member, however many posts there are: never all of the posts."""
    steps = await plan(store.POSTS, list=1, owner=1, replies="list", below=None, above=None, limit=20, now=now())
    assert "posts_author" in steps
    assert "Seq Scan on posts p" not in steps


async def test_a_list_is_read_in_a_fixed_number_of_statements(town: Town, four, statements):
    ann, bob, cleo, dan = four
    number = await a_list(town, ann, bob)
    for n in range(3):
        await published(bob, f"n{n}")
    few = await statements(lambda: read(town, ann, number))
    for person in (cleo, dan):
        await ann.follows(person)
        await ann.post(f"/api/v1/lists/{number}/accounts", account_ids=[str(person.profile)])
        await published(person, "More")
    assert await statements(lambda: read(town, ann, number)) == few
