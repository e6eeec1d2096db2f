"""Campaigns: links shortened and tagged, clicks counted once."""

import asyncio
from typing import Any

import pytest

from hubbub.base.db import Statement, Tx
from hubbub.base.errors import Invalid, NotFound
from hubbub.base.facts import on
from hubbub.base.ids import PostId
from hubbub.reach import posts
from hubbub.studio import campaigns
from tests.town import Person, Town

TOLD: list[campaigns.LinkClicked] = []
SUSPEND = Statement(None, "UPDATE profiles SET suspended_at = now() WHERE id = :id")
MARKS = Statement(int, "SELECT count(*)::int FROM click_marks")


@on(campaigns.LinkClicked)
async def hear(tx: Tx, fact: campaigns.LinkClicked) -> None:
    TOLD.append(fact)


async def begin(town: Town, person: Person, name: str = "Spring sale") -> campaigns.CampaignId:
    async with town.db.write() as tx:
        return await campaigns.open_campaign(tx, person.profile, name)


async def publish(town: Town, person: Person, text: str, campaign: int | None) -> posts.Post:
    parts: dict[str, Any] = {} if campaign is None else {"campaign": campaign}
    async with town.db.write() as tx:
        post = await posts.publish(tx, person.profile, posts.Note(text, parts=parts))
    return (await posts.get(town.db, [post]))[0]


async def links_of(town: Town, person: Person, campaign: campaigns.CampaignId) -> list[campaigns.Link]:
    return await campaigns.list_links(town.db, person.profile, campaign)


async def clicked(town: Town, code: str, visitor: str | None = None, trace: str = "1.2.3.4 Firefox") -> bool:
    async with town.db.write() as tx:
        return (await campaigns.click(tx, code, campaigns.Clicker(visitor, trace)))[0].counted


async def test_publishing_shortens_and_tags_the_links_and_ties_them_to_the_post(town: Town):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    post = await publish(town, ann, "Buy (https://shop.test/a?size=9#top), or read https://shop.test/b.", campaign)
    links = {link.target: link for link in await links_of(town, ann, campaign)}
    assert set(links) == {
        "https://shop.test/a?size=9&utm_source=hubbub&utm_medium=social&utm_campaign=spring-sale#top",
        "https://shop.test/b?utm_source=hubbub&utm_medium=social&utm_campaign=spring-sale",
    }
    assert {link.post for link in links.values()} == {post.id}
    codes = [link.code for link in links.values()]
    assert all(len(code) >= 7 and code.isalnum() for code in codes)
    assert "shop.test" not in post.text
    assert all(f"/l/{code}" in post.text and f"/l/{code}" in post.html for code in codes)
    assert post.text.startswith("Buy (http")
    assert post.text.endswith(".")


async def test_tags_that_a_link_has_already_stay_as_they_are(town: Town):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    await publish(town, ann, "https://shop.test/?utm_source=paper&x=%20", campaign)
    assert (await links_of(town, ann, campaign))[0].target == (
        "https://shop.test/?utm_source=paper&x=%20&utm_medium=social&utm_campaign=spring-sale"
    )


async def test_one_address_twice_in_a_post_is_one_link(town: Town):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    post = await publish(town, ann, "https://shop.test/ and again https://shop.test/", campaign)
    code = (await links_of(town, ann, campaign))[0].code
    assert post.text.count(f"/l/{code}") == 2


async def test_a_post_without_a_campaign_keeps_its_links(town: Town):
    ann = await town.person("ann")
    assert (await publish(town, ann, "https://shop.test/", None)).text == "https://shop.test/"


async def test_a_short_link_is_not_shortened_again(town: Town):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    async with town.db.write() as tx:
        code = await campaigns.shorten(tx, ann.profile, campaign, "https://shop.test/")
    own = town.db.here.settings.url(f"/l/{code}")
    assert (await publish(town, ann, own, campaign)).text == own
    assert len(await links_of(town, ann, campaign)) == 1
    with pytest.raises(campaigns.NoTarget, match="short link already"):
        async with town.db.write() as tx:
            await campaigns.shorten(tx, ann.profile, campaign, own)


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "data:text/html,hi", "//evil.test/", "/own", "ftp://a.test/", "https://", "http:evil",
    "https://user:pass@evil.test/", "https://good.test\\@evil.test/", "https://a.test/\x00", "https://a.test/ b",
    "https://[::1", "https://a.test/\u202egnp.exe", "",
])
async def test_a_link_leads_only_to_a_plain_web_address(town: Town, url: str):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    with pytest.raises(campaigns.NoTarget):
        async with town.db.write() as tx:
            await campaigns.shorten(tx, ann.profile, campaign, url)


