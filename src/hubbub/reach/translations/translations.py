"""Translations: asked of a LibreTranslate, kept for a while in memory, and never of what is not for everybody."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

from hubbub.base import text
from hubbub.base.addresses import Refused
from hubbub.base.bodies import Unreachable
from hubbub.base.db import Db
from hubbub.base.errors import Invalid, NotAllowed, NotFound
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept
from hubbub.base.outside import Ask
from hubbub.reach import posts

DEADLINE = 20.0  # seconds
LONGEST = 1 << 20  # bytes of an answer
LANGUAGES_KEPT = 3600.0  # seconds


class NoTranslator(NotFound):
    """Nothing is translated here: whoever runs this server has named no service for it."""


class NotForAll(NotAllowed):
    """Only public and unlisted posts are translated: the words go to another service."""


class NoSuchLanguage(Invalid):
    """The service does not translate this post into that language."""


class SilentTranslator(Exception):
    """The service that translates does not answer, or not in a way that can be read."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A post's words in another language; what stood beside them by its names."""

    html: str
    spoiler: str
    extras: Mapping[str, str]
    language: str
    source: str


class _Said(msgspec.Struct):
    translatedText: list[str]
    detectedLanguage: list[dict[str, object]] | None = None


class _Language(msgspec.Struct):
    code: str
    targets: list[str] = []


# By post, edit and language: an edit is another key, and what is deleted is not asked for.
_kept: Kept[tuple[PostId, str, str], Translation] = Kept(2_000)
_languages: Kept[str, tuple[float, dict[str, list[str]]]] = Kept(10)


def enabled(db: Db) -> bool:
    """Whether a service is named."""
    return db.here.settings.translate_url is not None


async def languages(db: Db) -> dict[str, list[str]]:
    """From which language the service translates into which. Raises `SilentTranslator`; nothing if there is none."""
    url = db.here.settings.translate_url
    if url is None:
        return {}
    kept = _languages.get(url)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    stamp = _languages.stamp
    try:
        known = msgspec.json.decode(await _ask(db, "GET", "/languages"), type=list[_Language])
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise SilentTranslator from None
    everything = sorted({each.code for each in known})
    found = {each.code: [code for code in each.targets or everything if code != each.code] for each in known}
    return _languages.keep(url, (time.monotonic() + LANGUAGES_KEPT, found), stamp)[1]


async def translate(
    db: Db, viewer: ProfileId | None, post: PostId, language: str, extras: Mapping[str, str]
) -> Translation:
    """The post in the language, with texts of other rooms that stand beside it, by names of theirs.

    Raises `NotFound`, `NoTranslator`, `NotForAll`, `NoSuchLanguage`, `SilentTranslator`.
    """
    row = await posts.visible(db, viewer, post)
    if row.boost_of is not None:
        row = await posts.visible(db, viewer, row.boost_of)
    if not enabled(db):
        raise NoTranslator
    if row.visibility not in ("public", "quiet") or row.local_only:
        raise NotForAll
    known = await languages(db)
    source = _spoken(known, row.language or "")
    target = _spoken(known, language) or ""
    if target not in (known.get(source, []) if source else {each for all_of in known.values() for each in all_of}):
        raise NoSuchLanguage(field="lang")
    key = (row.id, f"{row.edited_at} {sorted(extras.items())}", target)
    if (made := _kept.get(key)) is not None:
        return made
    stamp = _kept.stamp
    said, detected = await _translated(db, [row.html, row.spoiler, *extras.values()], source, target)
    # It comes from outside like any stranger's words.
    made = Translation(text.clean(said[0]), text.plain(said[1]),
                       {name: text.plain(words) for name, words in zip(extras, said[2:], strict=True)},
                       target, source or detected)
    return _kept.keep(key, made, stamp)


def _spoken(known: Mapping[str, Sequence[str]], language: str) -> str | None:
    """The service's own code for a language: `pt-BR` if it has that, else `pt`."""
    codes = {code.lower(): code for code in {*known, *(each for targets in known.values() for each in targets)}}
    return codes.get(language.lower()) or codes.get(language.lower().partition("-")[0])


async def _translated(db: Db, texts: Sequence[str], source: str | None, target: str) -> tuple[list[str], str]:
    given = {"q": [text or " " for text in texts], "source": source or "auto", "target": target, "format": "html"}
    if key := db.here.settings.translate_key:
        given["api_key"] = key
    try:
        said = msgspec.json.decode(await _ask(db, "POST", "/translate", msgspec.json.encode(given)), type=_Said)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise SilentTranslator from None
    if len(said.translatedText) != len(texts):
        raise SilentTranslator
    detected = str((said.detectedLanguage or [{}])[0].get("language", ""))
    return [words if asked else "" for asked, words in zip(texts, said.translatedText, strict=True)], detected


async def _ask(db: Db, method: str, path: str, body: bytes = b"") -> bytes:
    url = db.here.settings.translate_url or ""
    port = urlsplit(url).port
    headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if body else {})
    try:
        answer = await db.here.outside.request(Ask(
            method, url + path, body, headers, limit=LONGEST, deadline=DEADLINE, ports=[port] if port else []))
    except (Refused, Unreachable):
        raise SilentTranslator from None
    if answer.status != 200:
        raise SilentTranslator
    return answer.body
