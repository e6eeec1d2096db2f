"""Ties on pages: a line on a profile, and the radar of them all. Only ever the visitor's own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import ago, beside, panel
from hubbub.people import profiles
from hubbub.relations import ties
from hubbub.relations.ties import Tie

MOST = 100
OFTEN, SOMETIMES = 70, 30   # of the index
EVEN, LEANING = 0.75, 0.35  # of the reciprocity

panel("profile.more", "ties/panel.html")
panel("nav.more", "ties/nav.html")


@dataclass(frozen=True, slots=True)
class Line:
    """A tie in words, with whom it is."""

    tie: Tie
    who: profiles.Profile

    @property
    def sentence(self) -> str:
        """How things stand between the two, in one plain sentence."""
        if not self.tie.received_count:
            return f"You have reached out; {self.who.title} has not answered yet."
        if not self.tie.given_count:
            return f"{self.who.title} has reached out; you have not answered yet."
        if self.tie.index >= OFTEN:
            return "You write to each other often."
        if self.tie.index >= SOMETIMES:
            return "You write to each other now and then."
        return "You seldom write to each other."

    @property
    def mutual(self) -> str:
        """Who carries it."""
        if self.tie.reciprocity >= EVEN:
            return "Even"
        if self.tie.reciprocity >= LEANING:
            return "More from you" if self.tie.balance > 0.5 else f"More from {self.who.title}"
        return "Mostly you" if self.tie.balance > 0.5 else f"Mostly {self.who.title}"

    @property
    def last(self) -> str:
        """Who had the last word, and when."""
        if self.tie.last_at is None:
            return ""
        by = self.who.title if self.tie.last_by == self.who.id else "you"
        since = ago(self.tie.last_at)
        return f"{by}, just now" if since == "now" else f"{by}, {since} ago"

    @property
    def call(self) -> str:
        """What might be done about it; nothing, mostly."""
        if self.tie.unanswered:
            return f"{self.who.title} asked you something {ago(self.tie.unanswered)} ago."
        if self.tie.unusually_quiet and self.tie.habit and self.tie.last_at:
            return f"Quiet for {_days(now() - self.tie.last_at)}; usually it is about {_days(self.tie.habit)}."
        return ""


@beside("who")
async def between(view: View, who: profiles.Profile) -> dict[str, Any]:
    """What there is between the visitor and whom the page is about."""
    if view.viewer is None or view.viewer == who.id:
        return {"tie": None}
    found = await ties.tie(view.db, view.viewer, who.id)
    return {"tie": Line(found, who) if found.last_at else None}


@page("GET", "/ties")
async def radar(view: View) -> Response:
    """Everybody the visitor has to do with; who waits or has gone unusually quiet comes first."""
    async with view.db.read() as db:
        found = await ties.list_ties(db, view.me, MOST)
        people = {who.id: who for who in await profiles.list_by_ids(db, [tie.other for tie in found])}
    lines = [Line(tie, people[tie.other]) for tie in found if tie.other in people]
    return await view.render("ties/ties.html", lines=sorted(lines, key=lambda line: not line.call))


def _days(span: timedelta) -> str:
    return "a day" if span.days <= 1 else f"{span.days} days"
