"""Everything that people read goes through the catalogues, and each language says all of it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from hubbub import catalogues
from hubbub.base import po
from hubbub.base.po import Entry
from hubbub.base.words import FILES
from hubbub.doors.web.apart import Apart

from .source import HOUSE, holds, plant

READ_OUT = ("aria-label", "placeholder", "title", "alt", "data-said")
# What is the same in every language: our name, forms of files, what one types, names of keys.
ALIKE = re.compile(
    r'[\w-]+="[^"]*"*|/\w+\?\S*|Hubbub|CSV|\d+/\d+/\d+|@[\w@.]+|https?://|/l/|#|Esc|\+|"two words"|-word'
    r"|(?:from|language|has|is|in|after|before|during):[\w-]+")
# Shown to whoever builds pages, in development only.
FOR_BUILDERS = "design"
_PLACE = re.compile(r"%\(\w+\)s|\{\w*(?::[^}]*)?\}|%(?!\()[^%\s]?")
_TAG = re.compile(r"</?[a-z][^>]*>")


def gaps(folder: Path = FILES, house: Path = HOUSE) -> list[str]:
    """What a language does not say, says no more, or says with other places than the source."""
    said = {entry.key: entry for entry in catalogues.gathered(house)}
    return [f"{path.name}: {wrong}" for path in sorted(folder.glob("*.po")) for wrong in _gaps(path, said)]


def _gaps(path: Path, said: dict[tuple[str, str], Entry]) -> Iterator[str]:
    known = {entry.key: entry for entry in po.read(path)[1:]}
    yield from (f"is not in it: {key[1]!r}" for key in said.keys() - known.keys())
    yield from (f"is said no more: {key[1]!r}" for key in known.keys() - said.keys())
    for key, entry in known.items():
        if not entry.said or not all(entry.said):
            yield f"is not translated: {key[1]!r}"
        elif key in said and not _is_date(entry.one):
            yield from (f"has other places than {key[1]!r}: {words!r}" for words in entry.said
                        if not _fits(words, entry))


def _is_date(words: str) -> bool:
    return re.fullmatch(r"[%\w ,.:-]+", words) is not None and "%" in words and "%(" not in words


def _fits(words: str, entry: Entry) -> bool:
    """The same places and tags as one form of the source; a number may be said otherwise."""
    return any(_places(words) == _places(source) for source in (entry.one, entry.many) if source)


def _places(words: str) -> tuple[list[str], list[str]]:
    places = sorted(re.sub(r":[^}]*", "", place) for place in _PLACE.findall(words))
    return places, sorted(_TAG.findall(words))


class _Raw(HTMLParser):
    """What a template says by itself: words between tags, and in attributes that are read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within.append(tag)
        self.found += [value for name, value in attrs if name in READ_OUT and value and _speaks(value)]

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "pre", "code"} & set(self.within[-1:]) and _speaks(data):
            self.found.append(data.strip())


