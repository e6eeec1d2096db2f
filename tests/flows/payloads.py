"""Words that would run if a page believed them, and people who put them wherever others read: here and elsewhere."""

import asyncio
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from aiohttp import web

from hubbub.base.db import Db
from hubbub.people import apps, profiles, teams
from tests.flows.test_across import sent
from tests.outside import PUBLIC, Peer, Writer, document
from tests.reach.renditions.strangers import bytes_of, gradient
from tests.served import Served, eventually

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
# What only Markdown makes a link, a picture or a title of.
MARKED = [
    f"[x](javascript:{RUNS}) [x](<javascript:{RUNS}>) [x](java\tscript:{RUNS}) [x](&#106;avascript:{RUNS})",
    f"![x](javascript:{RUNS}) <javascript:{RUNS}> [x](data:text/html,<script>{RUNS}</script>) [x](vbscript:{RUNS})",
    f"[x]\n\n[x]: javascript:{RUNS}", f'[x](https://a.example/"onfocus={RUNS}//autofocus="x)',
    f"[x](https://a.example/ '\"><img src=x onerror={RUNS}>')",
    f"`<img src=x onerror={RUNS}>` ``</code><svg onload={RUNS}>``",
    f"```\"><img/src/onerror={RUNS}>\n</code></pre><script>{RUNS}</script>\n```", f"# <svg onload={RUNS}>",
    f"> <img src=x onerror={RUNS}>\n- <img src=x onerror={RUNS}>",
    f"**<img src=x onerror={RUNS}>** ~~<script>{RUNS}</script>~~",
]
PICTURE = bytes_of(gradient((40, 30)), "PNG")
LINKED = range(0, len(PAYLOADS), 5)  # the pages that are linked to, each with five of the payloads


def writes_here(here: Served) -> dict[str, str]:
    """Mallory puts payloads wherever others read what one writes; paths to look at, as Ann who owns the server."""
    here.account("ann", "owner")
    ann, mallory = here.token("ann"), here.person("mallory")
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {
        "display_name": PAYLOADS[0][:100], "note": "\n".join(PAYLOADS), "indexable": True,
        "fields_attributes": [{"name": words[:200], "value": words[:200]} for words in PAYLOADS[:4]],
    }, token=mallory)
    for n in range(0, len(PAYLOADS), 5):
        here.post("/api/v1/statuses", mallory, status="\n\n".join(PAYLOADS[n:n + 5]), content_type="text/markdown")
    here.post("/api/v1/statuses", mallory, status="\n\n".join(MARKED), content_type="text/markdown")
    made = [here.post("/api/v1/statuses", token=mallory, status=f"@ann {words} #soup",
                      spoiler_text=words if n % 2 else "") for n, words in enumerate(PAYLOADS)]
    here.post("/api/v1/statuses", token=mallory, status="Asked", poll={"options": PAYLOADS[:4], "expires_in": 3600})
    here.post("/api/v1/statuses", token=ann, status="Hello", in_reply_to_id=made[0]["id"])
    for at in range(0, 8, 4):
        described = [sent(here, mallory, PICTURE, words)["id"] for words in PAYLOADS[at:at + 4]]
        here.post("/api/v1/statuses", token=mallory, status="Seen", media_ids=described)
    return _pages(here, ann, mallory, made) | _pages_of_people(here, ann, mallory)


def _pages(here: Served, ann: str, mallory: str, made: list[dict[str, Any]]) -> dict[str, str]:
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
        "tag": "/tags/soup", "public": "/public", "search": f"/search?q={PAYLOADS[0]}", "error": f"/{PAYLOADS[0]}",
        "earlier": f"/@mallory?below={made[20]['id']}", "described": "/@mallory?tab=pictures",
        "marked": f"/@mallory?below={made[0]['id']}"}


def _pages_of_people(here: Served, ann: str, mallory: str) -> dict[str, str]:
    """Where one reads how people are called: recommended, suggested, known to both, put together; and programs."""
    trudy = here.person("trudy")
    here.ask("PATCH", "/api/v1/accounts/update_credentials", {
        "display_name": PAYLOADS[1][:100], "note": PAYLOADS[2], "discoverable": True}, token=trudy)
    number = {name: here.get(f"/api/v1/accounts/lookup?acct={name}", ann)["id"] for name in ("ann", "mallory", "trudy")}
    here.post(f"/api/v1/accounts/{number['trudy']}/follow", mallory)
    here.post(f"/api/v1/accounts/{number['mallory']}/endorse", ann)
    made = here.post("/api/v1/collections", mallory, name="<img src=x onerror=ran=1>", description=PAYLOADS[1],
                     account_ids=[number["ann"], number["trudy"]])["collection"]
    here.beside(_lets_in)
    return {
        "all of them": "/@mallory?tab=about", "recommended": "/@ann?tab=featured", "known to both": "/@trudy",
        "what they feature": "/@mallory?tab=featured",
        "those known": "/@trudy?tab=about", "suggested people": "/explore", "together": f"/collections/{made['id']}",
        "programs": "/settings/apps", "whom they follow": "/@mallory/following",
    }


