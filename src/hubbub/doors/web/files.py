"""What people have uploaded, sent from this disk, whole or in the parts that players ask for.

It is pictures, films and recordings and nothing else, whatever an address claims.
"""

import asyncio
import os
import stat
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

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


async def file(request: Request) -> Response:
    db: Db = request.app.state.db
    key: str = request.path_params["key"]
    kind = KINDS.get(key.rpartition(".")[2])
    try:
        path = db.here.files.path(key) if kind else None
    except NotFound:
        path = None
    facts = await asyncio.to_thread(_facts, path) if path else None
    if path is None or facts is None:
        return Response("Not found", 404, {"cache-control": "no-store"}, "text/plain")
    return FileResponse(path, headers=HEADERS, media_type=kind, stat_result=facts)


def _facts(path: Path) -> os.stat_result | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None


ROUTES.add({"GET", "HEAD"}, "/media/{key:path}", file)
