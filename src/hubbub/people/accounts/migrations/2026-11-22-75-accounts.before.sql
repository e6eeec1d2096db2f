-- Where an account came from, kept for a month; and when it ended.
ALTER TABLE accounts
    ADD COLUMN address text,            -- whence it was opened, until that is forgotten
    ADD COLUMN opened_with bigint,      -- the app that opened it, if one did
    ADD COLUMN removed_at timestamptz;
CREATE INDEX accounts_waiting ON accounts (id) WHERE approved_at IS NULL AND removed_at IS NULL;
CREATE INDEX accounts_address ON accounts (made_at) WHERE address IS NOT NULL;
