-- A key on somebody's own device; we have its public half.
CREATE TABLE passkeys (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts,
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,               -- as SubjectPublicKeyInfo, DER
    use_count bigint NOT NULL DEFAULT 0,     -- what the device itself counts; many do not
    name text NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX passkeys_account ON passkeys (account_id);
-- What a device is asked to sign: good once, in one browser.
CREATE TABLE passkey_challenges (
    challenge_hash bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('add', 'use')),
    browser_hash bytea NOT NULL,
    account_id bigint REFERENCES accounts,
    made_at timestamptz NOT NULL
);
