"""Tables: drafts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NewType

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId, PostId, ProfileId

DraftId = NewType("DraftId", int)

LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A post not yet published, or how it ended. `note` is a `posts.Note`, as plain data until the heart reads it."""

    id: DraftId
    profile: ProfileId
    account: AccountId
    note: Any
    due_at: datetime | None
    skips_if_late: bool
    made_at: datetime
    published_at: datetime | None
    published_post: PostId | None
    failed_at: datetime | None
    failure: str | None
    cancelled_at: datetime | None

    @property
    def state(self) -> str:
        if self.published_at:
            return "published"
        if self.failed_at:
            return "failed"
        if self.cancelled_at:
            return "cancelled"
        return "scheduled" if self.due_at else "draft"

    @property
    def late(self) -> timedelta | None:
        """How long after its time it was published, if that is worth saying."""
        if self.due_at is None or self.published_at is None or self.published_at - self.due_at < LATE:
            return None
        return self.published_at - self.due_at


_DRAFT = """id, profile_id, account_id, note, due_at, skips_if_late, made_at, published_at, published_post_id,
    failed_at, failure, cancelled_at"""

ADD = Statement(None, """
    INSERT INTO drafts (id, profile_id, account_id, note, due_at, skips_if_late, made_at)
    VALUES (:id, :profile, :account, :note, :due_at, :skips_if_late, :now)
""")
GET = Statement(Draft, f"SELECT {_DRAFT} FROM drafts WHERE id = :id AND profile_id = :profile")  # noqa: S608
# Whoever holds the row decides; a second worker waits here and then finds it published.
HOLD = Statement(Draft, f"""
    SELECT {_DRAFT} FROM drafts
    WHERE id = :id AND (:profile::bigint IS NULL OR profile_id = :profile)
      AND published_at IS NULL AND cancelled_at IS NULL
    FOR UPDATE
""")  # noqa: S608
WAITING = Statement(Draft, f"""
    SELECT {_DRAFT} FROM drafts
    WHERE profile_id = :profile AND published_at IS NULL AND cancelled_at IS NULL
    ORDER BY due_at NULLS LAST, id LIMIT :most
""")  # noqa: S608
UNFINISHED = Statement(Draft, f"""
    SELECT {_DRAFT} FROM drafts
    WHERE profile_id = :profile AND due_at IS NULL
      AND published_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL
    ORDER BY id DESC LIMIT 1
""")  # noqa: S608
PUBLISHED_LATELY = Statement(Draft, f"""
    SELECT {_DRAFT} FROM drafts WHERE profile_id = :profile AND published_at IS NOT NULL
    ORDER BY published_at DESC LIMIT :most
""")  # noqa: S608
SCHEDULED = Statement(Draft, f"""
    SELECT {_DRAFT} FROM drafts
    WHERE profile_id = :profile AND due_at IS NOT NULL
      AND published_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL
      AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")  # noqa: S608
# Plain data has them as numbers, or nothing at all.
_PICTURES = "CASE jsonb_typeof(note->'parts'->'media') WHEN 'array' THEN note->'parts'->'media' ELSE '[]' END"
SHARING = Statement(Draft, f"""
    SELECT {_DRAFT} FROM drafts
    WHERE profile_id = :profile AND published_at IS NULL AND cancelled_at IS NULL AND id IS DISTINCT FROM :but
      AND EXISTS (SELECT 1 FROM jsonb_array_elements({_PICTURES}) AS m(picture)
                  WHERE m.picture::text = ANY(:media::text[]))
    ORDER BY due_at NULLS LAST, id
""")  # noqa: S608
TAKE_OVER = Statement(None, f"""
    WITH left_over AS (
        SELECT id, jsonb_agg(picture ORDER BY place) FILTER (WHERE picture::text <> ALL(:media::text[])) AS media
        FROM drafts, jsonb_array_elements({_PICTURES}) WITH ORDINALITY AS m(picture, place)
        WHERE profile_id = :profile AND published_at IS NULL AND cancelled_at IS NULL AND id IS DISTINCT FROM :but
        GROUP BY id HAVING bool_or(picture::text = ANY(:media::text[])))
    UPDATE drafts SET note = CASE WHEN left_over.media IS NULL THEN note #- '{{parts,media}}'
        ELSE jsonb_set(note, '{{parts,media}}', left_over.media) END
    FROM left_over WHERE drafts.id = left_over.id
""")  # noqa: S608
WITH_PICTURES = Statement(Draft, f"""
    SELECT {_DRAFT} FROM drafts
    WHERE profile_id = :profile AND published_at IS NULL AND cancelled_at IS NULL AND note->'parts' ? 'media'
""")  # noqa: S608
COUNT = Statement(int, """
    SELECT count(*)::int FROM drafts WHERE profile_id = :profile AND published_at IS NULL AND cancelled_at IS NULL
""")
# Changing a draft that had failed gives it another chance.
CHANGE = Statement(None, """
    UPDATE drafts SET note = :note, due_at = :due_at, skips_if_late = :skips_if_late, account_id = :account,
        failed_at = NULL, failure = NULL
    WHERE id = :id
""")
CANCEL = Statement(None, "UPDATE drafts SET cancelled_at = :now, failed_at = NULL, failure = NULL WHERE id = :id")
PUBLISH = Statement(None, """
    UPDATE drafts SET published_at = :now, published_post_id = :post, failed_at = NULL, failure = NULL WHERE id = :id
""")
FAIL = Statement(None, "UPDATE drafts SET failed_at = :now, failure = :reason WHERE id = :id")
