-- Since when a host has not answered at all; when something of its own told us that it may be back; and its inboxes
-- that are gone for good (410), which nothing is sent to.
ALTER TABLE hosts
    ADD away_since timestamptz,
    ADD heard_at timestamptz,
    ADD gone text[] NOT NULL DEFAULT '{}';
CREATE INDEX hosts_gone ON hosts (name) WHERE gone <> '{}';
CREATE INDEX letters_written ON letters (written_at);
