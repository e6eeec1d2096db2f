"""Pages of figures for those who look after the server: how it goes, and what it keeps."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.words import said
from hubbub.doors.web import charts
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import panel
from hubbub.people import accounts
from hubbub.people.accounts.web import staff
from hubbub.reach import copies
from hubbub.trust import figures

TIMES = {"7": said("7 days"), "30": said("30 days"), "90": said("90 days"), "366": said("a year")}
# By day: what is asked, what it is called, and what one of it is.
SHOWN = {
    "active_users": (said("People who published"), said("people")),
    "new_users": (said("New accounts"), said("accounts")),
    "interactions": (said("Answers and boosts of what is published here"), said("answers and boosts")),
    "opened_reports": (said("Reports"), said("reports")),
}
SHARES = {
    "servers": said("Posts by server"), "languages": said("Posts by language"),
    "sources": said("Accounts by what they were opened with")}
PURPOSES = {
    "avatar": said("Pictures of people"), "banner": said("Banners of people"),
    "file": said("Pictures, films and recordings in posts")}
KINDS = {
    "image": said("Pictures"), "gifv": said("Moving pictures"), "video": said("Films"), "audio": said("Recordings"),
    "unknown": said("Other files")}

panel("settings.server", "figures/tab.html")


@dataclass(frozen=True, slots=True)
class Plot:
    """One measure: its picture, and the figures by day that it is drawn from."""

    title: str
    picture: Markup
    total: int
    before: int
    days: list[tuple[str, int]]


def _days(view: View) -> figures.Days:
    wanted = view.text("days", "30")
    last = now()
    return figures.Days(last - timedelta(days=int(wanted if wanted in TIMES else "30") - 1), last)


@page("GET", "/settings/figures")
async def show(view: View) -> Response:
    """How many were here, joined, answered and complained, by day; and of what the posts of these days are made."""
    await staff(view, accounts.May.DASHBOARD)
    days = _days(view)
    async with view.db.read() as db:
        return await view.render(
            "figures/figures.html", plots=[await _plot(view, db, what, days) for what in SHOWN], times=TIMES,
            chosen=view.text("days", "30"), people=await figures.people(db), weeks=await figures.activity(db),
            shares=[(title, _bars(view, title, rows)) for what, title in SHARES.items()
                    if (rows := await figures.dimension(db, what, days))],
            software=await figures.dimension(db, "software_versions", days),
            registrations=await accounts.admitting.mode(db))


def _bars(view: View, title: str, rows: list[figures.Share]) -> Markup:
    shown = [charts.Bar(row.name, row.count, view.words.number(row.count)) for row in rows]
    return charts.bars(title, shown, view.words)


async def _plot(view: View, db: Read, what: str, days: figures.Days) -> Plot:
    title, unit = SHOWN[what]
    rows = await figures.measure(db, what, days)
    by_day = {row.day: row.count for row in rows}
    points = [(view.words.date(day, "%d %b %Y"), by_day.get(day, 0)) for day in days.each]
    before = await figures.measure(db, what, days.before)
    return Plot(title, charts.line(title, points, unit, view.words), _total(rows), _total(before), points)


def _total(rows: list[figures.Day]) -> int:
    return next((row.count for row in rows if row.day is None), 0)


@page("GET", "/settings/figures.csv")
async def table(view: View) -> Response:
    """The same by day, to take away."""
    await staff(view, accounts.May.DASHBOARD)
    days = _days(view)
    counted = {what: {row.day: row.count for row in await figures.measure(view.db, what, days)} for what in SHOWN}
    return download("figures", ["day", *SHOWN], [
        (day.date().isoformat(), *(counted[what].get(day, 0) for what in SHOWN)) for day in days.each])


@page("GET", "/settings/storage")
async def storage(view: View) -> Response:
    """How much is kept of what, ours and of other servers, and how long since somebody looked."""
    await staff(view, accounts.May.DASHBOARD)
    return await view.render("figures/storage.html", **await _stored(view))


async def _stored(view: View) -> dict[str, Any]:
    settings = view.db.here.settings
    async with view.db.read() as db:
        return {
            "ours": await figures.media_kept(db), "theirs": await figures.copies_kept(db, now()), "kinds": KINDS,
            "purposes": PURPOSES, "database": await figures.database_size(db), "days": settings.copies_days,
            "gigabytes": settings.copies_gigabytes, "may_drop": view.visitor and view.visitor.runs_the_server,
            "dropped": view.text("dropped") == "1"}


@page("POST", "/settings/storage/drop")
async def drop(view: View) -> Response:
    """Drop the copies of other servers' files at which nobody has looked for some days; 0 means all of them."""
    await staff(view, accounts.May.SETTINGS)
    days = min(view.number("days") or 0, 3650)
    view.sure("Drop the copies of other servers’ files?", "What somebody looks at is fetched again, as long as its "
              "server still has it. What it has not is gone.", "Drop them")
    async with view.db.write() as tx:
        await copies.drop_unseen(tx, now() - timedelta(days=days))
    return view.go("/settings/storage?dropped=1")
