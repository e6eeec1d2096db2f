"""Partials put into a template when it is read show what they show when they are included."""

import pytest
from jinja2 import DictLoader, Environment, TemplateNotFound

from hubbub.doors.web.apart import Apart
from hubbub.doors.web.icons import icon
from hubbub.doors.web.templates import environment

PARTIALS = {
    "row": "{% set own = n * 2 %}<b>{{ n }}: {{ own }} {{ word }}</b>{% include 'end' %}",
    "end": "{% macro tell(what) %}({{ what }} {{ caller() }} {{ n }}){% endmacro %}"
           "{% call tell('so') %}{{ word }}{% endcall %}",
    "tree": "{{ n }}{% set n = n - 1 %}{% if n %},{% include 'tree' %}{% endif %}",
    "one": "[{{ n }}{{ template is defined }}]", "two": "{{ own|default('none') }};",
}
SLOTS = {"foot": ["one", "two"], "body": []}


def both(source: str, **given: object) -> tuple[str, str]:
    """The template as Jinja includes, and with everything put in."""
    def made(before: str, after: str) -> str:
        env = Environment(loader=DictLoader(PARTIALS), extensions=[Apart], autoescape=True)
        env.globals |= {"panels": SLOTS.__getitem__, "icon": icon}
        return env.from_string(f"{before}{source}{after}").render(given)

    return made("", ""), made("{% apart %}", "{% endapart %}")


def test_a_partial_sees_what_stands_around_it_and_leaves_nothing_behind():
    included, put_in = both(
        "{% for n in (1, 2) %}{% include 'row' %}{{ own|default('no') }}{% endfor %}", word="<i>", own="mine")
    assert put_in == included == (
        "<b>1: 2 &lt;i&gt;</b>(so &lt;i&gt; 1)mine<b>2: 4 &lt;i&gt;</b>(so &lt;i&gt; 2)mine")


def test_what_includes_itself_ends():
    assert both("{% include 'tree' %}", n=3) == ("3,2,1", "3,2,1")


def test_panels_of_a_slot_are_put_in_in_their_order():
    source = "{% for template in panels('SLOT') %}{% include template %}{% endfor %}"
    assert both(source.replace("SLOT", "foot"), n=7)[1] == "[7False]none;"
    assert both(source.replace("SLOT", "body")) == ("", "")


def test_what_is_only_known_later_is_included_then():
    source = "{% include ['no', 'one'] %}{% include 'no' ignore missing %}{% include wanted %}"
    included, put_in = both(source, n=1, wanted="two")
    assert included == put_in == "[1False]none;"


def test_an_icon_is_drawn_when_the_template_is_read():
    source = "{{ icon('reply') }}{{ icon(name, turns) }}"
    included, put_in = both(source, name="chat", turns=True)
    assert put_in == included == str(icon("reply")) + str(icon("chat", True))


def test_a_partial_that_is_not_there_is_noticed_when_the_template_is_read():
    with pytest.raises(TemplateNotFound, match=r"posts/nowhere\.html"):
        environment().from_string("{% apart %}{% if 0 %}{% include 'posts/nowhere.html' %}{% endif %}{% endapart %}")
