"""No text keeps a pattern busy: what each asks for is repeated until it fails late, and that takes as long as it is."""

import ast
import gc
import importlib
import math
import re
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .source import HOUSE, File, files, holds, plant

op: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

OWN = "reads what was written here, once"
# Files, and single patterns.
MAY_TAKE_LONG = {
    "doors/mastodon/description.py": OWN,
    "doors/web/design.py": OWN,
    r'<symbol id="([\w-]+)">(.*?)</symbol>': OWN,
}

SHORT, LONG = 1 << 12, 1 << 14
# What doubles with every letter shows itself in so few, and longer ones may not come to it at all: names have a limit.
FEW = 48
ENDS = ("", "\x00")
# Four times the text may take so many times as long, unless it is over in a moment (seconds of processor).
AT_MOST, A_MOMENT = 8, 0.005
TOO_LONG = 0.5
LOOKS = 5
CATEGORIES = {op.CATEGORY_DIGIT: str.isdigit, op.CATEGORY_SPACE: str.isspace,
              op.CATEGORY_WORD: lambda char: char.isalnum() or char == "_"}
OPPOSITES = {op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT, op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
             op.CATEGORY_NOT_WORD: op.CATEGORY_WORD}
CHARACTERS = [*map(chr, range(32, 127)), "\t", "\n", "\x00", "é", "\U0001f980", "\ue000"]
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
MANY = 200


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, and how a file uses it."""

    where: str
    pattern: str
    flags: int
    method: str


def used(file: File) -> Iterator[Used]:
    """Each pattern that a file names by a constant, in each way that it is used, and each that it writes in a call."""
    named = {name: value for name, value in vars(sys.modules.get(file.module, re)).items()
             if isinstance(value, re.Pattern) and isinstance(value.pattern, str)}
    for name, value in named.items():
        if name in file.text:
            for method in sorted(set(re.findall(rf"\b{name}\.(\w+)\(", file.text))):
                yield Used(f"{file.name}: {name}", value.pattern, value.flags, method)
    for node in ast.walk(file.tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=method), args=[ast.Constant(str(text)), *_]):
                if method != "compile" or text not in {value.pattern for value in named.values()}:
                    yield Used(f"{file.name}:{node.lineno}", text, 0, method.replace("compile", "search"))


def least(parsed: Any) -> str:
    """Something short that this part of a pattern takes."""
    return "".join(_one(kind, given) for kind, given in parsed)


def _one(kind: Any, given: Any) -> str:
    if kind is op.LITERAL:
        return chr(int(given))
    if kind in (op.IN, op.ANY, op.NOT_LITERAL):
        wanted = {op.IN: given, op.ANY: [(op.NEGATE, None)]}.get(kind, [(op.NEGATE, None), (op.LITERAL, given)])
        return next((char for char in CHARACTERS if _takes(wanted, char)), "a")
    if kind in REPEATS:
        return least(given[2]) * max(int(given[0]), 1)
    if kind is op.BRANCH:
        return least(given[1][0])
    return "".join(map(least, _inner(kind, given))) if kind not in (op.ASSERT, op.ASSERT_NOT) else ""


def _takes(wanted: Any, char: str) -> bool:
    if wanted[0][0] is op.NEGATE:
        return not any(_is(part, char) for part in wanted[1:])
    return any(_is(part, char) for part in wanted)


def _is(part: Any, char: str) -> bool:
    kind, what = part
    if kind is op.CATEGORY:
        return not CATEGORIES[OPPOSITES[what]](char) if what in OPPOSITES else CATEGORIES[what](char)
    return ord(char) == what if kind is op.LITERAL else bool(what[0] <= ord(char) <= what[1])


def _inner(kind: Any, given: Any) -> list[Any]:
    """The patterns inside a part of one."""
    if kind in REPEATS:
        return [given[2]]
    if kind is op.SUBPATTERN:
        return [given[3]]
    if kind is op.BRANCH:
        return list(given[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [given[1]]
    return [given] if kind is op.ATOMIC_GROUP else []


def repeats(parsed: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What stands before it, and what it is, of each part that may be repeated very often."""
    for kind, given in parsed:
        if kind in REPEATS and given[1] > MANY:
            yield before, least(given[2])
        for inner in _inner(kind, given):
            yield from repeats(inner, before)
        before += _one(kind, given)


