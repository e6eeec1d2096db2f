"""Pages of posts: writing one, a thread, deleting."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import NotAllowed, NotFound, Refusal
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.words import said
from hubbub.doors.web.routes import View, alternate, own_path, page
from hubbub.doors.web.stretches import PAGE
from hubbub.doors.web.templates import always, beside, panel
from hubbub.people import accounts, follows, profiles
from hubbub.people.teams.web import publisher
from hubbub.reach import posts

from . import amending as amending
from . import heads
from .audiences import AUDIENCES, check_width, spoken
from .readers import FEW, named_again, names_in
from .seeking import opened
from .sheets import sheets

Take = Callable[[View], Awaitable[Any]]
Defer = Callable[[View, Tx, posts.Note], Awaitable[str | None]]
Begin = Callable[[View], Awaitable[posts.Note | None]]

List = Callable[[Read, ProfileId | None, ProfileId, int | None, int], Awaitable[list[PostId]]]
Shown = Callable[[profiles.Profile], bool]
Lead = Callable[[Read, ProfileId | None, ProfileId], Awaitable[list[PostId]]]

UNFOLDED = 4  # of an answer and what was said to it

panel("page.scripts", "posts/scripts.html")
always(audiences=AUDIENCES)
panel("post.body", "posts/readers.html")

# What the composer calls more than one thing.
_STORED = {"here": "public", "circle": "chosen", "people": "chosen"}

_takes: dict[str, Take] = {}
_defers: list[Defer] = []
_begins: list[Begin] = []
_tabs: dict[str, tuple[str, List, Shown]] = {}
_leads: list[Lead] = []


def takes(part: str, read: Take) -> None:
    """Say how a part reads what it was given from the composer's form."""
    _takes[part] = read


def defers(function: Defer) -> Defer:
    """Let an upper room take over what is not for now; it gives the page to lead to, or None."""
    _defers[:] = [function]
    return function


def begins(function: Begin) -> Begin:
    """Let an upper room say with what the composer begins, if the address names something of its own."""
    _begins[:] = [function]
    return function


def lists(tab: str, words: str, function: List, *, shown: Shown = lambda who: True) -> None:
    """Let a room add a tab to profiles, of those that have it shown: posts by (viewer, author, below, limit), the
    newest first."""
    _tabs[tab] = (words, function, shown)


def leads(function: Lead) -> Lead:
    """Let a room put a few posts before all others on their author's page: by (viewer, author)."""
    _leads[:] = [function]
    return function


async def note_of(view: View) -> posts.Note:
    """The note that the composer's form describes, with what its parts read from it. Raises what they refuse."""
    return replace(words_of(view), parts={
        name: value for name, read in _takes.items() if (value := await read(view)) is not None
    })


def words_of(view: View) -> posts.Note:
    """The note without its parts: what is given back when one of them is refused."""
    reply_to = view.number("reply_to")
    # Browsers send lines as CRLF; a line's end counts as one character, as the page has counted.
    after = [words.replace("\r\n", "\n") for words in view.form.getlist("then") if isinstance(words, str)]
    visibility, more = view.text("visibility", "public"), view.text("more") == "on"
    return posts.Note(
        text=view.text("text").replace("\r\n", "\n"), visibility=_STORED.get(visibility, visibility),
        spoiler=view.text("spoiler"), sensitive=view.text("sensitive") == "on", language=view.text("language") or None,
        reply_to=PostId(reply_to) if reply_to else None,
        local_only=visibility == "here" or view.text("local_only") == "on",
        then=[*after, ""] if more else [words for words in after if words.strip()],
    )


@page("POST", "/posts", upload=True)
async def publish(view: View) -> Response:
    """Publish and go back to where the composer stood; a refusal gives the words back."""
    me, where = view.me, own_path(view.text("back", "/home"))
    note = words_of(view)
    await profiles.meet(view.db, " ".join([note.text, *(f"@{name}" for name in names_in(view.text("people")))]))
    try:
        note = await note_of(view)
        answered = await _answered(view, note)
        if answered is not None and view.text("wider") != note.visibility:
            check_width(answered.post, note)
        async with view.db.write() as tx:
            for defer in _defers:
                if (there := await defer(view, tx, note)) is not None:
                    return view.go(there)
            await publisher(view, tx)
            post = await posts.publish(tx, me, note)
    except Refusal as problem:
        page = "posts/problem.html" if view.partial else "posts/compose.html"
        return await view.render(page, 422, problem=problem, note=note, back=where, parent=await _answered(view, note))
    if note.then:
        return view.go(f"/@{(await profiles.get(view.db, me)).handle}/{post}")
    if view.partial and view.text("shows") == "card":
        return await view.render("posts/list.html", cards=await sheets(view, view.db, [post]))
    return view.go(where)


