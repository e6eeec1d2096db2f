"""Filters in the client API, in its second version; the first is in `older.py`."""

from dataclasses import replace
from typing import Any

from hubbub.base.db import Tx
from hubbub.base.errors import Invalid
from hubbub.base.ids import PostId, ProfileId
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import filters
from hubbub.reach.filters import Filter, Keyword, Picked, Whole

from .older import ends_at
from .screening import shape


def whole(row: Whole) -> dict[str, Any]:
    """The Filter entity with all that it holds."""
    return shape(row.filter) | {
        "keywords": [keyword(each) for each in row.keywords], "statuses": [picked(each) for each in row.picked]}


def keyword(row: Keyword) -> dict[str, Any]:
    return {"id": str(row.id), "keyword": row.text, "whole_word": row.whole_word}


def picked(row: Picked) -> dict[str, Any]:
    return {"id": str(row.id), "status_id": str(row.post)}


def amended(given: Params, was: Filter) -> Filter:
    """The filter with what was sent; what was not sent stays."""
    return replace(
        was, title=given.text("title") if "title" in given else was.title,
        contexts=given.texts("context") if "context" in given else was.contexts,
        action=given.text("filter_action") or was.action, ends_at=ends_at(given, was.ends_at),
    )


@api("GET", "/api/v2/filters", scope="read:filters")
async def mine(call: Call) -> Any:
    return [whole(row) for row in await filters.list_own(call.db, call.me)]


@api("GET", "/api/v2/filters/{id}", scope="read:filters")
async def show(call: Call) -> Any:
    return whole(await filters.get(call.db, call.me, call.id()))


@api("POST", "/api/v2/filters", scope="write:filters")
async def create(call: Call) -> Any:
    async with call.db.write() as tx:
        made = await filters.create(tx, amended(call.params, Filter(0, call.me, "", [], "warn", None)))
        await _put_keywords(tx, call.me, made.id, call.params)
        return whole(await filters.get(tx, call.me, made.id))


@api("PUT", "/api/v2/filters/{id}", scope="write:filters")
async def change(call: Call) -> Any:
    async with call.db.write() as tx:
        was = await filters.get(tx, call.me, call.id())
        await filters.change(tx, amended(call.params, was.filter))
        await _put_keywords(tx, call.me, was.filter.id, call.params)
        return whole(await filters.get(tx, call.me, was.filter.id))


async def _put_keywords(tx: Tx, me: ProfileId, number: int, given: Params) -> None:
    """As Rails takes nested rows: without an id a new one, with an id a change, with `_destroy` an end."""
    for each in given.many("keywords_attributes", 500):
        if not isinstance(each, dict):
            raise Invalid("keywords_attributes must have fields.", field="keywords_attributes")
        row = Params(each)
        known = row.id("id")
        text = row.text("keyword") if "keyword" in row else None
        if known is None:
            if not row.flag("_destroy"):
                await filters.add_keyword(tx, me, number, text or "", whole_word=row.flag("whole_word", True))
        elif row.flag("_destroy"):
            await filters.remove_keyword(tx, me, known)
        else:
            await filters.change_keyword(
                tx, me, known, text=text, whole_word=row.flag("whole_word") if "whole_word" in row else None)


@api("DELETE", "/api/v2/filters/{id}", scope="write:filters")
async def remove(call: Call) -> Any:
    async with call.db.write() as tx:
        await filters.remove(tx, call.me, call.id())
    return {}


@api("GET", "/api/v2/filters/{id}/keywords", scope="read:filters")
async def keywords(call: Call) -> Any:
    return [keyword(each) for each in (await filters.get(call.db, call.me, call.id())).keywords]


@api("POST", "/api/v2/filters/{id}/keywords", scope="write:filters")
async def add_keyword(call: Call) -> Any:
    given = call.params
    async with call.db.write() as tx:
        return keyword(await filters.add_keyword(
            tx, call.me, call.id(), given.text("keyword"), whole_word=given.flag("whole_word", True)))


@api("GET", "/api/v2/filters/keywords/{id}", scope="read:filters")
async def show_keyword(call: Call) -> Any:
    return keyword(await filters.get_keyword(call.db, call.me, call.id()))


@api("PUT", "/api/v2/filters/keywords/{id}", scope="write:filters")
async def change_keyword(call: Call) -> Any:
    given = call.params
    async with call.db.write() as tx:
        return keyword(await filters.change_keyword(
            tx, call.me, call.id(), text=given.text("keyword") if "keyword" in given else None,
            whole_word=given.flag("whole_word") if "whole_word" in given else None))


@api("DELETE", "/api/v2/filters/keywords/{id}", scope="write:filters")
async def remove_keyword(call: Call) -> Any:
    async with call.db.write() as tx:
        await filters.remove_keyword(tx, call.me, call.id())
    return {}


@api("GET", "/api/v2/filters/{id}/statuses", scope="read:filters")
async def statuses(call: Call) -> Any:
    return [picked(each) for each in (await filters.get(call.db, call.me, call.id())).picked]


@api("POST", "/api/v2/filters/{id}/statuses", scope="write:filters")
async def pick(call: Call) -> Any:
    async with call.db.write() as tx:
        return picked(await filters.pick(tx, call.me, call.id(), PostId(call.params.id("status_id") or 0)))


@api("GET", "/api/v2/filters/statuses/{id}", scope="read:filters")
async def show_picked(call: Call) -> Any:
    return picked(await filters.get_picked(call.db, call.me, call.id()))


@api("DELETE", "/api/v2/filters/statuses/{id}", scope="write:filters")
async def unpick(call: Call) -> Any:
    async with call.db.write() as tx:
        return picked(await filters.unpick(tx, call.me, call.id()))
