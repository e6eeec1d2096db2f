"""Tables: inbox_items."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId, PostId, ProfileId

ItemId = NewType("ItemId", int)


@dataclass(frozen=True, slots=True)
class Item:
    id: ItemId
    post: PostId
    from_profile: ProfileId
    arrived_at: datetime
    needs_answer: bool
    answered_by: PostId | None
    answered_at: datetime | None
    done_at: datetime | None
    assigned_to: AccountId | None

    @property
    def response_time(self) -> timedelta | None:
        return max(self.answered_at - self.arrived_at, timedelta()) if self.answered_at else None


# To everybody here whom the post answers or names, who may see it and hears its author. Old posts that are fetched
# late are history and ask for nothing.
STAND = Statement(int, """
    WITH asked AS (
        SELECT m.profile_id AS id FROM mentions m WHERE m.post_id = :post
        UNION SELECT p.reply_to_author_id FROM posts p WHERE p.id = :post AND p.reply_to_author_id IS NOT NULL)
    INSERT INTO inbox_items (profile_id, post_id, from_id, arrived_at)
    SELECT me.id, p.id, p.author_id, :now
    FROM posts p CROSS JOIN asked JOIN profiles me ON me.id = asked.id
    WHERE p.id = :post AND p.removed_at IS NULL AND p.boost_of_id IS NULL AND p.published_at > :oldest
      AND me.domain IS NULL AND me.removed_at IS NULL AND me.kind <> 'application' AND me.id <> p.author_id
      AND can_see(me.id, p) AND hears(me.id, p.author_id, :now)
    ON CONFLICT (profile_id, post_id) DO NOTHING RETURNING profile_id
""")
# An answer is for what it answers and for all that its receiver had said before it in the thread.
ANSWER = Statement(int, """
    UPDATE inbox_items i SET answered_by_id = a.id, answered_at = a.published_at, needs_answer = true,
        done_at = coalesce(i.done_at, a.published_at)
    FROM posts a, posts q
    WHERE a.id = :answer AND a.removed_at IS NULL AND i.profile_id = a.author_id AND i.answered_by_id IS NULL
      AND q.id = i.post_id AND (q.id = a.reply_to_id
           OR (i.from_id = a.reply_to_author_id AND q.thread_id = a.thread_id AND q.id < a.id))
    RETURNING i.profile_id
""")
# The answers that were there before the item was: jobs may be late.
ANSWERS_TO = Statement(int, """
    SELECT DISTINCT ON (a.author_id) a.id FROM inbox_items i
    JOIN posts a ON a.reply_to_id = i.post_id AND a.author_id = i.profile_id
    WHERE i.post_id = :post AND i.answered_by_id IS NULL AND a.removed_at IS NULL ORDER BY a.author_id, a.id
""")
WITHDRAW = Statement(int, """
    DELETE FROM inbox_items WHERE post_id = :post AND answered_by_id IS NULL RETURNING profile_id
""")
REOPEN = Statement(int, """
    UPDATE inbox_items SET answered_by_id = NULL, answered_at = NULL, done_at = NULL
    WHERE answered_by_id = :post RETURNING profile_id
""")
_ITEM = """i.id, i.post_id, i.from_id, i.arrived_at, i.needs_answer, i.answered_by_id, i.answered_at, i.done_at,
    i.assigned_to"""
OPEN = Statement(Item, f"""
    SELECT {_ITEM} FROM inbox_items i JOIN posts p ON p.id = i.post_id
    WHERE i.profile_id = :profile AND i.done_at IS NULL AND (:below::bigint IS NULL OR i.id < :below)
      AND can_see(:profile, p) AND hears(:profile, i.from_id, :now)
    ORDER BY i.id DESC LIMIT :most
""")  # noqa: S608
DONE = Statement(Item, f"""
    SELECT {_ITEM} FROM inbox_items i JOIN posts p ON p.id = i.post_id
    WHERE i.profile_id = :profile AND i.done_at IS NOT NULL AND (:below::bigint IS NULL OR i.id < :below)
      AND can_see(:profile, p) AND hears(:profile, i.from_id, :now)
    ORDER BY i.id DESC LIMIT :most
""")  # noqa: S608
COUNT_OPEN = Statement(int, """
    SELECT count(*)::int FROM (
        SELECT 1 FROM inbox_items i JOIN posts p ON p.id = i.post_id
        WHERE i.profile_id = :profile AND i.done_at IS NULL
          AND can_see(:profile, p) AND hears(:profile, i.from_id, :now) LIMIT :most) AS waiting
""")
MARK_DONE = Statement(int, """
    UPDATE inbox_items SET done_at = coalesce(done_at, :now), needs_answer = answered_by_id IS NOT NULL
    WHERE id = :id AND profile_id = :profile RETURNING id
""")
# What was answered stays done: its answer stands.
MARK_OPEN = Statement(int, """
    UPDATE inbox_items SET done_at = CASE WHEN answered_by_id IS NULL THEN NULL ELSE done_at END, needs_answer = true
    WHERE id = :id AND profile_id = :profile RETURNING id
""")
ASSIGN = Statement(int, """
    UPDATE inbox_items SET assigned_to = :account WHERE id = :id AND profile_id = :profile RETURNING id
""")
