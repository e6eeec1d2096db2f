"""The report's page: media and networking apart, each with its return, and the path of each conversion."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.ids import ProfileId
from hubbub.base.words import ENGLISH, Words, said
from hubbub.doors.web.charts import Bar, bars, line
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import panel, time_zone
from hubbub.people import profiles
from hubbub.people.teams.web import member, publisher
from hubbub.relations import ties
from hubbub.studio import campaigns, goals, reports
from hubbub.studio.campaigns.web import clicks_per_day
from hubbub.studio.goals.web import amount

USUAL = timedelta(days=29)
LONGEST = timedelta(days=3 * 366)
MOST_PATHS, MOST_TIES = 50, 5

panel("nav", "reports/nav.html")
panel("studio", "reports/tab.html")


@page("GET", "/studio")
async def first(view: View) -> Response:
    return view.go("/studio/report")


@page("GET", "/studio/report")
async def show(view: View) -> Response:
    return await _show(view)


async def _show(view: View, status: int = 200, problem: Refusal | None = None) -> Response:
    who, span, campaign = await member(view), period(view), _campaign(view)
    report = await reports.report(view.db, who.profile, span, campaign)
    rows = await _conversions(view, who.profile, span, campaign, MOST_PATHS)
    days = await clicks_per_day(view, who.profile, campaign, span.since, span.until - timedelta(seconds=1))
    return await view.render(
        "reports/report.html", status, report=report, span=span, chosen=campaign, problem=problem,
        campaigns=await campaigns.figures(view.db, who.profile), rows=rows, days=days, most=MOST_PATHS,
        paths=await goals.paths(view.db, [row.id for row in rows]), funnel=funnel(report, view.words),
        worth={value.currency: split(value, view.words) for value in report.values},
        clicks=line(said("Clicks per day"), [(view.words.date(day, "%-d %b"), counted) for day, counted, _ in days],
                    said("clicks"), view.words),
        credits=None if campaign else await reports.credits(view.db, who.profile, span),
        strongest=await _strongest(view, who.profile), query=_query(span, campaign),
        given={name: view.text(name) for name in ("half", "hours", "rate", "spend", "currency", "note", "spent_on")},
    )


def period(view: View) -> reports.Period:
    """The days asked for, in the visitor's zone; the last thirty if none are, or none that can be."""
    zone = time_zone(view)
    today = now().astimezone(zone).date()
    last = min(_day(view.text("to")) or today, today)
    first = _day(view.text("from")) or last - USUAL
    first = max(min(first, last), last - LONGEST)
    since = datetime(first.year, first.month, first.day, tzinfo=zone)
    following = last + timedelta(days=1)
    return reports.Period(since, datetime(following.year, following.month, following.day, tzinfo=zone), first, last)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _campaign(view: View) -> campaigns.CampaignId | None:
    number = view.number("campaign")
    return campaigns.CampaignId(number) if number else None


def _query(span: reports.Period, campaign: campaigns.CampaignId | None) -> str:
    return f"campaign={campaign or ''}&from={span.first}&to={span.last}"


async def _conversions(
    view: View, profile: ProfileId, span: reports.Period, campaign: campaigns.CampaignId | None, most: int
) -> list[goals.Conversion]:
    return await goals.list_conversions(view.db, profile, campaign=campaign, since=span.since, until=span.until,
                                        most=most)


async def _strongest(view: View, profile: ProfileId) -> list[tuple[profiles.Profile, ties.Tie]]:
    """The profile's strongest two-way ties, with the people."""
    found = [tie for tie in await ties.list_ties(view.db, profile, MOST_TIES) if tie.strength > 0]
    people = {one.id: one for one in await profiles.list_by_ids(view.db, [tie.other for tie in found])}
    return [(people[tie.other], tie) for tie in found if tie.other in people]


def funnel(report: reports.Report, words: Words = ENGLISH) -> Any:
    """From whom a post may have reached to who converted; readers are counted by nobody."""
    media = report.media
    converted = sum(value.conversions.get(half, 0) for value in report.values for half in ("media", "both"))
    return bars(said("From reach to conversion"), [
        Bar(said("Readers"), None, ""),
        Bar(said("Possible reach: followers"), media.possible_reach, words.number(media.possible_reach)),
        Bar(said("Engagements"), media.engagements, words.number(media.engagements), 2),
        Bar(said("Clicks"), media.clicks, words.number(media.clicks), 3),
        Bar(said("Conversions"), converted, words.number(converted), 4),
    ], words)


