"""Tables: costs; reads what the lower rooms keep."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Media:
    """One to many: what went out and what came of it. `favourites`, `boosts` and `replies` are other people's."""

    posts: int
    followers_here: int
    followers_elsewhere: int
    follower_servers: int
    servers_reached: int
    favourites: int
    boosts: int
    replies: int
    clicks: int

    @property
    def possible_reach(self) -> int:
        return self.followers_here + self.followers_elsewhere

    @property
    def engagements(self) -> int:
        return self.favourites + self.boosts + self.replies


@dataclass(frozen=True, slots=True)
class Networking:
    """Between two: conversations, ties, growth, and how soon people were answered; None is not measured."""

    conversations: int
    new_ties: int
    active_ties: int
    followers_gained: int
    referral_clicks: int
    asked: int
    answered: int
    median_response: timedelta | None
    slow_response: timedelta | None


@dataclass(frozen=True, slots=True)
class Part:
    """Conversions whose paths hold touches of one half, of both, or of none."""

    currency: str
    halves: str
    conversions: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Cost:
    id: int
    campaign: str | None
    half: str
    spent_on: date
    hours: Decimal
    rate: Decimal
    spend: Decimal
    currency: str
    note: str

    @property
    def total(self) -> Decimal:
        return self.hours * self.rate + self.spend


