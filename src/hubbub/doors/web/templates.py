"""Templates: each room's `pages/` under the room's name, the door's own under `web/`."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as Scope
from markupsafe import Markup, escape

from hubbub.base import text
from hubbub.base.languages import LANGUAGES
from hubbub.base.lending import lent
from hubbub.base.words import SOURCE, Words, words

from .apart import Apart
from .icons import icon
from .icons import sheet as icons
from .keeping import Bones, Piece, bones, kept, lay, parted, shared, slot
from .translating import Translated, speaks

if TYPE_CHECKING:  # the door's own two halves; a template is rendered for a View
    from .routes import View

HERE = Path(__file__).parent
STATIC = HERE / "static"
ROOMS = HERE.parent.parent
HUES = 12  # the classes `hue--0` to `hue--11` of parts.css

_IN_WORDS = re.compile(r"""inWords(?:\.many)?\(\s*("(?:[^"\\]|\\.)*")(?:,\s*("(?:[^"\\]|\\.)*"))?""")

Context = Callable[["View"], Awaitable[dict[str, Any]]]

Beside = Callable[["View", Any], Awaitable[dict[str, Any]]]

_contexts: list[Context] = []
_frames: list[Context] = []
_besides: list[tuple[str, Beside]] = []
_panels: dict[str, list[str]] = {}
_always: dict[str, Any] = {}


def gives(function: Context) -> Context:
    """Let a room put something before every page, such as who is signed in or how much is unread."""
    _contexts.append(function)
    return function


def frames(function: Context) -> Context:
    """Let a room put something before every whole page: what stands in its frame is no part of a piece."""
    _frames.append(function)
    return function


def always(**given: Any) -> None:
    """Let a room give all templates something that never changes: no piece is kept by it."""
    _always.update(given)


async def common(view: "View") -> dict[str, Any]:
    """What rooms put before all pages of the visitor, asked for once an answer."""
    if view.common is None:
        found: dict[str, Any] = {}
        for context in _contexts if view.visitor is not None else ():
            found |= await context(view)
        view.common = found
    return view.common


def beside(name: str) -> Callable[[Beside], Beside]:
    """Let a room add to every page that is given `name`: beside `who`, how the visitor stands with them."""

    def keep(function: Beside) -> Beside:
        _besides.append((name, function))
        return function

    return keep


def panel(slot: str, template: str) -> None:
    """Hang a room's partial into a slot of another's page, e.g. `post.body` or `nav`."""
    _panels.setdefault(slot, []).append(template)


@cache
def environment(language: str = SOURCE) -> Translated:
    """What templates are made in, one for each language."""
    folders = {
        pages.parent.name: FileSystemLoader(pages) for pages in sorted(ROOMS.glob("*/*/pages")) if pages.is_dir()
    }
    env = Translated(
        loader=PrefixLoader(folders | {"web": FileSystemLoader(HERE / "layout")}),
        # Looking for changed files with each include would take a tenth of a page's time, forgetting some more.
        auto_reload=False, cache_size=-1,
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, enable_async=False,
        extensions=["jinja2.ext.i18n", Apart],
    )
    speaks(env, words(language))
    env.filters |= {"clean": clean, "plain": text.plain, "hue": hue, "emoji": emoji, "picture": picture,
                    "banner": banner}
    env.globals |= _always | {
        "asset": asset, "panels": lambda slot: _panels.get(slot, []), "icon": icon, "current": current, "hx": hx,
        "script": script, "lent": lent, "kept": kept, "lay": lay, "languages_named": LANGUAGES,
        "shelf": cache(lambda: shelf(env.words)),
    }
    return env


async def html(view: "View", template: str, given: dict[str, Any]) -> bytes:
    """The rendered template. If it is told something `later` it is kept for its visitor and shown again with other
    `cards`, where these are made already."""
    frame = dict(await common(view))
    for function in _frames if view.visitor is not None and not view.partial else ():
        frame |= await function(view)
    besides: dict[str, dict[str, Any]] = {}
    for name, tell in _besides:
        if name in given:
            besides.setdefault(name, {}).update(await tell(view, given[name]))
    beside_it = {each: value for found in besides.values() for each, value in found.items()}
    zone = time_zone(view)
    told = {name: value for name, value in view.later.items() if value}
    given |= {**view.later, **{name: slot(name) for name in told}}
    context = frame | beside_it | given

    def make(nonce: str, token: str) -> tuple[str, list[Sequence[Piece]]]:
        laid: list[Sequence[Piece]] = []
        return environment(view.language).get_template(template).render(
            view=view, visitor=view.visitor, settings=view.db.here.settings, csrf=token, nonce=nonce,
            path=view.request.scope["path"], when=lambda at: at.astimezone(zone), partial=view.partial, laid=laid,
            frame=frame, besides=besides, shared=shared(view, context), **context,
        ), laid

    token, cards = view.csrf, given["cards"].at_once(given.get("left", 0)) if told else None
    if cards is None:
        page, laid = make(view.nonce, token)
        made = Bones(parted(page), laid)
    else:
        rest = {name: value for name, value in given.items() if name != "cards"}
        made = bones(view, template, (frame, besides, rest), cards, make)
    return made.dressed(view.words, view.nonce, token, told)


def time_zone(view: "View") -> ZoneInfo:
    """The zone that the visitor reads and writes times in."""
    return _zone(view.visitor.time_zone if view.visitor else "UTC")


@cache
def asset(name: str) -> str:
    """The address of a static file, with its hash: it may be kept for ever."""
    return f"/static/{name}?{digest(name)}"


def digest(name: str) -> str:
    return hashlib.sha256(static(name)).hexdigest()[:12]


@cache
def static(name: str) -> bytes:
    """A static file's bytes. `app.css` is the door's sheets, its icons and every room's `style.css`, in this order."""
    if name == "app.css":
        sheets = [(STATIC / own).read_text() for own in ("base.css", "parts.css", "charts.css", "shell.css")]
        rooms = [sheet.read_text() for sheet in sorted(ROOMS.glob("*/*/style.css"))]
        sheets += [icons(), *(f"@layer rooms {{\n{sheet}}}\n" for sheet in rooms)]
        return "".join(sheets).encode()
    if (path := elements().get(name)) is not None:
        return path.read_bytes()
    return (STATIC / name).read_bytes()


