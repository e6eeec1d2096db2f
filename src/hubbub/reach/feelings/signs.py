"""Signs: the one emoji that a reaction is, by its characters or by its name between colons."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# Unicode 15.1, emoji-data.txt. Those that are text unless a variation selector follows, and those that never are.
_TEXT = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc\u2600-\u2604\u260e\u2611\u2618\u261d\u2620\u2622\u2623\u2626\u262a"
    "\u262e\u262f\u2638-\u263a\u2640\u2642\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u2692\u2694-\u2697\u2699"
    "\u269b\u269c\u26a0\u26a7\u26b0\u26b1\u26c8\u26cf\u26d1\u26d3\u26e9\u26f0\u26f1\u26f4\u26f7-\u26f9\u2702\u2708"
    "\u2709\u270c\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2733\u2734\u2744\u2747\u2763\u2764\u27a1\u2934\u2935"
    "\u2b05-\u2b07\u3030\u303d\u3297\u3299\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f202\U0001f237\U0001f321"
    "\U0001f324-\U0001f32c\U0001f336\U0001f37d\U0001f396\U0001f397\U0001f399-\U0001f39b\U0001f39e\U0001f39f"
    "\U0001f3cb-\U0001f3ce\U0001f3d4-\U0001f3df\U0001f3f3\U0001f3f5\U0001f3f7\U0001f43f\U0001f441\U0001f4fd"
    "\U0001f549\U0001f54a\U0001f56f\U0001f570\U0001f573-\U0001f579\U0001f587\U0001f58a-\U0001f58d\U0001f590\U0001f5a5"
    "\U0001f5a8\U0001f5b1\U0001f5b2\U0001f5bc\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1"
    "\U0001f5e3\U0001f5e8\U0001f5ef\U0001f5f3\U0001f5fa\U0001f6cb\U0001f6cd-\U0001f6cf\U0001f6e0-\U0001f6e5\U0001f6e9"
    "\U0001f6f0\U0001f6f3"
)
_PICTURE = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6d7\U0001f6dc-\U0001f6ec\U0001f6f4-\U0001f6fc"
    "\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001f9ff"
    "\U0001fa70-\U0001fa7c\U0001fa80-\U0001fa89\U0001fa8f-\U0001fac6\U0001face-\U0001fadc\U0001fadf-\U0001fae9"
    "\U0001faf0-\U0001faf8"
)
_TONE, _AS_PICTURE, _JOINER = "[\U0001f3fb-\U0001f3ff]", "\ufe0f", "\u200d"
_ONE = f"[{_TEXT}{_PICTURE}]({_TONE}|{_AS_PICTURE})?"
_FLAG, _KEYCAP = "[\U0001f1e6-\U0001f1ff]{2}", f"[0-9#*]{_AS_PICTURE}?\u20e3"
_REGION = "\U0001f3f4[\U000e0030-\U000e007a]{2,8}\U000e007f"
_EMOJI = re.compile(f"{_ONE}({_JOINER}{_ONE}){{0,5}}|{_FLAG}|{_KEYCAP}|{_REGION}")
# The selector is wanted after whatever would be text without it, and after nothing else.
_BARE = re.compile(f"([{_TEXT}])(?!{_TONE})")
_CUSTOM = re.compile(r":?([a-zA-Z0-9_]{2,60})(?:@([a-zA-Z0-9.:-]{1,253}))?:?")


@dataclass(frozen=True, slots=True)
class Custom:
    """A picture by its word, of the server with this domain; "" is here."""

    shortcode: str
    domain: str

    @property
    def sign(self) -> str:
        return f"{self.shortcode}@{self.domain}" if self.domain else self.shortcode


def read(given: str) -> str | Custom | None:
    """The one emoji that this is, written as it always is; None for anything else."""
    plain = given.strip().replace(_AS_PICTURE, "")
    if len(plain) <= 20 and _EMOJI.fullmatch(plain):
        return f"{plain[0]}{_AS_PICTURE}\u20e3" if plain.endswith("\u20e3") else _BARE.sub(rf"\1{_AS_PICTURE}", plain)
    found = _CUSTOM.fullmatch(given.strip())
    return Custom(found[1], (found[2] or "").lower()) if found else None


def custom(sign: str) -> Custom | None:
    """The picture that a sign stands for, if it is not made of characters."""
    found = read(sign)
    return found if isinstance(found, Custom) else None


def named(sign: str) -> str:
    """What the sign is called, for whoever does not see it."""
    if custom(sign):
        return sign.partition("@")[0].replace("_", " ")
    return unicodedata.name(sign[0], "emoji").lower()


def named_so(words: str, most: int) -> list[tuple[str, str]]:
    """Emoji whose names have a word that begins so, with their names: the shortest names first."""
    wanted = words.replace("_", " ").lower()
    found = [(name, sign) for name, sign in _names() if f" {wanted}" in f" {name}"]
    found.sort(key=lambda each: (not each[0].startswith(wanted), len(each[0])))
    return [(sign, name) for name, sign in found[:most]]


@cache
def _names() -> list[tuple[str, str]]:
    one = re.compile(f"[{_TEXT}{_PICTURE}]")
    letters = [letter for letter in map(chr, (*range(0x2190, 0x2C00), *range(0x1F300, 0x1FB00))) if one.match(letter)]
    return [(named(letter), _BARE.sub(rf"\1{_AS_PICTURE}", letter)) for letter in letters]