def split(value: reports.Value, words: Words = ENGLISH) -> Any:
    """Which half the value came by."""
    def shown(amount: Decimal) -> str:
        return f"{words.number(amount, 2)} {value.currency}"

    return bars(said("Where the value came from, in {currency}", currency=value.currency), [
        Bar(said("Media alone"), float(value.media), shown(value.media), 1),
        Bar(said("Networking alone"), float(value.networking), shown(value.networking), 2),
        Bar(said("Both were needed"), float(value.both), shown(value.both), 4),
        Bar(said("Unattributed: no path"), float(value.none), shown(value.none), 6),
    ], words)


@page("GET", "/studio/report/{table}.csv")
async def table(view: View) -> Response:
    """The page's tables, one file each."""
    who, span, campaign = await member(view), period(view), _campaign(view)
    make = TABLES.get(view.path["table"])
    if make is None:
        raise NotFound
    return await make(view, who.profile, span, campaign)


async def _figures(
    view: View, profile: ProfileId, span: reports.Period, campaign: campaigns.CampaignId | None
) -> Response:
    found = await reports.report(view.db, profile, span, campaign)
    rows: list[tuple[object, ...]] = [("media", name, getattr(found.media, name)) for name in (
        "posts", "possible_reach", "followers_here", "followers_elsewhere", "servers_reached", "favourites", "boosts",
        "replies", "engagements", "clicks")]
    rows += [("networking", name, getattr(found.networking, name)) for name in (
        "conversations", "new_ties", "active_ties", "followers_gained", "referral_clicks", "asked", "answered",
        "median_response", "slow_response")]
    for value in found.values:
        rows += [(value.currency, name, getattr(value, name)) for name in (
            "media", "networking", "both", "none", "total", "media_share", "networking_share", "media_cost",
            "networking_cost", "media_return", "networking_return")]
    return download("report", ("part", "figure", "value"), rows)


async def _paths(
    view: View, profile: ProfileId, span: reports.Period, campaign: campaigns.CampaignId | None
) -> Response:
    rows = await _conversions(view, profile, span, campaign, 100_000)
    known = await goals.paths(view.db, [row.id for row in rows])
    head = ("conversion", "at", "goal", "value", "currency", "place", "touch", "half", "touched at")
    return download("paths", head, [
        (row.external_id, row.at, row.goal_name, row.value, row.currency, touch.place if touch else None,
         reports.channel(touch) if touch else "no path", touch.half if touch else None, touch.at if touch else None)
        for row in rows for touch in known.get(row.id, [None])
    ])


async def _models(
    view: View, profile: ProfileId, span: reports.Period, campaign: campaigns.CampaignId | None
) -> Response:
    credits: Mapping[str, goals.attribution.Credits] = await reports.credits(view.db, profile, span)
    channels = sorted({channel for by_channel in credits.values() for channel in by_channel})
    return download("models", ("channel", *credits), [
        (channel, *(round(by_channel.get(channel, 0.0), 4) for by_channel in credits.values())) for channel in channels
    ])


async def _clicks(
    view: View, profile: ProfileId, span: reports.Period, campaign: campaigns.CampaignId | None
) -> Response:
    days = await clicks_per_day(view, profile, campaign, span.since, span.until - timedelta(seconds=1))
    return download("clicks", ("day", "clicks", "all clicks"), [
        (day.date().isoformat(), counted, raw) for day, counted, raw in days])


async def _costs(
    view: View, profile: ProfileId, span: reports.Period, campaign: campaigns.CampaignId | None
) -> Response:
    found = await reports.report(view.db, profile, span, campaign)
    head = ("day", "half", "campaign", "hours", "rate", "spend", "total", "currency", "note")
    return download("costs", head, [
        (cost.spent_on, cost.half, cost.campaign, cost.hours, cost.rate, cost.spend, cost.total, cost.currency,
         cost.note) for cost in found.costs
    ])


TABLES = {"figures": _figures, "paths": _paths, "models": _models, "clicks": _clicks, "costs": _costs}


@page("POST", "/studio/costs")
async def enter(view: View) -> Response:
    """What a half has cost; a refusal shows the report again with what was typed."""
    who = await publisher(view)
    try:
        given = reports.Spent(
            view.text("half"), view.text("currency").strip().upper(), _day(view.text("spent_on")) or period(view).last,
            amount(view, "hours"), amount(view, "rate"), amount(view, "spend"), view.text("note"),
        )
        async with view.db.write() as tx:
            await reports.enter_cost(tx, who.profile, given, _campaign(view))
    except Invalid as problem:
        return await _show(view, 422, problem)
    return view.go(f"/studio/report?{_query(period(view), _campaign(view))}#costs")


@page("POST", "/studio/costs/{id:int}/strike")
async def strike(view: View) -> Response:
    who = await publisher(view)
    async with view.db.write() as tx:
        await reports.strike_cost(tx, who.profile, view.id())
    return view.go(f"/studio/report?{_query(period(view), _campaign(view))}#costs")
