"""What somebody's filters find in a post, quickly: a page asks it of each post that it shows.

Who has no filter at all is known without asking the database. Words are looked for as plain pieces of text, and only
where one is found it is looked at whether it stands there as a whole word.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hubbub.base import bus
from hubbub.base.clock import now
from hubbub.base.db import Read
from hubbub.base.ids import PostId, ProfileId
from hubbub.base.kept import Kept

from .filters import Whole, list_own, list_owners, times
from .store import Filter


@dataclass(frozen=True, slots=True)
class Word:
    """A keyword made ready: `border` finds it as a whole word, None if any piece of text will do."""

    keyword: str
    plain: str
    border: re.Pattern[str] | None

    def stands_in(self, words: str) -> bool:
        return self.plain in words and (self.border is None or self.border.search(words) is not None)


@dataclass(frozen=True, slots=True)
class Rule:
    whole: Whole
    words: Sequence[Word]
    posts: frozenset[PostId]


@dataclass(frozen=True, slots=True)
class Match:
    """A filter with what it found in a post."""

    filter: Filter
    keywords: Sequence[str]
    posts: Sequence[PostId]


_owners: Kept[str, set[ProfileId]] = Kept(1)
_rules: Kept[ProfileId, list[Rule]] = Kept(20_000)


@bus.hears("filters")
def _drop(keys: list[str]) -> None:
    """Whoever changed something may have filters from now on; that somebody has none any more costs little."""
    known = _owners.get("all")
    if known is None:
        _owners.drop("all")  # they are being read just now, perhaps without this one
    for key in keys:
        _rules.drop(ProfileId(int(key)))
        if known is not None:
            known.add(ProfileId(int(key)))


async def rules_of(db: Read, viewer: ProfileId) -> list[Rule]:
    """The viewer's filters, made ready."""
    owners = _owners.get("all")
    if owners is None:
        stamp = _owners.stamp
        owners = _owners.keep("all", set(await list_owners(db)), stamp)
    if viewer not in owners:
        return []
    rules = _rules.get(viewer)
    if rules is None:
        stamp = _rules.stamp
        rules = _rules.keep(viewer, [_ready(whole) for whole in await list_own(db, viewer)], stamp)
    return rules


def match(rules: Sequence[Rule], words: str, posts: Collection[PostId]) -> list[Match]:
    """What of the rules in force finds something: in words made by `folded`, or among these posts."""
    found: list[Match] = []
    for rule in rules:
        keywords = [word.keyword for word in rule.words if word.stands_in(words)]
        picked = [post for post in posts if post in rule.posts]
        if (keywords or picked) and times([rule.whole], now()):
            found.append(Match(rule.whole.filter, keywords, picked))
    return found


def folded(text: str) -> str:
    """One spelling for all ways to write the same."""
    return unicodedata.normalize("NFKC", text).casefold()


def _ready(whole: Whole) -> Rule:
    words = [Word(k.text, folded(k.text), _border(folded(k.text)) if k.whole_word else None) for k in whole.keywords]
    return Rule(whole, words, frozenset(each.post for each in whole.picked))


def _border(plain: str) -> re.Pattern[str]:
    """A sign that is no letter needs no border beside it."""
    before = r"(?<!\w)" if re.match(r"\w", plain) else ""
    after = r"(?!\w)" if re.search(r"\w$", plain) else ""
    return re.compile(before + re.escape(plain) + after)
