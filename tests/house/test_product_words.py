"""Documents, commits and configuration speak of the product: not of who wrote it, with what, or on which machine."""

import re
import subprocess
from pathlib import Path

import pytest

from .source import PROJECT, holds

# Words of the workshop, not of the work.
WORKSHOP = re.compile(
    r"(?<!user[ _-])\bagents?\b|\bsessions? of work\b|\bwork(ing)? sessions?\b|\bco-authored-by\b|\bthe brief\b|\bCI\b",
    re.I,
)
# Places of one machine. A place in a guide is one that the reader makes, such as /srv/hubbub.
MACHINE = re.compile(r"(?<![\w.])/(work|root|home/\w+/\w+|Users/\w+|tmp/\w+)\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# What these words mean to PostgreSQL or to a peer, and where.
MEANT = {
    "src/hubbub/base/postgres.py": {"/root"},
    "STYLE.md": {"TODO"},
}
SUFFIXES = {".py", ".md", ".toml", ".sql", ".html", ".css", ".js", ".svg", ""}


def breaches(project: Path = PROJECT) -> list[str]:
    """Each word that is not the product's: `file:line word`. Code is searched for places and unfinished things."""
    return [
        f"{path.relative_to(project).as_posix()}:{number} {word}"
        for path in _texts(project) for number, line in enumerate(path.read_text().splitlines(), 1)
        for word in _words(line, path.suffix in (".md", ".toml") or path.parent == project)
        if word not in MEANT.get(path.relative_to(project).as_posix(), ())
    ]


def _texts(project: Path) -> list[Path]:
    found = [path for path in project.iterdir() if path.is_file() and not path.name.startswith(".")]
    for folder in ("docs", "src", "tests"):
        found += [path for path in project.glob(f"{folder}/**/*") if path.is_file()]
    left_out = {"LICENSE", "requirements.lock", "requirements-dev.lock", Path(__file__).name}
    return [path for path in sorted(found) if path.suffix in SUFFIXES and path.name not in left_out
            and not {"__pycache__", "vendor"} & set(path.parts)]


def _words(text: str, prose: bool) -> list[str]:
    return [match[0] for pattern in (MACHINE, UNFINISHED, *([WORKSHOP] if prose else []))
            for match in pattern.finditer(text)]


def commits(project: Path = PROJECT) -> list[str]:
    """The messages of all commits, where this is a clone."""
    if not (project / ".git").exists():
        return []
    asked = ["git", "log", "--format=%h %B%x00"]
    said = subprocess.run(asked, cwd=project, capture_output=True, text=True, check=False).stdout
    return [message.strip() for message in said.split("\0") if message.strip()]


def test_the_documents_speak_of_the_product():
    holds(breaches())


def test_the_commits_speak_of_the_product():
    holds([f"{message.split()[0]} {word}" for message in commits() for word in _words(message, True)])


@pytest.mark.parametrize("line", [
    "Written by an agent.", "Our agents wrote it.", "See /work/main/src.", "In /home/ann/hubbub", "CI runs it.",
    "In this session of work", "TODO: more", "Co-Authored-By: somebody", "as the brief says", "at /root/.venv",
])
def test_a_word_of_the_workshop_is_seen(tmp_path, line):
    (tmp_path / "README.md").write_text(line)
    assert len(breaches(tmp_path)) == 1


@pytest.mark.parametrize("line", [
    "The User-Agent header, the user agent, `user_agent`.", "A session ends when you sign out.",
    "Keep it in /srv/hubbub.", "https://example.org/home/ann and https://example.org/work/", "A social home.",
])
def test_a_word_of_the_product_is_let_be(tmp_path, line):
    (tmp_path / "README.md").write_text(line)
    assert breaches(tmp_path) == []
