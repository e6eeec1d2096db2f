"""Markdown becomes HTML in which nothing runs; what is huge or deep takes no longer than it may."""

import re
from html.parser import HTMLParser

import pytest

from hubbub.base import markdown, text
from tests.flows.payloads import PAYLOADS

ANN = {"ann": text.Mentioned("https://one.example/@ann", "ann")}
SCHEMES = ("javascript:", "vbscript:", "data:", "JaVaScRiPt:", "java\tscript:", "&#106;avascript:", "\u0001javascript:",
           "feed:javascript:", "blob:", "file:", "//evil.example", "/settings/delete", "")
WRAPS = ("{}", "**{}**", "> {}", "- {}", "# {}", "[{}](https://a.example)", "![{}](https://a.example)", "`{}`",
         "```{}\n{}\n```", "[x]({})", "[x](<{}>)", "<{}>", "![x]({})", '[x](https://a.example "{}")',
         "[x][1]\n\n[1]: {}")


def html_of(words):
    return markdown.read(words).html(ANN, lambda tag: f"https://one.example/tags/{tag}")


class _Marks(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def marks(html):
    parser = _Marks()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("words", PAYLOADS)
def test_nothing_runs(words):
    for wrap in WRAPS:
        html = html_of(wrap.replace("{}", words))
        for tag, attrs in marks(html):
            assert tag in {"p", "br", "a", "span", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li",
                           "h1", "h2"}, html
            assert set(attrs) <= {"href", "class", "title", "rel", "target", "translate", "start"}, html
            assert re.match(r"https?://[^/]|mailto:|xmpp:", attrs.get("href", "https://a")), html
        assert text.clean(html) == html


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_link_leads_to_a_whole_address_of_the_web_or_nowhere(scheme):
    for words in (f"[x]({scheme}alert(1))", f"[x](<{scheme}alert(1)>)", f"![x]({scheme}alert(1))", f"<{scheme}alert>",
                  f"[x][1]\n\n[1]: {scheme}alert(1)"):
        assert not [attrs for tag, attrs in marks(html_of(words)) if tag == "a"], words


def test_raw_html_is_shown_as_it_was_typed():
    assert html_of("<b>x</b>\n\n<div>\ny\n</div>").count("&lt;") == 4


def test_what_stands_in_words_is_found_and_what_stands_in_code_is_not():
    read = markdown.read("*@ann* **#soup** https://a.example/_b_c_ `@eve #no https://no.example` \\#no\n\n    @eve\n")
    assert [(token.kind, token.text) for token in read.tokens] == [
        ("mention", "@ann"), ("tag", "soup"), ("url", "https://a.example/_b_c")]


def test_an_underscore_that_ends_emphasis_is_not_of_the_name():
    assert [token.text for token in markdown.read("_hi @ann_ and _see #soup_").tokens] == ["@ann", "soup"]
    assert markdown.read("hi @ann_").tokens[0].text == "@ann_"


def test_a_picture_is_a_link_to_it():
    assert marks(html_of("![A cat](https://a.example/cat.png)"))[1][1]["href"] == "https://a.example/cat.png"
    assert "<img" not in html_of("![](https://a.example/cat.png) [![x](https://a.example/c.png)](https://b.example)")


def test_no_link_says_that_it_leads_where_it_does_not():
    shown = text.plain(html_of("[https://bank.example](https://evil.example) [www.bank.example/x](https://evil.example)"))
    assert "bank" not in shown
    assert shown.count("https://evil.example") == 2


def test_in_a_link_nobody_is_mentioned():
    read = markdown.read("[@ann #soup](https://a.example)")
    assert read.tokens == []
    assert "@ann #soup" in text.plain(read.html(ANN, str))


def test_a_line_is_a_line():
    assert html_of("one\ntwo").count("<br>") == 1


@pytest.mark.parametrize("piece", [
    "> ", "[", "*a ", "_a", "[a](", "![", "[a]: x\n", "@ann ", "https://a.b ", "&amp;", "<", "**a *b ", "`", "~~a",
    "* ", "[x](https://a.b)", "#a_ _", "[](https://a](https://b", "a\n", "- a\n", "(", "<!--", "<a ", "](", "\\", "``a",
    "http:",
])
def test_what_is_huge_or_deep_ends(piece):
    """That each of these ends soon shows in how soon the tests end: what grows with the square takes minutes."""
    html = html_of(piece * (markdown.LONGEST // len(piece)))
    assert len(html) < 40 * markdown.LONGEST


def test_deep_quotations_end_somewhere():
    assert html_of("> " * 1_000 + "words").count("<blockquote>") <= markdown.DEEPEST