MEDIA = Statement(Media, """
    WITH mine AS (
        SELECT p.id, p.published_at FROM posts p
        WHERE p.author_id = :profile AND p.removed_at IS NULL AND p.boost_of_id IS NULL
          AND (:campaign::bigint IS NULL OR EXISTS (
               SELECT 1 FROM campaign_posts c WHERE c.post_id = p.id AND c.campaign_id = :campaign)))
    SELECT (SELECT count(*) FROM mine WHERE published_at >= :since AND published_at < :until)::int,
        count(*) FILTER (WHERE a.domain IS NULL)::int, count(*) FILTER (WHERE a.domain IS NOT NULL)::int,
        count(DISTINCT a.domain)::int,
        (SELECT count(DISTINCT d.host) FROM deliveries d JOIN mine ON mine.id = d.post_id
         WHERE d.delivered_at IS NOT NULL AND mine.published_at >= :since AND mine.published_at < :until)::int,
        (SELECT count(*) FROM favourites f JOIN mine ON mine.id = f.post_id
         WHERE f.made_at >= :since AND f.made_at < :until AND f.profile_id <> :profile)::int,
        (SELECT count(*) FROM posts b JOIN mine ON mine.id = b.boost_of_id
         WHERE b.published_at >= :since AND b.published_at < :until AND b.author_id <> :profile
           AND b.removed_at IS NULL)::int,
        (SELECT count(*) FROM posts r JOIN mine ON mine.id = r.reply_to_id
         WHERE r.published_at >= :since AND r.published_at < :until AND r.author_id <> :profile
           AND r.removed_at IS NULL)::int,
        (SELECT count(*) FROM clicks k JOIN links l ON l.id = k.link_id
         WHERE l.profile_id = :profile AND l.referrer_id IS NULL AND k.counted AND k.at >= :since AND k.at < :until
           AND (:campaign::bigint IS NULL OR l.campaign_id = :campaign))::int
    FROM follows f JOIN profiles a ON a.id = f.follower_id WHERE f.followed_id = :profile
""")
# A turn is a deed in words; a tie is there once each has done something towards the other.
NETWORKING = Statement(Networking, """
    WITH turns AS (
        SELECT i.post_id, i.at, CASE i.from_id WHEN :profile THEN i.to_id ELSE i.from_id END AS other,
            i.from_id = :profile AS mine
        FROM interactions i
        WHERE (i.from_id = :profile OR i.to_id = :profile) AND i.kind IN ('reply', 'mention', 'message')
          AND i.at < :until
    ), asked AS (
        SELECT i.answered_at - i.arrived_at AS took FROM inbox_items i
        WHERE i.profile_id = :profile AND i.needs_answer AND i.arrived_at >= :since AND i.arrived_at < :until)
    SELECT (SELECT count(*) FROM (
            SELECT 1 FROM turns t JOIN posts p ON p.id = t.post_id WHERE p.removed_at IS NULL
            GROUP BY p.thread_id, t.other
            HAVING bool_or(t.mine) AND bool_or(NOT t.mine) AND max(t.at) >= :since) AS threads)::int,
        (SELECT count(*) FROM ties g JOIN ties r ON r.from_id = g.to_id AND r.to_id = :profile
         WHERE g.from_id = :profile AND greatest(g.first_at, r.first_at) >= :since
           AND greatest(g.first_at, r.first_at) < :until)::int,
        (SELECT count(*) FROM (
            SELECT 1 FROM interactions i WHERE (i.from_id = :profile OR i.to_id = :profile) AND i.at < :until
              AND i.at >= :until::timestamptz - interval '30 days'
            GROUP BY CASE i.from_id WHEN :profile THEN i.to_id ELSE i.from_id END
            HAVING count(DISTINCT i.from_id) = 2) AS pairs)::int,
        (SELECT count(*) FROM follows WHERE followed_id = :profile AND made_at >= :since AND made_at < :until)::int,
        (SELECT count(*) FROM clicks k JOIN links l ON l.id = k.link_id
         WHERE l.profile_id = :profile AND l.referrer_id IS NOT NULL AND k.counted
           AND k.at >= :since AND k.at < :until)::int,
        count(*)::int, count(took)::int, percentile_cont(0.5) WITHIN GROUP (ORDER BY took),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY took)
    FROM asked
""")
# What has no path belongs to no campaign, so it is the same whichever is asked for.
PARTS = Statement(Part, """
    SELECT c.currency, h.halves, count(*)::int, sum(c.value)
    FROM conversions c CROSS JOIN LATERAL (
        SELECT CASE count(DISTINCT t.half) WHEN 0 THEN 'none' WHEN 2 THEN 'both' ELSE min(t.half) END AS halves
        FROM touches t WHERE t.conversion_id = c.id) AS h
    WHERE c.profile_id = :profile AND c.at >= :since AND c.at < :until
      AND (:campaign::bigint IS NULL OR h.halves = 'none' OR EXISTS (
           SELECT 1 FROM touches t JOIN clicks k ON k.id = t.click_id JOIN links l ON l.id = k.link_id
           WHERE t.conversion_id = c.id AND l.campaign_id = :campaign))
    GROUP BY c.currency, h.halves ORDER BY c.currency, h.halves
""")
# Visitors who clicked and did not convert: without them no model knows what a touch is worth.
NULL_PATHS = Statement(list, """
    SELECT array_agg(CASE WHEN l.referrer_id IS NULL THEN g.name ELSE 'Referrals' END ORDER BY k.at)
    FROM clicks k JOIN links l ON l.id = k.link_id JOIN campaigns g ON g.id = l.campaign_id
    WHERE l.profile_id = :profile AND k.counted AND k.at >= :since AND k.at < :until
      AND NOT EXISTS (SELECT 1 FROM conversions c WHERE c.profile_id = :profile AND c.visitor = k.visitor)
    GROUP BY k.visitor LIMIT :most
""")
ENTER = Statement(None, """
    INSERT INTO costs (profile_id, campaign_id, half, spent_on, hours, rate, spend, currency, note, entered_at)
    VALUES (:profile, :campaign, :half, :spent_on, :hours, :rate, :spend, :currency, :note, :now)
""")
COSTS = Statement(Cost, """
    SELECT c.id, g.name, c.half, c.spent_on, c.hours, c.rate, c.spend, c.currency, c.note
    FROM costs c LEFT JOIN campaigns g ON g.id = c.campaign_id
    WHERE c.profile_id = :profile AND c.spent_on >= :first AND c.spent_on <= :last
      AND (:campaign::bigint IS NULL OR c.campaign_id = :campaign)
    ORDER BY c.spent_on DESC, c.id DESC
""")
STRIKE = Statement(int, "DELETE FROM costs WHERE id = :id AND profile_id = :profile RETURNING id")
