"""The page of search: people, posts and tags by words, and what one can say besides words."""

from urllib.parse import urlencode

from starlette.responses import Response

from hubbub.base.errors import NotFound
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.people import profiles
from hubbub.reach import posts, search
from hubbub.reach.posts.sheets import Sheets, sheets

from . import suggesting  # noqa: F401  hangs its pages

PAGE = 20
FEW = 5
LONGEST = 2_048
KINDS = (("all", said("All")), ("people", said("People")), ("posts", said("Posts")), ("tags", said("Tags")))


@page("GET", "/search")
async def show(view: View) -> Response:
    """What the words find; a whole handle or an address leads to what it names."""
    words, kind = view.text("q").strip()[:LONGEST], view.text("kind", "all")
    # As one types nothing is asked of other servers, and nobody is led away from what they type.
    if not view.partial and (there := await _named(view, words)) is not None:
        return view.go(there)
    asked = search.Page(FEW if kind == "all" else PAGE, min(max(view.number("after") or 0, 0), 10_000))
    people, cards, names = [], Sheets(), []
    async with view.db.read() as db:
        if words and "://" not in words:
            if kind in ("all", "people"):
                found = await search.find_people(db, view.viewer, words, asked)
                people = await profiles.list_by_ids(db, found)
            if kind in ("all", "posts") and view.visitor:
                many = search.Page(PAGE, asked.offset)
                cards = await sheets(view, db, await search.find_posts(db, view.viewer, words, many))
            if kind in ("all", "tags"):
                names = await search.find_tags(db, view.viewer, words, asked)
    piece = "search/found.html" if view.partial else "search/search.html"
    return await view.render(
        piece, words=words, kind=kind, kinds=KINDS, people=people, cards=cards, names=names,
        more=asked.offset + PAGE if PAGE in (len(people), len(cards), len(names)) and kind != "all" else None)


@page("GET", "/intents")
async def intend(view: View) -> Response:
    """Where another server leads somebody from here who wants to follow, answer, like or pass on (FEP-3b86)."""
    _, wanted, answered = view.me, view.text("object").strip(), view.text("answers").strip()
    if wanted:
        return view.go(await _named(view, wanted[:LONGEST]) or f"/search?{urlencode({'q': wanted[:200]})}")
    post = await posts.seek(view.db, answered[:LONGEST]) if answered.startswith(("https://", "http://")) else None
    seen = await posts.visible_ids(view.db, view.me, [post]) if post else []
    given = {"reply_to": str(seen[0])} if seen else {}
    return view.go("/compose?" + urlencode(given | ({"text": words} if (words := view.text("text")) else {})))


async def _named(view: View, words: str) -> str | None:
    """The page of whom or what the words name outright. Other servers are not asked for just anybody."""
    if not view.visitor or not ("/" in words or "@" in words.lstrip("@")) or " " in words:
        return None
    if words.startswith(("https://", "http://")) and (post := await posts.seek(view.db, words)) is not None:
        if not await posts.visible_ids(view.db, view.me, [post]):
            raise NotFound
        card = (await posts.cards(view.db, [post], view.me))[0]
        return f"/@{card.author.handle}/{post}"
    if (found := await profiles.seek(view.db, words)) is not None:
        return f"/@{(await profiles.get(view.db, found)).handle}"
    return None
