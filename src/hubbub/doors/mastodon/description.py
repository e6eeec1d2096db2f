"""The client API described for machines, as OpenAPI 3.1: made from the routes, their scopes, and what they read.

Nothing is declared a second time for it: an endpoint's parameters are read from its code (`asking.py`).
"""

import asyncio
import inspect
import re
from functools import cache
from types import FunctionType
from typing import Any

import msgspec
from starlette.responses import Response

from hubbub import __version__

from .asking import FILE, forget, reads
from .kinds import Schema, endpoints, schema, schemas
from .routes import ROUTES, SCOPES, Call, api

NAME = re.compile(r"\{(\w+)(?::\w+)?\}")
_TEXT: Schema = {"type": "string"}
_SAME = {"PUT": "PATCH", "PATCH": "PUT"}


@api("GET", "/api/openapi.json")
async def show(call: Call) -> Any:
    text = await asyncio.to_thread(_described, call.db.here.settings.base)
    return Response(text, media_type="application/json", headers={"cache-control": "public, max-age=3600"})


@cache
def _described(base: str) -> bytes:
    try:
        return msgspec.json.encode(document(base))
    finally:
        forget()


def document(base: str) -> Schema:
    """The description of the API at this address."""
    paths: dict[str, Schema] = {}
    for method, path in sorted(SCOPES):
        paths.setdefault(NAME.sub(r"{\1}", path), {})[method.lower()] = _operation(method, path)
    scopes = sorted({scope for needed in SCOPES.values() for scope in (needed or "").split()})
    flow = {"authorizationUrl": f"{base}/oauth/authorize", "tokenUrl": f"{base}/oauth/token",
            "scopes": {scope: "" for scope in scopes}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hubbub", "version": __version__, "description": "What Mastodon's apps ask, and more."},
        "servers": [{"url": base}], "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"token": {"type": "oauth2", "flows": {"authorizationCode": flow}}},
        },
    }


def _operation(method: str, path: str) -> Schema:
    handler = handler_of(method, path)
    asked = reads(handler)
    made: Schema = {
        "operationId": f"{method.lower()}{re.sub(r'[^a-z0-9]+', '_', path.lower())}".rstrip("_"),
        "tags": [handler.__module__.removeprefix("hubbub.").removesuffix(".mastodon")],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": _TEXT} for name in NAME.findall(path)],
        "responses": _answers(method, path),
        "security": _security(SCOPES[method, path]),
    }
    if said := inspect.getdoc(handler):
        made["summary"] = said.partition("\n")[0]
    if method in ("GET", "DELETE"):
        made["parameters"] += [_in_query(name, kind) for name, kind in asked.items()]
    elif asked:
        kinds = ["multipart/form-data"] if FILE in asked.values() else ["application/json", "multipart/form-data"]
        made["requestBody"] = {"content": {kind: {"schema": {"type": "object", "properties": asked}} for kind in kinds}}
    return made


def handler_of(method: str, path: str) -> FunctionType:
    """The function that answers there."""
    endpoint, _, _ = ROUTES.find(method, NAME.sub("1", path))
    made: FunctionType = inspect.unwrap(endpoint.__self__.handler)  # type: ignore[union-attr]
    return made


def _in_query(name: str, kind: Schema) -> Schema:
    many = kind["type"] == "array"
    return {"name": f"{name}[]" if many else name, "in": "query", "schema": kind}


def _security(needed: str | None) -> list[Schema]:
    ways: list[Schema] = [{"token": [scope]} for scope in (needed or "").split()]
    return [{}, {"token": []}] if needed is None else ways or [{"token": []}]


def _answers(method: str, path: str) -> Schema:
    kind = _kind(method, path)
    refused = {"description": "Why not.", "content": _json(schema("Error"))}
    if path.startswith("/api/v1/streaming"):
        return {"200": {"description": "Events, for as long as the connection lasts."}, "default": refused}
    if kind is None:
        return {"2XX": {"description": "Done."}, "default": refused}
    done: Schema = {"description": kind} | ({} if kind == "-" else {"content": _json(schema(kind))})
    # What is sent may still be being worked at.
    return dict.fromkeys(["200", "202", "206"] if kind == "MediaAttachment" else ["200"], done) | {"default": refused}


def _json(of: Schema) -> Schema:
    return {"application/json": {"schema": of}}


@cache
def _kinds() -> dict[tuple[str, str], str]:
    return {(method, NAME.sub("{}", path)): kind for _, method, path, kind in endpoints()}


def _kind(method: str, path: str) -> str | None:
    alike = NAME.sub("{}", path)
    return _kinds().get((method, alike), _kinds().get((_SAME.get(method, method), alike)))
