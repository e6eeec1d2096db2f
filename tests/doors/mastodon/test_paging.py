"""Pages by keys: what apps ask for, and the Link header that leads them on."""

import re

import pytest

from tests.town import Answer, Town


def leads(answer: Answer) -> dict[str, str]:
    """Where the Link header leads, by `next` and `prev`."""
    found = re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("link", ""))
    return {rel: address.removeprefix("http://here.test") for address, rel in found}


def ids(answer: Answer) -> list[str]:
    return [row["id"] for row in answer.json]


async def test_next_leads_through_all_pages_to_the_end_and_prev_back(town: Town):
    ann = await town.person("ann")
    posted = [(await ann.posts(f"Number {n}"))["id"] for n in range(5)][::-1]
    path, seen = "/api/v1/timelines/home?limit=2", []
    while path:
        page = await ann.get(path)
        seen += ids(page)
        path = leads(page).get("next", "")
    assert seen == posted
    back = await ann.get(f"/api/v1/timelines/home?limit=2&min_id={posted[-1]}")
    assert ids(back) == posted[2:4]


async def test_prev_of_the_newest_page_finds_what_comes_after_it(town: Town):
    ann = await town.person("ann")
    await ann.posts("Before")
    page = await ann.get("/api/v1/timelines/home?limit=1")
    later = [(await ann.posts(f"Later {n}"))["id"] for n in range(2)]
    assert ids(await ann.get(leads(page)["prev"])) == [later[0]]


async def test_since_id_gives_the_newest_and_min_id_the_next(town: Town):
    ann = await town.person("ann")
    posted = [(await ann.posts(f"Number {n}"))["id"] for n in range(4)]
    assert ids(await ann.get(f"/api/v1/timelines/home?limit=2&since_id={posted[0]}")) == [posted[3], posted[2]]
    assert ids(await ann.get(f"/api/v1/timelines/home?limit=2&min_id={posted[0]}")) == [posted[2], posted[1]]


async def test_max_id_and_min_id_together_are_a_window(town: Town):
    ann = await town.person("ann")
    posted = [(await ann.posts(f"Number {n}"))["id"] for n in range(4)]
    page = await ann.get(f"/api/v1/timelines/home?min_id={posted[0]}&max_id={posted[3]}")
    assert ids(page) == [posted[2], posted[1]]


async def test_the_link_keeps_what_else_was_asked_for(town: Town):
    ann = await town.person("ann")
    await ann.posts("One")
    page = await ann.get("/api/v1/timelines/public?local=true&limit=1&max_id=9223372036854775807")
    assert leads(page)["next"].startswith("/api/v1/timelines/public?local=true&limit=1&max_id=")


async def test_an_empty_page_leads_nowhere(town: Town):
    assert leads(await town.get("/api/v1/timelines/public")) == {}


async def test_the_link_leads_to_the_configured_name_whatever_name_was_asked(town: Town):
    ann = await town.person("ann")
    await ann.posts("One")
    page = await town.get("/api/v1/timelines/public", host="evil.example")
    assert "evil" not in page.headers["link"]


@pytest.mark.parametrize(("asked", "given"), [("0", 1), ("1", 1), ("-5", 1), ("1000000", 3), ("", 3)])
async def test_a_page_has_the_size_asked_for_within_bounds(town: Town, asked: str, given: int):
    ann = await town.person("ann")
    for n in range(3):
        await ann.posts(f"Number {n}")
    assert len((await ann.get(f"/api/v1/timelines/home?limit={asked}")).json) == given


@pytest.mark.parametrize("key", ["max_id", "since_id", "min_id"])
async def test_a_key_that_is_none_is_refused_in_words(town: Town, key: str):
    answer = await town.get(f"/api/v1/timelines/public?{key}=newest")
    assert (answer.status, answer.error) == (422, f"{key} is not an id.")


async def test_lists_of_people_go_by_keys_that_only_the_link_knows(town: Town):
    ann = await town.person("ann")
    others = [await town.person(f"reader{n}") for n in range(5)]
    for other in others:
        await other.follows(ann)
    path, seen = f"/api/v1/accounts/{ann.profile}/followers?limit=2", []
    while path:
        page = await ann.get(path)
        seen += [row["username"] for row in page.json]
        path = leads(page).get("next", "")
    assert seen == [other.name for other in others][::-1]
    assert ids(await ann.get(f"/api/v1/accounts/{ann.profile}/followers?max_id={others[0].profile}")) == []


async def test_a_page_has_no_more_than_its_most_however_much_there_is(town: Town):
    ann = await town.person("ann")
    for number in range(42):
        await ann.posts(f"Number {number}")
    assert len((await ann.get("/api/v1/timelines/public?limit=1000000")).json) == 40
