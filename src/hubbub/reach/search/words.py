"""Words as they are looked for: folded the same way when they are kept and when they are asked for.

Nothing is stemmed. One server holds all languages, most posts do not say theirs rightly, and a wrong stem finds what
was not meant. What people do leave out when they type are capitals and accents, and those are folded away.
"""

import re
import unicodedata
from collections.abc import Iterable

# Scripts without spaces: each sign is a word, and a row of them is a phrase, so any part of it is found.
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_TOKEN = re.compile(f"[{_SIGNS}]|[^\\W_{_SIGNS}]+")
_MARK = re.compile(r"[a-z]+:[a-z0-9_-]+")
LONGEST = 64  # characters; what is longer is no word
MOST = 4_000  # words of one post
_LAST_PLACE = 16_383  # PostgreSQL's own, for a lexeme's position


def folded(text: str) -> str:
    """Small letters, without accents: `Ångström` and `angstrom` are one word."""
    if text.isascii():
        return text.lower()  # nothing to be taken apart, in a twentieth of the time
    spread = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", "".join(c for c in spread if not unicodedata.combining(c)))


def tokens(text: str) -> list[str]:
    """The words of a text, in their order."""
    return [word for word in _TOKEN.findall(folded(text)) if len(word) <= LONGEST][:MOST]


def vector(texts: Iterable[str], marks: Iterable[str] = ()) -> str:
    """The words of the texts and these marks, as PostgreSQL writes a tsvector; no phrase reaches across two texts."""
    places: dict[str, list[int]] = {}
    at = 0
    for text in texts:
        for word in tokens(text):
            at += 1
            places.setdefault(word, []).append(at)
        at += 1
    lexemes = [f"'{word}':{','.join(str(min(n, _LAST_PLACE)) for n in found[:200])}" for word, found in places.items()]
    return " ".join(lexemes + [f"'{mark}'" for mark in marks if _MARK.fullmatch(mark)])


def phrase(text: str) -> str | None:
    """The words of the text, one after another, as a tsquery; None if it has none."""
    found = [f"'{word}'" for word in tokens(text)]
    return f"({' <-> '.join(found)})" if found else None


def mark(name: str) -> str:
    """A mark as a tsquery; one that cannot be stands nowhere."""
    return f"'{name}'" if _MARK.fullmatch(name) else "'none:none'"


def beginnings(text: str) -> str | None:
    """The words of a name or a handle, the last of which may be unfinished, as a tsquery."""
    given = folded(text).replace("@", " ").split()
    parts = [f"'name:{word}':*" for word in given if "_" in word and _MARK.fullmatch(f"name:{word}")]
    plain = tokens(" ".join(word for word in given if "_" not in word))
    parts += [f"'{word}'" for word in plain[:-1]] + [f"'{word}':*" for word in plain[-1:]]
    return " & ".join(parts) or None
