"""Tables: complaints."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId, PostId, ProfileId

ComplaintId = NewType("ComplaintId", int)


@dataclass(frozen=True, slots=True)
class Complaint:
    id: ComplaintId
    profile: ProfileId
    about: ProfileId
    comment: str
    category: str
    posts: list[PostId]
    rules: list[int]
    uri: str | None
    forwards: bool
    forwarded_at: datetime | None
    made_at: datetime
    updated_at: datetime
    assigned: AccountId | None
    resolved_at: datetime | None
    resolved_by: AccountId | None
    collections: list[int]


_COMPLAINT = """id, profile_id, about_id, comment, category, post_ids, rule_ids, uri, forwards, forwarded_at, made_at,
    updated_at, assigned_id, resolved_at, resolved_by, collection_ids"""

ADD = Statement(int, """
    INSERT INTO complaints (id, profile_id, about_id, comment, category, post_ids, rule_ids, collection_ids, uri,
        forwards, made_at, updated_at)
    VALUES (:id, :profile, :about, :comment, :category, :posts, :rules, :collections, :uri, :forwards, :now, :now)
    ON CONFLICT ON CONSTRAINT complaints_once DO NOTHING RETURNING id
""")
BY_IDS = Statement(Complaint, f"SELECT {_COMPLAINT} FROM complaints WHERE id = ANY(:ids::bigint[])")  # noqa: S608
LIST = Statement(Complaint, f"""
    SELECT {_COMPLAINT} FROM complaints
    WHERE (resolved_at IS NOT NULL) = :resolved
      AND (:by::bigint IS NULL OR profile_id = :by) AND (:about::bigint IS NULL OR about_id = :about)
      AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")  # noqa: S608
RESOLVE = Statement(int, """
    UPDATE complaints SET resolved_at = :now, resolved_by = :account, updated_at = :now
    WHERE id = :id AND resolved_at IS NULL RETURNING 1
""")
REOPEN = Statement(int, """
    UPDATE complaints SET resolved_at = NULL, resolved_by = NULL, updated_at = :now
    WHERE id = :id AND resolved_at IS NOT NULL RETURNING 1
""")
ASSIGN = Statement(int, "UPDATE complaints SET assigned_id = :account, updated_at = :now WHERE id = :id RETURNING 1")
SORT = Statement(int, """
    UPDATE complaints SET category = :category, rule_ids = :rules, updated_at = :now WHERE id = :id RETURNING 1
""")
# Once, however often the errand is tried.
FORWARDED = Statement(int, """
    UPDATE complaints SET forwarded_at = :now WHERE id = :id AND forwards AND forwarded_at IS NULL RETURNING 1
""")
