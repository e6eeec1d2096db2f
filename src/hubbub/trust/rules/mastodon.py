"""What the server says of itself, for apps."""

from datetime import date
from typing import Any

from hubbub.base import bus, text
from hubbub.base.clock import iso, now
from hubbub.base.db import Db, Read
from hubbub.base.errors import NotFound
from hubbub.doors.mastodon import instance
from hubbub.doors.mastodon.instance import describes
from hubbub.doors.mastodon.routes import Call, api
from hubbub.trust import rules

from .words import PRIVACY, SUMMARY


@bus.hears("instance")
def _drop(keys: list[str]) -> None:
    instance.forget()


@describes("rules")
async def listed(db: Db) -> Any:
    return [rule_shape(rule) for rule in await rules.list_rules(db)]


def rule_shape(rule: rules.Rule) -> dict[str, Any]:
    """The Rule entity."""
    return {"id": str(rule.id), "text": rule.text, "hint": rule.hint, "translations": {}}


@describes("title")
async def title(db: Db) -> Any:
    return await _said(db, "title", db.here.settings.domain)


@describes("description")
async def description(db: Db) -> Any:
    return await _said(db, "summary", str(SUMMARY))


@describes("contact.email")
async def email(db: Db) -> Any:
    return await _said(db, "contact", "")


@describes("configuration.urls")
async def urls(db: Db) -> Any:
    url, written = db.here.settings.url, await rules.papers(db)
    return {
        "about": url("/about"), "privacy_policy": url("/privacy"),
        "terms_of_service": url("/terms") if "terms" in written else None,
    }


async def _said(db: Read, kind: str, otherwise: str) -> str:
    paper = (await rules.papers(db)).get(kind)
    return paper.text if paper else otherwise


def as_html(db: Read, words: str) -> str:
    """Paragraphs and links, as in a post; nothing in them runs."""
    return text.render(words, {}, lambda tag: db.here.settings.url(f"/tags/{tag.lower()}"))


@api("GET", "/api/v1/instance/extended_description")
async def extended_description(call: Call) -> Any:
    paper = (await rules.papers(call.db)).get("about")
    return {
        "updated_at": iso(paper.written_at) if paper else None,
        "content": as_html(call.db, paper.text) if paper else "",
    }


@api("GET", "/api/v1/instance/privacy_policy")
async def privacy_policy(call: Call) -> Any:
    paper = (await rules.papers(call.db)).get("privacy")
    return {
        "updated_at": iso(paper.written_at) if paper else "2026-11-22T00:00:00.000Z",
        "content": as_html(call.db, paper.text if paper else str(PRIVACY)),
    }


@api("GET", "/api/v1/instance/terms_of_service")
async def terms(call: Call) -> Any:
    """What holds today. Raises `NotFound` where there are no terms."""
    held = [paper for paper in await rules.list_terms(call.db) if paper.holds_from <= now().date()]
    return await _terms(call, held[-1].holds_from if held else None)


@api("GET", "/api/v1/instance/terms_of_service/{date}")
async def terms_of(call: Call) -> Any:
    """The version that was to hold from a day."""
    try:
        return await _terms(call, date.fromisoformat(call.path["date"]))
    except ValueError:
        raise NotFound("Record not found") from None


async def _terms(call: Call, day: date | None) -> Any:
    versions = await rules.list_terms(call.db)
    found = next((paper for paper in versions if paper.holds_from == day and paper.text), None)
    if found is None:
        raise NotFound("Record not found")
    later = next((paper for paper in versions if paper.holds_from > found.holds_from), None)
    return {
        "effective_date": found.holds_from.isoformat(), "effective": found.holds_from <= now().date(),
        "content": as_html(call.db, found.text), "succeeded_by": later.holds_from.isoformat() if later else None,
    }
