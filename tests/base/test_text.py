"""Words to HTML, and strangers' HTML made safe."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.base import text
from hubbub.base.text import Mentioned


def alike(html: str) -> str:
    """The HTML with each tag's attributes in one order: the sanitiser keeps none."""
    return re.sub(r"<[^>]+>", lambda tag: " ".join(sorted(tag[0].strip("<>").split())), html)


def shown(words: str) -> str:
    return text.render(words, {"bob": Mentioned("https://b.test/@bob", "bob")}, lambda tag: f"/tags/{tag}")


def test_paragraphs_and_lines():
    assert shown("a\nb\n\nc") == "<p>a<br />b</p><p>c</p>"


def test_what_looks_like_html_is_shown_and_not_obeyed():
    assert shown("<script>alert(1)</script> & more") == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>"


def test_only_known_people_become_links():
    assert 'href="https://b.test/@bob"' in shown("hi @bob")
    assert shown("hi @nobody") == "<p>hi @nobody</p>"


@pytest.mark.parametrize(("words", "link"), [
    ("see https://a.test/x.", "https://a.test/x"), ("(https://a.test/x)", "https://a.test/x"),
    ("https://a.test/wiki_(b)", "https://a.test/wiki_(b)"), ("https://a.test/?q=1&b=2,", "https://a.test/?q=1&b=2"),
])
def test_a_link_ends_where_a_person_would_end_it(words: str, link: str):
    assert [t.text for t in text.tokens(words) if t.kind == "url"] == [link]


@pytest.mark.parametrize("words", ["mail@host.test", "a#b", "https://a.test/#frag", "#123", "#_"])
def test_these_are_neither_mention_nor_tag(words: str):
    assert [t for t in text.tokens(words) if t.kind != "url"] == []


def test_a_handle_elsewhere_keeps_its_host_and_port():
    token = next(text.tokens("hi @zoe@localhost:8102!"))
    assert (token.name, token.host) == ("zoe", "localhost:8102")


def test_the_host_of_a_long_link_always_shows():
    html = shown("https://a.test/" + "x" * 100)
    assert '<span class="ellipsis">a.test/' in html


def test_a_link_counts_23_and_a_mention_without_its_host():
    assert text.length("https://a.test/" + "x" * 100) == 23
    assert text.length("@zoe@far.test hi") == len("@zoe hi")


@pytest.mark.parametrize("strange", [
    "<script>x</script>", "<img src=x onerror=y>", '<a href="javascript:x">a</a>', '<p style="position:fixed">a</p>',
    '<a href=" javascript:x">a</a>', "<svg onload=x>", "<iframe src=x>", '<p class="top__nav">a</p>',
    "<style>*{}</style>",
    '<math><mtext><table><mglyph><style><img src=x onerror=y>', '<form action=x><input name=csrf></form>',
])
def test_nothing_that_runs_styles_or_deceives_is_left(strange: str):
    cleaned = text.clean(strange)
    for word in ("script", "onerror", "onload", "style", "<img", "<svg", "iframe", "top__nav", "<form", "<input"):
        assert word not in cleaned
    assert alike(text.clean(cleaned)) == alike(cleaned)


def test_our_own_html_passes_the_sanitiser_with_its_meaning():
    html = shown("hi @bob #tag https://a.test/x")
    assert 'class="u-url mention"' in text.clean(html)
    assert 'class="mention hashtag"' in text.clean(html)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_words_render_to_html_that_is_clean_already_and_read_back_the_same(words: str):
    html = shown(words)
    assert alike(text.clean(text.clean(html))) == alike(text.clean(html))
    assert text.plain(text.clean(html)) == text.plain(html)
    assert "<script" not in html


@pytest.mark.parametrize(("start", "unit"), [
    *(("", unit) for unit in ("@a", "#a", "https://a.", "@a@", "a@", "((", "#_", "@a-", "@a.")),
    *(("https://a.test/", end) for end in (")", "()", ".", "*")),
])
def test_reading_tokens_takes_time_in_proportion(start: str, unit: str):
    def spent(count: int) -> float:
        words = start + unit * count
        began = time.process_time()
        list(text.tokens(words))
        return time.process_time() - began

    small = min(spent(2_000) for _ in range(3))
    assert small < 0.5  # or the rest would take all day
    assert any(spent(32_000) < small * 16 * 2.5 + 0.01 for _ in range(3))


def test_plain_words_of_html():
    assert text.plain("<p>a<br>b</p><p>c &amp; d</p>") == "a\nb\n\nc & d"


@pytest.mark.parametrize(("said", "title"), [
    ("Why soup is <good>", "Why soup is <good>"), ("I <3\n cats & 1 < 2", "I <3 cats & 1 < 2"),
    ("A <b>long</b> read", "A long read"), ("Salt &amp; pepper<br>", "Salt & pepper"), ("", ""),
])
def test_a_title_loses_the_marks_that_some_put_into_it(said, title):
    assert text.title(said) == title
