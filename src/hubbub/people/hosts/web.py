"""The page where those who run the server see how other servers take what is sent to them, and what got stuck."""

from starlette.responses import Response

from hubbub.base import backlog
from hubbub.base.clock import now
from hubbub.base.errors import Invalid
from hubbub.base.words import said
from hubbub.base.worker import HELD_AFTER
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.templates import panel
from hubbub.people import accounts, hosts
from hubbub.people.accounts.web import staff

LIMIT = 40
SIGNATURES = {"cavage": "draft-cavage", "message": "RFC 9421"}

panel("settings.server", "hosts/tab.html")


@page("GET", "/settings/servers")
async def servers(view: View) -> Response:
    """Those with trouble, or all, or those whose name begins so."""
    await staff(view, accounts.May.FEDERATION)
    name, every, after = view.text("name").strip().lower(), view.text("all") == "1", view.text("after")
    rows = await hosts.list_hosts(
        view.db, troubled=not (every or name), name=name or None, after=after, limit=LIMIT)
    return await view.render(
        "hosts/list.html", rows=[(row, _state(row)) for row in rows], name=name, every=every, kinds=SIGNATURES,
        after=rows[-1].name if len(rows) == LIMIT else None, stuck=len(await backlog.stuck(view.db, limit=100)),
    )


def _state(row: hosts.Standing) -> str:
    if row.held_at is not None:
        return said("held by hand")
    if row.failing_since is None:
        return ""
    return said("held") if now() - row.failing_since > HELD_AFTER else said("tried again")


@page("POST", "/settings/servers")
async def decide(view: View) -> Response:
    """Try a server now, hold what is for it, or forget it with all that waits."""
    await staff(view, accounts.May.FEDERATION)
    acts = {"try": hosts.try_now, "hold": hosts.hold, "forget": hosts.drop}
    if (act := acts.get(view.text("what"))) is None:
        raise Invalid("A server is tried, held or forgotten.")
    async with view.db.write() as tx:
        await act(tx, view.text("host"))
        if act is hosts.drop:
            view.sure(said("Forget {name}?", name=view.text("host")), "What waits for it is thrown away and never "
                      "arrives there. Who is followed there stays, and so does what came from there.", "Forget it")
    return view.go("/settings/servers" + ("?all=1" if view.text("all") == "1" else ""))


@page("GET", "/settings/stuck")
async def stuck(view: View) -> Response:
    """What was tried so often that it is tried no more, with what went wrong."""
    await staff(view, accounts.May.DASHBOARD | accounts.May.FEDERATION)
    rows = await backlog.stuck(view.db, below=view.number("below"), limit=LIMIT)
    return await view.render(
        "hosts/stuck.html", rows=[(row, row.error.strip().rpartition("\n")[2]) for row in rows],
        below=rows[-1].id if len(rows) == LIMIT else None,
    )


@page("POST", "/settings/stuck/{id:int}")
async def unstick(view: View) -> Response:
    """Try it once more, or throw it away."""
    await staff(view, accounts.May.DASHBOARD | accounts.May.FEDERATION)
    if view.text("what") == "forget":
        view.sure("Throw it away?", "What it was to do is never done.", "Throw it away")
    async with view.db.write() as tx:
        await (backlog.throw_away if view.text("what") == "forget" else backlog.again)(tx, view.id())
    return view.go("/settings/stuck")
