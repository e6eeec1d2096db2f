"""What each page of a member is for, done in a real browser. Those of the owner are in test_owner_jobs.py."""

import asyncio
import base64
import re
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, StorageState, expect

from hubbub.base.clock import now
from hubbub.people.factors.codes import code_at
from tests.flows.windows import CHROMIUM, DESK, complaints, sign_in
from tests.served import PASSWORD, Served, eventually

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

Job = Callable[[Page, Served], Awaitable[None]]


@pytest.fixture(scope="module")
def here(folder: Path):
    server = Served(folder / "jobs").start()
    server.account("olga", "owner")
    for name in ("ivy", "bob", "kim", "lea"):
        server.person(name)
    server.post(f"/api/v1/accounts/{of(server, 'ivy')}/follow", server.token("bob"))
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="module")
async def bobs(chromium: Browser, here: Served) -> StorageState:
    """What bob's browser holds after signing in."""
    context = await chromium.new_context(base_url=here.url)
    await sign_in(await context.new_page(), "bob")
    return await context.storage_state()


def of(here: Served, name: str) -> str:
    return str(here.get(f"/api/v1/accounts/lookup?acct={name}")["id"])


async def says(here: Served, name: str, words: str, **more: object) -> dict[str, str]:
    """Somebody publishes this by an app."""
    token = here.token(name)
    made: dict[str, str] = await asyncio.to_thread(here.post, "/api/v1/statuses", token, status=words, **more)
    return made


async def asks(here: Served, name: str, path: str, **given: object) -> None:
    await asyncio.to_thread(here.post, path, here.token(name), **given)


async def soon(look: Callable[[], object]) -> None:
    """Until it is true."""
    await asyncio.to_thread(eventually, look)


async def sends(page: Page, button: Locator) -> None:
    """The button is pressed, and what it sends is answered: whoever goes on before breaks it off. Whoever is asked
    whether they are sure says so."""
    async with page.expect_response(lambda answer: answer.request.method == "POST"):
        await button.click()
    await page.wait_for_load_state()
    if await page.locator(".sure").count():
        await sends(page, page.locator(".sure button.button--danger"))


def post(page: Page, words: str) -> Locator:
    return page.locator("article.post", has_text=words)


async def profile(page: Page, here: Served) -> None:
    await page.goto("/settings/profile")
    await page.get_by_label("Display name").fill("Bob of the Harbour")
    await page.get_by_label("About you").fill("I mend nets.")
    await sends(page, page.get_by_role("button", name="Preview"))
    await expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    assert here.get("/api/v1/accounts/lookup?acct=bob")["note"] == ""
    await sends(page, page.get_by_role("button", name="Save"))
    await page.goto("/@bob")
    await expect(page.get_by_role("heading", name="Bob of the Harbour")).to_be_visible()
    await expect(page.get_by_text("I mend nets.")).to_be_visible()


async def privacy(page: Page, here: Served) -> None:
    await page.goto("/settings/privacy")
    await page.get_by_label("Cover my pictures and films").check()
    await sends(page, page.get_by_role("button", name="Save"))
    await page.goto("/settings/privacy")
    await expect(page.get_by_label("Cover my pictures and films")).to_be_checked()


async def appearance(page: Page, here: Served) -> None:
    await page.goto("/settings/appearance")
    light = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    await page.get_by_role("radio", name="Dark", exact=True).check()
    await sends(page, page.get_by_role("button", name="Save"))
    await page.goto("/home")
    assert await page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


async def told_of(page: Page, here: Served) -> None:
    await page.goto("/settings/notifications")
    choice = page.locator("main fieldset").first.locator("input[type=radio]").nth(1)
    await choice.check()
    await sends(page, page.get_by_role("button", name="Save"))
    await page.goto("/settings/notifications")
    await expect(choice).to_be_checked()


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


async def consent(page: Page, here: Served) -> None:
    out = "urn:ietf:wg:oauth:2.0:oob"
    app = here.post("/api/v1/apps", client_name="Pier", redirect_uris=out, scopes="read write")
    await page.goto(f"/oauth/authorize?client_id={app['client_id']}&redirect_uri={out}&response_type=code&scope=read")
    await sends(page, page.get_by_role("button", name="Let it in"))
    code = await page.locator("[data-copy]").first.get_attribute("data-copy")
    given = here.post("/oauth/token", grant_type="authorization_code", code=code, redirect_uri=out,
                      client_id=app["client_id"], client_secret=app["client_secret"])
    assert here.get("/api/v1/accounts/verify_credentials", given["access_token"])["username"] == "bob"
    await page.goto("/settings/apps")
    await sends(page, page.get_by_role("button", name="Take back what Pier may do"))
    assert here.ask("GET", "/api/v1/accounts/verify_credentials", token=given["access_token"])[0] == 401


