"""The first page: home for whoever is signed in, the public posts for anybody else."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from starlette.responses import Response

from hubbub.base.db import Read, Tx
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.doors.web.feeds import admit
from hubbub.doors.web.heads import Head
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.stretches import PAGE, stretch
from hubbub.doors.web.templates import panel
from hubbub.people import accounts
from hubbub.reach import posts, timelines
from hubbub.reach.posts.sheets import Sheets, sheets

from . import choosing  # noqa: F401  hangs its pages

WHO_READS = said("Anybody can read them, and follow who writes them from Mastodon and the whole fediverse.")

panel("nav.first", "timelines/nav.html")


@page("GET", "/")
async def first(view: View) -> Response:
    """A fresh server leads its first visitor to make the owner's account."""
    if view.visitor:
        return view.go("/home")
    if await accounts.count_here(view.db) == 0:
        return view.go("/sign-up")
    ids: list[PostId] = []
    cards = Sheets()
    if view.db.here.settings.live_feeds[0] == "public":
        ids = await posts.public(view.db, None, here=True, limit=PAGE)
        cards = await sheets(view, view.db, ids)
    older = f"/public?below={ids[-1]}" if len(ids) == PAGE else None
    return await view.render("timelines/front.html", cards=cards, older=older, head=_head(view, "/"),
                             registrations=await accounts.admitting.mode(view.db))


class Places(NamedTuple):
    """How an upper room tells and keeps down to which post somebody has read their home, on whatever device."""

    find: Callable[[Read, ProfileId], Awaitable[int]]
    keep: Callable[[Tx, ProfileId, int], Awaitable[None]]


_places: list[Places] = []


def remembers(places: Places) -> None:
    """Let an upper room keep the place in home."""
    _places[:] = [places]


@page("GET", "/home")
async def home(view: View) -> Response:
    """What those whom the visitor follows have published, under the place to write."""
    me = view.me
    shown: dict[PostId, PostId] = {}
    bits: dict[PostId, int] = {}

    async def ids(below: int | None, above: int | None, limit: int) -> Sequence[PostId]:
        found = await timelines.home(view.db, me, below=below, above=above, limit=limit)
        shown.update(zip(found.posts, found.originals, strict=True))
        bits.update(found.bits)
        return found.posts

    run = await stretch(view, "/home", ids)
    # What several have boosted stands once, where it was passed on last.
    once = {shown[post]: post for post in reversed(run.ids)}
    cards = await sheets(view, view.db, sorted(once.values(), reverse=True), at="home", back="/home", bits=bits)
    left = await _places[0].find(view.db, me) if _places else 0
    away = left if run.ids and left and left < run.ids[-1] and view.number("below") is None else 0
    page = "posts/more.html" if view.partial else "timelines/home.html"
    first = view.text("below") == ""
    composer: dict[str, Any] = {"note": posts.Note(""), "problem": None} if first and not view.partial else {}
    if not view.partial:
        view.later = {"older": run.older, "newest": run.newest}
    return await view.render(page, cards=cards, back="/home", left=left, away=away, first=first,
                             **composer, **run.shown)


@page("POST", "/home/read")
async def read(view: View) -> Response:
    """The visitor has read down to here; a place further up that another device told of stays."""
    me, post = view.me, view.number("id") or 0
    async with view.db.write() as tx:
        for places in _places:
            if post > await places.find(tx, me):
                await places.keep(tx, me, post)
    return Response(status_code=204) if view.partial else view.go("/home")


@page("GET", "/public")
async def public(view: View) -> Response:
    """The newest public posts: of this server, or of all that it knows."""
    everywhere = view.text("from") == "everywhere"
    admit(view, view.db.here.settings.live_feeds, everywhere=everywhere)

    async def ids(below: int | None, above: int | None, limit: int) -> list[PostId]:
        return await posts.public(view.db, view.viewer, here=not everywhere, below=below, above=above, limit=limit)

    run = await stretch(view, "/public?from=everywhere" if everywhere else "/public", ids)
    cards = await sheets(view, view.db, run.ids, at="public")
    page = "posts/more.html" if view.partial else "timelines/public.html"
    head = _head(view, "/public", hidden=everywhere or view.number("below") is not None)
    return await view.render(page, cards=cards, everywhere=everywhere, head=head, **run.shown)


def _head(view: View, path: str, *, hidden: bool = False) -> Head:
    settings = view.db.here.settings
    words = said("The newest public posts of {domain}, a social home of its own. {who}", domain=settings.domain,
                 who=WHO_READS)
    return Head(settings.url(path), settings.domain, view.words(words), robots="noindex" if hidden else "")
