"""Tables: quotes, quote_stamps, quote_policies."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Quote:
    """That a post quotes another, which is None while it is not known here."""

    post: PostId
    quoted: PostId | None
    uri: str
    state: str
    stamp: str | None
    legacy: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A quote as a viewer may see it: the state, and the quoted post if that may be shown."""

    post: PostId
    quoted: PostId | None
    state: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may quote a post at once, and who if its author agrees: `public`, `followers`, `following`, or others."""

    post: PostId
    author: ProfileId
    here: bool
    visibility: str
    automatic: list[str]
    manual: list[str]

    @property
    def personal(self) -> bool:
        """Whether the answer depends on who asks."""
        return "public" not in self.automatic and (
            self.here or bool({"followers", "following"} & {*self.automatic, *self.manual}))


@dataclass(frozen=True, slots=True)
class Stamp:
    """The consent of an author here to one quoting post."""

    id: int
    quoted: PostId
    quoting_uri: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class Quoter:
    post: PostId
    author: ProfileId


ADD = Statement(int, """
    INSERT INTO quotes (post_id, quoted_id, quoted_uri, state, stamp_uri, legacy, made_at)
    VALUES (:post, :quoted, :uri, 'pending', :stamp, :legacy, :now) ON CONFLICT DO NOTHING RETURNING post_id
""")
# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM quotes x WHERE x.post_id = p.id)"
GET = Statement(Quote, """
    SELECT post_id, quoted_id, quoted_uri, state, stamp_uri, legacy FROM quotes WHERE post_id = ANY(:posts::bigint[])
""")
AWAITING = Statement(Quote, """
    SELECT post_id, quoted_id, quoted_uri, state, stamp_uri, legacy FROM quotes
    WHERE quoted_uri = :uri AND quoted_id IS NULL
""")
# When a post was quoted before the one with this id came.
AWAITED = "EXISTS (SELECT 1 FROM quotes WHERE quoted_uri = :uri AND quoted_id IS NULL)"
BY_STAMP = Statement(Quote, """
    SELECT post_id, quoted_id, quoted_uri, state, stamp_uri, legacy FROM quotes WHERE stamp_uri = :stamp
""")
LINK = Statement(None, "UPDATE quotes SET quoted_id = :quoted WHERE post_id = :post")
STAMP = Statement(None, "UPDATE quotes SET stamp_uri = :stamp WHERE post_id = :post")
ACCEPT = Statement(int, """
    UPDATE quotes SET state = 'accepted', answered_at = :now
    WHERE post_id = :post AND state <> 'accepted' AND quoted_id IS NOT NULL RETURNING quoted_id
""")
# Whether it was accepted before.
TURN_DOWN = Statement(bool, """
    WITH was AS (SELECT post_id, state FROM quotes WHERE post_id = :post FOR UPDATE)
    UPDATE quotes q SET state = :state, answered_at = :now FROM was
    WHERE q.post_id = was.post_id AND was.state IN ('pending', 'accepted') RETURNING was.state = 'accepted'
""")
FORGET = Statement(Quote, """
    DELETE FROM quotes WHERE post_id = :post RETURNING post_id, quoted_id, quoted_uri, state, stamp_uri, legacy
""")
STANDINGS = Statement(Standing, """
    SELECT q.post_id, q.quoted_id, CASE
        WHEN q.state <> 'accepted' OR p.id IS NULL THEN q.state
        WHEN p.removed_at IS NOT NULL THEN 'deleted'
        WHEN EXISTS (SELECT 1 FROM blocks WHERE blocker_id = :viewer AND blocked_id = p.author_id)
            THEN 'blocked_account'
        WHEN NOT can_see(:viewer, p) THEN 'unauthorized'
        WHEN EXISTS (SELECT 1 FROM mutes WHERE muter_id = :viewer AND muted_id = p.author_id
                     AND (ends_at IS NULL OR ends_at > :now)) THEN 'muted_account'
        ELSE 'accepted' END
    FROM quotes q LEFT JOIN posts p ON p.id = q.quoted_id
    WHERE q.post_id = ANY(:posts::bigint[]) AND (q.state = 'accepted' OR NOT q.legacy)
""")
QUOTING = Statement(int, """
    SELECT p.id FROM quotes q JOIN posts p ON p.id = q.post_id
    WHERE q.quoted_id = :quoted AND q.state = 'accepted' AND can_see(:viewer, p)
      AND (:viewer::bigint IS NULL OR p.author_id = :viewer OR hears(:viewer, p.author_id, :now))
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")
QUOTERS = Statement(Quoter, """
    SELECT p.id, p.author_id FROM quotes q JOIN posts p ON p.id = q.post_id JOIN profiles a ON a.id = p.author_id
    WHERE q.quoted_id = :quoted AND q.state = 'accepted' AND p.removed_at IS NULL AND a.domain IS NULL
""")

AGREE = Statement(Stamp, """
    INSERT INTO quote_stamps AS s (id, quoted_id, quoting_uri, made_at) VALUES (:id, :quoted, :uri, :now)
    ON CONFLICT (quoted_id, quoting_uri) DO UPDATE SET id = s.id
    RETURNING id, quoted_id, quoting_uri, revoked_at IS NOT NULL
""")
CONSENT = Statement(Stamp, """
    SELECT id, quoted_id, quoting_uri, revoked_at IS NOT NULL FROM quote_stamps
    WHERE quoted_id = :quoted AND quoting_uri = :uri
""")
CONSENT_BY_ID = Statement(Stamp, """
    SELECT id, quoted_id, quoting_uri, revoked_at IS NOT NULL FROM quote_stamps WHERE id = :id
""")
TAKE_BACK = Statement(int, """
    UPDATE quote_stamps SET revoked_at = :now WHERE quoted_id = :quoted AND quoting_uri = :uri AND revoked_at IS NULL
    RETURNING id
""")

SET_POLICY = Statement(None, """
    INSERT INTO quote_policies (post_id, automatic, manual) VALUES (:post, :automatic, :manual)
    ON CONFLICT (post_id) DO UPDATE SET automatic = excluded.automatic, manual = excluded.manual
""")
# When a post `p` is not simply one that anybody here may quote.
POLICY_CARRIED = """p.visibility NOT IN ('public', 'quiet')
    OR EXISTS (SELECT 1 FROM quote_policies x WHERE x.post_id = p.id)
    OR EXISTS (SELECT 1 FROM profiles x WHERE x.id = p.author_id AND x.domain IS NOT NULL)"""
# What is not for everybody is quoted by its author alone.
POLICIES = Statement(Policy, """
    SELECT p.id, p.author_id, a.domain IS NULL, p.visibility,
        CASE WHEN p.visibility NOT IN ('public', 'quiet') THEN '{}'::text[]
             ELSE coalesce(q.automatic, CASE WHEN a.domain IS NULL THEN '{public}' ELSE '{}' END::text[]) END,
        CASE WHEN p.visibility NOT IN ('public', 'quiet') THEN '{}'::text[] ELSE coalesce(q.manual, '{}') END
    FROM posts p JOIN profiles a ON a.id = p.author_id LEFT JOIN quote_policies q ON q.post_id = p.id
    WHERE p.id = ANY(:posts::bigint[])
""")
