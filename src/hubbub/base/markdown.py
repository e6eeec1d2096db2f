"""Markdown to HTML: what mentions, tags and links are in it stays what it is elsewhere, and code is only shown."""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as Piece
from markdown_it.utils import EnvType, OptionsDict

from . import text
from .text import Mentioned, Token, Written

LONGEST = 20_000  # characters of Markdown; links count less than they are long, so the limit of posts is none
DEEPEST = 20  # quotations and lists in one another
_KIND = "token"  # of a piece that is a mention, a tag or an address
_ADDRESS = re.compile(r"(?:https?://|www\.)", re.I)
# An underscore that may open emphasis: after it one that ends a name or a tag closes it.
_OPENS = re.compile(r"(?<!\w)_+(?=[^\s_])")


def read(words: str) -> Written:
    """The Markdown, read once: what is mentioned, tagged and linked in it, and its HTML, cleaned like a stranger's."""
    env: dict[str, object] = {}
    pieces = _parser().parse(words[:LONGEST], env)
    for piece in pieces:
        piece.children = _with_links(piece.children or []) if piece.type == "inline" else piece.children
    found = [inner.meta["token"] for piece in pieces for inner in piece.children or () if inner.type == _KIND]

    def rendered(mentioned: Mapping[str, Mentioned], tag_url: Callable[[str], str]) -> str:
        env[_KIND] = mentioned, tag_url
        return text.clean(_parser().renderer.render(pieces, _parser().options, env))

    return Written(found, rendered)


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": DEEPEST}).enable("strikethrough")
    made.validateLink = _leads_somewhere  # type: ignore[method-assign]
    made.inline.ruler.before("escape", _KIND, _take)
    made.inline.add_terminator_char("#")
    made.add_render_rule(_KIND, _show)
    return made


def _leads_somewhere(url: str) -> bool:
    """A whole address of a kind that may be linked to: what begins at a page of ours would deceive."""
    return text.urlsplit_scheme(url) in ("mailto", "xmpp") or (
        text.urlsplit_scheme(url) in ("http", "https") and bool(text.urlsplit_host(url)))


def _tokens(words: str) -> Iterable[tuple[int, Token]]:
    opens = _OPENS.search(words)
    for token in text.tokens(words):
        said = token.text.split("](", 1)[0] if token.kind == "url" else token.text
        if opens and opens.start() < token.start and token.kind != "url":
            said = said.rstrip("_")
        less = len(token.text) - len(said)
        if token.kind == "mention":
            name = token.name if token.host else said[1:]
            yield token.start, Token("mention", token.start, token.end - less, said, name, token.host)
        elif said:
            yield token.start, Token(token.kind, token.start, token.end - less, said)


def _take(state: StateInline, silent: bool) -> bool:
    """A mention, a tag or an address, before anything in it is taken for a mark."""
    sign, at = state.src[state.pos], state.pos
    if sign == ":":
        scheme = next((each for each in ("https", "http") if state.pending.endswith(each)), "")
        if not scheme or not state.src.startswith("://", at):
            return False
        at -= len(scheme)
    elif sign not in "@#":
        return False
    known = state.env.setdefault("known", {})
    if known.get("of") is not state.src:
        known |= {"of": state.src, "tokens": dict(_tokens(state.src))}
    token = known["tokens"].get(at)
    if token is None or token.end > state.posMax:
        return False
    if not silent:
        if at < state.pos:
            state.pending = state.pending[:at - state.pos]
        state.push(_KIND, "", 0).meta = {"token": token}
    state.pos = token.end
    return True


def _with_links(pieces: Sequence[Piece]) -> list[Piece]:
    """Pictures become links to them; in a link there is no other, and none says that it leads where it does not."""
    made: list[Piece] = []
    inside: Piece | None = None
    for piece in pieces:
        if piece.type in ("link_open", "link_close"):
            inside = piece if piece.type == "link_open" else None
        elif inside is not None:
            piece = _plain(piece, str(inside.attrs["href"]))
        elif piece.type == "image":
            piece = _link_to(piece)
        made.append(piece)
    return made


def _plain(piece: Piece, url: str) -> Piece:
    """What stands in a link is words alone; an address that is not the link's own is not among them."""
    if piece.type == _KIND:
        token: Token = piece.meta["token"]
        return _words({"url": url, "tag": f"#{token.text}"}.get(token.kind, token.text))
    if piece.type == "text" and _ADDRESS.match(piece.content.strip()):
        return _words(url)
    return _words(piece.content) if piece.type == "image" else piece


def _words(said: str) -> Piece:
    return Piece("text", "", 0, content=said)


def _link_to(picture: Piece) -> Piece:
    url = str(picture.attrs["src"])
    if not picture.content.strip():
        return Piece(_KIND, "", 0, meta={"token": Token("url", 0, 0, url)})
    return Piece("html_inline", "", 0, content=f'<a href="{html.escape(url)}">{html.escape(picture.content)}</a>')


def _show(renderer: RendererHTML, pieces: Sequence[Piece], at: int, options: OptionsDict, env: EnvType) -> str:
    mentioned, tag_url = env[_KIND]
    return text.render_token(pieces[at].meta["token"], mentioned, tag_url)
