"""What each page of one's own account and its settings is for, done in a real browser."""

import base64
import re
import time
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, StorageState, expect

from hubbub.people.factors.codes import code_at
from tests.flows.jobs import Job, does, sends, soon
from tests.flows.windows import CHROMIUM, DESK, sign_in
from tests.served import PASSWORD, Served

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


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
    await page.goto("/settings/transfers")
    lines = [f"{name}@{here.domain}" for name in ("kim", "lea", "nobody", "olga")]
    await page.get_by_label("What is in the file", exact=True).select_option("following")
    await page.get_by_label("The file, from Mastodon or from here").set_input_files({
        "name": "follows.csv", "mimeType": "text/csv", "buffer": "\n".join(["Account address", *lines, ""]).encode()})
    await sends(page, page.get_by_role("button", name="Bring it"))
    await expect(page.get_by_text("3 are done, 1 could not be done")).to_be_visible(timeout=20_000)
    await expect(page.get_by_role("row", name=re.compile("nobody@"))).to_contain_text("Nobody was found")


async def moving(page: Page, here: Served) -> None:
    await page.goto("/settings/moving")
    await page.get_by_label("Handle of the old account").fill(f"@kim@{here.domain}")
    await sends(page, page.get_by_role("button", name="Name it as mine"))
    await sends(page, page.get_by_role("button", name=re.compile("Name .*kim.* no longer")))
    await expect(page.get_by_role("button", name=re.compile("Name .*kim.* no longer"))).to_have_count(0)


JOBS: list[Job] = [profile, privacy, told_of, consent, keys, transfers, moving, appearance]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.__name__)
async def test_a_page_of_the_account_does_what_it_is_for(
    chromium: Browser, here: Served, bobs: StorageState, job: Job,
):
    await does(chromium, here, bobs, job)


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
