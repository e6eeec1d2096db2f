"""Tables: transfers, transfer_lines."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file that was brought, and how far it is."""

    id: int
    kind: str
    mode: str
    made_at: datetime
    ended_at: datetime | None
    total: int
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class Working:
    id: int
    owner: ProfileId
    kind: str
    mode: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Next:
    line: int
    cells: str


@dataclass(frozen=True, slots=True)
class Line:
    line: int
    cells: list[str]
    problem: str


_TRANSFER = """t.id, t.kind, t.mode, t.made_at, t.ended_at,
    (SELECT count(*)::int FROM transfer_lines l WHERE l.transfer_id = t.id) AS total,
    (SELECT count(*)::int FROM transfer_lines l WHERE l.transfer_id = t.id AND l.done_at IS NOT NULL) AS done,
    (SELECT count(*)::int FROM transfer_lines l WHERE l.transfer_id = t.id AND l.problem <> '') AS failed"""

# Two files at once come one after the other, and the second finds the first.
HOLD = Statement(bool, "SELECT pg_advisory_xact_lock(41, hashint8(:owner::bigint)) IS NOT NULL")
RUNNING = Statement(int, """
    SELECT id FROM transfers WHERE owner_id = :owner AND kind = :kind AND ended_at IS NULL LIMIT 1
""")
ADD = Statement(None, """
    INSERT INTO transfers (id, owner_id, kind, mode, made_at) VALUES (:id, :owner, :kind, :mode, :now)
""")
ADD_LINES = Statement(None, """
    INSERT INTO transfer_lines (transfer_id, line, cells)
    SELECT :transfer, g.line, g.cells FROM unnest(:numbers::int[], :cells::text[]) AS g(line, cells)
    ON CONFLICT DO NOTHING
""")
GET = Statement(Transfer, f"SELECT {_TRANSFER} FROM transfers t WHERE t.id = :id AND t.owner_id = :owner")  # noqa: S608
OWN = Statement(Transfer, f"""
    SELECT {_TRANSFER} FROM transfers t WHERE t.owner_id = :owner ORDER BY t.id DESC LIMIT 20
""")  # noqa: S608
FOR_WORK = Statement(Working, "SELECT id, owner_id, kind, mode, ended_at FROM transfers WHERE id = :id")
NEXT = Statement(Next, """
    SELECT line, cells FROM transfer_lines WHERE transfer_id = :transfer AND done_at IS NULL ORDER BY line LIMIT :limit
""")
DONE = Statement(None, """
    UPDATE transfer_lines SET done_at = :now, problem = :problem WHERE transfer_id = :transfer AND line = :line
""")
CELLS = Statement(str, "SELECT cells FROM transfer_lines WHERE transfer_id = :transfer")
PROBLEMS = Statement(Line, """
    SELECT line, ARRAY(SELECT jsonb_array_elements_text(cells::jsonb)), problem FROM transfer_lines
    WHERE transfer_id = :transfer AND problem <> '' ORDER BY line LIMIT 500
""")
END = Statement(None, "UPDATE transfers SET ended_at = :now WHERE id = :id AND ended_at IS NULL")
FORGET_OLD = Statement(None, "DELETE FROM transfers WHERE ended_at < :before")
FORGET = Statement(None, "DELETE FROM transfers WHERE owner_id = :owner")
