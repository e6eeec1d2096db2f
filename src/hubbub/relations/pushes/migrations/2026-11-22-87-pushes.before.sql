-- Where an app wants to be called, one a token; it goes with the token.
CREATE TABLE push_subscriptions (
    id bigint PRIMARY KEY,
    token_id bigint NOT NULL UNIQUE REFERENCES oauth_tokens ON DELETE CASCADE,
    profile_id bigint NOT NULL REFERENCES profiles,
    endpoint text NOT NULL,
    host text NOT NULL,                -- of the endpoint: its lane
    point bytea NOT NULL,              -- the device's public key, and its secret
    auth bytea NOT NULL,
    standard boolean NOT NULL,         -- RFC 8291, or the draft before it
    token_locked bytea NOT NULL,       -- what the app knows the account by; unreadable without the data folder's secret
    alerts text[] NOT NULL,
    policy text NOT NULL CHECK (policy IN ('all', 'followed', 'follower', 'none')),
    made_at timestamptz NOT NULL
);
CREATE INDEX push_subscriptions_profile ON push_subscriptions (profile_id);