@page("GET", "/compose")
async def compose(view: View) -> Response:
    """The composer on a page of its own: for an answer, a share target, or without script."""
    me, asked, seen = view.me, view.number("reply_to"), "mentioned" if view.text("few") == "on" else "public"
    begun = await _begins[0](view) if _begins else None
    note = begun or posts.Note(view.text("text"), seen, reply_to=PostId(asked) if asked else None)
    parent = await _answered(view, note)
    if parent is not None and begun is None:
        note = replace(answer_to(parent, me), text=note.text or answer_to(parent, me).text)
    back = own_path(view.text("back", f"/@{parent.author.handle}/{parent.post.id}" if parent else "/home"))
    piece = "posts/answer.html" if view.partial else "posts/compose.html"
    return await view.render(piece, problem=None, note=note, back=back, parent=parent)


@page("POST", "/compose", upload=True)
async def go_on(view: View) -> Response:
    """The composer with a place for one post more, for whoever has no script."""
    note = words_of(view)
    try:
        problem, note = None, await note_of(view)
    except Refusal as refusal:
        problem = refusal
    return await view.render("posts/compose.html", 422 if problem else 200, problem=problem, note=note,
                             back=own_path(view.text("back", "/home")), parent=await _answered(view, note))


async def _readers(view: View) -> Any:
    """For whom it is, if it is for a few: one of the writer's lists, or the names as they were typed."""
    match view.text("visibility"):
        case "circle":
            return {"circle": view.number("circle")}
        case "people":
            return {"people": view.text("people")}
    return None


takes("readers", _readers)


@beside("note")
async def choices(view: View, note: posts.Note | None) -> dict[str, Any]:
    """What the composer lets one choose from: the languages, the usual ones first."""
    usual = (await accounts.liked(view.db, view.account)).language if view.visitor else None
    return {"spoken": spoken(view, usual, note.language if note else None), "longest": posts.LONGEST}


async def _answered(view: View, note: posts.Note) -> posts.Card | None:
    """The post that the note answers, as far as the writer may see it."""
    if note.reply_to is None or not await posts.visible_ids(view.db, view.me, [note.reply_to]):
        return None
    return next(iter(await posts.cards(view.db, [note.reply_to], view.me)), None)


def answer_to(card: posts.Card, me: ProfileId) -> posts.Note:
    """An empty answer: as widely seen as what it answers, and naming whom it answers; what is for a few, them alone."""
    mine, visibility = card.author.id == me, card.post.visibility
    if visibility in FEW and not mine:
        visibility = "mentioned"  # who else reads it is not known to whoever answers
    chosen = card.parts.get("readers")
    return posts.Note("" if mine else f"@{card.author.handle} ", visibility, card.post.spoiler, reply_to=card.post.id,
                      local_only=card.post.local_only, parts={"readers": named_again(chosen)} if chosen else {})


@page("GET", "/@{name}/{id:int}")
async def thread(view: View) -> Response:
    """A post in its thread: what it answers above, the answers below."""
    viewer, post = view.viewer, PostId(view.id())
    async with view.db.read() as db:
        row = await posts.visible(db, viewer, post)
        above = await posts.ancestors(db, viewer, post, 100)
        below = await posts.descendants(db, viewer, post, 300, 30)
        cards = await posts.cards(db, [*above, row.id, *below], viewer, at="thread", opened=post)
    if viewer is not None:
        await opened(view.db, post=row)
    focus = next((card for card in cards if card.entry == post), None)
    if focus is None:
        raise NotFound
    note = answer_to(focus, viewer) if viewer else None
    depths, below_it = _depths(cards, post), cards[cards.index(focus) + 1:]
    shown = await view.render(
        "posts/thread.html", above=cards[:cards.index(focus)], focus=focus, branches=_branches(below_it, depths),
        depths=depths, note=note, parent=None, problem=None, back=view.request.url.path,
        here=view.request.url.path, since=max((post, *below)),
        head=heads.of_post(view.db, focus), registrations=await accounts.admitting.mode(view.db),
    )
    return alternate(view, shown, row.uri)


def _branches(below: list[posts.Card], depths: dict[PostId, int]) -> list[tuple[list[posts.Card], list[posts.Card]]]:
    """The answers, each with what was said to it: what is seen of it, and what is folded until one asks."""
    branches: list[list[posts.Card]] = []
    for card in below:
        if depths.get(card.entry, 1) == 1 or not branches:
            branches.append([])
        branches[-1].append(card)
    return [(branch, []) if len(branch) <= UNFOLDED + 2 else (branch[:UNFOLDED], branch[UNFOLDED:])
            for branch in branches]


