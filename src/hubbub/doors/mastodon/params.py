"""Parameters as Rails reads them: query, JSON, urlencoded and multipart all give one nested mapping."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from hubbub.base import ids
from hubbub.base.disk import writing
from hubbub.base.errors import Invalid
from hubbub.base.http import body, bounded

_KEY = re.compile(r"\[([^\[\]]*)\]")
_FALSE = frozenset({"0", "f", "false", "off", "no", ""})
_DEPTH = 5
_FIELDS = 1000
_OFTEN = 64  # bytes: apps ask with few short queries, again and again
_TEXT = 1 << 20  # bytes of what is read at once; only files, which go to disk, make a body larger


class Malformed(Invalid):
    """The request could not be read."""


@dataclass(slots=True)
class Params:
    """What was sent. Each getter gives the value in the wanted type, a default, or a refusal by field."""

    given: dict[str, Any] = field(default_factory=dict)
    files: dict[str, UploadFile] = field(default_factory=dict)
    raw: bytes = b""  # the body as it came, for calls that are signed over it
    inner: list[UploadFile] = field(default_factory=list)  # files that stand within other parameters

    def __post_init__(self) -> None:
        """Of a mapping within others, its files are told apart from its texts."""
        if self.given and (
            found := {name: value for name, value in self.given.items() if isinstance(value, UploadFile)}
        ):
            self.given = {name: value for name, value in self.given.items() if name not in found}
            self.files = found

    def __contains__(self, name: str) -> bool:
        return name in self.given or name in self.files

    def text(self, name: str, default: str = "", limit: int = 100_000) -> str:
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise Invalid("{name} must be text.", field=name, name=name)
        text = _plain(value)
        if len(text) > limit:
            raise Invalid("{name} is too long: at most {limit} characters.", field=name, name=name, limit=limit)
        return text

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise Invalid("{name} must be true or false.", field=name, name=name)
        return _plain(value).lower() not in _FALSE

    def number(self, name: str, default: int, least: int = 0, most: int = 2**31 - 1) -> int:
        """A whole number, brought into its range."""
        value = self.given.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(value) if not isinstance(value, bool | dict | list) else None
        except (ValueError, TypeError, OverflowError):
            number = None
        if number is None:
            raise Invalid("{name} must be a whole number.", field=name, name=name)
        return min(max(number, least), most)

    def id(self, name: str) -> int | None:
        """An id; None if it was not sent or empty."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        number = ids.parse(value)
        if number is None:
            raise Invalid("{name} is not an id.", field=name, name=name)
        return number

    def many(self, name: str, most: int = 100) -> list[Any]:
        value = self.given.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, dict):
            # `name[0]=…&name[1]=…`
            value = list(value.values())
        values = value if isinstance(value, list) else [value]
        if len(values) > most:
            raise Invalid("{name} has too many values: at most {most}.", field=name, name=name, most=most)
        return values

    def texts(self, name: str, most: int = 100) -> list[str]:
        values = self.many(name, most)
        if any(isinstance(value, dict | list | UploadFile) for value in values):
            raise Invalid("{name} must be a list of texts.", field=name, name=name)
        return [_plain(value) for value in values]

    def ids(self, name: str, most: int = 100) -> list[int]:
        """Ids; what cannot be one is left out, as it can name nothing."""
        return [n for value in self.many(name, most) if (n := ids.parse(value)) is not None]

    def sub(self, name: str) -> "Params | None":
        """A nested mapping, such as `poll`."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise Invalid("{name} must have fields.", field=name, name=name)
        return Params(value)

    def time(self, name: str) -> datetime | None:
        text = self.text(name)
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
            if not 1 < at.year < 9999:  # in another zone, or a day later, it would be no time
                raise ValueError
        except ValueError:
            raise Invalid("{name} is not a time that can be read.", field=name, name=name) from None
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    async def close(self) -> None:
        for file in (*self.files.values(), *self.inner):
            await file.close()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("\x00", "")


async def read_params(request: Request, limit: int) -> Params:
    """All that the caller sent; the body wins over the query. `limit` is in bytes, 0 reads no body."""
    given: dict[str, Any] = {}
    if query := request.scope["query_string"]:
        _nest(given, _known_pairs(query) if len(query) < _OFTEN else _pairs(query))
    if not limit:
        return Params(given)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(bounded(request, limit), given)
    text = await body(request, min(limit, _TEXT))
    if not text:
        return Params(given)
    if kind == "application/x-www-form-urlencoded":
        _nest(given, _pairs(text))
        return Params(given, raw=text)
    try:
        sent = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Malformed("The request is not the JSON that it says it is.") from None
    if not isinstance(sent, dict):
        raise Malformed("The request must be a JSON object.")
    return Params(given | sent, raw=text)


@lru_cache(1_000)
def _known_pairs(query: bytes) -> list[tuple[str, str]]:
    return _pairs(query)


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        raise Malformed from None


async def _multipart(request: Request, given: dict[str, Any]) -> Params:
    try:
        with writing():
            form = await request.form(max_files=4, max_fields=_FIELDS, max_part_size=1 << 20)
    except (MultiPartException, HTTPException, ValueError, KeyError, UnicodeDecodeError):
        raise Malformed from None  # inside an application starlette says it as an `HTTPException`
    params = Params(given)
    pairs: list[tuple[str, str | UploadFile]] = []
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            pairs.append((name, value))
        elif "[" in name:
            params.inner.append(value)
            pairs.append((name, value))
        else:
            params.files[name] = value
    _nest(params.given, pairs)
    return params


def _nest(into: dict[str, Any], pairs: Sequence[tuple[str, str | UploadFile]]) -> None:
    """`a[b][]=1` as `{"a": {"b": ["1"]}}`; a list of mappings starts anew when a key comes again."""
    for name, value in pairs:
        head, bracket, tail = name.partition("[")
        keys = [head, *_KEY.findall(bracket + tail)]
        if len(keys) > _DEPTH:
            raise Malformed
        _put(into, keys, value)


def _put(into: dict[str, Any], keys: list[str], value: str | UploadFile) -> None:
    key, rest = keys[0], keys[1:]
    if not rest:
        into[key] = value
    elif rest[0] == "":
        values = into.get(key)
        if not isinstance(values, list):
            values = into[key] = []
        if len(rest) == 1:
            values.append(value)
        else:
            if not values or not isinstance(values[-1], dict) or rest[1] in values[-1]:
                values.append({})
            _put(values[-1], rest[1:], value)
    else:
        inner = into.get(key)
        if not isinstance(inner, dict):
            inner = into[key] = {}
        _put(inner, rest, value)
