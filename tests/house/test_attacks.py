"""Every attack and fault of `docs/attacks.md` names tests, and the tests that it names are there."""

import ast
import re
from pathlib import Path

import pytest

from .source import PROJECT, holds, plant

NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROW = re.compile(r"\| ([SF]\d+[a-z]?) \|")


def breaches(page: str, tests: Path) -> list[str]:
    """Rows without a test, rows that are there twice, and tests that are named and are not there."""
    rows = [(found[1], line) for line in page.splitlines() if (found := ROW.match(line))]
    numbers = [number for number, _ in rows]
    return sorted(
        [f"{number} is there twice" for number in set(numbers) if numbers.count(number) > 1]
        + [f"{number} names no test" for number, line in rows if not NAMED.search(line)]
        + [f"{number}: there is no {name} in tests/{path}" for number, line in rows
           for path, name in NAMED.findall(line) if name not in _tests_of(tests / path)]
    )


def _tests_of(path: Path) -> set[str]:
    if not path.exists():
        return set()
    found = ast.walk(ast.parse(path.read_text()))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_attack_has_the_tests_that_it_names():
    holds(breaches((PROJECT / "docs" / "attacks.md").read_text(), PROJECT / "tests"))


@pytest.mark.parametrize(("row", "why"), [
    ("| S1 | no signature | none |", "S1 names no test"),
    ("| S1 | no signature | `door.py::test_gone` |", "S1: there is no test_gone in tests/door.py"),
    ("| F1 | a kill | `window.py::test_there` |", "F1: there is no test_there in tests/window.py"),
    ("| S1 | once | `door.py::test_there` |\n| S1 | twice | `door.py::test_there` |", "S1 is there twice"),
])
def test_a_row_that_proves_nothing_is_seen(tmp_path, row, why):
    plant(tmp_path, {"door.py": "async def test_there(): pass"})
    assert breaches(row, tmp_path) == [why]


def test_a_row_with_its_test_is_let_be(tmp_path):
    plant(tmp_path, {"door.py": "async def test_there(): pass"})
    assert breaches("| S1 | no signature | `door.py::test_there` |", tmp_path) == []
