"""All there is to see: each page, who looks at it, and a small world in which none of them is bare."""

import hashlib
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page

from hubbub.base import ids
from hubbub.base.clock import iso, now
from hubbub.base.db import Db
from hubbub.base.ids import AccountId, ProfileId
from hubbub.people import factors, invites, profiles, proofs, teams
from hubbub.reach import newsletters
from hubbub.relations import announcements
from hubbub.studio import campaigns, goals
from hubbub.trust import rules, transfers
from tests.flows.test_across import sent
from tests.flows.windows import sign_in
from tests.served import Served, eventually, free_port

OUT = "urn:ietf:wg:oauth:2.0:oob"
SECRET = "known-to-this-test"

# By name, where each is; what has places in its address is there under its name in `paths`.
VISITOR = {
    "front": "/", "sign-in": "/sign-in", "sign-up": "/sign-up", "invited": "/invite/{code}", "public": "/public",
    "about": "/about", "privacy": "/privacy", "terms": "/terms", "not-found": "/nowhere", "offline": "/offline",
    "public-profile": "/@bob", "public-post": "/@{name}/{id:int}", "embedded": "/@{name}/{id:int}/embed",
    "public-links": "/links", "forgotten": "/password", "new-password": "/password/{secret}", "unconfirmed": "/confirm",
    "confirm": "/confirm/{secret}", "confirm-address": "/confirm-address/{secret}",
    "letters": "/newsletters/of/{id:int}", "letters-confirm": "/newsletters/confirm/{secret}",
    "letters-end": "/newsletters/{id:int}/{secret}", "design": "/_design",
}
MEMBER = {
    "home": "/home", "thread": "/@{name}/{id:int}", "profile": "/@bob", "profile-about": "/@bob?tab=about",
    "profile-pictures": "/@cleo?tab=pictures", "pictures": "/@{name}/{id:int}",
    "profile-featured": "/@bob?tab=featured", "profile-features": "/@ann?tab=featured",
    "followers": "/@bob/followers", "following": "/@bob/following", "history": "/@{name}/{id:int}/history",
    "notifications": "/notifications", "requests": "/notifications/requests",
    "request": "/notifications/requests/{id}", "follow-requests": "/follow-requests",
    "conversations": "/conversations", "talk": "/conversations/{id}", "search": "/search?q=soup",
    "explore": "/explore", "tag": "/tags/sourdough", "tags": "/tags", "links": "/links",
    "lists": "/lists", "list": "/lists/{id:int}", "list-edit": "/lists/{id:int}/edit",
    "collections": "/collections", "collections-in": "/collections/in", "collection-new": "/collections/new",
    "collection": "/collections/{id:int}", "collected": "/collections/{id:int}/edit",
    "collection-choice": "/collections/with/{id:int}",
    "compose": "/compose", "edit": "/posts/{id:int}/edit", "delete": "/posts/{id:int}/delete",
    "redraft": "/posts/{id:int}/redraft", "quotes": "/posts/{id:int}/quotes",
    "reactions": "/posts/{id:int}/reactions", "translation": "/posts/{id:int}/translation",
    "bookmarks": "/bookmarks", "favourites": "/favourites", "report": "/report/{id:int}",
    "ties": "/ties", "follow-languages": "/following/{id:int}/languages",
    "consent": "/oauth/authorize",
    "settings": "/settings", "settings-profile": "/settings/profile", "settings-account": "/settings/account",
    "settings-sessions": "/settings/sessions", "settings-second-step": "/settings/second-step",
    "settings-second-app": "/settings/second-step/app",
    "settings-passkeys": "/settings/passkeys", "settings-appearance": "/settings/appearance",
    "settings-privacy": "/settings/privacy", "settings-notifications": "/settings/notifications",
    "settings-newsletter": "/settings/newsletter",
    "settings-push": "/settings/push", "settings-filters": "/settings/filters",
    "settings-filter": "/settings/filters/{id:int}", "settings-apps": "/settings/apps",
    "settings-blocked": "/settings/blocked", "settings-muted": "/settings/muted",
    "settings-transfers": "/settings/transfers", "settings-transfer": "/settings/transfers/{id:int}",
    "settings-moving": "/settings/moving", "settings-close": "/settings/close", "settings-invites": "/settings/invites",
    "owner-server": "/settings/server", "owner-icon": "/settings/icon", "owner-emoji": "/settings/emoji",
    "owner-sign-ups": "/settings/sign-ups", "owner-people": "/settings/people",
    "owner-person": "/settings/people/{id:int}", "owner-reports": "/settings/reports",
    "owner-domains": "/settings/domains", "owner-servers": "/settings/servers", "owner-stuck": "/settings/stuck",
    "owner-announcements": "/settings/announcements", "owner-announcement": "/settings/announcements/{id}",
    "owner-figures": "/settings/figures", "owner-storage": "/settings/storage",
    "studio-inbox": "/studio/inbox", "studio-report": "/studio/report",
    "studio-campaigns": "/studio/campaigns", "studio-campaign": "/studio/campaigns/{id:int}",
    "studio-goals": "/studio/goals", "studio-goal": "/studio/goals/{id:int}",
    "studio-drafts": "/drafts", "studio-draft": "/drafts/{id:int}",
}
NEW = {"empty-home": "/home", "empty-notifications": "/notifications", "empty-conversations": "/conversations",
       "empty-lists": "/lists", "empty-collections": "/collections", "empty-features": "/@eve?tab=featured",
       "empty-bookmarks": "/bookmarks", "empty-search": "/search?q=nothing"}
