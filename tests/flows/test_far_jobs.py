"""What pages are for that lies beyond this server: the mail of whoever has forgotten, the server where one moves, the
pictures that came from elsewhere."""

import asyncio
import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.flows.jobs import sends, soon
from tests.flows.test_across import at_home, found, sent
from tests.flows.windows import CHROMIUM, DESK, complaints, sign_in
from tests.served import PASSWORD, Served, free_port

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


class Postman:
    """Takes mail, as a relay does."""

    def __init__(self) -> None:
        self.came: Queue[EmailMessage] = Queue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.came.put(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def link(self, to: str) -> str:
        """The address in the next mail to somebody."""
        while (mail := self.came.get(timeout=30))["to"] != to:
            pass
        body = mail.get_body(("plain",))
        assert body is not None
        return str(re.findall(r"http://\S+", body.get_content())[0])


@pytest.fixture
def mailed(folder: Path) -> Iterator[tuple[Served, Postman]]:
    taken, port = Postman(), free_port()
    relay = Controller(taken, hostname="127.0.0.1", port=port)
    relay.start()
    server = Served(folder / f"mailed-{port}", environment={"HUBBUB_SMTP_URL": f"smtp://127.0.0.1:{port}"}).start()
    yield server, taken
    server.stop()
    relay.stop()


async def test_who_has_forgotten_the_password_is_let_in_by_mail_and_who_is_new_confirms_the_address(
    chromium: Browser, mailed: tuple[Served, Postman],
):
    here, postman = mailed
    here.account("olga", "owner")
    context = await chromium.new_context(base_url=here.url, viewport=DESK, service_workers="block")
    page = await context.new_page()
    heard = complaints(page)
    await page.goto("/sign-in")
    await page.get_by_role("link", name=re.compile("Forgot")).click()
    await page.get_by_label("E-mail").fill("olga@mail.test")
    await sends(page, page.get_by_role("button", name="Send me a link"))
    await expect(page.locator(".notice--good")).to_contain_text("is on its way")
    await page.goto(await asyncio.to_thread(postman.link, "olga@mail.test"))
    await page.get_by_label("New password").fill("not forgotten any more")
    await sends(page, page.get_by_role("button", name="Change the password"))
    await _signs_in(page, "olga", "not forgotten any more")
    await page.wait_for_url("**/home")
    await context.clear_cookies()
    await page.goto("/sign-up")
    await page.get_by_label("Name", exact=True).fill("nina")
    await page.get_by_label("E-mail").fill("nina@mail.test")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.locator("main form button.button").click()
    await page.wait_for_load_state()
    await page.goto(await asyncio.to_thread(postman.link, "nina@mail.test"))
    await sends(page, page.get_by_role("button", name="Yes, confirm my address"))
    await _signs_in(page, "nina", PASSWORD)
    await page.wait_for_url("**/home")
    await context.close()
    assert heard == []


async def _signs_in(page: Page, name: str, password: str) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("E-mail").fill(f"{name}@mail.test")
    await page.get_by_label("Password").fill(password)
    await page.locator("main form button.button").first.click()


async def test_somebody_moves_to_another_server_and_their_followers_with_them(
    chromium: Browser, pair: tuple[Served, Served],
):
    old, new = pair
    old.person("maya"), new.person("mayanew")
    fan = old.person("fay")
    old.post(f"/api/v1/accounts/{found(old, fan, '@maya')['id']}/follow", fan)
    for server, name in ((new, "mayanew"), (old, "maya")):
        context = await chromium.new_context(base_url=server.url, viewport=DESK, service_workers="block")
        page = await context.new_page()
        heard = complaints(page)
        await sign_in(page, name)
        await page.goto("/settings/moving")
        if server is new:
            await page.get_by_label("Handle of the old account").fill(f"@maya@{old.domain}")
            await sends(page, page.get_by_role("button", name="Name it as mine"))
            await expect(page.get_by_role("button", name=re.compile("Name .*maya.* no longer"))).to_be_visible()
        else:
            await page.get_by_label("Handle of the new account").fill(f"@mayanew@{new.domain}")
            await page.get_by_label("Your password").fill(PASSWORD)
            await page.get_by_label("I understand").check()
            await sends(page, page.get_by_role("button", name="Move my followers"))
            await expect(page.locator(".notice", has_text="You have moved to")).to_contain_text("mayanew")
            await page.goto("/@maya")
            await expect(page.locator("main")).to_contain_text("has moved to")
        await context.close()
        assert heard == []
    there = (await asyncio.to_thread(found, old, fan, f"@mayanew@{new.domain}"))["id"]
    await soon(lambda: old.get(f"/api/v1/accounts/relationships?id[]={there}", fan)[0]["following"])


async def test_what_came_from_elsewhere_is_counted_and_dropped(chromium: Browser, pair: tuple[Served, Served]):
    here, there = pair
    here.account("otto", "owner")
    otto, pam = here.token("otto"), there.person("pam")
    picture = io.BytesIO()
    Image.effect_noise((400, 300), 90).save(picture, "PNG")
    media = sent(there, pam, picture.getvalue(), "Noise")
    whom = found(here, otto, f"@pam@{there.domain}")["id"]
    here.post(f"/api/v1/accounts/{whom}/follow", otto)
    await soon(lambda: here.get(f"/api/v1/accounts/relationships?id[]={whom}", otto)[0]["following"])
    there.post("/api/v1/statuses", pam, status="Just noise", media_ids=[media["id"]])
    context = await chromium.new_context(base_url=here.url, viewport=DESK, service_workers="block")
    page = await context.new_page()
    await sign_in(page, "otto")

    async def seen() -> bool:
        await page.goto("/home")
        shown = page.locator("article", has_text="Just noise").locator("img").last
        return bool(await shown.evaluate("async (img) => { await img.decode(); return img.naturalWidth > 100 }"))

    await soon(at_home(here, otto, "Just noise"))
    assert await seen()
    await page.goto("/settings/storage")
    await expect(page.get_by_role("region", name="Copies from other servers").locator("tbody tr").first).to_be_visible()
    await page.get_by_label("Drop those at which nobody has looked for").select_option("0")
    await sends(page, page.get_by_role("button", name="Drop"))
    await expect(page.locator(".notice--good")).to_contain_text("The copies are dropped")
    await expect(page.get_by_text("There are none just now.")).to_be_visible()
    assert await seen()  # it is fetched anew when somebody looks
    await context.close()
