-- What a token's Idempotency-Key made, written in the transaction that made it; kept for a day.
CREATE TABLE idempotency_keys (
    token_id bigint NOT NULL REFERENCES oauth_tokens ON DELETE CASCADE,
    key text NOT NULL,
    digest bytea NOT NULL,
    made_id bigint,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (token_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (made_at);