async def _lets_in(db: Db) -> None:
    """Ann has let in a program with a payload for a name."""
    profile = await profiles.look_up(db, "ann")
    assert profile is not None
    account = await teams.owner_of(db, profile)
    assert account is not None
    async with db.write() as tx:
        made = await apps.register(tx, PAYLOADS[3][:60], [apps.OUT_OF_BAND], "read", PAYLOADS[6])
        await apps.issue(tx, made, made.scopes, (account, profile))


async def writes_elsewhere(here: Served, peer: Peer) -> dict[str, str]:
    """Zoe of another server sends payloads as markup and as plain words, in whatever an activity may carry."""
    peer.answers["/p.png"] = lambda _: web.Response(body=PICTURE, content_type="image/png")
    # Said as markup it is taken out; said as words that only look like it, it must stay words.
    summary = "".join([*PAYLOADS, *map(html.escape, PAYLOADS)])
    zoe = peer.person("zoe", name=html.escape(PAYLOADS[1]), summary=summary, url=f"javascript:{RUNS}",
                      **_decorated(peer))
    for n, name in enumerate((PAYLOADS[1], '"><b onclick=x>', "zoe/../ann", "zoe\u202e", "a b"), 1):
        peer.person(f"odd{n}", preferredUsername=name)
    ann = here.token("ann")
    uri = f"{here.url}/users/{(await off(here.get, '/api/v1/accounts/lookup?acct=ann', ann))['id']}"
    await _befriended(here, peer, ann, zoe)
    mine = await off(_links, here, peer, ann)
    kept = [_told(zoe, n, words, uri, mine["uri"]) for n, words in enumerate(PAYLOADS)]
    for each in [*_works(zoe), _asked(zoe), *kept]:
        assert await off(brings, here, zoe, zoe.create(each)) == 202
    changed = kept[3] | {"content": f"<p>Other {PAYLOADS[3]}</p>", "summary": PAYLOADS[4]}
    for did in (zoe.activity("Follow", uri), zoe.activity("Like", mine["uri"]), zoe.activity("Announce", mine["uri"]),
                zoe.activity("EmojiReact", mine["uri"], content=PAYLOADS[1]),
                zoe.activity("Update", changed, to=changed["to"], cc=changed["cc"]),
                zoe.activity("Flag", [uri, mine["uri"]], content="".join(PAYLOADS[:8]))):
        assert await off(brings, here, zoe, did) == 202
    for who in peer.people.values():  # none of the others is believed, and may be refused at once
        await off(brings, here, who, who.activity("Follow", uri))
    return await _pages_elsewhere(here, peer, ann, mine, len(kept))


async def _befriended(here: Served, peer: Peer, ann: str, zoe: Writer) -> None:
    """Ann follows Zoe, so that all of hers comes, and not only what names Ann."""
    found = await off(here.get, f"/api/v2/search?resolve=true&type=accounts&q={zoe.handle}", ann)
    await off(here.post, f"/api/v1/accounts/{found['accounts'][0]['id']}/follow", ann)
    asked = await off(eventually, lambda: peer.received("Follow"))
    assert await off(brings, here, zoe, zoe.activity("Accept", asked[0])) == 202


def _decorated(peer: Peer) -> dict[str, Any]:
    """Fields, emoji and pictures with payloads for names and addresses."""
    words, seen = PAYLOADS[3], f"{peer.url}/p.png"
    picture = {"type": "Image", "url": f"{seen}?{quote(words)}", "name": words, "summary": words}
    return {
        "icon": picture, "image": picture | {"url": f"javascript:{RUNS}"},
        "attachment": [{"type": "PropertyValue", "name": each, "value": each} for each in (
            *PAYLOADS[1:4], *map(html.escape, PAYLOADS[:3]))],
        "tag": [{"type": "Emoji", "name": f":{each}:", "icon": {"type": "Image", "url": f"{seen}?{quote(each)}"}}
                for each in PAYLOADS[:8]] + [
                    {"type": "Emoji", "name": ":ok:", "icon": {"type": "Image", "url": f"javascript:{RUNS}"}}],
    }


def _told(zoe: Writer, n: int, words: str, ann: str, mine: str) -> dict[str, Any]:
    """One payload in every place of a note."""
    peer = zoe.peer
    files = [{"type": kind, "mediaType": media, "name": words, "url": f"{peer.url}/p.png?{quote(words)}"}
             for kind, media in (("Document", "image/png"), ("Image", words), ("Document", "video/mp4"))]
    tags = [
        {"type": "Mention", "href": ann, "name": words},
        {"type": "Mention", "href": f"javascript:{RUNS}", "name": "@x"},
        {"type": "Hashtag", "name": f"#{words}", "href": f"javascript:{RUNS}"}, {"type": "Hashtag", "name": "#soup"},
        {"type": "Emoji", "name": f":{words}:", "icon": {"type": "Image", "url": f"{peer.url}/p.png"}},
        {"type": "Emoji", "name": ":ok:", "icon": {"type": "Image", "url": f"{peer.url}/p.png?{quote(words)}"}},
    ]
    more = {"inReplyTo": mine} if n % 4 == 0 else {}
    warning = (words, html.escape(words))[n % 2] if n % 3 else None
    return zoe.note(f"<p>:ok: {words} :{words}: {html.escape(words)}</p>", summary=warning, tag=tags,
                    attachment=files[:n % 4], url=f"javascript:{RUNS}", to=[PUBLIC, ann], **more)


