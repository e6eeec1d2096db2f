"""The library Mastodon.py, as it is, against a served Hubbub."""

import base64
import hashlib
import html
import io
import re
import secrets
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError, MastodonUnauthorizedError
from PIL import Image

from hubbub.rooms import ROOMS
from tests.served import PASSWORD, Served, eventually

BACK = "https://app.example/back"
SCOPES = ["read", "write", "follow", "push"]


class Person:
    """Somebody with a browser, who has an account on the server."""

    def __init__(self, server: Served, name: str) -> None:
        self.server, self.name = server, name
        self.browser = requests.Session()
        server.account(name)

    def form(self, page: requests.Response, **given: str) -> requests.Response:
        """Send the page's own form, with what it has filled in itself."""
        form = next(f for f in re.findall(r"<form.*?</form>", page.text, re.S) if 'action="/sign-out"' not in f
                    and 'method="post"' in f)
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        action = re.findall(r'action="([^"]+)"', form)[0]
        return self.browser.post(
            self.server.url + action, data={name: html.unescape(value) for name, value in fields.items()} | given,
            allow_redirects=False, headers={"origin": self.server.url},
        )

    def lets_in(self, address: str) -> requests.Response:
        """Open the address that the app gives, sign in, and press the button."""
        page = self.browser.get(address)
        if "/sign-in" in page.url:
            entered = self.form(page, email=f"{self.name}@mail.test", password=PASSWORD)
            page = self.browser.get(self.server.url + entered.headers["location"])
        return self.form(page, answer="allow")

    def app(self) -> Mastodon:
        """The library, let in by the way of a code that is shown."""
        client, secret = Mastodon.create_app("Mastodon.py", api_base_url=self.server.url, scopes=SCOPES)
        api = Mastodon(client_id=client, client_secret=secret, api_base_url=self.server.url, ratelimit_method="throw")
        shown = self.lets_in(api.auth_request_url(scopes=SCOPES, allow_http=True))
        api.log_in(code=re.findall(r"<code[^>]*>([^<]+)</code>", shown.text)[0], scopes=SCOPES, allow_http=True)
        return api


@pytest.fixture(scope="module")
def ann(one: Served) -> Mastodon:
    return Person(one, "lib_ann").app()


@pytest.fixture(scope="module")
def bob(one: Served) -> Mastodon:
    return Person(one, "lib_bob").app()


@pytest.fixture
def posted(ann: Mastodon) -> Iterator[dict[str, object]]:
    status = ann.status_post("From the library")
    yield status
    ann.status_delete(status["id"])


def test_the_library_finds_out_what_the_server_is(one: Served):
    api = Mastodon(api_base_url=one.url, version_check_mode="created")
    assert api.retrieve_mastodon_version() == "4.6.0"
    assert api.instance_v2()["domain"] == one.domain
    assert api.instance_v1()["uri"] == one.domain
    assert api.instance_rules() == []
    names = [each["shortcode"] for each in one.get("/api/v1/custom_emojis")]  # other tests may have made some
    assert [each.shortcode for each in api.custom_emojis()] == names


def test_an_app_is_let_in_by_a_code_that_is_shown(ann: Mastodon):
    me = ann.account_verify_credentials()
    assert me["username"] == "lib_ann"
    assert me["source"]["privacy"] == "public"
    assert ann.app_verify_credentials()["name"] == "Mastodon.py"


def test_an_app_is_let_in_by_a_redirect(one: Served):
    person = Person(one, "lib_cleo")
    client, secret = Mastodon.create_app("Web", api_base_url=one.url, scopes=["read"], redirect_uris=BACK)
    api = Mastodon(client_id=client, client_secret=secret, api_base_url=one.url)
    led = person.lets_in(api.auth_request_url(redirect_uris=BACK, scopes=["read"], state="s&t", allow_http=True))
    told = parse_qs(urlsplit(led.headers["location"]).query)
    assert led.headers["location"].startswith(f"{BACK}?")
    assert told["state"] == ["s&t"]
    api.log_in(code=told["code"][0], redirect_uri=BACK, scopes=["read"], allow_http=True)
    assert api.me()["username"] == "lib_cleo"
    with pytest.raises(MastodonAPIError, match="outside the authorized scopes"):
        api.status_post("May I?")


def test_an_app_proves_itself_with_pkce(one: Served):
    person = Person(one, "lib_dan")
    client, secret = Mastodon.create_app("Web", api_base_url=one.url, scopes=["read"], redirect_uris=BACK)
    api = Mastodon(client_id=client, client_secret=secret, api_base_url=one.url)
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    address = api.auth_request_url(redirect_uris=BACK, scopes=["read"], allow_http=True)
    led = person.lets_in(f"{address}&code_challenge={challenge}&code_challenge_method=S256")
    given = {
        "grant_type": "authorization_code", "client_id": client, "client_secret": secret, "redirect_uri": BACK,
        "code": parse_qs(urlsplit(led.headers["location"]).query)["code"][0],
    }
    without = requests.post(f"{one.url}/oauth/token", data=given, timeout=10)
    assert (without.status_code, without.json()["error"]) == (400, "invalid_grant")
    token = requests.post(f"{one.url}/oauth/token", data=given | {"code_verifier": verifier}, timeout=10).json()
    assert Mastodon(access_token=token["access_token"], api_base_url=one.url).me()["username"] == "lib_dan"


def test_a_token_that_is_revoked_is_of_no_use(one: Served):
    api = Person(one, "lib_eve").app()
    token = api.access_token
    api.revoke_access_token(allow_http=True)
    with pytest.raises(MastodonUnauthorizedError):
        Mastodon(access_token=token, api_base_url=one.url).me()


