"""The map of the house, drawn from the code: rooms and tables, facts and who hears of them, seams, addresses.

`hubbub map` prints it; `docs/facts.md`, `docs/schema.sql` and the addresses in `docs/reference.md` are written from
it, and tests compare them with the code.
"""

import ast
import asyncio
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hubbub import app
from hubbub.base import facts, migrate
from hubbub.base.http import Routes
from hubbub.base.postgres import BIN, Postgres
from hubbub.base.settings import read
from hubbub.doors.fediverse import routes as fediverse
from hubbub.doors.mastodon import routes as mastodon
from hubbub.doors.web import routes as web
from hubbub.rooms import ROOMS

# The verbs by which a room hangs itself on something below it, and what each is called on the map.
SEAMS = {
    "joins": "Parts of a post", "carries": "Fields of a status", "panel": "Slots of pages", "hears": "Keys kept",
    "receives": "Activities taken", "describes": "Said of the server", "every": "By the clock", "errand": "Errands",
    "job": "Jobs",
}
KEEPERS = ("Kept", "Answers", "Lately", "Pages")  # what keeps things until it hears of a topic
MARKS = ("<!-- addresses -->\n", "<!-- /addresses -->\n")


def drawn(rooms: tuple[str, ...] = ROOMS, house: Path = app.PACKAGE) -> str:
    """The map as Markdown; the rooms are open."""
    found = {room: _files(house.joinpath(*room.split("."))) for room in rooms}
    parts = [
        "# What happens, who hears of it, and where rooms meet\n\n"
        "Printed by `hubbub map`; `make map` writes it here and a test compares. A fact is told in the transaction"
        " that made it\ntrue. Listeners hear of it soon after, in one transaction or, if it fails, in one each.\n",
        "\n## Facts\n\n", _table(("fact", "told by", "heard by"), _facts(found)),
        "\n## Rooms\n\n", _table(("room", "is", "tables", "stands on"), _rooms(found, house)),
        "\n## Seams\n", *_seams(found),
    ]
    return "".join(parts)


def _files(folder: Path) -> dict[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text()) for path in sorted(folder.glob("*.py"))}


def _facts(found: dict[str, dict[str, ast.Module]]) -> Iterator[tuple[str, ...]]:
    # Ours alone: a test may listen too.
    heard = {
        kind.__name__: [work.name for work in works if work.call.__module__.startswith("hubbub.")]
        for kind, works in facts.LISTENERS.items()
    }
    for room, files in found.items():
        told = told_by(files.values())
        for tree in files.values():
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and (node.name in told or node.name in heard):
                    fields = ", ".join(each.target.id for each in node.body
                                       if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name))
                    verbs = ", ".join(f"`{room.rpartition('.')[2]}.{verb}`" for verb in told.get(node.name, ()))
                    ears = ", ".join(f"`{name}`" for name in sorted(heard.get(node.name, ())))
                    yield f"`{node.name}({fields})`", verbs, ears or "nobody yet"