@page("GET", "/@{name}/{id:int}/newer")
async def newer(view: View) -> Response:
    """How many have answered since the page was made, but the visitor: a piece that the page asks for now and then."""
    post, above = PostId(view.id()), view.number("above") or 0
    async with view.db.read() as db:
        await posts.visible(db, view.viewer, post)
        since = [each for each in await posts.descendants(db, view.viewer, post, 300, 30) if each > above]
        others = [row.id for row in await posts.get(db, since) if row.author != view.viewer]
    return await view.render("posts/answers.html", here=view.request.url.path.removesuffix("/newer"), since=above,
                             count=len(others), first=min(others, default=0))


def _depths(cards: list[posts.Card], focus: PostId) -> dict[PostId, int]:
    """How far each answer below the focus stands in, up to where a phone has no more room."""
    depths = {focus: 0}
    for card in cards:
        if card.post.reply_to in depths:
            depths[card.entry] = min(depths[card.post.reply_to] + 1, 4)
    return depths


@page("GET", "/posts/{id:int}/delete")
async def sure(view: View) -> Response:
    """Ask before a post is deleted."""
    return await view.render("posts/delete.html", card=await _own(view))


@page("POST", "/posts/{id:int}/delete")
async def delete(view: View) -> Response:
    card = await _own(view)
    async with view.db.write() as tx:
        await posts.remove(tx, card.entry)
    return view.go("/home")


async def _own(view: View) -> posts.Card:
    """The visitor's own post that the address names. Raises `NotFound`, `NotAllowed`."""
    row = await posts.visible(view.db, view.me, PostId(view.id()))
    if row.author != view.me:
        raise NotAllowed("Only the author can delete a post.")
    return (await posts.cards(view.db, [row.id], view.me))[0]


async def named(db: Db, handle: str, *, ask: bool = False) -> ProfileId:
    """The profile that a page's address names; `ask` its server if nobody here knows it. Raises `NotFound`."""
    name, _, domain = handle.partition("@")
    profile = await profiles.seek(db, handle) if ask else await profiles.look_up(db, name, domain or None)
    if profile is None:
        raise NotFound("Nobody here goes by that name.")
    return profile


@page("GET", "/@{name}")
async def by_profile(view: View) -> Response:
    """Somebody's page: who they are, and what they published."""
    profile = await named(view.db, view.path["name"], ask=view.visitor is not None)
    if view.viewer is not None and view.number("below") is None:
        await opened(view.db, profile=profile)
    async with view.db.read() as db:
        who = (await profiles.lately.of(db, [profile])).get(profile)
        if who is None or who.removed_at or who.suspended_at:
            raise NotFound("Nobody here goes by that name.")
        tabs = _tabs_of(who, view.viewer)
        tab = asked if (asked := view.text("tab")) in dict(tabs) else "posts"
        ids = await _tabs[tab][1](db, view.viewer, profile, view.number("below"), PAGE) if tab in _tabs else []
        first = [lead for lead in _leads if tab in ("posts", "featured")]
        leading = [post for lead in first for post in await lead(db, view.viewer, profile)]
        # What stands first stands there alone, whichever page is asked for.
        shown = [post for post in ids if post not in leading]
        wanted = shown if view.number("below") else [*leading, *shown]
        cards = await sheets(view, db, wanted, at="account", leading=leading if tab == "posts" else ())
        told = await _told(db, view.viewer, who, tab)
    older = f"/@{who.handle}?tab={tab}&below={ids[-1]}" if len(ids) == PAGE else None
    page = "posts/more.html" if view.partial else "posts/profile.html"
    return alternate(view, await view.render(
        page, who=who, cards=cards, tab=tab, tabs=tabs, older=older, **told,
        head=heads.of_profile(view.db, who, whole=tab == "posts" and not view.number("below"))), who.uri)


def _tabs_of(who: profiles.Profile, viewer: ProfileId | None) -> list[tuple[str, str]]:
    """The tabs of somebody's page, as far as they show them: names and words."""
    listed = [(name, words) for name, (words, _, shows) in _tabs.items() if shows(who)]
    shown = [("featured", said("Featured"))] if who.shows_featured or viewer == who.id else []
    return [*listed, ("about", said("About")), *shown]


async def _told(db: Read, viewer: ProfileId | None, who: profiles.Profile, tab: str) -> dict[str, Any]:
    """What a tab is made of that lists no posts. Nothing is featured for whom a block parts from its owner."""
    if tab == "about":
        return {"portrait": who}
    if tab != "featured":
        return {}
    between = await follows.relations(db, viewer, [who.id]) if viewer else []
    return {} if any(each.blocking or each.blocked_by for each in between) else {"showcase": who}


async def _first(db: Read, viewer: ProfileId | None, author: ProfileId, below: int | None, limit: int) -> list[PostId]:
    return await posts.by_author(db, viewer, author, replies=False, below=below, limit=limit)


async def _all(db: Read, viewer: ProfileId | None, author: ProfileId, below: int | None, limit: int) -> list[PostId]:
    return await posts.by_author(db, viewer, author, below=below, limit=limit)


lists("posts", said("Posts"), _first)
lists("replies", said("Replies"), _all)
