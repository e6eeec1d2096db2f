"""Which addresses of the client API a test asks for, as far as that can be read in its source.

What is put into an address is known if it is written in the file or one that it imports from: a constant, the values
of a loop or of `parametrize`, what a function is called with. All else stands in it as `\0`.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent
ANYTHING = "\0"
VERBS = {"get": "GET", "post": "POST", "patch": "PATCH", "put": "PUT", "delete": "DELETE", "sends": "POST",
         "listening": "GET", "talking": "GET"}
METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}
STARTS = ("/api/", "/oauth/", "/.well-known/", "/health", "/oembed")
DEEPEST = 3  # functions that call each other

Asked = tuple[str, str]
Names = Mapping[str, frozenset[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def module(path: Path) -> "Module":
    return Module(path.read_text(), path)


class Module:
    """One file: what its names stand for and what its functions ask for."""

    def __init__(self, source: str, path: Path = TESTS / "x.py") -> None:
        self.path = path
        tree = ast.parse(source)
        self.functions: dict[str, tuple[Module, Function]] = {}
        self.names: Names = {}
        for node in tree.body:
            if isinstance(node, Function):
                self.functions[node.name] = (self, node)
            elif isinstance(node, ast.ImportFrom) and (origin := self._origin(node)) is not None:
                there, wanted = module(origin), {alias.name for alias in node.names}
                self.names = {**self.names, **{name: there.names[name] for name in wanted & set(there.names)}}
                self.functions |= {name: there.functions[name] for name in wanted & set(there.functions)}
        self.rest = ast.Module([node for node in tree.body if not isinstance(node, Function)], [])
        self.names = bound(self.rest, self.names)
        self._known: dict[tuple[str, frozenset[Any]], set[Asked]] = {}

    def _origin(self, node: ast.ImportFrom) -> Path | None:
        parts = (node.module or "").split(".")
        if node.level:
            folder = self.path.parents[node.level - 1]
        elif parts[0] == "tests":
            folder, parts = TESTS, parts[1:]
        else:
            return None
        found = folder.joinpath(*parts).with_suffix(".py")
        return found if found.exists() and found != self.path else None

    def asks(self) -> set[Asked]:
        """What the file's own functions ask for, and what stands outside of them."""
        own = [function for where, function in self.functions.values() if where is self]
        return set(self._asks(self.rest, self.names, 0)).union(*(self._asked(each, {}, 0) for each in own))

    def _asked(self, function: Function, given: Names, depth: int) -> set[Asked]:
        key = (function.name, frozenset(given.items()))
        if key not in self._known:
            self._known[key] = set(self._asks(function, bound(function, {**self.names, **given}), depth))
        return self._known[key]

    def _asks(self, tree: ast.AST, names: Names, depth: int) -> Iterator[Asked]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                words = [texts(each, names) for each in [*node.args[:3], *(k.value for k in node.keywords)]]
                yield from _pairs([{VERBS[name]}, words[0]] if name in VERBS and words else [])
                yield from _pairs([{VERBS[name]}, *words[1:2]] if name in VERBS else [])
                yield from _pairs(words)
                if isinstance(node.func, ast.Name) and name in self.functions and depth < DEEPEST:
                    where, function = self.functions[name]
                    yield from where._asked(function, _given(function, node, names), depth + 1)
            elif isinstance(node, ast.Tuple):
                yield from _pairs([texts(each, names) for each in node.elts[:2]])


def _pairs(words: list[Any]) -> Iterator[Asked]:
    """A method and an address side by side. Where either might be another method, it is not known which goes where."""
    for methods, paths in pairwise(words):
        if len(methods) == 1 and methods <= METHODS:
            for path in paths:
                path = f"/api/{path}" if path.startswith(("v1/", "v2/")) else path
                if path.startswith(STARTS):
                    yield next(iter(methods)), path.partition("?")[0].rstrip("/")


def _given(function: Function, call: ast.Call, names: Names) -> Names:
    """What the function's parameters stand for in this call."""
    params = [each.arg for each in [*function.args.args, *function.args.kwonlyargs]]
    defaults = dict(zip(params[::-1], [*function.args.kw_defaults[::-1], *function.args.defaults[::-1]], strict=False))
    given = {name: default for name, default in defaults.items() if default is not None}
    given |= dict(zip(params, call.args, strict=False)) | {k.arg: k.value for k in call.keywords if k.arg in params}
    return {name: texts(value, names) for name, value in given.items()}


def bound(tree: ast.AST, known: Names) -> Names:
    """What the names of a function, or of a file outside its functions, stand for."""
    names = dict(known)
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[target], value=value):
                _bind(names, target, [value])
            case ast.For(target=target, iter=rows) | ast.comprehension(target=target, iter=rows):
                _bind(names, target, getattr(rows, "elts", []))
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[targets, rows, *_]):
                _bind(names, _targets(targets), getattr(rows, "elts", []))
    return names


def _targets(given: ast.expr) -> ast.expr:
    if isinstance(given, ast.Tuple):
        return ast.Tuple([_targets(each) for each in given.elts])
    return ast.Name(str(getattr(given, "value", "")))


def _bind(names: dict[str, frozenset[str]], target: ast.expr, rows: list[ast.expr]) -> None:
    if isinstance(target, ast.Name):
        found = frozenset(text for row in rows for text in texts(row, names))
        names[target.id] = found or frozenset({ANYTHING})
    elif isinstance(target, ast.Tuple):
        for place, each in enumerate(target.elts):
            _bind(names, each, [part for row in rows for part in getattr(row, "elts", [])[place : place + 1]])


def texts(node: ast.expr, names: Names) -> frozenset[str]:
    """What a text may be, `\0` standing for what is not known before it runs."""
    match node:
        case ast.Constant(value=str(text)):
            return frozenset({text})
        case ast.JoinedStr(values=values):
            return frozenset(map("".join, product(*(texts(each, names) for each in values))))
        case ast.FormattedValue(value=ast.Name() as value):
            return texts(value, names)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return frozenset(map("".join, product(texts(left, names), texts(right, names))))
        case ast.Call(func=ast.Attribute(attr="format", value=value)):
            return frozenset(text.replace("{}", ANYTHING) for text in texts(value, names))
        case ast.Name(id=name):
            return names.get(name, frozenset({ANYTHING}))
    return frozenset({ANYTHING})
