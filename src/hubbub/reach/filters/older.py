"""The first version of filters in the client API: each keyword is a filter of its own there."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hubbub.base.clock import iso, now
from hubbub.base.db import Read
from hubbub.base.errors import Invalid
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api
from hubbub.reach import filters
from hubbub.reach.filters import Filter, Keyword, Whole


def shape(row: Filter, keyword: Keyword) -> dict[str, Any]:
    """The V1::Filter entity."""
    return {
        "id": str(keyword.id), "phrase": keyword.text, "context": row.contexts, "whole_word": keyword.whole_word,
        "expires_at": iso(row.ends_at) if row.ends_at else None, "irreversible": row.action == "hide",
    }


@api("GET", "/api/v1/filters", scope="read:filters")
async def mine(call: Call) -> Any:
    found = await filters.list_own(call.db, call.me)
    return [shape(each.filter, keyword) for each in found for keyword in each.keywords]


@api("GET", "/api/v1/filters/{id}", scope="read:filters")
async def show(call: Call) -> Any:
    return await _shown(call.db, call)


@api("POST", "/api/v1/filters", scope="write:filters")
async def create(call: Call) -> Any:
    given = call.params
    async with call.db.write() as tx:
        made = await filters.create(tx, _amended(given, Filter(0, call.me, "", [], "warn", None)))
        word = await filters.add_keyword(
            tx, call.me, made.id, given.text("phrase"), whole_word=given.flag("whole_word", True))
    return shape(made, word)


@api("PUT", "/api/v1/filters/{id}", scope="write:filters")
async def change(call: Call) -> Any:
    """A keyword that shares its filter with others can change nothing but itself."""
    given = call.params
    async with call.db.write() as tx:
        whole, keyword = await _found(tx, call)
        made = _amended(given, whole.filter)
        if len(whole.keywords) > 1 and replace(made, title=whole.filter.title) != whole.filter:
            raise Invalid("This filter has several keywords: only an app that knows those can change it.")
        if len(whole.keywords) == 1:
            await filters.change(tx, made)
        await filters.change_keyword(
            tx, call.me, keyword.id, text=given.text("phrase") if "phrase" in given else None,
            whole_word=given.flag("whole_word") if "whole_word" in given else None)
        return await _shown(tx, call)


@api("DELETE", "/api/v1/filters/{id}", scope="write:filters")
async def remove(call: Call) -> Any:
    """The filter goes with its last keyword, unless it holds posts."""
    async with call.db.write() as tx:
        whole, keyword = await _found(tx, call)
        if len(whole.keywords) == 1 and not whole.picked:
            await filters.remove(tx, call.me, whole.filter.id)
        else:
            await filters.remove_keyword(tx, call.me, keyword.id)
    return {}


def ends_at(given: Params, was: datetime | None) -> datetime | None:
    """`expires_in` seconds from now; an empty one takes the end away, none at all leaves it."""
    if "expires_in" not in given:
        return was
    seconds = given.number("expires_in", 0)
    return now() + timedelta(seconds=seconds) if seconds else None


def _amended(given: Params, was: Filter) -> Filter:
    action = "hide" if given.flag("irreversible", was.action == "hide") else was.action.replace("hide", "warn")
    return replace(
        was, title=given.text("phrase").strip()[:256] if "phrase" in given else was.title, action=action,
        contexts=given.texts("context") if "context" in given else was.contexts, ends_at=ends_at(given, was.ends_at),
    )


async def _found(db: Read, call: Call) -> tuple[Whole, Keyword]:
    """The keyword that the path names, with its filter. Raises `NotFound`."""
    keyword = await filters.get_keyword(db, call.me, call.id())
    return await filters.get(db, call.me, keyword.filter), keyword


async def _shown(db: Read, call: Call) -> dict[str, Any]:
    whole, keyword = await _found(db, call)
    return shape(whole.filter, keyword)
