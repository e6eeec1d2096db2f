"""Pages of campaigns, and the short links themselves."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import RedirectResponse, Response

from hubbub.base.clock import now
from hubbub.base.errors import Refusal
from hubbub.base.http import caller
from hubbub.base.ids import ProfileId
from hubbub.base.kept import Answers
from hubbub.base.words import said
from hubbub.doors.web.charts import line
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import beside, panel, time_zone
from hubbub.people import profiles
from hubbub.people.teams.web import member, publisher
from hubbub.reach import posts
from hubbub.reach.posts.sheets import sheets
from hubbub.reach.posts.web import takes
from hubbub.studio import campaigns

from .bots import is_no_person

COOKIE_SECONDS = 90 * 24 * 3600  # as long as a click can lead to a conversion
DAYS = 30

_WORD = re.compile(r"([A-Za-z0-9_-]{16})\.([0-9a-f]{16})")
_choices = Answers(campaigns.list_open, "campaigns")

panel("composer", "campaigns/choice.html")
panel("studio", "campaigns/tab.html")


@beside("note")
async def choices(view: View, note: posts.Note | None) -> dict[str, Any]:
    """The composer offers the profile's open campaigns."""
    chosen = (note.parts.get("campaign") if note else None) or view.number("campaign")
    return {"campaign_choices": await _choices.of(view.db, view.me) if view.visitor else [], "campaign": chosen}


async def _chosen(view: View) -> int | None:
    return view.number("campaign")


takes("campaign", _chosen)


@page("GET", "/l/{code}")
async def follow(view: View) -> Response:
    """Lead to the link's target, counted; a `+` after the code shows where it leads instead."""
    code, request = view.path["code"], view.request
    if code.endswith("+"):
        return await _shown(view, code.rstrip("+"))
    view.cookies.clear()  # a click needs no form token
    if is_no_person(request.method, request.headers):
        async with view.db.write() as tx:
            return _lead(await campaigns.count_bot(tx, code))
    agent = request.headers.get("user-agent", "")
    who = campaigns.Clicker(_visitor_of(view), f"{caller(request)} {agent}")
    async with view.db.write() as tx:
        clicked, name, visitor = await campaigns.click(tx, code, who)
    answer = _lead(campaigns.tagged(clicked.target, {campaigns.CLICK_NAME: name}))
    if request.headers.get("sec-gpc") != "1":
        settings = view.db.here.settings
        answer.set_cookie(_cookie(view), f"{visitor}.{_proof(view, visitor)}", max_age=COOKIE_SECONDS, path="/l/",
                          httponly=True, samesite="lax", secure=not settings.development)
    return answer


def _lead(target: str) -> Response:
    headers = {"cache-control": "private, no-store", "x-robots-tag": "noindex, nofollow"}
    return RedirectResponse(target, 302, headers)


async def _shown(view: View, code: str) -> Response:
    link = await campaigns.find_link(view.db, code)
    who = await profiles.get(view.db, link.profile)
    return await view.render("campaigns/shown.html", link=link, who=who)


def _visitor_of(view: View) -> str | None:
    """The visitor's word, if we gave it: a made-up one would be counted as somebody new each time."""
    given = _WORD.fullmatch(view.request.cookies.get(_cookie(view), ""))
    return given[1] if given and hmac.compare_digest(given[2], _proof(view, given[1])) else None


def _proof(view: View, visitor: str) -> str:
    return hmac.new(view.db.here.secret, b"visitor " + visitor.encode(), hashlib.sha256).hexdigest()[:16]


def _cookie(view: View) -> str:
    settings = view.db.here.settings
    return f"visitor-{settings.port}" if settings.development else "__Secure-visitor"


@page("GET", "/studio/campaigns")
async def show_all(view: View) -> Response:
    return await _list(view)


async def _list(view: View, status: int = 200, problem: Refusal | None = None) -> Response:
    who = await member(view)
    rows = await campaigns.figures(view.db, who.profile)
    return await view.render("campaigns/list.html", status, rows=rows, problem=problem, name=view.text("name"))


@page("GET", "/studio/campaigns.csv")
async def table(view: View) -> Response:
    who = await member(view)
    head = ("campaign", "utm_campaign", "posts", "links", "clicks, once per visitor in 24 h", "clicks", "bots")
    return download("campaigns", head, [
        (row.name, row.slug, row.posts, row.links, row.counted, row.raw, row.bots)
        for row in await campaigns.figures(view.db, who.profile)
    ])


