"""Who of a team is looking: pages ask here what the visitor may do as the profile."""

from hubbub.base.db import Read
from hubbub.doors.web.routes import SignInFirst, View, Visitor
from hubbub.people import teams

EVERYBODY = frozenset(teams.Role)


async def member(view: View) -> Visitor:
    """The visitor, who is of the profile's team in whatever role. Raises `SignInFirst`, `NotYours`."""
    return await _in_role(view, view.db, EVERYBODY)


async def publisher(view: View, db: Read | None = None) -> Visitor:
    """The visitor, who may publish as the profile. Raises `SignInFirst`, `NotYours`."""
    return await _in_role(view, db or view.db, teams.PUBLISHERS)


async def _in_role(view: View, db: Read, roles: frozenset[teams.Role]) -> Visitor:
    if view.visitor is None:
        raise SignInFirst
    await teams.require(db, view.visitor.profile, view.visitor.account, roles)
    return view.visitor
