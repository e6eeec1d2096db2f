"""Every route of the client API, and a way to ask each of them something."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hubbub.doors.mastodon.routes import SCOPES

from ..town import Answer, Person, Town, ask

Way = tuple[str, str]  # a method and an address with its `{names}`

_DOCUMENTED = Path(__file__).parent / "scopes.txt"
_NAME = re.compile(r"\{\w+(?::\w+)?\}")


def ways() -> list[Way]:
    """All that the server answers to, but the streams, which do not end."""
    return sorted(way for way in SCOPES if not way[1].startswith("/api/v1/streaming"))


def documented() -> dict[Way, str | None]:
    """What a token must hold, as apps read it: None for nothing, `""` for any token, else scopes of which one does."""
    rows = [line.split(" ", 2) for line in _DOCUMENTED.read_text().splitlines()]
    return {(method, alike(path)): {"-": None, "any": ""}.get(scope, scope) for method, path, scope in rows}


def alike(path: str) -> str:
    """The address, whatever its `{names}` are called."""
    return _NAME.sub("{}", path)


def filled(path: str, names: Mapping[str, object] | None = None, otherwise: object = "1") -> str:
    """The address with something for each of its `{names}`."""
    given = names or {}
    return _NAME.sub(lambda m: str(given.get(m[0][1:-1].partition(":")[0], otherwise)), path)


async def token_for(town: Town, scopes: Iterable[str], person: Person) -> str:
    """A token that lets an app do these things as the person."""
    return await town.token(person.account, person.profile, " ".join(sorted(scopes)))


async def asks(town: Town, way: Way, path: str, token: str = "", given: Any = None) -> Answer:
    """Call this way at this address."""
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    body = b"" if given is None else json.dumps(given).encode()
    return await ask(town.app, way[0], path, body=body, headers=headers)
