"""Quotes on pages: the quoted post under the words, the way to quote one, and who does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.errors import Invalid
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.doors.web.routes import View, own_path, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import accounts
from hubbub.reach import posts, quotes
from hubbub.reach.posts.sheets import sheets
from hubbub.reach.posts.web import takes

from .store import CARRIED

PAGE = 20
WHY_NOT = {
    "pending": said("The author of the quoted post has been asked and has not answered yet."),
    "rejected": said("The author of the quoted post does not want it to be quoted."),
    "revoked": said("The author of the quoted post does not want it to be quoted any more."),
    "deleted": said("The quoted post was deleted."),
    "unauthorized": said("The quoted post is not for you to see."),
    "blocked_account": said("The quoted post is by somebody whom you have blocked."),
}

panel("post.body", "quotes/quote.html")
panel("post.boost", "quotes/foot.html")
panel("post.menu", "quotes/menu.html")
panel("composer", "quotes/composer.html")
panel("composer.audience", "quotes/audience.html")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card shows of a quote: the quoted post's own card, or why there is none."""

    state: str
    card: posts.Card | None

    @property
    def why_not(self) -> str:
        return WHY_NOT.get(self.state, said("The quoted post is not here any more."))


async def _shown(db: Read, wanted: Sequence[PostId], viewer: ProfileId | None) -> dict[PostId, Shown]:
    states = await quotes.standings(db, wanted, viewer)
    quoted = list(dict.fromkeys(standing.quoted for standing in states.values() if standing.quoted))
    cards = {card.post.id: card for card in await posts.cards(db, quoted, viewer, but=["quoted"])} if quoted else {}
    return {post: Shown(standing.state, cards.get(standing.quoted) if standing.quoted else None)
            for post, standing in states.items()}


posts.joins(posts.Part("quoted", of=_shown, where=CARRIED))


async def read(view: View) -> int | None:
    return view.number("quote")


async def read_policy(view: View) -> str | None:
    given = view.text("quote_policy") or (await accounts.liked(view.db, view.account)).quote_policy
    return given if given != "public" else None


takes("quote", read)
takes("quote_policy", read_policy)


@beside("note")
async def composing(view: View, note: posts.Note | None) -> dict[str, Any]:
    """What is about to be quoted, as far as the writer may see it, and who may quote what is written."""
    wanted = (note.parts.get("quote") if note else None) or view.number("quote")
    seen = await posts.visible_ids(view.db, view.viewer, [PostId(wanted)]) if wanted else []
    cards = await posts.cards(view.db, seen, view.viewer, but=["quoted"]) if seen else []
    usual = (await accounts.liked(view.db, view.account)).quote_policy if view.visitor else "public"
    return {"to_quote": cards[0] if cards else None,
            "may_quote": (note.parts.get("quote_policy") if note else None) or usual}


@page("GET", "/posts/{id:int}/quotes")
async def listed(view: View) -> Response:
    """Who quotes the post."""
    post = PostId(view.id())
    async with view.db.read() as db:
        ids = await quotes.list_quoting(db, view.viewer, post, below=view.number("below"), limit=PAGE)
        cards = await sheets(view, db, ids)
    older = f"/posts/{post}/quotes?below={ids[-1]}" if len(ids) == PAGE else None
    return await view.render("posts/more.html" if view.partial else "quotes/list.html", cards=cards, older=older)


@page("POST", "/posts/{id:int}/unquote")
async def revoke(view: View) -> Response:
    """Take one's own post out of the one that quotes it."""
    me, post = view.me, PostId(view.id())
    quote = (await quotes.find(view.db, [post])).get(post)
    if quote is None or quote.quoted is None:
        raise Invalid("That post quotes nothing.")
    async with view.db.write() as tx:
        await quotes.revoke(tx, me, quote.quoted, post)
    return view.go(own_path(view.text("back", "/home")))
