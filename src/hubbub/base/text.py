"""Words to HTML and back: mentions, tags and links found once; the one sanitiser for strangers' HTML."""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urlsplit

import nh3

# One pass, each branch linear: an address of the web, @name or @name@host, #tag.
_TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>\"'`\u200b]+)"
    r"|(?<![\w/@])@(?P<name>[A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?:@(?P<host>[A-Za-z0-9.-]+(?::[0-9]{2,5})?))?"
    r"|(?<![\w/#&])#(?P<tag>\w+)"
)
_TRAILING = ".,;:!?…'\"”’»)]}*_"
URL_LENGTH = 23  # what a link counts, however long: Mastodon's rule, which its apps apply while one types


@dataclass(frozen=True, slots=True)
class Token:
    kind: Literal["url", "mention", "tag"]
    start: int
    end: int
    text: str
    name: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Words that were read once: the links, mentions and tags in them, and their HTML, as by `render`."""

    tokens: Sequence[Token]
    html: "Callable[[Mapping[str, Mentioned], Callable[[str], str]], str]"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whom a mention in a text became: where their page is."""

    url: str
    name: str


def tokens(text: str) -> Iterator[Token]:
    """Links, mentions and tags, in the order they stand."""
    for match in _TOKEN.finditer(text):
        if url := match["url"]:
            url = _trim(url)
            if urlsplit_host(url):
                yield Token("url", match.start(), match.start() + len(url), url)
        elif match["name"]:
            host = (match["host"] or "").rstrip(".-")
            end = match.start("host") + len(host) if host else match.end("name")
            yield Token("mention", match.start(), end, text[match.start():end], match["name"], host.lower())
        elif not match["tag"].isdigit() and not set(match["tag"]) <= {"_"}:
            yield Token("tag", match.start(), match.end(), match["tag"])


def _trim(url: str) -> str:
    """Without the sentence's own punctuation; a closing bracket stays when the address opened one."""
    end, opened, closed = len(url), url.count("("), url.count(")")
    while end and url[end - 1] in _TRAILING:
        if url[end - 1] == ")":
            if opened >= closed:
                break
            closed -= 1
        end -= 1
    return url[:end]


def urlsplit_host(url: str) -> str:
    """The host of an address, or "" when it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def length(text: str) -> int:
    """Characters as they count toward the limit: a link is 23, a mention has no host."""
    total = len(text)
    for token in tokens(text):
        if token.kind == "url":
            total += URL_LENGTH - len(token.text)
        elif token.kind == "mention" and token.host:
            total -= len(token.host) + 1
    return total


def written(text: str) -> Written:
    """Plain words, read."""
    return Written([*tokens(text)], partial(render, text))


def render(text: str, mentioned: Mapping[str, Mentioned], tag_url: Callable[[str], str]) -> str:
    """The HTML of a note. `mentioned` is keyed by what stands in the text, lower case, without the first @."""
    pieces: list[str] = []
    at = 0
    for token in tokens(text):
        pieces.append(html.escape(text[at:token.start], quote=False))
        pieces.append(render_token(token, mentioned, tag_url))
        at = token.end
    pieces.append(html.escape(text[at:], quote=False))
    paragraphs = re.split(r"\n{2,}", "".join(pieces).replace("\r\n", "\n").strip("\n"))
    return "".join("<p>" + p.replace("\n", "<br />") + "</p>" for p in paragraphs if p)


def render_token(token: Token, mentioned: Mapping[str, Mentioned], tag_url: Callable[[str], str]) -> str:
    """One of them as HTML."""
    if token.kind == "url":
        return _link(token.text)
    if token.kind == "tag":
        where = html.escape(tag_url(token.text))
        return f'<a href="{where}" class="mention hashtag" rel="tag">#<span>{html.escape(token.text)}</span></a>'
    person = mentioned.get(token.text[1:].lower())
    if person is None:
        return html.escape(token.text, quote=False)
    return (
        f'<span class="h-card" translate="no"><a href="{html.escape(person.url)}" class="u-url mention">'
        f"@<span>{html.escape(person.name)}</span></a></span>"
    )


def _link(url: str) -> str:
    """A link whose scheme and far end are hidden from sight but whose host always shows."""
    prefix, rest = re.match(r"(https?://(?:www\.)?)(.*)", url, re.S).groups()  # type: ignore[union-attr]
    shown, hidden = rest[:30], rest[30:]
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{html.escape(prefix)}</span>'
        f'<span class="{"ellipsis" if hidden else ""}">{html.escape(shown)}</span>'
        f'<span class="invisible">{html.escape(hidden)}</span></a>'
    )


_HASHTAG = re.compile(r'<a [^<>]*class="mention hashtag"[^<>]*>#<span>(\w+)</span></a>')


def hashtags(rendered: str) -> list[str]:
    """The tags in HTML that was made here, as they were written."""
    return _HASHTAG.findall(rendered)


_CLASSES = re.compile(r"(?:[hpue]|dt)-[\w-]+|mention|hashtag|ellipsis|invisible|quote-inline")
_SCHEMES = {"http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher", "xmpp", "magnet", "gemini", "mailto"}


def _attribute(element: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(c for c in value.split() if _CLASSES.fullmatch(c)) or None
    if name == "href" and urlsplit_scheme(value) not in _SCHEMES:
        return None
    return value


def urlsplit_scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


_cleaner = nh3.Cleaner(
    tags={"p", "br", "a", "span", "del", "s", "pre", "code", "em", "strong", "b", "i", "u", "ul", "ol", "li",
          "blockquote", "ruby", "rt", "rp", "h1", "h2", "h3", "h4", "h5", "h6"},
    clean_content_tags={"script", "style"},
    attributes={"a": {"href", "class", "translate"}, "span": {"class", "translate", "lang"}, "p": {"class", "lang"},
                "ol": {"start", "reversed"}, "li": {"value"}, "blockquote": set()},
    attribute_filter=_attribute, url_schemes=_SCHEMES, link_rel="nofollow noopener noreferrer",
    set_tag_attribute_values={"a": {"target": "_blank"}}, generic_attribute_prefixes=set(), strip_comments=True,
)


def clean(strange: str) -> str:
    """A stranger's HTML with nothing in it that can run, style or deceive."""
    return _cleaner.clean(strange)


_MARK = re.compile(
    r"</?(?:[abipqsu]|br|code|del|div|em|font|h[1-6]|img|ins|mark|small|span|strong|su[bp])\b[^<>]*+>", re.I)


def title(strange: str) -> str:
    """A title or a name in one line. It should be plain, but some put marks into it; `I <3 <soup>` stays as it is."""
    marked = _MARK.search(strange) is not None or re.search(r"&(?:[a-z]{2,6}|#[0-9]{1,5});", strange) is not None
    return " ".join((plain(strange) if marked else strange).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "br":
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li", "blockquote", "pre", "h1", "h2", "h3"):
            self.pieces.append("\n\n")


def plain(some_html: str) -> str:
    """The words of some HTML, without its marks."""
    words = _Words()
    words.feed(some_html)
    words.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(words.pieces)).strip()