def kept_out(parsed: Any) -> Iterator[str]:
    """The letters that parts of a pattern name because they do not take them: a quote that ends an address."""
    for kind, given in parsed:
        if kind is op.NOT_LITERAL:
            yield chr(given)
        elif kind is op.IN and given[0][0] is op.NEGATE:
            yield from (chr(what) for part, what in given[1:] if part is op.LITERAL)
        for inner in _inner(kind, given):
            yield from kept_out(inner)


def attacks(pattern: str, flags: int) -> set[tuple[str, str, str]]:
    """Texts as (beginning, what is repeated, end)."""
    parsed = parser.parse(pattern, flags & ~re.U)
    if not (found := set(repeats(parsed))):
        return set()
    units = {least(parsed)} | {unit for pair in found for unit in (*pair, "".join(pair))}
    return {(start, unit, end) for unit in units - {""} for start in {"", *(pair[0] for pair in found)}
            for end in {*ENDS, *kept_out(parsed)}}


def spent(each: Used, text: str) -> float:
    """Seconds of processor that the pattern takes with the text; what takes too long is stopped."""
    compiled = re.compile(each.pattern, each.flags & ~re.U if each.flags else 0)
    function = getattr(compiled, each.method)
    began = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, TOO_LONG)
        given = function("", text) if each.method in ("sub", "subn") else function(text)
        if each.method == "finditer":
            list(given)
    except TimeoutError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def is_busy(each: Used, attack: tuple[str, str, str]) -> bool:
    """Whether four times the text takes much more than four times as long: the quickest of some looks at each."""
    start, unit, end = attack
    few, short, long = (start + unit * (length // len(unit)) + end for length in (FEW, SHORT, LONG))
    if spent(each, few) == math.inf:
        return True
    if end not in ENDS:  # with all of them at all lengths this test would take as long as what it looks for
        return False
    once = spent(each, long)
    if once <= A_MOMENT or once == math.inf:
        return once == math.inf
    large, small = (min(spent(each, text) for _ in range(LOOKS)) for text in (long, short))
    return large > A_MOMENT and large > AT_MOST * small


def worst(each: Used) -> tuple[str, str, str] | None:
    return next((attack for attack in sorted(attacks(each.pattern, each.flags)) if is_busy(each, attack)), None)


def busy(house: Path, may: dict[str, str]) -> list[str]:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    gc.disable()  # what a pattern finds in a long text would pay for all that this process has
    try:
        return [f"{each.where}: {each.pattern!r} is kept busy by {attack!r}, again and again"
                for file in files(house) if file.name not in may and not file.name.startswith("bench/")
                for each in used(file) if each.pattern not in may for attack in [worst(each)] if attack]
    finally:
        gc.enable()
        signal.signal(signal.SIGVTALRM, before)


def test_no_text_keeps_a_pattern_busy():
    holds(busy(HOUSE, MAY_TAKE_LONG))


@pytest.mark.parametrize("line", [
    r're.search(r"(a+)+$", text)', r're.sub(r"\s+$", "", text)', r're.findall(r"<a\s([^>]*+)>", text)',
    r're.fullmatch(r"(\w+\s?)*x", text)', r're.fullmatch(r"(?=.{1,99}$)([a-z]+)*", text)',
    r're.search(r"@(?:[^\s;]+)+(?=\s|$)", text)', r're.compile(r"\d*\d*\d*x")',
    r're.search(r"<b(?:[^>]*)(?=[^>]*x)>", text)',
])
def test_a_pattern_that_can_be_kept_busy_is_found(tmp_path: Path, line: str):
    house = plant(tmp_path, {"reach/tags/tags.py": f"import re\n{line}\n"})
    assert busy(house, {})


@pytest.mark.parametrize("line", [
    r're.fullmatch(r"[a-z]+(-[a-z]+)*", text)', r're.sub(r"\s++", " ", text)',
    r're.findall(r"<a\s([^<>]*+)>", text)', r're.split(r"[/?#]", text)',
])
def test_one_that_cannot_is_not(tmp_path: Path, line: str):
    house = plant(tmp_path, {"reach/tags/tags.py": f"import re\n{line}\n"})
    assert busy(house, {}) == []
