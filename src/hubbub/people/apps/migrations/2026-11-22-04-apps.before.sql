CREATE TABLE oauth_apps (
    id bigint PRIMARY KEY,
    client_id text NOT NULL UNIQUE,
    client_secret text NOT NULL,
    name text NOT NULL,
    website text,
    redirect_uris text[] NOT NULL,
    scopes text[] NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE TABLE oauth_codes (
    code_hash bytea PRIMARY KEY,
    app_id bigint NOT NULL REFERENCES oauth_apps,
    account_id bigint NOT NULL REFERENCES accounts,
    profile_id bigint NOT NULL REFERENCES profiles,
    scopes text[] NOT NULL,
    redirect_uri text NOT NULL,
    challenge text,
    made_at timestamptz NOT NULL,
    token_id bigint                     -- once used: what it gave, revoked if the code comes again
);
CREATE TABLE oauth_tokens (
    id bigint PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    app_id bigint NOT NULL REFERENCES oauth_apps,
    account_id bigint REFERENCES accounts,
    profile_id bigint REFERENCES profiles,
    scopes text[] NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX oauth_tokens_account ON oauth_tokens (account_id);