@cache
def elements() -> dict[str, Path]:
    """Each room's `element.js`, served as `room.js`."""
    return {f"{path.parent.name}.js": path for path in ROOMS.glob("*/*/element.js")}


@pass_context
def current(scope: Scope, where: str, within: bool = False) -> Markup:
    """`aria-current` for a link to the page that is shown, or `within` which it is."""
    path = scope["path"]
    here = path == where or (within and path.startswith(f"{where}/"))
    return Markup('aria-current="page"') if here else Markup("")


@pass_context
def hx(scope: Scope, **words: str) -> Markup:
    """htmx's attributes with the page's nonce: without it they are dead, so no stranger's HTML can bring its own.

    `hx(post="/a", target="#b", swap="outerHTML")`; `status_422` becomes `hx-status:422`.
    """
    given = [f'{_attribute(name)}="{escape(value)}"' for name, value in words.items()]
    return Markup(" ".join([*given, f'hx-nonce="{scope["nonce"]}"']))  # noqa: S704  escaped one by one


@cache
def _attribute(name: str) -> str:
    return "hx-" + re.sub(r"-(\d\w\w)$", r":\1", name.replace("_", "-"))


@pass_context
def script(scope: Scope, name: str) -> Markup:
    """A module of ours: `script("posts.js")` is the room's `element.js`. Asked for twice it still runs once.

    A piece that is swapped into a page brings none: the page's policy lets no script come that way. What pieces may
    need is loaded with each page, by a panel of the slot `page.scripts`.
    """
    if scope["partial"]:
        return Markup("")
    return Markup(  # noqa: S704  both are of our own making
        f'<script type="module" nonce="{scope["nonce"]}" src="{asset(name)}"></script>')


