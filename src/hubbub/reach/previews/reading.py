"""What a stranger's page says of itself in its head. Every step is linear in the page, and the page is bounded."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

MOST_TAGS = 400
LONGEST_TAG = 8_000
LONGEST_TITLE, LONGEST_WORDS, LONGEST_NAME, LONGEST_URL = 300, 1_000, 100, 2_000

_ATTRIBUTE = re.compile(r"[\s/]*+([^\s=>\"'/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++)))?+")
_META = re.compile(r"<meta(?=[\s/])", re.I)
_TITLE, _TITLE_ENDS = re.compile(r"<title[^<>]{0,500}+>", re.I), re.compile(r"</title", re.I)
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?+([\w-]{2,30})", re.ASCII | re.IGNORECASE)
# Others can be made to take very long, or are no text.
_READABLE = re.compile(
    r"utf-?8|us-ascii|iso-?8859-\d{1,2}|windows-125\d|shift_jis|euc-(?:jp|kr)|gb(?:2312|k|18030)|big5|koi8-[ru]", re.I)


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    description: str = ""
    provider: str = ""
    author: str = ""
    author_url: str = ""
    published_at: datetime | None = None


def decoded(body: bytes, content_type: str) -> str:
    """The text of a page, by the encoding that it says it has if that is one that is in use."""
    said = _CHARSET.search(content_type) or _CHARSET.search(body[:2_048].decode("ascii", "ignore"))
    name = said[1] if said and _READABLE.fullmatch(said[1]) else "utf-8"
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def read(page: str) -> Page | None:
    """What the page says of itself; None if it has not even a title."""
    said: dict[str, str] = {}
    for tag in _metas(page):
        name, content = (tag.get("property") or tag.get("name") or "").lower(), tag.get("content", "")
        if name and content.strip():
            said.setdefault(name, content)
    title = _first(said, LONGEST_TITLE, "og:title", "twitter:title") or _plain(_title(page), LONGEST_TITLE)
    if not title:
        return None
    author = _first(said, LONGEST_URL, "article:author", "og:article:author")
    link = author if _is_address(author) else ""
    return Page(
        title, _first(said, LONGEST_WORDS, "og:description", "twitter:description", "description"),
        _first(said, LONGEST_NAME, "og:site_name", "application-name"),
        _first(said, LONGEST_NAME, "author", "dc.creator") or ("" if link else author[:LONGEST_NAME]), link,
        _time(_first(said, 40, "article:published_time", "og:article:published_time")),
    )


def _metas(page: str) -> Iterator[dict[str, str]]:
    for match in islice(_META.finditer(page), MOST_TAGS):
        yield _attributes(page[match.end():match.end() + LONGEST_TAG])


def _attributes(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while len(found) < 20 and (match := _ATTRIBUTE.match(rest, at)):
        found.setdefault(match[1].lower(), match[2] or match[3] or match[4] or "")
        at = match.end()
    return found


def _title(page: str) -> str:
    begin = _TITLE.search(page)
    end = _TITLE_ENDS.search(page, begin.end()) if begin else None
    return page[begin.end():end.start()] if begin and end else ""


def _first(said: dict[str, str], most: int, *names: str) -> str:
    return next((words for name in names if (words := _plain(said.get(name, ""), most))), "")


def _plain(words: str, most: int) -> str:
    """Words on one line: what they say is never read as HTML again."""
    return " ".join(html.unescape(words[:most * 10]).replace("\0", "").split())[:most]


def _is_address(given: str) -> bool:
    try:
        parts = urlsplit(given)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _time(given: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(given)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if 1970 <= at.year < 3000 else None
