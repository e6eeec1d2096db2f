"""What strangers may try at pages: names that are not ours, caches between, ways off the site, words that deceive."""

import re
from dataclasses import dataclass, field, replace

import pytest

from hubbub.app import State
from hubbub.doors.web.routes import ROUTES
from tests.browser import Browser, browser
from tests.town import Answer, Town, ask

# Samples of what stands in a path; a page that is not there must be as safe as one that is.
SAMPLES = {"tag": "soup", "tab": "posts", "shape": "32", "key": "x.png", "code": "x", "secret": "x"}


@pytest.fixture
def open_to_the_world(town: Town):
    """The server as it is on the open internet: by https, and by its own name alone."""
    was = town.db.here.settings
    town.db.here.settings = replace(was, development=False)
    town.app.state.__dict__.update(State(town.db).__dict__)
    yield
    town.db.here.settings = was


@pytest.mark.parametrize("host", [
    "evil.example", "here.test.evil.example", "evil.example#here.test", "", "HERE.test:81",
])
async def test_a_request_by_another_name_is_not_answered(town: Town, open_to_the_world, host):
    await town.person("ann")
    for path in ("/", "/@ann", "/@ann.rss", "/password", "/robots.txt",
                 "/.well-known/webfinger?resource=acct:ann@here.test"):
        answer = await town.get(path, host=host)
        assert answer.status == 421
        assert "evil" not in answer.text


async def test_no_header_changes_where_our_links_lead(town: Town, open_to_the_world):
    ann = await town.person("ann")
    post = await ann.posts("Hello #soup")
    hostile = {name: "evil.example" for name in ("x-forwarded-host", "x-host", "forwarded", "x-original-url",
                                                 "x-rewrite-url", "x-forwarded-server")}
    for path in ("/", "/@ann", f"/@ann/{post['id']}", "/@ann.rss", "/@ann.atom", "/@ann.feed.json", "/sitemap.xml",
                 "/robots.txt", "/manifest.webmanifest", "/.well-known/webfinger?resource=acct:ann@here.test"):
        answer = await town.get(path, **hostile, host="here.test")
        assert answer.status == 200, path
        assert "evil" not in answer.text + str(answer.headers), path


@dataclass(slots=True)
class SharedCache:
    """A cache as RFC 9111 has it, between our server and everybody, that keeps whatever it is allowed to keep."""

    town: Town
    kept: dict[tuple[str, ...], Answer] = field(default_factory=dict)

    async def get(self, path: str, headers: dict[str, str]) -> tuple[Answer, Answer | None]:
        """What the server answers, and what the cache would have answered instead."""
        answer = await ask(self.town.app, "GET", path, headers=headers)
        asked = [name.strip().lower() for name in answer.headers.get("vary", "").split(",") if name.strip()]
        key = (path, *(f"{name}: {headers.get(name, '')}" for name in asked))
        said = answer.headers.get("cache-control", "")
        before = self.kept.get(key)
        # Without a word of ours a cache may keep what it likes (RFC 9111, 4.2.2).
        if not re.search(r"no-store|private", said) and "*" not in asked and answer.status in (200, 203, 301, 404, 410):
            self.kept.setdefault(key, answer)
        return answer, before


def pages(post: str) -> list[str]:
    """An address for each page that there is, and for what is the same for everybody."""
    found = [path for method, path in ROUTES.listed if method == "GET" and path != "/live"]

    def fill(match: re.Match[str]) -> str:
        name, kind = match[1], match[2]
        return SAMPLES.get(name) or (post if kind == "int" or name == "id" else "ann")

    return sorted({re.sub(r"\{(\w+)(?::(int|path))?\}", fill, path) for path in found})


