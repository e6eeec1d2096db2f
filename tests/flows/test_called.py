"""A browser that is called: from what happens here, through a push service, to the words on the screen and the page."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.flows.windows import CHROMIUM, signed_in
from tests.relations.pushes.phones import keys, phone
from tests.served import Served, eventually

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

# The browser's maker's own push service is not to be had here: one of ours takes the message, opens it with the keys
# that the server was told, and the browser hands what was in it to the service worker as it does with every push.
SUBSCRIBE = """async (given) => {
    const csrf = document.querySelector("[name=csrf]").value;
    const answer = await fetch("/settings/push", { method: "POST", body: new URLSearchParams({ ...given, csrf }) });
    return answer.ok;
}"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body, data }) => ({ title, body, url: data.url }))"""
PRESS = """async () => {
    const [notification] = await self.registration.getNotifications();
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


class Service(BaseHTTPRequestHandler):
    """A push service: keeps what it is brought."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append((body, {name.lower(): said for name, said in self.headers.items()}))  # type: ignore[attr-defined]
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not on the terminal of the tests."""


@pytest.fixture(scope="module")
def here(folder) -> Iterator[Served]:
    server = Served(folder / "called").start()
    yield server
    server.stop()


@pytest.fixture
def service() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.taken = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


async def test_what_happens_is_shown_by_the_browser_and_leads_to_its_page(
    chromium: Browser, here: Served, service: ThreadingHTTPServer
):
    here.person("ann")
    bob, device = here.person("bob"), phone()
    context = await chromium.new_context(base_url=here.url, permissions=["notifications"])
    page = await signed_in(context, "ann")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    endpoint = f"http://127.0.0.1:{service.server_port}/push/ann"
    await page.goto("/settings/push")
    assert await page.evaluate(SUBSCRIBE, {"endpoint": endpoint, **keys(device)})
    post = here.post("/api/v1/statuses", bob, status="@ann Is there soup?")
    taken = eventually(lambda: service.taken)[0]  # type: ignore[attr-defined]
    await delivered(page, here.url, device.reads(*taken).decode())
    assert await page.evaluate(SHOWN) == [{
        "title": "bob spoke to you", "body": "@ann Is there soup?", "url": json.loads(device.reads(*taken))["url"]}]
    await context.service_workers[0].evaluate(PRESS)
    await page.wait_for_url(f"**/@bob/{post['id']}")
    await expect(page.locator("article.post--focus")).to_contain_text("Is there soup?")
    await context.close()


async def delivered(page: Page, origin: str, data: str) -> None:
    """The browser has got this message for our service worker."""
    session = await page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    await session.send("ServiceWorker.enable")
    await page.wait_for_function("navigator.serviceWorker.controller !== null")
    for _ in range(600):  # ten seconds on a screen
        if found:
            break
        await page.evaluate("new Promise((done) => requestAnimationFrame(done))")
    await session.send("ServiceWorker.deliverPushMessage", {
        "origin": origin, "registrationId": found[-1]["registrationId"], "data": data})
    await page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")


@pytest.mark.parametrize(("permission", "said"), [
    ("denied", "notifications of this site are turned off in the browser"),
    ("prompt", "This browser has not been allowed to show notifications."),
    ("granted", "The push service of this browser cannot be reached just now."),
], ids=["refused before", "refused when asked", "allowed, but there is no service"])
async def test_why_a_browser_cannot_be_called_is_said(chromium: Browser, here: Served, permission: str, said: str):
    """The browser of the tests answers whatever it would ask a person with no, and has no push service."""
    here.person("dora")
    context = await chromium.new_context(base_url=here.url)
    page = await signed_in(context, "dora")
    session = await context.new_cdp_session(page)
    window = (await session.send("Target.getTargetInfo"))["targetInfo"]["browserContextId"]
    await session.send("Browser.setPermission", {
        "permission": {"name": "notifications"}, "setting": permission, "origin": here.url,
        "browserContextId": window})
    await page.goto("/settings/push")
    if permission != "denied":
        await expect(page.get_by_role("button", name="Not now")).to_have_count(0)
        await page.get_by_role("button", name="Yes, tell me").click()
    await expect(page.locator("main").get_by_text(said)).to_be_visible()
    await context.close()


async def test_the_server_can_be_installed_as_an_app(chromium: Browser, here: Served):
    here.person("cleo")
    context = await chromium.new_context(base_url=here.url)
    page = await signed_in(context, "cleo")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = await context.new_cdp_session(page)
    manifest = await session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    said = json.loads(manifest["data"])
    assert said["display"] in ("standalone", "minimal-ui")
    assert {icon.get("purpose", "any") for icon in said["icons"]} >= {"any", "maskable"}
    problems = (await session.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    # A window without a profile of its own cannot install anything: of the rest there is nothing to complain.
    assert [each["errorId"] for each in problems if each["errorId"] != "in-incognito"] == []
    await context.close()
