"""Tables: push_subscriptions."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Subscription:
    id: int
    profile: ProfileId
    endpoint: str
    host: str
    point: bytes
    auth: bytes
    standard: bool
    token_locked: bytes | None
    alerts: list[str]
    policy: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """A subscription that is in use, and the language that its account reads; a browser's has no token."""

    subscription: int
    profile: ProfileId
    endpoint: str
    point: bytes
    auth: bytes
    standard: bool
    token_locked: bytes | None
    locale: str


@dataclass(frozen=True, slots=True)
class Concerned:
    host: str
    subscription: int
    notification: int


_KEEP = """
    INSERT INTO push_subscriptions AS s
        ({whose}, id, profile_id, endpoint, host, point, auth, standard, token_locked, alerts, policy, made_at)
    VALUES ({holder}, :id, :profile, :endpoint, :host, :point, :auth, :standard, :token_locked, :alerts, :policy, :now)
    ON CONFLICT ({whose}) DO UPDATE SET id = excluded.id, endpoint = excluded.endpoint, host = excluded.host,
        point = excluded.point, auth = excluded.auth, standard = excluded.standard,
        token_locked = excluded.token_locked, alerts = excluded.alerts, policy = excluded.policy,
        made_at = excluded.made_at
    RETURNING s.id, profile_id, endpoint, host, point, auth, standard, token_locked, alerts, policy
"""
KEEP = Statement(Subscription, _KEEP.format(whose="token_id", holder=":token"))
KEEP_BROWSER = Statement(Subscription, _KEEP.format(whose="session_hash", holder=":session::bytea"))
BY_SESSION = Statement(Subscription, """
    SELECT id, profile_id, endpoint, host, point, auth, standard, token_locked, alerts, policy
    FROM push_subscriptions WHERE session_hash = :session
""")
ADJUST_BROWSER = Statement(int, """
    UPDATE push_subscriptions SET alerts = :alerts, policy = :policy WHERE session_hash = :session RETURNING 1
""")
DROP_BROWSER = Statement(None, "DELETE FROM push_subscriptions WHERE session_hash = :session")
BY_TOKEN = Statement(Subscription, """
    SELECT id, profile_id, endpoint, host, point, auth, standard, token_locked, alerts, policy
    FROM push_subscriptions WHERE token_id = :token
""")
ADJUST = Statement(Subscription, """
    UPDATE push_subscriptions SET alerts = :alerts, policy = :policy WHERE token_id = :token
    RETURNING id, profile_id, endpoint, host, point, auth, standard, token_locked, alerts, policy
""")
DROP = Statement(None, "DELETE FROM push_subscriptions WHERE token_id = :token")
END = Statement(None, "DELETE FROM push_subscriptions WHERE id = :id")
CONCERNED = Statement(Concerned, """
    SELECT s.host, s.id, n.id FROM notifications n JOIN push_subscriptions s ON s.profile_id = n.profile_id
    WHERE n.id BETWEEN :first AND :last AND n.kind = :kind AND n.actor_id = :actor AND n.filtered_at IS NULL
      AND n.kind = ANY(s.alerts) AND (s.policy = 'all'
        OR (s.policy = 'followed' AND EXISTS (
            SELECT 1 FROM follows WHERE follower_id = n.profile_id AND followed_id = n.actor_id))
        OR (s.policy = 'follower' AND EXISTS (
            SELECT 1 FROM follows WHERE follower_id = n.actor_id AND followed_id = n.profile_id)))
    ORDER BY n.id, s.id
""")
RECEIVER = Statement(Receiver, """
    SELECT s.id, s.profile_id, s.endpoint, s.point, s.auth, s.standard, s.token_locked, a.locale
    FROM push_subscriptions s LEFT JOIN oauth_tokens t ON t.id = s.token_id
    LEFT JOIN sessions e ON e.token_hash = s.session_hash JOIN accounts a ON a.id = coalesce(t.account_id, e.account_id)
    WHERE s.id = :id AND a.disabled_at IS NULL AND a.confirmed_at IS NOT NULL AND a.approved_at IS NOT NULL
""")