async def test_no_cache_between_shows_anybody_what_was_made_for_another(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.follows(ann)
    await ann.posts("For followers alone #soup", visibility="private")
    post = await ann.posts("For everybody #soup")
    everybody: list[Browser] = [await browser(town, ann), await browser(town, bob), await browser(town)]
    cache, seen = SharedCache(town), 0
    for path in pages(post["id"]):
        for kind in ("text/html", "application/activity+json"):
            for page in everybody:
                headers = page._headers() | {"accept": kind}
                answer, before = await cache.get(path, headers)
                seen += before is not None
                assert before is None or before.body == answer.body, (path, kind)
                if "set-cookie" in answer.headers:
                    assert re.search("no-store|private", answer.headers.get("cache-control", "")), path
    assert seen > 20  # it has kept something


@pytest.mark.parametrize("path", [
    "/home/me.css", "/home.css", "/settings/profile/x.js", "/notifications/a.png", "/home;a.css", "/home%2fa.css",
    "/home/..%2f..%2fstatic/a.css",
])
async def test_no_address_that_looks_like_a_file_shows_somebody_s_own_page(town: Town, path):
    ann = await town.person("ann")
    await ann.posts("Mine alone", visibility="direct")
    page = await browser(town, ann)
    answer = await page.get(path)
    assert answer.status in (303, 404)
    assert "Mine alone" not in answer.text
    assert "no-store" in answer.headers.get("cache-control", "no-store")


LED = [
    "//evil.example", "/%2Fevil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "/%5cevil.example", "https://here.test@evil.example", "/\t/evil.example", "javascript:alert(1)",
    "/%09/evil.example", "//evil%E3%80%82example",
]


@pytest.mark.parametrize("where", LED)
async def test_nobody_is_led_off_the_site(town: Town, where):
    ann = await town.person("ann")
    page, stranger = await browser(town, ann), await browser(town)
    await ann.posts("Hello")
    post = (await ann.home())[0]["id"]
    answers = [
        await page.get(f"/sign-in?next={where}"), await town.get(f"/web/{where}"),
        await page.sends(f"/posts/{post}/favourite", back=where), await page.sends("/tags/soup/follow", back=where),
        await page.sends("/posts", text="x", back=where),
        await stranger.get(f"/compose?back={where}"),
    ]
    for answer in answers:
        led = answer.headers.get("location", "/")
        assert re.fullmatch(r"/(?![/\\]).*", led), led
        assert "evil" not in re.sub(r"\?.*", "", led).partition("/")[0]


async def test_a_link_shows_the_host_that_it_leads_to(town: Town):
    ann = await town.person("ann")
    long = "https://here.test.login.secure.account.verify.evil.example/" + "a" * 60
    post = await ann.posts(f"{long} https://here.test@evil.example/x \u202ehttps://evil.example/gpj.exe")
    page = (await town.get(f"/@ann/{post['id']}")).text
    body = page.partition('class="post__words"')[2].partition("</div>")[0]
    for href, shown in re.findall(r'<a href="(https?://[^"]+)"[^>]*>(.*?)</a>', body):
        words = re.sub(r'<span class="invisible">.*?</span>|<[^>]+>', "", shown)
        host = href.split("/")[2].rpartition("@")[2]
        assert "evil.example" in host
        assert host[:30] in words or "@" in words, (href, words)


async def test_no_class_of_ours_and_no_style_comes_in_with_a_post(town: Town, peer):
    ann = await town.person("ann")
    zoe = peer.person("zoe")
    note = zoe.note('<p class="button notice top mention" style="position:fixed" id="main">Look</p><style>*{}</style>')
    peer.documents[note["id"].removeprefix(peer.url)] = note
    found = (await ann.get(f"/api/v2/search?q={note['id']}&resolve=true")).json["statuses"]
    page = await browser(town, ann)
    words = (await page.get(f"/@zoe@{peer.host}/{found[0]['id']}")).text.partition('class="post__words"')[2]
    words = words.partition("</div>")[0]
    assert "Look" in words
    for evil in ("button", "notice", "style", 'id="main"', "top"):
        assert evil not in words