PAGES = [(who, name, path) for who, pages in (("", VISITOR), ("ann", MEMBER), ("eve", NEW))
         for name, path in pages.items()]

# What is asked for by GET and is no page, or none of its own.
NO_PAGES = {
    **{f"{of}.{form}": "a feed" for of in ("/@{name}", "/@{name}/tagged/{tag}", "/tags/{name}")
       for form in ("atom", "rss", "feed.json")},
    **dict.fromkeys((
        "/drafts.csv", "/settings/figures.csv", "/settings/newsletter/subscribers.csv",
        "/settings/transfers/take/{kind}", "/studio/campaigns.csv", "/studio/campaigns/{id:int}.csv",
        "/studio/goals/{id:int}.csv", "/studio/inbox.csv", "/studio/report/{table}.csv"), "a file to take along"),
    **dict.fromkeys((
        "/apple-touch-icon.png", "/favicon.ico", "/icons/{shape}.png", "/copies/{shape}/{proof}/{address}",
        "/media/{key:path}"), "a picture, or whatever else somebody has put here"),
    **dict.fromkeys((
        "/.well-known/security.txt", "/manifest.webmanifest", "/robots.txt", "/sitemap.xml", "/sitemap/{id:int}.xml",
        "/static/{name:path}", "/sw.js"), "for programs"),
    **dict.fromkeys((
        "/.well-known/change-password", "/emoji/{id:int}", "/intents", "/l/{code}", "/notifications/{id:int}",
        "/studio"), "leads on"),
    **dict.fromkeys(("/live", "/search/suggest", "/@{name}/{id:int}/newer"), "for the scripts of pages"),
}


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[Served]:
    with Translator.served() as translator:
        server = Served(Path(mkdtemp(dir=folder)), environment={
            "HUBBUB_SMTP_URL": f"smtp://127.0.0.1:{free_port()}",  # nobody takes mail there: it waits
            "HUBBUB_TRANSLATE_URL": f"http://127.0.0.1:{translator.server_port}",
        }).start()
        yield server
        server.stop()
        translator.shutdown()