def told_by(trees: Iterable[ast.Module]) -> dict[str, list[str]]:
    """Which functions tell which facts."""
    told: dict[str, list[str]] = {}
    for tree in trees:
        for function in ast.walk(tree):
            if isinstance(function, ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    for fact in facts_of(node):
                        verbs = told.setdefault(fact, [])
                        if function.name not in verbs:
                            verbs.append(function.name)
    return told


def facts_of(node: ast.AST) -> list[str]:
    """Which facts a call of `tell` tells: one made on the spot, or one for each of many."""
    match node:
        case ast.Call(func=ast.Name("tell"), args=[_, ast.Call(func=ast.Name(fact))]):
            return [fact]
        case ast.Call(func=ast.Name("tell"), args=[_, ast.Starred(ast.ListComp(elt=ast.Call(func=ast.Name(fact))))]):
            return [fact]
    return []


def _rooms(found: dict[str, dict[str, ast.Module]], house: Path) -> Iterator[tuple[str, ...]]:
    for room, files in found.items():
        purpose = ast.get_docstring(files["__init__"]) or ""
        folder = house.joinpath(*room.split("."), "migrations")
        sql = "".join(path.read_text() for path in sorted(folder.glob("*.sql")))
        tables = re.findall(r"CREATE (?:UNLOGGED )?TABLE (\w+)", sql)
        named = _stands_on(files)
        below = [other for other in found if other != room and other in named]
        yield f"`{room}`", purpose, ", ".join(tables) or "–", ", ".join(below) or "–"


def _stands_on(files: dict[str, ast.Module]) -> set[str]:
    named: set[str] = set()
    for tree in files.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("hubbub."):
                named |= {".".join(f"{node.module}.{alias.name}".split(".")[1:3]) for alias in node.names}
    return named


def _seams(found: dict[str, dict[str, ast.Module]]) -> Iterator[str]:
    hung: dict[str, dict[str, list[str]]] = {}
    for room, files in found.items():
        for tree in files.values():
            for verb, what in _hung(tree):
                rooms = hung.setdefault(verb, {}).setdefault(what, [])
                if room not in rooms:
                    rooms.append(room)
    for verb, title in SEAMS.items():
        if verb in hung:
            yield f"\n### {title}\n\n"
            yield _table(("what", "room"), ((f"`{what}`", ", ".join(rooms)) for what, rooms in hung[verb].items()))


def _hung(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What a file hangs on the seams: the verb and its first words, or the function that it marks."""
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield from _called(node.value, "")
        match node:
            case ast.Assign(value=ast.Call() as call) | ast.AnnAssign(value=ast.Call() as call):
                yield from (("hears", topic) for topic in _kept_until(call))
        for mark in getattr(node, "decorator_list", ()):
            yield from _called(mark, getattr(node, "name", ""))


def _called(mark: ast.expr, function: str) -> Iterator[tuple[str, str]]:
    call = mark if isinstance(mark, ast.Call) else ast.Call(mark, [], [])
    verb = getattr(call.func, "id", getattr(call.func, "attr", ""))
    words = [given for each in call.args for given in _words(each)]
    if verb in SEAMS:
        yield verb, function if verb in ("every", "errand", "job") else words[0] if words else function


def _kept_until(call: ast.Call) -> list[str]:
    maker = call.func.value if isinstance(call.func, ast.Subscript) else call.func
    known = getattr(maker, "id", getattr(maker, "attr", "")) in KEEPERS
    return [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ] if known else []


def _words(node: ast.expr) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def addresses() -> str:
    """Every address that the open rooms and the doors answer, as Markdown."""
    documents = {"": fediverse.ALWAYS, "when ActivityPub is asked for": fediverse.ROUTES}
    other = ((path, methods, when) for when, table in documents.items() for path, methods in _listed(table))
    return "".join((
        "\n### Pages\n\n", _table(("address", "methods"), _listed(web.ROUTES)),
        "\n### Client API\n\n", _table(("address", "methods", "scope"), _scoped(mastodon.ROUTES)),
        "\n### Other servers\n\n", _table(("address", "methods", ""), other), "\n",
    ))


def _listed(routes: Routes) -> list[tuple[str, str]]:
    methods: dict[str, set[str]] = {}
    for method, path in routes.listed:
        if method != "HEAD":
            methods.setdefault(path, set()).add(method)
    return [(path, " ".join(sorted(methods[path]))) for path in sorted(methods)]


def _scoped(routes: Routes) -> Iterator[tuple[str, ...]]:
    """An address once for each scope that its methods need."""
    for path, methods in _listed(routes):
        by_scope: dict[str | None, list[str]] = {}
        for method in methods.split():
            by_scope.setdefault(mastodon.SCOPES.get((method, path)), []).append(method)
        for scope, names in by_scope.items():
            words = "anybody" if scope is None else scope.replace(" ", " or ") or "any token"
            yield path, " ".join(names), words


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"


def dumped(address: dict[str, Any]) -> str:
    """The tables, indexes and functions of a database, without what differs from one dump to the next."""
    said = subprocess.run(
        [str(BIN / "pg_dump"), "--schema-only", "--no-owner", "--no-privileges", "--no-comments", "-h",
         address["host"], "-U", address["user"], address["database"]],
        capture_output=True, text=True, check=True,
    ).stdout
    kept = (line for line in said.splitlines() if not re.match(r"--|SET |SELECT pg_catalog\.|\\(un)?restrict ", line))
    text = "\n".join(kept).replace("public.", "").replace(" TABLE ONLY ", " TABLE ")
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def schema() -> str:
    """The schema of a database that has just been made."""
    with tempfile.TemporaryDirectory(prefix="hubbub-") as folder:
        Path(folder).chmod(0o755)
        postgres = Postgres(Path(folder) / "postgres")
        postgres.start()
        try:
            asyncio.run(_migrated(Path(folder)))
            return dumped(postgres.address)
        finally:
            postgres.stop()


async def _migrated(folder: Path) -> None:
    async with app.standing(read({"HUBBUB_DATA": str(folder)}), reading=1, writing=1) as db:
        await migrate.run(db, app.migrations())


def write(docs: Path) -> None:
    """Bring the drawn parts of the documents up to date."""
    (docs / "facts.md").write_text(drawn())
    (docs / "schema.sql").write_text(schema())
    reference = docs / "reference.md"
    before, rest = reference.read_text().split(MARKS[0])
    reference.write_text(before + MARKS[0] + addresses() + MARKS[1] + rest.split(MARKS[1])[1])
