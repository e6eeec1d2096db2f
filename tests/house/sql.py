"""SQL as data: which tables and functions a sentence writes, reads and makes."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pglast import ast, parse_sql, visitors
from pglast.enums import ObjectType
from pglast.parser import ParseError

from hubbub.rooms import ROOMS

from .source import HOUSE

# Jobs are promised and done by base's own statements, which its modules keep beside the code they belong to.
BASE = "base"


@dataclass(slots=True)
class Sense:
    """What a sentence does: tables it writes and reads, functions it calls, and what it makes or changes."""

    writes: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    makes: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)


@cache
def sense(sql: str) -> Sense:
    """What the sentences do, with the bodies of the SQL functions that they make."""
    found = Sense()
    with suppress(ParseError):  # what cannot be read is told of where each statement is prepared
        _Senses(found)(parse_sql(sql))
    return found


class _Senses(visitors.Visitor):
    def __init__(self, found: Sense) -> None:
        super().__init__()
        self.found = found
        self.named: set[str] = set()

    def __call__(self, node: Any) -> Any:
        names = _CteNames()
        names(node)
        self.named |= names.found
        return super().__call__(node)

    def visit_RangeVar(self, ancestors: Any, node: Any) -> None:
        if node.relname in self.named or node.relname.startswith("pg_"):
            return
        above = ancestors.parent if isinstance(ancestors.node, tuple) else ancestors
        match above.node:
            case ast.LockingClause():  # names an alias that stands in the sentence already
                return
            case ast.InsertStmt() | ast.UpdateStmt() | ast.DeleteStmt() if above.member == "relation":
                self.found.writes.add(node.relname)
            case ast.CreateStmt() | ast.CreateSeqStmt() | ast.ViewStmt() if above.member != "query":
                self.found.makes.add(node.relname)
            case ast.IndexStmt() | ast.AlterTableStmt() | ast.CreateTrigStmt():
                self.found.shapes.add(node.relname)
            case _:
                self.found.reads.add(node.relname)

    def visit_FuncCall(self, ancestors: Any, node: Any) -> None:
        self.found.calls.add(node.funcname[-1].sval)

    def visit_CreateFunctionStmt(self, ancestors: Any, node: Any) -> None:
        self.found.functions.add(node.funcname[-1].sval)
        body = sense(_body(node))
        self.found.reads |= body.reads
        self.found.writes |= body.writes
        self.found.calls |= body.calls

    def visit_DropStmt(self, ancestors: Any, node: Any) -> None:
        if node.removeType == ObjectType.OBJECT_INDEX:
            return  # an index holds nothing of its own
        for name in node.objects:
            self.found.shapes.add(name[-1].sval if isinstance(name, tuple) else getattr(name, "sval", str(name)))


class _CteNames(visitors.Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def visit_CommonTableExpr(self, ancestors: Any, node: Any) -> None:
        self.found.add(node.ctename)


def _body(node: Any) -> str:
    """The body of a function in SQL; of one in another language nothing is known."""
    options = {option.defname: option.arg for option in node.options or ()}
    if options["language"].sval != "sql" or "as" not in options:
        return "SELECT 1"
    return str(options["as"][0].sval)


def migrations(room: str, house: Path = HOUSE) -> Sense:
    """What all migrations of a room do; `base` is one of them here."""
    folder = house.joinpath(*room.split("."), "migrations")
    return sense("\n".join(file.read_text() for file in sorted(folder.glob("*.sql"))))


def owners(house: Path = HOUSE, rooms: tuple[str, ...] = ROOMS) -> dict[str, str]:
    """Whose each table and each function is."""
    made = {name: room for room in (BASE, *rooms) for name in _made(migrations(room, house))}
    return made | {"migrations": BASE}


def twice_owned(house: Path = HOUSE, rooms: tuple[str, ...] = ROOMS) -> list[str]:
    """Tables and functions that more than one room makes."""
    counted = Counter(name for room in (BASE, *rooms) for name in _made(migrations(room, house)))
    return [f"{name} is made by {count} rooms" for name, count in counted.items() if count > 1]


def _made(found: Sense) -> set[str]:
    return found.makes | found.functions
