"""What people read, in their language: sentences are written in English in the source and found in a catalogue.

`said` marks a sentence where no one knows yet who will read it; `words(…)` of somebody's language says it. Dates,
figures and how long ago something was are said by the same catalogue, so a language is one file, `languages/de.po`.
"""

import gettext
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from . import po
from .clock import now

FILES = Path(__file__).parent.parent / "languages"
SOURCE = "en"  # the language in which the source is written


class Said(str):
    """A sentence in English, which knows what it was before its values were filled in."""

    __slots__ = ("sentence", "values")
    sentence: str
    values: dict[str, object]

    def __new__(cls, sentence: str, values: dict[str, object] | None = None) -> "Said":
        made = super().__new__(cls, sentence.format(**values) if values else sentence)
        made.sentence, made.values = sentence, values or {}
        return made


def said(sentence: str, **values: object) -> Said:
    """This sentence is for people to read: `said("At most {most} posts.", most=5)`."""
    return Said(sentence, values)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time among a sentence's values, in this shape of strftime; without one, how long ago it was."""

    at: datetime
    shape: str = ""

    def __str__(self) -> str:
        return ENGLISH.moment(self)


MONTHS = tuple(map(said, (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December")))
SHORT_MONTHS = tuple(map(said, (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")))
DAYS = tuple(map(said, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
SHORT_DAYS = tuple(map(said, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))
NOW = said("now")
FIGURE = said("1,234.5")
_AGES = (
    (said("{n} y"), 31_536_000), (said("{n} mo"), 2_592_000), (said("{n} d"), 86_400), (said("{n} h"), 3_600),
    (said("{n} min"), 60),
)
_FIGURES = ((said("{n}M"), 1_000_000), (said("{n}K"), 1_000))
_PART = re.compile(r"%-?[A-Za-z]")
# What a shape (of strftime) says in figures. The system's locale, of whatever letters, is asked for nothing.
_PARTS = {
    "%d": "{0.day:02}", "%-d": "{0.day}", "%m": "{0.month:02}", "%Y": "{0.year:04}", "%H": "{0.hour:02}",
    "%M": "{0.minute:02}",
}


class Words:
    """One language: `words("At most {most} posts.", most=5)` is the sentence in it."""

    def __init__(self, code: str, name: str = "English", direction: str = "ltr", plural: str = "n != 1",
                 entries: tuple[po.Entry, ...] = ()) -> None:
        self.code, self.name, self.direction = code, name, direction
        self.form: Callable[[int], int] = gettext.c2py(plural)
        self._said = {(entry.context, entry.one): entry.said for entry in entries if any(entry.said)}
        # Of this month and this day, their names put in.
        self._shapes: dict[tuple[str, int, int], str] = {}
        # How 1,234.5 is written shows the marks that stand in every figure.
        shown = self(FIGURE)
        self._marks = {ord(","): shown[1:-5], ord("."): shown[-2]}

    def __call__(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language, with its values."""
        if isinstance(sentence, Said):
            values = sentence.values | values
            words = self.find(sentence.sentence)
        else:
            words = self.find(sentence)
        return words.format(**{name: self._value(value) for name, value in values.items()}) if values else words

    def _value(self, value: object) -> object:
        match value:
            case Said():
                return self(value)
            case Moment():
                return self.moment(value)
        return value

    def moment(self, moment: Moment) -> str:
        """The moment in its shape."""
        return self.date(moment.at, moment.shape) if moment.shape else self.ago(moment.at)

    def find(self, sentence: str, context: str = "") -> str:
        """The sentence in this language, its places still empty; the sentence itself where there is none."""
        found = self._said.get((context, sentence))
        return found[0] if found else sentence

    def many(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The sentence that fits the number, which is its `{num}`."""
        return self.forms(one, many)[self.form(number)].format(num=self.compact(number), **values)

    def forms(self, one: str, many: str) -> list[str]:
        """How it is said of one, and of several, in each form that the language has for it."""
        return self._said.get(("", one)) or [one, many]

    def date(self, at: date, shape: str) -> str:
        """The day or the moment in this shape, or in that which the language has instead: of strftime, but no other
        parts than those of `_PARTS` and names of days and months."""
        month, day = at.month - 1, at.weekday()
        if (named := self._shapes.get((shape, month, day))) is None:
            names = {"%A": DAYS[day], "%a": SHORT_DAYS[day], "%B": MONTHS[month], "%b": SHORT_MONTHS[month]}
            parts = _PARTS | {part: self(name) for part, name in names.items()}
            named = _PART.sub(lambda part: parts.get(part[0], part[0]), self.find(shape))
            self._shapes[shape, month, day] = named
        return named.format(at)

    def number(self, number: float | Decimal, digits: int = 0) -> str:
        """1,234.5: a figure in full, rounded to so many digits."""
        return f"{number:,.{digits}f}".translate(self._marks)

    def size(self, count: int) -> str:
        """14.2 MiB: how much so many bytes are."""
        for unit, bits in (("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)):
            if count >= 1 << bits:
                return f"{self.number(count / (1 << bits), 1)} {unit}"
        return f"{count} B"

    def percent(self, share: float | Decimal) -> str:
        """+12 %: by how much something is more or less."""
        return f"{share * 100:+,.0f} %".translate(self._marks)

    def share(self, part: float) -> str:
        """12 %: how much of a whole it is."""
        return f"{part * 100:.0f} %"

    def compact(self, number: int) -> str:
        """1,234 as 1.2K: a figure on a button."""
        for shape, limit in _FIGURES if number >= 1000 else ():
            if number >= limit * 0.99995:  # what would round to 1000K is 1M
                return self(shape.sentence, n=f"{number / limit:.1f}".removesuffix(".0").translate(self._marks))
        return str(number)

    def ago(self, at: datetime) -> str:
        """How long since, in the shortest words."""
        return aged(self, int((now() - at).total_seconds()))[0]


def aged(words: Words, seconds: int) -> tuple[str, int]:
    """So many seconds in their largest unit, and how many seconds it must be for that to be another."""
    larger = sys.maxsize
    for unit, size in _AGES:
        if seconds >= size:
            number = seconds // size
            return words(unit.sentence, n=number), min((number + 1) * size, larger)
        larger = size
    return words(NOW.sentence), larger


_AGES_FROM = timedelta(minutes=1)  # what is younger is "now"


def fresh(at: datetime) -> bool:
    """Whether this has only just happened."""
    return now() - at < _AGES_FROM


@cache
def languages() -> dict[str, str]:
    """The languages that pages are in, by code: what each calls itself. English first, of which there is no file."""
    return {SOURCE: "English"} | {path.stem: words(path.stem).name for path in sorted(FILES.glob("*.po"))}


@cache
def words(code: str) -> Words:
    """The language, or English where we do not have it."""
    path = FILES / f"{code}.po"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", code) or not path.exists():
        return Words(SOURCE)
    return read(path)


def read(path: Path) -> Words:
    """The language that a file holds."""
    head, *entries = po.read(path)
    about = po.header(head)
    plural: Any = re.search(r"plural=([^;]+)", about["plural-forms"])
    return Words(path.stem, about["x-name"], about.get("x-direction", "ltr"), plural[1], tuple(entries))


ENGLISH = Words(SOURCE)


@lru_cache(1000)
def accepted(header: str) -> str:
    """Which of our languages a browser would rather have (RFC 9110, 12.5.4); English when it names none of them."""
    wanted: list[tuple[float, str]] = []
    for each in header[:1000].split(","):
        code, _, weight = each.strip().partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        if weight and not found:
            continue
        wanted.append((float(found[1]) if found else 1.0, code.strip().lower()))
    for much, code in sorted(wanted, key=lambda pair: -pair[0]):
        if much > 0 and (ours := _ours(code)):
            return ours
    return SOURCE


def _ours(code: str) -> str | None:
    """`de-AT` is content with `de`."""
    known = {each.lower(): each for each in languages()}
    return known.get(code) or known.get(code.partition("-")[0])
