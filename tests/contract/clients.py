"""Which endpoints of the client API are served, and which tests ask for each: printed as docs/clients.md.

`python -m tests.contract.clients > docs/clients.md`
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from hubbub import app
from hubbub.doors.mastodon import empty
from hubbub.doors.mastodon.routes import ROUTES
from hubbub.doors.web import routes as web

from .asking import filled
from .contract import endpoints

TESTS = Path(__file__).parent.parent
DOCS = TESTS.parent / "docs" / "clients.md"
HEAD = """# What client apps may ask

The client API, endpoint by endpoint: how much apps need it, whether it is served here, and a test that asks for it.
Each of the served is besides asked with no token, with wrong and right scopes, by other people and with bad input
(`tests/contract`). Made by `python -m tests.contract.clients > docs/clients.md`.

"""
_VERBS = {"get": "GET", "post": "POST", "patch": "PATCH", "put": "PUT", "delete": "DELETE"}
_ANYTHING = "\0"


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
    files = [path for path in sorted(TESTS.rglob("*.py")) if path.parent != Path(__file__).parent]
    return [(*found, path.relative_to(TESTS).as_posix()) for path in files for found in requests(path.read_text())]


def requests(source: str) -> Iterator[tuple[str, str]]:
    """Calls of `get`, `post` or `call` and the like whose address can be read in the source."""
    tree = ast.parse(source)
    constants = {
        target.id: node.value for node in tree.body if isinstance(node, ast.Assign)
        for target in node.targets if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [_text(each, constants) for each in node.args[:3]]
        for method, path in _pairs(name, words):
            if path.startswith(("/api/", "/oauth/", "/.well-known/")):
                yield method, path.partition("?")[0].rstrip("/")


def _pairs(name: str, words: list[str]) -> Iterator[tuple[str, str]]:
    if name in _VERBS and words:
        yield _VERBS[name], words[0]
    for method, path in pairwise(words):
        if method in _VERBS.values():
            yield method, path


def _text(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    """What is known of a text before it runs, `\0` standing for the rest."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(each, constants) for each in values)
        case ast.FormattedValue(value=value):
            return _text(value, constants) if isinstance(value, ast.Name) else _ANYTHING
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left, constants) + _text(right, constants)
        case ast.Name(id=name) if name in constants:
            return _text(constants[name], {k: v for k, v in constants.items() if k != name})
    return _ANYTHING


def asked_in(method: str, path: str) -> list[str]:
    """The test files that ask for this."""
    pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
    methods = {"PUT", "PATCH"} if method in ("PUT", "PATCH") else {method}
    nearer = _plainer(method, path)
    return sorted({
        where for given, address, where in asked()
        if given in methods and pattern.fullmatch(address) and address not in nearer
    })


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