@page("POST", "/studio/campaigns")
async def begin(view: View) -> Response:
    who = await publisher(view)
    try:
        async with view.db.write() as tx:
            campaign = await campaigns.open_campaign(tx, who.profile, view.text("name"))
    except Refusal as problem:
        return await _list(view, 422, problem)
    return view.go(f"/studio/campaigns/{campaign}")


@page("GET", "/studio/campaigns/{id:int}")
async def show(view: View) -> Response:
    return await _one(view)


async def _one(view: View, status: int = 200, problem: Refusal | None = None) -> Response:
    who = await member(view)
    campaign = await campaigns.get(view.db, who.profile, _id(view))
    rows = await campaigns.figures(view.db, who.profile, campaign.id)
    links = await campaigns.list_links(view.db, who.profile, campaign.id)
    handed = await profiles.list_by_ids(view.db, {link.referrer for link in links if link.referrer})
    cards = await sheets(view, view.db, await campaigns.list_posts(view.db, who.profile, campaign.id, 20))
    days = await clicks_per_day(view, who.profile, campaign.id, now() - timedelta(days=DAYS - 1), now())
    return await view.render(
        "campaigns/one.html", status, campaign=campaign, figures=rows[0], links=links, cards=cards, problem=problem,
        handed={one.id: one for one in handed}, days=days, url=view.text("url"), handle=view.text("handle"),
        chart=line(said("Clicks per day, last {days} days", days=DAYS),
                   [(view.words.date(day, "%-d %b"), count) for day, count, _ in days], said("clicks"), view.words),
    )


async def clicks_per_day(
    view: View, profile: ProfileId, campaign: campaigns.CampaignId | None, since: datetime, until: datetime
) -> list[tuple[datetime, int, int]]:
    """Every day from `since` to `until` in the visitor's zone, with counted and raw clicks, days without any too."""
    zone = time_zone(view)
    first = since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    known = {row.day: row for row in await campaigns.clicks_by_day(
        view.db, profile, campaign, first, until + timedelta(seconds=1), zone.key)}
    days = [first + timedelta(days=n) for n in range((until.astimezone(zone).date() - first.date()).days + 1)]
    return [(day, known[day.date()].counted if day.date() in known else 0,
             known[day.date()].raw if day.date() in known else 0) for day in days]


@page("GET", "/studio/campaigns/{id:int}.csv")
async def links_table(view: View) -> Response:
    who = await member(view)
    links = await campaigns.list_links(view.db, who.profile, _id(view))
    head = ("short link", "leads to", "clicks, once per visitor in 24 h", "clicks", "bots", "made", "stopped")
    return download("links", head, [
        (view.db.here.settings.url(f"/l/{link.code}"), link.target, link.counted, link.raw, link.bots, link.made_at,
         link.stopped_at) for link in links
    ])


@page("POST", "/studio/campaigns/{id:int}/links")
async def shorten(view: View) -> Response:
    """A link outside a post: for a page, a printed code, or handed to somebody to pass on."""
    who = await publisher(view)
    try:
        async with view.db.write() as tx:
            referrer = await _named(view, view.text("handle")) if view.text("handle").strip() else None
            await campaigns.shorten(tx, who.profile, _id(view), view.text("url"), referrer)
    except campaigns.NoTarget as problem:
        return await _one(view, 422, problem)
    return view.go(f"/studio/campaigns/{view.id()}")


class NobodyOfThatName(campaigns.NoTarget):
    """Nobody known here goes by that name. Please write it like @zoe@two.example."""


async def _named(view: View, handle: str) -> ProfileId:
    name, _, domain = handle.strip().removeprefix("@").partition("@")
    known = await profiles.look_up(view.db, name, domain or None)
    if known is None:
        raise NobodyOfThatName(field="handle")
    return known


@page("POST", "/studio/links/{id:int}/stop")
async def stop(view: View) -> Response:
    who = await publisher(view)
    async with view.db.write() as tx:
        link = await campaigns.stop(tx, who.profile, campaigns.LinkId(view.id()))
        view.sure("Stop this link?", "Whoever follows it, on paper too, is told that it leads nowhere any more. "
                  "It cannot be started again.", "Stop the link")
    return view.go(f"/studio/campaigns/{link.campaign}")


@page("POST", "/studio/campaigns/{id:int}/close")
async def close(view: View) -> Response:
    who = await publisher(view)
    async with view.db.write() as tx:
        await campaigns.close(tx, who.profile, _id(view), closed=view.text("open") != "on")
    return view.go(f"/studio/campaigns/{view.id()}")


def _id(view: View) -> campaigns.CampaignId:
    return campaigns.CampaignId(view.id())