def shelf(words: Words) -> Markup:
    """What the page's scripts say, where they find it in the page's language; English stands in them."""
    if words.code == SOURCE:
        return Markup("")
    sources = [static(path.name).decode() for path in sorted(STATIC.glob("*.js"))]
    sources += [path.read_text() for path in elements().values()]
    known = {one: words.forms(one, many) for source in sources for one, many in of_scripts(source)}
    forms = "".join(str(words.form(number)) for number in range(200))
    return Markup('<template id="in-words" data-forms="{}">{}</template>').format(
        forms, json.dumps(known, ensure_ascii=False))


def of_scripts(source: str) -> Iterator[tuple[str, str]]:
    """What a script says: each sentence, and what it is of several if it is said of any number."""
    for found in _IN_WORDS.finditer(source):
        yield json.loads(found[1]), json.loads(found[2] or '""')


@pass_context
def picture(scope: Scope, profile: Any, size: str = "") -> Markup:
    """A profile's picture, or else its first letter on a hue of its own. It stands beside the name: no words."""
    kind = f"avatar avatar--{size}" if size else "avatar"
    address = pictured(scope["view"], profile.avatar, "avatar")
    if address is not None:
        source = escape(address)
        return Markup(  # noqa: S704  escaped a line before
            f'<img class="{kind}" src="{source}" alt="" width="96" height="96" loading="lazy" decoding="async">')
    return _initial(kind, hue(profile.id), profile.title)


@lru_cache(1000)
def _initial(kind: str, hue: int, title: str) -> Markup:
    letter = escape(next((letter for letter in title if letter.isalnum()), "·"))
    return Markup(f'<span class="{kind} hue--{hue}" aria-hidden="true">{letter}</span>')  # noqa: S704


@pass_context
def banner(scope: Scope, profile: Any) -> str | None:
    """The address of a profile's banner, if it has one that our pages may load."""
    return pictured(scope["view"], profile.banner, "banner")


def pictured(view: "View", given: str | None, shape: str = "avatar") -> str | None:
    """The address of a picture that our pages may load: one of our own files, or our copy of one elsewhere."""
    if given is None or given.startswith(("https://", "http://")):
        return lent(view.db.here, given, shape) if given else None
    return view.db.here.files.address(given)


def hue(number: int) -> int:
    """Always the same for the same id, and spread over ids made in a row."""
    return number * 2_654_435_761 % 2**32 * HUES >> 32


@pass_context
def clean(scope: Scope, given: str) -> Markup:
    """A stranger's HTML, made harmless; links to our own pages open in their place."""
    if "<a " not in (cleaned := text.clean(given)):
        return Markup(cleaned)  # noqa: S704  cleaned a line before
    ours = f'href="{scope["settings"].base}/'
    pieces = cleaned.split("<a ")
    links = (piece.replace(' target="_blank"', "", 1) if piece.startswith(ours) else piece for piece in pieces[1:])
    return Markup("<a ".join((pieces[0], *links)))  # noqa: S704  cleaned before


def emoji(given: str, worn: Sequence[Any] | None) -> str:
    """Words with their emoji as pictures: what stands between tags, never what is in one, or in code."""
    if not worn:
        return given
    pictures = {f":{each.shortcode}:": each.address for each in worn}
    image = Markup('<img class="emoji" src="{}" alt="{}" title="{}" loading="lazy" decoding="async">')
    shown = {word: image.format(address, word, word) for word, address in pictures.items()}
    wanted = re.compile("|".join(map(re.escape, shown)))
    pieces, code = re.split(r"(<[^<>]*>)", escape(given)), 0
    for place, piece in enumerate(pieces):
        if place % 2:
            code += {"<code": 1, "<pre": 1, "</code": -1, "</pre": -1}.get(re.split(r"[ >]", piece, maxsplit=1)[0], 0)
        elif not code:
            pieces[place] = wanted.sub(lambda found: shown[found[0]], piece)
    return Markup("".join(pieces))  # noqa: S704  of pieces that are safe


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
