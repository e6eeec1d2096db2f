-- Files that somebody has brought, line by line, until a month after they are done.
CREATE TABLE transfers (
    id bigint PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES profiles,
    kind text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('merge', 'overwrite')),
    made_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX transfers_owner ON transfers (owner_id, id);
CREATE TABLE transfer_lines (
    transfer_id bigint NOT NULL REFERENCES transfers ON DELETE CASCADE,
    line int NOT NULL,
    cells text NOT NULL,                 -- a list of words, as JSON
    problem text NOT NULL DEFAULT '',    -- why it could not be done, in a sentence
    done_at timestamptz,
    PRIMARY KEY (transfer_id, line)
);
CREATE INDEX transfer_lines_open ON transfer_lines (transfer_id, line) WHERE done_at IS NULL;
