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
    token_locked: bytes
    alerts: list[str]
    policy: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """A subscription that is in use, and the language that its account reads."""

    subscription: int
    profile: ProfileId
    endpoint: str
    point: bytes
    auth: bytes
    standard: bool
    token_locked: bytes
    locale: str


@dataclass(frozen=True, slots=True)
class Concerned:
    host: str
    subscription: int
    notification: int


KEEP = Statement(Subscription, """
    INSERT INTO push_subscriptions AS s
        (id, token_id, profile_id, endpoint, host, point, auth, standard, token_locked, alerts, policy, made_at)
    VALUES (:id, :token, :profile, :endpoint, :host, :point, :auth, :standard, :token_locked, :alerts, :policy, :now)
    ON CONFLICT (token_id) DO UPDATE SET id = excluded.id, endpoint = excluded.endpoint, host = excluded.host,
        point = excluded.point, auth = excluded.auth, standard = excluded.standard,
        token_locked = excluded.token_locked, alerts = excluded.alerts, policy = excluded.policy,
        made_at = excluded.made_at
    RETURNING s.id, profile_id, endpoint, host, point, auth, standard, token_locked, alerts, policy
""")
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
    FROM push_subscriptions s JOIN oauth_tokens t ON t.id = s.token_id JOIN accounts a ON a.id = t.account_id
    WHERE s.id = :id AND a.disabled_at IS NULL AND a.confirmed_at IS NOT NULL AND a.approved_at IS NOT NULL
""")