def _speaks(words: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", ALIKE.sub("", words)))


def raw(house: Path = HOUSE) -> list[str]:
    """Words in templates that stand in no catalogue."""
    files = sorted([*house.glob("*/*/pages/*.html"), *house.glob("doors/web/layout/*.html")])
    return [f"{path.relative_to(house)}: {words}" for path in files if not path.name.startswith(FOR_BUILDERS)
            for words in spoken_by(path.read_text())]


def styled(house: Path = HOUSE) -> list[str]:
    """Words that a stylesheet puts on a page: no catalogue knows them."""
    return [f"{path.relative_to(house)}: {words}" for path in sorted(house.rglob("*.css"))
            for words in re.findall(r'content:\s*"([^"]*)"', path.read_text()) if _speaks(words)]


def spoken_by(template: str) -> list[str]:
    """What the template says without asking a catalogue, between its tags and in its strings."""
    # Sentences that are asked for are gone with the expressions; what is left is the template's own.
    asked = re.sub(r"\{% trans\b.*?%\}.*?\{% endtrans %\}|\{% block layout %\}.*?\{% endblock %\}", "", template,
                   flags=re.S)
    html = _Raw()
    html.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", asked, flags=re.S))
    html.close()
    return html.found + list(_strings(asked))


def _strings(template: str) -> Iterator[str]:
    """Strings within expressions that look like sentences and are given to nobody who translates."""
    env = Environment(extensions=["jinja2.ext.i18n", Apart])
    before = ""
    for _, kind, value in env.lex(template):
        if kind == "string" and before not in ("_(", "ngettext(", "pgettext(") and _is_sentence(str(value)[1:-1]):
            yield str(value)
        if kind not in ("whitespace", "string", "operator") or value == "(":
            before = before + "(" if value == "(" else str(value)
        elif value == ",":
            before = before if before in ("ngettext(", "pgettext(") else ""


def _is_sentence(words: str) -> bool:
    if "%" in words or words.startswith(("button", "click from", "input ", "look ", "every ", "find ", "closest ")):
        return False
    return re.match(r"[A-Z][a-z]+( |$)", ALIKE.sub("", words)) is not None


def test_each_language_says_everything_with_the_same_places():
    holds(gaps())


def test_no_template_says_anything_by_itself():
    holds(raw())


def test_no_stylesheet_says_anything():
    holds(styled())


def test_words_of_a_stylesheet_are_seen(tmp_path):
    house = plant(tmp_path, {"reach/polls/style.css": 'a::after { content: "Show"; } b::after { content: "· "; }'})
    assert styled(house) == ["reach/polls/style.css: Show"]


def _planted(folder: Path, translated: str) -> list[str]:
    house = plant(folder, {
        "reach/polls/pages/poll.html": '{{ _("Vote now, %(name)s", name=who) }}',
        "base/languages.py": "LANGUAGES = {}",
    })
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'
    languages = "".join(f'msgid "{entry.one}"\nmsgstr "{entry.one}"\n\n' for entry in catalogues.gathered(house)
                        if "%(" not in entry.one)
    (folder / "xx.po").write_text(header + languages + translated)
    return gaps(folder, house)


WHOLE = 'msgid "Vote now, %(name)s"\nmsgstr "Stimm ab, %(name)s"\n'


def test_a_catalogue_that_says_everything_has_no_gap(tmp_path):
    assert _planted(tmp_path, WHOLE) == []


@pytest.mark.parametrize(("translated", "wrong"), [
    ("", "is not in it"), (WHOLE + '\nmsgid "Gone"\nmsgstr "Weg"\n', "is said no more"),
    ('msgid "Vote now, %(name)s"\nmsgstr ""\n', "is not translated"),
    ('msgid "Vote now, %(name)s"\nmsgstr "Stimm ab, %(nahme)s"\n', "has other places"),
    ('msgid "Vote now, %(name)s"\nmsgstr "Stimm ab"\n', "has other places"),
    ('msgid "Vote now, %(name)s"\nmsgstr "<b>Stimm ab</b>, %(name)s"\n', "has other places"),
])
def test_a_gap_in_a_catalogue_is_seen(tmp_path, translated, wrong):
    found = _planted(tmp_path, translated)
    assert len(found) == 1
    assert wrong in found[0]


@pytest.mark.parametrize("template", [
    "<p>Vote now</p>", '<a href="/" title="Vote now">{{ icon("x") }}</a>', '<input placeholder="Words">',
    '<img alt="A picture of {{ who }}">', "<p>{{ who }} votes</p>", '{{ "Vote now" if open else _("Over") }}',
    '{% for value, words in (("a", "Everybody"),) %}{{ words }}{% endfor %}',
])
def test_words_of_a_templates_own_are_seen(tmp_path, template):
    assert len(raw(plant(tmp_path, {"reach/polls/pages/poll.html": template}))) == 1


@pytest.mark.parametrize("template", [
    '<p class="small">{{ _("Vote now") }}</p>', "<p>{% trans %}Vote <b>now</b>{% endtrans %}</p>",
    "<p>CSV · #{{ tag }}</p>", '<input placeholder="@name@server">', "{# Why it is so #}",
    '{{ ngettext("%(num)s vote", "%(num)s votes", count) }}',
    '<time>{{ when(at)|date("%d %B %Y") }}</time>', "<pre>curl https://example.com</pre>",
])
def test_what_is_asked_for_or_alike_everywhere_is_none(tmp_path, template):
    assert raw(plant(tmp_path, {"reach/polls/pages/poll.html": template})) == []


@pytest.mark.parametrize(("file", "text", "said"), [
    ("reach/polls/polls.py", 'said("Vote now")', "Vote now"),
    ("reach/polls/web.py", 'view.words("Vote now, {name}", name=1)', "Vote now, {name}"),
    ("reach/polls/polls.py", 'class Over(Late):\n    """It is over."""\nclass Late(Refusal): ...', "It is over."),
    ("reach/polls/polls.py", 'raise Bad("At most {most}.", most=5)\nclass Bad(Refusal): ...', "At most {most}."),
    ("reach/polls/element.js", 'toast(inWords("Voted."))', "Voted."),
    ("reach/polls/pages/poll.html", "{% trans %}\n  Vote\n  now\n{% endtrans %}", "Vote now"),
    ("reach/polls/pages/poll.html", '{{ at|date("%d %B") }}', "%d %B"),
])
def test_whatever_says_something_is_gathered(tmp_path, file, text, said):
    house = plant(tmp_path, {file: text})
    assert said in [entry.one for entry in catalogues.gathered(house)]


def test_what_apps_and_processes_are_told_is_not_gathered(tmp_path):
    house = plant(tmp_path, {
        "reach/polls/mastodon.py": 'said("Not for people")', "reach/polls/polls.py": 'tx.say("poll", 1)\nsaid = words',
    })
    assert [entry.one for entry in catalogues.gathered(house) if "base/languages.py" not in entry.where] == []
