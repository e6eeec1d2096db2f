"""The page to look around on: what trends, and people who like to be found."""

from dataclasses import dataclass

from starlette.responses import Response

from hubbub.base.db import Read
from hubbub.base.weeks import Day
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import profiles, suggestions
from hubbub.reach import previews, tags, trends
from hubbub.reach.posts.sheets import sheets

TAGS, LINKS, PEOPLE, POSTS = 10, 5, 6, 20
FARTHEST = 1_000

panel("explore", "trends/tab.html")


@dataclass(frozen=True, slots=True)
class Trend:
    """A tag or a link, with how many people used it on the better of today and yesterday."""

    name: str
    people: int
    page: previews.Preview | None = None


@page("GET", "/explore")
async def explore(view: View) -> Response:
    """For somebody signed in the people are suggestions, for anybody else the directory."""
    viewer, after = view.viewer, min(view.number("after") or 0, FARTHEST)
    async with view.db.read() as db:
        found_posts = await trends.trending_posts(db, viewer, limit=POSTS + 1, offset=after)
        cards = await sheets(view, db, found_posts[:POSTS], at="public")
        older = f"/explore?after={after + POSTS}" if len(found_posts) > POSTS and after < FARTHEST else None
        if after:
            page_or_piece = "posts/more.html" if view.partial else "trends/posts.html"
            return await view.render(page_or_piece, cards=cards, older=older)
        if viewer is not None:
            found = [row.profile for row in await suggestions.suggest(db, viewer, limit=PEOPLE)]
        else:
            found = await suggestions.directory(db, None, here=True, limit=PEOPLE)
        people = {row.id: row for row in await profiles.list_by_ids(db, found)}
        return await view.render(
            "trends/explore.html", tags=await _tags(db), links=await _links(db), cards=cards,
            older=older, people=[people[who] for who in found if who in people])


async def _tags(db: Read) -> list[Trend]:
    names = await trends.trending_tags(db, limit=TAGS)
    weeks = await tags.weeks(db, names)
    return [Trend(name, _lately(weeks[name])) for name in names]


async def _links(db: Read) -> list[Trend]:
    rows = await previews.list_by_ids(db, await trends.trending_links(db, limit=LINKS))
    weeks = await previews.weeks(db, [row.url for row in rows])
    return [Trend(row.url, _lately(weeks[row.url]), row) for row in rows]


def _lately(week: list[Day]) -> int:
    return max(day.authors for day in week[:2])
