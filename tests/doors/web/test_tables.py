"""Tables to take away hold no formulas."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hubbub.doors.web.tables import cell, download


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0@", "\uff1d", "\uff20"])
def test_words_that_a_spreadsheet_would_run_get_a_quote_in_front(begins: str):
    assert cell(f"{begins}cmd|' /C calc'!A0") == f"'{begins}cmd|' /C calc'!A0"


def test_figures_stay_figures_and_what_is_not_measured_is_empty():
    assert [cell(value) for value in (-3, Decimal("-1.50"), 0, None)] == ["-3", "-1.50", "0", ""]
    assert cell(datetime(2026, 11, 22, 9, 30, tzinfo=UTC)) == "2026-11-22T09:30:00.000Z"


def test_what_is_written_is_read_back_by_any_reader():
    given = [("Ann, \"the baker\"", 3), ("two\nlines", 4)]
    answer = download("people", ("who", "figure"), given)
    text = bytes(answer.body).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["who", "figure"], ["Ann, \"the baker\"", "3"], ["two\nlines", "4"]]
    assert answer.headers["content-disposition"] == 'attachment; filename="people.csv"'
