"""The client API described for machines, as OpenAPI 3.1: made from the routes, their scopes, and what they read.

Nothing is declared a second time for it: an endpoint's parameters are those that its function, and whichever other it
hands the call or its parameters to, asks for by name.
"""

import asyncio
import inspect
import re
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import msgspec
from starlette.responses import Response

from hubbub import __version__

from .kinds import Schema, endpoints, schema, schemas
from .params import Params
from .routes import ROUTES, SCOPES, Call, api

NAME = re.compile(r"\{(\w+)(?::\w+)?\}")
_GETTER = r"(\w+)\.(text|flag|number|id|ids|many|texts|sub|time)\("
_ASKED = re.compile(_GETTER + r'\s*"(\w+)"')
_FILES = re.compile(r'\bfiles(?:\.get\(|\[)"(\w+)"')
_EACH = re.compile(_GETTER + r"(\w+)\)[^:]* for \3(?:, \w+)? in (\w+)")  # `given.text(name) for name in TEXTS`
_INNER = re.compile(r'(\w+) :?= [\w.]+\.sub\("(\w+)"\)')
_TEXT: Schema = {"type": "string"}
_TYPES: dict[str, Schema] = {
    "text": _TEXT, "flag": {"type": "boolean"}, "number": {"type": "integer"}, "id": _TEXT, "sub": {"type": "object"},
    "ids": {"type": "array", "items": _TEXT}, "texts": {"type": "array", "items": _TEXT}, "many": {"type": "array"},
    "time": {"type": "string", "format": "date-time"},
}
_FILE: Schema = {"type": "string", "format": "binary"}
_SAME = {"PUT": "PATCH", "PATCH": "PUT"}


@api("GET", "/api/openapi.json")
async def show(call: Call) -> Any:
    text = await asyncio.to_thread(_described, call.db.here.settings.base)
    return Response(text, media_type="application/json", headers={"cache-control": "public, max-age=3600"})


@cache
def _described(base: str) -> bytes:
    return msgspec.json.encode(document(base))


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
        kinds = ["multipart/form-data"] if _FILE in asked.values() else ["application/json", "multipart/form-data"]
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


def reads(handler: FunctionType) -> dict[str, Schema]:
    """The parameters that an endpoint asks for, by their names."""
    found: dict[str, Schema] = {}
    for function in _hearing(handler, set()):
        source = inspect.getsource(function)
        inner = {variable: name for variable, name in _INNER.findall(source) if variable != "given"}
        for holder, getter, name in (*_ASKED.findall(source), *_of_each(function, source)):
            into = found
            if holder in inner:
                into = found.setdefault(inner[holder], {"type": "object"}).setdefault("properties", {})
            into.setdefault(name, dict(_TYPES[getter]))
        found |= dict.fromkeys(_FILES.findall(source), _FILE)
    return dict(sorted(found.items()))


def _of_each(function: FunctionType, source: str) -> Iterator[tuple[str, str, str]]:
    for holder, getter, _, table in _EACH.findall(source):
        for name in function.__globals__.get(table, ()):
            yield holder, getter, name


def _hearing(function: FunctionType, seen: set[FunctionType]) -> Iterator[FunctionType]:
    """The function and each that it may hand the call to."""
    seen.add(function)
    yield function
    for other in _named(function):
        if other not in seen and (other.__name__ == "<lambda>" or {Call, Params} & {*other.__annotations__.values()}):
            yield from _hearing(other, seen)


def _named(function: FunctionType) -> Iterator[FunctionType]:
    names = _names(function.__code__)
    near = [function.__globals__[name] for name in names if name in function.__globals__]
    near += [cell.cell_contents for cell in function.__closure__ or ()]
    near += [getattr(each, name, None) for each in near if isinstance(each, ModuleType) for name in names]
    for each in near:
        yield from _functions(each)


def _functions(given: Any) -> Iterator[FunctionType]:
    """Those of ours among what a name stands for: itself, or what a room has hung into a table."""
    if isinstance(given, FunctionType) and given.__module__.startswith("hubbub."):
        yield given
    elif isinstance(given, dict | list | tuple):
        for each in given.values() if isinstance(given, dict) else given:
            yield from _functions(each)


def _names(code: CodeType) -> list[str]:
    inner = [name for each in code.co_consts if isinstance(each, CodeType) for name in _names(each)]
    return [*code.co_names, *inner]


