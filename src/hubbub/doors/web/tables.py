"""Tables to take away: a page's rows as CSV that no spreadsheet mistakes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from starlette.responses import Response

from hubbub.base.clock import iso

# What makes a cell a formula in Excel, LibreOffice or Google Sheets, their full-width twins included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def download(name: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, mark: bool = True) -> Response:
    """The rows as a CSV file of this name (RFC 4180, UTF-8; with Excel's mark unless programs read it)."""
    text = io.StringIO()
    writer = csv.writer(text)
    if head:
        writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return Response(("\ufeff" if mark else "") + text.getvalue(), media_type="text/csv; charset=utf-8", headers={
        "content-disposition": f'attachment; filename="{name}.csv"', "cache-control": "private, no-store",
    })


def cell(value: object) -> str:
    """One cell: words that would be read as a formula get a quote in front; what is not measured stays empty."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return iso(value)
    text = str(value)
    if isinstance(value, str) and (text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)):
        return "'" + text
    return text
