"""The source as data: its files parsed, which room a file is of, what it imports."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import hubbub
from hubbub.app import FACES
from hubbub.base.db import Statement

HOUSE = Path(hubbub.__file__).parent
PROJECT = HOUSE.parent.parent
WINGS = ("people", "reach", "relations", "studio", "trust")


@dataclass(frozen=True, slots=True)
class File:
    """One Python file; `name` is its path below the house."""

    name: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """`hubbub.reach.posts` for a front door, `hubbub.reach.posts.store` for a store."""
        return "hubbub." + self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str | None:
        return room_of(self.module)

    @property
    def stem(self) -> str:
        return self.name.rsplit("/", 1)[-1].removesuffix(".py")


@dataclass(frozen=True, slots=True)
class Import:
    """One name that is imported: `target` is all of it with dots, wherever it was written."""

    line: int
    target: str
    late: bool
    for_types: bool


@cache
def files(house: Path = HOUSE) -> tuple[File, ...]:
    """Every Python file below the house, in order of name."""
    return tuple(
        File(path.relative_to(house).as_posix(), text, ast.parse(text))
        for path in sorted(house.rglob("*.py")) for text in [path.read_text()]
    )


def room_of(module: str) -> str | None:
    """The room that a module is in: `reach.posts`; None outside of the wings."""
    parts = module.split(".")
    return ".".join(parts[1:3]) if len(parts) > 2 and parts[0] == "hubbub" and parts[1] in WINGS else None


def imports(file: File) -> list[Import]:
    """What the file imports, and what it names by a string as if it did."""
    found: list[Import] = []
    package = file.module if file.stem == "__init__" else file.module.rpartition(".")[0]
    for node, late, for_types in _walk(file.tree):
        match node:
            case ast.Import(names=names):
                found += [Import(node.lineno, alias.name, late, for_types) for alias in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package.rsplit(".", level - 1)[0] if level else ""
                base = ".".join(filter(None, (above, module)))
                found += [Import(node.lineno, f"{base}.{alias.name}", late, for_types) for alias in names]
            case ast.Constant(value=str(text)) if text.startswith("hubbub.") and " " not in text:
                found.append(Import(node.lineno, text.partition(":")[0], False, for_types))
    return found


def _walk(node: ast.AST, late: bool = False, for_types: bool = False) -> Iterator[tuple[ast.AST, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        types = for_types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
        yield child, inside, types
        yield from _walk(child, inside, types)


def hearts(house: Path = HOUSE) -> list[File]:
    """Each room's heart and store, with the files of the room that these two import."""
    by_module = {file.module: file for file in files(house)}
    wanted: dict[str, File] = {}

    def take(module: str) -> None:
        file = by_module.get(module)
        if file is None or file.room is None or file.stem == "__init__" or module in wanted:
            return
        wanted[module] = file
        for each in imports(file):
            for target in (each.target, each.target.rpartition(".")[0]):
                if room_of(target) == file.room and target.rpartition(".")[2] not in FACES:
                    take(target)

    for file in files(house):
        if file.room and file.stem in (file.room.rpartition(".")[2], "store"):
            take(file.module)
    return list(wanted.values())


@cache
def faces(house: Path = HOUSE) -> dict[str, str]:
    """The modules that are of a face, and of which: the face itself, and files of the room that only it imports."""
    known = {file.module: file.stem for file in files(house) if file.room and file.stem in FACES}
    users: dict[str, set[str]] = {}
    for file in files(house):
        for each in imports(file):
            for target in {each.target, each.target.rpartition(".")[0]} - {file.module}:
                if file.room and room_of(target) == file.room:
                    users.setdefault(target, set()).add(file.module)
    for _ in range(3):  # a file of a file of a face
        for module, by in users.items():
            if module not in known and len({known.get(each) for each in by}) == 1 and known.get(next(iter(by))):
                known[module] = known[next(iter(by))]
    return known


def statements(modules: Mapping[str, object]) -> list[tuple[str, Statement[Any]]]:
    """Every statement of the modules, by `hubbub.reach.posts.store.ADD`, where it was made and not where imported."""
    seen: dict[int, str] = {}
    found: list[tuple[str, Statement[Any]]] = []
    for name in sorted(modules):
        if name.startswith("hubbub."):
            for constant, value in vars(modules[name]).items():
                if isinstance(value, Statement) and id(value) not in seen:
                    seen[id(value)] = name
                    found.append((f"{name}.{constant}", value))
    return found


def holds(breaches: list[str]) -> None:
    """A rule holds: there is no breach of it, or else all are named."""
    assert not breaches, "\n" + "\n".join(breaches)


def plant(house: Path, given: dict[str, str]) -> Path:
    """A small false house for seeded faults, with these files below it."""
    for name, text in given.items():
        path = house / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for folder in [house, *(path for path in house.rglob("*") if path.is_dir())]:
        (folder / "__init__.py").touch()
    return house
