"""What an endpoint asks for, read from its code: each name by which it, or whom it hands its parameters to, takes one.

A `Call` has all that was sent, `Params` a part of it, and both are followed to where they are handed. What is taken by
names that stand in a table is taken by each of them; what hangs in a table may be handed the call by whoever names it.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from types import FunctionType, ModuleType
from typing import Any

from .kinds import Schema
from .params import Params
from .routes import Call

_TEXT: Schema = {"type": "string"}
_TYPES: dict[str, Schema] = {
    "text": _TEXT, "flag": {"type": "boolean"}, "number": {"type": "integer"}, "id": _TEXT, "sub": {"type": "object"},
    "ids": {"type": "array", "items": _TEXT}, "texts": {"type": "array", "items": _TEXT}, "many": {"type": "array"},
    "time": {"type": "string", "format": "date-time"},
}
FILE: Schema = {"type": "string", "format": "binary"}


def reads(handler: FunctionType) -> dict[str, Schema]:
    """The parameters that an endpoint asks for, by their names."""
    found: dict[str, Schema] = {}
    _Reader(found, set()).read(handler, {name: _Whole() for name in _of_type(handler, Call)})
    return dict(sorted(found.items()))


def forget() -> None:
    """Let go of the trees: they are some hundred times as large as what was read from them."""
    _parsed.cache_clear()


class _Whole:
    """A `Call`, or whoever has one."""


class _Part:
    """`Params`, or a list of such, whose names are gathered in one schema or in several alike."""

    def __init__(self, *schemas: Schema, listed: bool = False) -> None:
        self.schemas, self.listed = schemas, listed

    def add(self, name: str, kind: Schema) -> list[Schema]:
        held = [each.setdefault("items", {"type": "object"}) if self.listed else each for each in self.schemas]
        return [each.setdefault("properties", {}).setdefault(name, dict(kind)) for each in held]


class _Reader:
    """Walks through functions once each, with what their variables are known to hold."""

    def __init__(self, found: dict[str, Schema], seen: set[tuple[Any, ...]]) -> None:
        self.root, self.seen = _Part({"properties": found}), seen

    def read(self, function: FunctionType, given: Mapping[str, Any]) -> None:
        part = next((each for each in given.values() if isinstance(each, _Part)), self.root)
        key = function, *map(id, part.schemas)
        if key in self.seen or (node := _node(function)) is None:
            return
        self.seen.add(key)
        names = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
        _Walk(self, names, dict(given), part).walk([node])


class _Walk:
    """One function: `known` is what its variables hold, `names` what stands around it."""

    def __init__(self, reader: _Reader, names: Mapping[str, Any], known: dict[str, Any], part: _Part) -> None:
        self.reader, self.names, self.known, self.part = reader, names, known, part

    def walk(self, nodes: Sequence[ast.AST]) -> None:
        inner = [each for node in nodes for each in _near(node)]
        for each in inner:
            self._bind(each)
        for each in inner:
            self._look(each)

    def _look(self, node: ast.AST) -> None:
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            _Walk(self.reader, self.names, dict(self.known), self.part).walk(list(ast.iter_child_nodes(node))[::-1])
        elif isinstance(node, ast.Call):
            self._called(node)
        elif isinstance(node, ast.Subscript) and (files := self._files(node.value)):
            self._take(files, node.slice, FILE)
        elif isinstance(node, ast.Name) and isinstance(table := self.names.get(node.id), dict | list | tuple):
            for function in _functions(table):
                self._hand(function)

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            self._hold(node.targets[0], node.value)
        elif isinstance(node, ast.NamedExpr):
            self._hold(node.target, node.value)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            self._each_of(node.target, node.iter)

    def _hold(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, its in zip(target.elts, value.elts, strict=False):
                self._hold(one, its)
        elif isinstance(target, ast.Name) and (held := self._value(value)) is not None:
            self.known[target.id] = held

    def _each_of(self, target: ast.expr, source: ast.expr) -> None:
        """A loop over names that stand in a table, or over parts of a list."""
        first = target.elts[0] if isinstance(target, ast.Tuple) else target
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id == "map":
            source = source.args[-1]
        if not isinstance(first, ast.Name):
            return
        held = self._value(source)
        if isinstance(held, _Part):
            self.known[first.id] = held
        elif names := self._table(source):
            self.known[first.id] = names

    def _table(self, source: ast.expr) -> list[str]:
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "items":
            source = source.func.value
        if isinstance(source, ast.Dict | ast.Tuple | ast.List):
            elements = source.keys if isinstance(source, ast.Dict) else source.elts
            return [each.value for each in elements if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if isinstance(source, ast.Name):
            held = self.known.get(source.id, self.names.get(source.id))
            return [each for each in held if isinstance(each, str)] if isinstance(held, dict | list | tuple) else []
        return []

    def _value(self, node: ast.expr) -> Any:
        """A call, a part, or names; None for what is neither."""
        match node:
            case ast.Name():
                return self.known.get(node.id)
            case ast.Attribute(attr="params") if isinstance(self._value(node.value), _Whole):
                return self.reader.root
            case ast.Attribute(attr="call"):
                return _Whole()
            case ast.Call(func=ast.Attribute(value=holder, attr="sub" | "many" as getter), args=[name, *_]):
                return self._within(self._value(holder), getter, name)
            case ast.Call(func=ast.Name(id="Params"), args=[inner]):
                return self._value(inner)
            case ast.IfExp():
                return self._value(node.body) or self._value(node.orelse)
            case ast.NamedExpr() | ast.Await():
                return self._value(node.value)
            case ast.Dict() | ast.Tuple() | ast.List():
                return self._table(node) or None
        return None

    def _within(self, holder: Any, getter: str, name: ast.expr) -> _Part | None:
        if not isinstance(holder, _Part):
            return None
        found = [schema for each in self._names(name) for schema in holder.add(each, _TYPES[getter])]
        return _Part(*found, listed=getter == "many")

    def _called(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.args:
            holder = self._value(node.func.value)
            if isinstance(holder, _Part) and node.func.attr in _TYPES:
                return self._take(holder, node.args[0], _TYPES[node.func.attr])
            if node.func.attr == "get" and (files := self._files(node.func.value)):
                return self._take(files, node.args[0], FILE)
        for function in self._named(node.func):
            places = list(inspect.signature(function).parameters)
            given = dict(zip(places, node.args, strict=False)) | {each.arg or "": each.value for each in node.keywords}
            values = {name: self._value(each) for name, each in given.items()}
            if held := {name: value for name, value in values.items() if isinstance(value, _Whole | _Part)}:
                self.reader.read(function, held)
        return None

    def _files(self, node: ast.expr) -> _Part | None:
        held = self._value(node.value) if isinstance(node, ast.Attribute) and node.attr == "files" else None
        return held if isinstance(held, _Part) else None

    def _take(self, holder: _Part, name: ast.expr, kind: Schema) -> None:
        for each in self._names(name):
            holder.add(each, kind)

    def _names(self, node: ast.expr) -> list[str]:
        """What may stand there."""
        if isinstance(node, ast.JoinedStr):
            parts = [self._names(each.value if isinstance(each, ast.FormattedValue) else each) for each in node.values]
            return ["".join(each) for each in product(*parts)]
        if isinstance(node, ast.Constant):
            return [str(node.value)]
        held = self.known.get(node.id) if isinstance(node, ast.Name) else None
        return held if isinstance(held, list) else []

    def _named(self, node: ast.expr) -> Iterator[FunctionType]:
        made: Any = None
        if isinstance(node, ast.Name):
            made = self.names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            held = self.names.get(node.value.id)
            made = getattr(held, node.attr, None) if isinstance(held, ModuleType) else None
        yield from _functions(made)

    def _hand(self, function: FunctionType) -> None:
        """What hangs in a table is handed what there is, by its types; a plain lambda the part."""
        given: dict[str, Any] = dict.fromkeys(_of_type(function, Call), _Whole())
        given |= dict.fromkeys(_of_type(function, Params), self.part)
        if function.__name__ == "<lambda>":
            given = dict.fromkeys(inspect.signature(function).parameters, self.part)
        if given:
            self.reader.read(function, given)


def _of_type(function: FunctionType, kind: type) -> list[str]:
    return [name for name, each in function.__annotations__.items() if each is kind and name != "return"]


def _functions(given: Any) -> Iterator[FunctionType]:
    """Those of ours among what a name stands for: itself, or what a room has hung into a table."""
    if isinstance(given, FunctionType):
        made = inspect.unwrap(given)
        if isinstance(made, FunctionType):
            yield made
    elif isinstance(given, dict | list | tuple):
        for each in given.values() if isinstance(given, dict) else given:
            yield from _functions(each)


def _near(node: ast.AST) -> Iterator[ast.AST]:
    """All that is in it, but for what is in a comprehension: there names are of their own."""
    yield node
    if not isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for each in ast.iter_child_nodes(node):
            yield from _near(each)


def _node(function: FunctionType) -> ast.AST | None:
    """Where the function stands in its file."""
    first, is_lambda = function.__code__.co_firstlineno, function.__name__ == "<lambda>"
    for node in ast.walk(_parsed(inspect.getsourcefile(function) or "")):
        if is_lambda and isinstance(node, ast.Lambda):
            arguments = [each.arg for each in node.args.args]
            if node.lineno == first and arguments == list(inspect.signature(function).parameters):
                return node
        elif not is_lambda and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            begins = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if node.name == function.__name__ and begins == first:
                return node
    return None


@cache
def _parsed(path: str) -> ast.Module:
    with open(path, encoding="utf-8") as file:
        return ast.parse(file.read())
