"""Reports: the two halves apart, and what belongs to neither."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.ids import PostId
from hubbub.reach import posts, reactions
from hubbub.studio import campaigns, goals, inbox, reports
from hubbub.studio.reports.reports import values
from hubbub.studio.reports.store import Cost, Part
from tests.studio.goals.test_goals import begin, click, convert
from tests.studio.people import arrive, elsewhere
from tests.town import Person, Town

D = Decimal


def month() -> reports.Period:
    today = now().date()
    since = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=29)
    return reports.Period(since, since + timedelta(days=30), since.date(), today)


async def report(town: Town, person: Person, campaign: campaigns.CampaignId | None = None) -> reports.Report:
    await town.settle()
    return await reports.report(town.db, person.profile, month(), campaign)


async def campaign_of(town: Town, person: Person, name: str = "Spring") -> tuple[campaigns.CampaignId, str]:
    async with town.db.write() as tx:
        campaign = await campaigns.open_campaign(tx, person.profile, name)
        return campaign, await campaigns.shorten(tx, person.profile, campaign, "https://shop.test/")


def part(halves: str, value: int, currency: str = "EUR", conversions: int = 1) -> Part:
    return Part(currency, halves, conversions, Decimal(value))


def cost(half: str, total: int, currency: str = "EUR") -> Cost:
    return Cost(1, None, half, date(2026, 5, 1), Decimal(0), Decimal(0), Decimal(total), currency, "")


def test_what_needed_both_is_halved_and_still_said():
    value, = values([part("media", 100), part("networking", 40), part("both", 60), part("none", 25)], [])
    assert (value.media_share, value.networking_share) == (D(130), D(70))
    assert (value.both, value.none, value.total) == (D(60), D(25), D(225))
    assert value.media_share + value.networking_share + value.none == value.total


def test_each_half_has_its_own_return_and_none_without_a_cost():
    value, = values([part("media", 100), part("both", 60)], [cost("media", 65)])
    assert value.media_return == 1
    assert value.networking_return is None
    loss, = values([part("networking", 30)], [cost("networking", 40)])
    assert loss.networking_return == Decimal("-0.25")


def test_a_cost_without_any_value_is_a_loss_of_all_of_it():
    value, = values([], [cost("media", 10)])
    assert value.media_return == -1


def test_amounts_of_different_money_are_never_added():
    found = values([part("media", 100), part("media", 7, "CHF"), part("none", 9, "CHF", 3)], [cost("media", 5, "USD")])
    assert [(value.currency, value.total) for value in found] == [("CHF", D(16)), ("EUR", D(100)), ("USD", D(0))]


def test_an_hours_cost_is_hours_at_their_rate_and_what_was_spent():
    given = Cost(1, None, "media", date(2026, 5, 1), Decimal("2.5"), Decimal(40), Decimal(12), "EUR", "")
    assert given.total == 112


async def test_conversions_fall_to_the_half_that_led_to_them(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    goal, _ = await begin(town, ann)
    _, code = await campaign_of(town, ann)
    talk = await arrive(town, zoe, ann)
    await ann.posts("@zoe@two.test Hello", in_reply_to_id=str(talk))
    await convert(town, goal, external_id="m", value=Decimal(100), click=await click(town, code, "visitor-one-word"))
    await convert(town, goal, external_id="n", value=Decimal(40), person="@zoe@two.test")
    await convert(town, goal, external_id="b", value=Decimal(60), person="@zoe@two.test",
                  click=await click(town, code, "visitor-two-word"))
    await convert(town, goal, external_id="u", value=Decimal(25))
    value, = (await report(town, ann)).values
    assert (value.media, value.networking, value.both, value.none) == (D(100), D(40), D(60), D(25))
    assert value.conversions == {"media": 1, "networking": 1, "both": 1, "none": 1}


async def test_of_a_campaign_are_the_conversions_it_touched_and_what_has_no_path_is_always_there(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    spring, code = await campaign_of(town, ann)
    summer, other = await campaign_of(town, ann, "Summer")
    await convert(town, goal, external_id="1", value=Decimal(10), click=await click(town, code, "visitor-one-word"))
    await convert(town, goal, external_id="2", value=Decimal(20), click=await click(town, other, "visitor-two-word"))
    await convert(town, goal, external_id="3", value=Decimal(5))
    for campaign, media in ((spring, 10), (summer, 20), (None, 30)):
        value, = (await report(town, ann, campaign)).values
        assert (value.media, value.none) == (D(media), D(5))


async def test_the_media_half_counts_what_others_did(town: Town):
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await bob.follows(ann)
    campaign, _ = await campaign_of(town, ann)
    async with town.db.write() as tx:
        note = posts.Note("https://shop.test/", parts={"campaign": campaign})
        post = await posts.publish(tx, ann.profile, note)
        other = await posts.publish(tx, ann.profile, posts.Note("Of no campaign"))
        for who in (ann, bob, cleo):
            await reactions.favourite(tx, who.profile, post)
        await reactions.favourite(tx, bob.profile, other)
        await posts.boost(tx, bob.profile, post)
        await posts.boost(tx, ann.profile, post)
    await cleo.posts("@ann Nice", in_reply_to_id=str(post))
    await ann.posts("Thanks", in_reply_to_id=str(post))
    link = next(one for one in await campaigns.list_links(town.db, ann.profile, campaign) if one.post == post)
    await click(town, link.code)
    await click(town, link.code)
    media = (await report(town, ann, campaign)).media
    assert (media.posts, media.favourites, media.boosts, media.replies, media.clicks) == (1, 2, 1, 1, 1)
    assert (media.followers_here, media.possible_reach, media.engagements) == (1, 1, 4)
    assert (await report(town, ann)).media.favourites == 3


async def test_clicks_on_links_handed_on_belong_to_networking(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    campaign, _ = await campaign_of(town, ann)
    async with town.db.write() as tx:
        code = await campaigns.shorten(tx, ann.profile, campaign, "https://shop.test/", bob.profile)
    await click(town, code)
    found = await report(town, ann)
    assert (found.media.clicks, found.networking.referral_clicks) == (0, 1)


async def test_the_networking_half_counts_what_went_both_ways(town: Town):
    ann, bob, zoe = await town.person("ann"), await town.person("bob"), await elsewhere(town)
    await bob.follows(ann)
    asked = await arrive(town, zoe, ann)
    await arrive(town, zoe, ann)
    await bob.posts("@ann nobody answers me")
    await town.settle()
    town.forward(minutes=30)
    await ann.posts("@zoe@two.test Yes", in_reply_to_id=str(asked))
    found = (await report(town, ann)).networking
    assert (found.conversations, found.new_ties, found.active_ties, found.followers_gained) == (1, 1, 1, 1)
    assert (found.asked, found.answered) == (3, 1)
    assert found.median_response is not None
    assert timedelta(minutes=29) < found.median_response < timedelta(minutes=32)


async def test_what_needs_no_answer_is_not_asked(town: Town):
    ann, zoe = await town.person("ann"), await elsewhere(town)
    await arrive(town, zoe, ann)
    await town.settle()
    item = (await inbox.list_open(town.db, ann.profile))[0]
    async with town.db.write() as tx:
        await inbox.mark_done(tx, ann.profile, item.id)
    found = (await report(town, ann)).networking
    assert (found.asked, found.answered, found.median_response) == (0, 0, None)


async def test_what_was_before_the_time_is_not_in_it(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    _, code = await campaign_of(town, ann)
    await ann.posts("Long ago")
    await convert(town, goal, external_id="1", click=await click(town, code))
    town.forward(days=40)
    found = await report(town, ann)
    assert (found.media.posts, found.media.clicks, list(found.values)) == (0, 0, [])


async def test_the_models_share_out_the_conversions_with_a_path(town: Town):
    ann = await town.person("ann")
    goal, _ = await begin(town, ann)
    _, spring = await campaign_of(town, ann)
    _, summer = await campaign_of(town, ann, "Summer")
    assert await reports.credits(town.db, ann.profile, month()) == {}
    await click(town, spring, "visitor-one-word")
    town.forward(minutes=1)
    await convert(town, goal, external_id="1", click=await click(town, summer, "visitor-one-word"))
    await convert(town, goal, external_id="2", click=await click(town, spring, "visitor-two-word"))
    await convert(town, goal, external_id="3")
    await click(town, summer, "visitor-six-word")
    credits = await reports.credits(town.db, ann.profile, month())
    assert credits["first"] == {"Spring": 2, "Summer": 0}
    assert credits["last"] == {"Spring": 1, "Summer": 1}
    assert all(sum(by_channel.values()) == pytest.approx(2) for by_channel in credits.values())
    # Whoever met Summer alone bought nothing: Spring is worth more to a model that knows it.
    assert credits["shapley"] == pytest.approx({"Spring": 2.5, "Summer": -0.5})


def spent(half: str = "media", **given: object) -> reports.Spent:
    values: dict[str, object] = {"hours": Decimal(2), "rate": Decimal(30)} | given
    return reports.Spent(half, "EUR", now().date(), **values)  # type: ignore[arg-type]


async def test_costs_are_entered_for_a_half_and_struck(town: Town):
    ann = await town.person("ann")
    campaign, _ = await campaign_of(town, ann)
    async with town.db.write() as tx:
        await reports.enter_cost(tx, ann.profile, spent(), campaign)
        await reports.enter_cost(tx, ann.profile, spent("networking", spend=Decimal(5)))
    found = await report(town, ann)
    assert (found.values[0].media_cost, found.values[0].networking_cost) == (D(60), D(65))
    of_campaign = await report(town, ann, campaign)
    assert (of_campaign.values[0].media_cost, of_campaign.values[0].networking_cost) == (D(60), D(0))
    async with town.db.write() as tx:
        for one in found.costs:
            await reports.strike_cost(tx, ann.profile, one.id)
    assert list((await report(town, ann)).costs) == []


@pytest.mark.parametrize("given", [
    {"half": "both"}, {"hours": Decimal(-1)}, {"rate": Decimal(-1)}, {"spend": Decimal(10) ** 12},
    {"hours": Decimal(0)}, {"hours": Decimal(10) ** 9},
])
async def test_a_cost_that_makes_no_sense_is_refused(town: Town, given: dict[str, object]):
    ann = await town.person("ann")
    with pytest.raises(Invalid):
        async with town.db.write() as tx:
            await reports.enter_cost(tx, ann.profile, spent(**given))  # type: ignore[arg-type]


async def test_anothers_campaign_and_cost_are_not_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    campaign, _ = await campaign_of(town, ann)
    async with town.db.write() as tx:
        await reports.enter_cost(tx, ann.profile, spent())
    mine = (await report(town, ann)).costs[0]
    with pytest.raises(NotFound):
        await report(town, bob, campaign)
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await reports.enter_cost(tx, bob.profile, spent(), campaign)
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await reports.strike_cost(tx, bob.profile, mine.id)


async def test_anothers_figures_are_in_no_report_of_mine(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    goal, _ = await begin(town, ann)
    _, code = await campaign_of(town, ann)
    await convert(town, goal, click=await click(town, code))
    post = PostId(int((await ann.posts("Mine"))["id"]))
    async with town.db.write() as tx:
        await reactions.favourite(tx, bob.profile, post)
    found = await report(town, bob)
    assert list(found.values) == []
    assert (found.media.posts, found.media.clicks, found.media.favourites) == (0, 0, 0)
    assert await reports.credits(town.db, bob.profile, month()) == {}
    assert await goals.list_conversions(town.db, bob.profile, since=month().since, until=month().until) == []
