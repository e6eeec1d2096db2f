"""Public pages in a real browser: what they weigh, what worker and keys do, and that no stranger's words run."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, Request, expect

from tests.flows.windows import CHROMIUM, DESK, PHONE, signed_in
from tests.served import Served, eventually

pytestmark = [
    pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]

SHIFTS = """window.shifted = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) window.shifted += entry.value })).observe({type: 'layout-shift', buffered: true})"""
RUNS = "window.ran=(window.ran||0)+1"
PAYLOADS = [
    f"<script>{RUNS}</script>", f"<img src=x onerror={RUNS}>", f"<svg onload={RUNS}>",
    f'"><img src=x onerror="{RUNS}">', f"</title><script>{RUNS}</script>", f"</script><script>{RUNS}</script>",
    f"javascript:{RUNS}", f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUNS}>",
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe>", f"{{{{constructor.constructor('{RUNS}')()}}}}",
    f"<a href='\u2028javascript:{RUNS}'>x</a>", f"<input autofocus onfocus={RUNS}>",
    f"<details open ontoggle={RUNS}>", f"<b hx-get=/x hx-on:load={RUNS} hx-trigger=load>x</b>",
    "]]><![CDATA[<script>",
    # From DOMPurify's and PayloadsAllTheThings' lists, one of each kind: mutations, namespaces, templates, odd spaces.
    f"<svg><style><img src=x onerror={RUNS}></style></svg>",
    f"<svg><a xlink:href=javascript:{RUNS}><text>x</text></a></svg>",
    f"<noscript><p title='</noscript><img src=x onerror={RUNS}>'>", f"<template><script>{RUNS}</script></template>",
    f"<table><td><math><mi><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUNS}&gt;'>",
    f"<math href=javascript:{RUNS}>x</math>", f"<form><button formaction=javascript:{RUNS}>x</button></form>",
    f"<a href='java\tscript:{RUNS}'>x</a>", f"<a href='&#106;avascript&colon;{RUNS}'>x</a>",
    f"<object data=javascript:{RUNS}></object>", f"<embed src=javascript:{RUNS}>", f"<base href=javascript:/{RUNS}//>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUNS}'>",
    f"<link rel=stylesheet onload={RUNS} href=/static/base.css>",
    f"<video><source onerror={RUNS}></video>", f"<audio src=x onerror={RUNS}>", f"<body onpageshow={RUNS}>",
    f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart={RUNS}>x</b>",
    f"<img src='x' srcset='x' onerror\n=\n{RUNS}>", f"<x contenteditable autofocus onfocus={RUNS} tabindex=1>x</x>",
    f"<select><option><script>{RUNS}</script></select>", f"<textarea><img src=x onerror={RUNS}></textarea>",
    f"<a href=x id=toasts><img name=forms src=x onerror={RUNS}></a>", f"[x](javascript:{RUNS})",
    f"\u202ejavascript:{RUNS}",
]


@pytest.fixture(scope="module")
def here(folder):
    server = Served(folder / "public").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mallory(here: Served) -> dict[str, str]:
    """Somebody who puts payloads wherever others read what one writes; paths to look at."""
    here.account("ann", "owner")
    ann, mallory = here.token("ann"), here.person("mallory")
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {
        "display_name": PAYLOADS[0][:100], "note": "\n".join(PAYLOADS), "indexable": True,
        "fields_attributes": [{"name": words[:200], "value": words[:200]} for words in PAYLOADS[:4]],
    }, token=mallory)
    made = [here.post("/api/v1/statuses", token=mallory, status=f"@ann {words} #soup",
                      spoiler_text=words if n % 2 else "") for n, words in enumerate(PAYLOADS)]
    here.post("/api/v1/statuses", token=mallory, status="Asked", poll={"options": PAYLOADS[:4], "expires_in": 3600})
    here.post("/api/v1/statuses", token=ann, status="Hello", in_reply_to_id=made[0]["id"])
    return _mallorys_pages(here, ann, mallory, made)


def _mallorys_pages(here: Served, ann: str, mallory: str, made: list[dict[str, Any]]) -> dict[str, str]:
    """Whatever else of somebody's words others read, or they themselves in what they keep: each of it in some place."""
    known = here.get("/api/v1/accounts/lookup?acct=mallory", ann)["id"]
    here.post(f"/api/v1/accounts/{known}/follow", ann)
    here.post(f"/api/v1/accounts/{known}/note", ann, comment=PAYLOADS[1])
    here.post("/api/v1/statuses", mallory, status=f"@ann {PAYLOADS[2]}", visibility="direct", language="en")
    [pid] = [here.post("/api/v1/lists", ann, title=words[:200])["id"] for words in PAYLOADS[3:4]]
    here.post(f"/api/v1/lists/{pid}/accounts", ann, account_ids=[known])
    screen = here.post("/api/v2/filters", ann, title=PAYLOADS[4][:200], context=["home", "public", "account", "thread"],
                       keywords_attributes=[{"keyword": PAYLOADS[5][:100]}, {"keyword": "Asked"}])
    here.post("/api/v1/reports", mallory, account_id=here.get("/api/v1/accounts/lookup?acct=ann", ann)["id"],
              comment="\n".join(PAYLOADS[:8])[:900])
    app = here.post("/api/v1/apps", client_name=PAYLOADS[0][:60], redirect_uris="urn:ietf:wg:oauth:2.0:oob",
                    scopes="read", website="https://a.example/")
    asks = f"client_id={app['client_id']}&redirect_uri=urn:ietf:wg:oauth:2.0:oob&response_type=code&scope=read"
    talk = eventually(lambda: here.get("/api/v1/conversations", ann))[0]
    here.ask("PUT", f"/api/v1/statuses/{made[2]['id']}", {"status": f"@ann again {PAYLOADS[6]}"}, token=mallory)
    paths = {
        "list": f"/lists/{pid}", "members": f"/lists/{pid}/edit?q=m", "lists": "/lists", "filters": "/settings/filters",
        "filter": f"/settings/filters/{screen['id']}", "consent": f"/oauth/authorize?{asks}",
        "reports": "/settings/reports",
        "person": f"/settings/people/{known}", "people": "/settings/people", "talk": f"/conversations/{talk['id']}",
        "talks": "/conversations", "history": f"/@mallory/{made[2]['id']}/history", "ties": "/ties",
        "report": f"/report/{known}?post={made[0]['id']}", "answer": f"/compose?reply_to={made[1]['id']}",
        "share": f"/compose?text={quote(PAYLOADS[1])}", "link": f"/links?url={quote('javascript:' + RUNS)}",
        "inbox": "/studio/inbox", "followers": "/@ann/followers",
        "domains": f"/settings/domains?domain={quote(PAYLOADS[0])}",
        "tab": f"/@mallory?tab={quote(PAYLOADS[0])}", "next": f"/sign-in?next={quote('javascript:' + RUNS)}",
    }
    return paths | {
        "profile": "/@mallory", "thread": f"/@mallory/{made[0]['id']}", "answered": f"/@mallory/{made[1]['id']}",
        "tag": "/tags/soup", "public": "/public", "search": f"/search?q={PAYLOADS[0]}", "error": f"/{PAYLOADS[0]}"}


