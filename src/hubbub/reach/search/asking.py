"""What somebody typed, read: words, "phrases", -without, and operators such as from:ann and has:image."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from .words import mark, phrase

MOST = 20  # words and operators of one question
HAS = frozenset({"media", "image", "video", "audio", "poll", "link", "embed", "quote"})
IS = frozenset({"reply", "sensitive"})
IN = frozenset({"library", "public", "all"})

_PIECE = re.compile(
    r'(?P<minus>-(?=\S))?(?:(?P<name>from|language|has|is|in|before|after|during):(?P<value>"[^"]*"|\S+)'
    r'|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.I)


@dataclass(slots=True)
class Question:
    """What to look for. `terms` are parts of a tsquery; people are still handles, as `(handle, wanted)`."""

    terms: list[str] = field(default_factory=list)
    grounded: bool = False  # whether something is looked for, and not only kept out
    people: list[tuple[str, bool]] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    where: str = "all"

    def add(self, term: str, wanted: bool) -> None:
        self.terms.append(term if wanted else f"!{term}")
        self.grounded = self.grounded or wanted

    @property
    def query(self) -> str | None:
        return " & ".join(self.terms) or None


def read(typed: str) -> Question:
    """The question that was typed; an operator that makes no sense is words like any other."""
    asked = Question()
    for piece in list(_PIECE.finditer(typed))[:MOST]:
        wanted = not piece["minus"]
        value = (piece["value"] or "").strip('"')
        if piece["name"] and _operator(asked, piece["name"].lower(), value, wanted):
            continue
        text = next((said for said in (piece["phrase"], piece["word"]) if said is not None), piece[0])
        if term := phrase(text):
            asked.add(term, wanted)
    return asked


def _operator(asked: Question, name: str, value: str, wanted: bool) -> bool:
    """Take the operator in; False if it is none."""
    low = value.lower()
    if name == "from" and value.lstrip("@"):
        asked.people.append((low.lstrip("@"), wanted))
    elif name == "language" and re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", low):
        asked.add(mark(f"in:{low}"), wanted)
    elif (name == "has" and low in HAS) or (name == "is" and low in IS):
        asked.add(mark(f"{name}:{low}"), wanted)
    elif name == "in" and low in IN and wanted:
        asked.where = low
    elif name in ("before", "after", "during") and wanted and (days := _days(value)):
        _time(asked, name, days)
    else:
        return False
    return True


def _days(value: str) -> tuple[datetime, datetime] | None:
    """The beginning and the end of a day, a month or a year, in UTC."""
    match = re.fullmatch(r"((?:19|20|21)\d{2})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = date(year or 1, month or 1, day or 1)
        after = start + timedelta(days=1 if day else 32 if month else 366)
    except ValueError:
        return None
    end = after if day else after.replace(day=1) if month else date(start.year + 1, 1, 1)
    return _midnight(start), _midnight(end)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _time(asked: Question, name: str, days: tuple[datetime, datetime]) -> None:
    start, end = days
    if name in ("after", "during"):
        first = end if name == "after" else start
        asked.since = max(first, asked.since or first)
    if name in ("before", "during"):
        last = start if name == "before" else end
        asked.until = min(last, asked.until or last)