def test_an_app_opens_an_account(one: Served):
    one.person("lib_first")  # the first account owns the server
    client, secret = Mastodon.create_app("App", api_base_url=one.url, scopes=["read", "write"])
    api = Mastodon(client_id=client, client_secret=secret, api_base_url=one.url)
    token = api.create_account(
        "lib_new", "a good password", "lib_new@mail.test", agreement=True, scopes=["read", "write"]
    )
    assert Mastodon(access_token=token, api_base_url=one.url).me()["username"] == "lib_new"
    answer, problem = api.create_account(
        "lib_new", "a good password", "other@mail.test", agreement=True, scopes=["read", "write"],
        return_detailed_error=True,
    )
    assert answer is None
    assert problem["details"]["username"][0]["error"] == "ERR_TAKEN"


def test_what_is_written_is_at_home_and_on_the_account(ann: Mastodon, posted: dict[str, object]):
    assert ann.timeline_home()[0]["id"] == posted["id"]
    assert ann.account_statuses(ann.me()["id"])[0]["id"] == posted["id"]
    assert ann.status(posted["id"])["content"] == "<p>From the library</p>"
    assert ann.status_context(posted["id"])["descendants"] == []


def test_pages_follow_one_another(ann: Mastodon):
    made = [ann.status_post(f"Page {n}")["id"] for n in range(5)]
    page = ann.account_statuses(ann.me()["id"], limit=2)
    assert [status["id"] for status in ann.fetch_remaining(page) or []][:5] == made[::-1]
    assert [status["id"] for status in ann.fetch_previous(ann.fetch_next(page)) or []] == made[:2:-1]
    for status in made:
        ann.status_delete(status)


def test_following_and_being_followed(ann: Mastodon, bob: Mastodon):
    a, b = ann.me()["id"], bob.me()["id"]
    assert bob.account_follow(a)["following"]
    assert bob.account_relationships([a])[0]["following"]
    assert [account["id"] for account in ann.account_followers(a)] == [b]
    assert [account["id"] for account in bob.account_following(b)] == [a]
    status = ann.status_post("For my reader")
    eventually(lambda: status["id"] in [seen["id"] for seen in bob.timeline_home()])
    assert ann.account_remove_from_followers(b)["followed_by"] is False
    bob.account_follow(a, reblogs=False)
    assert bob.account_relationships([a])[0]["showing_reblogs"] is False
    assert bob.account_unfollow(a)["following"] is False
    ann.status_delete(status)


def test_whoever_answers_requests_answers_them(ann: Mastodon, bob: Mastodon):
    a, b = ann.me()["id"], bob.me()["id"]
    assert ann.account_update_credentials(locked=True)["locked"]
    assert bob.account_follow(a)["requested"]
    assert [account["id"] for account in ann.follow_requests()] == [b]
    ann.follow_request_authorize(b)
    assert bob.account_relationships([a])[0]["following"]
    bob.account_unfollow(a)
    ann.account_update_credentials(locked=False)


def test_muting_and_blocking(ann: Mastodon, bob: Mastodon):
    b = bob.me()["id"]
    assert ann.account_mute(b, notifications=False, duration=60)["muting_notifications"] is False
    assert [account["id"] for account in ann.mutes()] == [b]
    ann.account_unmute(b)
    assert ann.account_block(b)["blocking"]
    assert [account["id"] for account in ann.blocks()] == [b]
    ann.account_unblock(b)


def test_a_profile_is_changed_with_a_picture(ann: Mastodon):
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "tomato").save(picture, "PNG")
    me = ann.account_update_credentials(
        display_name="Ann of the library", note="I lend books", avatar=picture.getvalue(), avatar_mime_type="image/png",
        fields=[("Web", "https://ann.example"), ("Tea", "green")], bot=True,
    )
    assert (me["display_name"], me["bot"]) == ("Ann of the library", True)
    assert [field["value"] for field in me["source"]["fields"]] == ["https://ann.example", "green"]
    assert "/media/profiles/" in me["avatar"]


def test_what_nobody_has_made_yet_is_an_empty_list(ann: Mastodon):
    assert ann.lists() == []
    assert ann.filters_v2() == []
    assert ann.announcements() == []
    assert ann.followed_tags() == []
    assert all(person["acct"] for person in ann.suggestions())
    assert ann.conversations() == []
    assert isinstance(ann.trending_tags(), list)
    assert ann.domain_blocks() == []
    assert ann.preferences()["posting:default:visibility"] == "public"


def test_what_was_never_there_is_said_in_json(ann: Mastodon):
    with pytest.raises(MastodonNotFoundError):
        ann.status("1")


def test_a_mention_notifies(ann: Mastodon, bob: Mastodon):
    status = bob.status_post("@lib_ann have you read this?")
    found = eventually(lambda: [n for n in ann.notifications() if n["status"] and n["status"]["id"] == status["id"]])
    assert found[0]["type"] == "mention"
    assert ann.notifications_unread_count()["count"] >= 1
    bob.status_delete(status)


@pytest.mark.skipif("reach.media" not in ROOMS, reason="the server takes no media")
def test_a_picture_is_posted(ann: Mastodon):
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), "gold").save(picture, "PNG")
    media = ann.media_post(picture.getvalue(), mime_type="image/png", description="All gold", synchronous=True)
    status = ann.status_post("Look", media_ids=[media])
    assert [shown["description"] for shown in status["media_attachments"]] == ["All gold"]
    ann.status_delete(status)
