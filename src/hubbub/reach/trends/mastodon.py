"""Trends in the client API: for everybody, and for staff, who say what may trend."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from hubbub.base import ids
from hubbub.base.clock import iso
from hubbub.base.db import Read
from hubbub.base.errors import NotFound
from hubbub.base.ids import PostId
from hubbub.doors.mastodon.history import history
from hubbub.doors.mastodon.paging import link, window
from hubbub.doors.mastodon.routes import Call, Handler, api
from hubbub.people.accounts import May
from hubbub.people.accounts.mastodon import staff
from hubbub.reach import posts, previews, tags, trends
from hubbub.reach.posts.mastodon import page
from hubbub.reach.posts.rendering import rendered_by_id
from hubbub.reach.previews.mastodon import shapes as cards
from hubbub.reach.search.mastodon import reviews
from hubbub.reach.tags.mastodon import shapes
from hubbub.reach.trends import Publisher, Verdict

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
    """Each as the entity Admin::Tag but for what was said of whether it trends, by its name."""
    said = await tags.known(db, names)
    return {
        each["id"]: each | {"usable": rule is None or rule.usable, "listable": rule is None or rule.listable}
        for each in await shapes(db, [name for name in names if tags.named(name) == name], call.viewer)
        for rule in [said.get(each["id"])]
    }


@reviews
async def refused(db: Read, names: Sequence[str]) -> set[str]:
    return {name for name, said in (await trends.verdicts(db, "tag", names)).items() if not said.approved}


async def _some_links(call: Call, db: Read, numbers: Sequence[str]) -> dict[str, Any]:
    return await _links(db, _numbers(numbers))


async def _posts(call: Call, db: Read, numbers: Sequence[str]) -> dict[str, Any]:
    seen = await posts.visible_ids(db, call.me, [PostId(number) for number in _numbers(numbers)])
    return {str(post): msgspec.Raw(status) for post, status in (await rendered_by_id(db, seen, call.me)).items()}


async def _publishers(call: Call, db: Read, numbers: Sequence[str]) -> dict[str, Any]:
    found = [await trends.find_publisher(db, number) for number in _numbers(numbers)]
    return _hosts([each for each in found if each])


def _hosts(rows: Sequence[Publisher]) -> dict[str, Any]:
    """Each as the entity Admin::Trends::Links::PreviewCardProvider but for what was said of it, by its host."""
    return {row.host: {"id": str(row.id), "domain": row.host, "requested_review_at": iso(row.met_at)} for row in rows}


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
_JUDGED: dict[str, tuple[Kind, Show]] = {
    name: (kind, shown) for name, (kind, _, shown) in _KINDS.items()
} | {"links/publishers": ("publisher", _publishers)}


async def _reviewed(call: Call, db: Read, kind: Kind, shown: dict[str, Any]) -> list[Any]:
    """Each with what staff have said of it."""
    said = await trends.verdicts(db, kind, list(shown))
    return [_with(given, _review(kind, subject, said)) for subject, given in shown.items()]


def _review(kind: Kind, subject: str, said: Mapping[str, Verdict]) -> dict[str, Any]:
    verdict = said.get(subject)
    made: dict[str, Any] = {"requires_review": verdict is None}
    if kind in ("tag", "publisher"):
        made["trendable"] = verdict is None or verdict.approved
    if kind == "link":
        made["id"] = subject
    if kind == "publisher":
        made["reviewed_at"] = iso(verdict.given_at) if verdict else None
    return made


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
    kind, shown = _JUDGED[name]

    async def answer(call: Call) -> Any:
        by = await staff(call, May.TAXONOMIES)
        async with call.db.write() as tx:
            found = await shown(call, tx, [call.path["id"]])
            if not found:
                raise NotFound
            await trends.judge(tx, kind, next(iter(found)), by, approved=approved)
            return (await _reviewed(call, tx, kind, found))[0]

    return answer


@api("GET", "/api/v1/admin/trends/links/publishers", scope="admin:read")
async def publishers(call: Call) -> Any:
    await staff(call, May.TAXONOMIES)
    asked = window(call, 100, 200)
    async with call.db.read() as db:
        rows = await trends.list_publishers(
            db, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
        link(call, [row.id for row in rows], asked)
        return await _reviewed(call, db, "publisher", _hosts(rows))


@api("GET", "/api/v1/admin/tags", scope="admin:read")
async def all_tags(call: Call) -> Any:
    """All tags that there are. Their pages go by a number that is not shown: apps follow the Link header."""
    await staff(call, May.TAXONOMIES)
    asked = window(call, 100, 200)
    async with call.db.read() as db:
        rows = await tags.list_known(
            db, below=asked.below, above=asked.above, upward=asked.upward, limit=asked.limit)
        link(call, [row.key for row in rows], asked)
        return await _reviewed(call, db, "tag", await _tags(call, db, [row.name for row in rows]))


@api("GET", "/api/v1/admin/tags/{id}", scope="admin:read")
async def one_tag(call: Call) -> Any:
    await staff(call, May.TAXONOMIES)
    async with call.db.read() as db:
        return await _tag(call, db, await _name(call, db))


@api("PUT", "/api/v1/admin/tags/{id}", scope="admin:write")
async def change_tag(call: Call) -> Any:
    """What is not given stays; whatever is given, the tag has been looked at."""
    by, given = await staff(call, May.TAXONOMIES), call.params
    usable, listable = [given.flag(word) if word in given else None for word in ("usable", "listable")]
    async with call.db.write() as tx:
        name = await _name(call, tx)
        was = (await trends.verdicts(tx, "tag", [name])).get(name)
        trendable = given.flag("trendable", was is None or was.approved)
        await tags.rule(tx, name, usable=usable, listable=listable, title=given.text("display_name") or None)
        await trends.judge(tx, "tag", name, by, approved=trendable)
        return await _tag(call, tx, name)


async def _name(call: Call, db: Read) -> str:
    """The tag that the path names. Raises `NotFound` for one that is not known."""
    name = tags.named(call.path["id"])
    if name is None or name not in await tags.known(db, [name]):
        raise NotFound("Record not found")
    return name


async def _tag(call: Call, db: Read, name: str) -> Any:
    return (await _reviewed(call, db, "tag", await _tags(call, db, [name])))[0]


for _each in _KINDS:
    api("GET", f"/api/v1/admin/trends/{_each}", scope="admin:read")(_lists(_each))
for _each in _JUDGED:
    for _word, _approved in (("approve", True), ("reject", False)):
        api("POST", f"/api/v1/admin/trends/{_each}/{{id}}/{_word}", scope="admin:write")(_judges(_each, _approved))
