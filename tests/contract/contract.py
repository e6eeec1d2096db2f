"""The client API's contract as data: which endpoint answers with what, and what each thing is made of.

`entities.txt` has one entity a line: `Name{field:type, …}` with `~` for a field that may be absent, `?` for one that
may be null, `[X]` for a list and `…Name` for all the fields of another. `endpoints.txt` has tier, method, address and
what comes back. Everything that a test asks the application for is held against them.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Check = Callable[[Any, str], Iterator[str]]

_FIELD = re.compile(r"((?:posting|reading):[a-z]+:[a-z_]+|[@\w.]+)(~?):(.+)", re.DOTALL)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Fields that apps need as these very types, and that documents give loosely.
_PLAIN: dict[str, Callable[[Any], bool]] = {
    "str": lambda v: isinstance(v, str),
    "url": lambda v: isinstance(v, str) and (v == "" or re.match(r"(https?|wss?|mailto):", v) is not None),
    "int": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "num": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "bool": lambda v: isinstance(v, bool),
    "obj": lambda v: isinstance(v, dict),
    "dt": lambda v: isinstance(v, str) and _MOMENT.fullmatch(v) is not None,
    "date": lambda v: isinstance(v, str) and _DAY.fullmatch(v) is not None,
}


@cache
def entities() -> dict[str, str]:
    """What each entity is made of, by its name."""
    lines = (HERE / "entities.txt").read_text().splitlines()
    return {name: "{" + rest for name, _, rest in (line.partition("{") for line in lines)}


@cache
def endpoints() -> list[tuple[str, str, str, str]]:
    """Tier, method, address, what comes back."""
    lines = (HERE / "endpoints.txt").read_text().splitlines()
    return [(tier, method, path, kind) for tier, method, path, kind in (line.split(" ", 3) for line in lines)]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    # Plain addresses first: `/accounts/search` is no account.
    found = sorted(endpoints(), key=lambda each: each[2].count("{"))
    return [(method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "/?"), kind) for _, method, path, kind in found]


def returns(method: str, path: str) -> str | None:
    """What this request is answered with if all is well."""
    alike = {"PUT": ("PUT", "PATCH"), "PATCH": ("PATCH", "PUT")}.get(method, (method,))
    for each, pattern, kind in _patterns():
        if each in alike and pattern.fullmatch(path):
            return kind
    return None


def faults(method: str, path: str, status: int, given: Any) -> list[str]:
    """What is wrong with this answer."""
    if status >= 400:
        return [] if isinstance(given, dict) and isinstance(given.get("error"), str) else [f"{path}: no error is said"]
    kind = returns(method, path) if status in (200, 202) else None
    if kind is None or kind == "-":
        return []
    return list(_check(kind)(given, path))


@cache
def _check(kind: str) -> Check:
    kind = kind.strip()
    if kind.endswith("?"):
        inner = _check(kind[:-1])
        return lambda v, at: iter(()) if v is None else inner(v, at)
    if kind.startswith("["):
        return _list(_check(kind[1:-1]))
    if kind.startswith("map<"):
        return _map(_check(kind[4:-1]))
    if kind.startswith("{"):
        return _mapping(kind)
    if kind.startswith("enum("):
        words = kind[5:-1].split("/")
        return lambda v, at: iter(() if v in words else (f"{at}: {v!r} is none of {words}",))
    if kind.startswith("(as"):
        return _check("str")
    if "|" in kind:
        return _either([_check(each) for each in kind.split("|")])
    if kind in entities():
        return lambda v, at: _check(entities()[kind])(v, at)
    plain = re.split(r"[: (]", kind)[0]
    fits = _PLAIN.get(plain, _PLAIN["obj"] if plain[:1].isupper() else _PLAIN["str"])
    if kind == "OAuthScopes":
        fits = lambda v: isinstance(v, list)  # noqa: E731
    return lambda v, at: iter(() if fits(v) else (f"{at}: {v!r:.80} is no {plain}",))


def _list(inner: Check) -> Check:
    def check(given: Any, at: str) -> Iterator[str]:
        if not isinstance(given, list):
            yield f"{at}: {given!r:.80} is no list"
            return
        for number, each in enumerate(given):
            yield from inner(each, f"{at}[{number}]")

    return check


def _map(inner: Check) -> Check:
    def check(given: Any, at: str) -> Iterator[str]:
        for name, each in given.items():
            yield from inner(each, f"{at}.{name}")

    return check


def _either(ways: list[Check]) -> Check:
    def check(given: Any, at: str) -> Iterator[str]:
        found = [list(way(given, at)) for way in ways]
        if all(found):
            yield from min(found, key=len)

    return check


def _mapping(kind: str) -> Check:
    fields = dict(_fields(kind))

    def check(given: Any, at: str) -> Iterator[str]:
        if not isinstance(given, dict):
            yield f"{at}: {given!r:.80} is no mapping"
            return
        for name, (needed, inner) in fields.items():
            if name in given:
                yield from inner(given[name], f"{at}.{name}")
            elif needed:
                yield f"{at}.{name} is missing"

    return check


def _fields(kind: str) -> Iterator[tuple[str, tuple[bool, Check]]]:
    for part in _parts(kind[1:-1]):
        if part.startswith("…"):
            yield from _fields(entities()[part[1:]])
        elif (found := _FIELD.fullmatch(part)) is not None:
            name, absent, what = found.groups()
            yield name, (not absent, _later(what))
        else:
            raise ValueError(f"{part!r} is no field")


def _later(what: str) -> Check:
    """Entities hold each other, so what is inside is looked up when it is met."""
    return lambda v, at: _check(what)(v, at)


def _parts(inside: str) -> Iterator[str]:
    depth, start = 0, 0
    for at, letter in enumerate(inside):
        depth += (letter in "{[(<") - (letter in "}])>")
        if letter == "," and depth == 0:
            yield inside[start:at].strip()
            start = at + 1
    yield inside[start:].strip()
