"""Tables: rules, papers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from hubbub.base.db import Statement

RuleId = NewType("RuleId", int)


@dataclass(frozen=True, slots=True)
class Rule:
    id: RuleId
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Paper:
    kind: str
    text: str
    holds_from: date
    written_at: datetime


RULES = Statement(Rule, "SELECT id, text, hint FROM rules WHERE removed_at IS NULL ORDER BY place, id")
BY_IDS = Statement(Rule, "SELECT id, text, hint FROM rules WHERE id = ANY(:ids::bigint[]) ORDER BY place, id")
ADD_RULE = Statement(None, """
    INSERT INTO rules (id, place, text, hint, made_at)
    SELECT :id, coalesce(max(place), 0) + 1, :text, :hint, :now FROM rules
""")
EDIT_RULE = Statement(int, """
    UPDATE rules SET text = :text, hint = :hint WHERE id = :id AND removed_at IS NULL RETURNING 1
""")
REMOVE_RULE = Statement(int, "UPDATE rules SET removed_at = :now WHERE id = :id AND removed_at IS NULL RETURNING 1")
WRITE = Statement(None, """
    INSERT INTO papers (id, kind, text, holds_from, written_at) VALUES (:id, :kind, :text, :holds_from, :now)
""")
NEWEST = Statement(Paper, """
    SELECT DISTINCT ON (kind) kind, text, holds_from, written_at FROM papers
    WHERE holds_from <= :day ORDER BY kind, holds_from DESC, id DESC
""")
TERMS = Statement(Paper, """
    SELECT DISTINCT ON (holds_from) kind, text, holds_from, written_at FROM papers
    WHERE kind = 'terms' ORDER BY holds_from, id DESC
""")