class Translator(BaseHTTPRequestHandler):
    """Somebody else's service that knows two languages and one sentence."""

    @classmethod
    def served(cls) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), cls)
        Thread(target=server.serve_forever, daemon=True).start()
        return server

    def do_GET(self) -> None:
        self._say([{"code": code, "targets": ["en", "de"]} for code in ("en", "de")])

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._say({"translatedText": ["<p>The soup is ready.</p>" for _ in asked["q"]],
                   "detectedLanguage": [{"confidence": 90, "language": "de"} for _ in asked["q"]]})

    def _say(self, given: object) -> None:
        body = json.dumps(given).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def drawn(width: int, height: int, hue: int) -> bytes:
    """A sky over a sea."""
    picture = Image.new("HSV", (width, height), (hue, 90, 230))
    picture.paste((hue + 12, 120, 160), (0, height * 3 // 5, width, height))
    made = io.BytesIO()
    picture.convert("RGB").save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def paths(here: Served) -> dict[str, str]:
    """A small world that is always the same: where what has places in its address is, by the names of the pages."""
    here.account("ann", "owner")
    ann, bob, cleo, *_ = here.token("ann"), *map(here.person, ("bob", "cleo", "dora", "eve"))
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {
        "display_name": "Bob the Baker", "note": "Bread, and what goes with it.\n#sourdough",
        "fields_attributes": [
            {"name": "Shop", "value": "https://example.com/bread"}, {"name": "Town", "value": "Harbour"}],
    }, token=bob)
    for token in (ann, bob, cleo):
        here.ask("PATCH", "/api/v1/accounts/update_credentials", {"source": {"language": "en"}}, token=token)
    number = {name: here.get(f"/api/v1/accounts/lookup?acct={name}", ann)["id"] for name in ("ann", "bob", "cleo")}
    for token, whom in ((ann, "bob"), (ann, "cleo"), (bob, "ann"), (cleo, "ann"), (cleo, "bob")):
        here.post(f"/api/v1/accounts/{number[whom]}/follow", token)
    here.post("/api/v1/featured_tags", bob, name="sourdough")
    here.post(f"/api/v1/accounts/{number['ann']}/endorse", bob)
    first = here.post("/api/v1/statuses", bob, status="Fresh bread at seven. Who comes? #sourdough")
    answer = here.post("/api/v1/statuses", cleo, status="@bob I do, with soup.", in_reply_to_id=first["id"])
    here.post("/api/v1/statuses", ann, status="@cleo @bob Keep me a loaf.", in_reply_to_id=answer["id"])
    german = here.post("/api/v1/statuses", cleo, status="Die Suppe ist fertig.", language="de")
    here.post("/api/v1/statuses", cleo, status="What is it to be?",
              poll={"options": ["Leek soup", "Pea soup", "No soup at all"], "expires_in": 86400})
    crumbs = here.post("/api/v1/statuses", bob, status="Crumbs everywhere.", spoiler_text="An untidy kitchen")
    here.ask("PUT", f"/api/v1/statuses/{crumbs['id']}", {
        "status": "Crumbs everywhere, and flour.", "spoiler_text": "An untidy kitchen"}, token=bob)
    here.post("/api/v1/statuses", bob, status="For us two", visibility="mutuals")
    here.post("/api/v1/statuses", bob, status="Bread is at its best then.", quoted_status_id=answer["id"])
    pictures = here.post("/api/v1/statuses", cleo, status="The harbour, three times", media_ids=[
        sent(here, cleo, drawn(width, height, hue), f"The harbour, {words}")["id"]
        for width, height, hue, words in (
            (900, 600, 20, "at dawn"), (600, 900, 120, "at noon"), (900, 500, 200, "at night"))])
    mine = here.post("/api/v1/statuses", ann, status="The harbour was quiet this morning, and the bakery had run out "
                     "of rye, so we walked the long way round by the lighthouse. https://example.com/a/very/long/address")
    for token in (bob, cleo):
        here.post(f"/api/v1/statuses/{mine['id']}/favourite", token)
    here.post(f"/api/v1/statuses/{mine['id']}/reblog", bob)
    here.ask("PUT", f"/api/v1/pleroma/statuses/{mine['id']}/reactions/%F0%9F%94%A5", token=cleo)
    here.post(f"/api/v1/statuses/{first['id']}/bookmark", ann)
    here.post(f"/api/v1/statuses/{first['id']}/favourite", ann)
    here.post("/api/v1/tags/sourdough/follow", ann)
    here.post("/api/v1/statuses", bob, status="@ann Did you see the heron?", visibility="direct")
    here.post("/api/v1/statuses", bob, status="@ann And is there soup?")
    later = _kept(here, number)
    post, link = f"/@bob/{first['id']}", "/links?url=https%3A%2F%2Fexample.com%2Fa%2Fvery%2Flong%2Faddress"
    return here.beside(_furnished) | later | {
        "thread": post, "public-post": post, "embedded": f"{post}/embed", "public-links": link, "links": link,
        "pictures": f"/@cleo/{pictures['id']}", "history": f"/@bob/{crumbs['id']}/history",
        "collection-choice": f"/collections/with/{number['bob']}", "edit": f"/posts/{mine['id']}/edit",
        "delete": f"/posts/{mine['id']}/delete", "redraft": f"/posts/{mine['id']}/redraft",
        "quotes": f"/posts/{answer['id']}/quotes", "reactions": f"/posts/{mine['id']}/reactions",
        "translation": f"/posts/{german['id']}/translation", "report": f"/report/{number['bob']}?post={first['id']}",
        "follow-languages": f"/following/{number['bob']}/languages",
        "owner-person": f"/settings/people/{number['bob']}",
    }


def _kept(here: Served, number: dict[str, str]) -> dict[str, str]:
    """What ann keeps, and who waits for her."""
    ann, cleo, dora = map(here.token, ("ann", "cleo", "dora"))
    draft = here.post("/api/v1/statuses", ann, status="In a while", scheduled_at=iso(now() + timedelta(days=30)))
    row = here.post("/api/v1/lists", ann, title="Neighbours")
    here.post(f"/api/v1/lists/{row['id']}/accounts", ann, account_ids=[number["bob"], number["cleo"]])
    near = here.post("/api/v1/collections", ann, name="Bakers of the harbour", description="Bread worth an hour's walk",
                     account_ids=[number["bob"], number["cleo"]])["collection"]
    screen = here.post("/api/v2/filters", ann, title="Vegetables", context=["home"],
                       keywords_attributes=[{"keyword": "spinach"}])
    here.post(f"/api/v1/accounts/{number['cleo']}/note", ann, comment="Met at the market")
    here.post("/api/v1/reports", cleo, account_id=number["bob"], comment="Too many crumbs")
    app = here.post("/api/v1/apps", client_name="Tusker", redirect_uris=OUT, scopes="read write follow")
    [talk] = eventually(lambda: here.get("/api/v1/conversations", ann))
    eventually(lambda: len(here.get("/api/v1/notifications", ann)) >= 6)
    here.ask("PATCH", "/api/v2/notifications/policy", {"for_not_following": "filter"}, token=ann)
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {"locked": True}, token=ann)
    here.post(f"/api/v1/accounts/{number['ann']}/follow", dora)
    here.post("/api/v1/statuses", dora, status="@ann Is there still room at the table?")
    [waiting] = eventually(lambda: here.get("/api/v1/notifications/requests", ann))
    asked = f"client_id={app['client_id']}&redirect_uri={OUT}&response_type=code&scope=read+write"
    return {
        "request": f"/notifications/requests/{waiting['id']}", "talk": f"/conversations/{talk['id']}",
        "list": f"/lists/{row['id']}", "list-edit": f"/lists/{row['id']}/edit",
        "collection": f"/collections/{near['id']}", "collected": f"/collections/{near['id']}/edit?q=e",
        "consent": f"/oauth/authorize?{asked}", "settings-filter": f"/settings/filters/{screen['id']}",
        "studio-draft": f"/drafts/{draft['id']}",
    }


