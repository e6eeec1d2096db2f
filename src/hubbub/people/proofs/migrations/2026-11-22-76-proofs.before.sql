-- A secret that was sent to an e-mail address: whoever brings it back reads mail there. Good once, for one purpose.
CREATE TABLE proofs (
    secret_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts,
    purpose text NOT NULL CHECK (purpose IN ('confirm', 'reset')),
    email text NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE INDEX proofs_account ON proofs (account_id, made_at);
