"""What a stranger's page says of itself in its head. Every step is linear in the page, and the page is bounded."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

MOST_TAGS = 400
LONGEST_TAG = 8_000
LONGEST_TITLE, LONGEST_WORDS, LONGEST_NAME, LONGEST_URL = 300, 1_000, 100, 2_000

_ATTRIBUTE = re.compile(r"[\s/]*+([^\s=>\"'/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++)))?+")
_META, _LINK, _HTML = (re.compile(rf"<{name}(?=[\s/])", re.I) for name in ("meta", "link", "html"))
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?", re.IGNORECASE)
_HANDLE = re.compile(r"@?[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9.-]{1,253}(?::[0-9]{2,5})?")
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
    image: str | None = None
    image_description: str = ""
    language: str | None = None
    creator: str = ""    # a handle in the fediverse
    oembed: str = ""     # where the site says more of the page


def decoded(body: bytes, content_type: str) -> str:
    """The text of a page, by the encoding that it says it has if that is one that is in use."""
    said = _CHARSET.search(content_type) or _CHARSET.search(body[:2_048].decode("ascii", "ignore"))
    name = said[1] if said and _READABLE.fullmatch(said[1]) else "utf-8"
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def read(page: str, url: str) -> Page | None:
    """What the page at this address says of itself; None if it has not even a title."""
    said: dict[str, str] = {}
    for tag in _tags(_META, page):
        name, content = (tag.get("property") or tag.get("name") or "").lower(), tag.get("content", "")
        if name and content.strip():
            said.setdefault(name, content)
    title = _first(said, LONGEST_TITLE, "og:title", "twitter:title") or plain(_title(page), LONGEST_TITLE)
    if not title:
        return None
    author = _first(said, LONGEST_URL, "article:author", "og:article:author")
    link = author if is_address(author) else ""
    creator = _first(said, LONGEST_URL, "fediverse:creator")
    return Page(
        title, _first(said, LONGEST_WORDS, "og:description", "twitter:description", "description"),
        _first(said, LONGEST_NAME, "og:site_name", "application-name"),
        _first(said, LONGEST_NAME, "author", "dc.creator") or ("" if link else author[:LONGEST_NAME]), link,
        _time(_first(said, 40, "article:published_time", "og:article:published_time")),
        absolute(_first(said, LONGEST_URL, "og:image", "og:image:url", "twitter:image", "twitter:image:src"), url),
        _first(said, LONGEST_WORDS, "og:image:alt", "twitter:image:alt"), _language(page, said),
        creator.removeprefix("@") if _HANDLE.fullmatch(creator) else "", _oembed(page, url),
    )


def _language(page: str, said: dict[str, str]) -> str | None:
    given = next((tag.get("lang", "") for tag in _tags(_HTML, page)), "") or _first(said, 20, "og:locale")
    return re.split("[-_]", given)[0].lower() if _LANGUAGE.fullmatch(given) else None


def _oembed(page: str, url: str) -> str:
    for tag in _tags(_LINK, page):
        if "alternate" in tag.get("rel", "").lower() and tag.get("type", "").lower() == "application/json+oembed":
            return absolute(plain(tag.get("href", ""), LONGEST_URL), url) or ""
    return ""


def absolute(given: str, base: str) -> str | None:
    """The address of the web that a page means by this."""
    try:
        made = urljoin(base, given) if given else ""
    except ValueError:
        return None
    return made if is_address(made) and len(made) <= LONGEST_URL else None


def _tags(kind: re.Pattern[str], page: str) -> Iterator[dict[str, str]]:
    for match in islice(kind.finditer(page), MOST_TAGS):
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
    return next((words for name in names if (words := plain(said.get(name, ""), most))), "")


def plain(words: str, most: int) -> str:
    """Words on one line: what they say is never read as HTML again."""
    return " ".join(html.unescape(words[:most * 10]).replace("\0", "").split())[:most]


def is_address(given: str) -> bool:
    """Whether that is an address of the web."""
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
