"""Short links and the campaigns' pages."""

from urllib.parse import parse_qs, urlsplit

import pytest

from hubbub.people import teams
from hubbub.studio import campaigns
from tests.browser import Browser, browser
from tests.studio.campaigns.test_bots import PEOPLE
from tests.studio.campaigns.test_campaigns import begin, links_of, short
from tests.town import Answer, Person, Town, ask

FIREFOX = {"user-agent": PEOPLE[0]}


async def visit(town: Town, path: str, cookie: str = "", method: str = "GET", **more: str) -> Answer:
    headers = {"user-agent": PEOPLE[0], "cookie": cookie} | {k.replace("_", "-"): v for k, v in more.items()}
    return await ask(town.app, method, path, headers=headers)


async def figures(town: Town, person: Person) -> tuple[int, int, int]:
    row = (await campaigns.figures(town.db, person.profile))[0]
    return row.counted, row.raw, row.bots


async def test_a_click_leads_to_the_target_with_its_own_name_and_a_cookie(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    answer = await visit(town, f"/l/{code}")
    assert answer.status == 302
    where = urlsplit(answer.headers["location"])
    assert (where.scheme, where.netloc) == ("https", "shop.test")
    given = parse_qs(where.query)
    assert given["utm_campaign"] == ["spring-sale"]
    assert len(given["hubbub_click"][0]) == 16
    assert "no-store" in answer.headers["cache-control"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("visitor-")
    assert all(word in cookie.lower() for word in ("httponly", "samesite=lax", "path=/l/"))
    again = await visit(town, f"/l/{code}", cookie.partition(";")[0], x_forwarded_for="9.9.9.9")
    assert again.headers["location"] != answer.headers["location"]
    assert await figures(town, ann) == (1, 2, 0)


async def test_bots_heads_and_browsers_that_look_ahead_are_led_on_and_not_counted(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    bot = await visit(town, f"/l/{code}", user_agent="Googlebot/2.1")
    assert (bot.status, "hubbub_click" in bot.headers["location"]) == (302, False)
    assert "set-cookie" not in bot.headers
    assert (await visit(town, f"/l/{code}", method="HEAD")).status == 302
    assert (await visit(town, f"/l/{code}", sec_purpose="prefetch")).status == 302
    assert await figures(town, ann) == (0, 0, 3)


async def test_a_made_up_cookie_makes_nobody_a_new_visitor(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    name = (await visit(town, f"/l/{code}")).headers["set-cookie"].partition("=")[0]
    for n in range(5):
        await visit(town, f"/l/{code}", f"{name}=visitor{n}of-many-.{n:016x}")
    assert await figures(town, ann) == (1, 6, 0)


async def test_who_asks_not_to_be_tracked_gets_no_cookie_and_is_still_counted_once(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    for _ in range(2):
        assert "set-cookie" not in (await visit(town, f"/l/{code}", sec_gpc="1")).headers
    assert await figures(town, ann) == (1, 2, 0)


async def test_a_plus_shows_where_a_link_leads_and_counts_nothing(town: Town):
    ann = await town.person("ann")
    _, code = await short(town, ann)
    shown = await visit(town, f"/l/{code}+")
    assert shown.status == 200
    assert "https://shop.test/?utm_source=hubbub" in shown.text
    assert "@ann" in shown.text
    assert await figures(town, ann) == (0, 0, 0)


@pytest.mark.parametrize("code", ["nosuchcode", "a", "%00%00%00%00%00%00%00", "..%2f..", "x" * 500, "+"])
async def test_no_such_link_is_not_found(town: Town, code: str):
    assert (await visit(town, f"/l/{code}")).status == 404


async def page_of(town: Town, name: str = "ann") -> tuple[Person, Browser]:
    person = await town.person(name)
    return person, await browser(town, person)


async def test_from_a_new_campaign_to_a_post_with_a_counted_link(town: Town):
    ann, page = await page_of(town)
    assert "No campaign yet" in (await page.get("/studio/campaigns")).text
    assert 'name="campaign"' not in (await page.get("/compose")).text
    made = await page.sends("/studio/campaigns", name="Autumn")
    where = made.headers["location"]
    assert "Autumn</option>" in (await page.get("/compose")).text
    await page.sends("/posts", text="Come: https://shop.test/", campaign=where.rpartition("/")[2])
    campaign = campaigns.CampaignId(int(where.rpartition("/")[2]))
    code = (await links_of(town, ann, campaign))[0].code
    await visit(town, f"/l/{code}")
    shown = (await page.get(where)).text
    assert f"/l/{code}" in shown
    assert "1 clicks from" in shown
    assert "Come:" in shown
    assert "Autumn" in (await page.get("/studio/campaigns")).text


async def test_a_refused_name_is_said_beside_the_field(town: Town):
    _, page = await page_of(town)
    await page.sends("/studio/campaigns", name="Autumn")
    answer = await page.sends("/studio/campaigns", name="Autumn")
    assert answer.status == 422
    assert "There is a campaign of that name already." in answer.text


async def test_a_link_is_made_by_hand_and_stopped(town: Town):
    ann, page = await page_of(town)
    bob = await town.person("bob")
    campaign = await begin(town, ann)
    where = f"/studio/campaigns/{campaign}"
    assert (await page.sends(f"{where}/links", url="https://shop.test/", handle="@bob")).status == 303
    link = (await links_of(town, ann, campaign))[0]
    assert link.referrer == bob.profile
    assert "handed to @bob" in (await page.get(where)).text
    for given in ({"url": "javascript:alert(1)"}, {"url": "https://shop.test/", "handle": "@nobody"}):
        assert (await page.sends(f"{where}/links", **given)).status == 422
    assert (await page.sends(f"/studio/links/{link.id}/stop", sure="on")).status == 303
    assert (await visit(town, f"/l/{link.code}")).status == 404


async def test_a_closed_campaign_is_not_offered_and_its_links_go_on(town: Town):
    ann, page = await page_of(town)
    campaign, code = await short(town, ann)
    await page.sends(f"/studio/campaigns/{campaign}/close")
    assert "Spring sale</option>" not in (await page.get("/compose")).text
    assert (await visit(town, f"/l/{code}")).status == 302
    await page.sends(f"/studio/campaigns/{campaign}/close", open="on")
    assert "Spring sale</option>" in (await page.get("/compose")).text


async def test_anothers_campaign_is_not_found_on_any_page(town: Town):
    ann, _ = await page_of(town)
    campaign, code = await short(town, ann)
    link = (await links_of(town, ann, campaign))[0]
    _, other = await page_of(town, "bob")
    for path in (f"/studio/campaigns/{campaign}", f"/studio/campaigns/{campaign}.csv"):
        assert (await other.get(path)).status == 404
    for path in (f"/studio/campaigns/{campaign}/links", f"/studio/campaigns/{campaign}/close",
                 f"/studio/links/{link.id}/stop"):
        assert (await other.sends(path, url="https://shop.test/")).status == 404
    assert "Spring sale" not in (await other.get("/studio/campaigns")).text
    assert (await visit(town, f"/l/{code}")).status == 302


async def test_an_analyst_looks_and_changes_nothing(town: Town):
    ann, page = await page_of(town)
    campaign, _ = await short(town, ann)
    async with town.db.write() as tx:
        await teams.join(tx, ann.profile, ann.account, teams.Role.ANALYST)
    assert (await page.get(f"/studio/campaigns/{campaign}")).status == 200
    assert (await page.sends("/studio/campaigns", name="Mine")).status == 403
    assert (await page.sends(f"/studio/campaigns/{campaign}/links", url="https://shop.test/")).status == 403
    assert (await page.sends(f"/studio/campaigns/{campaign}/close")).status == 403


async def test_tables_can_be_taken_away(town: Town):
    ann, page = await page_of(town)
    async with town.db.write() as tx:
        campaign = await campaigns.open_campaign(tx, ann.profile, "=1+1 sale")
        await campaigns.shorten(tx, ann.profile, campaign, "https://shop.test/")
    assert "'=1+1 sale" in (await page.get("/studio/campaigns.csv")).text
    assert "https://shop.test/" in (await page.get(f"/studio/campaigns/{campaign}.csv")).text


async def test_a_stranger_is_asked_to_sign_in(town: Town):
    page = await browser(town)
    assert (await page.get("/studio/campaigns")).headers["location"].startswith("/sign-in")
