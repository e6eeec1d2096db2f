"""What the source says to people, gathered from templates, Python and scripts, and the catalogues kept up with it.

`hubbub catalogues --write` adds to each `languages/*.po` what is new, drops what is said no more, and keeps every
translation; without `--write` it says how much each language has still to translate.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from hubbub.app import PACKAGE
from hubbub.base import po
from hubbub.base.languages import LANGUAGES
from hubbub.base.po import Entry
from hubbub.base.words import FILES
from hubbub.doors.web.apart import Apart
from hubbub.doors.web.templates import of_scripts

# Apps are spoken to in English, and so is whoever builds or runs the server.
NOT_FOR_PEOPLE = ("doors/mastodon", "doors/fediverse", "bench", "__main__.py", "new_room.py", "map.py", "supervisor.py")
FACES_OF_APPS = ("mastodon.py", "activitypub.py")
FOR_BUILDERS = "design"  # the page of all that pages are made of, in development only

# How a sentence is marked, and at which of its arguments one stands.
_SAYS = {
    "said": (0,), "sure": (0, 1, 2), "words": (0,), "say": (0,), "date": (1,), "moment": (1,), "Moment": (1,),
    "stamp": (1,)}


def gathered(house: Path = PACKAGE) -> list[Entry]:
    """Everything that is said, once, in the order of the places where it is said first."""
    found: dict[tuple[str, str], Entry] = {}
    for place, said in [*_templates(house), *_python(house), *_scripts(house), *_languages()]:
        entry = found.setdefault(said.key, said)
        entry.many = entry.many or said.many
        if place not in entry.where:
            entry.where.append(place)
    return list(found.values())


def updated(path: Path, said: Iterable[Entry]) -> list[Entry]:
    """The catalogue as it should be: the source's sentences, with the translations that it has."""
    header, *known = po.read(path)
    translated = {entry.key: entry.said for entry in known}
    forms = int(po.header(header)["plural-forms"].partition("nplurals=")[2].partition(";")[0])
    made = [Entry(entry.one, entry.many, entry.context, translated.get(entry.key, []), entry.where) for entry in said]
    for entry in made:
        wanted = forms if entry.many else 1
        entry.said = [*entry.said, *[""] * wanted][:wanted]
    return [header, *made]


def run(write: bool) -> Iterator[str]:
    """Bring each catalogue up to date, or look at it alone; a line on each."""
    said = gathered()
    for path in sorted(FILES.glob("*.po")):
        entries = updated(path, said)
        if write:
            po.write(path, entries)
        missing = sum(not all(entry.said) for entry in entries[1:])
        yield f"{path.stem}: {len(entries) - 1} sentences, {missing} to translate"


def _templates(house: Path) -> Iterator[tuple[str, Entry]]:
    env = Environment(extensions=["jinja2.ext.i18n", Apart], autoescape=True, trim_blocks=True, lstrip_blocks=True)
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    for path in sorted([*house.glob("*/*/pages/*.html"), *house.glob("doors/web/layout/*.html")]):
        if not path.name.startswith(FOR_BUILDERS):
            for entry in said_in(env.parse(path.read_text())):
                yield str(path.relative_to(house)), entry


def said_in(template: nodes.Template) -> Iterator[Entry]:
    """The sentences of a template."""
    for node in template.find_all((nodes.Call, nodes.Filter)):
        if isinstance(node, nodes.Filter):
            yield from (Entry(shape) for shape in _constants(node.args[:1]) if node.name == "date")
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            given = [arg.value if isinstance(arg, nodes.Const) else None for arg in node.args]
            match node.node.name, given:
                case ("_" | "gettext"), [str(one)]:
                    yield Entry(one)
                case "pgettext", [str(context), str(one)]:
                    yield Entry(one, context=context)
                case "ngettext", [str(one), str(many), _]:
                    yield Entry(one, many)
                case "stamp", [_, _]:
                    yield from map(Entry, _constants(node.args[1:]))


def _constants(given: Iterable[nodes.Node]) -> Iterator[str]:
    """The text that stands there, or each of two that may."""
    for node in given:
        if isinstance(node, nodes.CondExpr):
            yield from _constants(each for each in (node.expr1, node.expr2) if each)
        elif isinstance(node, nodes.Const) and isinstance(node.value, str):
            yield node.value


def _python(house: Path) -> Iterator[tuple[str, Entry]]:
    files = {path: ast.parse(path.read_text()) for path in sorted(house.rglob("*.py")) if _for_people(path, house)}
    kinds = refusals(files.values())
    for path, tree in files.items():
        for sentence, many in _sentences(tree, kinds):
            yield str(path.relative_to(house)), Entry(sentence, many)


def _for_people(path: Path, house: Path) -> bool:
    return path.name not in FACES_OF_APPS and not str(path.relative_to(house)).startswith(NOT_FOR_PEOPLE)


def refusals(trees: Iterable[ast.Module]) -> set[str]:
    """The names of all kinds of refusals, whose words are in their docstrings or in what they are raised with."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    kinds = {"Refusal"}
    while more := {node.name for node in classes if kinds & set(map(_name, node.bases))} - kinds:
        kinds |= more
    return kinds


def _sentences(tree: ast.Module, kinds: set[str]) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef() if node.name == "Refusal" or kinds & set(map(_name, node.bases)):
                yield (ast.get_docstring(node) or ""), ""
            case ast.Call(args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_]) if (
                    _name(node.func) == "many"):
                yield one, many
            case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id="said"), ast.Tuple(elts=names)]):
                yield from ((name.value, "") for name in names
                            if isinstance(name, ast.Constant) and isinstance(name.value, str))
            case ast.Call():
                places = (0,) if _name(node.func) in kinds else _SAYS.get(_name(node.func), ())
                if _name(node.func) == "say" and isinstance(node.func, ast.Attribute):
                    places = ()  # `tx.say` tells processes, not people
                for each in (node.args[place] for place in places if place < len(node.args)):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield each.value, ""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _scripts(house: Path) -> Iterator[tuple[str, Entry]]:
    for path in sorted([*house.glob("doors/web/static/*.js"), *house.glob("*/*/element.js")]):
        for one, many in of_scripts(path.read_text()):
            yield str(path.relative_to(house)), Entry(one, many)


def _languages() -> Iterator[tuple[str, Entry]]:
    for name in LANGUAGES.values():
        yield "base/languages.py", Entry(name)