async def _furnished(db: Db) -> dict[str, str]:
    """What apps cannot do."""
    me, bob = ProfileId(await profiles.look_up(db, "ann") or 0), await profiles.look_up(db, "bob")
    account, reader = AccountId(await teams.owner_of(db, me) or 0), ids.new()
    assert bob is not None
    async with db.write() as tx:
        await factors.begin(tx, account)
        invite = await invites.make(tx, account, 5, None)
        await rules.write(tx, "terms", "Be kind. Whoever sells, says so.")
        said = await announcements.write(tx, announcements.Words("The harbour feast is on Saturday."))
        await announcements.publish(tx, said)
        campaign = await campaigns.open_campaign(tx, me, "Winter sale")
        goal, _ = await goals.open_goal(tx, me, "Order", Decimal(20), "EUR")
        transfer = await transfers.begin(tx, me, "following", b"Account address\nnobody@nowhere.invalid\n", "merge")
        secrets = {purpose: await proofs.proofs._made(tx, account, "ann@far.test", purpose)
                   for purpose in ("confirm", "reset", "move")}
        for profile in (me, bob):
            await newsletters.switch(tx, profile, on=True)
    async with db.alone() as connection:
        for number, profile, email, secret, confirmed_at in (
            (reader, me, f"{'rae' * 15}@{'far.' * 20}test", None, now()),
            (ids.new(), bob, "new@far.test", hashlib.sha256(SECRET.encode()).digest(), None),
        ):
            await connection.execute(
                """INSERT INTO newsletter_subscribers
                       (id, profile_id, email, locale, secret_hash, asked_at, asked_count, confirmed_at)
                   VALUES ($1, $2, $3, 'en', $4, $5, 1, $6)""", number, profile, email, secret, now(), confirmed_at)
    return {
        "invited": f"/invite/{invite.code}", "owner-announcement": f"/settings/announcements/{said}",
        "studio-campaign": f"/studio/campaigns/{campaign}", "studio-goal": f"/studio/goals/{goal}",
        "settings-transfer": f"/settings/transfers/{transfer}",
        "confirm": f"/confirm/{secrets['confirm']}", "new-password": f"/password/{secrets['reset']}",
        "confirm-address": f"/confirm-address/{secrets['move']}", "letters": f"/newsletters/of/{bob}",
        "letters-confirm": f"/newsletters/confirm/{SECRET}",
        "letters-end": f"/newsletters/{reader}/{newsletters.newsletters.leaving(db, reader)}",
    }


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
