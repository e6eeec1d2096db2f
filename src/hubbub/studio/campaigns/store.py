"""Tables: campaigns, campaign_posts, links, clicks, click_marks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId

CampaignId = NewType("CampaignId", int)
LinkId = NewType("LinkId", int)


@dataclass(frozen=True, slots=True)
class Campaign:
    id: CampaignId
    profile: ProfileId
    name: str
    slug: str
    made_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A campaign with what came of it: `counted` is once per visitor in 24 hours, `raw` every click of a person."""

    id: CampaignId
    name: str
    slug: str
    made_at: datetime
    closed_at: datetime | None
    posts: int
    links: int
    counted: int
    raw: int
    bots: int


@dataclass(frozen=True, slots=True)
class Link:
    id: LinkId
    code: str
    profile: ProfileId
    campaign: CampaignId
    target: str
    post: PostId | None
    referrer: ProfileId | None
    made_at: datetime
    stopped_at: datetime | None
    counted: int
    raw: int
    bots: int


@dataclass(frozen=True, slots=True)
class Clicked:
    link: LinkId
    profile: ProfileId
    target: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    counted: int
    raw: int


ADD = Statement(None, """
    INSERT INTO campaigns (id, profile_id, name, slug, made_at) VALUES (:id, :profile, :name, :slug, :now)
""")
GET = Statement(Campaign, """
    SELECT id, profile_id, name, slug, made_at, closed_at FROM campaigns WHERE id = :id AND profile_id = :profile
""")
OPEN = Statement(Campaign, """
    SELECT id, profile_id, name, slug, made_at, closed_at FROM campaigns
    WHERE profile_id = :profile AND closed_at IS NULL ORDER BY id DESC LIMIT 200
""")
FIGURES = Statement(Figures, """
    SELECT c.id, c.name, c.slug, c.made_at, c.closed_at,
        (SELECT count(*) FROM campaign_posts p WHERE p.campaign_id = c.id)::int, count(l.id)::int,
        coalesce(sum(k.counted), 0)::int, coalesce(sum(k.raw), 0)::int, coalesce(sum(l.bot_count), 0)::int
    FROM campaigns c
    LEFT JOIN links l ON l.campaign_id = c.id
    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE k.counted) AS counted, count(*) AS raw
                       FROM clicks k WHERE k.link_id = l.id) AS k ON true
    WHERE c.profile_id = :profile AND (:campaign::bigint IS NULL OR c.id = :campaign)
    GROUP BY c.id ORDER BY c.id DESC
""")
CLOSE = Statement(None, """
    UPDATE campaigns SET closed_at = CASE WHEN :closed::boolean THEN coalesce(closed_at, :now::timestamptz) END
    WHERE id = :id
""")
ADD_LINK = Statement(None, """
    INSERT INTO links (id, code, profile_id, campaign_id, target, referrer_id, made_at)
    VALUES (:id, :code, :profile, :campaign, :target, :referrer, :now)
""")
ATTACH = Statement(None, """
    WITH post AS (INSERT INTO campaign_posts (post_id, campaign_id) VALUES (:post, :campaign))
    UPDATE links SET post_id = :post WHERE code = ANY(:codes::text[]) AND profile_id = :profile AND post_id IS NULL
""")
POSTS = Statement(int, """
    SELECT p.id FROM campaign_posts c JOIN posts p ON p.id = c.post_id
    WHERE c.campaign_id = :campaign AND can_see(:profile, p) ORDER BY p.id DESC LIMIT :most
""")
_LINK = """
    SELECT l.id, l.code, l.profile_id, l.campaign_id, l.target, l.post_id, l.referrer_id, l.made_at, l.stopped_at,
        (SELECT count(*) FROM clicks k WHERE k.link_id = l.id AND k.counted)::int,
        (SELECT count(*) FROM clicks k WHERE k.link_id = l.id)::int, l.bot_count
    FROM links l
"""
LINKS = Statement(Link, f"{_LINK} WHERE l.campaign_id = :campaign ORDER BY l.id DESC LIMIT 1000")
MINE = Statement(Link, f"{_LINK} WHERE l.id = :id AND l.profile_id = :profile")
# Links of a profile that may not publish lead nowhere.
BY_CODE = Statement(Link, f"""{_LINK} JOIN profiles p ON p.id = l.profile_id
    WHERE l.code = :code AND l.stopped_at IS NULL AND p.suspended_at IS NULL AND p.removed_at IS NULL
""")
STOP = Statement(None, "UPDATE links SET stopped_at = :now WHERE id = :id AND stopped_at IS NULL")
# One journey for a click: who was counted in the last 24 hours is not counted again, even by two at once.
CLICK = Statement(Clicked, """
    WITH link AS (
        SELECT l.id, l.profile_id, l.target FROM links l JOIN profiles p ON p.id = l.profile_id
        WHERE l.code = :code AND l.stopped_at IS NULL AND p.suspended_at IS NULL AND p.removed_at IS NULL
    ), fresh AS (
        INSERT INTO click_marks AS m (link_id, mark, counted_at) SELECT id, :mark::text, :now::timestamptz FROM link
        ON CONFLICT (link_id, mark) DO UPDATE SET counted_at = excluded.counted_at
            WHERE m.counted_at <= :now::timestamptz - interval '24 hours'
        RETURNING 1
    ), known AS (
        INSERT INTO click_marks (link_id, mark, counted_at)
        SELECT id, :visitor::text, :now::timestamptz FROM link WHERE :visitor::text <> :mark::text
        ON CONFLICT DO NOTHING
    ), click AS (
        INSERT INTO clicks (id, link_id, visitor, counted, at)
        SELECT :click, id, :visitor::text, EXISTS (SELECT 1 FROM fresh), :now::timestamptz FROM link
        RETURNING counted
    )
    SELECT link.id, link.profile_id, link.target, click.counted FROM link, click
""")
COUNT_BOT = Statement(str, """
    UPDATE links l SET bot_count = bot_count + 1 FROM profiles p
    WHERE l.code = :code AND l.stopped_at IS NULL AND p.id = l.profile_id
      AND p.suspended_at IS NULL AND p.removed_at IS NULL
    RETURNING l.target
""")
DAYS = Statement(Day, """
    SELECT (k.at AT TIME ZONE :zone)::date AS day, count(*) FILTER (WHERE k.counted)::int, count(*)::int
    FROM clicks k JOIN links l ON l.id = k.link_id
    WHERE l.profile_id = :profile AND (:campaign::bigint IS NULL OR l.campaign_id = :campaign)
      AND k.at >= :since AND k.at < :until
    GROUP BY 1 ORDER BY 1
""")
FORGET_MARKS = Statement(None, "DELETE FROM click_marks WHERE counted_at < :before")
