"""The addresses of feeds, in three forms, and where pages tell of them."""

from collections.abc import Awaitable, Callable

from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.doors.web.documents import Asked, Document, document
from hubbub.doors.web.templates import panel
from hubbub.reach import feeds
from hubbub.reach.feeds import Feed

from . import json_form, xml_forms
from .entries import Entry, entry

Find = Callable[[Asked], Awaitable[Feed]]
Write = Callable[[Read, Feed, list[Entry]], bytes]
# Mastodon has `.rss` at the same places. Its `.json` there is ActivityPub, so ours has another ending.
FORMS: dict[str, tuple[str, Write]] = {
    "rss": ("application/rss+xml; charset=utf-8", xml_forms.rss),
    "atom": ("application/atom+xml; charset=utf-8", xml_forms.atom),
    "feed.json": ("application/feed+json; charset=utf-8", json_form.json),
}

panel("head", "feeds/links.html")
panel("profile.about", "feeds/panel.html")


async def of_profile(asked: Asked) -> Feed:
    return await feeds.of_profile(asked.db, asked.path["name"], below=asked.number("below"))


async def of_profile_and_tag(asked: Asked) -> Feed:
    return await feeds.of_profile(asked.db, asked.path["name"], asked.path["tag"], below=asked.number("below"))


async def of_tag(asked: Asked) -> Feed:
    """Where only members may read posts with tags, there is no feed of them; where only those of here, of those."""
    here, elsewhere = asked.db.here.settings.tag_feeds
    if here != "public":
        raise NotFound("There is no such feed.")
    return await feeds.of_tag(asked.db, asked.path["name"], here=elsewhere != "public", below=asked.number("below"))


def _hang(path: str, find: Find) -> None:
    for ending, (kind, write) in FORMS.items():
        document(f"{path}.{ending}")(_maker(find, kind, write))


def _maker(find: Find, kind: str, write: Write) -> Callable[[Asked], Awaitable[Document]]:
    async def make(asked: Asked) -> Document:
        feed = await find(asked)
        body = write(asked.db, feed, [entry(asked.db, card) for card in feed.cards])
        # A feed is to be read and not to be found: the pages that it tells of are.
        return Document(body, kind, feed.changed_at, headers={"x-robots-tag": "noindex"})

    return make


_hang("/@{name}", of_profile)
_hang("/@{name}/tagged/{tag}", of_profile_and_tag)
_hang("/tags/{name}", of_tag)
