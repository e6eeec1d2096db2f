"""The three stories that Hubbub is built around, told once from end to end over real HTTP.

Ann and Bob live on one server, Zoe on another. Nothing is prepared but the servers themselves.
"""

import base64
import hashlib
import hmac
import html
import io
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from mastodon import Mastodon
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.served import PASSWORD, Served, eventually

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
PEOPLE = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, folder) -> Iterator[tuple[Served, Served]]:
    """Two fresh servers: nobody has an account yet."""
    here, there = Served(folder / "f1", web_processes=2, fresh=True).start(), Served(folder / "f2").start()
    yield here, there
    assert here.stop() == 0
    assert there.stop() == 0


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        browser.close()


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    """What one chapter leaves for the next."""
    return {}


def camera_picture() -> bytes:
    """A 12-megapixel JPEG as a phone makes it: it says where it was taken."""
    picture = Image.linear_gradient("L").resize((4000, 3000)).convert("RGB")
    facts = Image.Exif()
    facts[0x010F] = "Phone Maker"
    facts.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 12.0), 3: "E", 4: (4.0, 53.0, 42.0)})
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90, exif=facts)
    return file.getvalue()


class Visitor:
    """A browser without script: keeps cookies, sends forms as pages give them."""

    def __init__(self, server: Served, email: str = "") -> None:
        self.server, self.session = server, requests.Session()
        self.session.headers["user-agent"] = PEOPLE
        if email:
            self.send(self.get("/sign-in"), "/sign-in", email=email, password=PASSWORD)

    def get(self, path: str) -> requests.Response:
        answer = self.session.get(self.server.url + path if path.startswith("/") else path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer

    def send(self, seen: requests.Response, action: str, **given: str) -> requests.Response:
        """Fill in the form of the page that leads to `action`."""
        token = re.findall(r'name="csrf" value="([0-9a-f]+)"', seen.text)
        assert token, f"no form on {seen.url}"
        answer = self.session.post(
            self.server.url + action, data={"csrf": token[0]} | given, headers={"origin": self.server.url}
        )
        assert answer.status_code in (200, 201), (action, answer.status_code, answer.text[:800])
        return answer


def sign_up(page: Page, server: Served, name: str) -> None:
    page.goto(server.url + "/sign-up")
    page.fill("input[name=name]", name)
    page.fill("input[name=email]", f"{name}@mail.test")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/home")


# ------------------------------------------------------------------ 1: a picture from a phone

def test_1_the_first_visitor_is_led_to_make_the_owners_account(page: Page, servers: tuple[Served, Served]):
    one, _ = servers
    page.goto(one.url + "/")
    assert page.url.endswith("/sign-up")
    assert "owner" in page.inner_text("h1").lower()
    sign_up(page, one, "ann")


def test_1_an_app_is_let_in_by_code_with_pkce_by_a_code_shown_and_for_itself(
    page: Page, servers: tuple[Served, Served], story: dict[str, Any]
):
    one, _ = servers
    back = "https://app.invalid/back"
    client, secret = Mastodon.create_app(
        "Phone", scopes=["read", "write", "push"], redirect_uris=[back, "urn:ietf:wg:oauth:2.0:oob"],
        api_base_url=one.url,
    )
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = (f"{one.url}/oauth/authorize?response_type=code&client_id={client}&scope=read+write+push&state=s1"
             f"&code_challenge={challenge}&code_challenge_method=S256&redirect_uri=")
    page.goto(asked + back)
    assert "Phone" in page.inner_text("main")
    page.route(back + "**", lambda route: route.fulfill(body="The app has you."))
    page.click("button[value=allow]")
    page.wait_for_url(back + "**")
    given = parse_qs(urlsplit(page.url).query)
    assert given["state"] == ["s1"]
    exchange = {"client_id": client, "client_secret": secret, "grant_type": "authorization_code",
                "code": given["code"][0], "redirect_uri": back}
    assert requests.post(one.url + "/oauth/token", exchange | {"code_verifier": "wrong" * 12}).status_code == 400
    token = requests.post(one.url + "/oauth/token", exchange | {"code_verifier": verifier}).json()
    assert token["scope"] == "read write push"
    story["ann"] = Mastodon(access_token=token["access_token"], api_base_url=one.url, ratelimit_method="throw")
    assert story["ann"].me().acct == "ann"

    page.goto(asked + "urn:ietf:wg:oauth:2.0:oob")
    page.click("button[value=allow]")
    shown = page.inner_text("code")
    by_hand = exchange | {"code": shown, "redirect_uri": "urn:ietf:wg:oauth:2.0:oob", "code_verifier": verifier}
    assert requests.post(one.url + "/oauth/token", by_hand).status_code == 200

    own = requests.post(one.url + "/oauth/token", {
        "client_id": client, "client_secret": secret, "grant_type": "client_credentials", "scope": "read"}).json()
    bearer = {"authorization": f"Bearer {own['access_token']}"}
    assert requests.get(one.url + "/api/v1/apps/verify_credentials", headers=bearer).json()["name"] == "Phone"


def test_1_the_picture_reaches_bob_here_and_zoe_there_with_its_words_and_without_its_place(
    servers: tuple[Served, Served], story: dict[str, Any]
):
    one, two = servers
    bob, zoe = one.person("bob"), two.person("zoe")
    ann_here = one.get("/api/v1/accounts/lookup?acct=ann")
    one.post(f"/api/v1/accounts/{ann_here['id']}/follow", bob)
    ann_there = two.get(f"/api/v2/search?resolve=true&type=accounts&q=@ann@{one.domain}", zoe)["accounts"][0]
    two.post(f"/api/v1/accounts/{ann_there['id']}/follow", zoe)
    eventually(lambda: two.get(f"/api/v1/accounts/relationships?id[]={ann_there['id']}", zoe)[0]["following"])

    original = camera_picture()
    assert b"Phone Maker" in original
    media = story["ann"].media_post(io.BytesIO(original), "image/jpeg", description="A ramp from dark to light")
    status = story["ann"].status_post("From the harbour #light", media_ids=[media])
    story["picture"] = status

    at_bobs = eventually(lambda: one.get("/api/v1/timelines/home", bob))[0]
    assert at_bobs["media_attachments"][0]["description"] == "A ramp from dark to light"
    bobs_page = Visitor(one, "bob@mail.test").get("/home").text
    assert "From the harbour" in bobs_page
    assert 'alt="A ramp from dark to light"' in bobs_page

    def at_zoes() -> Any:
        home = two.get("/api/v1/timelines/home", zoe)
        # Zoe's own server has fetched the picture: nothing on her pages loads from elsewhere.
        return home[0] if home and (home[0]["media_attachments"][0]["url"] or "").startswith(two.url) else None

    arrived = eventually(at_zoes, 30)
    there = arrived["media_attachments"][0]
    assert there["description"] == "A ramp from dark to light"
    assert there["blurhash"] == at_bobs["media_attachments"][0]["blurhash"]
    assert there["blurhash"]

    for attachment in (at_bobs["media_attachments"][0], there):
        for address in (attachment["url"], attachment["preview_url"]):
            rendition = requests.get(address).content
            picture = Image.open(io.BytesIO(rendition))
            assert not dict(picture.getexif()), address
            assert b"Phone Maker" not in rendition
            assert b"GPS" not in rendition
            assert b"Exif" not in rendition

    shown = eventually(lambda: one.get(f"/api/v1/statuses/{status.id}", one.token("ann")).get("hubbub"))
    eventually(lambda: one.get(f"/api/v1/statuses/{status.id}", one.token("ann"))["hubbub"]["reached"] == 1)
    assert shown["of"] == 1
    own_page = Visitor(one, "ann@mail.test").get(f"/@ann/{status.id}").text
    assert re.search(r"Reached\s+1 of 1 server", html.unescape(re.sub(r"<[^>]+>", " ", own_page)), re.I)


# ------------------------------------------------------------------ 2: a reply comes back

def test_2_the_answer_is_told_live_stands_in_the_thread_and_waits_in_the_inbox(
    page: Page, servers: tuple[Served, Served], story: dict[str, Any]
):
    one, two = servers
    zoe, ann = two.token("zoe"), one.token("ann")
    page.goto(one.url + "/home")
    zoe_here = eventually(lambda: one.get("/api/v1/notifications?types[]=follow", ann))
    story["zoe"] = next(n["account"] for n in zoe_here if n["account"]["acct"].startswith("zoe@"))
    before = page.text_content("[data-unread-figure]")

    arrived = next(s for s in two.get("/api/v1/timelines/home", zoe) if "harbour" in s["content"])
    two.post("/api/v1/statuses", zoe, status=f"@ann@{one.domain} Where is that?", in_reply_to_id=arrived["id"])

    heard = eventually(lambda: one.get("/api/v1/notifications?types[]=mention", ann))
    assert "Where is that?" in heard[0]["status"]["content"]
    eventually(lambda: page.text_content("[data-unread-figure]") != before)

    thread = one.get(f"/api/v1/statuses/{story['picture'].id}/context", ann)["descendants"]
    assert len(thread) == 1
    assert "Where is that?" in thread[0]["content"]
    story["question"] = thread[0]
    eventually(lambda: "Where is that?" in Visitor(one, "ann@mail.test").get("/studio/inbox").text)


def test_2_the_tie_has_moved(servers: tuple[Served, Served], story: dict[str, Any]):
    one, _ = servers
    visitor = Visitor(one, "ann@mail.test")
    eventually(lambda: story["zoe"]["acct"] in visitor.get("/ties").text)
    profile = visitor.get(f"/@{story['zoe']['acct']}").text
    assert re.search(r"Last:?\s+zoe", re.sub(r"<[^>]+>", "", profile), re.I)


def test_2_an_answer_from_the_inbox_reaches_zoe_and_the_item_is_done(
    servers: tuple[Served, Served], story: dict[str, Any]
):
    one, two = servers
    visitor = Visitor(one, "ann@mail.test")
    inbox = visitor.get("/studio/inbox")
    back = visitor.send(
        inbox, "/posts", text=f"@{story['zoe']['acct']} At the old ferry landing", reply_to=story["question"]["id"],
        visibility="public", back="/studio/inbox",
    )
    assert back.url.endswith("/studio/inbox")
    eventually(lambda: "Where is that?" not in visitor.get("/studio/inbox").text)
    assert "Where is that?" in visitor.get("/studio/inbox?show=done").text
    heard = eventually(lambda: two.get("/api/v1/notifications?types[]=mention", two.token("zoe")))
    assert "old ferry landing" in heard[0]["status"]["content"]


# ------------------------------------------------------------------ 3: a campaign is paid back

def test_3_a_scheduled_campaign_post_goes_out_once_at_its_time_with_its_link_shortened_and_tagged(
    servers: tuple[Served, Served], story: dict[str, Any]
):
    one, two = servers
    visitor = Visitor(one, "ann@mail.test")
    made = visitor.send(visitor.get("/studio/campaigns"), "/studio/campaigns", name="Winter prints")
    campaign = story["campaign"] = re.findall(r"/studio/campaigns/(\d+)", made.url + made.text)[0]
    due = datetime.now(UTC) + timedelta(seconds=3)
    visitor.send(visitor.get("/compose"), "/posts", text="Prints are here: https://shop.invalid/prints?size=a3",
                 visibility="public", campaign=campaign, due_at=due.isoformat(timespec="milliseconds"), back="/home")
    assert "Prints are here" not in json.dumps(one.get("/api/v1/timelines/home", one.token("ann")))

    def published() -> Any:
        home = one.get("/api/v1/timelines/home", one.token("ann"))
        return next((s for s in home if "Prints are here" in s["content"]), None)

    status = eventually(published)
    late = datetime.fromisoformat(status["created_at"]) - due
    assert timedelta(0) <= late < timedelta(seconds=2)
    code = re.findall(re.escape(one.url) + r"/l/([A-Za-z0-9]+)", html.unescape(status["content"]))[0]
    story["code"] = code
    landed = requests.get(f"{one.url}/l/{code}", allow_redirects=False, headers={"user-agent": "curl/8"})
    query = parse_qs(urlsplit(landed.headers["location"]).query)
    assert landed.headers["location"].startswith("https://shop.invalid/prints?")
    assert query["size"] == ["a3"]
    assert query["utm_source"] == ["hubbub"]
    assert query["utm_campaign"] == ["winter-prints"]
    eventually(lambda: any("Prints are here" in s["content"]
                           for s in two.get("/api/v1/timelines/home", two.token("zoe"))))
    time.sleep(1)
    home = one.get("/api/v1/timelines/home", one.token("ann"))
    assert len([s for s in home if "Prints are here" in s["content"]]) == 1


def test_3_a_click_counts_once_and_a_signed_conversion_is_joined_to_it(
    servers: tuple[Served, Served], story: dict[str, Any]
):
    one, _ = servers
    buyer = requests.Session()
    buyer.headers["user-agent"] = PEOPLE
    landed = [buyer.get(f"{one.url}/l/{story['code']}", allow_redirects=False) for _ in range(3)]
    clicked = parse_qs(urlsplit(landed[0].headers["location"]).query)["hubbub_click"][0]
    requests.get(f"{one.url}/l/{story['code']}", allow_redirects=False, headers={
        "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"})

    visitor = Visitor(one, "ann@mail.test")
    made = visitor.send(visitor.get("/studio/goals"), "/studio/goals", name="Order", value="40", currency="EUR")
    goal = re.findall(r"Hubbub-Goal: (\d+)", html.unescape(made.text))[0]
    key = re.findall(r"<code[^>]*>([\w-]{32,})</code>", made.text)[0]

    def convert(given: dict[str, Any], with_key: str = key) -> requests.Response:
        text = json.dumps(given).encode()
        stamp = str(int(time.time()))
        signature = hmac.new(with_key.encode(), stamp.encode() + b"." + text, hashlib.sha256).hexdigest()
        return requests.post(f"{one.url}/api/hubbub/v1/conversions", text, headers={
            "hubbub-goal": goal, "hubbub-timestamp": stamp, "hubbub-signature": f"sha256={signature}"})

    order = {"external_id": "order-1", "click": clicked, "value": "120.00", "currency": "EUR"}
    assert convert(order, "0" * 64).status_code == 401
    assert convert(order).status_code == 201
    again = convert(order)
    assert (again.status_code, again.json()["known"]) == (200, True)
    assert convert({"external_id": "order-2", "value": "35.00", "currency": "EUR"}).status_code == 201


def test_3_the_report_shows_both_halves_their_returns_the_path_and_what_has_none(
    page: Page, servers: tuple[Served, Served], story: dict[str, Any]
):
    one, _ = servers
    page.goto(f"{one.url}/studio/report?campaign={story['campaign']}")
    words = page.inner_text("main")
    for wanted in ("Clicks", "Conversions", "120.00", "35.00", "Unattributed"):
        assert wanted.lower() in words.lower(), (wanted, words)
    assert "media" in words.lower()
    assert "networking" in words.lower()
    clicks = page.inner_text("tr:has(th:text-matches('click', 'i')) >> nth=0")
    assert re.search(r"\b1\b", clicks), clicks