def _works(zoe: Writer) -> list[dict[str, Any]]:
    """An article, a film, an event and a page: their titles and excerpts."""
    return [zoe.note(PAYLOADS[n], type=type, name=PAYLOADS[n], summary=PAYLOADS[n + 1], tag=[
        {"type": "Hashtag", "name": "#soup"}], location={"type": "Place", "name": PAYLOADS[n]})
        for n, type in ((0, "Article"), (1, "Video"), (2, "Event"), (3, "Page"))]


def _asked(zoe: Writer) -> dict[str, Any]:
    """A poll with a payload for each choice."""
    choices = [{"type": "Note", "name": words, "replies": {"type": "Collection", "totalItems": 1}}
               for words in PAYLOADS[:10]]
    return zoe.note("<p>Asked elsewhere #soup</p>", type="Question", oneOf=choices, endTime="2099-01-01T00:00:00Z")


def _links(here: Served, peer: Peer, ann: str) -> dict[str, Any]:
    """Ann leads to pages whose title, description, author, site and embedding are payloads; one of her posts."""
    made: dict[str, Any] = {}
    for n in LINKED:
        some = PAYLOADS[n:n + 5]
        plain = [words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for words in some]
        peer.answers[f"/page/{n}"] = web_page(
            f"<html><title>{plain[0]}</title>" + "".join(
                f'<meta property="{name}" content="{"".join(plain)}">' for name in (
                    "og:description", "og:site_name", "og:image:alt", "article:author"))
            + f'<meta property="og:image" content="/p.png?{plain[1]}"><link rel="alternate"'
            f' type="application/json+oembed" href="/offer/{n}">')
        peer.answers[f"/offer/{n}"] = json_of({
            "version": "1.0", "type": "rich", "html": "words" + "".join(some), "title": some[2],
            "author_name": some[3], "author_url": some[-1], "provider_name": some[4], "provider_url": some[1]})
        made = here.post("/api/v1/statuses", ann, status=f"Look {peer.url}/page/{n} #links")
    return made


def web_page(words: str) -> Callable[[web.Request], web.Response]:
    return lambda _: web.Response(body=words.encode(), content_type="text/html", charset="utf-8")


def json_of(given: dict[str, Any]) -> Callable[[web.Request], web.Response]:
    return lambda _: document(given, "application/json")


async def _pages_elsewhere(here: Served, peer: Peer, ann: str, mine: dict[str, Any], count: int) -> dict[str, str]:
    """What shows all of that, once it is there."""
    def there() -> Any:
        told = [each["status"] for each in here.get("/api/v1/notifications?types[]=mention&limit=80", ann)
                if each["account"]["acct"] == f"zoe@{peer.host}"]
        cards = [each for each in here.get("/api/v1/timelines/tag/links", ann) if each["card"]]
        return told if len(told) == count and len(cards) == len(LINKED) else None

    told = await off(eventually, there, 60)
    zoe = told[0]["account"]["id"]
    await off(here.post, f"/api/v1/accounts/{zoe}/follow", ann)
    many = [each["id"] for each in told]
    return {
        "stranger": f"/@zoe@{peer.host}", "earlier of theirs": f"/@zoe@{peer.host}?below={many[20]}",
        "stranger's media": f"/@zoe@{peer.host}?tab=pictures", "all of a stranger": f"/@zoe@{peer.host}?tab=about",
        "stranger to staff": f"/settings/people/{zoe}",
        "stranger's answers": f"/@ann/{mine['id']}", "links": "/tags/links", "soup": "/tags/soup",
        "earlier soup": f"/tags/soup?below={many[10]}", "explore": "/explore", "flags": "/settings/reports",
        "who liked": f"/posts/{mine['id']}/reactions", "stranger's history": f"/@zoe@{peer.host}/{many[-4]}/history",
        "who follows": "/@ann/followers", "found": f"/search?q={quote(PAYLOADS[1])}&type=people",
        "a page": f"/links?url={quote(f'{peer.url}/page/5')}", "their server": "/settings/servers",
        "suggested": "/search/suggest?q=zoe", "earlier news": f"/notifications?below={many[20]}",
        "embedded": f"/@ann/{mine['id']}/embed",
    }


def brings(here: Served, who: Writer, activity: dict[str, Any]) -> int:
    """Sign an activity and leave it in the server's inbox; the status of the answer."""
    body = json.dumps(activity).encode()
    headers = who.signs("/inbox", body, here.domain) | {"content-type": "application/activity+json"}
    return here.ask("POST", "/inbox", activity, headers=headers)[0]


async def off(function: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """Wait for it in a thread, so that the peer can answer meanwhile."""
    return await asyncio.to_thread(lambda: function(*given, **more))
