"""The first page: home for whoever is signed in, the public posts for anybody else."""

from starlette.responses import Response

from hubbub.base.ids import PostId
from hubbub.doors.web.feeds import admit
from hubbub.doors.web.heads import Head
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts
from hubbub.reach import posts, timelines

PAGE = 20
WHO_READS = "Anybody can read them, and follow who writes them from Mastodon and the whole fediverse."

panel("nav.first", "timelines/nav.html")


@page("GET", "/")
async def first(view: View) -> Response:
    """A fresh server leads its first visitor to make the owner's account."""
    if view.visitor:
        return view.go("/home")
    if await accounts.count_here(view.db) == 0:
        return view.go("/sign-up")
    ids: list[PostId] = []
    cards: list[posts.Card] = []
    if view.db.here.settings.live_feeds[0] == "public":
        async with view.db.read() as db:
            ids = await posts.public(db, None, here=True, limit=PAGE)
            cards = await posts.cards(db, ids, None)
    return await view.render("timelines/front.html", cards=cards, older=_older("/public", ids), head=_head(view, "/"))


@page("GET", "/home")
async def home(view: View) -> Response:
    """What those whom the visitor follows have published, under the place to write."""
    me = view.me
    entries = await timelines.home(view.db, me, below=view.number("below"), limit=PAGE)
    # What several have boosted stands once, where it was passed on last.
    once = {entry.original: entry.post for entry in reversed(entries)}
    cards = await posts.cards(view.db, sorted(once.values(), reverse=True), me, at="home")
    older = f"/home?below={entries[-1].post}" if len(entries) == PAGE else None
    page = "posts/more.html" if view.partial else "timelines/home.html"
    return await view.render(page, cards=cards, older=older, note=posts.Note(""), problem=None, back="/home",
                             newest=entries[0].post if entries else 0, first=view.text("below") == "")


@page("GET", "/home/newer")
async def newer(view: View) -> Response:
    """How much others have published since the page was made: a piece that the page asks for now and then."""
    me, above = view.me, view.number("above") or 0
    entries = await timelines.home(view.db, me, above=above, limit=PAGE)
    count = sum(post.author != me for post in await posts.get(view.db, [entry.post for entry in entries]))
    return await view.render("timelines/newer.html", count=count, above=above, most=PAGE)


@page("GET", "/public")
async def public(view: View) -> Response:
    """The newest public posts: of this server, or of all that it knows."""
    everywhere = view.text("from") == "everywhere"
    admit(view, view.db.here.settings.live_feeds, everywhere=everywhere)
    async with view.db.read() as db:
        ids = await posts.public(db, view.viewer, here=not everywhere, below=view.number("below"), limit=PAGE)
        cards = await posts.cards(db, ids, view.viewer, at="public")
    where = "/public?from=everywhere" if everywhere else "/public"
    page = "posts/more.html" if view.partial else "timelines/public.html"
    head = _head(view, "/public", hidden=everywhere or view.number("below") is not None)
    return await view.render(page, cards=cards, older=_older(where, ids), everywhere=everywhere, head=head)


def _head(view: View, path: str, *, hidden: bool = False) -> Head:
    settings = view.db.here.settings
    words = f"The newest public posts of {settings.domain}, a social home of its own. {WHO_READS}"
    return Head(settings.url(path), settings.domain, words, robots="noindex" if hidden else "")


def _older(where: str, ids: list[PostId]) -> str | None:
    if len(ids) < PAGE:
        return None
    return f"{where}{'&' if '?' in where else '?'}below={ids[-1]}"
