"""The worker that browsers keep beside our pages: for when there is no network, for news, and for what is shared.

It must stand at the top of the site to be asked about all of it.
"""

import json
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hubbub.base.http import TooLarge, bounded
from hubbub.base.words import SOURCE, words

from .documents import Asked, Document, document
from .routes import ROUTES, UPLOAD_SIZE, View, page
from .templates import asset, static

OFFLINE = "/offline"
# As far as an address goes with every server and browser between.
LONGEST = 5000


@document("/sw.js")
async def worker(asked: Asked) -> Document:
    """The script with what it keeps: other style than before makes another script, which browsers then take."""
    say = words(asked.query.get("lang", SOURCE))
    page = OFFLINE if say.code == SOURCE else f"{OFFLINE}?lang={say.code}"
    kept, happened = json.dumps([page, asset("app.css"), asset("icon.svg")]), json.dumps(say("Something has happened"))
    body = f"const KEPT = {kept};\nconst HAPPENED = {happened};\n".encode() + static("worker.js")
    # A worker has the policy that its script came with, and needs the network to ask for pages.
    headers = {"cache-control": "public, no-cache", "content-security-policy": "default-src 'none'; connect-src 'self'"}
    return Document(body, "text/javascript; charset=utf-8", headers=headers)


@page("GET", OFFLINE)
async def offline(view: View) -> Response:
    """The page for when no other can be had: the same for everybody, in the language that its address names."""
    view.language = words(view.text("lang", SOURCE)).code
    return await view.render("web/offline.html")


async def share(request: Request) -> Response:
    """Words that another app shares, where the worker has not taken them: into the composer, where a person decides.

    It comes from outside and has no token of ours, so it changes nothing.
    """
    from_form: list[str] = []
    try:
        form = await bounded(request, UPLOAD_SIZE).form(max_files=8, max_fields=20)
        from_form = [str(form[name]) for name in ("title", "text", "url") if isinstance(form.get(name), str)]
        await form.close()
    except (TooLarge, MultiPartException, HTTPException, ValueError, KeyError):
        pass  # then there is nothing to lay into it
    shared = "\n".join(dict.fromkeys(filter(None, from_form)))[:LONGEST]
    return RedirectResponse(f"/compose?{urlencode({'text': shared})}", 303, {"cache-control": "no-store"})


ROUTES.add({"POST"}, "/share", share)
