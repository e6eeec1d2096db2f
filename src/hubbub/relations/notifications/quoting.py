"""Who is told of quotes: whoever is quoted, and whoever quotes what says something else now."""

from hubbub.base.clock import now
from hubbub.base.db import Tx
from hubbub.base.facts import on
from hubbub.reach import posts, quotes

from .notifications import LATE, notify


@on(quotes.Quoted)
async def tell_quoted(tx: Tx, fact: quotes.Quoted) -> None:
    found = {row.id: row for row in await posts.get(tx, [fact.post, fact.quoted])}
    if len(found) == 2 and found[fact.post].published_at > now() - LATE:
        await notify(tx, "quote", [found[fact.quoted].author], found[fact.post].author, fact.post)


@on(posts.PostEdited)
async def tell_quoters(tx: Tx, fact: posts.PostEdited) -> None:
    """The notification is about one's own post: that is the one that shows something else now."""
    for quoter in await quotes.quoters_here(tx, fact.post):
        await notify(tx, "quoted_update", [quoter.author], fact.author, quoter.post)