async def test_anothers_campaign_is_not_found(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    campaign = await begin(town, ann)
    with pytest.raises(NotFound):
        await publish(town, bob, "https://shop.test/", campaign)
    with pytest.raises(NotFound):
        await publish(town, bob, "No link at all", campaign)
    with pytest.raises(NotFound):
        await links_of(town, bob, campaign)
    with pytest.raises(NotFound):
        async with town.db.write() as tx:
            await campaigns.close(tx, bob.profile, campaign)


async def test_campaigns_have_names_that_differ(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await begin(town, ann)
    with pytest.raises(campaigns.NameTaken):
        await begin(town, ann, "  Spring   SALE ")
    await begin(town, bob)
    for name in ("", "!!!", "x" * 101):
        with pytest.raises(Invalid):
            await begin(town, ann, name)


async def short(town: Town, person: Person) -> tuple[campaigns.CampaignId, str]:
    campaign = await begin(town, person)
    async with town.db.write() as tx:
        return campaign, await campaigns.shorten(tx, person.profile, campaign, "https://shop.test/")


async def test_a_visitor_is_counted_once_in_24_hours_and_raw_clicks_are_kept_apart(town: Town):
    ann = await town.person("ann")
    campaign, code = await short(town, ann)
    assert [await clicked(town, code, "visitor-one-word") for _ in range(3)] == [True, False, False]
    town.forward(hours=23)
    assert not await clicked(town, code, "visitor-one-word")
    town.forward(hours=2)
    assert await clicked(town, code, "visitor-one-word")
    link = (await links_of(town, ann, campaign))[0]
    assert (link.counted, link.raw) == (2, 5)


async def test_two_clicks_of_one_visitor_at_once_count_once(town: Town):
    ann = await town.person("ann")
    campaign, code = await short(town, ann)
    counted = await asyncio.gather(*(clicked(town, code, "visitor-one-word") for _ in range(12)))
    assert counted.count(True) == 1
    assert (await links_of(town, ann, campaign))[0].raw == 12


async def test_who_keeps_no_cookie_is_counted_once_a_day_by_address_and_browser(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    assert await clicked(town, code)
    assert not await clicked(town, code)
    assert await clicked(town, code, trace="1.2.3.4 Chrome")
    town.forward(hours=25)
    assert await clicked(town, code)


async def test_the_first_click_gives_the_cookie_that_the_second_is_known_by(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    async with town.db.write() as tx:
        first, _, visitor = await campaigns.click(tx, code, campaigns.Clicker(None, "1.2.3.4 Firefox"))
    assert first.counted
    assert not await clicked(town, code, visitor, "5.6.7.8 Firefox, elsewhere now")


async def test_what_counts_without_a_cookie_is_forgotten_and_was_never_an_address(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    who = campaigns.Clicker(None, "1.2.3.4 Firefox")
    assert "1.2.3.4" not in who.mark(b"secret", "2026-11-22")
    assert who.mark(b"secret", "2026-11-22") != who.mark(b"secret", "2026-11-23")
    assert who.mark(b"secret", "2026-11-22") != who.mark(b"other", "2026-11-22")
    await clicked(town, code)
    town.forward(days=3)
    await town.settle()
    assert await town.db.one(MARKS) == 0


async def test_a_bot_is_led_on_and_counted_apart(town: Town):
    ann = await town.person("ann")
    campaign, code = await short(town, ann)
    async with town.db.write() as tx:
        assert (await campaigns.count_bot(tx, code)).startswith("https://shop.test/")
    link = (await links_of(town, ann, campaign))[0]
    assert (link.counted, link.raw, link.bots) == (0, 0, 1)


async def test_a_stopped_link_and_a_suspended_owners_links_lead_nowhere(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    campaign, code = await short(town, ann)
    link = (await links_of(town, ann, campaign))[0]
    with pytest.raises(campaigns.NoSuchLink):
        async with town.db.write() as tx:
            await campaigns.stop(tx, bob.profile, link.id)
    async with town.db.write() as tx:
        other = await campaigns.shorten(tx, ann.profile, campaign, "https://shop.test/b")
        await campaigns.stop(tx, ann.profile, link.id)
    for _ in range(2):
        with pytest.raises(campaigns.NoSuchLink):
            await clicked(town, code)
        with pytest.raises(campaigns.NoSuchLink):
            await campaigns.find_link(town.db, code)
        with pytest.raises(campaigns.NoSuchLink):
            async with town.db.write() as tx:
                await campaigns.count_bot(tx, code)
        async with town.db.write() as tx:
            await tx.run(SUSPEND, id=ann.profile)
        code = other


async def test_a_click_is_told(town: Town):
    ann = await town.person("ann")
    campaign, code = await short(town, ann)
    TOLD.clear()
    async with town.db.write() as tx:
        _, name, _ = await campaigns.click(tx, code, campaigns.Clicker(None, "1.2.3.4 Firefox"))
    await town.settle()
    assert [campaigns.LinkClicked((await links_of(town, ann, campaign))[0].id, name)] == TOLD


async def test_figures_add_up(town: Town):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    await publish(town, ann, "https://shop.test/a https://shop.test/b", campaign)
    await publish(town, ann, "No link", campaign)
    for link in await links_of(town, ann, campaign):
        await clicked(town, link.code, "visitor-one-word")
        await clicked(town, link.code, "visitor-one-word")
    row = (await campaigns.figures(town.db, ann.profile))[0]
    assert (row.posts, row.links, row.counted, row.raw, row.bots) == (2, 2, 2, 4, 0)


async def test_a_campaigns_posts_are_listed(town: Town):
    ann = await town.person("ann")
    campaign = await begin(town, ann)
    first = await publish(town, ann, "One", campaign)
    second = await publish(town, ann, "Two", campaign)
    await publish(town, ann, "Apart", None)
    listed: list[PostId] = await campaigns.list_posts(town.db, ann.profile, campaign)
    assert listed == [second.id, first.id]
