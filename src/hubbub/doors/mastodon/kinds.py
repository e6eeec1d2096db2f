"""What answers of the client API are made of, as JSON Schema.

`entities.txt` has one entity a line: `Name{field:type, …}` with `~` for a field that may be absent, `?` for one that
may be null, `[X]` for a list and `…Name` for all the fields of another. `endpoints.txt` has tier (how much apps need
it), method, address and what comes back. The server's description is made from both, and tests hold every answer
against them.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

WHERE = "#/components/schemas/"
_HERE = Path(__file__).parent
_FIELD = re.compile(r"((?:posting|reading):[a-z]+:[a-z_]+|[@\w.]+)(~?):(.+)", re.DOTALL)
_PLAIN: dict[str, Schema] = {
    "str": {"type": "string"}, "int": {"type": "integer"}, "num": {"type": "number"}, "bool": {"type": "boolean"},
    "obj": {"type": "object"}, "OAuthScopes": {"type": "array"},
    "url": {"type": "string", "pattern": r"^$|^(https?|wss?|mailto):"},
    "dt": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"},
    "date": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}


@cache
def entities() -> dict[str, str]:
    """What each entity is made of, by its name."""
    lines = (_HERE / "entities.txt").read_text().splitlines()
    return {name: "{" + rest for name, _, rest in (line.partition("{") for line in lines)}


@cache
def endpoints() -> list[tuple[str, str, str, str]]:
    """Tier, method, address, what comes back."""
    lines = (_HERE / "endpoints.txt").read_text().splitlines()
    return [(tier, method, path, kind) for tier, method, path, kind in (line.split(" ", 3) for line in lines)]


@cache
def schemas() -> dict[str, Schema]:
    """The schema of each entity."""
    return {name: schema(kind) for name, kind in entities().items()}


def schema(kind: str) -> Schema:
    """The schema of what a kind says."""
    kind = kind.strip()
    if kind.endswith("?"):
        return {"anyOf": [schema(kind[:-1]), {"type": "null"}]}
    if kind.startswith("["):
        return {"type": "array", "items": schema(kind[1:-1])}
    if kind.startswith("map<"):
        return {"type": "object", "additionalProperties": schema(kind[4:-1])}
    if kind.startswith("{"):
        return _mapping(kind)
    if kind.startswith("enum("):
        return {"type": "string", "enum": kind[5:-1].split("/")}
    if "|" in kind:
        return {"anyOf": [schema(each) for each in kind.split("|")]}
    return {"$ref": WHERE + kind} if kind in entities() else _plain(kind)


def _plain(kind: str) -> Schema:
    word = re.split(r"[: (]", kind)[0]
    return _PLAIN.get(word, _PLAIN["obj"] if word[:1].isupper() else _PLAIN["str"])


def _mapping(kind: str) -> Schema:
    fields = list(_fields(kind))
    return {
        "type": "object", "properties": {name: schema(what) for name, _, what in fields},
        "required": [name for name, needed, _ in fields if needed],
    }


def _fields(kind: str) -> Iterator[tuple[str, bool, str]]:
    for part in _parts(kind[1:-1]):
        if part.startswith("…"):
            yield from _fields(entities()[part[1:]])
        elif (found := _FIELD.fullmatch(part)) is not None:
            yield found[1], not found[2], found[3]
        else:
            raise ValueError(f"{part!r} is no field")


def _parts(inside: str) -> Iterator[str]:
    depth, start = 0, 0
    for at, letter in enumerate(inside):
        depth += (letter in "{[(<") - (letter in "}])>")
        if letter == "," and depth == 0:
            yield inside[start:at].strip()
            start = at + 1
    yield inside[start:].strip()
