"""Holds answers against the client API as the server describes it: everything that a test asks for comes by here."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from hubbub.doors.mastodon.kinds import endpoints, schema, schemas


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
    kind = returns(method, path) if status in (200, 202) else None
    if status >= 400:
        return list(_faults(path, _validator("Error"), given))
    return [] if kind is None or kind == "-" else list(_faults(path, _validator(kind), given))


@cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind) | {"components": {"schemas": schemas()}})


def _faults(path: str, validator: Draft202012Validator, given: Any) -> Iterator[str]:
    for problem in validator.iter_errors(given):
        where = ".".join(str(part) for part in problem.instance_path)
        yield f"{path}: {where}: {problem.message:.300}"


