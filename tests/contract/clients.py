"""Which endpoints of the client API are served, and which tests ask for each: printed as docs/clients.md.

`python -m tests.contract.clients > docs/clients.md`
"""

import re
import sys
from functools import cache
from pathlib import Path

from hubbub import app
from hubbub.doors.mastodon import empty
from hubbub.doors.mastodon.kinds import endpoints
from hubbub.doors.mastodon.routes import ROUTES
from hubbub.doors.web import routes as web

from .asking import filled
from .reading import TESTS, module

DOCS = TESTS.parent / "docs" / "clients.md"
HEAD = """# What client apps may ask

The client API, endpoint by endpoint: how much apps need it, whether it is served here, and a test that asks for it.
Each of the served is besides asked with no token, with wrong and right scopes, by other people and with bad input
(`tests/contract`). [clients-tried.md](clients-tried.md) says which programs were tried.
Made by `python -m tests.contract.clients > docs/clients.md`.

"""


def served(method: str, path: str) -> bool:
    """Whether an answer hangs at this address that is more than an empty one for apps that need it to start."""
    if path in empty.LISTS | empty.MAPPINGS:
        return _handler(method, path).startswith("hubbub.") and "empty" not in _handler(method, path)
    return bool(_handler(method, path))


def _handler(method: str, path: str) -> str:
    endpoint, _, _ = ROUTES.find(method, filled(path))
    if endpoint is None and (path == "/health" or web.ROUTES.find(method, path)[0]):
        return "web"
    return str(endpoint.__self__.handler.__module__) if endpoint else ""  # type: ignore[attr-defined]


@cache
def asked() -> list[tuple[str, str, str]]:
    """Method, address with `\0` for what is put in, and the test file, of each request that a test speaks of."""
    files = [path for path in sorted(TESTS.rglob("test_*.py")) if path.parent != Path(__file__).parent]
    return [(*found, path.relative_to(TESTS).as_posix()) for path in files for found in module(path).asks()]


def asked_in(method: str, path: str) -> list[str]:
    """The test files that ask for this, those of the room that serves it first."""
    pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
    methods = {"PUT", "PATCH"} if method in ("PUT", "PATCH") else {method}
    nearer = _plainer(method, path)
    room = "/".join(_handler(method, path).split(".")[1:-1]) + "/"
    found = {
        where for given, address, where in asked()
        if given in methods and pattern.fullmatch(address) and address not in nearer
    }
    return sorted(found, key=lambda where: (not where.startswith(room), where))


@cache
def _plainer(method: str, path: str) -> frozenset[str]:
    """Addresses of their own that this one's `{names}` would fit: `/accounts/search` is no account."""
    if "{" not in path:
        return frozenset()
    return frozenset(other for _, each, other, _ in endpoints() if each == method and "{" not in other)


def rows() -> list[tuple[str, str, str, str, str]]:
    """Endpoint, tier, served and a test, one a line of the table."""
    return [
        (method, path, tier, "yes" if served(method, path) else "no", next(iter(asked_in(method, path)), ""))
        for tier, method, path, _ in endpoints()
    ]


def document() -> str:
    """The page."""
    found = rows()
    page = HEAD
    for tier in ("must", "should", "could"):
        of_tier = [row for row in found if row[2] == tier]
        here = [row for row in of_tier if row[3] == "yes"]
        page += f"- **{tier}**: {len(here)} of {len(of_tier)} are served.\n"
    page += "\n## Not served\n\n" + "".join(
        f"- `{method} {path}` ({tier})\n" for method, path, tier, here, _ in found if here == "no")
    page += "\n## All\n\n| endpoint | tier | served | asked for in |\n|---|---|---|---|\n"
    return page + "".join(
        f"| `{method} {path}` | {tier} | {here} | {where} |\n" for method, path, tier, here, where in found)


if __name__ == "__main__":
    app.open_rooms()
    sys.stdout.write(document())
