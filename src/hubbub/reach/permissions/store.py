"""Tables: permission_policies, permission_requests, permission_stamps."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may do something with a post at once, and who if its author agrees: `followers`, `following`, or by id.

    What a post says nothing of may be done by whoever sees it.
    """

    automatic: list[str]
    manual: list[str]


@dataclass(frozen=True, slots=True)
class Request:
    """What an author elsewhere is asked for; `stamp` is where they have agreed."""

    id: int
    profile: ProfileId
    post: PostId
    act: str
    visibility: str
    asked_at: datetime
    stamp: str | None


@dataclass(frozen=True, slots=True)
class Stamp:
    post: PostId
    uri: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent of an author here to one like or boost from elsewhere."""

    id: int
    post: PostId
    act: str
    made_uri: str


POLICY = Statement(Policy, """
    SELECT automatic, manual FROM permission_policies WHERE post_id = :post AND act = :act
""")
SET_POLICY = Statement(None, """
    INSERT INTO permission_policies (post_id, act, automatic, manual) VALUES (:post, :act, :automatic, :manual)
    ON CONFLICT (post_id, act) DO UPDATE SET automatic = excluded.automatic, manual = excluded.manual
""")
DROP_POLICIES = Statement(None, "DELETE FROM permission_policies WHERE post_id = :post AND act = ANY(:acts::text[])")
ASK = Statement(None, """
    INSERT INTO permission_requests (id, profile_id, post_id, act, visibility, asked_at)
    VALUES (:id, :profile, :post, :act, :visibility, :now)
    ON CONFLICT (profile_id, post_id, act) DO UPDATE SET id = excluded.id, visibility = excluded.visibility,
        asked_at = excluded.asked_at, stamp_uri = NULL
""")
FORGET = Statement(Request, """
    DELETE FROM permission_requests WHERE profile_id = :profile AND post_id = :post AND act = :act
    RETURNING id, profile_id, post_id, act, visibility, asked_at, stamp_uri
""")
BY_ID = Statement(Request, """
    SELECT id, profile_id, post_id, act, visibility, asked_at, stamp_uri FROM permission_requests WHERE id = :id
""")
LIKE = Statement(Request, """
    SELECT id, profile_id, post_id, act, visibility, asked_at, stamp_uri FROM permission_requests
    WHERE profile_id = :profile AND post_id = :post AND act = 'like'
""")
AGREE = Statement(int, """
    UPDATE permission_requests SET stamp_uri = :stamp WHERE id = :id AND stamp_uri IS NULL RETURNING id
""")
STAMPS = Statement(Stamp, """
    SELECT id, stamp_uri FROM permission_requests WHERE id = ANY(:ids::bigint[]) AND stamp_uri IS NOT NULL
""")
GRANT = Statement(Consent, """
    INSERT INTO permission_stamps AS s (id, post_id, act, made_uri, made_at) VALUES (:id, :post, :act, :uri, :now)
    ON CONFLICT (post_id, act, made_uri) DO UPDATE SET id = s.id RETURNING id, post_id, act, made_uri
""")
CONSENT = Statement(Consent, "SELECT id, post_id, act, made_uri FROM permission_stamps WHERE id = :id")
