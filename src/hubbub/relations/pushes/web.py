"""Calls to a browser: asked for kindly beside the notifications, chosen by kind in the settings."""

from typing import Any

from starlette.responses import Response

from hubbub.base.errors import Invalid, Refusal
from hubbub.base.push import server_key
from hubbub.base.words import said
from hubbub.doors.web.routes import SignInFirst, View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.relations.pushes import Wanted, browsers

from .pushes import POLICIES

# What one switches together: its word in the form, its name, and the kinds of notifications that it stands for.
SWITCHES = {
    "mentions": (said("Somebody speaks to me or quotes me"), ("mention", "quote")),
    "follows": (said("Somebody follows me, or asks to"), ("follow", "follow_request")),
    "likes": (said("Somebody likes a post of mine, or reacts to it"), ("favourite", "feeling")),
    "boosts": (said("Somebody passes on a post of mine"), ("boost",)),
    "posts": (said("Somebody publishes of whose posts I asked to be told"), ("status",)),
    "changes": (said("A poll has ended, or a post that I passed on or quoted has changed"),
                ("poll", "update", "quoted_update")),
    "account": (said("Something concerns my account, or I am put into a collection"),
                ("severance", "warning", "collection", "collection_update")),
    "staff": (said("Somebody signs up or reports something, if I look after this server"), ("sign_up", "report")),
}
WHOM = (("all", said("Everybody")), ("followed", said("People whom I follow")),
        ("follower", said("People who follow me")), ("none", said("Nobody, for now")))

panel("settings.reading", "pushes/settings.html")
panel("notifications", "pushes/ask.html")


@beside("pending")
async def called(view: View, pending: int) -> dict[str, Any]:
    """Beside the notifications: whether this browser is called, and what it needs to be."""
    del pending
    known = await browsers.find(view.db, view.secret) if view.visitor else None
    return {"called": known is not None, "push_key": server_key(view.db.here.secret)}


@page("GET", "/settings/push")
async def shown(view: View) -> Response:
    return await _show(view)


@page("POST", "/settings/push")
async def start(view: View) -> Response:
    """Call this browser, of everything until something else is chosen."""
    me = view.me
    wanted = Wanted(view.text("endpoint"), view.text("p256dh")[:200], view.text("auth")[:200], standard=True,
                    alerts=[kind for _, kinds in SWITCHES.values() for kind in kinds])
    try:
        async with view.db.write() as tx:
            await browsers.subscribe(tx, view.secret, me, wanted)
    except Invalid:
        problem = Invalid("This browser has not said where push notifications reach it. Please allow it to show them.")
        return await _show(view, problem)
    return view.go("/settings/push?saved=1")


@page("POST", "/settings/push/kinds")
async def choose(view: View) -> Response:
    session = _session(view)
    alerts = [kind for name, (_, kinds) in SWITCHES.items() if view.text(name) == "on" for kind in kinds]
    try:
        async with view.db.write() as tx:
            await browsers.adjust(tx, session, alerts, view.text("policy", "all"))
    except Refusal as problem:
        return await _show(view, problem)
    return view.go("/settings/push?saved=1")


@page("POST", "/settings/push/stop")
async def stop(view: View) -> Response:
    session = _session(view)
    async with view.db.write() as tx:
        await browsers.unsubscribe(tx, session)
    return view.go("/settings/push?saved=1")


async def _show(view: View, problem: Refusal | None = None) -> Response:
    known = await browsers.find(view.db, _session(view))
    switches = [(name, words, bool(known and set(kinds) & set(known.alerts)))
                for name, (words, kinds) in SWITCHES.items() if name != "staff" or _looks_after(view)]
    return await view.render(
        "pushes/settings_page.html", 422 if problem else 200, problem=problem, saved=view.text("saved") == "1",
        known=known, switches=switches, whom=[(name, words) for name, words in WHOM if name in POLICIES],
        push_key=server_key(view.db.here.secret),
    )


def _session(view: View) -> str:
    """The session of whoever is signed in. Raises `SignInFirst`."""
    if view.visitor is None:
        raise SignInFirst
    return view.secret


def _looks_after(view: View) -> bool:
    return view.visitor is not None and view.visitor.role != "member"
