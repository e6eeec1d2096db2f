"""Goals: conversions kept once, signed, with the path that led to them."""

import asyncio
import hashlib
import hmac
import time
from datetime import timedelta
from decimal import Decimal

import pytest

from hubbub.base.clock import now
from hubbub.base.db import Statement, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId, ProfileId
from hubbub.studio import campaigns, goals
from tests.studio.people import arrive, elsewhere
from tests.town import Person, Town

TOLD: list[goals.Converted] = []
COUNT = Statement(int, "SELECT count(*)::int FROM conversions")
TRACED = Statement(int, "SELECT count(*)::int FROM conversions WHERE click_id IS NOT NULL OR visitor IS NOT NULL")


@on(goals.Converted)
async def hear(tx: Tx, fact: goals.Converted) -> None:
    TOLD.append(fact)


async def begin(town: Town, person: Person, name: str = "Order") -> tuple[goals.Goal, str]:
    async with town.db.write() as tx:
        goal, key = await goals.open_goal(tx, person.profile, name, Decimal("10"), "EUR")
        return await goals.get(tx, person.profile, goal), key


async def short(town: Town, person: Person, name: str = "Spring", referrer: ProfileId | None = None) -> str:
    async with town.db.write() as tx:
        campaign = await campaigns.open_campaign(tx, person.profile, name)
        return await campaigns.shorten(tx, person.profile, campaign, "https://shop.test/", referrer)


async def click(town: Town, code: str, visitor: str = "visitor-one-word") -> str:
    async with town.db.write() as tx:
        return (await campaigns.click(tx, code, campaigns.Clicker(visitor, "trace")))[1]


async def convert(town: Town, goal: goals.Goal, **given: object) -> tuple[goals.ConversionId, bool]:
    values: dict[str, object] = {"external_id": "order-1"} | given
    async with town.db.write() as tx:
        return await goals.convert(tx, goal, goals.Given(**values))  # type: ignore[arg-type]


async def path(town: Town, conversion: goals.ConversionId) -> list[tuple[str, str]]:
    touches = (await goals.paths(town.db, [conversion])).get(conversion, [])
    return [(touch.half, touch.kind) for touch in touches]


