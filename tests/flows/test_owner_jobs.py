"""What each page of those who look after a server is for, done in a real browser."""

import asyncio
import io
import re

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, StorageState, expect

from hubbub.base.db import Db, Statement
from tests.flows.jobs import Job, asks, does, of, post, says, sends, state_of
from tests.flows.windows import CHROMIUM, sign_in
from tests.served import PASSWORD, Served

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

_PARK = Statement(None, """
    INSERT INTO jobs (name, args, run_at, tries, error, parked_at)
    VALUES ('timelines.refill', '{"reader": 1}', now(), 5, 'The pier is closed', now())
""")


@pytest_asyncio.fixture(scope="module")
async def olgas(chromium: Browser, here: Served) -> StorageState:
    return await state_of(chromium, here, "olga")


def picture(size: int = 512) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (size, size), "teal").save(file, "PNG")
    return file.getvalue()


async def server(page: Page, here: Served) -> None:
    await page.goto("/settings/server")
    await page.get_by_label("Name", exact=True).fill("The Pier")
    await sends(page, page.locator("form[action='/settings/server']").get_by_role("button", name="Save"))
    await page.get_by_label("One more rule").fill("No shouting at gulls")
    await sends(page, page.get_by_role("button", name="Add"))
    await page.goto("/about")
    await expect(page.get_by_text("No shouting at gulls")).to_be_visible()
    await expect(page.get_by_text("The Pier").first).to_be_visible()


async def icon(page: Page, here: Served) -> None:
    before = await (await page.request.get("/favicon.ico")).body()
    await page.goto("/settings/icon")
    await page.get_by_label("Another picture").set_input_files(
        {"name": "icon.png", "mimeType": "image/png", "buffer": picture()})
    await sends(page, page.get_by_role("button", name="Save"))
    await expect(page.get_by_role("button", name="Take Hubbub's own again")).to_be_visible()
    assert await (await page.request.get("/favicon.ico")).body() != before


async def emoji(page: Page, here: Served) -> None:
    await page.goto("/settings/emoji")
    await page.locator("input[name=shortcode]").fill("gull")
    await page.locator("input[name=picture]").set_input_files(
        {"name": "gull.png", "mimeType": "image/png", "buffer": picture(64)})
    await sends(page, page.get_by_role("button", name="Add"))
    await says(here, "olga", "Look, a :gull:")
    await page.goto("/@olga")
    await expect(post(page, "Look, a").locator("img.emoji")).to_be_visible()
    await page.goto("/settings/emoji")
    await sends(page, page.get_by_role("button", name="Remove :gull:"))
    await expect(page.get_by_role("button", name="Remove :gull:")).to_have_count(0)


async def announcements(page: Page, here: Served) -> None:
    await page.goto("/settings/announcements")
    await page.locator("main textarea[name=text]").fill("The pier is closed on Monday")
    await sends(page, page.get_by_role("button", name="Publish").first)
    await page.goto("/home")
    await expect(page.get_by_text("The pier is closed on Monday")).to_be_visible()
    await sends(page, page.get_by_role("button", name="Close this announcement"))
    await expect(page.get_by_text("The pier is closed on Monday")).to_have_count(0)
    await page.goto("/home")
    await expect(page.get_by_text("The pier is closed on Monday")).to_have_count(0)
    await page.goto("/settings/announcements")
    await sends(page, page.get_by_role("button", name="Delete").first)
    await expect(page.get_by_text("The pier is closed on Monday")).to_have_count(0)


async def sign_ups(page: Page, here: Served) -> None:
    await page.goto("/settings/sign-ups")
    await page.locator("input[name=mode][value=approval]").check()
    await sends(page, page.get_by_role("button", name="Save"))
    assert page.context.browser is not None
    theirs = await page.context.browser.new_context(base_url=here.url)
    guest = await theirs.new_page()
    await guest.goto("/sign-up")
    await guest.get_by_label("Name").fill("mia")
    await guest.get_by_label("E-mail").fill("mia@mail.test")
    await guest.get_by_label("Password").fill(PASSWORD)
    await guest.get_by_label("Why would you like to join?").fill("I love the sea")
    await guest.get_by_role("button", name="Sign up").click()
    await expect(guest.get_by_role("heading", name="Thank you. Somebody will look at your request.")).to_be_visible()
    await page.goto("/settings/people")
    await expect(page.get_by_text("I love the sea")).to_be_visible()
    await sends(page, page.get_by_role("button", name="Let mia in"))
    await expect(page.get_by_role("button", name="Let mia in")).to_have_count(0)
    await sign_in(guest, "mia")
    await theirs.close()
    await page.goto("/settings/sign-ups")
    await page.locator("input[name=mode][value=open]").check()
    await sends(page, page.get_by_role("button", name="Save"))


