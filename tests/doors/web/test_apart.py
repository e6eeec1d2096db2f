"""A piece of a page that cannot be made says so in its place, and the rest is there."""

from hubbub.doors.web.templates import environment


def test_a_piece_that_fails_costs_itself_alone():
    page = environment().from_string(
        "{% for n in (1, 0, 2) %}{% apart %}<b>{{ 2 // n }} & {{ '<' }}</b>{% endapart %}{% endfor %}")
    assert page.render() == '<b>2 & &lt;</b><p class="notice">This cannot be shown.</p><b>1 & &lt;</b>'


def test_it_is_said_in_the_language_of_the_page():
    page = environment("de").from_string("{% apart %}{{ 1 // 0 }}{% endapart %}")
    assert page.render() == '<p class="notice">Das lässt sich nicht anzeigen.</p>'
