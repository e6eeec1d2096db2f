-- Accounts whose people have left and may still come back.
CREATE TABLE closures (
    account_id bigint PRIMARY KEY REFERENCES accounts,
    asked_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX closures_due ON closures (ends_at);
-- Which profiles were hidden for it, and when: one that was suspended by others since then is not ours to show again.
CREATE TABLE closure_profiles (
    account_id bigint NOT NULL REFERENCES accounts,
    profile_id bigint NOT NULL REFERENCES profiles,
    hidden_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, profile_id)
);
