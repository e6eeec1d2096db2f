"""Whatever is sent, the answer is right or says what was wrong: the server never fails over it."""

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..town import Person, Town, ask
from .asking import ways
from .nasty import BODIES, NAMES, VALUES, Request, broken, reads, with_name, with_value

HOW = ["json", "query", "form", "file"]
EVERYTHING = "read write follow push profile admin:read admin:write"


async def staff(town: Town) -> tuple[Person, str]:
    """Somebody whom nothing is refused for who they are, and a post of theirs."""
    ann = await town.person("ann", EVERYTHING)
    await town.person("bob")
    return ann, str((await ann.posts("Hello #bread"))["id"])


async def failing(town: Town, ann: Person, requests: Iterable[Request]) -> list[str]:
    """Which of them the server fails over."""
    found = []
    for each in requests:
        sent = {"authorization": f"Bearer {ann.token}", "content-type": each.kind}
        answer = await ask(town.app, each.way[0], each.path, body=each.body, headers=sent)
        if answer.status >= 500:
            found.append(f"{each.way} {each.path[:150]!r} {each.body[:150]!r}: {answer.status}")
    assert (await ann.get("/api/v1/accounts/verify_credentials")).status == 200
    return found


async def test_names_in_addresses_may_be_anything(town: Town):
    ann, _ = await staff(town)
    named = [way for way in ways() if "{" in way[1]]
    assert await failing(town, ann, [with_name(way, name) for way in named for name in NAMES]) == []


async def test_bodies_may_be_anything(town: Town):
    ann, post = await staff(town)
    assert await failing(town, ann, [each for way in ways() for each in broken(way, post)]) == []


async def test_a_browser_s_form_that_is_none_is_refused_too(town: Town):
    for kind, body in BODIES:
        answer = await ask(town.app, "POST", "/sign-in", body=body, headers={"content-type": kind})
        assert 400 <= answer.status < 500, (kind, body[:50], answer.status)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
async def test_values_may_be_anything(town: Town, data: st.DataObject):
    ann, post = await staff(town)
    way = data.draw(st.sampled_from(ways()))
    names = data.draw(st.lists(st.sampled_from(reads(way)), min_size=1, max_size=4, unique=True))
    value = data.draw(st.sampled_from(VALUES) | st.text() | st.integers() | st.floats())
    thing = data.draw(st.sampled_from([post, str(ann.profile), "1"]))
    each = with_value(way, thing, names, value, data.draw(st.sampled_from(HOW)))
    assert await failing(town, ann, [each]) == []


@pytest.mark.long
async def test_each_value_under_each_name_of_each_address(town: Town):
    ann, post = await staff(town)
    found, asked = [], 0
    for way in ways():
        pairs = itertools.product(reads(way), VALUES)
        sent = [with_value(way, post, [name], value, HOW[n % 4]) for n, (name, value) in enumerate(pairs)]
        found += await failing(town, ann, sent)
        asked += len(sent)
    assert asked > 20_000
    assert found == []
