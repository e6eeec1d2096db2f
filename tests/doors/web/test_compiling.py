"""What our compiler makes of a template shows what Jinja's own shows."""

from collections import namedtuple
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from hubbub.doors.web.compiling import Compiling

LIBRARY = {"parts": "{% macro row(what) %}<i>{{ what ~ '&' }}</i>{% endmacro %}"}
SOURCES = [
    "{{ x }}", "<b title='{{ x }}'>", "{{ '<' ~ x ~ y ~ '>' }}", "{{ (x ~ y)|upper }}", "{{ ('<' ~ x)|e }}",
    "{% set both = x ~ '&' ~ y %}{{ both }}{{ both|safe }}", "{{ x ~ (y ~ '<' ~ x)|string }}", "{{ 3 ~ 4.5 ~ none }}",
    "{{ tell(x) }}{{ tell(x, end=y) }}", "{{ seen('x') }}", "{{ words.join([x|string, '<']) }}", "{{ words.upper() }}",
    "{% macro own(what, more=y) %}<i>{{ what }}{{ more }}</i>{% endmacro %}{{ own(x) }}{{ own(more=x, what=y) }}",
    "{% import 'parts' as parts %}{{ parts.row(x) }}", "{% from 'parts' import row %}{{ row(y) }}",
    "{% macro around() %}({{ caller(x) }}){% endmacro %}{% call(z) around() %}{{ z ~ y }}{% endcall %}",
    "{% for each in [x, y] %}{{ loop.cycle('<a>', 'b') }}{{ each }}{% else %}{{ x }}{% endfor %}",
    "{{ tell(*[x]) }}{{ tell(**{'what': y}) }}", "{{ rest(**{'class': x}) }}", "{{ x if y else '<' }}",
    "{{ x if y }}|{{ (x if y) ~ '<' }}|{{ ('<' if x) is defined }}",
    "{% autoescape false %}{{ x }}{{ '<' ~ x }}{% endautoescape %}", "{{ {'one': bold, 'two': [bold]}['two'][0] ~ x }}",
    "{{ card.name ~ card.inner.name }}{{ card.inner.name.upper() }}{{ {'name': x}.name }}", "{{ x is defined }}",
]


class Words(str):
    pass


Named = namedtuple("Named", "name inner", defaults=(None,))
VALUES: list[Any] = [
    "<script>\"'&", Markup("<b>"), 7, -1, True, None, 4.5, ["<", Markup(">")], {"<": 1}, Words("<w>"), "", b"<"]


def made(kind: type[Environment], source: str, **given: object) -> str:
    env = kind(loader=DictLoader(LIBRARY), autoescape=True, undefined=StrictUndefined)

    @pass_context
    def seen(scope: Context, name: str) -> Any:
        return scope[name]

    env.globals |= {"tell": lambda what, end="<": f"{what}{end}", "seen": seen, "rest": lambda **rest: rest,
                    "bold": Markup("<b>")}
    return env.from_string(source).render(words="a<b", card=Named("<c>", Named("<d>")), **given)


@pytest.mark.parametrize("source", SOURCES)
def test_it_shows_what_jinja_shows(source: str):
    for x in VALUES:
        for y in VALUES:
            assert made(Compiling, source, x=x, y=y) == made(Environment, source, x=x, y=y)


def test_what_says_of_itself_that_it_is_html_is():
    class Html:
        def __html__(self) -> str:
            return "<u>"

    assert made(Compiling, "{{ x }}{{ '<' ~ x }}", x=Html()) == "<u>&lt;<u>"


@pytest.mark.parametrize("source", ["{{ x }}", "{{ 'a' ~ x }}", "{{ x.y }}", "{{ x() }}", "{{ words.no() }}"])
def test_what_is_not_there_is_said(source: str):
    with pytest.raises(UndefinedError):
        made(Compiling, source)


def test_html_that_stands_in_a_template_is_made_once():
    env = Compiling(autoescape=True)
    assert "Markup(" not in env.compile("{{ {'a': '<b>'|safe}[x] }}", raw=True)
    assert list(env.constants) == [{"a": "<b>"}]
