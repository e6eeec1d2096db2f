"""Each fact is frozen and told somewhere, and `docs/facts.md` is what `hubbub map` prints."""

import ast
import dataclasses
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from hubbub import map as chart
from hubbub.base.facts import LISTENERS

from .source import HOUSE, PROJECT, File, files, holds, plant

# What a fact may be made of: who and what, never what it looked like, which may be different when it is heard.
PLAIN = (int, str, bool, type(None))


def breaches(house: Path = HOUSE) -> list[str]:
    """Facts that are told but not frozen or not known, and facts that are listened for but never told."""
    rooms = [file for file in files(house) if file.room]
    frozen = {name for file in rooms for node in file.tree.body for name in _frozen(node)}
    told = {fact for file in rooms for fact in chart.told_by([file.tree])}
    heard = {fact for file in rooms for fact in _heard(file)}
    return sorted(
        [f"{fact} is told and is no frozen dataclass" for fact in told - frozen]
        + [f"{fact} is listened for and nobody tells it" for fact in heard - told]
        + [f"{file.name}:{node.lineno} tells something other than a fact made on the spot"
           for file in rooms for node in ast.walk(file.tree)
           if isinstance(node, ast.Call) and _tells_otherwise(node)]
    )


def _frozen(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ClassDef) and any("frozen=True" in ast.unparse(mark) for mark in node.decorator_list):
        return [node.name]
    return []


def _heard(file: File) -> set[str]:
    return {
        ast.unparse(mark.args[0]).rpartition(".")[2]
        for node in ast.walk(file.tree) if isinstance(node, ast.AsyncFunctionDef) for mark in node.decorator_list
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "on"
    }


def _tells_otherwise(node: ast.Call) -> bool:
    match node:
        case ast.Call(func=ast.Name("tell"), args=[ast.Name("tx"), _]):
            return not chart.facts_of(node)
    return False


def unfit(fact: type[Any]) -> list[str]:
    """Fields of a fact that are more than ids and plain words."""
    hints = get_type_hints(fact)
    return [f"{fact.__name__}.{field.name}: {hints[field.name]}" for field in dataclasses.fields(fact)
            if not _plain(hints[field.name])]


def _plain(hint: Any) -> bool:
    if get_origin(hint) in (Union, UnionType):
        return all(_plain(each) for each in get_args(hint))
    return getattr(hint, "__supertype__", hint) in PLAIN


def test_each_fact_is_frozen_and_told():
    holds(breaches())


def test_facts_carry_ids_and_plain_words():
    holds([why for fact in LISTENERS if fact.__module__.startswith("hubbub.") for why in unfit(fact)])


def test_the_written_map_is_what_the_code_says():
    assert (PROJECT / "docs" / "facts.md").read_text() == chart.drawn(), "`make map` writes it anew"


FACT = "@dataclass(frozen=True)\nclass Ended:\n    post: int\n"


@pytest.mark.parametrize(("text", "why"), [
    ("async def end(tx):\n    await tell(tx, Ended(1))", "Ended is told and is no frozen dataclass"),
    (FACT.replace("(frozen=True)", "") + "async def end(tx):\n    await tell(tx, Ended(1))",
     "Ended is told and is no frozen dataclass"),
    (FACT + "@on(Ended)\nasync def cheer(tx, fact): ...", "Ended is listened for and nobody tells it"),
    (FACT + "@on(polls.Ended)\nasync def cheer(tx, fact): ...", "Ended is listened for and nobody tells it"),
    (FACT + "async def end(tx, what):\n    await tell(tx, what)",
     "reach/polls/polls.py:5 tells something other than a fact made on the spot"),
])
def test_a_fact_that_is_none_is_seen(tmp_path, text, why):
    assert breaches(plant(tmp_path, {"reach/polls/polls.py": text})) == [why]


def test_a_fact_that_is_told_is_let_be(tmp_path):
    text = FACT + "async def end(tx):\n    await tell(tx, Ended(1))\n@on(Ended)\nasync def cheer(tx, fact): ..."
    assert breaches(plant(tmp_path, {"reach/polls/polls.py": text})) == []


@dataclasses.dataclass(frozen=True)
class Told:
    post: int
    words: list[str]
    author: int | None


def test_a_fact_that_carries_more_than_ids_is_seen():
    assert [why.partition(":")[0] for why in unfit(Told)] == ["Told.words"]