async def keys(page: Page, here: Served) -> None:
    await page.goto("/settings/apps")
    await page.get_by_label("What it is for").fill("A lamp")
    await page.locator("main input[name=scopes]").first.check()
    await page.get_by_label("Your password").fill(PASSWORD)
    await sends(page, page.get_by_role("button", name="Make a key"))
    secret = await page.locator("[data-copy]").first.get_attribute("data-copy")
    assert here.get("/api/v1/accounts/verify_credentials", str(secret))["username"] == "bob"


async def transfers(page: Page, here: Served) -> None:
    await page.goto("/settings/transfers")
    async with page.expect_download() as download:
        await page.locator("a[href*='/settings/transfers/take/']").first.click()
    assert "ivy" in Path(await (await download.value).path()).read_text()
    await page.get_by_label("What is in the file", exact=True).select_option("mutes")
    await page.get_by_label("The file, from Mastodon or from here").set_input_files(
        {"name": "mutes.csv", "mimeType": "text/csv", "buffer": f"Account address\nlea@{here.domain}\n".encode()})
    await sends(page, page.get_by_role("button", name="Bring it"))
    await soon(lambda: "lea" in [each["username"] for each in here.get("/api/v1/mutes", here.token("bob"))])
    await expect(page.get_by_text("1 of 1").first).to_be_visible()


async def moving(page: Page, here: Served) -> None:
    await page.goto("/settings/moving")
    await page.get_by_label("Handle of the old account").fill(f"@kim@{here.domain}")
    await sends(page, page.get_by_role("button", name="Name it as mine"))
    await sends(page, page.get_by_role("button", name=re.compile("Name .*kim.* no longer")))
    await expect(page.get_by_role("button", name=re.compile("Name .*kim.* no longer"))).to_have_count(0)


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
    profile, privacy, told_of, requests, filters, lists, tags, follow_requests, kept_posts, search, following,
    conversations, apart, reports, edits, redrafts, who_did_what, drafts, consent, keys, transfers, moving,
    somebody, appearance,
]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.__name__)
async def test_a_page_does_what_it_is_for(chromium: Browser, here: Served, bobs: StorageState, job: Job):
    context = await chromium.new_context(
        base_url=here.url, storage_state=bobs, viewport=DESK, service_workers="block", color_scheme="light")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    heard = complaints(page)
    await job(page, here)
    await context.close()
    assert heard == []


async def test_the_password_is_changed_a_second_step_added_others_signed_out_and_the_account_closed(
    chromium: Browser, here: Served,
):
    one, other = [await chromium.new_context(base_url=here.url, viewport=DESK) for _ in range(2)]
    page, elsewhere = await one.new_page(), await other.new_page()
    await sign_in(page, "kim")
    await sign_in(elsewhere, "kim")
    await page.goto("/settings/sessions")
    await sends(page, page.get_by_role("button", name="Sign out everywhere else"))
    await elsewhere.goto("/home")
    await expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.goto("/settings/account")
    await page.get_by_label("Present password").fill(PASSWORD)
    await page.get_by_label("New password").fill("another good password")
    await sends(page, page.get_by_role("button", name="Change the password"))
    await page.goto("/settings/second-step")
    await page.locator("#app-password").fill("another good password")
    await sends(page, page.get_by_role("button", name="Set up an app"))
    secret = (await page.locator(".factors__code").inner_text()).replace(" ", "")
    await page.get_by_label("Type in the code that it shows").fill(code(secret))
    await sends(page, page.get_by_role("button", name="Turn it on"))
    spare = await page.locator(".factors__codes li").first.inner_text()
    await page.get_by_role("link", name="I have them").click()
    await elsewhere.goto("/sign-in")
    await elsewhere.get_by_label("E-mail").fill("kim@mail.test")
    await elsewhere.get_by_label("Password").fill("another good password")
    await elsewhere.locator("main form button.button").first.click()
    await elsewhere.get_by_label("Code").fill(spare)
    await elsewhere.get_by_role("button", name="Sign in").click()
    await elsewhere.wait_for_url(re.compile("/(home|settings/second-step)"))
    await page.goto("/settings/close")
    await page.locator("input[name=sure]").check()
    await page.get_by_label("Your password").fill("another good password")
    await sends(page, page.get_by_role("button", name="Close my account"))
    await expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()
    assert here.ask("GET", "/@kim")[0] == 404
    await one.close()
    await other.close()


def code(secret: str) -> str:
    return code_at(base64.b32decode(secret + "=" * (-len(secret) % 8)), int(time.time()) // 30)
