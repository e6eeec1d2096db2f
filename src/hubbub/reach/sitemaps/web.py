"""What robots are told: where they may go (RFC 9309), and what there is to be found (sitemaps.org)."""

from collections.abc import Iterable
from xml.etree import ElementTree

from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.ids import ProfileId
from hubbub.doors.web.documents import Asked, Document, document
from hubbub.reach import sitemaps
from hubbub.reach.sitemaps import Place

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What is made for one visitor, costs much, or changes something; the pages of people say themselves who may find them.
KEEP_OUT = ("/api/", "/oauth/", "/settings", "/studio", "/search", "/compose", "/intents", "/posts/", "/sign-in")
FRESH = 3600  # seconds


@document("/robots.txt")
async def robots(asked: Asked) -> Document:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEEP_OUT), "",
             f"Sitemap: {asked.db.here.settings.url('/sitemap.xml')}", ""]
    return Document("\n".join(lines).encode(), "text/plain; charset=utf-8", fresh=FRESH)


@document("/sitemap.xml")
async def index(asked: Asked) -> Document:
    pages = await sitemaps.list_pages(asked.db)
    return _written("sitemapindex", "sitemap", (
        Place(asked.db.here.settings.url(f"/sitemap/{first}.xml"), None) for first in pages))


@document("/sitemap/{id:int}.xml")
async def page(asked: Asked) -> Document:
    """The pages of some people; on the first also those of the server."""
    first = ProfileId(asked.id())
    return _written("urlset", "url", [*(_own(asked.db) if first == 0 else ()),
                                      *await sitemaps.list_places(asked.db, first)])


def _own(db: Read) -> list[Place]:
    open_to_all = db.here.settings.live_feeds[0] == "public"
    return [Place(db.here.settings.url(path), None) for path in ("/", "/about", *(["/public"] if open_to_all else []))]


def _written(whole: str, part: str, places: Iterable[Place]) -> Document:
    root = ElementTree.Element(whole, {"xmlns": NAMESPACE})
    for place in places:
        element = ElementTree.SubElement(root, part)
        ElementTree.SubElement(element, "loc").text = place.url
        if place.changed_at is not None:
            ElementTree.SubElement(element, "lastmod").text = iso(place.changed_at)
    body = f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}'
    return Document(body.encode(), "application/xml; charset=utf-8", fresh=FRESH, headers={"x-robots-tag": "noindex"})
