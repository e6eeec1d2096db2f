-- What somebody proves besides their password. The app's secret is sealed by a key made from the server's own.
CREATE TABLE factors (
    account_id bigint PRIMARY KEY REFERENCES accounts,
    sealed bytea,                            -- the secret of the authenticator app, if one is or is being set up
    app_at timestamptz,                      -- since when its codes are asked for
    passkeys_at timestamptz,                 -- since when a passkey is asked for
    last_step bigint NOT NULL DEFAULT 0,     -- of the clock: no code of it or before it is good any more
    tried_count int NOT NULL DEFAULT 0,
    tried_since timestamptz NOT NULL
);
-- Each is good once, and gone then.
CREATE TABLE recovery_codes (
    account_id bigint NOT NULL REFERENCES accounts,
    code_hash bytea NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);
