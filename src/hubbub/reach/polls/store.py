"""Tables: polls, poll_votes."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.clock import now
from hubbub.base.db import Statement
from hubbub.base.ids import PostId


@dataclass(frozen=True, slots=True)
class Poll:
    post: PostId
    titles: list[str]
    vote_counts: list[int]
    voter_count: int | None
    multiple: bool
    hides_totals: bool
    ends_at: datetime | None
    ended_at: datetime | None
    asked_at: datetime | None

    @property
    def closed(self) -> bool:
        """Whether it takes no more votes."""
        return self.ended_at is not None or (self.ends_at is not None and self.ends_at <= now())

    @property
    def hidden(self) -> bool:
        """Whether its counts are not to be told yet."""
        return self.hides_totals and not self.closed


@dataclass(frozen=True, slots=True)
class Vote:
    post: PostId
    place: int


_POLL = "post_id, titles, vote_counts, voter_count, multiple, hides_totals, ends_at, ended_at, asked_at"

# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM polls x WHERE x.post_id = p.id)"
BY_POSTS = Statement(Poll, f"SELECT {_POLL} FROM polls WHERE post_id = ANY(:posts::bigint[])")  # noqa: S608
# Whoever changes a poll holds it first, so that no two votes are counted as one.
HOLD = Statement(Poll, f"SELECT {_POLL} FROM polls WHERE post_id = :post FOR UPDATE")  # noqa: S608
PUT = Statement(None, """
    INSERT INTO polls (post_id, titles, vote_counts, voter_count, multiple, hides_totals, ends_at, ended_at, asked_at)
    VALUES (:post, :titles, :vote_counts, :voter_count, :multiple, :hides_totals, :ends_at, :ended_at, :asked_at)
    ON CONFLICT (post_id) DO UPDATE SET titles = excluded.titles, vote_counts = excluded.vote_counts,
        voter_count = excluded.voter_count, multiple = excluded.multiple, hides_totals = excluded.hides_totals,
        ends_at = excluded.ends_at, ended_at = excluded.ended_at, asked_at = excluded.asked_at
""")
DROP = Statement(None, "DELETE FROM polls WHERE post_id = :post")
FORGET_VOTES = Statement(None, "DELETE FROM poll_votes WHERE post_id = :post")
MINE = Statement(Vote, """
    SELECT post_id, place FROM poll_votes WHERE profile_id = :voter AND post_id = ANY(:posts::bigint[])
    ORDER BY post_id, place
""")
VOTERS = Statement(int, """
    SELECT DISTINCT v.profile_id FROM poll_votes v JOIN profiles p ON p.id = v.profile_id
    WHERE v.post_id = :post AND p.domain IS NULL AND p.removed_at IS NULL
""")
INBOXES = Statement(str, """
    SELECT DISTINCT coalesce(a.shared_inbox, a.inbox)
    FROM poll_votes v JOIN profiles a ON a.id = v.profile_id JOIN posts p ON p.id = v.post_id
    WHERE v.post_id = :post AND a.domain IS NOT NULL AND a.suspended_at IS NULL AND a.removed_at IS NULL
      AND can_see(a.id, p)
""")
# Which of the places are new; the counts move by those.
CAST = Statement(int, """
    WITH cast_now AS (
        INSERT INTO poll_votes (post_id, profile_id, place, cast_at)
        SELECT :post, :voter, p, :now FROM unnest(:places::int[]) AS p ON CONFLICT DO NOTHING RETURNING place
    ), counted AS (
        UPDATE polls SET voter_count = voter_count + :voters, vote_counts = (
            SELECT array_agg(c + (SELECT count(*) FROM cast_now WHERE place = at - 1)::int ORDER BY at)
            FROM unnest(vote_counts) WITH ORDINALITY AS v(c, at))
        WHERE post_id = :post)
    SELECT place FROM cast_now
""")
END = Statement(int, "UPDATE polls SET ended_at = :now WHERE post_id = :post AND ended_at IS NULL RETURNING post_id")
ASK = Statement(int, """
    UPDATE polls SET asked_at = :now
    WHERE post_id = :post AND (asked_at IS NULL OR asked_at < :before)
      AND (ends_at IS NULL OR asked_at IS NULL OR asked_at < ends_at) RETURNING post_id
""")
