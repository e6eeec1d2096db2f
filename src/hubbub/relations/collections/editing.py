"""Pages on which somebody makes collections, says who is in them, and sees whose they are in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.ids import ProfileId
from hubbub.base.languages import by_name
from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import profiles
from hubbub.reach import search
from hubbub.relations import collections
from hubbub.relations.collections import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    MOST,
    MOST_PEOPLE,
    Given,
    Item,
    consents,
)

FOUND = 10
PAGE = 40
FARTHEST = 10_000
LONGEST_WORDS = 200
STATES = {"accepted": said("In it"), "pending": said("Asked, but has not answered yet"),
          "rejected": said("Does not want to be in it"), "revoked": said("Has left it, and cannot be put back")}
OUT_OF_SIGHT = said("In it, but not shown to others just now")
UNWILLING = said("Does not want to be in collections")

panel("nav.more", "collections/nav.html")
panel("profile.menu", "collections/menu.html")


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who is in a collection, was, or may be: what became of it in words, if there is anything to say."""

    who: profiles.Profile
    item: Item | None
    words: str = ""

    @property
    def inside(self) -> bool:
        """Whether they are in it, or may be as soon as they agree."""
        return self.item is not None and self.item.revoked_at is None

    @property
    def free(self) -> bool:
        """Whether they may be put in."""
        return self.item is None and not self.words


@page("GET", "/collections")
async def show_own(view: View) -> Response:
    """One's own, and how full each is."""
    async with view.db.read() as db:
        own = await collections.list_by(db, view.me, view.me, limit=MOST)
        counts = await collections.counts(db, view.me)
    return await view.render("collections/list.html", own=own, counts=counts, most=MOST, most_people=MOST_PEOPLE)


@page("GET", "/collections/in")
async def show_with(view: View) -> Response:
    """Those that one was put into, each with a way out."""
    after = min(view.number("after") or 0, FARTHEST)
    async with view.db.read() as db:
        rows = await collections.list_with(db, view.me, limit=PAGE, offset=after)
        owners = {who.id: who for who in await profiles.list_by_ids(db, {row.owner for row in rows})}
    return await view.render(
        "collections/in.html", rows=[(row, owners[row.owner]) for row in rows],
        older=f"/collections/in?after={after + PAGE}" if len(rows) == PAGE else None)


@page("GET", "/collections/new")
async def begin(view: View) -> Response:
    return await _new(view, Given(""))


@page("POST", "/collections")
async def create(view: View) -> Response:
    """A new collection leads to where people are put into it; a refusal shows the form with what was typed."""
    given, first = _given(view), view.number("profile")
    try:
        async with view.db.write() as tx:
            made = await collections.create(tx, view.me, given, [ProfileId(first)] if first else [])
    except Refusal as problem:
        return await _new(view, given, _of_a_person(problem))
    return view.go(f"/collections/{made}/edit")


async def _new(view: View, given: Given, problem: Refusal | None = None) -> Response:
    first = view.number("profile")
    async with view.db.read() as db:
        counts = await collections.counts(db, view.me)
        people = await profiles.list_by_ids(db, [ProfileId(first)] if first else [])
    return await view.render(
        "collections/new.html", 422 if problem else 200, **_form(view, given, problem), people=people,
        full=len(counts) >= MOST, most=MOST)


@page("GET", "/collections/{id:int}/edit")
async def edit(view: View) -> Response:
    """Who is in it and who may be put in, and what it says of itself; as one types, who is found."""
    return await _edit(view)


@page("POST", "/collections/{id:int}")
async def change(view: View) -> Response:
    given = _given(view)
    try:
        async with view.db.write() as tx:
            await collections.change(tx, view.me, view.id(), given)
    except Invalid as problem:
        return await _edit(view, given=given, problem=problem)
    return view.go(f"/collections/{view.id()}")


@page("POST", "/collections/{id:int}/delete")
async def delete(view: View) -> Response:
    of = await collections.get_own(view.db, view.me, view.id())
    view.sure(said("Delete the collection “{name}”?", name=of.name), "Its page is gone for everybody who has its "
              "link, and who was in it has to be put together anew. This cannot be undone.", "Delete the collection")
    async with view.db.write() as tx:
        await collections.delete(tx, view.me, of.id)
    return view.go("/collections")


@page("POST", "/collections/{id:int}/add")
async def add(view: View) -> Response:
    try:
        async with view.db.write() as tx:
            await collections.add(tx, view.me, view.id(), ProfileId(view.number("profile") or 0))
    except Refusal as problem:
        return await _edit(view, refusal=_of_a_person(problem))
    return view.go(_back(view))


@page("POST", "/collections/{id:int}/remove")
async def remove(view: View) -> Response:
    async with view.db.write() as tx:
        await collections.remove(tx, view.me, view.id(), view.number("item") or 0)
    return view.go(_back(view))


