"""Profiles: their names, what they say of themselves, and what is counted."""

import asyncio

import pytest

from hubbub.base.errors import Invalid, Refusal
from hubbub.people import accounts, profiles
from hubbub.people.profiles.counting import census
from tests.town import Town


async def edits(town: Town, profile: profiles.Profile, **given: object) -> profiles.Profile:
    async with town.db.write() as tx:
        return await profiles.edit(tx, profile.id, **given)  # type: ignore[arg-type]


async def profile(town: Town, name: str = "ann") -> profiles.Profile:
    return await profiles.get(town.db, (await town.person(name)).profile)


@pytest.mark.parametrize("name", ["", "a b", "ann@b", "ann.b", "änn", "a" * 31, "ann-b", "../ann", "ann\x00", "ａｎｎ"])
async def test_what_is_no_name_is_refused(town: Town, name: str):
    with pytest.raises(profiles.NotAName):
        await accounts.create(town.db, accounts.SignUp(name, "ann@mail.test", "a good password"))


@pytest.mark.parametrize("name", ["admin", "Settings", "API", "hubbub", "postmaster"])
async def test_a_name_that_would_pass_for_the_server_is_not_given(town: Town, name: str):
    with pytest.raises(profiles.NameTaken):
        await accounts.create(town.db, accounts.SignUp(name, "ann@mail.test", "a good password"))


async def test_of_two_who_want_a_name_at_once_one_gets_it(town: Town):
    done = await asyncio.gather(*(
        accounts.create(town.db, accounts.SignUp(name, f"{n}@mail.test", "a good password"))
        for n, name in enumerate(("Ann", "ann", "aNN"))
    ), return_exceptions=True)
    assert sum(isinstance(answer, Refusal) for answer in done) == 2


async def test_a_profile_is_found_by_its_name_in_any_case_and_by_our_own_domain(town: Town):
    ann = await profile(town)
    for domain in (None, "here.test", "HERE.TEST"):
        assert await profiles.look_up(town.db, "ANN", domain) == ann.id
    assert await profiles.look_up(town.db, "ann", "elsewhere.test") is None


async def test_a_bio_becomes_html_with_nothing_of_its_own(town: Town):
    ann = await edits(town, await profile(town), note="<script>x</script> see https://ann.example")
    assert "<script>" not in ann.note_html
    assert 'href="https://ann.example"' in ann.note_html


async def test_a_field_that_has_not_changed_stays_verified(town: Town):
    ann = await edits(town, await profile(town), fields=[("Web", "https://ann.example"), ("Tel", "1")])
    async with town.db.alone() as connection:
        await connection.execute(
            "UPDATE profiles SET fields = jsonb_set(fields, '{0,verified_at}', '\"2026-01-01T00:00:00.000Z\"')"
        )
    same = await edits(town, ann, fields=[("Home", "https://ann.example")])
    assert same.fields[0]["verified_at"] == "2026-01-01T00:00:00.000Z"
    other = await edits(town, ann, fields=[("Home", "https://other.example")])
    assert other.fields[0]["verified_at"] is None


async def test_a_field_without_a_label_is_refused_and_an_empty_one_left_out(town: Town):
    ann = await profile(town)
    with pytest.raises(Invalid):
        await edits(town, ann, fields=[("", "https://ann.example")])
    assert (await edits(town, ann, fields=[("", " "), ("Tel", "1")])).fields[0]["name"] == "Tel"


async def test_what_is_not_given_stays(town: Town):
    ann = await edits(town, await profile(town), note="Hello", locked=True)
    ann = await edits(town, ann, display_name="Ann")
    assert (ann.note, ann.locked, ann.display_name) == ("Hello", True, "Ann")


async def test_the_census_counts_who_is_here_who_writes_and_what(town: Town):
    ann, _ = await town.person("ann"), await town.person("bob")
    await ann.posts("One")
    await ann.posts("Two")
    counted = await census(town.db)
    assert (counted.profiles, counted.active, counted.posts) == (2, 1, 2)