async def test_a_conversion_is_joined_to_the_visitors_clicks(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    first, second = await short(town, ann), await short(town, ann, "Summer")
    await click(town, first)
    town.forward(hours=1)
    named = await click(town, second)
    await click(town, first, "visitor-two-word")
    town.forward(minutes=5)
    conversion, new = await convert(town, goal, click=named, value=Decimal("49.90"))
    assert new
    touches = (await goals.paths(town.db, [conversion]))[conversion]
    assert [(touch.half, touch.kind, touch.campaign) for touch in touches] == [
        ("media", "click", "Spring"), ("media", "click", "Summer")]
    assert [touch.place for touch in touches] == [1, 2]


async def test_the_same_external_id_counts_once_even_at_once(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    given = [convert(town, goal, external_id="order-7", value=Decimal(n)) for n in range(8)]
    answers = await asyncio.gather(*given)
    assert [new for _, new in answers].count(True) == 1
    assert len({conversion for conversion, _ in answers}) == 1
    assert await town.db.one(COUNT) == 1
    other, _ = await begin(town, ann, "Sign-up")
    assert (await convert(town, other, external_id="order-7"))[1]


async def test_clicks_older_than_90_days_or_after_the_conversion_are_no_touches(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    code = await short(town, ann)
    await click(town, code)
    town.forward(days=91)
    named = await click(town, code)
    town.forward(days=1, hours=1)
    await click(town, code)
    conversion, _ = await convert(town, goal, click=named, at=now() - timedelta(hours=2))
    assert await path(town, conversion) == [("media", "click")]


async def test_a_second_click_within_a_day_is_the_same_touch(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    code = await short(town, ann)
    await click(town, code)
    named = await click(town, code)
    conversion, _ = await convert(town, goal, click=named)
    assert await path(town, conversion) == [("media", "click")]


async def test_the_click_that_is_named_is_a_touch_even_if_it_was_not_counted(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    code = await short(town, ann)
    names = []
    for _ in range(2):  # one household, no cookies: the second is not counted, but it is who bought
        async with town.db.write() as tx:
            names.append((await campaigns.click(tx, code, campaigns.Clicker(None, "same trace")))[1])
    conversion, _ = await convert(town, goal, click=names[1])
    assert await path(town, conversion) == [("media", "click")]


async def test_a_clock_that_is_behind_does_not_lose_the_click(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    named = await click(town, await short(town, ann))
    conversion, _ = await convert(town, goal, click=named, at=now() - timedelta(minutes=3))
    assert await path(town, conversion) == [("media", "click")]


async def test_a_click_on_anothers_link_leads_to_no_path(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    goal, _ = await begin(town, ann)
    named = await click(town, await short(town, bob))
    conversion, new = await convert(town, goal, click=named)
    assert new
    assert await path(town, conversion) == []
    assert await town.db.one(TRACED) == 0


async def test_a_conversion_without_click_and_person_has_no_path(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    for n, given in enumerate(({}, {"click": "made-up"}, {"click": "\x00"}, {"person": "@nobody@here"})):
        conversion, new = await convert(town, goal, external_id=str(n), **given)
        assert new
        assert await path(town, conversion) == []


async def test_a_link_handed_to_somebody_is_a_referral_on_the_networking_side(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    goal, _ = await begin(town, ann)
    named = await click(town, await short(town, ann, referrer=bob.profile))
    conversion, _ = await convert(town, goal, click=named)
    assert await path(town, conversion) == [("networking", "referral")]


async def test_a_conversation_is_a_touch_once_both_have_spoken(town: Town):
    ann = await town.person("ann")
    zoe = await elsewhere(town)
    goal, _ = await begin(town, ann)
    opening = PostId(int((await ann.posts("Our bread is baked at night"))["id"]))
    question = await arrive(town, zoe, ann, opening)
    conversion, _ = await convert(town, goal, external_id="before", person="@zoe@two.test")
    assert await path(town, conversion) == []
    await ann.posts("@zoe@two.test With rye", in_reply_to_id=str(question))
    conversion, _ = await convert(town, goal, external_id="after", person="zoe@two.test")
    touches = (await goals.paths(town.db, [conversion]))[conversion]
    assert [(touch.half, touch.kind, touch.thread, touch.turns) for touch in touches] == [
        ("networking", "conversation", opening, 2)]


async def test_a_person_named_once_is_known_by_their_clicks_from_then_on(town: Town):
    ann = await town.person("ann")
    zoe = await elsewhere(town)
    goal, _ = await begin(town, ann)
    post = await arrive(town, zoe, ann, None)
    await ann.posts("@zoe@two.test Hello", in_reply_to_id=str(post))
    named = await click(town, await short(town, ann))
    both = {("networking", "conversation"), ("media", "click")}
    known = ({"click": named, "person": "@zoe@two.test"}, {"click": named}, {"person": "zoe@two.test"})
    for n, given in enumerate(known):
        conversion, _ = await convert(town, goal, external_id=str(n), **given)
        assert set(await path(town, conversion)) == both


async def test_a_value_that_is_not_said_is_the_goals(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    await convert(town, goal, external_id="1")
    await convert(town, goal, external_id="2", value=Decimal("-4.5"), currency="CHF")
    sums = (await goals.sums(town.db, ann.profile))[goal.id]
    assert [(sum.currency, sum.value, sum.conversions) for sum in sums] == [("CHF", Decimal("-4.5"), 1), ("EUR", 10, 1)]


@pytest.mark.parametrize("given", [
    {"external_id": ""}, {"external_id": "x" * 201}, {"external_id": "a\x00b"}, {"currency": "euro"},
    {"value": Decimal("NaN")}, {"value": Decimal("Infinity")}, {"value": Decimal(10) ** 12},
    {"at": now() + timedelta(days=1)},
])
async def test_a_conversion_that_makes_no_sense_is_refused(town: Town, given: dict[str, object]):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    with pytest.raises(Invalid):
        await convert(town, goal, **given)


def sign(key: str, timestamp: str, body: bytes) -> str:
    return "sha256=" + hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


async def test_only_the_goals_key_over_these_bytes_within_five_minutes_is_taken(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    other, other_key = await begin(town, ann, "Other")
    body, at = b'{"external_id":"1"}', str(int(time.time()))
    good = sign(key, at, body)
    assert (await goals.signed(town.db, goal.id, at, body, good)).id == goal.id
    early, late = str(int(at) - 301), str(int(at) + 302)
    for wrong in (
        (goal.id, at, body + b" ", good), (goal.id, at, body, good[:-1] + "0" if good[-1] != "0" else good[:-1] + "1"),
        (goal.id, at, body, ""), (goal.id, at, body, good.removeprefix("sha256=")), (other.id, at, body, good),
        (goal.id, at, body, sign(other_key, at, body)), (goal.id, early, body, sign(key, early, body)),
        (goal.id, late, body, sign(key, late, body)), (goal.id, "now", body, sign(key, "now", body)),
        (goal.id + 1, at, body, good), (goal.id, "", body, sign(key, "", body)), (goal.id, at, body, "sha256=é"),
    ):
        with pytest.raises(goals.Unsigned):
            await goals.signed(town.db, *wrong)


async def test_a_new_key_ends_the_old_one(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    async with town.db.write() as tx:
        renewed = await goals.renew(tx, ann.profile, goal.id)
    at = str(int(time.time()))
    assert renewed != key
    assert await goals.signed(town.db, goal.id, at, b"", sign(renewed, at, b""))
    with pytest.raises(goals.Unsigned):
        await goals.signed(town.db, goal.id, at, b"", sign(key, at, b""))


async def test_the_key_stands_in_no_table(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    assert len(key) == 64
    assert key not in repr(goal)
    assert bytes.fromhex(key) != goal.salt


async def test_anothers_goal_is_not_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    goal, _ = await begin(town, ann)
    await convert(town, goal)
    with pytest.raises(NotFound):
        await goals.get(town.db, bob.profile, goal.id)
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await goals.renew(tx, bob.profile, goal.id)
    since, until = now() - timedelta(days=1), now() + timedelta(days=1)
    assert await goals.list_conversions(town.db, bob.profile, goal=goal.id, since=since, until=until) == []


async def test_a_conversion_is_told_once(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    TOLD.clear()
    conversion, _ = await convert(town, goal)
    await convert(town, goal)
    await town.settle()
    assert [goals.Converted(conversion, goal.id)] == TOLD
