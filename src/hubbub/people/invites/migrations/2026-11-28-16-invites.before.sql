-- Links by which somebody may join where not everybody may. The code is kept as it is: its maker sees it again.
CREATE TABLE invites (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts,
    code text NOT NULL UNIQUE,
    most_uses int,
    use_count int NOT NULL DEFAULT 0,
    ends_at timestamptz,
    ended_at timestamptz,
    made_at timestamptz NOT NULL
);
CREATE INDEX invites_account ON invites (account_id, id);
-- Who came by which, so that a flood can be traced to its door. Written before the account is, in one transaction.
CREATE TABLE invite_uses (
    invite_id bigint NOT NULL REFERENCES invites,
    account_id bigint NOT NULL REFERENCES accounts DEFERRABLE INITIALLY DEFERRED,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (invite_id, account_id)
);
CREATE INDEX invite_uses_account ON invite_uses (account_id);
