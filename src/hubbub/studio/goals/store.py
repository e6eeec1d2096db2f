"""Tables: goals, conversions, touches."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NewType

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId

GoalId = NewType("GoalId", int)
ConversionId = NewType("ConversionId", int)


@dataclass(frozen=True, slots=True)
class Goal:
    id: GoalId
    profile: ProfileId
    name: str
    salt: bytes
    value: Decimal
    currency: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """What a goal has brought, by currency; `traced` of the conversions have a path."""

    goal: GoalId
    currency: str
    conversions: int
    value: Decimal
    traced: int


@dataclass(frozen=True, slots=True)
class Conversion:
    id: ConversionId
    goal: GoalId
    goal_name: str
    external_id: str
    value: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Touch:
    conversion: ConversionId
    place: int
    half: str
    kind: str
    at: datetime
    campaign: str | None
    code: str | None
    post: PostId | None
    thread: PostId | None
    turns: int | None


@dataclass(frozen=True, slots=True)
class Visit:
    """The click that a conversion names, if it was on a link of the goal's profile."""

    click: str
    visitor: str
    at: datetime


ADD = Statement(None, """
    INSERT INTO goals (id, profile_id, name, salt, value, currency, made_at)
    VALUES (:id, :profile, :name, :salt, :value, :currency, :now)
""")
GET = Statement(Goal, """
    SELECT id, profile_id, name, salt, value, currency, made_at FROM goals
    WHERE id = :id AND (:profile::bigint IS NULL OR profile_id = :profile)
""")
LIST = Statement(Goal, """
    SELECT id, profile_id, name, salt, value, currency, made_at FROM goals WHERE profile_id = :profile ORDER BY id DESC
""")
RENEW = Statement(None, "UPDATE goals SET salt = :salt WHERE id = :id")
SUMS = Statement(Sum, """
    SELECT c.goal_id, c.currency, count(*)::int, sum(c.value),
        count(*) FILTER (WHERE EXISTS (SELECT 1 FROM touches t WHERE t.conversion_id = c.id))::int
    FROM conversions c WHERE c.profile_id = :profile GROUP BY c.goal_id, c.currency ORDER BY c.goal_id, c.currency
""")
VISIT = Statement(Visit, """
    SELECT k.id, k.visitor, k.at FROM clicks k JOIN links l ON l.id = k.link_id
    WHERE k.id = :click AND l.profile_id = :profile
""")
CONVERT = Statement(int, """
    INSERT INTO conversions (id, goal_id, profile_id, external_id, click_id, visitor, person_id, value, currency, at,
        arrived_at)
    VALUES (:id, :goal, :profile, :external_id, :click, :visitor, :person, :value, :currency, :at, :now)
    ON CONFLICT (goal_id, external_id) DO NOTHING RETURNING id
""")
KNOWN = Statement(int, "SELECT id FROM conversions WHERE goal_id = :goal AND external_id = :external_id")
# Earlier conversions of the profile have joined visitors and people: what one is known by finds the other.
VISITORS_OF = Statement(str, """
    SELECT DISTINCT visitor FROM conversions
    WHERE profile_id = :profile AND person_id = :person AND visitor IS NOT NULL
""")
PERSON_OF = Statement(int, """
    SELECT person_id FROM conversions WHERE profile_id = :profile AND visitor = :visitor AND person_id IS NOT NULL
    ORDER BY at DESC LIMIT 1
""")
# A conversation is a touch once both have spoken to each other; a click only if it was counted, or is the one named.
TOUCH = Statement(None, """
    INSERT INTO touches (conversion_id, place, half, kind, at, click_id, thread_id, turn_count)
    SELECT :conversion, row_number() OVER (ORDER BY at, kind, click_id), half, kind, at, click_id, thread_id, turns
    FROM (
        SELECT CASE WHEN l.referrer_id IS NULL THEN 'media' ELSE 'networking' END AS half,
            CASE WHEN l.referrer_id IS NULL THEN 'click' ELSE 'referral' END AS kind,
            k.at, k.id AS click_id, NULL::bigint AS thread_id, NULL::int AS turns
        FROM clicks k JOIN links l ON l.id = k.link_id
        WHERE l.profile_id = :profile AND k.visitor = ANY(:visitors::text[]) AND k.at > :since AND k.at <= :at
          AND (k.counted OR (k.id = :click::text AND NOT EXISTS (
                SELECT 1 FROM clicks f WHERE f.visitor = k.visitor AND f.link_id = k.link_id AND f.counted
                  AND f.at <= k.at AND f.at > k.at - interval '24 hours')))
        UNION ALL
        SELECT 'networking', 'conversation', max(p.published_at), NULL, p.thread_id, count(*)::int
        FROM posts p
        CROSS JOIN LATERAL (SELECT CASE p.author_id WHEN :profile THEN :person::bigint ELSE :profile END AS id) AS other
        WHERE p.author_id IN (:profile, :person::bigint) AND p.boost_of_id IS NULL AND p.removed_at IS NULL
          AND p.published_at > :since AND p.published_at <= :at
          AND (p.reply_to_author_id = other.id
               OR EXISTS (SELECT 1 FROM mentions m WHERE m.post_id = p.id AND m.profile_id = other.id))
        GROUP BY p.thread_id HAVING count(DISTINCT p.author_id) = 2
    ) AS path
""")
CONVERSIONS = Statement(Conversion, """
    SELECT c.id, c.goal_id, g.name, c.external_id, c.value, c.currency, c.at
    FROM conversions c JOIN goals g ON g.id = c.goal_id
    WHERE c.profile_id = :profile AND (:goal::bigint IS NULL OR c.goal_id = :goal)
      AND c.at >= :since AND c.at < :until
      AND (:campaign::bigint IS NULL OR EXISTS (
           SELECT 1 FROM touches t JOIN clicks k ON k.id = t.click_id JOIN links l ON l.id = k.link_id
           WHERE t.conversion_id = c.id AND l.campaign_id = :campaign))
    ORDER BY c.at DESC, c.id DESC LIMIT :most
""")
TOUCHES = Statement(Touch, """
    SELECT t.conversion_id, t.place, t.half, t.kind, t.at, g.name, l.code, l.post_id, t.thread_id, t.turn_count
    FROM touches t
    LEFT JOIN clicks k ON k.id = t.click_id LEFT JOIN links l ON l.id = k.link_id
    LEFT JOIN campaigns g ON g.id = l.campaign_id
    WHERE t.conversion_id = ANY(:conversions::bigint[]) ORDER BY t.conversion_id, t.place
""")