def _back(view: View) -> str:
    words = view.text("q")
    return f"/collections/{view.id()}/edit" + (f"?{urlencode({'q': words})}" if words else "")


async def _edit(
    view: View, *, given: Given | None = None, problem: Refusal | None = None, refusal: Refusal | None = None
) -> Response:
    """`problem` is of what it says of itself, `refusal` of somebody who was to be put in."""
    me, words = view.me, view.text("q").strip()[:LONGEST_WORDS]
    named = None if view.partial else await _named(view, words)
    async with view.db.read() as db:
        of = await collections.get_own(db, me, view.id())
        found = await search.find_people(db, me, words, search.Page(FOUND))
        matching = list(dict.fromkeys([*([named] if named else []), *found]))
        places = await _places(db, me, await collections.list_places(db, me, of.id), matching)
    was = Given(of.name, of.description, of.language, of.tag, of.sensitive, of.discoverable)
    there = [place for place in places.values() if place.item]
    return await view.render(
        "collections/found.html" if view.partial else "collections/edit.html", 422 if problem or refusal else 200,
        **_form(view, given or was, problem), of=of, q=words, refusal=refusal, most_people=MOST_PEOPLE,
        inside=[place for place in there if place.inside], outside=[place for place in there if not place.inside],
        found=[places[who] for who in matching if who in places])


async def _named(view: View, words: str) -> ProfileId | None:
    """Whom a whole handle or address names, wherever they are; other servers are not asked for just anybody."""
    if " " in words or not ("@" in words.lstrip("@") or "://" in words):
        return None
    return await profiles.seek(view.db, words)


async def _places(
    db: Read, owner: ProfileId, items: Iterable[Item], others: Sequence[ProfileId] = ()
) -> dict[ProfileId, Place]:
    """Those with a place in a collection, then the others, who may have none."""
    item_of = {item.profile: item for item in items}
    people = await profiles.list_by_ids(db, dict.fromkeys([*item_of, *others]))
    may = await consents.willing(db, owner, [who for who in people if who.id not in item_of])
    return {who.id: Place(who, item_of.get(who.id), _words(who, item_of.get(who.id), who.id in may)) for who in people}


def _words(who: profiles.Profile, item: Item | None, may: bool) -> str:
    if item is None:
        return "" if may else UNWILLING
    hidden = item.state == "accepted" and (who.suspended_at or (who.here and not who.discoverable))
    return OUT_OF_SIGHT if hidden else STATES[item.state]


@page("GET", "/collections/with/{id:int}")
async def choose(view: View) -> Response:
    """In which of one's collections somebody is, and into which they may be put."""
    return await _choose(view)


@page("POST", "/collections/with/{id:int}/add")
async def put_in(view: View) -> Response:
    try:
        async with view.db.write() as tx:
            await collections.add(tx, view.me, view.number("collection") or 0, ProfileId(view.id()))
    except Refusal as problem:
        return await _choose(view, _of_a_person(problem))
    return view.go(f"/collections/with/{view.id()}")


@page("POST", "/collections/with/{id:int}/remove")
async def take_out(view: View) -> Response:
    async with view.db.write() as tx:
        items = await collections.places_with(tx, view.me, ProfileId(view.id()))
        if (item := items.get(view.number("collection") or 0)) is None:
            raise NotFound
        await collections.remove(tx, view.me, item.collection, item.id)
    return view.go(f"/collections/with/{view.id()}")


async def _choose(view: View, problem: Refusal | None = None) -> Response:
    me = view.me
    async with view.db.read() as db:
        person = await profiles.get(db, ProfileId(view.id()))
        if person.removed_at or person.suspended_at:
            raise NotFound
        own, counts = await collections.list_by(db, me, me, limit=MOST), await collections.counts(db, me)
        items = await collections.places_with(db, me, person.id)
        may = person.id in await consents.willing(db, me, [person])
    rows = [(row, counts[row.id], Place(person, items.get(row.id), _words(person, items.get(row.id), may)))
            for row in own]
    return await view.render(
        "collections/with.html", 422 if problem else 200, person=person, rows=rows, may=may, problem=problem,
        unwilling=UNWILLING, full=len(own) >= MOST, most=MOST, most_people=MOST_PEOPLE)


def _given(view: View) -> Given:
    """A collection as its form has it."""
    return Given(
        view.text("name"), view.text("description").replace("\r\n", "\n"), view.text("language") or None,
        view.text("tag_name").strip() or None, view.text("sensitive") == "on", view.text("discoverable") == "on")


def _form(view: View, given: Given, problem: Refusal | None) -> dict[str, object]:
    return {"given": given, "problem": problem, "languages": by_name(view.language), "longest_name": LONGEST_NAME,
            "longest_description": LONGEST_DESCRIPTION}


def _of_a_person(problem: Refusal) -> Refusal:
    """Who is gone, or apart from whoever asks, is not told apart from who never was."""
    return Invalid("This person cannot be put into your collections.") if isinstance(problem, NotFound) else problem
