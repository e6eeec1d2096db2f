"""Everything is small, or `sizes.toml` says why it is not."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from .source import HOUSE, PROJECT, files, holds, plant, room_of

TESTS = PROJECT / "tests"
EXCUSES: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "sizes.toml").read_text())

# The most lines (of a front door: verbs) that a thing may have.
MOST = {
    "function": 60, "test": 60, "parameters": 7, "file": 350, "room": 1500, "front door": 20, "page": 80, "partial": 40,
    "stylesheet": 250, "element": 200,
}
# Half of all functions, and nine in ten, are not longer than this.
USUAL, SELDOM = 8, 30


def sizes(house: Path, tests: Path | None = None) -> Iterator[tuple[str, str, int]]:
    """The kind, the name and the size of each thing that has a bound."""
    rooms: dict[str, int] = {}
    for file in files(house):
        lines = len(file.text.splitlines())
        yield "file", file.name, lines
        if file.room:
            rooms[file.room] = rooms.get(file.room, 0) + lines
        if file.room and room_of(file.module) == file.module.removeprefix("hubbub."):
            yield "front door", file.name, _front_door(file.tree)
        yield from _functions(file.name, file.tree, "function")
    yield from (("room", room, lines) for room, lines in rooms.items())
    for name in sorted(path for end in ("html", "css", "js") for path in house.rglob(f"*.{end}")):
        if "vendor" not in name.parts:
            yield _kind(name), name.relative_to(house).as_posix(), len(name.read_text().splitlines())
    for file in files(tests) if tests else ():
        yield from _functions(f"tests/{file.name}", file.tree, "test")


def _functions(name: str, tree: ast.Module, kind: str) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield kind, f"{name}:{node.name}", length(node)
            places = [each.arg for each in node.args.posonlyargs + node.args.args if each.arg not in ("self", "cls")]
            yield "parameters", f"{name}:{node.name}()", len(places) if kind == "function" else 0


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _front_door(tree: ast.Module) -> int:
    """How many verbs it has; the rows, facts and refusals that come with them are not counted."""
    return sum(
        isinstance(each, ast.Constant) and str(each.value).islower()
        for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for each in getattr(node.value, "elts", ())
    )


def _kind(path: Path) -> str:
    if path.suffix == ".html":
        return "page" if "{% extends" in path.read_text() or "<!doctype" in path.read_text().lower() else "partial"
    return "stylesheet" if path.suffix == ".css" else "element"


def breaches(found: Iterator[tuple[str, str, int]], excuses: dict[str, dict[str, Any]]) -> list[str]:
    """What is too large and not excused; excuses that are not needed or give no reason."""
    wrong, needed = [], set()
    for kind, name, size in found:
        if size > MOST[kind]:
            needed.add(name)
            if size > excuses.get(name, {}).get("most", MOST[kind]):
                wrong.append(f"{name} has {size}: a {kind} has at most {MOST[kind]}")
    wrong += [f"{name} is not too large any more" for name in excuses if name not in needed]
    return wrong + [f"{name} gives no reason" for name, excuse in excuses.items() if len(excuse.get("why", "")) < 20]


def test_nothing_is_larger_than_it_may_be():
    holds(breaches(sizes(HOUSE, TESTS), EXCUSES))


def test_functions_are_small_on_the_whole():
    lengths = [size for kind, _, size in sizes(HOUSE) if kind == "function"]
    assert median(lengths) <= USUAL
    assert quantiles(lengths, n=10)[-1] <= SELDOM


LONG = "\n".join(f"    a{n} = {n}" for n in range(60))


@pytest.mark.parametrize(("file", "text", "why"), [
    ("reach/polls/polls.py", f"def vote():\n{LONG}", "a function has at most 60"),
    ("reach/polls/polls.py", "def vote(a, b, c, d, e, f, g, h): ...", "a parameters has at most 7"),
    ("reach/polls/polls.py", "a = 1\n" * 351, "a file has at most 350"),
    ("reach/polls/pages/poll.html", "{% extends 'web/page.html' %}\n" * 81, "a page has at most 80"),
    ("reach/polls/pages/poll.html", "<p>\n" * 41, "a partial has at most 40"),
    ("reach/polls/style.css", "a {}\n" * 251, "a stylesheet has at most 250"),
    ("reach/polls/element.js", "a()\n" * 201, "a element has at most 200"),
])
def test_what_is_too_large_is_seen(tmp_path, file, text, why):
    assert why in " ".join(breaches(sizes(plant(tmp_path, {file: text})), {}))


def test_a_room_and_its_front_door_have_bounds_too(tmp_path):
    house = plant(tmp_path, {f"reach/polls/file{n}.py": "a = 1\n" * 301 for n in range(5)})
    (house / "reach/polls/__init__.py").write_text(f"__all__ = {[f'name{n}' for n in range(21)]}")
    assert sorted(why.rpartition(": ")[2] for why in breaches(sizes(house), {})) == [
        "a front door has at most 20", "a room has at most 1500"]


def test_an_excuse_must_be_needed_and_say_why(tmp_path):
    house = plant(tmp_path, {"reach/polls/polls.py": "a = 1\n" * 360})
    good = {"reach/polls/polls.py": {"most": 360, "why": "a table of all the world's countries"}}
    assert breaches(sizes(house), good) == []
    assert breaches(sizes(house), {"reach/polls/polls.py": {"most": 360, "why": "long"}}) != []
    assert breaches(sizes(house), {"reach/polls/polls.py": {"most": 359, "why": "a table of all countries"}}) != []
    old = {"reach/polls/web.py": {"most": 400, "why": "it was longer once upon a time"}}
    assert breaches(sizes(house), good | old) == ["reach/polls/web.py is not too large any more"]


def test_the_table_is_the_one_of_the_style():
    style = (PROJECT / "STYLE.md").read_text()
    table = re.findall(r"^\| ([a-z ]+) \| [^|]*\| ([\d,]+)[^|]*\|$", style, re.M)
    assert {name: int(most.replace(",", "")) for name, most in table} == MOST
