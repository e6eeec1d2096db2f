"""What there is stands in the documents, and what the documents speak of is there."""

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from hubbub import map as chart
from hubbub.__main__ import _parser
from hubbub.bench import readme
from hubbub.rooms import ROOMS

from .source import HOUSE, PROJECT, holds

DOCS = PROJECT / "docs"
SETTING = re.compile(r"\bHUBBUB_[A-Z0-9_]+\b")
# What only the server's own processes are started with.
WITHIN = {"--help", "--listen", "--ready"}


def pages(project: Path = PROJECT) -> dict[str, str]:
    """Every document, by its path."""
    found = [*project.glob("*.md"), *(project / "docs").rglob("*.md")]
    return {path.relative_to(project).as_posix(): path.read_text() for path in sorted(found)}


def settings(house: Path = HOUSE) -> set[str]:
    """The settings that the code reads: `HUBBUB_` and what is picked, or written out in full."""
    picked = re.findall(r'pick\("(\w+)"', (house / "base" / "settings.py").read_text())
    return {f"HUBBUB_{name.upper()}" for name in picked} | {
        name for path in house.rglob("*.py") if not path.is_relative_to(house / "bench")
        for name in SETTING.findall(path.read_text()) if not name.endswith("_")
    }


def commands(parser: argparse.ArgumentParser) -> dict[str, set[str]]:
    """Each command that a person may give, with its options."""
    held = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    shown = {action.dest for action in held._choices_actions}
    return {
        name: {option for option in each._option_string_actions if option.startswith("--")} - WITHIN
        for name, each in held.choices.items() if name in shown
    }


def unspoken_of(names: Iterable[str], text: str) -> list[str]:
    return sorted(name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


def broken_links(project: Path = PROJECT) -> list[str]:
    """Links to files that are not there. Pictures that are yet to be taken are not looked for."""
    return [
        f"{name} links to {target}" for name, text in pages(project).items()
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)", text)
        if not re.match(r"https?:|mailto:", target) and not (project / name).parent.joinpath(target).exists()
    ]


def idle_targets(project: Path = PROJECT) -> list[str]:
    """`make x` for which the Makefile has nothing."""
    made = set(re.findall(r"^([\w-]+):", (project / "Makefile").read_text(), re.M))
    return [f"{name} says make {target}" for name, text in pages(project).items()
            for target in re.findall(r"`make ([\w-]+)", text) if target not in made]


def test_every_setting_is_in_the_reference():
    holds(unspoken_of(settings(), (DOCS / "reference.md").read_text()))


def test_no_document_speaks_of_a_setting_that_is_not_there():
    known = settings()
    holds([f"{page} {name}" for page, text in pages().items() for name in SETTING.findall(text) if name not in known])


def test_every_command_and_option_is_in_the_reference():
    reference = (DOCS / "reference.md").read_text()
    found = commands(_parser())
    assert {"serve", "account", "token", "migrate"} <= found.keys()
    holds(unspoken_of([f"hubbub {name}" for name in found], reference))
    holds(unspoken_of({option for options in found.values() for option in options}, reference))


def test_no_document_speaks_of_a_command_that_is_not_there():
    known = commands(_parser()).keys()
    holds([f"{page}: hubbub {name}" for page, text in pages().items()
           for name in re.findall(r"`(?:\.venv/bin/)?hubbub ([a-z][a-z-]+)", text) if name not in known])


def test_every_room_is_in_the_architecture():
    holds(unspoken_of([f"`{room}`" for room in ROOMS], (PROJECT / "ARCHITECTURE.md").read_text().replace("``", "")))


def test_the_addresses_in_the_reference_are_those_that_answer():
    written = (DOCS / "reference.md").read_text().split(chart.MARKS[0])[1].split(chart.MARKS[1])[0]
    assert written == chart.addresses(), "`make map` writes it anew"


def test_every_link_leads_somewhere():
    holds(broken_links())


def test_every_make_has_its_target():
    holds(idle_targets())


def test_the_figures_in_the_readme_are_those_that_were_measured():
    page = (PROJECT / "README.md").read_text()
    assert readme.written(page, json.loads((DOCS / "figures.json").read_text())) == page


def test_a_new_setting_without_words_is_seen(tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "settings.py").write_text('pick("colour", "red"); env["HUBBUB_SOUND"]')
    assert unspoken_of(settings(tmp_path), "`HUBBUB_COLOUR`, `HUBBUB_SOUNDS`") == ["HUBBUB_SOUND"]


def test_a_new_command_without_words_is_seen():
    parser = argparse.ArgumentParser()
    held = parser.add_subparsers()
    held.add_parser("serve", help="Serve.").add_argument("--loud")
    held.add_parser("web")
    assert commands(parser) == {"serve": {"--loud"}}
    assert unspoken_of(["hubbub serve"], "`hubbub serves`") == ["hubbub serve"]


@pytest.mark.parametrize("line", ["[a](nowhere.md)", "[a](docs/nowhere.md#b)", "[a [b](nowhere.md)"])
def test_a_link_that_leads_nowhere_is_seen(tmp_path, line):
    (tmp_path / "README.md").write_text(f"[x](https://example.org) [y](README.md#z) {line}")
    assert len(broken_links(tmp_path)) == 1


def test_a_make_without_a_target_is_seen(tmp_path):
    (tmp_path / "Makefile").write_text("run: install\n")
    (tmp_path / "README.md").write_text("`make run`, then `make haste`")
    assert idle_targets(tmp_path) == ["README.md says make haste"]
