"""A collection's page, from which its people are followed one by one, and the list of them on their owner's page."""

from typing import Any

from starlette.responses import Response

from hubbub.base.words import said
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import beside, panel
from hubbub.people import follows, profiles
from hubbub.relations import collections
from hubbub.relations.collections import elsewhere
from hubbub.relations.notifications.lines import leads

FEW = 10  # as many as one person may have

panel("profile.featured", "collections/panel.html")
panel("profile.features", "collections/hint.html")
leads("collection", "/collections/{}", said("See the collection"))
leads("collection_update", "/collections/{}", said("See the collection"))


@beside("who")
async def looked_at(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Whoever looks at somebody elsewhere finds their collections a moment later."""
    if not view.partial:
        await elsewhere.look_at(view.db, view.viewer, who)
    return {}


@beside("showcase")
async def of_one(view: View, who: profiles.Profile) -> dict[str, Any]:
    """Beside what somebody features: what they have put together."""
    return {"collected": await collections.list_by(view.db, view.viewer, who.id, limit=FEW)}


@page("GET", "/collections/{id:int}")
async def show(view: View) -> Response:
    async with view.db.read() as db:
        shown = await collections.get(db, view.viewer, view.id())
        items = (await collections.items_of(db, view.viewer, [shown.id]))[shown.id]
        inside = [item.profile for item in items if item.state == "accepted"]
        owner, *people = await profiles.list_by_ids(db, [shown.owner, *inside])
        stands = await follows.relations(db, view.viewer, [who.id for who in people]) if view.viewer else []
    return await view.render(
        "collections/collection.html", shown=shown, owner=owner, people=people,
        relations={relation.profile: relation for relation in stands if relation.profile != view.viewer},
    )


@page("POST", "/collections/{id:int}/leave")
async def leave(view: View) -> Response:
    async with view.db.write() as tx:
        await collections.revoke(tx, view.me, view.id())
    return view.go(f"/collections/{view.id()}")
