"""Pages of the graph: the buttons on a profile, who follows whom, and who waits for an answer."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from hubbub.base.clock import now
from hubbub.base.db import Read, Tx
from hubbub.base.errors import NotFound
from hubbub.base.ids import ProfileId
from hubbub.base.words import said
from hubbub.doors.web.routes import Handler, View, page
from hubbub.doors.web.templates import beside, gives, panel
from hubbub.people import follows, profiles
from hubbub.people.profiles.web import named

from .follows import accept_all, familiar, list_blocked, list_muted
from .store import Ending, Listed

PAGE = 40
# How long a mute or a block holds, by hours; 0: until it is taken back.
SPANS = {0: said("Always"), 1: said("1 hour"), 24: said("1 day"), 168: said("1 week")}

Verb = Callable[[Tx, ProfileId, ProfileId], Awaitable[object]]


async def remove_follower(tx: Tx, me: ProfileId, other: ProfileId) -> None:
    """What refusing a request is, of one who has been let in."""
    await follows.reject(tx, me, other)


panel("profile", "follows/button.html")
panel("profile.more", "follows/familiar.html")
panel("profile.about", "follows/known.html")
panel("settings.people", "follows/settings.html")
panel("post.menu", "follows/post.html")


@gives
async def how_long(view: View) -> dict[str, Any]:
    return {"spans_apart": SPANS}


@beside("who")
async def stand(view: View, who: profiles.Profile) -> dict[str, Any]:
    """How the visitor stands with whom the page is about."""
    if view.viewer is None or view.viewer == who.id:
        return {"relation": None, "known": []}
    both = (await familiar(view.db, view.viewer, [who.id]))[0].followers if not view.partial else []
    return {"relation": (await follows.relations(view.db, view.viewer, [who.id]))[0],
            "known": await profiles.list_by_ids(view.db, both)}


@page("POST", "/following/{id:int}")
async def change_how(view: View) -> Response:
    """Whether the boosts of somebody whom one follows come home, and whether one is told of each post."""
    me, other = view.me, ProfileId(view.id())
    async with view.db.write() as tx:
        [was] = await follows.relations(tx, me, [other])
        if not was.following:
            raise NotFound
        await follows.follow(tx, me, other, notifies=view.text("notifies") == "on", languages=was.languages,
                             shows_boosts=view.text("boosts") == "on")
    return await _as_it_stands(view, other)


@page("POST", "/mute/{id:int}")
async def mute(view: View) -> Response:
    """Hear nothing of somebody, for good or for a while."""
    me, other = view.me, ProfileId(view.id())
    async with view.db.write() as tx:
        await follows.mute(tx, me, other, ends_at=_end(view))
    return await _as_it_stands(view, other)


@page("POST", "/block/{id:int}")
async def block(view: View) -> Response:
    """Part with somebody, for good or for a while."""
    me, other = view.me, ProfileId(view.id())
    _ask(view, follows.block, (await profiles.get(view.db, other)).title)
    async with view.db.write() as tx:
        await follows.block(tx, me, other, ends_at=_end(view))
    return await _as_it_stands(view, other)


def _end(view: View) -> datetime | None:
    hours = view.number("hours")
    return now() + timedelta(hours=hours) if hours in SPANS and hours else None


# What is lost by it does not come back when it is taken back.
def _ask(view: View, verb: Verb, name: str) -> None:
    if verb is follows.block and _end(view):
        view.sure(said("Block {name} for a while?", name=name), "Until then you hear nothing of each other. The block "
                  "ends by itself, but neither follows the other any more: whoever followed has to follow anew.",
                  "Block them")
    elif verb is follows.block:
        view.sure(said("Block {name}?", name=name), "You hear nothing of each other, and neither follows the other any "
                  "more. You can unblock them; whoever followed has to follow anew.", "Block them")
    elif verb is remove_follower:
        view.sure(said("Remove {name} from your followers?", name=name), "They are not told, and no longer get what is "
                  "for followers. They can follow you again; block them if they should not.", "Remove them")


def _does(verb: Verb) -> Handler:
    async def do(view: View) -> Response:
        """Do it, then show the buttons as they stand now, or the page that they were on."""
        me, other = view.me, ProfileId(view.id())
        _ask(view, verb, (await profiles.get(view.db, other)).title)
        async with view.db.write() as tx:
            await verb(tx, me, other)
        return await _as_it_stands(view, other)

    return do


async def _as_it_stands(view: View, other: ProfileId) -> Response:
    who = await profiles.get(view.db, other)
    if view.partial:
        return await view.render("follows/button.html", who=who, counts=True)
    return view.go(view.text("back", f"/@{who.handle}"))


for _path, _verb in (
    ("/follow/{id:int}", follows.follow), ("/unfollow/{id:int}", follows.unfollow),
    ("/unblock/{id:int}", follows.unblock), ("/unmute/{id:int}", follows.unmute),
    ("/remove-follower/{id:int}", remove_follower),
    ("/follow-requests/{id:int}/accept", follows.accept), ("/follow-requests/{id:int}/reject", follows.reject),
):
    page("POST", _path)(_does(_verb))


@page("GET", "/follow-requests")
async def requests(view: View) -> Response:
    rows = await follows.list_requests(view.db, view.me, below=view.number("below"), limit=PAGE)
    return await _people(view, rows, said("Follow requests"), said("Nobody is waiting for your answer."))


@page("POST", "/follow-requests/accept-all")
async def accept_everybody(view: View) -> Response:
    """Let in all who wait, once the visitor has said that they are sure."""
    view.sure("Let everybody follow you who asks to?", "They find what you publish for followers, also what you have "
              "published so far. You can remove each of them again.", "Accept them all")
    async with view.db.write() as tx:
        await accept_all(tx, view.me)
    return view.go("/follow-requests")


@page("GET", "/settings/blocked")
async def blocked(view: View) -> Response:
    rows = await list_blocked(view.db, view.me, below=view.number("below"), limit=PAGE)
    return await _people(view, rows, said("Blocked"), said("You have blocked nobody."))


@page("GET", "/settings/muted")
async def muted(view: View) -> Response:
    rows = await list_muted(view.db, view.me, below=view.number("below"), limit=PAGE)
    return await _people(view, rows, said("Muted"), said("You have muted nobody."))


@page("GET", "/@{name}/followers")
async def followers(view: View) -> Response:
    async with view.db.read() as db:
        who = await _shown(db, view)
        rows = await follows.list_followers(db, who.id, viewer=view.viewer, below=view.number("below"), limit=PAGE)
    return await _people(view, rows, said("Who follows {name}", name=who.title), said("Nobody yet."), of=who)


@page("GET", "/@{name}/following")
async def following(view: View) -> Response:
    async with view.db.read() as db:
        who = await _shown(db, view)
        rows = await follows.list_followed(db, who.id, viewer=view.viewer, below=view.number("below"), limit=PAGE)
    return await _people(view, rows, said("Whom {name} follows", name=who.title), said("Nobody yet."), of=who)


async def _shown(db: Read, view: View) -> profiles.Profile:
    """The profile that the address names. Raises `NotFound`, also for whom it has blocked."""
    who = await profiles.get(db, await named(db, view.path["name"]))
    hides = view.viewer is not None and (await follows.relations(db, view.viewer, [who.id]))[0].blocked_by
    if who.removed_at or who.suspended_at or hides:
        raise NotFound("Nobody here goes by that name.")
    return who


async def _people(
    view: View, rows: Sequence[Listed | Ending], title: str, nobody: str, of: profiles.Profile | None = None
) -> Response:
    """A list of people, each with how the visitor stands with them."""
    people = await profiles.list_by_ids(view.db, [row.profile for row in rows])
    others = [who.id for who in people if who.id != view.viewer]
    stands = await follows.relations(view.db, view.viewer, others) if view.viewer else []
    return await view.render(
        "follows/people.html", title=title, nobody=nobody, of=of, people=people,
        relations={each.profile: each for each in stands}, older=rows[-1].key if len(rows) == PAGE else None)
