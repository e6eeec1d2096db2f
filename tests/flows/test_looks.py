"""How pages look, in three widths, by day and by night, held against small pictures of how they looked when somebody
had a look at them.

`LOOKS=accept` keeps what is seen now; `LOOKS=/a/folder` puts the pictures there in their full size, to be looked at.
Fonts differ between machines, so what is compared is a tenth of the size and blurred: where things stand, how large and
how dark they are.
"""

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat
from playwright.async_api import Browser, Page, ViewportSize

from tests.flows.windows import CHROMIUM, DESK, PHONE, sign_in
from tests.served import Served, eventually

pytestmark = [
    pytest.mark.browser, pytest.mark.long, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

ASKED = os.environ.get("LOOKS", "")
KEPT = Path(__file__).parent / "looks"
WINDOWS = (PHONE, ViewportSize(width=768, height=900), DESK)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TENTH = 10
# Of 255, on average over one picture; and how much of it may differ by how much.
MEAN, FAR, SHARE = 6.0, 40, 0.04

VISITOR = {"front": "/", "sign-in": "/sign-in", "sign-up": "/sign-up", "public": "/public", "about": "/about",
           "not-found": "/nowhere", "public-profile": "/@bob", "public-post": "thread"}
MEMBER = {
    "home": "/home", "thread": "thread", "profile": "/@bob", "profile-about": "/@bob?tab=about",
    "profile-featured": "/@bob?tab=featured", "profile-features": "/@ann?tab=featured",
    "notifications": "/notifications", "conversations": "/conversations", "talk": "talk", "search": "/search?q=soup",
    "explore": "/explore", "lists": "/lists", "list": "list", "collections": "/collections", "collection": "collection",
    "collected": "collected", "compose": "/compose", "bookmarks": "/bookmarks",
    "ties": "/ties", "follow-languages": "languages",
    "settings": "/settings", "settings-profile": "/settings/profile", "settings-account": "/settings/account",
    "settings-sessions": "/settings/sessions", "settings-second-step": "/settings/second-step",
    "settings-passkeys": "/settings/passkeys", "settings-appearance": "/settings/appearance",
    "settings-privacy": "/settings/privacy", "settings-notifications": "/settings/notifications",
    "settings-push": "/settings/push", "settings-filters": "/settings/filters", "settings-apps": "/settings/apps",
    "settings-blocked": "/settings/blocked", "settings-transfers": "/settings/transfers",
    "settings-moving": "/settings/moving", "settings-close": "/settings/close", "settings-invites": "/settings/invites",
    "owner-server": "/settings/server", "owner-icon": "/settings/icon", "owner-emoji": "/settings/emoji",
    "owner-sign-ups": "/settings/sign-ups",
    "owner-people": "/settings/people", "owner-person": "person", "owner-reports": "/settings/reports",
    "owner-domains": "/settings/domains", "owner-servers": "/settings/servers", "owner-stuck": "/settings/stuck",
    "owner-announcements": "/settings/announcements", "owner-figures": "/settings/figures",
    "owner-storage": "/settings/storage", "studio-inbox": "/studio/inbox", "studio-report": "/studio/report",
    "studio-campaigns": "/studio/campaigns", "studio-goals": "/studio/goals", "studio-drafts": "/drafts",
}
NEW = {"empty-home": "/home", "empty-notifications": "/notifications", "empty-conversations": "/conversations",
       "empty-lists": "/lists", "empty-collections": "/collections", "empty-features": "/@eve?tab=featured",
       "empty-bookmarks": "/bookmarks", "empty-search": "/search?q=nothing"}
PAGES = [(who, name, path) for who, pages in (("", VISITOR), ("ann", MEMBER), ("eve", NEW))
         for name, path in pages.items()]

# What is never twice the same, or moves: times, the port, pictures that are still on their way.
STILL = """() => {
    for (const time of document.querySelectorAll("time")) time.textContent = "2 min";
    for (const each of document.querySelectorAll("[class*=hue--]")) {
        each.className = each.className.replace(/hue--\\d+/, "hue--4");
    }
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replace(/localhost:\\d+/g, "hubbub.example")
        .replace(/\\d+ (second|minute)s? ago/g, "2 minutes ago")
        .replace(/\\b\\d{1,2} [A-Z][a-z]+ 20\\d\\d\\b/g, "1 May 2026");
    return Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""


@pytest.fixture(scope="module")
def here(folder: Path):
    server = Served(folder / "looks").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def paths(here: Served) -> dict[str, str]:
    """A small world that is always the same."""
    here.account("ann", "owner")
    ann, bob, cleo, _ = here.token("ann"), here.person("bob"), here.person("cleo"), here.person("eve")
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {
        "display_name": "Bob the Baker", "note": "Bread, and what goes with it.\n#sourdough",
        "fields_attributes": [
            {"name": "Shop", "value": "https://example.com/bread"}, {"name": "Town", "value": "Harbour"}],
    }, token=bob)
    number = {name: here.get(f"/api/v1/accounts/lookup?acct={name}", ann)["id"] for name in ("ann", "bob", "cleo")}
    for token, whom in ((ann, "bob"), (ann, "cleo"), (bob, "ann"), (cleo, "ann"), (cleo, "bob")):
        here.post(f"/api/v1/accounts/{number[whom]}/follow", token)
    here.post("/api/v1/featured_tags", bob, name="sourdough")
    here.post(f"/api/v1/accounts/{number['ann']}/endorse", bob)
    first = here.post("/api/v1/statuses", bob, status="Fresh bread at seven. Who comes? #sourdough")
    answer = here.post("/api/v1/statuses", cleo, status="@bob I do, with soup.", in_reply_to_id=first["id"])
    here.post("/api/v1/statuses", ann, status="@cleo @bob Keep me a loaf.", in_reply_to_id=answer["id"])
    here.post("/api/v1/statuses", cleo, status="What is it to be?",
              poll={"options": ["Leek soup", "Pea soup", "No soup at all"], "expires_in": 86400})
    here.post("/api/v1/statuses", bob, status="Crumbs everywhere.", spoiler_text="An untidy kitchen")
    here.post("/api/v1/statuses", bob, status="For us two", visibility="mutuals")
    mine = here.post("/api/v1/statuses", ann, status="The harbour was quiet this morning, and the bakery had run out "
                     "of rye, so we walked the long way round by the lighthouse. https://example.com/a/very/long/address")
    for token in (bob, cleo):
        here.post(f"/api/v1/statuses/{mine['id']}/favourite", token)
    here.post(f"/api/v1/statuses/{mine['id']}/reblog", bob)
    here.post(f"/api/v1/statuses/{first['id']}/bookmark", ann)
    here.post("/api/v1/statuses", bob, status="@ann Did you see the heron?", visibility="direct")
    here.post("/api/v1/statuses", bob, status="@ann And is there soup?")
    row = here.post("/api/v1/lists", ann, title="Neighbours")
    here.post(f"/api/v1/lists/{row['id']}/accounts", ann, account_ids=[number["bob"], number["cleo"]])
    near = here.post("/api/v1/collections", ann, name="Bakers of the harbour", description="Bread worth an hour's walk",
                     account_ids=[number["bob"], number["cleo"]])["collection"]
    here.post("/api/v2/filters", ann, title="Vegetables", context=["home"],
              keywords_attributes=[{"keyword": "spinach"}])
    here.post(f"/api/v1/accounts/{number['cleo']}/note", ann, comment="Met at the market")
    here.post("/api/v1/reports", cleo, account_id=number["bob"], comment="Too many crumbs")
    [talk] = eventually(lambda: here.get("/api/v1/conversations", ann))
    eventually(lambda: len(here.get("/api/v1/notifications", ann)) >= 6)
    return {"thread": f"/@bob/{first['id']}", "list": f"/lists/{row['id']}", "talk": f"/conversations/{talk['id']}",
            "collection": f"/collections/{near['id']}", "collected": f"/collections/{near['id']}/edit?q=e",
            "person": f"/settings/people/{number['bob']}", "languages": f"/following/{number['bob']}/languages"}


@pytest_asyncio.fixture(scope="module")
async def pages(chromium: Browser, here: Served, paths: dict[str, str]) -> AsyncIterator[dict[str, Page]]:
    """A page for each who looks, signed in."""
    made: dict[str, Page] = {}
    for who in ("", "ann", "eve"):
        how: dict[str, Any] = {"reduced_motion": "reduce", "locale": "en", "timezone_id": "UTC"}
        context = await chromium.new_context(base_url=here.url, service_workers="block", **how)
        made[who] = await context.new_page()
        if who:
            await sign_in(made[who], who)
    yield made
    for page in made.values():
        await page.context.close()


@pytest.mark.parametrize(("who", "name", "path"), PAGES, ids=[name for _, name, _ in PAGES])
async def test_a_page_looks_as_it_did(pages: dict[str, Page], paths: dict[str, str], who: str, name: str, path: str):
    page, seen = pages[who], []
    await page.set_viewport_size(PHONE)
    await page.goto(paths.get(path, path))
    await page.evaluate(STILL)
    for window in WINDOWS:
        await page.set_viewport_size(window)
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            shot = Image.open(io.BytesIO(await page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
            if ASKED.startswith("/"):
                shot.save(Path(ASKED) / f"{name}-{window['width']}-{theme}.png")
            seen.append(shot.resize((shot.width // TENTH, shot.height // TENTH), Image.Resampling.BOX))
    strip, kept = beside(seen), KEPT / f"{name}.png"
    if ASKED == "accept":
        strip.quantize(64).save(kept, optimize=True)
    assert kept.exists(), f"{name} has not been looked at: LOOKS=accept keeps it"
    was, at = Image.open(kept).convert("RGB"), 0
    assert was.size == strip.size
    for each, (window, theme) in zip(seen, [(window, theme) for window in WINDOWS for theme in THEMES], strict=True):
        before = was.crop((at, 0, at + each.width, each.height))
        assert difference(each, before) == "", f"{name}, {window['width']} wide, {theme}"
        at += each.width


def beside(pictures: list[Image.Image]) -> Image.Image:
    strip = Image.new("RGB", (sum(each.width for each in pictures), max(each.height for each in pictures)))
    at = 0
    for each in pictures:
        strip.paste(each, (at, 0))
        at += each.width
    return strip


def difference(one: Image.Image, other: Image.Image) -> str:
    """What is different, in words; nothing if they look the same."""
    blurred = [each.filter(ImageFilter.GaussianBlur(1.5)) for each in (one, other)]
    apart = ImageChops.difference(*blurred).convert("L")
    mean = ImageStat.Stat(apart).mean[0]
    far = sum(apart.histogram()[FAR:]) / (apart.width * apart.height)
    words = f"by {mean:.1f} of 255 on average, {far:.1%} of it much"
    print(words)
    return words if mean > MEAN or far > SHARE else ""


def test_what_moved_or_changed_its_colour_is_different():
    """The comparing itself: a picture is like itself and like itself a little aside, and like nothing else."""
    was = Image.new("RGB", (200, 90), "white")
    draw = ImageDraw.Draw(was)
    for n in range(6):
        draw.rectangle((10, 8 + 13 * n, 150, 14 + 13 * n), fill="#456")
    assert difference(was, was) == ""
    assert difference(was, ImageChops.offset(was, 1, 0)) == ""
    assert difference(was, ImageChops.offset(was, 40, 0)) != ""
    assert difference(was, ImageChops.invert(was)) != ""
