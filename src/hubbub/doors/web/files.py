"""What people have uploaded, sent from this disk, whole or in the parts that players ask for.

It is pictures, films and recordings and nothing else, whatever an address claims.
"""

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from hubbub.base.db import Db
from hubbub.base.errors import NotFound

from .routes import ROUTES

KINDS = {
    "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif", "mp4": "video/mp4",
    "m4a": "audio/mp4", "mp3": "audio/mpeg", "ogg": "audio/ogg", "flac": "audio/flac",
}
# Were one of them a page after all, it could load nothing, run nothing and reach nothing of ours.
HEADERS = {
    "cache-control": "public, max-age=31536000, immutable", "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Length, Content-Range, Accept-Ranges",
    "cross-origin-resource-policy": "cross-origin", "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox", "content-disposition": "inline",
}


Answer = Callable[[Request], Awaitable[Response]]


def serves(path: str) -> Callable[[Answer], Answer]:
    """Let a room send files under addresses of its own."""

    def keep(function: Answer) -> Answer:
        ROUTES.add({"GET", "HEAD"}, path, function)
        return function

    return keep


@serves("/media/{key:path}")
async def file(request: Request) -> Response:
    return await sent(request.app.state.db, request.path_params["key"], here=True)


async def sent(db: Db, key: str, *, here: bool = False) -> Response:
    """The file as the response that sends it; from a bucket the way there, unless it is only asked of this disk."""
    kind = KINDS.get(key.rpartition(".")[2])
    try:
        path = db.here.files.path(key) if kind else None
    except NotFound:
        path = None
    facts = await asyncio.to_thread(_facts, path) if path else None
    if path is None or facts is None:
        if kind and facts is None and path is None and not here:
            return RedirectResponse(db.here.files.address(key), 307, HEADERS | {"cache-control": "public, max-age=600"})
        return not_there()
    return FileResponse(path, headers=HEADERS, media_type=kind, stat_result=facts)


def not_there(status: int = 404) -> Response:
    """That there is none, or not now."""
    words = {404: "Not found", 429: "Too many requests", 503: "Please try again in a moment"}
    return Response(words[status], status, {"cache-control": "no-store", "retry-after": "60"}, "text/plain")


def _facts(path: Path) -> os.stat_result | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None

