"""Charts say what they show, and never show what was not measured as nothing."""

import re
from xml.etree import ElementTree

from hubbub.doors.web.charts import Bar, bars, line


def widths(chart: str) -> list[float]:
    return [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', chart)]


def test_bars_are_as_long_as_their_share_of_the_longest():
    chart = bars("Funnel", [Bar("Reach", 200, "200"), Bar("Clicks", 50, "50", 2), Bar("Sales", 0, "0", 3)])
    assert widths(chart) == [100.0, 25.0]
    assert "chart__fill--2" in chart
    ElementTree.fromstring(chart)


def test_what_is_not_measured_says_so_and_has_no_bar():
    chart = bars("Funnel", [Bar("Reach", None, "0"), Bar("Clicks", 50, "50")])
    assert "not measured" in chart
    assert len(widths(chart)) == 1


def test_the_least_of_bars_can_be_seen():
    assert min(widths(bars("Funnel", [Bar("Reach", 1_000_000, "1M"), Bar("Sales", 1, "1")]))) >= 0.5


def test_a_line_says_its_sum_and_its_highest_in_words():
    chart = line("Clicks per day", [("1 May", 2), ("2 May", 7), ("3 May", 1)], "clicks")
    assert 'aria-label="10 clicks from 1 May to 3 May, most on 2 May: 7."' in chart
    assert "M0.00" in chart
    ElementTree.fromstring(chart)


def test_a_line_with_nothing_in_it_says_so_in_words():
    assert "No clicks in this time." in line("Clicks per day", [("1 May", 0), ("2 May", 0)], "clicks")
    assert "No clicks in this time." in line("Clicks per day", [], "clicks")


def test_a_single_day_is_still_a_line():
    ElementTree.fromstring(line("Clicks per day", [("1 May", 3)], "clicks"))


def test_words_from_people_cannot_become_marks():
    chart = bars("<b>x</b>", [Bar("<script>alert(1)</script>", 1, "<i>1</i>")])
    assert "<script" not in chart
    assert "<b>" not in chart
    assert "<i>" not in chart


def test_no_chart_has_a_style_or_a_script_of_its_own():
    charts = str(bars("a", [Bar("b", 1, "1")])) + str(line("a", [("b", 1)], "c"))
    assert "style=" not in charts
    assert "<script" not in charts


def test_colours_begin_anew_after_the_sixth():
    assert "chart__fill--1" in bars("a", [Bar("b", 1, "1", 7)])
