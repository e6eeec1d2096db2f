CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'moderator', 'member')),
    locale text NOT NULL DEFAULT 'en',
    time_zone text NOT NULL DEFAULT 'UTC',
    reason text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    approved_at timestamptz,
    disabled_at timestamptz
);
CREATE UNIQUE INDEX accounts_email ON accounts (lower(email));

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts,
    profile_id bigint NOT NULL REFERENCES profiles,   -- whom the person acts as just now
    user_agent text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);

-- How a person likes to post; without a row: to everybody, not sensitive, in no language.
CREATE TABLE preferences (
    account_id bigint PRIMARY KEY REFERENCES accounts,
    visibility text NOT NULL CHECK (visibility IN ('public', 'quiet', 'followers', 'mentioned')),
    sensitive boolean NOT NULL,
    language text
);
