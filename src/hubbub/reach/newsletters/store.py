"""Tables: newsletters, newsletter_subscribers, newsletter_posts, newsletter_issues."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Subscriber:
    id: int
    email: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """A subscriber as they are written to: since which issue, and when they were last."""

    id: int
    profile: ProfileId
    email: str
    locale: str
    issue: int
    mailed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription of somebody who is about to be told otherwise."""

    id: int
    profile: ProfileId


# Whoever is gone, suspended or has moved away publishes nothing here.
OPEN = Statement(int, """
    SELECT n.profile_id FROM newsletters n JOIN profiles p ON p.id = n.profile_id
    WHERE n.profile_id = ANY(:profiles::bigint[])
      AND p.suspended_at IS NULL AND p.removed_at IS NULL AND p.moved_to_id IS NULL
""")
SWITCH_ON = Statement(None, """
    INSERT INTO newsletters (profile_id, opened_at) VALUES (:profile, :now) ON CONFLICT DO NOTHING
""")
# What has not gone out by then does not, when it is switched on again.
SWITCH_OFF = Statement(None, """
    WITH waiting AS (DELETE FROM newsletter_posts WHERE profile_id = :profile),
    issued AS (DELETE FROM newsletter_issues WHERE profile_id = :profile)
    DELETE FROM newsletters WHERE profile_id = :profile
""")
# Two requests for one address wait for each other, or both would find that it has got few mails today.
TURN = Statement(bool, "SELECT pg_advisory_xact_lock(hashtextextended(lower(:email), 8)) IS NOT NULL")
ASKED = Statement(int, """
    SELECT coalesce(sum(asked_count), 0)::int FROM newsletter_subscribers
    WHERE lower(email) = lower(:email) AND asked_at > :since
""")
ASK = Statement(int, """
    INSERT INTO newsletter_subscribers AS s (id, profile_id, email, locale, secret_hash, asked_at, asked_count)
    VALUES (:id, :profile, :email, :locale, :secret_hash, :now, 1)
    ON CONFLICT (profile_id, lower(email)) DO UPDATE
        SET secret_hash = excluded.secret_hash, asked_at = excluded.asked_at, locale = excluded.locale,
            asked_count = s.asked_count + 1
        WHERE s.confirmed_at IS NULL AND s.asked_at < :before AND s.asked_count < :most
    RETURNING id
""")
AWAITED = Statement(int, """
    SELECT profile_id FROM newsletter_subscribers WHERE secret_hash = :secret_hash AND asked_at > :oldest
""")
CONFIRM = Statement(int, """
    UPDATE newsletter_subscribers SET confirmed_at = :now, secret_hash = NULL, issue_id = :issue
    WHERE secret_hash = :secret_hash AND asked_at > :oldest RETURNING profile_id
""")
PROFILE = Statement(int, "SELECT profile_id FROM newsletter_subscribers WHERE id = :id")
LEAVE = Statement(int, "DELETE FROM newsletter_subscribers WHERE id = :id RETURNING 1")
DROP = Statement(int, "DELETE FROM newsletter_subscribers WHERE id = :id AND profile_id = :profile RETURNING 1")
OWN = Statement(Subscriber, """
    SELECT id, email, confirmed_at FROM newsletter_subscribers
    WHERE profile_id = :profile AND confirmed_at IS NOT NULL AND (:below::bigint IS NULL OR id < :below)
    ORDER BY id DESC LIMIT :limit
""")
COUNT = Statement(int, """
    SELECT count(*)::int FROM newsletter_subscribers WHERE profile_id = :profile AND confirmed_at IS NOT NULL
""")
WANTED = Statement(Wanted, """
    SELECT id, profile_id FROM newsletter_subscribers WHERE lower(email) = lower(:email) AND confirmed_at IS NOT NULL
""")
GIVE_UP = Statement(None, "DELETE FROM newsletter_subscribers WHERE confirmed_at IS NULL AND asked_at < :before")
FORGET = Statement(None, """
    WITH waiting AS (DELETE FROM newsletter_posts WHERE profile_id = :profile),
    issued AS (DELETE FROM newsletter_issues WHERE profile_id = :profile),
    subscribed AS (DELETE FROM newsletter_subscribers WHERE profile_id = :profile)
    DELETE FROM newsletters WHERE profile_id = :profile
""")
# What is for everybody and begins something, or goes on with what its author has said.
GATHER = Statement(int, """
    INSERT INTO newsletter_posts (post_id, profile_id)
    SELECT p.id, p.author_id FROM posts p JOIN newsletters n ON n.profile_id = p.author_id
    WHERE p.id = ANY(:posts::bigint[]) AND p.visibility = 'public' AND p.boost_of_id IS NULL
      AND can_see(NULL::bigint, p)
      AND ((p.reply_to_id IS NULL AND p.reply_to_uri IS NULL) OR p.reply_to_author_id = p.author_id)
    ON CONFLICT DO NOTHING RETURNING profile_id
""")
TAKE = Statement(int, "DELETE FROM newsletter_posts WHERE profile_id = :profile RETURNING post_id")
ISSUE = Statement(None, """
    INSERT INTO newsletter_issues (id, profile_id, post_ids) VALUES (:id, :profile, :posts::bigint[])
""")
READERS = Statement(int, """
    SELECT id FROM newsletter_subscribers WHERE profile_id = :profile AND confirmed_at IS NOT NULL ORDER BY id
""")
READER = Statement(Reader, """
    SELECT id, profile_id, email, locale, issue_id, mailed_at FROM newsletter_subscribers
    WHERE id = :id AND confirmed_at IS NOT NULL
""")
ISSUED = Statement(int, """
    SELECT unnest(post_ids) AS post_id FROM newsletter_issues
    WHERE profile_id = :profile AND id > :after AND id <= :issue ORDER BY post_id
""")
NEWEST = Statement(int, "SELECT coalesce(max(id), 0) FROM newsletter_issues WHERE profile_id = :profile")
SENT = Statement(None, """
    UPDATE newsletter_subscribers SET issue_id = greatest(issue_id, :issue), mailed_at = coalesce(:mailed_at, mailed_at)
    WHERE id = :id
""")
FORGET_ISSUES = Statement(None, "DELETE FROM newsletter_issues WHERE id < :before")
