"""What each page on which a member reads, writes and meets others is for, done in a real browser."""

import asyncio
import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, StorageState, expect

from hubbub.base.clock import now
from tests.flows.jobs import Job, asks, does, of, post, says, sends, soon
from tests.flows.windows import CHROMIUM
from tests.served import Served

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


async def requests(page: Page, here: Served) -> None:
    status, _ = await asyncio.to_thread(
        here.ask, "PATCH", "/api/v2/notifications/policy", {"for_not_following": "filter"}, token=here.token("bob"))
    assert status == 200
    await says(here, "lea", "@bob do you have a boat?")
    await soon(lambda: here.get("/api/v1/notifications/requests", here.token("bob")))
    await page.goto("/notifications/requests")
    await page.locator("main a[href*='/notifications/requests/']").first.click()
    await expect(page.get_by_text("do you have a boat?")).to_be_visible()
    await sends(page, page.locator("form[action$='/accept'] button").first)
    await page.goto("/notifications/requests")
    await expect(page.get_by_role("heading", name="Nobody waits")).to_be_visible()
    await page.goto("/notifications")
    await expect(page.get_by_text("do you have a boat?").first).to_be_visible()


async def filters(page: Page, here: Served) -> None:
    await says(here, "ivy", "Spinach again")
    await page.goto("/settings/filters")
    await page.locator("main input[name=title]").fill("Vegetables")
    await page.get_by_label("Word or words 1").fill("spinach")
    await sends(page, page.get_by_role("button", name="Make it"))
    await page.goto("/home")
    folded = page.locator("details.post__spoiler", has_text="Vegetables")
    await expect(folded.get_by_text("Spinach again")).to_be_hidden()
    await folded.locator("summary").click()
    await expect(folded.get_by_text("Spinach again")).to_be_visible()
    await page.goto("/settings/filters")
    await page.get_by_role("link", name="Vegetables").click()
    await page.get_by_text("Delete this filter").click()
    await sends(page, page.get_by_role("button", name="Delete it"))
    await page.goto("/home")
    await expect(folded).to_have_count(0)


async def lists(page: Page, here: Served) -> None:
    await says(here, "ivy", "Seen in a list")
    await page.goto("/lists")
    await page.locator("main input[name=title]").fill("Harbour")
    await sends(page, page.get_by_role("button", name="Make it"))
    await page.goto("/lists")
    await page.get_by_role("link", name="Harbour").first.click()
    await page.get_by_role("link", name=re.compile("Who is in|Change|Edit")).first.click()
    await page.get_by_label("Search among those whom you follow").fill("iv")
    await page.keyboard.press("Enter")
    await sends(page, page.get_by_role("button", name="Put in ivy"))
    await expect(page.get_by_role("button", name="Take out ivy").first).to_be_visible()
    await page.goto("/lists")
    await page.get_by_role("link", name="Harbour").first.click()
    await expect(post(page, "Seen in a list")).to_be_visible()
    await page.get_by_role("link", name=re.compile("Who is in|Change|Edit")).first.click()
    await page.get_by_text("Delete this list").click()
    await sends(page, page.get_by_role("button", name="Delete it"))
    await page.goto("/lists")
    await expect(page.get_by_role("link", name="Harbour")).to_have_count(0)


async def tags(page: Page, here: Served) -> None:
    await says(here, "lea", "Boats in the #harbour")
    await page.goto("/tags/harbour")
    await expect(post(page, "Boats in the")).to_be_visible()
    await sends(page, page.get_by_role("button", name="Follow"))
    await page.goto("/tags")
    await sends(page, page.get_by_role("button", name="Unfollow harbour"))
    await expect(page.get_by_role("heading", name="You follow no tags yet")).to_be_visible()


async def follow_requests(page: Page, here: Served) -> None:
    await asyncio.to_thread(
        here.ask, "PATCH", "/api/v1/accounts/update_credentials", {"locked": True}, token=here.token("bob"))
    await asks(here, "kim", f"/api/v1/accounts/{of(here, 'bob')}/follow")
    await page.goto("/follow-requests")
    await sends(page, page.get_by_role("button", name=re.compile("Accept|Let")).first)
    await page.goto("/@bob/followers")
    await expect(page.get_by_role("link", name="kim").first).to_be_visible()
    await asyncio.to_thread(
        here.ask, "PATCH", "/api/v1/accounts/update_credentials", {"locked": False}, token=here.token("bob"))


async def kept_posts(page: Page, here: Served) -> None:
    await says(here, "ivy", "Worth keeping")
    await page.goto("/@ivy")
    for name, shelf in (("Favourite", "/favourites"), ("Bookmark", "/bookmarks")):
        async with page.expect_response(re.compile("/posts/")):
            await post(page, "Worth keeping").get_by_role("button", name=name).click()
        await page.goto(shelf)
        await expect(post(page, "Worth keeping")).to_be_visible()
        await page.goto("/@ivy")


async def search(page: Page, here: Served) -> None:
    await says(here, "ivy", "A heron landed on the breakwater")
    await soon(lambda: here.get("/api/v2/search?q=breakwater&type=statuses", here.token("bob"))["statuses"])
    await page.goto("/search")
    await page.get_by_label("Search for people, posts and tags").press_sequentially("breakwater")
    await expect(page.locator("#found").get_by_text("A heron landed")).to_be_visible()
    await page.get_by_label("Search for people, posts and tags").fill("ivy")
    await expect(page.locator("#found").get_by_role("link", name="ivy").first).to_be_visible()


