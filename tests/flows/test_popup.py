"""A web app on another site lets a person sign in through a popup, in a real browser."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from mastodon import Mastodon
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.served import PASSWORD, Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")]

# As Phanpy does: the popup is given up for closed as soon as its opener cannot reach it.
FIRST = b"""<!doctype html><title>App</title><p id="told">nothing</p><script>
let popup;
function enter(address) { popup = window.open(address, "enter", "width=500,height=700"); }
addEventListener("message", ({ data }) => { document.getElementById("told").textContent = data; });
</script>"""
BACK = b"""<!doctype html><title>Back</title><script>
opener?.postMessage(location.search + location.hash, "*");
</script>"""


class App(BaseHTTPRequestHandler):
    """The web app's own site."""

    def do_GET(self) -> None:
        self._say(BACK if self.path.startswith("/back") else FIRST)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"]))
        self._say(BACK.replace(b"location.search + location.hash", b"'?%s'" % sent))

    def _say(self, page: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Not on the terminal of the tests."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), App)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_context()
        browser.close()


def opens(context: BrowserContext, site: str, address: str) -> tuple[Page, Page]:
    page = context.new_page()
    page.goto(site)
    with page.expect_popup() as popup:
        page.evaluate("address => enter(address)", address)
    return page, popup.value


@pytest.mark.parametrize("mode", ["query", "fragment", "form_post"])
def test_a_popup_signs_in_lets_the_app_in_and_tells_its_opener(
    one: Served, site: str, context: BrowserContext, mode: str
):
    name, back = f"popup_{mode}", f"{site}/back"
    one.account(name)
    client, secret = Mastodon.create_app("Popup", api_base_url=one.url, scopes=["read"], redirect_uris=back)
    api = Mastodon(client_id=client, client_secret=secret, api_base_url=one.url)
    address = api.auth_request_url(redirect_uris=back, scopes=["read"], state="s", allow_http=True)
    page, popup = opens(context, site, f"{address}&response_mode={mode}")
    popup.get_by_label("E-mail").fill(f"{name}@mail.test")
    popup.get_by_label("Password").fill(PASSWORD)
    popup.get_by_role("button", name="Sign in", exact=True).click()
    assert not page.evaluate("popup.closed")
    popup.get_by_role("button", name="Let it in").click()
    expect(page.locator("#told")).to_contain_text("state=s")
    told = page.locator("#told").inner_text()
    code = next(part.removeprefix("code=") for part in told.lstrip("?#").split("&") if part.startswith("code="))
    api.log_in(code=code, redirect_uri=back, scopes=["read"], allow_http=True)
    assert api.me()["username"] == name
