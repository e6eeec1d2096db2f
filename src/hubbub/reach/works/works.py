"""Works of other servers in words: the title, when and where, as much as fits among notes, and the way to the rest."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hubbub.base import text

# What is longer is told by its beginning: whoever wants all of it follows the link.
WHOLE = 1_500
BEGINNING = 500
_ZONE = re.compile(r"[A-Za-z_]{2,20}(?:/[A-Za-z0-9_+-]{2,30}){0,2}")


@dataclass(frozen=True, slots=True)
class Work:
    """What is said of a work. `summary` and `words` are clean HTML; `link` is its page, `outside` what it is about."""

    title: str
    link: str
    summary: str = ""
    words: str = ""
    outside: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    zone: str = ""
    place: str = ""


def told(work: Work) -> str:
    """The work as the HTML of a post."""
    pieces = [
        f"<p><strong>{html.escape(work.title, quote=False)}</strong></p>" if work.title else "",
        _line("When", when(work.begins, work.ends, work.zone) if work.begins else ""), _line("Where", work.place),
        work.summary or beginning(work.words), _link(work.outside), _link(work.link),
    ]
    return text.clean("".join(pieces))


def beginning(words: str) -> str:
    """The words, if they are few; else how they begin, by whole sentences as far as that goes."""
    plain = text.plain(words)
    if len(plain) <= WHOLE:
        return words
    cut = plain[:BEGINNING]
    for mark in ("\n\n", ". ", " "):
        if (at := cut.rfind(mark)) > BEGINNING // 2:
            cut = cut[:at + 1]
            break
    paragraphs = [html.escape(each.strip(), quote=False) for each in cut.rstrip().split("\n\n") if each.strip()]
    return "".join(f"<p>{each}</p>" for each in paragraphs[:-1]) + f"<p>{paragraphs[-1]} …</p>"


def when(begins: datetime, ends: datetime | None, zone: str = "") -> str:
    """From when to when, in the zone of the place if that is said, else in the one that the times were given in."""
    place = _zone(zone)
    begins = begins.astimezone(place) if place else begins
    ends = (ends.astimezone(begins.tzinfo) if ends else None)
    said = f"{_day(begins)}, {begins:%H:%M}"
    if ends is not None and ends > begins:
        said += f" to {ends:%H:%M}" if ends.date() == begins.date() else f" to {_day(ends)}, {ends:%H:%M}"
    return f"{said} ({zone if place else _offset(begins)})"


def _zone(name: str) -> ZoneInfo | None:
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B} {at.year}"


def _offset(at: datetime) -> str:
    offset = f"{at:%z}"
    return "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:5]}"


def _line(name: str, said: str) -> str:
    return f"<p>{name}: {html.escape(said, quote=False)}</p>" if said else ""


def _link(address: str | None) -> str:
    if not address:
        return ""
    link = html.escape(address)
    return f'<p><a href="{link}">{link}</a></p>'
