"""Delete and write anew: a post of one's own goes, and what it said is a draft."""

from typing import Any

from starlette.responses import Response

from hubbub.base.errors import NotAllowed
from hubbub.base.ids import PostId
from hubbub.doors.web.routes import SignInFirst, View, page
from hubbub.doors.web.templates import panel
from hubbub.people.teams.web import publisher
from hubbub.reach import drafts, posts, quotes

panel("post.menu", "drafts/menu.html")


@page("GET", "/posts/{id:int}/redraft")
async def sure(view: View) -> Response:
    """Ask before a post is deleted to be written anew."""
    return await view.render("drafts/redraft.html", card=await _own(view))


@page("POST", "/posts/{id:int}/redraft")
async def redraft(view: View) -> Response:
    """The post is gone, and the composer has its words, its pictures, its poll and whom it was for."""
    if view.visitor is None:
        raise SignInFirst
    card = await _own(view)
    row = card.post
    note = posts.Note(row.text, row.visibility, row.spoiler, row.sensitive and not row.spoiler, row.language,
                      row.reply_to, row.local_only, parts=await _parts(view, card))
    async with view.db.write() as tx:
        await publisher(view, tx)
        await posts.remove(tx, card.entry)
        made = await drafts.save(tx, drafts.Writer(view.visitor.account, view.visitor.profile), note)
    return view.go(f"/compose?draft={made}")


async def _parts(view: View, card: posts.Card) -> dict[str, Any]:
    """What the post carried, as the composer gives it."""
    parts: dict[str, Any] = {}
    if carried := card.parts.get("media"):
        parts["media"] = [each.id for each in carried]
    if chosen := card.parts.get("readers"):
        parts["readers"] = posts.named_again(chosen)
    if card.parts.get("content_type"):
        parts["content_type"] = "text/markdown"
    if poll := card.parts.get("poll"):
        seconds = int((poll.ends_at - card.post.published_at).total_seconds()) if poll.ends_at else 86_400
        parts["poll"] = {"titles": list(poll.titles), "seconds": seconds, "multiple": poll.multiple}
    quote = (await quotes.find(view.db, [card.post.id])).get(card.post.id)
    if quote is not None and quote.quoted is not None:
        parts["quote"] = quote.quoted
    for name, groups, least in (("reply_policy", ("followers", "following"), "mentioned"),
                                ("quote_policy", ("public", "followers"), "nobody")):
        if policy := card.parts.get(name):
            parts[name] = next((group for group in groups if group in policy.automatic), least)
    return parts


async def _own(view: View) -> posts.Card:
    """The visitor's own post that the address names. Raises `NotFound`, `NotAllowed`."""
    row = await posts.visible(view.db, view.me, PostId(view.id()))
    if row.author != view.me or row.boost_of is not None:
        raise NotAllowed("Only the author can write a post anew.")
    return (await posts.cards(view.db, [row.id], view.me))[0]