async def following(page: Page, here: Served) -> None:
    await says(here, "lea", "Everybody may read this")
    await page.goto("/public")
    await post(page, "Everybody may read this").locator(".post__author").click()
    await sends(page, page.get_by_role("button", name="Follow lea"))
    await page.goto("/@bob/following")
    await expect(page.locator("main").get_by_role("link", name="lea").first).to_be_visible()
    made = await says(here, "lea", "My followers read this at home")
    await soon(lambda: made["id"] in [each["id"] for each in here.get("/api/v1/timelines/home", here.token("bob"))])
    await page.goto("/home")
    await expect(post(page, "My followers read this at home")).to_be_visible()


async def conversations(page: Page, here: Served) -> None:
    await says(here, "ivy", "@bob between us", visibility="direct")
    await soon(lambda: here.get("/api/v1/conversations", here.token("bob")))
    await page.goto("/conversations")
    await page.locator("main a[href^='/conversations/']").first.click()
    await expect(page.locator("main").get_by_text("between us")).to_be_visible()
    await page.get_by_label("Your answer, for those in this conversation alone").fill("So it stays")
    await sends(page, page.get_by_role("button", name="Send"))
    await expect(page.locator("main").get_by_text("So it stays")).to_be_visible()
    last = (await asyncio.to_thread(here.get, "/api/v1/conversations", here.token("ivy")))[0]["last_status"]
    assert ("So it stays" in last["content"], last["visibility"]) == (True, "direct")


async def apart(page: Page, here: Served) -> None:
    for verb, path in (("mute", "/settings/muted"), ("block", "/settings/blocked")):
        await asks(here, "bob", f"/api/v1/accounts/{of(here, 'kim')}/{verb}")
        await page.goto(path)
        undo = page.locator(f"main form[action*='/un{verb}/'] button").first
        if not await undo.is_visible():
            await page.get_by_label("More about kim").click()
        await sends(page, undo)
        await page.goto(path)
        await expect(page.get_by_role("link", name="kim")).to_have_count(0)


async def reports(page: Page, here: Served) -> None:
    await page.goto(f"/report/{of(here, 'lea')}")
    await page.get_by_label("What should we know?").fill("They sell a boat that is not theirs")
    await sends(page, page.get_by_role("button", name="Report"))
    await expect(page.get_by_role("heading", name="Thank you. Somebody will look at it.")).to_be_visible()


async def edits(page: Page, here: Served) -> None:
    made = await says(here, "bob", "I have a bote")
    await page.goto(f"/posts/{made['id']}/edit")
    await page.locator("main textarea[name=text]").fill("I have a boat")
    await sends(page, page.get_by_role("button", name="Save"))
    await page.goto(f"/@bob/{made['id']}/history")
    for words in ("I have a bote", "I have a boat"):
        await expect(page.locator("main").get_by_text(words).first).to_be_visible()


async def redrafts(page: Page, here: Served) -> None:
    made = await says(here, "bob", "Not what I meant")
    await page.goto(f"/posts/{made['id']}/redraft")
    await sends(page, page.get_by_role("button", name="Delete and write anew"))
    await expect(page.locator("main textarea[name=text]")).to_have_value("Not what I meant")
    await page.goto("/@bob")
    await expect(post(page, "Not what I meant")).to_have_count(0)


async def who_did_what(page: Page, here: Served) -> None:
    made = await says(here, "bob", "Who likes nets?")
    await asks(here, "ivy", f"/api/v1/statuses/{made['id']}/favourite")
    await says(here, "ivy", "I do", quoted_status_id=made["id"])
    await page.goto(f"/posts/{made['id']}/reactions")
    await expect(page.get_by_role("link", name="ivy").first).to_be_visible()
    await page.goto(f"/posts/{made['id']}/quotes")
    await expect(post(page, "I do")).to_be_visible()


async def drafts(page: Page, here: Served) -> None:
    await page.goto("/home")
    await page.get_by_label("What would you like to say?").fill("In a while")
    await page.get_by_title("Publish later").click()
    await page.locator("input[name=due_at]").fill((now() + timedelta(days=20)).strftime("%Y-%m-%dT10:00"))
    await sends(page, page.locator(".composer").get_by_role("button", name=re.compile("^(Publish|Schedule)$")))
    await page.wait_for_url("**/drafts")
    await expect(page.get_by_text("In a while").first).to_be_visible()
    await sends(page, page.locator("article", has_text="In a while").get_by_role("button", name="Publish now"))
    await page.goto("/@bob")
    await expect(post(page, "In a while")).to_be_visible()


async def somebody(page: Page, here: Served) -> None:
    """A profile: a note about them, who is shared, whom they follow."""
    await page.goto("/@ivy")
    await page.get_by_text("Your note about ivy").first.click()
    await page.locator("textarea[name=note]").fill("Met at the pier")
    await sends(page, page.locator("form[action^='/notes/']").get_by_role("button", name="Save"))
    await page.goto("/@ivy")
    await expect(page.locator("textarea[name=note]")).to_have_value("Met at the pier")
    await page.goto("/@bob/following")
    await expect(page.get_by_role("link", name="ivy").first).to_be_visible()


JOBS: list[Job] = [
    requests, filters, lists, tags, follow_requests, kept_posts, search, following, conversations, apart, reports,
    edits, redrafts, who_did_what, drafts, somebody,
]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.__name__)
async def test_a_page_does_what_it_is_for(chromium: Browser, here: Served, bobs: StorageState, job: Job):
    await does(chromium, here, bobs, job)
