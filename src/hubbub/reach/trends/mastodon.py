"""Trends in the client API: for everybody, and for staff, who say what may trend."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from hubbub.base import ids
from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId
from hubbub.doors.mastodon.history import history
from hubbub.doors.mastodon.routes import Call, Handler, api
from hubbub.people.accounts import May
from hubbub.people.accounts.mastodon import staff
from hubbub.reach import posts, previews, tags, trends
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import rendered_by_id
from hubbub.reach.previews.mastodon import shapes as cards
from hubbub.reach.search.mastodon import reviews
from hubbub.reach.tags.mastodon import shapes

from .trends import Kind

FARTHEST = 1_000


@api("GET", "/api/v1/trends/tags")
async def trending_tags(call: Call) -> Any:
    async with call.db.read() as db:
        return await shapes(db, await trends.trending_tags(db, **_page(call, 10, 20)), call.viewer)


# Some apps still ask by the first name that this had.
api("GET", "/api/v1/trends")(trending_tags)


@api("GET", "/api/v1/trends/links")
async def trending_links(call: Call) -> Any:
    async with call.db.read() as db:
        return list((await _links(db, await trends.trending_links(db, **_page(call, 10, 20)))).values())


@api("GET", "/api/v1/trends/statuses")
async def trending_posts(call: Call) -> Any:
    async with call.db.read() as db:
        found = await trends.trending_posts(db, call.viewer, **_page(call, 20, 40))
        return page(list((await rendered_by_id(db, found, call.viewer)).values()))


def _page(call: Call, usual: int, most: int) -> dict[str, Any]:
    given = call.params
    return {"limit": given.number("limit", usual, 1, most), "offset": given.number("offset", 0, 0, FARTHEST)}


async def _links(db: Read, numbers: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Each as the Trends::Link entity, by its number."""
    rows = await previews.list_by_ids(db, numbers)
    weeks = await previews.weeks(db, [row.url for row in rows])
    return {str(row.key): card | {"history": history(weeks[row.url])}
            for row, card in zip(rows, await cards(db, rows), strict=True)}


async def _tags(call: Call, db: Read, names: Sequence[str]) -> dict[str, Any]:
    return {each["name"]: each for each in await shapes(db, [n for n in names if tags.named(n) == n], call.viewer)}


@reviews
async def refused(db: Read, names: Sequence[str]) -> set[str]:
    return {name for name, good in (await trends.verdicts(db, "tag", names)).items() if not good}


async def _some_links(call: Call, db: Read, numbers: Sequence[str]) -> dict[str, Any]:
    return await _links(db, _numbers(numbers))


async def _posts(call: Call, db: Read, numbers: Sequence[str]) -> dict[str, Any]:
    seen = await posts.visible_ids(db, call.me, [PostId(number) for number in _numbers(numbers)])
    return {str(post): msgspec.Raw(status) for post, status in (await rendered_by_id(db, seen, call.me)).items()}


def _numbers(given: Sequence[str]) -> list[int]:
    return [number for each in given if (number := ids.parse(each)) is not None]


async def _tags_of_all(call: Call, db: Read, asked: dict[str, Any]) -> list[str]:
    return await trends.trending_tags(db, rejected=True, **asked)


async def _links_of_all(call: Call, db: Read, asked: dict[str, Any]) -> list[str]:
    return [str(number) for number in await trends.trending_links(db, rejected=True, **asked)]


async def _posts_of_all(call: Call, db: Read, asked: dict[str, Any]) -> list[str]:
    return [str(post) for post in await trends.trending_posts(db, call.me, rejected=True, **asked)]


# Of each kind: the name in the path, what trends of it with what was turned away, and how some of it are shown.
List = Callable[[Call, Read, dict[str, Any]], Awaitable[list[str]]]
Show = Callable[[Call, Read, Sequence[str]], Awaitable[dict[str, Any]]]
_KINDS: dict[str, tuple[Kind, List, Show]] = {
    "tags": ("tag", _tags_of_all, _tags), "links": ("link", _links_of_all, _some_links),
    "statuses": ("post", _posts_of_all, _posts),
}


async def _reviewed(call: Call, db: Read, kind: Kind, shown: dict[str, Any]) -> list[Any]:
    """Each with what staff have said of it."""
    said = await trends.verdicts(db, kind, list(shown))
    return [_with(given, _review(kind, subject, said)) for subject, given in shown.items()]


def _review(kind: Kind, subject: str, said: dict[str, bool]) -> dict[str, Any]:
    fresh = {"requires_review": subject not in said}
    if kind == "link":
        return fresh | {"id": subject}
    return fresh | {"trendable": said.get(subject, True), "usable": True, "listable": True} if kind == "tag" else fresh


def _with(given: Any, more: dict[str, Any]) -> Any:
    if isinstance(given, dict):
        return given | more
    return msgspec.Raw(bytes(given)[:-1] + b"," + msgspec.json.encode(more)[1:])


def _lists(name: str) -> Handler:
    kind, listed, shown = _KINDS[name]

    async def answer(call: Call) -> Any:
        await staff(call, May.TAXONOMIES)
        async with call.db.read() as db:
            found = await listed(call, db, _page(call, 10, 100))
            return await _reviewed(call, db, kind, await shown(call, db, found))

    return answer


def _judges(name: str, approved: bool) -> Handler:
    kind, _, shown = _KINDS[name]

    async def answer(call: Call) -> Any:
        by = await staff(call, May.TAXONOMIES)
        async with call.db.write() as tx:
            found = await shown(call, tx, [call.path["id"]])
            if not found:
                raise NotFound
            await trends.judge(tx, kind, next(iter(found)), by, approved=approved)
            return (await _reviewed(call, tx, kind, found))[0]

    return answer


for _name in _KINDS:
    api("GET", f"/api/v1/admin/trends/{_name}", scope="admin:read")(_lists(_name))
    for _word, _approved in (("approve", True), ("reject", False)):
        api("POST", f"/api/v1/admin/trends/{_name}/{{id}}/{_word}", scope="admin:write")(_judges(_name, _approved))
