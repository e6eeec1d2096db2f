"""RSS 2.0 (rssboard.org) and Atom (RFC 4287), both paged by RFC 5005; of the `web` face."""

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.people.profiles import Profile

from .entries import Entry, legible
from .feeds import Feed

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
DUBLIN = "http://purl.org/dc/elements/1.1/"

Element = ElementTree.Element


def rss(db: Read, feed: Feed, entries: list[Entry]) -> bytes:
    """The feed as RSS."""
    # Names with a colon are written as they stand, so that both forms may call themselves what readers expect.
    root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM, "xmlns:media": MEDIA, "xmlns:dc": DUBLIN})
    channel = ElementTree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.page)
    _add(channel, "description", feed.words)
    _add(channel, "generator", "Hubbub")
    _add(channel, "lastBuildDate", _date(feed.changed_at))
    for rel, url in _links(db, feed, "rss"):
        _add(channel, "atom:link", "", rel=rel, href=url, type="application/rss+xml")
    if feed.who and feed.who.avatar:
        image = ElementTree.SubElement(channel, "image")
        for name, words in (("url", db.here.files.address(feed.who.avatar)), ("title", feed.title),
                            ("link", feed.page)):
            _add(image, name, words)
    for each in entries:
        _item(db, ElementTree.SubElement(channel, "item"), each)
    return _written(root)


def _item(db: Read, item: Element, each: Entry) -> None:
    # Without a title, as a note is no article: readers show the words themselves.
    _add(item, "guid", each.post.uri, isPermaLink="false")
    _add(item, "link", each.post.url)
    _add(item, "pubDate", _date(each.post.published_at))
    _add(item, "dc:creator", _creator(db, each.who))
    _add(item, "description", each.html)
    # RSS allows one enclosure in an item; media:content has them all.
    for file in each.files[:1]:
        _add(item, "enclosure", "", url=file.address, length=str(file.bytes or 0), type=_mime(file.mime))
    for file in each.files:
        content = _add(item, "media:content", "", url=file.address, type=_mime(file.mime), medium=_medium(file.kind))
        if file.bytes:
            content.set("fileSize", str(file.bytes))
        _add(content, "media:rating", "adult" if each.covered else "nonadult", scheme="urn:simple")
        if file.description:
            _add(content, "media:description", file.description, type="plain")
        if file.small:
            _add(content, "media:thumbnail", "", url=file.small)
    for tag in each.tags:
        _add(item, "category", tag)


def atom(db: Read, feed: Feed, entries: list[Entry]) -> bytes:
    """The feed as Atom."""
    root = Element("feed", {"xmlns": ATOM})
    _add(root, "id", db.here.settings.url(f"{feed.path}.atom"))
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.words)
    _add(root, "updated", iso(feed.changed_at))
    _add(root, "generator", "Hubbub")
    if feed.who:
        _author(db, root, feed.who)
        if feed.who.avatar:
            _add(root, "icon", db.here.files.address(feed.who.avatar))
    _add(root, "link", "", rel="alternate", href=feed.page, type="text/html")
    for rel, url in _links(db, feed, "atom"):
        _add(root, "link", "", rel=rel, href=url, type="application/atom+xml")
    for each in entries:
        _entry(db, ElementTree.SubElement(root, "entry"), each)
    return _written(root)


def _entry(db: Read, entry: Element, each: Entry) -> None:
    _add(entry, "id", each.post.uri)
    _add(entry, "title", each.title)
    _add(entry, "published", iso(each.post.published_at))
    _add(entry, "updated", iso(each.post.edited_at or each.post.published_at))
    _add(entry, "link", "", rel="alternate", href=each.post.url, type="text/html")
    _author(db, entry, each.who)
    if each.post.spoiler:
        _add(entry, "summary", f"Content warning: {each.post.spoiler}")
    content = _add(entry, "content", each.html, type="html")
    if each.post.language:
        content.set("xml:lang", each.post.language)
    for file in each.files:
        link = _add(entry, "link", "", rel="enclosure", href=file.address, type=_mime(file.mime),
                    title=file.description)
        if file.bytes:
            link.set("length", str(file.bytes))
    for tag in each.tags:
        _add(entry, "category", "", term=tag)


def _author(db: Read, parent: Element, who: Profile) -> None:
    author = ElementTree.SubElement(parent, "author")
    _add(author, "name", _creator(db, who))
    _add(author, "uri", who.url)


def _links(db: Read, feed: Feed, ending: str) -> list[tuple[str, str]]:
    first = db.here.settings.url(f"{feed.path}.{ending}")
    return [("self", first), ("first", first)] + ([("next", f"{first}?below={feed.older}")] if feed.older else [])


def _creator(db: Read, who: Profile) -> str:
    return f"{who.title} (@{who.name}@{who.domain or db.here.settings.domain})"


def _mime(given: str) -> str:
    return given or "application/octet-stream"


def _medium(kind: str) -> str:
    return {"gifv": "video"}.get(kind, kind)


def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _add(parent: Element, name: str, words: str, **given: str) -> Element:
    made = ElementTree.SubElement(parent, name, {key: legible(value) for key, value in given.items()})
    made.text = legible(words) or None
    return made


def _written(root: Element) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}'.encode()
