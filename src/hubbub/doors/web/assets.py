"""Static files: hashed addresses, kept by browsers for a year, open to other origins' apps."""

import mimetypes

from starlette.requests import Request
from starlette.responses import Response

from hubbub.base.http import compressed

from .routes import ROUTES
from .templates import STATIC, elements, static

_FILES = {str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file()}


async def file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES and name not in elements() and name != "app.css":
        return Response("Not found", 404, media_type="text/plain")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {
        "cache-control": "public, max-age=31536000, immutable" if request.url.query else "public, max-age=300",
        "access-control-allow-origin": "*", "x-content-type-options": "nosniff",
    }
    return compressed(request, Response(static(name), headers=headers, media_type=kind))


ROUTES.add({"GET", "HEAD"}, "/static/{name:path}", file)