@pytest.mark.parametrize("policy", [True, False], ids=["with the policy", "without any"])
async def test_nothing_that_a_stranger_writes_runs(chromium: Browser, here: Served, mallory, policy: bool):
    context = await chromium.new_context(base_url=here.url, bypass_csp=not policy, service_workers="block")
    page = await signed_in(context, "ann")
    paths = [*mallory.values(), "/home", "/notifications", "/@mallory.rss", "/@mallory.atom", "/@mallory.feed.json",
             "/tags/soup.atom"]
    for path in paths:
        answer = await page.goto(path)
        assert answer is not None
        if policy and "sandbox" in answer.headers["content-security-policy"]:
            continue  # a feed: no script runs there at all, not even one of ours that looks for others
        assert await page.evaluate("window.ran ?? 0") == 0, path
        await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert await page.evaluate("new Promise(done => setTimeout(() => done(window.ran ?? 0)))") == 0, path
    await context.close()


async def test_the_first_view_of_home_is_light_still_and_asks_nobody_else(chromium: Browser, here: Served, mallory):
    context = await chromium.new_context(base_url=here.url, viewport=PHONE, service_workers="block")
    state = await (await signed_in(context, "ann")).context.storage_state()
    await context.close()
    fresh = await chromium.new_context(base_url=here.url, viewport=PHONE, storage_state=state, service_workers="block")
    page = await fresh.new_page()
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    await page.add_init_script(SHIFTS)
    await page.goto("/home", wait_until="load")
    figures: dict[str, int] = {}
    for each in asked:
        assert each.url.startswith(here.url), each.url
        kind = each.resource_type
        if kind == "eventsource" or "/media/" in each.url:
            continue
        figures[kind] = figures.get(kind, 0) + (await each.sizes())["responseBodySize"]
    print(json.dumps(figures), sum(figures.values()), await page.evaluate("window.shifted"))
    assert sum(figures.values()) < 100_000, figures
    assert figures["script"] <= 60_000, figures
    assert await page.evaluate("window.shifted") < 0.001  # the share of the view that moved
    await fresh.close()


