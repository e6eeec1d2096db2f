"""Catalogues of translated sentences, as files that people and their tools edit: gettext's `.po`, read and written.

What stands in one is a list of entries: the sentence of the source, where it is said, and what it is in this
language, once for each plural form.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)?\s*(".*")')


@dataclass(slots=True)
class Entry:
    """One sentence; `many` is how the source says it of several, `context` tells apart what English does not."""

    one: str
    many: str = ""
    context: str = ""
    said: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """By which it is found: sentences that differ only in how they are said of several are one."""
        return self.context, self.one


def read(path: Path) -> list[Entry]:
    """The entries of a file, the first being its header. Raises `ValueError` with the line that cannot be read."""
    entries: list[Entry] = []
    part, where = "", list[str]()
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("#:"):
            where += line[2:].split()
        if not line.strip() or line.startswith("#"):
            continue
        if (found := _LINE.fullmatch(line.strip())) is None:
            raise ValueError(f"{path.name}:{number} is no line of a catalogue")
        if found[1]:
            if found[1] == "msgctxt" or (found[1] == "msgid" and part != "msgctxt"):
                entries.append(Entry("", where=where))
                where = []
            part = found[1].partition("[")[0]
        _add(entries[-1], part, json.loads(found[3]), new=bool(found[1]))
    return entries


def _add(entry: Entry, part: str, words: str, *, new: bool) -> None:
    match part:
        case "msgctxt":
            entry.context += words
        case "msgid":
            entry.one += words
        case "msgid_plural":
            entry.many += words
        case _:
            if new:
                entry.said.append("")
            entry.said[-1] += words


def write(path: Path, entries: Iterable[Entry]) -> None:
    """The entries as a file: one line a sentence, however long, so that a change of one is a change of one line."""
    path.write_text("\n".join("\n".join(_lines(entry)) + "\n" for entry in entries))


def _lines(entry: Entry) -> Iterator[str]:
    for place in entry.where:
        yield f"#: {place}"
    if entry.context:
        yield f"msgctxt {_quoted(entry.context)}"
    yield f"msgid {_quoted(entry.one)}"
    if entry.many:
        yield f"msgid_plural {_quoted(entry.many)}"
    if not entry.one:  # the header, a line each
        yield 'msgstr ""'
        yield from (_quoted(line + "\n") for line in entry.said[0].splitlines())
    elif entry.many:
        yield from (f"msgstr[{form}] {_quoted(words)}" for form, words in enumerate(entry.said))
    else:
        yield f"msgstr {_quoted(entry.said[0] if entry.said else '')}"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def header(entry: Entry) -> dict[str, str]:
    """What a file says of itself, by small names: `language`, `plural-forms`, `x-name`."""
    pairs = (line.partition(":") for line in entry.said[0].splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
