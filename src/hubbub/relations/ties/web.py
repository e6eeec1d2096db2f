"""Ties on pages: a line on a profile, and the radar of them all. Only ever the visitor's own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.words import Moment, fresh, said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
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
            return said("You have reached out; {name} has not answered yet.", name=self.who.title)
        if not self.tie.given_count:
            return said("{name} has reached out; you have not answered yet.", name=self.who.title)
        if self.tie.index >= OFTEN:
            return said("You write to each other often.")
        if self.tie.index >= SOMETIMES:
            return said("You write to each other now and then.")
        return said("You seldom write to each other.")

    @property
    def mutual(self) -> str:
        """Who carries it."""
        if self.tie.reciprocity >= EVEN:
            return said("Even")
        if self.tie.reciprocity >= LEANING:
            return said("More from you") if self.tie.balance > 0.5 else said("More from {name}", name=self.who.title)
        return said("Mostly you") if self.tie.balance > 0.5 else said("Mostly {name}", name=self.who.title)

    @property
    def last(self) -> str:
        """Who had the last word, and when."""
        if self.tie.last_at is None:
            return ""
        by = self.who.title if self.tie.last_by == self.who.id else said("you")
        if fresh(self.tie.last_at):
            return said("{by}, just now", by=by)
        return said("{by}, {age} ago", by=by, age=Moment(self.tie.last_at))

    @property
    def call(self) -> str:
        """What might be done about it; nothing, mostly."""
        if self.tie.unanswered:
            return said("{name} asked you something {age} ago.", name=self.who.title, age=Moment(self.tie.unanswered))
        if self.tie.unusually_quiet and self.tie.habit and self.tie.last_at:
            return said("Quiet for {days}; usually it is about {usual}.", days=_days(now() - self.tie.last_at),
                        usual=_days(self.tie.habit))
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
    return said("a day") if span.days <= 1 else said("{n} days", n=span.days)