async def test_without_a_network_the_worker_says_so_and_shares_reach_the_composer(chromium, here: Served, mallory):
    context = await chromium.new_context(base_url=here.url)
    page = await signed_in(context, "ann")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.reload()
    await context.set_offline(True)
    await page.goto("/public")
    await expect(page.get_by_role("heading", name="There is no network")).to_be_visible()
    await context.set_offline(False)
    await page.goto("/home")
    await page.evaluate("""() => {
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
        for (const [name, value] of [["title", "Soup"], ["url", "https://a.example/"]]) {
            const field = document.createElement("input"); Object.assign(field, { name, value }); form.append(field);
        }
        document.body.append(form); form.submit();
    }""")
    await page.wait_for_url("**/compose?**")
    assert "https://a.example/" in await page.get_by_label("What would you like to say?").input_value()
    await context.close()


async def test_keys_move_open_and_answer_but_never_while_somebody_types(chromium: Browser, here: Served, mallory):
    context = await chromium.new_context(base_url=here.url, viewport=DESK, service_workers="block")
    page = await signed_in(context, "ann")
    await page.goto("/@mallory")
    label: Any = "document.activeElement.id"
    first, second = [await each.get_attribute("id") for each in (await page.locator("article.post").all())[:2]]
    await page.keyboard.press("j")
    assert await page.evaluate(label) == first
    await page.keyboard.press("j")
    assert await page.evaluate(label) == second
    await page.keyboard.press("k")
    assert await page.evaluate(label) == first
    await page.keyboard.press("f")
    await expect(page.locator(f"#{first} [aria-pressed=true]")).to_have_count(1)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    await page.keyboard.press("/")
    await page.keyboard.type("jkn?")
    assert await page.locator("#search").input_value() == "jkn?"
    assert page.url.endswith("/@mallory")
    await page.locator("main").focus()
    await page.keyboard.press("?")
    await page.get_by_label("Use these keys in this browser").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert page.url.endswith("/@mallory")
    await page.get_by_role("button", name="Keys").click()
    await page.get_by_label("Use these keys in this browser").check()
    await page.keyboard.press("Escape")
    await page.locator("main").focus()
    await page.keyboard.press("g")
    await page.keyboard.press("n")
    await page.wait_for_url("**/notifications")
    await context.close()
