"""The page where one brings files and takes them away."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from hubbub.base.errors import Invalid, NotFound, Refusal
from hubbub.base.limits import Limit
from hubbub.doors.web.routes import View, page
from hubbub.doors.web.tables import download
from hubbub.doors.web.templates import panel
from hubbub.people.teams.web import publisher
from hubbub.trust import transfers

from .transfers import MOST_BYTES

FILES = Limit("transfer", 20, 3600)

panel("settings.data", "transfers/settings.html")
panel("closing", "transfers/closing.html")


@page("GET", "/settings/transfers")
async def show(view: View) -> Response:
    return await _show(view)


async def _show(view: View, problem: Refusal | None = None) -> Response:
    visitor = await publisher(view)
    return await view.render(
        "transfers/all.html", 422 if problem else 200, kinds=transfers.KINDS, problem=problem,
        brought=await transfers.list_own(view.db, visitor.profile), kind=view.text("kind"), mode=view.text("mode"),
    )


@page("GET", "/settings/transfers/take/{kind}")
async def take(view: View) -> Response:
    """One kind as a file, in Mastodon's form."""
    visitor = await publisher(view)
    kind = transfers.KINDS.get(view.path["kind"].removesuffix(".csv"))
    if kind is None:
        raise NotFound
    view.request.app.state.counter.take(FILES, str(visitor.account))
    async with view.db.read() as db:
        rows = await kind.rows(db, visitor.profile)
    return download(kind.name, kind.head, rows, mark=False)


@page("POST", "/settings/transfers", upload=True)
async def bring(view: View) -> Response:
    visitor = await publisher(view)
    view.request.app.state.counter.take(FILES, str(visitor.account))
    file = view.form.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.size:
            raise Invalid("Please choose a file.", field="file")
        data = await file.read(MOST_BYTES + 1)
        async with view.db.write() as tx:
            made = await transfers.begin(tx, visitor.profile, view.text("kind"), data, view.text("mode"))
    except Refusal as problem:
        return await _show(view, problem)
    return view.go(f"/settings/transfers/{made}")


@page("GET", "/settings/transfers/{id:int}")
async def progress(view: View) -> Response:
    """How far it is; a script asks for the same page again until it is done."""
    visitor = await publisher(view)
    transfer = await transfers.get(view.db, visitor.profile, view.id())
    return await view.render(
        "transfers/progress.html" if view.partial else "transfers/one.html", transfer=transfer,
        kind=transfers.KINDS[transfer.kind],
        problems=await transfers.list_problems(view.db, visitor.profile, transfer.id) if transfer.ended_at else [],
    )
