"""What arrives, read with patience: any JSON a peer may send, asked for in the type that is needed.

Peers send one value where others send a list, an id where others send the object, and three names for everybody.
A `Thing` takes all of them, keeps to limits, and reads whatever has the wrong type as absent. ActivityPub is read as
plain JSON: no context is ever fetched or expanded, and no `@graph`, `@type` or `@reverse` means anything here.
"""

import re
from datetime import UTC, datetime
from itertools import islice

import msgspec

from hubbub.base.errors import Invalid

from .address import LONGEST, web_address
from .vocabulary import PUBLIC, PUBLIC_SPELLINGS, TYPES

LONGEST_BODY = 1024 * 1024
DEEPEST = 32

# How many of a kind are kept; the rest is dropped. What a tag or an attachment is decides before its field does.
_MOST = {
    "Hashtag": 50,
    "Mention": 100,
    "Emoji": 50,
    "PropertyValue": 10,
    "tag": 250,
    "attachment": 16,
    "oneOf": 20,
    "anyOf": 20,
    "publicKey": 5,
    "assertionMethod": 5,
    "alsoKnownAs": 10,
    "to": 200,
    "cc": 200,
    "items": 500,
    "orderedItems": 500,
}
_MOST_OF_ANY_OTHER = 50

_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ONE_BRACKET = bytes.maketrans(b"{}", b"[]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE | re.ASCII)


class Malformed(Invalid):
    """This is not an activity that can be read."""


def parse(body: bytes) -> "Thing":
    """The object that `body` spells; raises `Malformed`, and nothing else, for whatever is not plain, bounded JSON."""
    if len(body) > LONGEST_BODY:
        raise Malformed("This is longer than 1 MiB.")
    skeleton = _skeleton(body)
    _check_depth(skeleton)
    try:
        fields = msgspec.json.decode(body)
        again = msgspec.json.encode(fields)
    except (msgspec.DecodeError, ValueError) as error:  # of that kind: bytes that are not UTF-8, endless numbers
        raise Malformed("This is not JSON.") from error
    if not isinstance(fields, dict):
        raise Malformed("This is not a JSON object.")
    # Two readers that keep different ones of two equal keys would see two different activities.
    if skeleton.count(b":") != _skeleton(again).count(b":"):
        raise Malformed("This has a key twice.")
    return Thing(fields)


def _skeleton(body: bytes) -> bytes:
    """What of JSON stands outside its texts; raises `Malformed` for a NUL inside them."""
    # Once pairs of backslashes are gone, each that is left belongs to the letter after it.
    single = body.replace(rb"\\", b"")
    if rb"\u0000" in single:
        raise Malformed("This holds a NUL, which no text has.")
    return b"".join(single.replace(rb"\"", b"").split(b'"')[::2])


def _check_depth(skeleton: bytes) -> None:
    # Each pass takes off the innermost level everywhere at once, at the speed of C; a loop over brackets in Python,
    # or a decoder that recurses, would let 1 MiB of "[" cost us dear.
    brackets = skeleton.translate(_ONE_BRACKET, _NOT_BRACKETS)
    for _ in range(DEEPEST):
        if b"[]" not in brackets:
            break
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise Malformed("This is nested too deep, or not closed.")


class Thing:
    """An object from the wire. Ask it by the wire's own names; what is absent or of a wrong type reads as nothing."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, object]) -> None:
        self._fields = fields

    @property
    def id(self) -> str | None:
        return web_address(self._fields.get("id"))

    @property
    def type(self) -> str:
        """The type; of several, the first that we know; "" if there is none."""
        names = [name for name in self._each("type") if isinstance(name, str)]
        return next((name for name in names if name in TYPES), names[0] if names else "")

    def says(self, *names: str) -> bool:
        """Whether anything stands under one of these names, an empty list too."""
        return any(self._fields.get(name) is not None for name in names)

    def without(self, *names: str) -> "Thing":
        """The same, as if these had not been said."""
        return Thing({name: value for name, value in self._fields.items() if name not in names})

    def saying(self, name: str, value: object) -> "Thing":
        """The same, as if this had been said."""
        return Thing(self._fields | {name: value})

    def many(self, name: str, kind: str | None = None) -> "list[str | Thing]":
        """What stands there, one or several; with `kind`, embedded objects of that type; no more than is kept of it."""
        items = (item for item in map(_read, self._each(name)) if item is not None)
        if kind is not None:
            items = (item for item in items if isinstance(item, Thing) and item.type == kind)
        return list(islice(items, _MOST.get(kind or name) or _MOST.get(name, _MOST_OF_ANY_OTHER)))

    def things(self, name: str, kind: str | None = None) -> "list[Thing]":
        """The embedded objects among `many`."""
        return [item for item in self.many(name, kind) if isinstance(item, Thing)]

    def refs(self, name: str) -> list[str]:
        """The ids among `many`, embedded objects by theirs, each once; everybody is always spelled `PUBLIC`."""
        return list(dict.fromkeys(ref for item in self.many(name) if (ref := _ref(item))))

    def one(self, name: str) -> "str | Thing | None":
        """What stands there; of several, the first."""
        return next(iter(self.many(name)), None)

    def thing(self, name: str) -> "Thing | None":
        """The embedded object that stands there."""
        return next(iter(self.things(name)), None)

    def ref(self, name: str) -> str | None:
        """The id of what stands there, embedded or not."""
        return next(iter(self.refs(name)), None)

    def is_public(self, *names: str) -> bool:
        """Whether one of these fields (`to`, `cc`) names everybody, by any of the three spellings."""
        return any(_ref(_read(value)) == PUBLIC for name in names for value in self._each(name))

    def text(self, name: str, limit: int) -> str:
        """The text, cut at `limit` characters; if there is only a map by language, its first; "" if there is none."""
        value = self._fields.get(name)
        if not isinstance(value, str):
            value = next((said for _, said in self._by_language(name)), "")
        return value[:limit]

    def language(self, name: str = "content") -> str | None:
        """The language that this text is said to be in: `de`, `pt-BR`."""
        said = self._by_language(name)
        text = self._fields.get(name)
        spoken = [tag for tag, translation in said if translation == text] or [tag for tag, _ in said]
        if not spoken and (named := self.thing("language")) is not None:  # of PeerTube and Lemmy
            spoken = [named.text("identifier", 40)]
        return next((tag for tag in spoken if _LANGUAGE.fullmatch(tag) and tag != "und"), None)

    def time(self, name: str) -> datetime | None:
        """The moment, in UTC, between 1970 and 3000; one without a zone is taken for UTC."""
        at = self.moment(name)
        return at.astimezone(UTC) if at else None

    def moment(self, name: str) -> datetime | None:
        """The same in the zone that it was said in."""
        value = self._fields.get(name)
        if not isinstance(value, str) or len(value) > 40:
            return None
        try:
            at = datetime.fromisoformat(value)
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            return at if 1970 <= at.astimezone(UTC).year < 3000 else None
        except (ValueError, OverflowError):
            return None

    def url(self, name: str = "url") -> str | None:
        """Where it leads: an address, a link or an image, one or several; a web page before files and streams."""
        items = self.many(name)
        # PeerTube lists its page, its files and its streams in one `url`.
        items.sort(key=lambda item: isinstance(item, str) or item.media_type != "text/html")
        return next((target for item in items if (target := _target(item))), None)

    @property
    def media_type(self) -> str:
        """Of which type the file is, without parameters; Funkwhale says `mimeType`."""
        return (self.text("mediaType", 100) or self.text("mimeType", 100)).partition(";")[0].strip().lower()

    def whole(self, name: str) -> int | None:
        """The number, if it is a whole one from 0 to what a database column holds."""
        value = self._fields.get(name)
        return value if type(value) is int and 0 <= value < 2**63 else None

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._fields.get(name)
        return value if isinstance(value, bool) else default

    def focus(self, name: str = "focalPoint") -> tuple[float, float] | None:
        """The point of a picture to keep in view, from -1 to 1 both ways."""
        match self._fields.get(name):
            case [float() | int() as x, float() | int() as y]:
                return float(max(-1, min(1, x))), float(max(-1, min(1, y)))
        return None

    def _each(self, name: str) -> list[object]:
        value = self._fields.get(name)
        return value if isinstance(value, list) else [value]

    def _by_language(self, name: str) -> list[tuple[str, str]]:
        said = self._fields.get(f"{name}Map")
        return [(tag, text) for tag, text in said.items() if isinstance(text, str)] if isinstance(said, dict) else []


def _read(value: object) -> str | Thing | None:
    if isinstance(value, dict):
        return Thing(value)
    return value if isinstance(value, str) and len(value) <= LONGEST else None


def _ref(item: str | Thing | None) -> str | None:
    if isinstance(item, Thing):
        return item.id
    return PUBLIC if item in PUBLIC_SPELLINGS else web_address(item)


def _target(item: str | Thing) -> str | None:
    return web_address(item) if isinstance(item, str) else item.url("href") or item.url("url")
