"""The addresses under which pages and apps load what is elsewhere."""

from starlette.requests import Request
from starlette.responses import Response

from hubbub.base.db import Db
from hubbub.base.errors import NotFound, TooMany, Unavailable
from hubbub.base.http import caller
from hubbub.base.limits import Limit
from hubbub.doors.web.files import not_there, sent, serves
from hubbub.reach import copies

from .copies import PURPOSES

# What is not here yet costs a request to another server.
FETCHES = Limit("copies", 300, 300)


@serves("/copies/{shape}/{proof}/{address}")
async def show(request: Request) -> Response:
    """The copy, fetched if need be, whole or in the parts that a player asks for."""
    db: Db = request.app.state.db
    asked = request.path_params
    try:
        url = copies.asked(db.here, asked["shape"], asked["proof"], asked["address"])
        copy = await copies.find(db, url, PURPOSES[asked["shape"]])
        if copy is None or copy.original_key is None:
            request.app.state.counter.take(FETCHES, caller(request))
            copy = await copies.fetch(db, url, PURPOSES[asked["shape"]])
        key = copy.small_key if asked["shape"] == "small" else copy.original_key
        if key is None:
            return not_there()
        await copies.look(db, copy)
    except NotFound:
        return not_there()
    except TooMany:
        return not_there(429)
    except Unavailable:
        return not_there(503)
    return await sent(db, key)