async def invites(page: Page, here: Served) -> None:
    await page.goto("/settings/invites")
    await page.get_by_label("For how many people").select_option(index=1)
    await sends(page, page.get_by_role("button", name="Make a link"))
    address = await page.locator("[data-copy]").first.get_attribute("data-copy")
    assert address is not None
    assert page.context.browser is not None
    theirs = await page.context.browser.new_context(base_url=here.url)
    guest = await theirs.new_page()
    await guest.goto(address)
    await guest.get_by_label("Name").fill("noa")
    await guest.get_by_label("E-mail").fill("noa@mail.test")
    await guest.get_by_label("Password").fill(PASSWORD)
    await guest.get_by_role("button", name="Sign up").click()
    await guest.wait_for_url("**/home")
    await theirs.close()
    await page.goto("/settings/invites")
    await sends(page, page.get_by_role("button", name=f"End {address}"))
    await expect(page.get_by_role("button", name=f"End {address}")).to_have_count(0)


async def people(page: Page, here: Served) -> None:
    await page.goto("/settings/people")
    await page.get_by_label("Name").fill("iv")
    await page.get_by_role("button", name="Look").click()
    await page.get_by_role("link", name="ivy").first.click()
    await page.get_by_label("What they are for this server").select_option("moderator")
    await sends(page, page.get_by_role("button", name="Give this role"))
    assert here.get("/api/v1/accounts/verify_credentials", here.token("ivy"))["role"]["name"].lower() == "moderator"
    await page.goto(f"/settings/people/{of(here, 'bob')}")
    await page.get_by_label("What is to be done").select_option("silence")
    await page.get_by_label("Why; the person reads it").fill("Too loud")
    await sends(page, page.get_by_role("button", name="Do it"))
    assert here.get(f"/api/v1/accounts/{of(here, 'bob')}", here.token("olga")).get("limited") is True
    await sends(page, page.locator("button[name=undo]").first)
    await expect(page.locator("button[name=undo]")).to_have_count(0)


async def reports(page: Page, here: Served) -> None:
    await asks(here, "ivy", "/api/v1/reports", account_id=of(here, "bob"), comment="He shouts at gulls")
    await page.goto("/settings/reports")
    await expect(page.get_by_text("He shouts at gulls")).to_be_visible()
    await sends(page, page.locator("form[action$='/resolve'] button").first)
    await expect(page.get_by_text("He shouts at gulls")).to_have_count(0)


async def domains(page: Page, here: Served) -> None:
    await page.goto("/settings/domains")
    await page.get_by_label("Its name, with all names below it").fill("spam.example")
    await sends(page, page.get_by_role("button", name="Block", exact=True))
    await page.get_by_text("Change").first.click()
    await sends(page, page.get_by_role("button", name="Have to do with spam.example again"))
    await expect(page.get_by_role("button", name="Have to do with spam.example again")).to_have_count(0)


async def stuck(page: Page, here: Served) -> None:
    async def park(db: Db) -> None:
        async with db.write() as tx:
            await tx.run(_PARK)

    await asyncio.to_thread(here.beside, park)
    await page.goto("/settings/stuck")
    await expect(page.get_by_text("The pier is closed").first).to_be_visible()
    await sends(page, page.get_by_role("button", name=re.compile("^Throw")))
    await expect(page.get_by_text("The pier is closed")).to_have_count(0)


async def storage(page: Page, here: Served) -> None:
    await page.goto("/settings/storage")
    await expect(page.get_by_role("heading", name="Of people here")).to_be_visible()
    await expect(page.locator("main")).to_contain_text(re.compile(r"\d (B|KiB|MiB)"))


async def figures(page: Page, here: Served) -> None:
    await page.goto("/settings/figures")
    await expect(page.locator("main svg[role=img], main figure svg").first).to_be_visible()
    await page.get_by_text("By day").first.click()
    await expect(page.get_by_role("table").first).to_be_visible()


async def servers(page: Page, here: Served) -> None:
    await page.goto("/settings/servers")
    await page.get_by_placeholder("A name begins with").fill("nobody")
    await page.get_by_role("button", name="Look").click()
    await expect(page.locator("main")).to_contain_text(re.compile("[Nn]o(body| server)"))


JOBS: list[Job] = [
    server, icon, emoji, announcements, sign_ups, invites, people, reports, domains, stuck, storage, figures, servers,
]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.__name__)
async def test_a_page_of_the_owner_does_what_it_is_for(chromium: Browser, here: Served, olgas: StorageState, job: Job):
    await does(chromium, here, olgas, job)
