"""What happens while a page is open, told to it as pieces of HTML (`GET /live`).

A room says what a topic's news looks like with `on`. Each open page of a profile is told when the topic names that
profile, or all; the piece is made for its own visitor, at the moment it is sent.
"""

import hashlib
from collections.abc import Awaitable, Callable, Hashable

from starlette.requests import Request
from starlette.responses import Response

from hubbub.base import bus
from hubbub.base.streams import Hub, Stream, Told, event

from .routes import View, page, visitor_of

Render = Callable[[View], Awaitable[str]]

_renders: dict[str, Render] = {}
_open: "Hub[_Live]" = Hub()


def on(topic: str) -> Callable[[Render], Render]:
    """Make the piece that pages are sent as an event of this name when their profile is named by the topic."""

    def keep(render: Render) -> Render:
        _renders[topic] = render

        @bus.hears(topic)
        def tell(keys: list[str]) -> None:
            for key in keys:
                for stream in _open if key == bus.ALL else _open.of(int(key)):
                    stream.put(topic)

        return render

    return keep


@page("GET", "/live")
async def live(view: View) -> Response:
    """The stream of a signed-in visitor, for as long as page and session last; 204 tells browsers not to ask again."""
    if view.viewer is None:
        return Response(status_code=204)
    # The request would hold everything that the server keeps of a connection.
    view.request = Request({name: value for name, value in view.request.scope.items() if name != "extensions"})
    stream = _Live(view)
    stream.put(None)
    return stream.line.answer({})


class _Live(Stream):
    """One open page's stream, which begins with how things stand; `session` is what the topic of that name calls it."""

    __slots__ = ("session", "view")

    def __init__(self, view: View) -> None:
        super().__init__(_open, view.me, Told())
        self.view = view
        self.session = hashlib.sha256(view.secret.encode()).hexdigest()

    async def make(self, topic: Hashable) -> bytes:
        if topic is not None:
            return await self._news(str(topic))
        visitor = await visitor_of(self.view.db, self.view.secret)
        if visitor is None or visitor.profile != self.view.viewer:
            self.end()
            return b""
        return b"".join([await self._news(name) for name in _renders])

    async def _news(self, topic: str) -> bytes:
        self.view.common = None
        piece = await _renders[topic](self.view)
        return event(topic, piece.encode()) if piece else b""


@on("feed")
async def hint(view: View) -> str:
    """That there is something new at home; the page asks for it in its own way."""
    return "new posts"


@bus.hears("session")
def _end(hashes: list[str]) -> None:
    """Whoever signs out, here or on another machine, is told nothing more."""
    ended = set(hashes)
    for stream in _open:
        if stream.session in ended:
            stream.end()


@bus.on_gap
def _ask_again() -> None:
    """Anything may have been missed, the end of a session too: as if each had just been opened."""
    for stream in _open:
        stream.put(None)
