"""Table: backfills."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Backfill:
    id: int
    uri: str
    asked_at: datetime
    done_at: datetime | None
    results: int


_BACKFILL = "id, uri, asked_at, done_at, result_count"

BY_ID = Statement(Backfill, f"SELECT {_BACKFILL} FROM backfills WHERE id = :id")  # noqa: S608
BY_URI = Statement(Backfill, f"SELECT {_BACKFILL} FROM backfills WHERE uri = :uri")  # noqa: S608
# Nothing if it was asked for a short while ago.
BEGIN = Statement(Backfill, f"""
    INSERT INTO backfills AS b (id, uri, asked_at) VALUES (:id, :uri, :now)
    ON CONFLICT (uri) DO UPDATE SET id = excluded.id, asked_at = excluded.asked_at, done_at = NULL, result_count = 0
    WHERE b.asked_at < :before
    RETURNING {_BACKFILL}
""")  # noqa: S608
COUNT = Statement(None, "UPDATE backfills SET result_count = :results WHERE id = :id")
FINISH = Statement(None, "UPDATE backfills SET done_at = :now, result_count = :results WHERE id = :id")
FORGET = Statement(None, "DELETE FROM backfills WHERE asked_at < :before")
