-- Who may act as a profile. An account may be in many teams, a profile may have many members.
CREATE TABLE members (
    profile_id bigint NOT NULL REFERENCES profiles,
    account_id bigint NOT NULL REFERENCES accounts,
    role text NOT NULL CHECK (role IN ('owner', 'editor', 'contributor', 'analyst')),
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, account_id)
);
CREATE INDEX members_account ON members (account_id);
