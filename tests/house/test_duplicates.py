"""No six equal lines stand twice: what is said twice comes apart, and the one that is forgotten is the bug."""

import ast
import re
from pathlib import Path

import pytest

from .source import HOUSE, File, files, holds, plant

LINES = 6


def twice(house: Path = HOUSE) -> list[str]:
    """Where runs of equal lines begin: the earlier place and the later."""
    seen: dict[tuple[str, ...], tuple[File, int]] = {}
    equal: set[tuple[str, int, str, int]] = set()
    found: list[str] = []
    for file in files(house):
        lines = _lines(file)
        for at in range(len(lines) - LINES + 1):
            before, was_at = seen.setdefault(tuple(text for _, text in lines[at:at + LINES]), (file, at))
            if (before, was_at) == (file, at):
                continue
            equal.add((before.name, was_at, file.name, at))
            if (before.name, was_at - 1, file.name, at - 1) not in equal:
                found.append(f"{before.name}:{_lines(before)[was_at][0]} and {file.name}:{lines[at][0]}")
    return found


def _lines(file: File) -> list[tuple[int, str]]:
    """Number and text of the lines that say something: no imports, no names of a front door, no lone brackets."""
    left_out = {
        number for node in file.tree.body if isinstance(node, ast.Import | ast.ImportFrom) or _is_front_door(node)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return [
        (number, text) for number, line in enumerate(file.text.splitlines(), 1) for text in [" ".join(line.split())]
        if number not in left_out and re.search(r"\w", text) and not text.startswith("#")
    ]


def _is_front_door(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def test_nothing_is_written_twice():
    holds(twice())


BLOCK = "\n".join(f"    step{n}(tx, {n})" for n in range(LINES))


@pytest.mark.parametrize("second", [
    f"def other(tx):\n{BLOCK}", f"class Other:\n    def other(tx):\n{BLOCK.replace('    ', '        ')}",
    "def other(tx):\n" + BLOCK.replace("\n", "\n\n    # and then\n"),
])
def test_six_equal_lines_are_seen(tmp_path, second):
    house = plant(tmp_path, {"reach/polls/polls.py": f"def vote(tx):\n{BLOCK}", "reach/quotes/quotes.py": second})
    assert len(twice(house)) == 1
    assert twice(house)[0].startswith("reach/polls/polls.py:2 and reach/quotes/quotes.py:")


def test_a_long_run_is_told_once(tmp_path):
    long = "\n".join(f"step{n}(tx)" for n in range(20))
    assert len(twice(plant(tmp_path, {"base/one.py": long, "base/two.py": long}))) == 1


def test_five_equal_lines_and_equal_imports_are_let_be(tmp_path):
    five = "\n".join(f"step{n}(tx)" for n in range(LINES - 1))
    imports = "\n".join(f"import a{n}" for n in range(9))
    doors = "__all__ = [\n" + "\n".join(f'    "name{n}",' for n in range(9)) + "\n]"
    texts = {f"base/{name}.py": f"{imports}\n{doors}\n{name} = 1\n{five}\n{name}()" for name in ("one", "two")}
    assert twice(plant(tmp_path, texts)) == []
